# SPDX-License-Identifier: Apache-2.0
"""From any sequence of proposals: each wording can be read back from the brackets, and acceptance removes them all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from logs import STRUCTURES, Pair, object_id

from comity.acts.act import Verb
from comity.acts.permission import Stance
from comity.record.document import document
from comity.text.brackets import clean, plain, wording
from comity.text.paragraph import ParagraphState

_WORDING = st.lists(
    st.sampled_from(["the", "Parties", "shall", "recall", "réaffirment", "стороны", ","]), min_size=1, max_size=12
).map(" ".join)
_PARTY = st.sampled_from(["XA", "XB"])
_MOVE = st.one_of(
    st.tuples(st.just("table"), _PARTY, _WORDING),
    st.tuples(st.sampled_from(["accept", "reserve", "withdraw"]), _PARTY, st.integers(0, 5)),
    st.tuples(st.just("exchange"), _PARTY, st.just("")),
)


def _play(moves):
    """Play what is drawn, whether or not it counts: the fold says what does."""
    pair, words, acts = Pair(), {}, []
    pair.table("XA", "communique", "a text", "text")
    for verb, party, what in [("table", "XA", "the Parties shall recall"), *moves]:
        if verb == "exchange":
            pair.exchange()
        elif verb == "table":
            joint = pair.dialogue().objects[object_id("p")].joint if acts else None
            fields = {"supersedes": joint.id} if joint is not None else {}
            act = pair.table(party, "p", what, structure=STRUCTURES["paragraph"], **fields)
            words[act.payload.commitment] = what
            acts.append(act)
        else:
            pair.speak(party, Verb(verb), acts[what % len(acts)])
    pair.exchange()
    return pair, words


def _passage(pair, words):
    (reading,) = document(pair.dialogue(), object_id("communique"), words).readings
    return reading.passages[0] if reading.passages else None


@settings(max_examples=150, deadline=None)
@given(st.lists(_MOVE, max_size=14))
def test_each_wording_on_the_table_is_read_back_from_the_brackets_by_those_who_stand_by_it(moves):
    pair, words = _play(moves)
    passage = _passage(pair, words)
    if passage is None:
        return
    shown = [*([passage.joint] if passage.joint is not None else []), *passage.open]
    for number, version in enumerate(shown):
        assert wording(passage.reading.spans, number) == words[version.payload.commitment]
    for version in passage.open:
        for party in pair.parties:
            if version.stance_of(party) is Stance.ACCEPTS:
                assert party in passage.reading.owners


@settings(max_examples=100, deadline=None)
@given(st.lists(_MOVE, max_size=10), st.integers(0, 5))
def test_accepting_one_wording_removes_all_brackets_and_leaves_it_on_every_node(moves, which):
    pair, words = _play(moves)
    passage = _passage(pair, words)
    if passage is None or not passage.open:
        return
    chosen = passage.open[which % len(passage.open)]
    for party in pair.parties:
        pair.write(party, Verb.ACCEPT, "paragraph", object_=chosen.object, version=chosen.id)
    pair.exchange()
    after = _passage(pair, words)
    assert (after.reading.state, clean(after.reading.spans)) == (ParagraphState.AGREED, True)
    assert plain(after.reading.spans, str) == words[chosen.payload.commitment]
    assert after.joint.id == chosen.id
    mirrored = document(pair.dialogue(dict(reversed(pair.dialogue().sizes.items()))), object_id("communique"), words)
    assert mirrored.readings[0].passages[0] == after
