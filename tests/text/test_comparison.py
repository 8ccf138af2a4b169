# SPDX-License-Identifier: Apache-2.0
"""What was published beside what was agreed: every word accounted for, and each paragraph's fate named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.text.comparison import Verdict, compare

AGREED = [
    "They met in Alba on 4 March.",
    "The Parties reaffirm their commitment to the stability of the network.",
    "They will meet again in Boria next year.",
]
_WORDS = st.lists(st.sampled_from("the Parties met again reaffirm recall network , . and".split()), max_size=12)
_TEXT = _WORDS.map(" ".join)


def _fates(found):
    return [(row.number, row.verdict.value) for row in found.rows]


def test_the_same_words_are_the_same_however_they_are_divided_into_paragraphs():
    found = compare(AGREED, "They met in Alba\non 4 March. " + AGREED[1] + "\u00a0" + AGREED[2])
    assert found.same
    assert (found.left_out, found.added) == (0, 0)
    assert _fates(found) == [(1, "same"), (2, "same"), (3, "same")]


def test_stronger_verb_is_named_in_its_paragraph():
    found = compare(AGREED, "\n".join(AGREED).replace("reaffirm their", "demand their"))
    assert _fates(found) == [(1, "same"), (2, "changed"), (3, "same")]
    assert found.rows[1].differences == (("reaffirm", "demand"),)
    assert (found.left_out, found.added, found.same) == (1, 1, False)


def test_paragraph_left_out_is_named_and_so_are_words_that_nobody_agreed():
    found = compare(AGREED, f"Press release of the ministry. {AGREED[0]} {AGREED[2]} Photographs follow later today.")
    assert _fates(found) == [(0, "added"), (1, "same"), (2, "left_out"), (3, "same"), (0, "added")]
    assert found.left_out == len(AGREED[1].split())
    assert found.added == 9
    assert found.rows[0].differences == (("", "Press release of the ministry."),)


def test_paragraph_at_another_place_has_moved_and_nothing_is_lost_or_added():
    found = compare(AGREED, f"{AGREED[1]}\n{AGREED[2]}\n{AGREED[0]}")
    assert _fates(found) == [(1, "moved"), (2, "same"), (3, "same")]
    assert (found.left_out, found.added, found.same) == (0, 0, False)


def test_nothing_published_leaves_everything_out_and_nothing_agreed_adds_everything():
    assert {row.verdict for row in compare(AGREED, "").rows} == {Verdict.LEFT_OUT}
    assert _fates(compare([], "Some words.")) == [(0, "added")]
    assert compare([], "").same
    assert compare(["", "  "], " \n").same


@given(st.lists(_TEXT, max_size=4), _TEXT)
def test_every_word_of_both_sides_is_accounted_for(agreed, published):
    found = compare(agreed, published)
    kept = [" ".join(text.split()) for text in agreed if text.split()]
    rows = [row for row in found.rows if row.number]
    assert [row.number for row in rows] == list(range(1, len(kept) + 1))
    for row, words in zip(rows, kept, strict=True):
        assert "".join(c.before for c in row.changes).strip() == words
    shown = [w for r in found.rows if r.verdict is not Verdict.MOVED for c in r.changes for w in c.after.split()]
    shown += [w for r in rows if r.verdict is Verdict.MOVED for w in kept[r.number - 1].split()]
    assert sorted(shown) == sorted(published.split())
    assert found.same == (" ".join(kept).split() == published.split())
