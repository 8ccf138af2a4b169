# SPDX-License-Identifier: Apache-2.0
"""The restart guard on screen: what it remembers of each log of ours, and its override by two officers.

The first officer brings the mark that was kept elsewhere; another one confirms. What they answer for stands on the page
before either presses anything (node/override.py).
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.base.errors import Ours
from comity.node import override, policy
from comity.node.dialogues import list_dialogues
from comity.node.guard import Mark
from comity.node.national.models import Officer
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.wording import say


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def guard_page(request: HttpRequest) -> HttpResponse:
    """Show the marks, or propose or confirm an override."""
    officer = policy.require(officer_of(request), "introduce")
    if request.method == "POST":
        return attempt(request, lambda: _do(request, officer), back=request.path)
    rooms = {room.id: room for room in list_dialogues(officer)}
    return show(
        request,
        "guard.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose for room in rooms.values()],
        logs=[
            {"held": held, "room": rooms[held.dialogue], "view": Perspective.of(rooms[held.dialogue]),
             "own": held.proposed is not None and held.proposed.by == officer.pk}
            for held in override.show() if held.dialogue in rooms
        ],
    )  # fmt: skip


def _do(request: HttpRequest, officer: Officer) -> str:
    form = request.POST
    dialogue, channel = form.get("dialogue", ""), form.get("channel", "")
    if dialogue not in {room.id for room in list_dialogues(officer)}:
        raise Ours("there is no such log", hint="nothing was changed", code="form.unknown")
    if form.get("do") == "confirm":
        size = override.confirm(officer, dialogue, channel)
        messages.success(request, say("guard.confirmed", size=size))
    else:
        size_, _, root = form.get("mark", "").strip().partition(":")
        if not size_.isdecimal() or len(size_) > 16:
            raise Ours("that is no mark", hint="nothing was changed; a mark is SIZE:ROOT", code="guard.no-mark")
        override.propose(officer, dialogue, channel, Mark(int(size_), root.strip()))
        messages.success(request, say("guard.proposed"))
    return reverse("guard")
