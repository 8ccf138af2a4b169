# SPDX-License-Identifier: Apache-2.0
"""Silence that counts (law 6): proved by two entries of the silent party's own log, or there is none."""

from __future__ import annotations

import os
import random

import oracle
import pytest
from logs import DIALOGUE, Logs, Pair, object_id

from comity.acts.act import Verb
from comity.acts.kinds import AGREED
from comity.acts.permission import Stance, Standing
from comity.record.dialogue import EntryId, SilentState
from comity.record.fold import Running, fold_acts
from comity.record.silence import BY_SILENCE, NEVER_BY_SILENCE

FIRST, EXPIRY = "2027-03-05T12:00:00Z", "2027-03-08T12:00:00Z"
BEFORE, DURING, AFTER = "2027-03-04T18:00:00Z", "2027-03-06T09:00:00Z", "2027-03-08T12:00:01Z"

HISTORIES = int(os.environ.get("COMITY_HISTORIES", "120"))


def _ruled(*parties: str, kinds=("paragraph",), hours=72) -> Logs:
    logs = Pair() if not parties else Logs(*parties)
    structure = {"kinds": list(kinds), "hours": hours}
    rule = logs.write(logs.parties[0], Verb.TABLE, "silence_rule", name="rule", structure=structure)
    for party in logs.parties[1:]:
        logs.look(party)
        logs.accept(party, rule)
    logs.exchange()
    return logs


def _start(logs: Logs, by: str, about, *, first=FIRST, expiry=EXPIRY, at=BEFORE, **fields):
    structure = {"about": about.version, "first_instant": first, "expiry": expiry}
    name = fields.pop("name", "" if "object_" in fields else "silence")
    return logs.write(by, Verb.NOTIFY, "silence", name=name, structure=structure, at=at, **fields)


def _entry(logs: Logs, party: str, at: str, *, look: bool = True):
    """Write a receipt of this date."""
    if look:
        logs.look(party)
    return logs.write(party, Verb.ACKNOWLEDGE, "receipt", structure={"held": dict(logs.seen[party])}, at=at)


def _state(logs: Logs, party: str = "XB", number: int = -1):
    return logs.dialogue().silences[number].of(party).state


@pytest.fixture
def pair():
    return _ruled()


@pytest.fixture
def tabled(pair):
    version = pair.table("XA", words="reaffirm")
    _start(pair, "XA", version)
    return version


def test_first_entry_in_time_and_first_after_the_end_accept_by_silence(pair, tabled):
    assert _state(pair) is SilentState.UNSEEN
    _entry(pair, "XB", FIRST)
    assert _state(pair) is SilentState.SEEN
    _entry(pair, "XB", EXPIRY)
    assert _state(pair) is SilentState.ACCEPTS
    assert pair.dialogue().version(tabled.version).standing is Standing.TABLED  # Alba does not know it yet
    pair.receipt("XA")
    version = pair.dialogue().version(tabled.version)
    assert version.standing is Standing.JOINT
    (stance,) = [s for s in version.stances if s.party == "XB"]
    assert (stance.stance, stance.by_silence, stance.at) == (Stance.ACCEPTS, True, EXPIRY)
    assert stance.entry == EntryId("XB", len(pair.logs["XB"]) - 1)


@pytest.mark.parametrize(("first", "second", "state"), [
    ("2027-03-05T12:00:01Z", AFTER, SilentState.AWAY),
    (FIRST, "2027-03-08T11:59:59Z", SilentState.SEEN),
    (AFTER, AFTER, SilentState.AWAY),
])  # fmt: skip
def test_a_second_too_late_or_too_early_is_no_silence(pair, tabled, first, second, state):
    _entry(pair, "XB", first)
    _entry(pair, "XB", second)
    pair.receipt("XA")
    assert (_state(pair), pair.dialogue().version(tabled.version).standing) == (state, Standing.TABLED)


@pytest.mark.usefixtures("tabled")
def test_node_that_was_away_did_not_accept_even_if_its_clock_says_so_later(pair):
    _entry(pair, "XB", AFTER)
    _entry(pair, "XB", FIRST)  # a clock put back proves nothing any more
    _entry(pair, "XB", AFTER)
    assert _state(pair) is SilentState.AWAY


