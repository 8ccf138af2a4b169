# SPDX-License-Identifier: Apache-2.0
"""Minutes of a round under the Chatham House Rule: a box for points, the points without their speakers, and paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from comity.formats.brief import Brief, Paragraph
from comity.node import minutes as node_minutes
from comity.node import policy
from comity.node.dialogues import NotHere, Room, open_dialogue
from comity.node.marking import LABELS, USUAL, marking
from comity.record.dialogue import Object
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.plain import plain_term, plain_words
from comity.web.takeaway import printed
from comity.web.wording import LANGUAGES, language, say
from comity.web.wording import say_plain as plain


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Show the points of a round, or keep one more."""
    room, thing = _round(request, dialogue, object_id)
    officer = officer_of(request)
    if request.method == "POST":
        return attempt(request, lambda: _add(request, room, thing), back=request.path)
    return show(
        request,
        "minutes.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose],
        room=room,
        view=Perspective.of(room),
        thing=thing,
        title=_title(room, thing),
        points=node_minutes.points(officer, room.id, thing.id),
        may_add=policy.may(officer, "contribute"),
        labels=LABELS,
        usual_label=USUAL,
        languages_of_points=LANGUAGES,
        sorts=("docx", "pdf"),
    )


@signed_in
@require_safe
def paper(request: HttpRequest, dialogue: str, object_id: str, sort: str) -> HttpResponse:
    """Give the minutes as a Word file or PDF, under the highest marking of their points."""
    room, thing = _round(request, dialogue, object_id)
    officer = policy.require(officer_of(request), "export")
    points = node_minutes.points(officer, room.id, thing.id)
    labels = [marking(point.marking) for point in points]
    highest = max(labels, key=lambda each: LABELS.index(each.tlp), default=marking(""))
    made = Brief(
        title=f"{plain('minutes.title')} – {_title(room, thing)}",
        language=language(),
        parts=(
            Paragraph(plain("minutes.rule"), note=True),
            *(Paragraph(f"{n}. {point.words}", language=point.language) for n, point in enumerate(points, start=1)),
        ),
        dialogue=plain_words(room.title),
        marking=str(highest),
        purpose=room.purpose,
    )
    return printed(officer, room, thing, made, sort, f"minutes-{thing.id[:8]}")


def _round(request: HttpRequest, dialogue: str, object_id: str) -> tuple[Room, Object]:
    room = open_dialogue(officer_of(request), dialogue)
    thing = room.dialogue.objects.get(object_id)
    if thing is None or thing.kind != "round":
        raise NotHere("such round")
    return room, thing


def _add(request: HttpRequest, room: Room, thing: Object) -> str:
    form = request.POST
    lang = form.get("language", "")
    taken = node_minutes.add(
        officer_of(request), room.id, thing.id, form.get("words", ""),
        language=lang if lang in LANGUAGES else language(),
        marking=form.get("marking", ""),
    )  # fmt: skip
    if taken:
        messages.info(request, say("minutes.taken", names=", ".join(dict.fromkeys(taken))))
    return request.path


def _title(room: Room, thing: Object) -> str:
    return plain_words((room.words(thing.chief.payload) or {}).get("title")) or plain_term("kind", "round")
