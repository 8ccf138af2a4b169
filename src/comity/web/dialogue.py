# SPDX-License-Identifier: Apache-2.0
"""A dialogue on one page: its rounds with what stands in them, its texts, what was told, what the other side holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.acts.kinds import AGREED, LANGUAGE_STATUS, TOLD
from comity.node import desk as node_desk
from comity.node import news
from comity.node.dialogues import Peer, Room, open_dialogue
from comity.record.dialogue import Object
from comity.record.rounds import IN_ROUND
from comity.web import live
from comity.web.access import attempt, signed_in
from comity.web.bring import FORMS, MEANS, parties_of, read_form
from comity.web.choices import chosen, countries, groups
from comity.web.desk import proposal_line
from comity.web.forum_choice import fora_to_choose
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.register import chosen_language
from comity.web.standing import VersionView, gather, version_view
from comity.web.wording import LANGUAGES

BESIDE = (
    "mandate", "strand", "contribution", "state_of_play", "attachment", "position", "definition", "check",
    "consultation", "request", "incident", "contact", "measure", "silence_rule", "corrigendum", "erasure",
    "translation", "remark", "dissociation", "silence", "milestone", "release",
)  # fmt: skip

WHOLE, LATEST = 3, 50


@dataclass(frozen=True, slots=True)
class Item:
    """An object in a list: the version by which it is listed, and how many others are open."""

    thing: Object
    view: VersionView
    open: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The objects of one kind."""

    kind: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round and what stands in it, or only how much does; no item for what names no round."""

    item: Item | None
    shelves: Sequence[Shelf]
    more: int = 0


@dataclass(frozen=True, slots=True)
class PeerView:
    """How things stand with another party, counted for people: what it does not hold yet, and since when it holds."""

    peer: Peer
    unheld: int
    held_at: str
    waiting: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def dialogue(request: HttpRequest, dialogue: str) -> HttpResponse:
    """Show a dialogue, or propose something new in it."""
    officer = officer_of(request)
    room = open_dialogue(officer, dialogue)
    kind = request.GET.get("bring", "")
    view = Perspective.of(room)
    if request.method == "POST":
        return attempt(request, lambda: _bring(request, room, kind), back=request.get_full_path())
    things: dict[str, Any] = {
        "room": room, "view": view, "live_paused": live.is_paused(request),
        "document_language": chosen_language(request), "document_languages": LANGUAGES,
        "record_mark": live.record_mark(room), "peers_mark": live.peers_mark(room),
    }  # fmt: skip
    match live.asked_part(request):
        case "peers":
            return live.part(request, "_peers.html", things["peers_mark"], {**things, "peers": peer_views(room)})
        case "record":
            return live.part(request, "_record.html", things["record_mark"], {**things, **_record(room)})
    if request.method == "GET":
        news.look(officer, room)
    fields = FORMS.get(kind, ())
    areas = sorted({field.area for field in fields if field.sort == "thing"})
    gather(room, (thing.chief for thing in room.dialogue.of_kind(*areas)))
    return show(
        request,
        "dialogue.html",
        readers=Readers.GOVERNMENT if room.ours_alone else Readers.PARTIES,
        dialogue_purposes=[room.purpose],
        peers=peer_views(room),
        proposals=[proposal_line(p, room) for p in node_desk.open_proposals(officer) if p.dialogue == room.id],
        kinds=[name for name in FORMS if node_desk.may_bring(room, name)],
        bring=kind if kind in FORMS else "",
        fields=fields,
        things_to_choose={area: [item(room, t) for t in room.dialogue.of_kind(area)] for area in areas},
        chosen=request.GET.get("in", ""),
        chosen_things=chosen(request.GET),
        groups={f.key: groups(room, f.key, request.GET) for f in fields if f.sort in {"things", "statements"}},
        countries=countries(room) if any(f.sort == "country" for f in fields) else (),
        means_to_choose=MEANS,
        language_statuses=LANGUAGE_STATUS,
        all_parties=view.order(parties_of(room)),
        fora_to_choose=fora_to_choose() if any(field.sort == "forum" for field in fields) else [],
        parties_to_choose=[c for c in view.order(parties_of(room)) if kind in AGREED or c != room.us],
        interface_languages=LANGUAGES,
        **things,
        **_record(room),
    )


def item(room: Room, thing: Object) -> Item:
    """List an object by its chief version."""
    listed = thing.chief
    return Item(thing, version_view(room, listed), sum(v.id != listed.id for v in thing.open))


def peer_views(room: Room) -> list[PeerView]:
    """Say of every peer how much of ours it does not hold yet."""
    found = []
    order = Perspective.of(room).order(peer.code for peer in room.peers)
    for peer in sorted(room.peers, key=lambda p: order.index(p.code)):
        held = room.dialogue.held.latest(peer.code, room.us)
        unheld = room.dialogue.unheld(room.us, peer.code)
        waiting = any(w.party == peer.code for w in room.dialogue.waiting)
        found.append(PeerView(peer, unheld, held.at if held is not None else "", waiting))
    return found


def _bring(request: HttpRequest, room: Room, kind: str) -> str:
    if kind not in FORMS:
        return reverse("dialogue", args=[room.id])
    proposal = node_desk.propose(officer_of(request), room.id, read_form(room, kind, request.POST))
    return reverse("proposal", args=[proposal.pk])


def _record(room: Room) -> dict[str, Any]:
    """Sort the record by rounds; what names no round stands in a part of its own."""
    placed: dict[str, dict[str, list[Object]]] = {}
    for thing in room.dialogue.of_kind(*IN_ROUND):
        placed.setdefault(_round_of(room, thing), {}).setdefault(thing.kind, []).append(thing)
    beside: dict[str, list[Object]] = {}
    for thing in room.dialogue.of_kind(*BESIDE):
        beside.setdefault(thing.kind, []).append(thing)
    rounds, founding = room.dialogue.of_kind("round"), room.dialogue.of_kind("founding")
    # A long dialogue shows its latest rounds whole; each earlier one is a line, and whole on a page of its own.
    whole = {t.id for t in rounds[-WHOLE:]} | {""}
    inside = [t for round_, shelves in placed.items() if round_ in whole for things in shelves.values() for t in things]
    latest = {kind: things[-LATEST:] for kind, things in beside.items()}
    shown = [*inside, *(t for things in latest.values() for t in things)]
    gather(room, (t.chief for t in (*shown, *rounds, *founding)))
    views = [
        RoundView(
            item(room, t),
            _shelves(room, IN_ROUND, placed.get(t.id, {})) if t.id in whole else (),
            0 if t.id in whole else sum(len(things) for things in placed.get(t.id, {}).values()),
        )
        for t in rounds
    ]
    loose = _shelves(room, IN_ROUND, placed.get("", {}))
    return {
        "rounds": [*views, RoundView(None, loose)] if loose else views,
        "beside": _shelves(room, BESIDE, latest),
        "founding": next((item(room, t) for t in founding), None),
        "without_effect": room.dialogue.timeline.without_effect(),
        "told_kinds": TOLD,
    }


def _shelves(room: Room, kinds: Sequence[str], things: Mapping[str, Sequence[Object]]) -> list[Shelf]:
    return [Shelf(kind, [item(room, t) for t in things[kind]]) for kind in kinds if kind in things]


def _round_of(room: Room, thing: Object) -> str:
    """Say in which round a thing stands; none where the round it names is not here."""
    named = str(thing.chief.structure.get("round", ""))
    return named if named in room.dialogue.objects else ""
