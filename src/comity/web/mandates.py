# SPDX-License-Identifier: Apache-2.0
"""Duty mandates: two officers give one, anybody who may give can revoke it at once, and the next day it is reviewed.

Whoever gave a mandate or holds it does not confirm it; the buttons follow that, and node/duty.py decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.acts.kinds import TOLD
from comity.base.errors import Ours
from comity.node import duty, policy, posts
from comity.node.clock import now
from comity.node.dialogues import Room, list_dialogues
from comity.node.national.models import Mandate, Officer
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, node, officer_of, show
from comity.web.perspective import Perspective
from comity.web.wording import say

KINDS = ("check", "consultation", "incident", "request")


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate, ready for the page: how it stands, how many acts are left, what this officer can do with it."""

    row: Mandate
    room: Room
    view: Perspective
    kinds: Sequence[str]
    state: str
    left: int
    may: frozenset[str]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """Show the mandates, or give, confirm, revoke or review one."""
    officer = officer_of(request)
    if request.method == "POST":
        return attempt(request, lambda: _do(request, officer), back=request.path)
    rooms = {room.id: room for room in list_dialogues(officer)}
    views = [_view(row, rooms[row.dialogue], officer) for row in duty.mandates(officer) if row.dialogue in rooms]
    holders = posts.filled_by("duty")
    return show(
        request,
        "mandates.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose for room in rooms.values()],
        mandates=views,
        may_give=policy.may(officer, "mandate"),
        rooms=[room for room in rooms.values() if not room.ours_alone],
        holders=holders,
        kinds=KINDS,
        zone_of=node().code,
    )


def _view(row: Mandate, room: Room, officer: Officer) -> MandateView:
    state = _state(row)
    may = set()
    if policy.may(officer, "mandate"):
        if state == "unconfirmed" and officer.pk not in {row.given_by.pk, row.officer.pk}:
            may.add("confirm")
        if state in {"unconfirmed", "active"}:
            may.add("revoke")
        if state in {"used", "ended", "revoked"} and row.reviewed_at is None and officer.pk != row.officer.pk:
            may.add("review")
    return MandateView(row, room, Perspective.of(room), row.kinds.split(), state, duty.left(row), frozenset(may))


def _state(row: Mandate) -> str:
    """Say how a mandate stands: unconfirmed, active, used, ended, or revoked."""
    if row.revoked_at is not None:
        return "revoked"
    if row.until <= now():
        return "ended"
    if row.confirmed_at is None:
        return "unconfirmed"
    return "active" if duty.left(row) > 0 else "used"


def _do(request: HttpRequest, officer: Officer) -> str:
    form = request.POST
    do = form.get("do", "")
    if do == "give":
        _give(officer, form)
    else:
        action = {"confirm": duty.confirm, "revoke": duty.revoke, "review": duty.review}.get(do)
        if action is None or not form.get("mandate", "").isdecimal():
            raise Ours("the form asks for something unknown", hint="nothing was changed", code="form.unknown")
        action(officer, int(form["mandate"]))
    messages.success(request, say(f"mandates.did-{do}"))
    return reverse("mandates")


def _give(officer: Officer, form: QueryDict) -> None:
    try:
        hour = datetime.fromisoformat(f"{form.get('until', '')}T{form.get('hour', '')}:00")
        until = hour.replace(tzinfo=ZoneInfo(node().zone))
        at_most = int(form.get("at_most", ""))
    except ValueError as error:
        raise Ours("a mandate needs an hour and a number", hint="nothing was changed", code="form.empty") from error
    kinds = [kind for kind in form.getlist("kind") if kind in TOLD]
    dialogue = form.get("dialogue", "")
    duty.give(officer, to=form.get("to", ""), dialogue=dialogue, kinds=kinds, until=until, at_most=at_most)
