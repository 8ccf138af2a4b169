# SPDX-License-Identifier: Apache-2.0
"""One round on one page: how far it is, who comes, the agenda, what was brought and noted, and the next round.

Rules:
  1. How far a round is, is what each party says of it; what nobody has said follows from its dates as of the day of the
     page (`?as_of=2027-06-01`; today, where none is given).
  2. Delegations stand side by side, each as its own party has notified it.
  3. The agenda has below it, by itself, what was undertaken at earlier rounds and is open still.
  4. A finding that says *it was proposed* shows nobody as its author: that is what the parties agreed to say. Who
     tabled the words stands in the log, and on the page of the thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node.clock import now_instant
from comity.node.dialogues import NotHere, Room, open_dialogue
from comity.node.marking import LABELS, USUAL
from comity.record.dialogue import Object
from comity.record.rounds import IN_ROUND, Claim, Rounds, Stage, overdue, span_of
from comity.web.access import signed_in
from comity.web.dialogue import Item, item
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.register import chosen_language
from comity.web.relations import Relation, named_versions, relations
from comity.web.standing import gather
from comity.web.wording import LANGUAGES

PLANES = ("bilateral", "regional", "global")
NAMED = frozenset({"relates", "carries", "statements"})


@dataclass(frozen=True, slots=True)
class Line:
    """A thing in a list of the page: what parties say became of it, and what stands at it."""

    item: Item
    claims: Sequence[Claim] = ()
    about: Sequence[Item] = ()
    parts: Sequence[Item] = ()
    overdue: bool = False
    relations: Sequence[Relation] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """The delegations that one party has notified."""

    party: str
    delegations: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Plane:
    """The agenda items on one plane; no name for those that name none."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The round before, or one after."""

    item: Item
    stages: Sequence[Stage]


@signed_in
@require_safe
def round_page(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Show a round whole."""
    room = open_dialogue(officer_of(request), dialogue)
    thing = room.dialogue.objects.get(object_id)
    if thing is None or thing.kind != "round":
        raise NotHere("such round")
    day = as_of(request)
    return show(
        request,
        "round.html",
        readers=Readers.GOVERNMENT if room.ours_alone else Readers.PARTIES,
        dialogue_purposes=[room.purpose],
        room=room,
        view=Perspective.of(room),
        thing=thing,
        as_of=day,
        document_language=chosen_language(request),
        document_languages=LANGUAGES,
        book_sorts=("docx", "pdf"),
        labels=LABELS,
        usual_label=USUAL,
        **content(room, thing, day),
    )


def as_of(request: HttpRequest) -> str:
    """Read the day for which a page is asked, or give today (UTC)."""
    asked = request.GET.get("as_of", "")
    try:
        return date.fromisoformat(asked).isoformat()
    except ValueError:
        return now_instant()[:10]


def stages_of(room: Room, rounds: Rounds, thing: Object, day: str) -> tuple[Stage, ...]:
    """Say how far a round is as of a day, by the dates among its words."""
    return rounds.stage(thing, span_of(room.words(thing.chief.payload)), day)


def content(room: Room, thing: Object, day: str) -> dict[str, Any]:
    """Sort what a round holds, as of a day: for its page, and for what is printed of it."""
    rounds = Rounds(room.dialogue)
    inside = [t for kind in IN_ROUND for t in rounds.within(thing.id, kind)]
    carried = rounds.carried(thing)
    given = [t for strand in rounds.strands for t in _contributions(room, strand)]
    shown = [thing, *rounds.things, *inside, *carried, *rounds.strands, *given]
    at_their_point = [about for t in shown for about in rounds.about(t)]
    states = [claim.version for t in shown for claim in rounds.claims(t.id)]
    named = [v for t in shown for v in named_versions(room, t.kind, t.chief.structure, t.chief.at)]
    gather(room, [*(t.chief for t in (*shown, *at_their_point)), *states, *named])

    def line(t: Object, parts: Iterable[Object] = ()) -> Line:
        about = [item(room, each) for each in rounds.about(t)]
        late = t.kind == "commitment" and rounds.is_open(t) and overdue(t, day)
        named = [r for r in relations(room, t.kind, t.chief.structure, t.chief.at) if r.key in NAMED]
        return Line(item(room, t), rounds.claims(t.id), about, [item(room, part) for part in parts], late, named)

    def lines(kind: str) -> list[Line]:
        return [line(t) for t in rounds.within(thing.id, kind)]

    def neighbour(t: Object) -> Neighbour:
        return Neighbour(item(room, t), stages_of(room, rounds, t, day))

    findings = lines("finding")
    before = rounds.previous(thing)
    return {
        "round": line(thing),
        "stages": stages_of(room, rounds, thing, day),
        "sides": _sides(room, rounds.within(thing.id, "delegation")),
        "planes": _planes(lines("agenda_item")),
        "carried": [line(t) for t in carried],
        "strands": [line(t, _contributions(room, t)) for t in rounds.strands],
        "papers": lines("paper"),
        "findings": [f for f in findings if f.item.view.version.structure.get("sort") != "proposed"],
        "proposed": [f for f in findings if f.item.view.version.structure.get("sort") == "proposed"],
        "texts": [line(t) for t in rounds.within(thing.id, "text")],
        "accounts": lines("account"),
        "commitments": lines("commitment"),
        "before": neighbour(before) if before is not None else None,
        "after": [neighbour(t) for t in rounds.following(thing)],
    }


def _sides(room: Room, delegations: Sequence[Object]) -> list[Side]:
    view = Perspective.of(room)
    parties = view.order((*room.dialogue.parties, *room.dialogue.counterparts))
    return [Side(p, [item(room, t) for t in delegations if p in t.chief.owners]) for p in parties]


def _planes(lines: Sequence[Line]) -> list[Plane]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        plane = (line.item.view.words or {}).get("plane")
        found.setdefault(plane if plane in PLANES else "", []).append(line)
    return [Plane(name, found[name]) for name in (*PLANES, "") if name in found]


def _contributions(room: Room, strand: Object) -> list[Object]:
    return [t for t in room.dialogue.of_kind("contribution") if t.chief.structure.get("strand") == strand.id]