@pytest.mark.usefixtures("tabled")
def test_entry_that_has_not_seen_the_procedure_proves_nothing(pair):
    _entry(pair, "XB", FIRST, look=False)
    _entry(pair, "XB", AFTER, look=False)
    assert _state(pair) is SilentState.UNSEEN


def test_reservation_in_time_breaks_silence_and_its_withdrawal_does_not_mend_it(pair, tabled):
    _entry(pair, "XB", FIRST)
    pair.reserve("XB", tabled, at=DURING)
    pair.withdraw("XB", tabled, at=DURING)
    _entry(pair, "XB", AFTER)
    assert (_state(pair), pair.dialogue().version(tabled.version).stance_of("XB")) == (SilentState.BROKEN, Stance.NONE)


def test_reservation_that_is_the_closing_entry_itself_breaks_silence_too(pair, tabled):
    _entry(pair, "XB", FIRST)
    pair.reserve("XB", tabled, at=AFTER)
    assert (_state(pair), pair.reason(pair.logs["XB"][-1])) == (SilentState.BROKEN, "")


def test_reservation_after_the_closing_entry_takes_the_acceptance_back_until_it_is_joint(pair, tabled):
    _entry(pair, "XB", FIRST)
    _entry(pair, "XB", AFTER)
    pair.reserve("XB", tabled, at=AFTER)
    pair.receipt("XA")
    assert pair.dialogue().version(tabled.version).stance_of("XB") is Stance.RESERVES
    assert pair.dialogue().version(tabled.version).standing is Standing.TABLED


@pytest.mark.usefixtures("tabled")
def test_amendment_breaks_silence(pair):
    _entry(pair, "XB", FIRST)
    mine = pair.table("XB", words="recall", at=DURING)
    _entry(pair, "XB", AFTER)
    assert _state(pair) is SilentState.BROKEN
    assert pair.dialogue().version(mine.version).stance_of("XB") is Stance.ACCEPTS


def test_who_reserved_before_it_began_or_stands_by_another_version_is_not_silent():
    for words in ("", "recall"):
        pair = _ruled()
        version = pair.table("XA", words="reaffirm")
        pair.look("XB")
        pair.table("XB", words=words) if words else pair.reserve("XB", version)
        _start(pair, "XA", version)
        _entry(pair, "XB", FIRST)
        _entry(pair, "XB", AFTER)
        assert _state(pair) is SilentState.BROKEN


def test_acceptance_in_words_is_said_to_be_that(pair, tabled):
    _entry(pair, "XB", FIRST)
    pair.accept("XB", tabled, at=DURING)
    _entry(pair, "XB", AFTER)
    (stance,) = [s for s in pair.dialogue().version(tabled.version).stances if s.party == "XB"]
    assert (_state(pair), stance.stance, stance.by_silence) == (SilentState.SPOKEN, Stance.ACCEPTS, False)


def test_silence_confirms_what_was_accepted_ad_referendum_by_the_entry_after(pair, tabled):
    _entry(pair, "XB", FIRST)
    pair.accept("XB", tabled, ad_referendum=True, at=AFTER)  # says what it says, though it is the first after the end
    assert _state(pair) is SilentState.SEEN
    _entry(pair, "XB", AFTER)
    pair.receipt("XA")
    assert pair.dialogue().version(tabled.version).standing is Standing.JOINT


def test_extension_puts_the_end_off_for_whoever_has_seen_it(pair, tabled):
    _entry(pair, "XB", FIRST)
    first = pair.logs["XA"][-1]
    later = {"first": "2027-03-08T06:00:00Z", "expiry": "2027-03-12T12:00:00Z", "at": DURING}
    _start(pair, "XA", tabled, supersedes=first.version, object_=first.object, **later)
    assert pair.reason(pair.logs["XA"][-1]) == ""
    _entry(pair, "XB", DURING)
    _entry(pair, "XB", AFTER)
    assert [p.of("XB").state for p in pair.dialogue().silences] == [SilentState.MOOT, SilentState.SEEN]
    assert [p.standing for p in pair.dialogue().silences] == [Standing.SUPERSEDED, Standing.TOLD]
    _entry(pair, "XB", later["expiry"])
    assert _state(pair) is SilentState.ACCEPTS


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.usefixtures("tabled")
def test_procedure_taken_back_ends_where_it_was_seen_to_be(pair, seen):
    _entry(pair, "XB", FIRST)
    pair.withdraw("XA", pair.logs["XA"][-1], at=DURING)
    _entry(pair, "XB", AFTER, look=seen)
    assert _state(pair) is (SilentState.MOOT if seen else SilentState.ACCEPTS)


