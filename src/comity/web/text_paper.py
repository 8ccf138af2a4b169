# SPDX-License-Identifier: Apache-2.0
"""A text between the desk and paper: our copy as a file, what came back in Word, and the text at the table.

Rules:
  1. A file leaves under its marking, and the trail says so.
  2. What comes back becomes proposals, all or none; what cannot be kept is named with its place.
  3. At the table one paragraph is on the wall at a time, in large letters. Who types tables wording as on any page: a
     second officer releases it. Nothing there needs the other side's node; a pouch carries what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.acts.act import Verb
from comity.base.errors import ComityError, Ours
from comity.formats.kinds_of_file import Format, View
from comity.formats.returned import returned
from comity.node import desk as node_desk
from comity.node import policy, trail
from comity.node.confined import read_confined
from comity.node.desk import Intent
from comity.node.dialogues import Room, open_dialogue, text_in
from comity.node.marking import require_exit
from comity.node.national.models import Officer
from comity.node.text import working_copy
from comity.node.text_file import file_of
from comity.node.text_return import intents
from comity.record.dialogue import Object
from comity.web.access import attempt, signed_in
from comity.web.bracketed import text_view
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.standing import version_view
from comity.web.wording import say

TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.ODT: "application/vnd.oasis.opendocument.text",
    Format.PDF: "application/pdf",
}


@signed_in
@require_safe
def copy(request: HttpRequest, dialogue: str, object_id: str, sort: str) -> HttpResponse:
    """Give our copy of a text as a file: `?language=`, `?view=`, `?beside=`, `?for=` as in `comity text export`."""
    room, thing = text_of(request, dialogue, object_id)
    officer = policy.require(officer_of(request), "export")
    asked = request.GET
    view = View(asked["view"]) if asked.get("view") in set(View) else None
    made = working_copy(room, thing, language=asked.get("language", ""), marking=asked.get("marking", ""))
    format_ = Format(sort)
    marked = str(require_exit(made.marking, "print" if format_ is Format.PDF else "file"))
    data = file_of(room, thing, made, format_, view, asked.get("beside", ""), asked.get("for", ""))
    trail.left(officer, "file", to=officer.name, dialogue=room.id, thing=f"text {thing.id} {sort}", marking=marked)
    response = HttpResponse(data, content_type=TYPES[format_])
    response["Content-Disposition"] = f'attachment; filename="text-{thing.id[:8]}-{made.language}.{sort}"'
    return response


@signed_in
@require_POST
def bring_back(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Propose what came back in a changed DOCX."""
    room, thing = text_of(request, dialogue, object_id)
    back = reverse("table", args=[room.id, thing.id])
    return attempt(request, lambda: _bring_back(request, room, thing), back=back)


@signed_in
@require_safe
def at_table(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Put one paragraph on the wall: `?language=en&n=3`."""
    room, thing = text_of(request, dialogue, object_id)
    readings = text_view(room, thing)
    asked = request.GET.get("language", "")
    reading = next((r for r in readings if r.language == asked), readings[0] if readings else None)
    paragraphs = reading.paragraphs if reading is not None else []
    number = _number(request.GET.get("n", ""), len(paragraphs))
    shown = paragraphs[number - 1] if paragraphs else None
    return show_text(
        request,
        "at_table.html",
        room,
        thing,
        readings=readings,
        reading=reading,
        paragraph=shown,
        number=number,
        before=number - 1 if number > 1 else None,
        after=number + 1 if number < len(paragraphs) else None,
        versions=[version_view(room, v) for v in shown.thing.open] if shown is not None else [],
        wording=_start(room, shown.thing) if shown is not None else "",
        may_table=node_desk.may_bring(room, "paragraph"),
    )


def text_of(request: HttpRequest, dialogue: str, object_id: str) -> tuple[Room, Object]:
    """Open a dialogue for the officer who asks, and a text in it; raises NotHere for anything else."""
    room = open_dialogue(officer_of(request), dialogue)
    return room, text_in(room, object_id)


def show_text(
    request: HttpRequest, template: str, room: Room, thing: Object, *, inside: bool = False, **more: Any
) -> HttpResponse:
    """Show a page about a text; `inside` says that it holds what is the ministry's alone."""
    shared = Readers.GOVERNMENT if room.ours_alone else Readers.PARTIES
    return show(
        request, template, readers=Readers.MINISTRY if inside else shared, dialogue_purposes=[room.purpose], room=room,
        view=Perspective.of(room), thing=thing, title=version_view(room, thing.chief).headline, **more,
    )  # fmt: skip


def _number(asked: str, count: int) -> int:
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), max(count, 1))


def _start(room: Room, paragraph: Object) -> str:
    """Give the words from which whoever types begins: ours on the table, else the newest, else those that stand."""
    ours = [version for version in paragraph.open if room.us in version.owners]
    base = next(reversed(ours or paragraph.open), paragraph.chief)
    return str((room.words(base.payload) or {}).get("wording", ""))


def _bring_back(request: HttpRequest, room: Room, thing: Object) -> str:
    officer = policy.require(officer_of(request), "propose")
    uploaded = request.FILES.get("file")
    if uploaded is None:
        raise Ours("no file was chosen", hint="nothing was proposed", code="form.empty")
    document = read_confined(uploaded.read())
    made = working_copy(room, thing, language=document.facts.get("comity-language", ""))
    found = returned(made, document)
    if found.refused:
        raise Ours(
            f"{len(found.refused)} thing(s) in the file cannot be kept; first: {found.refused[0]}",
            hint="nothing was proposed; take them out of the file, or say them at the table", code="formats.unkept",
        )  # fmt: skip
    numbers = _propose_all(officer, room, intents(room, thing, made, found))
    for objection in found.objections:
        messages.info(request, say("paper.objection", by=objection.author, whose=objection.of, words=objection.words))
    messages.info(request, say("paper.brought", n=len(numbers)))
    return reverse("table", args=[room.id, thing.id])


def _propose_all(officer: Officer, room: Room, bodies: Sequence[dict[str, Any]]) -> list[int]:
    """Propose all, or none: where one is refused, those before it are withdrawn."""
    made: list[int] = []
    for body in bodies:
        intent = Intent(
            Verb(body["verb"]), body["kind"], body.get("object", ""), structure=body.get("structure", {}),
            words=body.get("words"), supersedes=body.get("supersedes", ""), note=body.get("note", ""),
        )  # fmt: skip
        try:
            made.append(node_desk.propose(officer, room.id, intent).pk)
        except ComityError:
            for number in made:
                node_desk.refuse(officer, number, "the file could not be brought in whole")
            raise
    return made


def back_to_table(room: Room, paragraph: Object, form: Any) -> str:
    """Give the address at the table from which a wording was typed."""
    text = str(paragraph.chief.structure["text"])
    language = str(paragraph.chief.structure["language"])
    return f"{reverse('at_table', args=[room.id, text])}?language={language}&n={_number(form.get('n', ''), 9999)}"
