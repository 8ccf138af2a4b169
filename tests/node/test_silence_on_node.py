# SPDX-License-Identifier: Apache-2.0
"""The silence procedure between two nodes: started, put off, broken, and closed by the node itself at the expiry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pair import Pair

from comity.acts.permission import Stance, Standing
from comity.base.errors import NotPermitted, Ours
from comity.base.names import instant
from comity.node import desk, ledger, silence
from comity.node.clock import now
from comity.node.dialogues import room_of
from comity.node.keeper import Keeper
from comity.node.means import means, using
from comity.record.dialogue import SilentState


class Clock:
    """A clock that stands until it is put forward, so that no test hurries or waits."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    """Let both nodes go by one clock of this test."""
    found = Clock()
    with using(replace(means(), now=found)):
        yield found


@pytest.fixture
def ruled(talks: Pair) -> Pair:
    """Two nodes with a joint silence rule for findings, of no least time, and a finding of Alba's on the table."""
    with talks.at("alba"):
        rule = talks.say("table", "silence_rule", "ana", "leo", structure={"kinds": ["finding"], "hours": 0})
    talks.meet()
    with talks.at("boria"):
        version = room_of(talks.dialogue).dialogue.objects[rule.object].open[0].id
        talks.say("accept", "silence_rule", "mir", "eva", object=rule.object, version=version)
    talks.meet()
    with talks.at("alba"):
        finding = talks.say("table", "finding", "ana", "leo", words={"wording": {"en": "So be it."}})
        talks.version = desk.act_of(finding).version
    return talks


def _version(pair: Pair):
    return room_of(pair.dialogue).dialogue.version(pair.version)


def _propose(pair: Pair, intent: desk.Intent, by: str, second: str):
    row = desk.propose(pair.officer(by), pair.dialogue, intent)
    return desk.release(pair.officer(second), row.pk)


def _start(pair: Pair, seconds: int):
    """Start a procedure that runs out in so many seconds, and must be seen within one less."""
    with pair.at("alba"):
        at = now()
        chosen = silence.Limit(at + timedelta(seconds=seconds - 1), at + timedelta(seconds=seconds), {})
        _propose(pair, silence.start(_version(pair), chosen), "ana", "leo")
        return moment_after(chosen.expiry)


def moment_after(at: datetime) -> datetime:
    """Give the next full second after an instant."""
    return at.replace(microsecond=0) + timedelta(seconds=1)


def test_node_that_saw_it_in_time_accepts_at_the_expiry_by_itself(ruled: Pair, clock: Clock) -> None:
    end = _start(ruled, 2)
    ruled.meet()
    with ruled.at("boria"):
        assert [a.what for a in desk.asked_of(ruled.officer("mir"))] == ["silence"]
        assert silence.close(ruled.dialogue) == ()
        size = ledger.our_log(ruled.dialogue).size
        clock.at = end
        assert [a.what for a in desk.asked_of(ruled.officer("mir"))] == ["overdue"]
        Keeper()._at_the_hour()
        assert ledger.our_log(ruled.dialogue).size == size + 1
        assert silence.close(ruled.dialogue) == ()  # once
    ruled.meet()
    for key in ("alba", "boria"):
        with ruled.at(key):
            version = _version(ruled)
            (stance,) = [s for s in version.stances if s.party == "XB"]
            assert (version.standing, stance.by_silence) == (Standing.JOINT, True)
            assert desk.asked_of(ruled.officer("mir" if key == "boria" else "ana")) == ()


def test_node_that_was_away_accepts_nothing_and_asks_its_officers(ruled: Pair, clock: Clock) -> None:
    clock.at = _start(ruled, 1)
    ruled.meet()
    with ruled.at("boria"):
        assert silence.close(ruled.dialogue) == ()
        assert room_of(ruled.dialogue).dialogue.silences[0].of("XB").state is SilentState.AWAY
        assert [a.what for a in desk.asked_of(ruled.officer("mir"))] == ["answer"]
        assert _version(ruled).standing is Standing.TABLED


def test_reservation_breaks_it_in_writing(ruled: Pair) -> None:
    _start(ruled, 3600)
    ruled.meet()
    with ruled.at("boria"):
        _propose(ruled, silence.break_(_version(ruled), {"en": "Too strong."}), "mir", "eva")
        assert silence.due(room_of(ruled.dialogue).dialogue, "XB", now() + timedelta(hours=2)) == ()
        assert _version(ruled).stance_of("XB") is Stance.RESERVES
    ruled.meet()
    with ruled.at("alba"):
        assert silence.procedure_on(room_of(ruled.dialogue).dialogue, ruled.version).of("XB").state == "broken"