def test_version_that_its_starter_no_longer_accepts_is_not_accepted_by_silence(pair, tabled):
    _entry(pair, "XB", FIRST)
    pair.withdraw("XA", tabled, at=DURING)
    _entry(pair, "XB", AFTER)
    assert _state(pair) is SilentState.MOOT


def test_procedure_without_a_joint_rule_or_beside_it_is_without_effect():
    pair = Pair()
    version = pair.table("XA")
    assert pair.reason(_start(pair, "XA", version)) == "no-rule"
    assert pair.dialogue().silences == ()
    pair = _ruled(kinds=["finding", "release", "erasure", "silence_rule"])
    assert pair.reason(_start(pair, "XA", pair.table("XA"))) == "no-rule"
    for kind in ("release", "erasure", "silence_rule"):
        assert pair.reason(_start(pair, "XA", pair.table("XA", "other " + kind, kind=kind), name=kind)) == "no-rule"
    finding = pair.table("XA", "finding", kind="finding")
    assert pair.reason(_start(pair, "XA", finding, name="at last")) == ""


@pytest.mark.parametrize(("fields", "reason"), [
    ({"expiry": "2027-03-08T11:59:59Z"}, "too-short"),
    ({"at": "2027-03-05T12:00:01Z"}, "too-short"),
    ({}, ""),
])  # fmt: skip
def test_procedure_leaves_the_time_that_the_rule_asks_and_is_seen_after_it_is_written(pair, fields, reason):
    assert pair.reason(_start(pair, "XA", pair.table("XA"), **fields)) == reason


def test_procedure_is_on_a_version_that_is_on_the_table_and_that_its_starter_accepts(pair):
    version = pair.table("XA")
    assert pair.reason(_start(pair, "XB", version)) == "not-open"  # Boria has not seen it
    pair.look("XB")
    assert pair.reason(_start(pair, "XB", version)) == "not-open"  # and does not accept it
    assert pair.reason(_start(pair, "XA", pair.notify("XA"), name="paper")) == "not-open"
    pair.accept("XB", version)
    pair.exchange()
    assert pair.reason(_start(pair, "XA", version, name="joint")) == "not-open"


def test_each_of_several_parties_is_silent_for_itself():
    logs = _ruled("XA", "XB", "XC")
    version = logs.table("XA")
    _start(logs, "XA", version)
    _entry(logs, "XB", FIRST)
    _entry(logs, "XC", FIRST)
    _entry(logs, "XB", AFTER)
    logs.accept("XC", version, at=DURING)
    logs.exchange()
    assert (_state(logs, "XB"), _state(logs, "XC")) == (SilentState.ACCEPTS, SilentState.SPOKEN)
    assert logs.dialogue().version(version.version).standing is Standing.JOINT


def test_of_rivals_that_fall_due_by_one_entry_none_is_accepted():
    logs = _ruled("XA", "XB", "XC")
    one, other = logs.table("XA", words="one"), logs.table("XB", words="other")
    _start(logs, "XA", one)
    _start(logs, "XB", other, name="other")
    _entry(logs, "XC", FIRST)
    _entry(logs, "XC", AFTER)
    assert [_state(logs, "XC", number) for number in (0, 1)] == [SilentState.MOOT, SilentState.MOOT]


# -- against the oracle, and in every order


