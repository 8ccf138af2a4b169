# SPDX-License-Identifier: Apache-2.0
"""What goes into an officer's calendar: rounds, due dates, ends of silence, answers awaited, clearance, fora.

Rules:
  1. A round that one side says is cancelled stands as cancelled, with whose word it is; one that is not agreed yet is
     tentative. A date that is not a day (a month, open) goes into no calendar.
  2. SEQUENCE counts what was said of the thing, so that it only grows.
  3. A title says what the thing is and in which dialogue. No words of a draft go into a calendar, since it lies on
     machines of others (node/marking.py, EXITS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from comity.base.names import moment
from comity.formats.calendar import Event, uid_of
from comity.node import clearance
from comity.node.clock import now_instant
from comity.node.dialogues import Room
from comity.node.marking import leaves
from comity.node.national.models import Officer
from comity.record.dialogue import Object
from comity.record.rounds import Rounds
from comity.web.factline import term
from comity.web.forum_choice import known_fora, today
from comity.web.page import node
from comity.web.perspective import Perspective
from comity.web.plain import plain_term, plain_words
from comity.web.standing import gather
from comity.web.wording import say_plain as say

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
ROUND_ALARMS = (timedelta(days=30), timedelta(days=7))
DUE_ALARMS = (timedelta(days=7),)
HOUR_ALARMS = (timedelta(hours=24), timedelta(hours=1))


def events_of(room: Room, domain: str, address: str) -> Iterator[Event]:
    """Give the events of one dialogue; `address` is where this node's pages are."""
    rounds = Rounds(room.dialogue)
    commitments = [c for c in room.dialogue.of_kind("commitment") if rounds.is_open(c)]
    asked = [q for q in room.dialogue.of_kind("check", "consultation", "request", "incident") if q.told is not None]
    gather(room, [t.chief for t in (*rounds.things, *commitments)])
    link = f"{address}/desk/{room.id}/"
    for thing in rounds.things:
        yield from _round(room, rounds, thing, domain, link)
    for thing in commitments:
        due = str(thing.chief.structure.get("due", ""))
        if _is_day(due):
            yield Event(
                uid_of(("commitment", thing.id), domain), _title(room, thing), date.fromisoformat(due),
                moment(thing.chief.at), sequence=len(thing.history) - 1, link=f"{link}{thing.id}/",
                categories=(plain_term("kind", "commitment"),), alarms=DUE_ALARMS,
            )  # fmt: skip
    for thing in asked:
        by = str(thing.chief.structure.get("answer_by", ""))
        if by:
            yield Event(
                uid_of(("answer", thing.id), domain), _title(room, thing, headline=False), _local(by, room),
                moment(thing.chief.at), sequence=len(thing.history) - 1, link=f"{link}{thing.id}/",
                categories=(plain_term("kind", thing.kind),), alarms=HOUR_ALARMS,
            )  # fmt: skip
    for procedure in room.dialogue.silences:
        alive = any(procedure.runs(party) for party in room.dialogue.parties)
        yield Event(
            uid_of(("silence", procedure.object), domain),
            f"{plain_term('kind', 'silence')} – {plain_words(room.title)}",
            _local(procedure.expiry, room), moment(procedure.at), sequence=0, link=link, alarms=HOUR_ALARMS,
            categories=(plain_term("kind", "silence"),), cancelled=not alive and procedure.expiry > now_instant(),
        )  # fmt: skip


def clearances_of(officer: Officer, domain: str, address: str) -> Iterator[Event]:
    """Give the deadlines of what an officer is asked to clear, or has asked others: a number, an hour, a link.

    As in the mail of a clearance there is no word of the position, no dialogue and no ministry. What silence means is
    said; a question that is closed stands as cancelled.
    """
    for row in clearance.deadlines_of(officer):
        closed = clearance.is_closed(row)
        yield Event(
            uid_of(("clearance", str(row.pk)), domain), say("position.clear-title", number=row.pk),
            row.deadline.astimezone(ZoneInfo(node().zone)), row.answered_at or row.asked_at, sequence=int(closed),
            words=say(f"position.silence.{row.silence}"), link=f"{address}/desk/position/{row.version.position_id}/",
            categories=(say("position.clearance"),), alarms=HOUR_ALARMS, cancelled=closed,
        )  # fmt: skip


def sessions_of_fora(domain: str, address: str) -> Iterator[Event]:
    """Give the coming sessions of fora."""
    for forum in known_fora().by_id.values():
        for session in forum.coming(today()):
            if _is_day(session.start):
                last = session.until if _is_day(session.until) else session.start
                yield Event(
                    uid_of(("forum", forum.id, session.id.replace(" ", "-")), domain),
                    f"{term(forum.id) or forum.id}{say('key.colon')} {plain_words(session.words)}",
                    date.fromisoformat(session.start), datetime(2026, 1, 1, tzinfo=UTC),
                    end=date.fromisoformat(last), link=f"{address}/fora/{forum.id}/", words=session.source.url,
                    categories=(say("fora.forum"),), alarms=(timedelta(days=14),),
                )  # fmt: skip


def _round(room: Room, rounds: Rounds, thing: Object, domain: str, link: str) -> Iterator[Event]:
    version = thing.chief
    words = _words(room, thing)
    first, last = str(words.get("from", "")), str(words.get("to", "")) or str(words.get("from", ""))
    if not _is_day(first):
        return
    claims = rounds.claims(thing.id)
    view = Perspective.of(room)
    said = [f"{say('round.according-to', name=view.name(c.party))} {plain_term('state', c.state)}" for c in claims]
    yield Event(
        uid_of(("round", thing.id), domain), _title(room, thing), date.fromisoformat(first),
        moment(max([version.joint_at or version.at, *(claim.at for claim in claims)])),
        end=date.fromisoformat(last) if _is_day(last) and last >= first else None,
        sequence=len(thing.history) - 1 + len(claims), words="\n".join(said), place=plain_words(words.get("city")),
        link=f"{link}round/{thing.id}/", categories=(plain_term("kind", "round"),), alarms=ROUND_ALARMS,
        cancelled=any(claim.state == "cancelled" for claim in claims), tentative=thing.joint is None,
    )  # fmt: skip


def _title(room: Room, thing: Object, *, headline: bool = True) -> str:
    words = _words(room, thing) if headline else {}
    name = plain_words(words.get("title")) or plain_term("kind", thing.kind)
    return f"{name} – {plain_words(room.title)}"


def _words(room: Room, thing: Object) -> Mapping[str, Any]:
    """Give the words that may go into a calendar; of others only the days, which say nothing by themselves."""
    words = room.words(thing.chief.payload) or {}
    if leaves(room.marking(thing.chief.payload), "calendar"):
        return words
    return {key: words[key] for key in ("from", "to") if key in words}


def _is_day(value: str) -> bool:
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _local(instant: str, room: Room) -> datetime:
    """Give an instant by the clock of our capital."""
    return moment(instant).astimezone(ZoneInfo(room.zones.get(room.us, "UTC")))
