# SPDX-License-Identifier: Apache-2.0
"""A position on screen: its version in force, how each ministry stands on it, and what this officer can do with it.

The page for those who never sign in (`clear`) shows one version and nothing else of the node.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError, Ours
from comity.node import clearance, policy, position_paper, positions, posts
from comity.node.dialogues import Room, list_dialogues, open_dialogue, room_of
from comity.node.marking import LABELS, own_scale
from comity.node.national.models import Officer, Position, PositionVersion
from comity.web.access import attempt, signed_in
from comity.web.fault import sentence_of
from comity.web.page import Readers, node, officer_of, show
from comity.web.perspective import Perspective
from comity.web.wording import LANGUAGES, language, say
from comity.web.wordlines import headline

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUBJECTS = ("round", "text", "agenda_item")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def positions_page(request: HttpRequest) -> HttpResponse:
    """List the positions, or open one."""
    officer = officer_of(request)
    if request.method == "POST":
        return attempt(request, lambda: _begin(request, officer), back=request.get_full_path())
    rooms = {room.id: room for room in list_dialogues(officer)}
    chosen = rooms.get(request.GET.get("dialogue", ""))
    rows = positions.positions(officer, chosen.id if chosen is not None else "")
    return show(
        request,
        "positions.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose for room in rooms.values()],
        lines=[(row, rooms[row.dialogue], Perspective.of(rooms[row.dialogue])) for row in rows],
        rooms=rooms.values(),
        chosen=chosen,
        subjects=_subjects(chosen) if chosen is not None else (),
        may_lead=policy.may(officer, "lead"),
        sorts=positions.SORTS,
        labels=LABELS,
        scale=own_scale(),
        own_ministry=min(officer.ministries, default=""),
        interface_languages=LANGUAGES,
        document_language=language(),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def position(request: HttpRequest, number: int) -> HttpResponse:
    """Show a position, or do something with it."""
    officer = officer_of(request)
    row = positions.find(officer, number)
    if request.method == "POST":
        return attempt(request, lambda: _do(request, officer, row), back=request.path)
    room = open_dialogue(officer, row.dialogue)
    version = positions.current(row)
    standing = clearance.standing_of(row, version)
    approved = positions.approvals(version)
    is_open = row.state == Position.OPEN
    return show(
        request,
        "position.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose],
        row=row,
        room=room,
        view=Perspective.of(room),
        version=version,
        subject=_subject(room, row.subject),
        standing=standing,
        to_ask=[one.ministry for one in standing if one.state == "not-asked"],
        to_answer=[
            one.request
            for one in standing
            if one.state == "waits" and one.ministry in officer.ministries and policy.may(officer, "clear")
        ],
        comments=version.comments.order_by("pk"),
        earlier=row.versions.exclude(pk=version.pk).select_related("by").order_by("-number"),
        approved=approved,
        may_lead=is_open and policy.may(officer, "lead"),
        may_comment=is_open and policy.may(officer, "contribute"),
        may_approve=is_open
        and policy.may(officer, "release")
        and all(one.clears for one in standing)
        and officer.pk not in {one.officer_id for one in approved},
        alone=is_open and policy.may(officer, "release") and posts.alone(officer, "release"),
        may_export=policy.may(officer, "export"),
        taken=_taken(request, version),
        zone_of=node().code,
    )


@signed_in
@require_safe
def position_word(request: HttpRequest, number: int) -> HttpResponse:
    """Give the current version as a Word file."""
    officer = policy.require(officer_of(request), "export")
    row = positions.find(officer, number)
    version = positions.current(row)
    return _file(position_paper.as_word(version, open_dialogue(officer, row.dialogue), officer), row, version)


@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest, secret: str) -> HttpResponse:
    """Let somebody who never signs in answer for a ministry; what is closed and what never was are one page."""
    asked = clearance.of_link(secret)
    if asked is None:
        return show(request, "clear_closed.html", readers=Readers.PUBLIC, status=410)
    if request.method == "POST":
        try:
            return _answer_by_link(request, secret)
        except ComityError as error:
            if error.code == "not-here":
                raise
            messages.error(request, sentence_of(error))
            return redirect(request.path)
    room = room_of(asked.version.position.dialogue)
    return show(
        request,
        "clear.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose],
        asked=asked,
        version=asked.version,
        row=asked.version.position,
        secret=secret,
    )


@require_safe
def clear_word(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the version that is to be cleared as a Word file."""
    asked = clearance.of_link(secret)
    if asked is None:
        return show(request, "clear_closed.html", readers=Readers.PUBLIC, status=410)
    row = asked.version.position
    return _file(position_paper.as_word(asked.version, room_of(row.dialogue), asked.mail), row, asked.version)


