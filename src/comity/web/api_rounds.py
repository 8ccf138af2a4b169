# SPDX-License-Identifier: Apache-2.0
"""The command line's view of rounds, of what is adopted from a file, and of reader's kits."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.http import HttpRequest

from comity.base.errors import Ours
from comity.node import adoption, dialogues
from comity.node.adoption import Adoptable
from comity.node.dialogues import Room
from comity.node.national.models import Officer
from comity.record.dialogue import Object
from comity.record.rounds import Claim, Rounds, overdue
from comity.web.api import body_of
from comity.web.api_shape import proposal_shape
from comity.web.kit import kit_of
from comity.web.rounds import as_of, stages_of
from comity.web.standing import gather


def list_rounds(officer: Officer, request: HttpRequest, dialogue: str) -> list[dict[str, Any]]:
    """GET /api/dialogues/ID/rounds?as_of=2027-06-01: each round, how far it is, its agenda, what is carried over."""
    room = dialogues.open_dialogue(officer, dialogue)
    rounds, day = Rounds(room.dialogue), as_of(request)
    things = [*rounds.things, *(t for r in rounds.things for t in _listed(rounds, r))]
    gather(room, (thing.chief for thing in things))
    return [_round(room, rounds, thing, day) for thing in rounds.things]


def list_adoptable(officer: Officer, _request: HttpRequest, dialogue: str) -> list[dict[str, Any]]:
    """GET /api/dialogues/ID/adopt: the acts of the file that the dialogue continues."""
    return [_adoptable(found) for found in adoption.waiting(officer, dialogues.open_dialogue(officer, dialogue))]


def adopt(officer: Officer, request: HttpRequest, dialogue: str) -> dict[str, Any]:
    """POST /api/dialogues/ID/adopt {"act": 7}: propose an act of the file anew as ours."""
    number = body_of(request).get("act")
    if not isinstance(number, int):
        raise Ours("act needs the number of an act of the file", hint="nothing was proposed", code="api.body")
    return proposal_shape(adoption.adopt(officer, dialogues.open_dialogue(officer, dialogue), number))


def bring_kit(officer: Officer, request: HttpRequest, dialogue: str) -> dict[str, Any]:
    """POST /api/dialogues/ID/kit: keep a partner's kit, given as bytes."""
    return {"acts": adoption.bring(officer, dialogues.open_dialogue(officer, dialogue), request.body)}


def make_kit(officer: Officer, _request: HttpRequest, dialogue: str) -> dict[str, Any]:
    """GET /api/dialogues/ID/kit: the reader's kit as a zip file in base64."""
    return {"zip": b64encode(kit_of(officer, dialogues.open_dialogue(officer, dialogue))).decode("ascii")}


def _listed(rounds: Rounds, thing: Object) -> list[Object]:
    return [*rounds.within(thing.id, "agenda_item"), *rounds.carried(thing)]


def _round(room: Room, rounds: Rounds, thing: Object, day: str) -> dict[str, Any]:
    return {
        "id": thing.id,
        "words": room.words(thing.chief.payload),
        "standing": thing.chief.standing,
        "stages": [{"word": stage.word, "by": list(stage.by)} for stage in stages_of(room, rounds, thing, day)],
        "as_of": day,
        "agenda": [_thing(room, rounds, t) for t in rounds.within(thing.id, "agenda_item")],
        "carried": [{**_thing(room, rounds, t), "overdue": overdue(t, day)} for t in rounds.carried(thing)],
        "following": [t.id for t in rounds.following(thing)],
    }


def _thing(room: Room, rounds: Rounds, thing: Object) -> dict[str, Any]:
    return {
        "id": thing.id,
        "standing": thing.chief.standing,
        "words": room.words(thing.chief.payload),
        "claims": [_claim(claim) for claim in rounds.claims(thing.id)],
        "carries": list(thing.chief.structure.get("carries", ())),
    }


def _claim(claim: Claim) -> dict[str, str]:
    return {"party": claim.party, "state": claim.state, "as_of": claim.as_of, "at": claim.at}


def _adoptable(found: Adoptable) -> dict[str, Any]:
    return {
        "act": found.number,
        "party": found.party,
        "verb": found.act.verb,
        "kind": found.act.kind,
        "object": found.act.object,
        "words": found.words,
        "leaf": found.leaf,
        "adopted": found.adopted,
    }
