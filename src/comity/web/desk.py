# SPDX-License-Identifier: Apache-2.0
"""The desk: what is asked of me, what waits for a colleague, and my dialogues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node import appointments, clearance, news, override, policy, posts
from comity.node import desk as node_desk
from comity.node.desk import Ask
from comity.node.dialogues import Room, list_dialogues
from comity.node.dialogues import gather as gather_words
from comity.node.kept import per_record
from comity.node.national.models import Proposal
from comity.record.dialogue import Judged, Version
from comity.web.access import signed_in
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.wordlines import headline

MOST = 100


@dataclass(frozen=True, slots=True)
class AskLine:
    """One thing that is asked, with what it is about."""

    ask: Ask
    room: Room
    view: Perspective
    kind: str
    title: Any
    owners: Sequence[str]
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One dialogue, with what is open in it."""

    room: Room
    view: Perspective
    others: Sequence[str]
    open: int
    joint: int
    news: Sequence[Judged] = ()
    news_count: int = 0
    looked_at: datetime | None = None


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk."""
    officer = officer_of(request)
    rooms = {room.id: room for room in list_dialogues(officer)}
    proposals = {p.pk: p for p in node_desk.open_proposals(officer)}
    asks = [ask for ask in node_desk.asked_of(officer, rooms.values()) if ask.dialogue in rooms]
    _gather(rooms, asks, proposals.values())
    looks = news.last_looks(officer)
    return show(
        request,
        "desk.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose for room in rooms.values()],
        asks=[_ask_line(ask, rooms[ask.dialogue], proposals) for ask in asks[:MOST]],
        more_asks=max(0, len(asks) - MOST),
        rooms=[_with_news(room_line(room), looks.get(room.id)) for room in rooms.values()],
        clearances=clearance.asked_of(officer),
        appointments=appointments.waiting(officer) if policy.may(officer, "appoint") else (),
        logs_held=policy.may(officer, "introduce") and override.holds_any(),
        alone=policy.may(officer, "release") and posts.alone(officer, "release"),
        proposals=[proposal_line(p, rooms[p.dialogue]) for p in proposals.values() if p.dialogue in rooms],
    )


def _with_news(line: RoomLine, seen: tuple[news.Sizes, datetime] | None) -> RoomLine:
    """Add to a line what is new since the officer last opened the dialogue; nothing for one never opened."""
    if seen is None:
        return line
    latest, count = news.since(line.room, seen[0])
    return replace(line, news=latest, news_count=count, looked_at=seen[1])


def room_line(room: Room) -> RoomLine:
    """Say how far a dialogue is, in a line."""
    others = room.dialogue.counterparts if room.ours_alone else [c for c in room.introduction.codes if c != room.us]
    view = Perspective.of(room)
    return RoomLine(room, view, view.order(others), *_counts(room))


@per_record
def _counts(room: Room) -> tuple[int, int]:
    """Count the things that are open, and those that are joint."""
    return room.dialogue.objects.count_open_and_joint(without=("founding", "release"))


def _gather(rooms: Mapping[str, Room], asks: Iterable[Ask], proposals: Iterable[Proposal]) -> None:
    """Fetch at once the words that the lines of the desk will show."""
    wanted: list[tuple[Room, Version]] = []
    for room, object_id, version in (
        *((rooms[ask.dialogue], ask.object, ask.version) for ask in asks),
        *((rooms[p.dialogue], p.object, "") for p in proposals if p.dialogue in rooms),
    ):
        thing = room.dialogue.objects.get(object_id)
        found = room.dialogue.version(version) if version else thing.chief if thing is not None else None
        if found is not None:
            wanted.append((room, found))
    gather_words((room, [version.payload]) for room, version in wanted)


def proposal_line(proposal: Proposal, room: Room) -> AskLine:
    """Say what a proposal is about."""
    ask = Ask("release", room.id, proposal.object, proposal=proposal.pk)
    return _ask_line(ask, room, {proposal.pk: proposal})


def _ask_line(ask: Ask, room: Room, proposals: dict[int, Proposal]) -> AskLine:
    view = Perspective.of(room)
    proposal = proposals.get(ask.proposal) if ask.proposal is not None else None
    if proposal is not None:
        words = node_desk.words_of(proposal)
        title = headline(words) or _title_of(room, proposal.object)
        return AskLine(ask, room, view, proposal.kind, title, (), proposal)
    version = room.dialogue.version(ask.version)
    assert version is not None
    return AskLine(ask, room, view, version.kind, headline(room.words(version.payload)), view.order(version.owners))


def _title_of(room: Room, object_id: str) -> Any:
    thing = room.dialogue.objects.get(object_id)
    return headline(room.words(thing.chief.payload)) if thing is not None else None
