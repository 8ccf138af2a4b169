# SPDX-License-Identifier: Apache-2.0
"""Lines for our spokesperson beside the release gate of a text: written, dropped, printed, and never sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.node import policy
from comity.node import press as node_press
from comity.node.dialogues import NotHere, Room
from comity.node.marking import LABELS, USUAL
from comity.record.dialogue import Object
from comity.record.ladder import sides
from comity.web.access import attempt, signed_in
from comity.web.page import officer_of
from comity.web.standing import gather_thing
from comity.web.text_paper import show_text, text_of
from comity.web.whole import whole_view


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def press(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Show the lines of a text beside its release gate, or write one, or drop one."""
    room, thing = text_of(request, dialogue, object_id)
    officer = officer_of(request)
    if request.method == "POST":
        return attempt(request, lambda: _do(request, room, thing), back=request.path)
    gather_thing(room, thing)
    return show_text(
        request,
        "press.html",
        room,
        thing,
        inside=True,
        whole=whole_view(room, thing),
        lines=node_press.lines(officer, room, thing),
        text_languages=[side.language for side in sides(room.dialogue, thing.id)],
        labels=LABELS,
        usual_label=USUAL,
        may_write=policy.may(officer, "propose"),
    )


def _do(request: HttpRequest, room: Room, thing: Object) -> str:
    form, officer = request.POST, officer_of(request)
    dropped = form.get("drop", "")
    if dropped:
        if not (dropped.isascii() and dropped.isdecimal() and len(dropped) < 10):
            raise NotHere("such line")
        node_press.drop(officer, room.id, int(dropped))
    else:
        node_press.add(
            officer, room.id, thing.id, form.get("words", ""), language=form.get("language", ""),
            asked=form.get("asked", ""), marking=form.get("marking", ""),
        )  # fmt: skip
    return reverse("press", args=[room.id, thing.id])
