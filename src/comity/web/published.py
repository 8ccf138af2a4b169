# SPDX-License-Identifier: Apache-2.0
"""What each side really published of a text, beside what was agreed: kept, compared, said in words.

Rules:
  1. Nothing here goes out: what is kept is ours (law 7), and a portal is only read.
  2. Each difference stands in the words of a table too; marks and colours only repeat it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.base.errors import Ours
from comity.node import policy
from comity.node import published as node_published
from comity.node.dialogues import NotHere, Room
from comity.node.home import here
from comity.node.national.models import PublishedCopy
from comity.node.published import Compared
from comity.record.dialogue import Object
from comity.record.ladder import sides
from comity.web.access import attempt, signed_in
from comity.web.page import officer_of
from comity.web.perspective import Perspective
from comity.web.text_paper import show_text, text_of

LISTED = 20


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One copy that was kept, and how it compares."""

    row: PublishedCopy
    compared: Compared


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def published(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Show what was kept and one comparison (`?copy=3`), or keep one more."""
    room, thing = text_of(request, dialogue, object_id)
    officer = officer_of(request)
    if request.method == "POST":
        return attempt(request, lambda: _keep(request, room, thing), back=request.path)
    lines = [_line(room, thing, row) for row in node_published.kept(officer, room, thing)[:LISTED]]
    asked = request.GET.get("copy", "")
    chosen = next((line for line in lines if str(line.row.pk) == asked), None)
    if asked and chosen is None:
        raise NotHere("such copy")
    portals = here().settings().portals
    view = Perspective.of(room)
    return show_text(
        request,
        "published.html",
        room,
        thing,
        inside=True,
        lines=lines,
        chosen=chosen,
        text_languages=[side.language for side in sides(room.dialogue, thing.id)],
        sides_to_choose=view.order(room.introduction.codes),
        portals=[code for code in view.order(room.introduction.codes) if code in portals],
        joint=thing.joint is not None,
        may_keep=policy.may(officer, "box"),
    )


def _line(room: Room, thing: Object, row: PublishedCopy) -> KeptLine:
    return KeptLine(row, node_published.compared(room, thing, row.language, row.words, row.party))


def _keep(request: HttpRequest, room: Room, thing: Object) -> str:
    form, officer = request.POST, officer_of(request)
    language, party = form.get("language", ""), form.get("party", "")
    if form.get("do") == "read-back":
        row = node_published.read_back(officer, room.id, thing.id, language=language, party=party)
    else:
        data, name = _given(request)
        source = form.get("source", "").strip() or name
        row = node_published.keep(
            officer, room.id, thing.id, language=language, party=party, data=data, source=source
        )  # fmt: skip
    return f"{reverse('published', args=[room.id, thing.id])}?copy={row.pk}#h-compared"


def _given(request: HttpRequest) -> tuple[bytes, str]:
    """Give what was pasted, or the file that was chosen, and the file's name."""
    file = request.FILES.get("file")
    pasted = request.POST.get("words", "").strip()
    if (file is None) is not bool(pasted):
        raise Ours("paste the words, or choose a file", hint="nothing was kept", code="published.one-of-two")
    return (pasted.encode(), "") if file is None else (file.read(), str(file.name or ""))
