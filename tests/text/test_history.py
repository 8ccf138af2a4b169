# SPDX-License-Identifier: Apache-2.0
"""A paragraph's history and what separates us, counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.text.history import Brought, Change, changes, steps
from comity.text.paragraph import ParagraphState, Proposal, paragraph
from comity.text.tally import tally

_WORDING = st.lists(st.sampled_from(["the", "Parties", "shall", ",", "réaffirment", "и"]), max_size=20).map(" ".join)


@given(_WORDING, _WORDING)
def test_changes_give_both_wordings_to_the_letter(before, after):
    made = changes(before, after)
    assert "".join(c.before for c in made) == before
    assert "".join(c.after for c in made) == after


def test_each_wording_answers_what_it_supersedes_and_else_the_one_before_it():
    first = Brought("v1", ("XA",), "2027-03-01T10:00:00Z", "The Parties reaffirm their commitment.")
    second = Brought("v2", ("XB",), "2027-03-02T10:00:00Z", "The Parties recall their commitment.")
    third = Brought("v3", ("XA",), "2027-03-03T10:00:00Z", "The Parties reaffirm their joint commitment.", "v1")
    made = steps([first, second, third])
    assert [step.answers for step in made] == ["", "v1", "v1"]
    assert [c for c in made[1].changes if not c.stays] == [Change("reaffirm", "recall")]
    assert "".join(c.after for c in made[2].changes) == third.wording


def test_tally_counts_states_brackets_and_in_how_many_paragraphs_each_party_has_a_word():
    joint = Proposal(("XA", "XB"), "b", "They met.")
    ours, theirs = Proposal(("XA",), "c", "They agree now."), Proposal(("XB",), "c", "They concur now.")
    found = tally([
        paragraph("1", joint, []), paragraph("2", None, [ours, theirs]), paragraph("3", joint, [theirs]),
        paragraph("4", Proposal(("XA", "XB"), "d", deleted=True), []),
    ])  # fmt: skip
    assert found.states == {
        ParagraphState.AGREED: 1, ParagraphState.BRACKETED: 1, ParagraphState.REOPENED: 1, ParagraphState.DELETED: 1,
    }  # fmt: skip
    assert (found.open, found.clean) == (2, False)
    assert found.owners == {"XA": 1, "XB": 2}
    assert found.brackets == 2
    assert tally([paragraph("1", joint, [])]).clean
