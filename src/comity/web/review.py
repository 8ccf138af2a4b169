# SPDX-License-Identifier: Apache-2.0
"""The review of a reading: the text with its marks beside the facts, doubts first; each decision is kept at once.

Rules:
  1. All of it works by plain forms. Where there is JavaScript (static/comity/review.js), a decision is sent alone and
     the page stays where it is: the answer is then only what has changed.
  2. A fact that the reader missed is marked by its words: a selection, or a sentence and words copied out of it.
  3. What goes on is what was accepted, changed or marked. A second officer releases it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.errors import ComityError
from comity.node import box, policy, review
from comity.node.dialogues import Room, list_dialogues
from comity.node.home import here
from comity.node.national.models import Officer, Reading
from comity.node.own_vocabulary import vocabularies
from comity.node.review import Reviewed
from comity.reading.vocabulary import schemes, using
from comity.web.access import attempt, signed_in
from comity.web.account import SECTIONS as ACCOUNT_SECTIONS
from comity.web.fault import sentence_of
from comity.web.marked import FactView, fact_view, places, segments, span_of
from comity.web.page import Readers, frame, officer_of, own_view, show
from comity.web.perspective import Perspective
from comity.web.review_title import suggested_title
from comity.web.wording import language

Fact = Mapping[str, Any]
_FIRST = ("issuer", "language", "dialogue", "mandate", "round", "head", "delegation")
ORDER = (*_FIRST, *(name for name in ACCOUNT_SECTIONS if name not in _FIRST))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review is."""

    decided: int
    total: int
    kept: int

    @property
    def done(self) -> bool:
        """Whether nothing is open."""
        return self.decided == self.total


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reading_result(request: HttpRequest, number: int) -> HttpResponse:
    """Show a reading for review, keep a decision on it, or propose what was confirmed."""
    officer = policy.require(officer_of(request), "box")
    row = review.reading_of(officer, number)
    if request.method == "POST":
        if request.headers.get("X-Comity-Part") == "decision":
            return _part(request, officer, row)
        return attempt(request, lambda: _do(request, officer, row), back=request.path)
    with using(vocabularies(here().path)):
        return show(request, "review.html", readers=Readers.MINISTRY, dialogue_purposes=(), **_things(officer, row))


@signed_in
@require_safe
def reading_original(request: HttpRequest, number: int) -> HttpResponse:
    """Give the original as it came in, under its digest; never to be opened by the browser itself."""
    officer = policy.require(officer_of(request), "box")
    row = review.reading_of(officer, number)
    response = HttpResponse(box.original_of(row), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.sha256[:16]}.bin"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reading_fact(request: HttpRequest, number: int, fact: str) -> HttpResponse:
    """Change a fact, or mark one that the reader missed (`new`)."""
    officer = policy.require(officer_of(request), "box")
    row = review.reading_of(officer, number)
    if request.method == "POST":
        return attempt(
            request, lambda: _write(request, officer, row, fact), back=f"{request.path}?{_kept_form(request)}"
        )
    changed = next((each for each in review.reviewed(row) if str(each.number) == fact), None)
    field = str(changed.fact["field"]) if changed is not None else request.GET.get("field", "")
    value: Any = changed.fact.get("value") if changed is not None else None
    span = _span(request, row) if changed is None else None
    with using(vocabularies(here().path)):
        return show(
            request,
            "review_fact.html",
            readers=Readers.MINISTRY,
            view=_names(list_dialogues(officer)),
            row=row,
            draft=row.draft,
            fact=fact_view(row.text, changed) if changed is not None else None,
            field=field if field in review.SECTIONS else "",
            fields=tuple(review.SECTIONS),
            parts=[
                (part, request.GET.get(part) or _shown(value, part)) for part in review.PARTS.get(field, ("value",))
            ],
            terms=_terms(field),
            states=sorted({str(e.fact["value"]) for e in review.reviewed(row) if e.fact.get("field") == "party"}),
            span=span,
            words=request.GET.get("words") or (" ".join(row.text[span[0] : span[1]].split()) if span else ""),
            sentence=request.GET.get("sentence", ""),
            places=places(row.text),
            learns=field in {"agency", "issuer"},
        )


def _things(officer: Officer, row: Reading) -> dict[str, Any]:
    found = review.reviewed(row)
    facts = [fact_view(row.text, each) for each in found]
    kept = [each.fact for each in found if each.kept] or [each.fact for each in found]
    homes = box.homes_for(officer, [each.fact for each in found])
    view = _names([room for room, _ in homes])
    doubted = [f for f in facts if f.doubts]
    plain = [f for f in facts if not f.doubts]
    sections = [name for name in ORDER if any(f.section == name for f in plain)]
    issuers = _issuers([room for room, _ in homes], facts)
    return {
        "row": row,
        "draft": row.draft,
        "view": view,
        "segments": segments(row.text, found),
        "doubted": doubted,
        "groups": [(name, [f for f in plain if f.section == name], _open(plain, name)) for name in sections],
        "doubts": row.draft.get("doubts", []),
        "facts": facts,
        "progress": progress(found),
        "homes": [(room, round_, Perspective.of(room)) for room, round_ in homes],
        "issuers": issuers,
        "issuer": next(
            (str(f.value["party"]) for f in facts if f.field == "issuer" and isinstance(f.value, Mapping)), ""
        ),
        "title": suggested_title(kept, view).get(language(), ""),
        "published": str(row.about.get("published") or _date(kept)),
        "proposal": row.proposal,
    }


def _open(facts: Sequence[FactView], section: str) -> int:
    return sum(1 for f in facts if f.section == section and not f.verdict)


