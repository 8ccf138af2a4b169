# SPDX-License-Identifier: Apache-2.0
"""Tracked changes by party: each party reads its own wording, and no change stands inside another."""

from __future__ import annotations

from copies import RECALL, copy_of, id_of, tabled, wording
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.formats.revision import objections, reading
from comity.formats.tracking import DASH, edits, named, paragraph_name, tracked_passage, whole_wordings
from comity.formats.working_copy import Wording
from comity.text.token import tokens

_WORDS = st.sampled_from(["the", "Parties", "l'État", "кибер-атака", ",", ".", "shall", "réaffirment", "a", "\n", "и"])
_WORDING = st.lists(_WORDS, max_size=20).map(" ".join)
_OWNERS = st.sampled_from(["XA", "XB", "XC", "XA XB", "XB XC"])
_OPEN = st.lists(st.tuples(_OWNERS, _WORDING, st.booleans()), min_size=1, max_size=5)


def _wordings(drawn):
    return [wording(owners, "" if gone else words, deleted=gone) for owners, words, gone in drawn]


@settings(max_examples=300)
@given(_WORDING, st.booleans(), _OPEN)
def test_each_wording_is_read_back_by_its_author_and_nothing_is_nested(base, joint, drawn):
    open_ = _wordings(drawn)
    passage = tabled(1, *open_, joint=wording("XA XB", base) if joint else None)
    copy = copy_of(passage)
    made = tracked_passage(copy, passage)
    found = {}
    for paragraph in made:
        assert all(len(p.inserted) + len(p.deleted) <= 1 for p in (*paragraph.pieces, paragraph.end))
        _, below = named(paragraph.name)
        for author in {m.author for p in (*paragraph.pieces, paragraph.end) for m in (*p.inserted, *p.deleted)}:
            words = reading(paragraph.pieces, author)
            found.setdefault(author, set()).add("" if below is not None and words == DASH else words)
            assert list(objections(paragraph.pieces, author)) == []
    expected = {}
    wholes = [w for _, w in whole_wordings(passage)]
    for each in wholes or passage.rivals:
        if wholes or each.words != passage.base.words:
            expected.setdefault(copy.called(each.owners), set()).add(each.words)
    assert found == expected
    if not wholes:
        assert reading(made[0].pieces, None) == passage.base.words


@given(_WORDING, _WORDING)
def test_edits_make_the_other_wording_of_the_base(base, other):
    parts, made, at = tokens(base), "", 0
    for edit in edits(parts, other):
        made += "".join(parts[at : edit.start]) + edit.words
        at = edit.end
    assert made + "".join(parts[at:]) == other


def test_second_wording_that_strikes_the_same_word_stands_below_as_a_whole():
    passage = tabled(2, wording("XA", "They agree."), wording("XB", "They concur."), wording("XC", "They differ."))
    first, below = tracked_passage(copy_of(passage), passage)
    assert [p.text for p in first.pieces] == ["They", " agree", " concur", "."]
    assert (below.name, below.pieces[0].text) == (paragraph_name(id_of(2), 2), "They differ.")
    assert below.end.inserted == below.pieces[0].inserted


def test_only_wording_that_nobody_has_agreed_to_is_put_in_as_a_whole():
    passage = tabled(2, wording("XB", RECALL))
    (paragraph,) = tracked_passage(copy_of(passage), passage)
    assert [m.author for m in paragraph.pieces[0].inserted] == ["Boria"]
    assert [c.words for c in paragraph.comments] == ["Tabled, not agreed."]


def test_names_of_others_are_not_ours():
    assert [named(name) for name in ("_GoBack", "c_1", paragraph_name(id_of(1)), paragraph_name(id_of(1), 3))] == [
        None, None, (id_of(1), None), (id_of(1), 3),
    ]  # fmt: skip
    assert isinstance(wording("XA", "x"), Wording)
