# SPDX-License-Identifier: Apache-2.0
"""Words that are not what they look like, over all code points."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from comity.base.canonical import REFUSED
from comity.text.script import Doubt, Flag, flags, is_variant, script_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Раrties met.", [("Раrties", Doubt.MIXED)]),
        ("A сор in this text", [("сор", Doubt.DISGUISED)]),
        ("Стороны, a также страны", [("a", Doubt.DISGUISED)]),
        ("ｄｉａｌｏｇｕｅ and ﬁne", [("ｄｉａｌｏｇｕｅ", Doubt.VARIANT), ("ﬁne", Doubt.VARIANT)]),
        ("Οutcome", [("Οutcome", Doubt.MIXED)]),
        ("USB-накопитель и кибер-attack", []),
        ("L'État réaffirme qu'aujourd'hui naïve Œuvre", []),
        ("Совместное коммюнике подъём 2027", []),
        ("日本語とカナ 한국어", []),
        ("plain ASCII", []),
        ("", []),
    ],
)
def test_words_are_flagged_with_the_reason(text, found):
    assert [(flag.word, flag.doubt) for flag in flags(text)] == found


def test_flag_says_where_the_word_stands_and_in_which_alphabets():
    assert flags("The Раrties") == (Flag(4, 11, "Раrties", Doubt.MIXED, ("CYRILLIC", "LATIN")),)


def test_every_letter_of_unicode_beside_a_latin_one_is_flagged_unless_it_is_latin():
    wrong = []
    for point in range(sys.maxunicode + 1):
        letter = chr(point)
        if letter in REFUSED or not unicodedata.category(letter).startswith("L"):
            continue
        doubts = [flag.doubt for flag in flags(f"a{letter}b")]
        expected = [] if script_of(letter) == "LATIN" and not is_variant(letter) else None
        if (expected is None and not doubts) or (expected == [] and doubts):
            wrong.append((hex(point), doubts))
    assert wrong == []


def test_marks_digits_and_punctuation_of_all_unicode_have_no_alphabet():
    for point in range(sys.maxunicode + 1):
        if unicodedata.category(chr(point))[0] in "MNPSZC":
            assert script_of(chr(point)) == ""
