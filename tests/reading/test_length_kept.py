# SPDX-License-Identifier: Apache-2.0
"""The fold changes spelling, never length."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from comity.reading.fold import fold
from comity.reading.sentence import unwrap
from comity.reading.word import words


@given(st.text())
def test_fold_keeps_the_number_of_code_points(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_fold_of_a_fold_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcd éà\n.,;"))
def test_unwrapping_keeps_the_number_of_code_points(text):
    assert len(unwrap(text)) == len(text)


@example("))")
@given(st.text())
def test_words_lie_in_the_text_in_order(text):
    found = words(fold(text), text)

    for word in found:
        written = fold(text)[word.start : word.stop]
        assert word.form in {written, "and"} or (word.mark and set(written) == {word.form})  # a run is one
    assert [word.start for word in found] == sorted(word.start for word in found)


def test_fold_levels_case_accents_apostrophes_and_yo_but_not_short_i():
    assert fold("L’État «Ёлка» й") == 'l\'etat "елка" й'
