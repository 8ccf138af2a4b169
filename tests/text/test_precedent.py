# SPDX-License-Identifier: Apache-2.0
"""Precedent wording: a formula is found by the words that stand together, and nothing else is."""

from __future__ import annotations

from comity.text.precedent import index, like

EARLIER = [
    "The sides Reaffirm that confidence measures are useful.",
    "They met in Alba.",
    "The Parties recall that confidence measures reduce the risk of misperception.",
    "Les Parties réaffirment leur attachement au dialogue.",
    "Стороны подтвердили приверженность диалогу и мерам доверия.",
]


def _found(wording, most=10):
    return [
        (one.number, EARLIER[one.number][one.start : one.stop]) for one in like(wording, EARLIER, index(EARLIER), most)
    ]


def test_longest_formula_comes_first_and_is_shown_as_it_stood():
    assert _found("The Parties reaffirm that confidence measures reduce the risk.") == [
        (2, "that confidence measures reduce the risk"), (0, "Reaffirm that confidence measures"),
    ]  # fmt: skip
    assert _found("The Parties reaffirm that confidence measures reduce the risk.", most=1) == [
        (2, "that confidence measures reduce the risk")
    ]


def test_case_and_accents_do_not_matter_and_alphabets_do():
    assert _found("les parties reaffirment leur desir") == [(3, "Les Parties réaffirment leur")]
    assert _found("СТОРОНЫ ПОДТВЕРДИЛИ ПРИВЕРЖЕННОСТЬ миру") == [(4, "Стороны подтвердили приверженность")]


def test_two_words_are_no_formula():
    assert _found("confidence measures") == []
    assert _found("They met, and nothing else") == []
    assert _found("") == []
