# SPDX-License-Identifier: Apache-2.0
"""The co-chairs' text: brought in through one log, accepted by nobody for that, joint when every party accepts it."""

from __future__ import annotations

import pytest
from logs import STRUCTURES, Pair, object_id

from comity.acts.permission import Stance, Standing
from comity.record.dialogue import CHAIRS
from comity.record.document import document

STRUCTURE = {**STRUCTURES["paragraph"], "chairs": True}


@pytest.fixture
def pair():
    return Pair()


@pytest.fixture
def text(pair):
    act = pair.table("XA", words="chairs", structure=STRUCTURE)
    pair.exchange()
    return act


def _version(pair, act):
    return pair.dialogue().version(act.version)


def test_whoever_brings_it_has_not_accepted_it_and_both_are_asked(pair, text):
    version = _version(pair, text)
    assert (version.standing, version.chairs, version.owners) == (Standing.TABLED, True, ("XA",))
    assert [version.stance_of(party) for party in pair.parties] == [Stance.NONE, Stance.NONE]
    assert version.stood_by == (CHAIRS,)
    assert all(version.asks(party) for party in pair.parties)
    for party in pair.parties:
        assert [thing.id for thing in pair.dialogue().objects.unanswered(party)] == [object_id("point")]


def test_it_is_joint_only_when_the_party_that_brought_it_accepts_it_too(pair, text):
    pair.accept("XB", text)
    pair.exchange()
    assert (_version(pair, text).standing, _version(pair, text).stood_by) == (Standing.TABLED, ("XB",))
    pair.accept("XA", text)
    pair.exchange()
    assert _version(pair, text).standing is Standing.JOINT


def test_bringing_it_takes_back_no_acceptance_of_a_rival_and_lifts_no_reservation(pair):
    own = pair.table("XA", words="own")
    text = pair.table("XA", words="chairs", structure=STRUCTURE)
    assert _version(pair, own).stance_of("XA") is Stance.ACCEPTS
    pair.reserve("XA", text)
    pair.table("XA", words="chairs", structure=STRUCTURE)
    assert _version(pair, text).stance_of("XA") is Stance.RESERVES
    assert _version(pair, own).stance_of("XA") is Stance.ACCEPTS


def test_who_brought_it_may_take_it_off_the_table_and_bring_it_again(pair, text):
    act = pair.withdraw("XA", text)
    assert pair.reason(act) == ""
    assert _version(pair, text).standing is Standing.WITHDRAWN
    pair.table("XA", words="chairs", structure=STRUCTURE)
    version = _version(pair, text)
    assert (version.standing, version.stance_of("XA")) == (Standing.TABLED, Stance.NONE)
    assert pair.reason(pair.withdraw("XB", text)) == "already"


def test_in_brackets_it_is_the_co_chairs_until_somebody_accepts_it(pair):
    pair.table("XA", "communique", kind="text")
    text = pair.table("XA", words="chairs", structure=STRUCTURE)
    theirs = pair.table("XB", words="theirs")
    words = {text.payload.commitment: "The Parties recall it.", theirs.payload.commitment: "The Parties deplore it."}

    def owners():
        (reading,) = document(pair.dialogue(), object_id("communique"), words).readings
        return [option.owners for span in reading.passages[0].reading.spans for option in span.options]

    assert owners() == [(CHAIRS,), ("XB",)]
    pair.look("XB")
    pair.accept("XB", text)
    assert owners() == [("XB",), ("XB",)]  # its own rival is Boria's still, though it accepts it no more
