# SPDX-License-Identifier: Apache-2.0
"""What an officer takes out of a dialogue: briefing book, delegation list, commitments as a table, calendar.

Every way out here asks the exit (node/marking.py) and leaves a line in the trail. A calendar is fetched by programs,
which cannot sign in: its address holds a token of its own, which opens nothing else.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from comity.formats.brief import Brief
from comity.formats.brief_docx import brief_docx
from comity.formats.calendar import calendar_of
from comity.formats.paper import brief_pdf
from comity.formats.rows import Cell, csv_of, xlsx_of
from comity.node import officers, policy, trail
from comity.node.dialogues import NotHere, Room, list_dialogues, open_dialogue
from comity.node.marking import LABELS, USUAL, require_all, require_exit
from comity.node.national.models import Officer
from comity.record.dialogue import Object
from comity.record.rounds import Rounds
from comity.web.access import signed_in
from comity.web.book import briefing_book, note_verbale
from comity.web.dates import clearances_of, events_of, sessions_of_fora
from comity.web.page import node, officer_of, own_view
from comity.web.perspective import Perspective
from comity.web.plain import plain_term, plain_words
from comity.web.rounds import as_of
from comity.web.standing import gather
from comity.web.wording import language
from comity.web.wording import say_plain as say

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@signed_in
@require_safe
def book(request: HttpRequest, dialogue: str, object_id: str, sort: str) -> HttpResponse:
    """Give the briefing book of a round."""
    officer, room, thing = _taken(request, dialogue, object_id, "round")
    up_to = request.GET.get("up_to", USUAL)
    made = briefing_book(officer, room, thing, as_of(request), up_to if up_to in LABELS else USUAL)
    return printed(officer, room, thing, made, sort, f"book-{thing.id[:8]}")


@signed_in
@require_safe
def note(request: HttpRequest, dialogue: str, object_id: str, sort: str) -> HttpResponse:
    """Give a delegation list as a note verbale."""
    officer, room, thing = _taken(request, dialogue, object_id, "delegation")
    round_ = room.dialogue.objects.get(str(thing.chief.structure.get("round", "")))
    return printed(officer, room, thing, note_verbale(room, thing, round_), sort, f"note-{thing.id[:8]}")


@signed_in
@require_safe
def commitments(request: HttpRequest, dialogue: str, sort: str) -> HttpResponse:
    """Give every joint commitment of a dialogue as a table, each side's word on it in a column of its own."""
    room = open_dialogue(officer_of(request), dialogue)
    officer = policy.require(officer_of(request), "export")
    columns, rows = _rows(room)
    things = room.dialogue.of_kind("commitment", "round")
    gather(room, [thing.chief for thing in things])
    marked = str(require_all((room.marking(thing.chief.payload) for thing in things), "file"))
    trail.left(officer, "file", to=officer.name, dialogue=room.id, thing="commitments", marking=marked)
    title = say("book.commitments")
    data = csv_of(columns, rows) if sort == "csv" else xlsx_of(title, columns, rows, marking=marked)
    return _file(data, sort, f"commitments-{room.id[:8]}")


@signed_in
@require_POST
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make an address for a calendar program; the one made before opens nothing any more."""
    officer = officer_of(request)
    if not may_have_calendar(officer):
        policy.require(officer, "export")
    address = f"{request.scheme}://{request.get_host()}/calendar/{officers.give_calendar(officer)}/{language()}.ics"
    messages.info(request, say("book.calendar-address", address=address))
    return redirect("own_page")


@require_safe
def calendar(request: HttpRequest, secret: str, lang: str) -> HttpResponse:
    """Give the calendar of the officer whose address this is: every dialogue that the officer may read, and fora.

    Who may only clear gets the deadlines of what is to be cleared, and nothing of any dialogue.
    """
    officer = officers.officer_of_calendar(secret)
    if officer is None or not may_have_calendar(officer):
        raise NotHere("such calendar")
    marked = str(require_exit("", "calendar"))
    address, domain = f"{request.scheme}://{request.get_host()}", node().domain
    with translation.override(lang):
        rooms = list_dialogues(officer) if policy.may(officer, "export") else ()
        events = [e for room in rooms for e in events_of(room, domain, address)]
        events += [*sessions_of_fora(domain, address), *clearances_of(officer, domain, address)]
        name = f"{own_view().name(node().code)} – {say('book.calendar')}"
    trail.left(officer, "calendar", to=officer.name, marking=marked)
    response = HttpResponse(calendar_of(name, events, language=lang), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="comity.ics"'
    return response


def may_have_calendar(officer: Officer) -> bool:
    """Say whether an officer can have a calendar at all."""
    return policy.may(officer, "export") or policy.may(officer, "clear")


def _taken(request: HttpRequest, dialogue: str, object_id: str, kind: str) -> tuple[Officer, Room, Object]:
    room = open_dialogue(officer_of(request), dialogue)
    officer = policy.require(officer_of(request), "export")
    thing = room.dialogue.objects.get(object_id)
    if thing is None or thing.kind != kind:
        raise NotHere(f"such {kind}")
    return officer, room, thing


def printed(officer: Officer, room: Room, thing: Object, made: Brief, sort: str, name: str) -> HttpResponse:
    """Give a brief as a file (docx, pdf) if its marking lets it leave, and write that down."""
    way = "print" if sort == "pdf" else "file"
    marked = str(require_exit(made.marking, way))
    data = brief_pdf(made) if sort == "pdf" else brief_docx(made)
    trail.left(officer, "file", to=officer.name, dialogue=room.id, thing=f"{name} {thing.id}", marking=marked)
    return _file(data, sort, name)


def _file(data: bytes, sort: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[sort])
    response["Content-Disposition"] = f'attachment; filename="{name}.{sort}"'
    return response


def _rows(room: Room) -> tuple[list[str], list[list[Cell]]]:
    view, rounds = Perspective.of(room), Rounds(room.dialogue)
    things = [thing for thing in room.dialogue.of_kind("commitment") if rounds.agreed(thing) is not None]
    gather(room, [*(t.chief for t in things), *(t.chief for t in rounds.things)])
    parties = view.order(room.dialogue.parties)
    columns = [
        plain_term("key", "wording"), say("book.round"), plain_term("key", "owners"), plain_term("key", "due"),
        plain_term("key", "forum"), *(say("book.claimed-by", name=view.name(code)) for code in parties),
        say("book.open"),
    ]  # fmt: skip
    return columns, [_row(room, rounds, view, thing, parties) for thing in things]


def _row(room: Room, rounds: Rounds, view: Perspective, thing: Object, parties: tuple[str, ...]) -> list[Cell]:
    structure = thing.chief.structure
    round_ = room.dialogue.objects.get(str(structure.get("round", "")))
    said = {claim.party: plain_term("state", claim.state) for claim in rounds.claims(thing.id)}
    due = say("book.no-due") if structure.get("no_due") else str(structure.get("due", ""))
    return [
        plain_words((room.words(thing.chief.payload) or {}).get("wording")),
        plain_words((room.words(round_.chief.payload) or {}).get("title")) if round_ is not None else "",
        ", ".join(view.name(code) for code in view.order(structure["owners"])),
        due, str(structure.get("forum", "")), *(said.get(code, "") for code in parties),
        say("book.yes") if rounds.is_open(thing) else say("book.no"),
    ]  # fmt: skip
