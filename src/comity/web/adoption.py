# SPDX-License-Identifier: Apache-2.0
"""What a dialogue continues: the acts of the file, whose word each is, and the button by which we adopt our own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import Ours
from comity.node import adoption as node_adoption
from comity.node import policy
from comity.node.adoption import Adoptable
from comity.node.dialogues import open_dialogue
from comity.web.access import attempt, signed_in
from comity.web.kit import kit_of
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.register import chosen_language
from comity.web.wording import LANGUAGES, say
from comity.web.wordlines import headline


@dataclass(frozen=True, slots=True)
class Line:
    """An act of the file, ready for the page."""

    found: Adoptable
    headline: Any
    ours: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def adoption(request: HttpRequest, dialogue: str) -> HttpResponse:
    """Show what may be adopted, propose to adopt one act, or keep a partner's kit."""
    officer = officer_of(request)
    room = open_dialogue(officer, dialogue)
    if request.method == "POST":
        return attempt(request, lambda: _do(request, dialogue), back=request.path)
    return show(
        request,
        "adoption.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose],
        room=room,
        view=Perspective.of(room),
        lines=[*_lines(room.us, node_adoption.waiting(officer, room))],
        document_language=chosen_language(request),
        document_languages=LANGUAGES,
    )


@signed_in
@require_safe
def kit(request: HttpRequest, dialogue: str) -> HttpResponse:
    """Give the reader's kit of a dialogue as a file."""
    room = open_dialogue(officer_of(request), dialogue)
    return HttpResponse(
        kit_of(officer_of(request), room),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="comity-{room.id[:8]}.zip"'},
    )


def _lines(us: str, acts: Sequence[Adoptable]) -> Iterator[Line]:
    """Lay out acts, each known by its own words, or by those of the thing of which it speaks."""
    brought = {key: headline(a.words) for a in acts if a.act.brings for key in (a.act.object, a.act.version)}
    for act in acts:
        structure = act.act.structure
        near = (act.act.version, structure.get("about", ""), structure.get("of", ""))
        said = headline(act.words) or next((brought[key] for key in near if brought.get(key)), None)
        yield Line(act, said, act.party == us)


def _do(request: HttpRequest, dialogue: str) -> str:
    officer = policy.require(officer_of(request), "propose")
    room = open_dialogue(officer, dialogue)
    if request.POST.get("do") == "bring":
        file = request.FILES.get("kit")
        found = node_adoption.bring(officer, room, file.read() if file is not None else b"")
        messages.success(request, say("adopt.kept", n=found))
        return request.path
    number = request.POST.get("act", "")
    if not (number.isascii() and number.isdecimal()):
        raise Ours("no act was chosen", hint="nothing was proposed", code="form.empty")
    return reverse("proposal", args=[node_adoption.adopt(officer, room, int(number)).pk])
