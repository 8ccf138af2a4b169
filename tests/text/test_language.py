# SPDX-License-Identifier: Apache-2.0
"""Languages beside each other: every paragraph once, each language in its order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.text.language import Rendered, aligned


def _cells(rows, *languages):
    return [tuple("+".join(row.of(lang)) or "–" for lang in languages) for row in rows]


def test_renderings_and_renderings_of_renderings_stand_in_one_row():
    rows = aligned({
        "fr": [Rendered("p1"), Rendered("p2")],
        "en": [Rendered("q1", "p1"), Rendered("q9")],
        "ru": [Rendered("r1", "q1"), Rendered("r2", "p2")],
    })  # fmt: skip
    assert _cells(rows, "fr", "en", "ru") == [("p1", "q1", "r1"), ("–", "q9", "–"), ("p2", "–", "r2")]


def test_two_renderings_in_one_language_share_a_cell():
    rows = aligned({"fr": [Rendered("p1")], "en": [Rendered("q1", "p1"), Rendered("q2", "p1")]})
    assert _cells(rows, "fr", "en") == [("p1", "q1+q2")]


def test_paragraphs_that_render_each_other_stand_in_one_row():
    rows = aligned({"fr": [Rendered("p1", "q1")], "en": [Rendered("q1", "p1")]})
    assert _cells(rows, "fr", "en") == [("p1", "q1")]


def test_rendering_of_what_is_not_here_is_a_paragraph_of_its_own():
    assert _cells(aligned({"en": [Rendered("q1", "gone")]}), "en") == [("q1",)]


_IDS = st.sampled_from("abcdefghijkl")


@given(st.dictionaries(_IDS, st.tuples(st.sampled_from(["fr", "en", "ru"]), st.one_of(st.just(""), _IDS))))
def test_every_paragraph_stands_in_one_row_and_the_first_language_keeps_its_order(drawn):
    languages = {}
    for id_, (language, renders) in drawn.items():
        leads = language == next(iter(languages), language)
        languages.setdefault(language, []).append(Rendered(id_, "" if leads else renders))
    rows = aligned(languages)
    assert sorted(id_ for row in rows for ids in row.cells.values() for id_ in ids) == sorted(drawn)
    for row in rows:
        assert any(row.cells.values())
    if languages:
        first = next(iter(languages))
        assert [id_ for row in rows for id_ in row.of(first)] == [p.id for p in languages[first]]
