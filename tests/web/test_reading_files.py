# SPDX-License-Identifier: Apache-2.0
"""The reading box takes a web page, reads its words and not its furniture; a broken file is answered in a sentence."""

from __future__ import annotations

import pytest
from visitor import Visitor

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

LEAD = "On 4 March 2027, the second meeting of the France-Germany cyber dialogue took place in Paris."
MATTER = f"<main><h1>Press release</h1><p>{LEAD}</p></main>"
PAGE = f"<!DOCTYPE html><html><body><nav>Home of the house</nav>{MATTER}</body></html>"


def test_web_page_is_read_without_its_furniture(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": PAGE})

    assert "Press release" in page.words
    assert "Home of the house" not in page.words
    assert "facts read" in page.words


def test_broken_file_is_answered_in_a_sentence(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": "%PDF-1.7 and nothing more"})

    assert "The file is broken" in page.words