def _answer_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    if request.POST.get("do") == "bring":
        uploaded = request.FILES.get("file")
        if uploaded is None:
            raise Ours("no file was chosen", hint="nothing was kept", code="form.empty")
        clearance.bring_wording(secret, position_paper.words_of(uploaded.read()))
        messages.success(request, say("position.was-brought"))
        return redirect(request.path)
    clearance.answer_by_link(secret, request.POST.get("do", ""), request.POST.get("words", ""))
    return show(request, "clear_closed.html", readers=Readers.MINISTRY, thanks=True)


def _begin(request: HttpRequest, officer: Officer) -> str:
    form = request.POST
    parts = (form.get("tlp", ""), form.get("own", ""), form.get("releasable", "").strip())
    marked = " // ".join(filter(None, (*parts[:2], f"REL {parts[2].upper()}" if parts[2] else "")))
    draft = positions.Draft(
        title=form.get("title", "").strip()[:200], sort=form.get("sort", ""), wording=_text(request, "wording"),
        red_lines=_text(request, "red_lines"), lead=form.get("lead", "").strip()[:200], subject=form.get("subject", ""),
        ministries=tuple(line[:200] for line in form.get("ministries", "").splitlines()), marking=marked,
        language=form.get("language", "en")[:3],
    )  # fmt: skip
    row = positions.begin(officer, form.get("dialogue", ""), draft)
    messages.success(request, say("position.did-begin"))
    return reverse("position", args=[row.pk])


def _do(request: HttpRequest, officer: Officer, row: Position) -> str:
    form = request.POST
    do = form.get("do", "")
    match do:
        case "change":
            words, lines = _text(request, "wording"), _text(request, "red_lines")
            positions.change(officer, row.pk, wording=words, red_lines=lines, based_on=form.get("version", ""))
        case "comment":
            positions.comment(officer, row.pk, _text(request, "words"))
        case "ask":
            version = positions.current(row)
            clearance.ask(
                officer, version, form.get("ministry", ""), deadline=_deadline(request),
                silence=form.get("silence", ""), to=form.get("to", "").strip()[:200],
            )  # fmt: skip
        case "cleared" | "objected":
            clearance.answer(officer, int(form.get("request", "0") or 0), do, _text(request, "words"))
        case "approve":
            row = positions.approve(officer, row.pk, form.get("version", ""))
            do = "issue" if row.state == Position.ISSUED else do
        case "close":
            positions.close(officer, row.pk)
        case _:
            raise Ours("the form asks for something unknown", hint="nothing was changed", code="form.unknown")
    messages.success(request, say(f"position.did-{do}"))
    return request.path


def _deadline(request: HttpRequest) -> datetime:
    try:
        at = datetime.fromisoformat(f"{request.POST.get('day', '')}T{request.POST.get('hour', '')}:00")
    except ValueError as error:
        raise Ours("a question has a deadline", hint="nothing was asked", code="form.empty") from error
    return at.replace(tzinfo=ZoneInfo(node().zone))


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()


def _taken(request: HttpRequest, version: PositionVersion) -> str:
    """Give the wording with which the form begins: the current one, or one that came back and is taken up."""
    number = request.GET.get("take", "")
    found = version.comments.filter(pk=int(number)).first() if number.isdecimal() else None
    return found.wording if found is not None and found.wording else version.wording


def _subjects(room: Room) -> list[tuple[str, str, object]]:
    return [(thing.id, thing.kind, _subject(room, thing.id)) for thing in room.dialogue.of_kind(*SUBJECTS)]


def _subject(room: Room, thing: str) -> object:
    found = room.dialogue.objects.get(thing) if thing else None
    return headline(room.words(found.versions[-1].payload)) if found is not None else None


def _file(data: bytes, row: Position, version: PositionVersion) -> HttpResponse:
    response = HttpResponse(data, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="position-{row.pk}-{version.number}.docx"'
    return response
