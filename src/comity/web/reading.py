# SPDX-License-Identifier: Apache-2.0
"""The reading box: a communiqué in; its facts beside the text, doubts first; what a person chooses goes on.

A reading belongs to the officer who made it. Nothing of it leaves this page until facts are chosen and proposed, and a
second officer releases them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.node import box, policy
from comity.node.box import SECTIONS
from comity.node.dialogues import Room, list_dialogues
from comity.node.national.models import Officer
from comity.web.access import attempt, signed_in
from comity.web.account import SECTIONS as ACCOUNT_SECTIONS
from comity.web.page import Readers, officer_of, own_view, show
from comity.web.perspective import Perspective
from comity.web.wording import language

Fact = Mapping[str, Any]
_FIRST = ("issuer", "language", "dialogue", "mandate", "round", "head", "delegation")
ORDER = (*_FIRST, *(name for name in ACCOUNT_SECTIONS if name not in _FIRST))


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text, and the numbers of the facts that were read out of it."""

    text: str
    facts: tuple[int, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact of the draft with its number; `quote` is what the text says there."""

    number: int
    field: str
    section: str
    value: Any
    support: str
    quote: str
    rule: str
    doubts: Sequence[Mapping[str, Any]]
    has_span: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """Show the box, or read what was dropped into it."""
    officer = policy.require(officer_of(request), "box")
    if request.method == "POST":
        return attempt(request, lambda: _read(request, officer), back=request.path)
    return show(request, "reading.html", readers=Readers.MINISTRY, readings=officer.readings.order_by("-at")[:20])


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reading_result(request: HttpRequest, number: int) -> HttpResponse:
    """Show a reading, or propose the chosen facts."""
    officer = policy.require(officer_of(request), "box")
    row = box.reading_of(officer, number)
    if request.method == "POST":
        return attempt(request, lambda: _propose(request, officer, number), back=request.path)
    draft: dict[str, Any] = row.draft
    facts = fact_views(row.text, draft.get("facts", []))
    sections = sorted({f.section for f in facts}, key=ORDER.index)
    rooms = list_dialogues(officer)
    return show(
        request,
        "reading_result.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=(),
        row=row,
        draft=draft,
        view=_names(rooms),
        segments=segments(row.text, draft.get("facts", [])),
        doubted=[f for f in facts if f.doubts],
        groups=[(name, [f for f in facts if f.section == name]) for name in sections],
        doubts=draft.get("doubts", []),
        facts=facts,
        rooms=[(room, Perspective.of(room)) for room in rooms],
        issuers=_issuers(rooms, facts),
    )


def _names(rooms: Sequence[Room]) -> Perspective:
    """Call states as the dialogues here call them; the text is nobody's view, so none stands first."""
    known = [room.names for room in rooms] + [own_view().names]
    return Perspective("", {code: name for names in known for code, name in names.items()})


def segments(text: str, facts: Sequence[Fact]) -> list[Segment]:
    """Cut the text at every edge of a span, so that marked pieces never nest."""
    spans = [(start, end, number) for number, fact in enumerate(facts) for start, end in fact.get("spans") or ()]
    edges = sorted({0, len(text), *(e for start, end, _ in spans for e in (start, end) if 0 <= e <= len(text))})
    seen: set[int] = set()
    found = []
    for start, end in pairwise(edges):
        here = tuple(dict.fromkeys(n for first, last, n in spans if first <= start and end <= last))
        found.append(Segment(text[start:end], here, tuple(n for n in here if n not in seen)))
        seen.update(here)
    return found


def fact_views(text: str, facts: Sequence[Fact]) -> list[FactView]:
    """Make the facts of a draft ready for the page."""
    found = []
    for number, fact in enumerate(facts):
        spans = fact.get("spans") or []
        found.append(
            FactView(
                number, str(fact["field"]), section_of(str(fact["field"])), fact.get("value"),
                "inferred" if fact.get("support") == "inferred" else "stated",
                text[spans[0][0] : spans[0][1]] if spans else "", str(fact.get("rule", "")),
                fact.get("doubts") or (), bool(spans),
            )
        )  # fmt: skip
    return found


def section_of(field: str) -> str:
    """Say in which section of an account a field of the reader belongs."""
    return SECTIONS.get(field) or {"doc": "issuer", "issuer": "issuer", "head": "head"}.get(
        field.split(".", maxsplit=1)[0], "round"
    )


def _issuers(rooms: Sequence[Room], facts: Sequence[FactView]) -> list[str]:
    read = [str(f.value) for f in facts if f.field == "party"]
    known = [code for room in rooms for code in (*room.dialogue.counterparts, *room.introduction.codes)]
    return list(dict.fromkeys([*read, *sorted(known)]))


def _read(request: HttpRequest, officer: Officer) -> str:
    file = request.FILES.get("file")
    data = file.read() if file is not None else request.POST.get("text", "").encode()
    return reverse("reading_result", args=[box.read_into(officer, data).pk])


def _propose(request: HttpRequest, officer: Officer, number: int) -> str:
    form = request.POST
    title = form.get("title", "").strip()
    source: dict[str, Any] = {}
    if publisher := form.get("publisher", "").strip():
        source["publisher"] = {language(): publisher}
    source |= {key: form.get(key, "").strip() for key in ("url", "published") if form.get(key, "").strip()}
    row = box.propose_account(
        officer, form.get("dialogue", ""), number,
        chosen=[int(n) for n in form.getlist("fact") if n.isdecimal()], issuer=form.get("issuer", ""),
        title={language(): title} if title else {}, source=source,
    )  # fmt: skip
    return reverse("proposal", args=[row.pk])
