# SPDX-License-Identifier: Apache-2.0
"""Introductions on the screen: brought in by one, compared as words, confirmed by another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from visitor import Page, Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def bring(visitor: Visitor, data: bytes) -> Page:
    token = visitor.get("/desk/introductions/").token.encode()
    head = b'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + token + b"\r\n"
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.intro"\r\n\r\n' + data + b"\r\n--x--\r\n"
    page = visitor.raw("POST", "/desk/introductions/", head + file, Content_Type="multipart/form-data; boundary=x")
    return visitor.get(page.headers["Location"])


def test_introduction_needs_two_officers_who_see_the_twelve_words(
    world: World, officers: dict[str, Visitor], tmp_path: Path
):
    file = tmp_path / "file.intro"
    world.alba.cli("introduce", "offer", "--purpose", "exercise", "--title", "en=A file of our own", "--out", str(file))
    words = world.alba.cli("introduce", "fingerprint", str(file), "--language", "ru")
    page = bring(officers["releaser"], file.read_bytes())
    assert "The introduction waits for a second officer." in page.words
    assert "A file of our own" in page.words
    assert words in page.words
    assert "You brought it in; another officer must compare the words and confirm." in page.words

    dialogue = re.search(r'id="i-([0-9a-f]{32})"', page.body)[1]
    form = {"do": "confirm", "dialogue": dialogue}
    refused = officers["releaser"].post("/desk/introductions/", form, page=page)
    assert "another officer must." in refused.words
    confirmed = officers["second"].post("/desk/introductions/", form)
    assert confirmed.path == f"/desk/{dialogue}/"
    assert "Confirmed. Our log begins." in confirmed.words
    assert "This file is ours alone; it is served to nobody." in confirmed.words


@pytest.mark.parametrize("data", [b"", b"{}", b"not an introduction", b"\xff\x00"])
def test_file_that_is_no_introduction_is_refused_with_a_sentence(officers: dict[str, Visitor], data: bytes):
    assert "This file is no introduction; nothing was kept." in bring(officers["releaser"], data).words


def test_introductions_are_for_posts_that_introduce(officers: dict[str, Visitor]):
    assert officers["drafter"].get("/desk/introductions/").status == 403
    assert "Introductions of nodes" not in officers["drafter"].get("/desk/").words
