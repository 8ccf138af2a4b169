# SPDX-License-Identifier: Apache-2.0
"""The interface of the command line to a running node: JSON in, JSON out, as the officer whose token is shown.

    POST /api/proposals            {"dialogue":…,"verb":"reserve","kind":"paragraph","version":…,"words":{…}}
    POST /api/proposals/7/release  {}
    -> {"id":7,"state":"released","verb":"reserve",…}
    -> 403 {"code":"release.own-proposal","message":…,"hint":…,"exit_code":1}

Rules:
  1. Only a bearer token is accepted; the cookie of a browser opens nothing here, so no other site can act through it.
  2. The token gives no more than its officer's post does: who proposed an act does not release it here either.
  3. Every refusal is JSON with the code and the exit code of the command line. Messages are the English ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from comity.acts.act import Reported, Verb
from comity.base.errors import Carrier, ComityError, Malformed, NotPermitted, Ours, Theirs
from comity.base.names import moment
from comity.node import desk, dialogues, duty, officers, policy, pull, seating, trail
from comity.node.desk import Intent
from comity.node.national.models import Officer
from comity.web.api_shape import look_shape, mandate_shape, proposal_shape, room_line, room_shape

T = TypeVar("T")
Handler = Callable[..., Any]
INTENT_KEYS = frozenset(
    "dialogue verb kind object version structure words supersedes ad_referendum reported adopts note".split()
)


def api(**methods: Handler) -> Callable[..., HttpResponse]:
    """Make a view of one function for each method: it takes the officer, the request and the parts of the path."""

    @csrf_exempt
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        handler = methods.get(request.method or "")
        if handler is None:
            return refusal(Ours(f"{request.method} is not for this address", code="api.method"), status=405)
        try:
            officer = _officer(request)
            answer = JsonResponse(handler(officer, request, **parts), safe=False)
            if parts and request.method == "GET":
                dialogue, thing = str(parts.get("dialogue", "")), str(parts.get("proposal", parts.get("number", "")))
                trail.saw_once(officer, f"{handler.__name__} by interface", dialogue=dialogue, thing=thing)
        except ComityError as error:
            return refusal(error)
        return answer

    return view


def refusal(error: ComityError, status: int = 0) -> JsonResponse:
    """Write an error."""
    body = {"code": error.code, "message": str(error), "hint": error.hint, "exit_code": error.exit_code}
    return JsonResponse(body, status=status or _status(error))


def list_proposals(officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/proposals: what waits for a second officer."""
    return [proposal_shape(p) for p in desk.open_proposals(officer)]


def propose(officer: Officer, request: HttpRequest) -> dict[str, Any]:
    """POST /api/proposals: put an act before a second officer."""
    dialogue, intent = read_intent(request)
    return proposal_shape(own_input(lambda: desk.propose(officer, dialogue, intent)))


def show_proposal(officer: Officer, _request: HttpRequest, proposal: int) -> dict[str, Any]:
    """GET /api/proposals/ID."""
    return proposal_shape(desk.proposal_of(officer, proposal))


def release(officer: Officer, _request: HttpRequest, proposal: int) -> dict[str, Any]:
    """POST /api/proposals/ID/release: as the second officer."""
    return proposal_shape(desk.release(officer, proposal))


def refuse(officer: Officer, request: HttpRequest, proposal: int) -> dict[str, Any]:
    """POST /api/proposals/ID/refuse."""
    return proposal_shape(desk.refuse(officer, proposal, str(body_of(request).get("reason", ""))))