def _history(rnd: random.Random):
    """Write a random history of one slot with silence procedures, dates that go forward and now and then back."""
    logs = _ruled(*rnd.choice([("XA", "XB"), ("XA", "XB", "XC")]), hours=0)
    versions, told = {}, []
    for step in range(60):
        party = rnd.choice(logs.parties)
        day = 5 + step // 3 + rnd.choice([0, 0, 0, 0, 0, 1, -1])  # clocks that are right, and now and then are not
        at = f"2027-03-{day:02}T{step % 3 * 8:02}:00:00Z"
        if rnd.random() < 0.7:
            other = rnd.choice([p for p in logs.parties if p != party])
            known = logs.seen[party][other]
            logs.look(party, other, rnd.randint(known, len(logs.logs[other])) if rnd.random() < 0.3 else None)
        roll = rnd.random()
        if roll < 0.1 or not versions:
            words = rnd.choice("vw")
            versions[words] = logs.table(party, words=words, at=at)
        elif roll < 0.25:
            instants = {"first": f"2027-03-{day + 2:02}T00:00:00Z", "expiry": f"2027-03-{day + 4:02}T00:00:00Z"}
            about = rnd.choice(list(versions.values()))
            told.append(_start(logs, party, about, at=at, name=f"silence {step}", **instants))
        elif roll < 0.32:
            verb = rnd.choice([Verb.ACCEPT, Verb.RESERVE, Verb.WITHDRAW])
            logs.speak(party, verb, rnd.choice(list(versions.values())), at=at)
        elif roll < 0.34 and told:
            logs.withdraw(party, rnd.choice(told), at=at)
        else:
            _entry(logs, party, at, look=False)
    return logs


def _model_logs(logs: Logs):
    """Write the histories of the slot for the oracle of law 4, a closing entry as the acceptance that it is."""
    dialogue = logs.dialogue()
    parties, point = list(logs.parties), object_id("point")
    closing = {}
    for procedure in dialogue.silences:
        for answer in procedure.answers:
            if answer.state is SilentState.ACCEPTS:
                closing[answer.entry] = procedure.about
    found = []
    for party in parties:
        known, log = [0] * len(parties), []
        for index, act in enumerate(logs.logs[party]):
            for other, seen in act.seen.items():
                known[parties.index(other)] = max(known[parties.index(other)], seen.size)
            judged = dialogue.judged(EntryId(party, index))
            kind, version = "receipt", None
            if act.object == point and judged.without_effect in ("", "too-late"):
                kind = {"table": "accept"}.get(act.verb.value, act.verb.value)
                version = act.version
            if EntryId(party, index) in closing:
                assert kind == "receipt"
                kind, version = "accept", closing[EntryId(party, index)]
            log.append((kind, version, tuple(known)))
        found.append(log)
    return found


def test_joint_by_silence_is_what_the_oracle_makes_of_the_closing_entries_as_acceptances():
    model = oracle.load()
    closed = reached = 0
    for seed in range(HISTORIES):
        logs = _history(random.Random(seed))
        dialogue = logs.dialogue()
        thing = dialogue.objects[object_id("point")]
        versions = [v.id for v in thing.versions]
        model_logs = _model_logs(logs)
        expected = model.joint(model_logs, [len(log) for log in model_logs], versions)
        assert {v.id for v in thing.versions if v.standing is Standing.JOINT} == expected, seed
        states = [a.state for p in dialogue.silences for a in p.answers]
        closed += states.count(SilentState.ACCEPTS)
        reached += bool(expected) and any(s.by_silence for v in thing.versions for s in v.stances if v.joint_by)
    assert closed > HISTORIES // 10
    assert reached > HISTORIES // 40