def _date(facts: Sequence[Fact]) -> str:
    found = next((str(f.get("value")) for f in facts if f.get("field") in ("doc.date", "doc.published")), "")
    return found if len(found) == len("2027-03-05") and "X" not in found else ""


def progress(found: Sequence[Reviewed]) -> Progress:
    """Say how far a review is."""
    return Progress(sum(1 for e in found if e.verdict), len(found), sum(1 for e in found if e.kept))


def _names(rooms: Sequence[Room]) -> Perspective:
    """Call states as the dialogues here call them; the text is nobody's view, so none stands first."""
    known = [room.names for room in rooms] + [own_view().names]
    return Perspective("", {code: name for names in known for code, name in names.items()})


def _issuers(rooms: Sequence[Room], facts: Sequence[FactView]) -> list[str]:
    read = [str(f.value) for f in facts if f.field == "party" and f.verdict != "rejected"]
    known = [code for room in rooms for code in (*room.dialogue.counterparts, *room.introduction.codes)]
    return list(dict.fromkeys([*read, *sorted(known)]))


def _part(request: HttpRequest, officer: Officer, row: Reading) -> HttpResponse:
    """Answer one decision with what it changed: the facts as they now stand, the progress, the open ones by field."""
    try:
        _do(request, officer, row)
    except ComityError as error:
        return JsonResponse({"error": str(sentence_of(error))}, status=400)
    with using(vocabularies(here().path)):
        things = {**frame(request, officer), **_things(officer, row), "readers": Readers.MINISTRY}
        shown = {
            f"fact-{f.number}": render_to_string("_review_fact.html", {**things, "fact": f}, request)
            for f in things["facts"]
        }
        steps = render_to_string("_review_progress.html", things, request)
    return JsonResponse({"facts": shown, "progress": steps, "open": {name: n for name, _, n in things["groups"]}})


def _do(request: HttpRequest, officer: Officer, row: Reading) -> str:
    """Keep a decision, or propose; gives the place on the page to go to."""
    form, back = request.POST, reverse("reading_result", args=[row.pk])
    for name, verdict in (("accept", "accepted"), ("reject", "rejected"), ("undo", "")):
        if form.get(name, "").isdecimal():
            review.decide(officer, row.pk, [int(form[name])], verdict)
            return f"{back}#fact-{int(form[name])}"
    if "accept_section" in form:
        review.accept_section(officer, row.pk, form["accept_section"])
        return f"{back}#section-{form['accept_section']}" if form["accept_section"] else f"{back}#h-propose"
    return _propose(request, officer, row)


def _propose(request: HttpRequest, officer: Officer, row: Reading) -> str:
    form = request.POST
    title, dialogue = form.get("title", "").strip(), form.get("dialogue", "")
    kept = [each.fact for each in review.reviewed(row) if each.kept]
    titles = suggested_title(kept, _names(list_dialogues(officer)))
    if title and title != titles.get(language()):
        titles = {language(): title}
    source: dict[str, Any] = {}
    if publisher := form.get("publisher", "").strip():
        source["publisher"] = {language(): publisher}
    source |= {key: form.get(key, "").strip() for key in ("url", "published") if form.get(key, "").strip()}
    dialogue, _, round_ = dialogue.partition(":")
    made = box.propose_account(
        officer, dialogue, row.pk, issuer=form.get("issuer", ""), title=titles, source=source, round_=round_
    )
    return reverse("proposal", args=[made.pk])


def _write(request: HttpRequest, officer: Officer, row: Reading, fact: str) -> str:
    form, back = request.POST, reverse("reading_result", args=[row.pk])
    if fact.isdecimal():
        field = next((str(e.fact["field"]) for e in review.reviewed(row) if str(e.number) == fact), "")
        review.change(officer, row.pk, int(fact), review.value_from(field, form))
        return f"{back}#fact-{fact}"
    span = _span(request, row)
    if span is None or form.get("words", "").split() != row.text[span[0] : span[1]].split():
        sentence = form.get("sentence", "")
        lines = dict(enumerate(places(row.text)))
        within = lines.get(int(sentence)) if sentence.isdecimal() else None
        span = review.place_of(row.text, form.get("words", ""), within=(within[0], within[1]) if within else None)
    field = form.get("field", "")
    number = review.add(officer, row.pk, field, review.value_from(field, form), span)
    return f"{back}#fact-{number}"


def _kept_form(request: HttpRequest) -> str:
    """Keep what was written into a form that is refused, so that nobody has to write it again."""
    form = {**request.GET.dict(), **request.POST.dict()}
    form.pop("csrfmiddlewaretoken", None)
    return urlencode(form)


def _span(request: HttpRequest, row: Reading) -> tuple[int, int] | None:
    first, stop = request.GET.get("from", ""), request.GET.get("to", "")
    return span_of(row.text, int(first), int(stop)) if first.isdecimal() and stop.isdecimal() else None


def _shown(value: Any, part: str) -> str:
    inner = value.get(part) if isinstance(value, Mapping) else value
    if inner is None:
        return ""
    return " ".join(map(str, inner)) if isinstance(inner, list) else str(inner)


_SCHEMES = {"topic": "topics", "forum": "fora", "instrument": "instruments", "agency": "bodies", "paper": "instruments"}


def _terms(field: str) -> list[tuple[str, str]]:
    """Give the identifiers that the field may have, with their labels in the page's language."""
    found = []
    for each in schemes().get(_SCHEMES.get(field, ""), ()):
        labels = {label.lang: label.text for label in each.labels if label.kind == "prefLabel"}
        found.append((each.id, labels.get(language()) or next(iter(labels.values()), "")))
    return found
