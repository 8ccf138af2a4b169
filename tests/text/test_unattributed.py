# SPDX-License-Identifier: Apache-2.0
"""Minutes from which it cannot be seen who spoke."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.text.unattributed import GAP, strip

NAMES = ["Alba", "Boria", "A. Head", "Head", "Министерство иностранных дел"]


@pytest.mark.parametrize(
    ("words", "left", "taken"),
    [
        ("Alba: the line should be tested.", "The line should be tested.", ("Alba",)),
        ("A. Head — we agree.\nBORIA: so do we.", "We agree.\nSo do we.", ("A. Head", "BORIA")),
        ("The point that A.  Head made holds.", f"The point that {GAP} made holds.", ("A.  Head",)),
        ("Министерство иностранных дел: согласны.", "Согласны.", ("Министерство иностранных дел",)),
        ("Headings and an Albatross stay.", "Headings and an Albatross stay.", ()),
        ("It was said that Alba, like Boria, waits.", f"It was said that {GAP}, like {GAP}, waits.", ("Alba", "Boria")),
    ],
)
def test_names_are_taken_out(words, left, taken):
    assert (strip(words, NAMES).words, strip(words, NAMES).taken) == (left, taken)


@given(st.lists(st.sampled_from([*NAMES, "and", "said:", "\n", "—", "пусть", ",", "alba"]), max_size=12).map(" ".join))
def test_no_name_is_left_and_nothing_more_is_taken_the_second_time(words):
    once = strip(words, NAMES)

    assert strip(once.words, NAMES).taken == ()


def test_without_names_nothing_changes():
    assert strip("Alba: yes", ["", " ", "X"]).words == "Alba: yes"