def test_silence_is_the_same_in_whatever_order_logs_arrive_and_is_what_two_entries_prove():
    for seed in range(HISTORIES // 3):
        rnd = random.Random(seed)
        logs = _history(rnd)
        whole = logs.dialogue()
        running, taken = Running(DIALOGUE, logs.parties), dict.fromkeys(logs.parties, 0)
        while left := [p for p in logs.parties if taken[p] < len(logs.logs[p])]:
            party = rnd.choice(left)
            size = rnd.randint(taken[party] + 1, len(logs.logs[party]))
            running.take(party, logs.logs[party][taken[party] : size])
            taken[party] = size
            part = running.dialogue()
            assert repr(part) == repr(fold_acts({p: logs.logs[p][:n] for p, n in taken.items()}, dialogue=DIALOGUE))
        assert repr(running.dialogue()) == repr(whole)
        for procedure in whole.silences:
            for answer in procedure.answers:
                if answer.state is SilentState.ACCEPTS:
                    _prove(logs, procedure, answer)


def _prove(logs: Logs, procedure, answer):
    """Find the two entries again, in the log alone."""
    log, known = logs.logs[answer.party], 0
    seen_by = None
    for index, act in enumerate(log[: answer.entry.index + 1]):
        known = max(known, act.seen[procedure.starter].size if procedure.starter in act.seen else 0)
        if seen_by is None and known > procedure.entry.index:
            seen_by = index
            assert act.at <= procedure.first_instant
        if seen_by is not None and index < answer.entry.index and act.object != object_id("point"):
            assert act.at < procedure.expiry or act.at == ""
        spoke_against = act.verb in {Verb.RESERVE, Verb.WITHDRAW} and act.version == procedure.about
        assert not (seen_by is not None and spoke_against and not _without_effect(logs, answer.party, index))
    assert seen_by is not None
    assert log[answer.entry.index].at >= procedure.expiry


def _without_effect(logs: Logs, party: str, index: int) -> str:
    return logs.dialogue().judged(EntryId(party, index)).without_effect


def test_kinds_that_never_fall_silent_are_named_each():
    assert AGREED - {"founding", "release", "erasure", "silence_rule"} == BY_SILENCE
    assert {"founding", "release", "erasure", "silence_rule"} == NEVER_BY_SILENCE


def test_procedure_started_at_its_very_first_instant_counts_and_asks_the_others_only(pair):
    version = pair.table("XA", words="reaffirm")
    act = _start(pair, "XA", version, at=FIRST)
    assert pair.reason(act) == ""
    (procedure,) = pair.dialogue().silences
    assert procedure.of("XA") is None
    assert [answer.party for answer in procedure.answers] == ["XB"]
    assert pair.reason(_start(pair, "XA", version, at="2027-03-05T12:00:01Z", name="late")) == "too-short"


def test_what_one_party_only_told_is_not_open_to_silence(pair):
    paper = pair.notify("XA", "paper", "a paper")
    assert pair.reason(_start(pair, "XA", paper)) == "not-open"


def test_word_taken_back_by_the_very_entry_that_first_sees_the_procedure_breaks_it(pair):
    version = pair.table("XA", words="reaffirm")
    pair.look("XB")
    same = pair.table("XB", words="reaffirm")
    assert same.version == version.version
    _start(pair, "XA", version)  # Alba does not know yet that Boria tabled the same
    pair.look("XB")
    pair.withdraw("XB", same, at=FIRST)
    _entry(pair, "XB", AFTER)
    assert _state(pair) is SilentState.BROKEN


def test_word_taken_back_before_the_procedure_was_seen_does_not_break_it(pair):
    version = pair.table("XA", words="reaffirm")
    pair.look("XB")
    same = pair.table("XB", words="reaffirm")
    pair.withdraw("XB", same)
    _start(pair, "XA", version)
    _entry(pair, "XB", FIRST)
    _entry(pair, "XB", AFTER)
    assert _state(pair) is SilentState.ACCEPTS


def test_party_that_was_silent_and_then_tables_a_rival_stands_by_the_rival_alone(pair, tabled):
    _entry(pair, "XB", FIRST)
    _entry(pair, "XB", EXPIRY)
    assert pair.dialogue().version(tabled.version).stance_of("XB") is Stance.ACCEPTS
    rival = pair.table("XB", words="recall", at=AFTER)
    dialogue = pair.dialogue()
    assert dialogue.version(tabled.version).stance_of("XB") is Stance.NONE
    assert dialogue.version(rival.version).stance_of("XB") is Stance.ACCEPTS


def test_one_entry_may_be_silent_on_two_paragraphs_at_once(pair):
    first, second = pair.table("XA", "first", "one"), pair.table("XA", "second", "two")
    for number, version in enumerate((first, second)):
        _start(pair, "XA", version, name=f"silence {number}")
    _entry(pair, "XB", FIRST)
    _entry(pair, "XB", EXPIRY)
    pair.receipt("XA")
    dialogue = pair.dialogue()
    assert [p.of("XB").state for p in dialogue.silences] == [SilentState.ACCEPTS] * 2
    assert {dialogue.version(v.version).standing for v in (first, second)} == {Standing.JOINT}