def test_node_whose_clock_disagrees_writes_no_closing_entry_and_calls_a_person(ruled: Pair, clock: Clock) -> None:
    end = _start(ruled, 2)
    ruled.meet()
    with ruled.at("boria"):
        clock.at = end
        log, size = room_of(ruled.dialogue), ledger.our_log(ruled.dialogue).size
        last = max(j.act.at for j in log.dialogue.timeline if j.id.party == "XB")
        assert "an entry of our own log is dated" in silence.clock_disagrees(
            log.dialogue, "XB", datetime.fromisoformat(last) - timedelta(seconds=1)
        )
        assert "an entry of the log of XA is dated" in silence.clock_disagrees(
            log.dialogue, "XA-OTHER", datetime.fromisoformat(last) - timedelta(hours=1)
        )
        assert silence.clock_disagrees(log.dialogue, "XB", now()) == ""
        _date_ahead(ruled)
        with pytest.raises(NotPermitted) as caught:
            silence.close(ruled.dialogue)
        assert caught.value.code == "silence.clock"
        assert ledger.our_log(ruled.dialogue).size == size
        assert [a.what for a in desk.asked_of(ruled.officer("mir"))] == ["overdue"]


def _date_ahead(pair: Pair) -> None:
    """Let Alba's node, whose clock is an hour ahead, write a receipt, to which Boria's node writes none."""
    with pair.at("alba"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "now_instant", lambda: instant(now() + timedelta(hours=1)))
        ledger.append(pair.dialogue, ledger.receipt_draft({"XB": 1}))
    pair.pull("boria")


def test_expiry_is_put_off_by_its_starter_and_only_later(ruled: Pair) -> None:
    with ruled.at("alba"):
        room = room_of(ruled.dialogue)
        chosen = silence.limit(room, hours=18, seen_within=24, at=datetime(2099, 3, 5, 12, 0, 1, tzinfo=UTC))
        assert (str(chosen.first_instant), str(chosen.expiry)) == (
            "2099-03-06 12:01:00+00:00", "2099-03-10 12:01:00+00:00",  # a weekend, and nine hours a day
        )  # fmt: skip
        _propose(ruled, silence.start(_version(ruled), chosen), "ana", "leo")
        procedure = silence.procedure_on(room_of(ruled.dialogue).dialogue, ruled.version)
        with pytest.raises(Ours, match="is not later"):
            silence.extend(procedure, chosen)
        later = silence.limit(room, until=chosen.expiry + timedelta(days=1), at=now())
        _propose(ruled, silence.extend(procedure, later), "ana", "leo")
        found = silence.procedure_on(room_of(ruled.dialogue).dialogue, ruled.version)
        assert (found.object, found.expiry) == (procedure.object, "2099-03-11T12:01:00Z")
        _propose(ruled, silence.stop(found), "ana", "leo")
        assert silence.procedure_on(room_of(ruled.dialogue).dialogue, ruled.version).standing is Standing.WITHDRAWN
        with pytest.raises(Ours, match="cannot run out"):
            silence.limit(room, until=now())


def test_holidays_of_the_operators_calendar_are_warned_of_and_not_counted(ruled: Pair) -> None:
    with ruled.at("alba"):
        room = room_of(ruled.dialogue)
        at = datetime(2027, 5, 6, 8, 0, tzinfo=UTC)  # a Thursday
        plain = silence.limit(room, hours=9, seen_within=24, at=at)
        file = ruled.homes["alba"].path / "calendars.json"
        file.write_text(json.dumps({"XB": {"holidays": ["2027-05-07"]}}), encoding="utf-8")
        warned = silence.limit(room, hours=9, seen_within=24, at=at)
        assert (plain.holidays["XB"], [str(d) for d in warned.holidays["XB"]]) == ((), ["2027-05-07"])
        assert warned.expiry > plain.expiry
        file.write_text(json.dumps({"XB": {"opens": "noon"}}), encoding="utf-8")
        with pytest.raises(Ours, match=r"calendars\.json cannot be read"):
            silence.limit(room, hours=9)


def test_nobody_starts_a_procedure_without_a_joint_rule(ruled: Pair) -> None:
    with ruled.at("alba"):
        room = room_of(ruled.dialogue)
        assert (silence.least_hours(room.dialogue, "finding"), silence.least_hours(room.dialogue, "text")) == (0, None)
        text = ruled.say(
            "table", "text", "ana", "leo", words={"title": {"en": "Communiqué"}},
            structure={"languages": [{"language": "en", "status": "authentic"}]},
        )  # fmt: skip
        version = room_of(ruled.dialogue).dialogue.version(desk.act_of(text).version)
        with pytest.raises(NotPermitted) as caught:
            desk.propose(ruled.officer("ana"), ruled.dialogue, silence.start(version, silence.limit(room, hours=1)))
        assert caught.value.code == "act.not-permitted.no-rule"