def list_dialogues(officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/dialogues: one line for each."""
    return [room_line(room) for room in dialogues.list_dialogues(officer)]


def show_dialogue(officer: Officer, _request: HttpRequest, dialogue: str) -> dict[str, Any]:
    """GET /api/dialogues/ID: the whole fold, and the words by commitment."""
    return room_shape(dialogues.open_dialogue(officer, dialogue))


def list_mandates(officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/mandates: those the officer holds, or all for one who may give them."""
    return [mandate_shape(m) for m in duty.mandates(officer)]


def give_mandate(officer: Officer, request: HttpRequest) -> dict[str, Any]:
    """POST /api/mandates {"to":…,"dialogue":…,"kinds":["check"],"until":"2027-03-05T07:00:00Z","at_most":5}."""
    body = body_of(request)
    try:
        until, at_most = moment(body["until"]), int(body["at_most"])
        to, dialogue, kinds = str(body["to"]), str(body["dialogue"]), [str(kind) for kind in body["kinds"]]
    except (KeyError, TypeError, ValueError) as error:
        fields = "to, dialogue, kinds, until (as 2027-03-05T07:00:00Z) and at_most"
        raise Ours(f"a mandate needs {fields}", hint="nothing was changed", code="api.body") from error
    return mandate_shape(duty.give(officer, to=to, dialogue=dialogue, kinds=kinds, until=until, at_most=at_most))


def confirm_mandate(officer: Officer, _request: HttpRequest, mandate: int) -> dict[str, Any]:
    """POST /api/mandates/ID/confirm: as the second officer."""
    return mandate_shape(duty.confirm(officer, mandate))


def revoke_mandate(officer: Officer, _request: HttpRequest, mandate: int) -> dict[str, Any]:
    """POST /api/mandates/ID/revoke."""
    return mandate_shape(duty.revoke(officer, mandate))


def act_on_duty(officer: Officer, request: HttpRequest) -> dict[str, Any]:
    """POST /api/duty: a told act, at once, under a mandate of the one who asks."""
    dialogue, intent = read_intent(request)
    return proposal_shape(own_input(lambda: duty.act_under(officer, dialogue, intent)))


def bring_introduction(officer: Officer, request: HttpRequest) -> dict[str, Any]:
    """POST /api/introductions: the bytes of a complete introduction."""
    row = own_input(lambda: seating.bring_in(officer, request.body))
    return {"dialogue": row.dialogue, "brought_by": row.brought_by.name, "state": "waits for a second officer"}


def confirm_introduction(officer: Officer, _request: HttpRequest, dialogue: str) -> dict[str, Any]:
    """POST /api/introductions/DIALOGUE/confirm: as the second officer; our log begins."""
    introduction = seating.confirm(officer, dialogue)
    return {"dialogue": introduction.dialogue, "parties": list(introduction.codes), "state": "confirmed"}


def look(officer: Officer, _request: HttpRequest, dialogue: str) -> list[dict[str, Any]]:
    """POST /api/pull/ID: look at every peer of a dialogue now; a road that fails is told, not raised."""
    room = dialogues.open_dialogue(policy.require(officer, "pull"), dialogue)
    return [look_shape(result) for result in pull.pull(room.id)]


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Read the JSON object that was sent; nothing sent is an empty one."""
    try:
        value = json.loads(request.body or b"{}")
    except ValueError as error:
        raise Ours(f"the body is not JSON: {error}", hint="nothing was changed", code="api.body") from error
    if not isinstance(value, dict):
        raise Ours("the body is not a JSON object", hint="nothing was changed", code="api.body")
    return value


def read_intent(request: HttpRequest) -> tuple[str, Intent]:
    """Read what an officer wants said, and in which dialogue."""
    body = body_of(request)
    if unknown := sorted(body.keys() - INTENT_KEYS):
        raise Ours(f"unknown field {unknown[0]!r}; known: {', '.join(sorted(INTENT_KEYS))}", code="api.body")
    try:
        verb = Verb(body.get("verb", ""))
        reported = Reported(**body["reported"]) if body.get("reported") else None
    except ValueError:
        raise Ours(f"unknown verb {body.get('verb')!r}; known: {', '.join(Verb)}", code="api.body") from None
    except TypeError as error:
        raise Ours("reported needs party, on and means", code="api.body") from error
    intent = Intent(
        verb=verb,
        kind=str(body.get("kind", "")),
        object=str(body.get("object", "")),
        version=str(body.get("version", "")),
        structure=body.get("structure") or {},
        words=body.get("words"),
        supersedes=str(body.get("supersedes", "")),
        ad_referendum=body.get("ad_referendum") is True,
        reported=reported,
        adopts=str(body.get("adopts", "")),
        note=str(body.get("note", "")),
    )
    return str(body.get("dialogue", "")), intent


def own_input(action: Callable[[], T]) -> T:
    """Do something with what the caller wrote: where it is malformed, the fault is ours and nobody else's."""
    try:
        return action()
    except Malformed as error:
        raise Ours(str(error), hint="nothing was proposed", code="act.malformed") from error


def _officer(request: HttpRequest) -> Officer:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return officers.require_token(token.strip() if scheme.lower() == "bearer" else "")


def _status(error: ComityError) -> int:
    if error.code == "post.unknown-token":
        return 401
    if error.code == "not-here":
        return 404
    match error:
        case NotPermitted():
            return 403
        case Theirs():
            return 422
        case Carrier():
            return 503
    return 400
