# SPDX-License-Identifier: Apache-2.0
"""The states of a paragraph, and its place."""

from __future__ import annotations

import pytest

from comity.text.brackets import plain
from comity.text.paragraph import ParagraphState, Proposal, in_order, paragraph

_JOINT = Proposal(("XA", "XB"), "b", "They met.")
_OUT = Proposal(("XB",), "b", deleted=True)
_OTHER = Proposal(("XA",), "b", "They did not meet.")


@pytest.mark.parametrize(
    ("joint", "table", "state", "text"),
    [
        (_JOINT, [], ParagraphState.AGREED, "They met."),
        (_JOINT, [_OUT], ParagraphState.REOPENED, "[XA, XB: They met.] [XB: —]"),
        (None, [_OTHER], ParagraphState.BRACKETED, "[XA: They did not meet.]"),
        (None, [_OTHER, _OUT], ParagraphState.BRACKETED, "[XA: They did not meet.] [XB: —]"),
        (_OUT, [], ParagraphState.DELETED, ""),
        (None, [], ParagraphState.FALLEN, ""),
    ],
)
def test_paragraph_says_its_state(joint, table, state, text):
    found = paragraph("p", joint, table)
    assert (found.state, plain(found.spans, str)) == (state, text)


def test_paragraph_in_brackets_names_the_owners_of_what_is_on_the_table():
    assert paragraph("p", _JOINT, [_OTHER]).owners == ("XA",)
    assert paragraph("p", None, [_OUT, _OTHER]).owners == ("XB", "XA")


def test_paragraphs_stand_by_place_and_then_by_id():
    places = [("q", "b"), ("p", "b"), ("r", "an")]
    made = [paragraph(id_, Proposal(("XA",), place, "x"), []) for id_, place in places]
    assert [p.id for p in in_order(made)] == ["r", "p", "q"]
