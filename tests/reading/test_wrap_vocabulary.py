# SPDX-License-Identifier: Apache-2.0
"""Wrapping the vocabularies changes no word of them."""

from __future__ import annotations

import importlib.util

import pytest
import yaml
from specimens import ROOT

FOLDER = ROOT / "src" / "comity" / "reading" / "vocabulary"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("wrap_vocabulary", ROOT / "tools" / "wrap_vocabulary.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = ", ".join(f"Port Authority of Town {number}" for number in range(20))
LONG_NAME = "портовое управление " * 12 + "Альбы"
LONG = f"""scheme: bodies
concepts:
  - id: XA-PORTS       # of Alba
    altLabel: {{en: [{NAMES}], fr: ["l'autorité, dite « du port »", 'a "b" c'], ru: "{LONG_NAME}"}}
"""


def test_long_line_is_wrapped_and_says_the_same(tool):
    new = tool.wrap(LONG)

    assert max(map(len, new.split("\n"))) <= tool.WIDTH < max(map(len, LONG.split("\n")))
    assert yaml.safe_load(new) == yaml.safe_load(LONG)
    assert "# of Alba" in new
    assert tool.wrap(new) == new


@pytest.mark.parametrize("name", ["cues.yaml", "small.yaml", "calendar.yaml"])
def test_shipped_words_are_wrapped_without_a_word_changed(tool, name):
    old = (FOLDER / name).read_text(encoding="utf-8")
    new = tool.wrap(old)

    assert [line for line in new.split("\n") if len(line) > tool.WIDTH and not line.startswith("#")] == []
    assert [line for line in old.split("\n") if line.lstrip().startswith("#")] == [
        line for line in new.split("\n") if line.lstrip().startswith("#")
    ]
