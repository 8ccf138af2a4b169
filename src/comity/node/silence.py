# SPDX-License-Identifier: Apache-2.0
"""The silence procedure as a node runs it: when it runs out, who is asked, and the closing entry (law 6).

    an officer proposes a procedure -> another releases it -> the other side's receipt shows that it was seen in time
    -> at the expiry its node writes one more receipt, which the fold takes for its acceptance

Rules:
  1. Exact instants stand in the act; working hours and holidays only help to choose them.
  2. The closing entry is a receipt that says nothing new. It depends on the joint record alone, never on our drafts.
  3. Where the clock is behind the last entry of our own log, or behind what a peer has written by more than TOLERANCE,
     it is not written, and the desk asks a person to say yes or no in words. A clock that runs ahead of everybody
     cannot be told from a peer that was silent: keep the machine's clock right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from comity.acts.act import Act, Verb
from comity.base.errors import NotPermitted, Ours
from comity.base.names import instant, moment
from comity.node import folding, gist, ledger, store
from comity.node.calendars import calendars
from comity.node.clock import now
from comity.node.desk import Intent
from comity.node.dialogues import Room
from comity.node.home import here
from comity.node.locks import append_lock
from comity.record.dialogue import Dialogue, Procedure, SilentState, Version
from comity.record.silence import BY_SILENCE
from comity.text.working_hours import days_off, runs_out

TOLERANCE = timedelta(minutes=5)
USUAL_SEEN_WITHIN = 24  # hours in which the procedure must have been seen


@dataclass(frozen=True, slots=True)
class Limit:
    """The two instants of a procedure, and the holidays of each capital that fall within them."""

    first_instant: datetime
    expiry: datetime
    holidays: Mapping[str, tuple[date, ...]]


def least_hours(dialogue: Dialogue, kind: str) -> int | None:
    """Give the least hours that a joint silence rule asks for this kind; None where none covers it."""
    joint = [rule.joint.structure for rule in dialogue.of_kind("silence_rule") if rule.joint is not None]
    hours = [int(rule["hours"]) for rule in joint if kind in rule["kinds"]]
    return min(hours) if hours and kind in BY_SILENCE else None


def limit(
    room: Room, *, hours: int = 0, until: datetime | None = None, seen_within: int = USUAL_SEEN_WITHIN,
    least: int = 0, at: datetime | None = None,
) -> Limit:  # fmt: skip
    """Choose the instants: until a moment, or so many working hours of every capital after it must have been seen.

    `least` are the hours that the rule asks for between the two; working hours never make it less.
    """
    start = _minute((at or now()) + timedelta(hours=seen_within))
    by_party = calendars(room.zones)
    expiry = until if until is not None else runs_out(start, hours, by_party.values())
    if until is None and expiry is not None:
        expiry = max(expiry, start + timedelta(hours=least))
    if expiry is None or expiry <= start:
        raise Ours(
            f"a procedure that must be seen by {instant(start)} cannot run out"
            + (f" at {instant(expiry)}" if expiry is not None else ": a calendar has no working days"),
            hint="nothing was proposed; name a later expiry, or working hours", code="silence.no-time",
        )  # fmt: skip
    return Limit(start, expiry, {party: days_off(start, expiry, c) for party, c in by_party.items()})


def start(version: Version, chosen: Limit, note: str = "") -> Intent:
    """Say that the version is accepted by those who are silent."""
    return Intent(Verb.NOTIFY, "silence", structure=_structure(version.id, chosen), note=note)


def extend(procedure: Procedure, chosen: Limit, note: str = "") -> Intent:
    """Put the expiry off, for all who see it before the former one."""
    if chosen.expiry <= moment(procedure.expiry):
        raise Ours(
            f"the procedure runs until {procedure.expiry}, and {instant(chosen.expiry)} is not later",
            hint="nothing was proposed; take it back to end it", code="silence.not-later",
        )  # fmt: skip
    return Intent(
        Verb.NOTIFY, "silence", procedure.object, structure=_structure(procedure.about, chosen),
        supersedes=procedure.version, note=note,
    )  # fmt: skip


def stop(procedure: Procedure, note: str = "") -> Intent:
    """Take the procedure back."""
    return Intent(Verb.WITHDRAW, "silence", procedure.object, procedure.version, note=note)


def break_(version: Version, reason: Mapping[str, str], note: str = "") -> Intent:
    """Break silence in writing: a reservation, with its reason."""
    return Intent(Verb.RESERVE, version.kind, version.object, version.id, words={"reason": dict(reason)}, note=note)


def procedure_on(dialogue: Dialogue, version: str) -> Procedure | None:
    """Give the last procedure on a version that was not replaced by another."""
    found = [p for p in dialogue.silences if p.about == version and p.standing.value != "superseded"]
    return found[-1] if found else None


def due(dialogue: Dialogue, us: str, at: datetime) -> tuple[Procedure, ...]:
    """Give the procedures that have run out, that we saw in time, and that we have said nothing on."""
    return tuple(
        p
        for p in dialogue.silences
        if p.runs(us) and (answer := p.of(us)) is not None and answer.state is SilentState.SEEN
        and moment(p.expiry) <= at
    )  # fmt: skip


def clock_disagrees(dialogue: Dialogue, us: str, at: datetime) -> str:
    """Say with what our clock disagrees, in a sentence; empty where it does with nothing that we hold."""
    last: dict[str, str] = {}
    for judged in dialogue.timeline:
        if isinstance(judged.act, Act):
            last[judged.id.party] = max(last.get(judged.id.party, ""), judged.act.at)
    for party, said in sorted(last.items()):
        ahead = moment(said) - at
        if ahead > (timedelta(0) if party == us else TOLERANCE):
            whose = "our own log" if party == us else f"the log of {party}"
            return f"it is {instant(at)} by our clock, and an entry of {whose} is dated {said}"
    return ""


def close(dialogue: str, at: datetime | None = None) -> tuple[Procedure, ...]:
    """Write the closing entry where a procedure has run out, and give those; raises where the clock disagrees."""
    if not gist.speaks_of(dialogue, "silence"):
        return ()
    with append_lock(here()):
        logs = store.logs(dialogue)
        ours = next(log for log in logs if log.ours)
        record = folding.dialogue(dialogue, logs)
        found = due(record, ours.party, at or now())
        if found:
            if why := clock_disagrees(record, ours.party, at or now()):
                raise NotPermitted(
                    f"no closing entry was written: {why}",
                    hint="set the clock right, or accept or reserve in words", code="silence.clock",
                )  # fmt: skip
            held = {log.party: log.receipted for log in logs if not log.ours and log.receipted}
            ledger.append_locked(dialogue, ledger.receipt_draft(held))
        return found


def _structure(about: str, chosen: Limit) -> dict[str, Any]:
    return {"about": about, "first_instant": instant(chosen.first_instant), "expiry": instant(chosen.expiry)}


def _minute(at: datetime) -> datetime:
    """Give the next full minute."""
    full = at.replace(second=0, microsecond=0)
    return full if full == at else full + timedelta(minutes=1)
