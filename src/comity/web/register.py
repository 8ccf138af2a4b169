# SPDX-License-Identifier: Apache-2.0
"""The public register: what joint releases have made public, and nothing else.

Rules:
  1. These pages ask node/register.py, an index of what is public, and never look into a dialogue, so that a bracket in
     the log cannot show.
  2. They are nobody's view: states stand in alphabetical order of the page's language.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.base.words import fingerprint_words
from comity.node import register as index
from comity.node.clock import now_instant
from comity.node.dialogues import NotHere, Published, published_in
from comity.node.finding import SORTS
from comity.node.joint.models import RegisterEntry
from comity.node.publication import place_of
from comity.node.published import NOTICE
from comity.node.whole import forms_of
from comity.record.ladder import BINDING
from comity.text.alternat import rendered
from comity.web.account import lay_out, side_by_side
from comity.web.factline import term as term_label
from comity.web.page import Readers, show
from comity.web.perspective import Perspective
from comity.web.tags import pick
from comity.web.wording import LANGUAGES, language, say_plain
from comity.web.wordlines import word_lines


@dataclass(frozen=True, slots=True)
class Line:
    """One publication in the list: its entry of the index, and the states in the order of the page."""

    entry: RegisterEntry
    view: Perspective
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a list can be narrowed by, or is: its label, how many there are, and where that leads."""

    label: str
    number: int
    address: str


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """List what is public, or what a search finds of it, the latest round first."""
    query = query_of(request)
    asked = request.GET.get("page", "1")
    found = index.search(query, int(asked) if asked.isdecimal() and len(asked) < _DIGITS else 1)
    lines = [line_of(entry) for entry in found.entries]
    view = _view_of(lines)
    facets = [
        (sort, [Choice(label(view, sort, term), n, _address(request, **{sort: term})) for term, n in terms
                if (sort, term) not in query.terms])
        for sort, terms in found.facets.items()
    ]  # fmt: skip
    return show(
        request,
        "register.html",
        readers=Readers.PUBLIC,
        dialogue_purposes=[line.entry.purpose for line in lines],
        lines=lines,
        view=view,
        query=query,
        found=found,
        searched=query != index.Query(),
        chosen=[Choice(label(view, sort, term), 0, _address(request, **{sort: ""})) for sort, term in query.terms],
        facets=[(sort, choices) for sort, choices in facets if choices],
        kept=[(sort, term) for sort, term in query.terms],
        earlier=_address(request, page=found.page - 1) if found.page > 1 else "",
        later=_address(request, page=found.page + 1) if found.page < found.pages else "",
        exports=[(form, f"{reverse('register_export', args=[form])}?{request.GET.urlencode()}") for form in EXPORTS],
    )


@require_safe
def announced(request: HttpRequest) -> HttpResponse:
    """Say which next rounds were announced and are told of in none of our sources: a statement about these (law 5)."""
    found = [(line_of(each.entry), each) for each in index.announced()]
    lines = [line for line, _ in found]
    return show(
        request,
        "register_next.html",
        readers=Readers.PUBLIC,
        dialogue_purposes=[line.entry.purpose for line in lines],
        found=found,
        sources=found[0][1].sources if found else 0,
        view=_view_of(lines),
        today=now_instant(),
    )


@require_safe
def compare(request: HttpRequest, version: str, other: str) -> HttpResponse:
    """Show two accounts of one round side by side, field by field; nothing here picks a winner (law 5)."""
    items = [index.open_entry(version), index.open_entry(other)]
    if any(item.object.kind != "account" for item in items):
        raise NotHere("such pair of accounts")
    view = Perspective("", {code: names for item in items for code, names in item.room.names.items()})
    return show(
        request,
        "register_compare.html",
        readers=Readers.PUBLIC,
        dialogue_purposes=[item.room.purpose for item in items],
        items=items,
        view=view,
        rows=side_by_side(*(item.words for item in items)),
    )


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Give what a search finds as open data, each line with its source and its page here."""
    rows = rows_of(request)
    if form == "json":
        return JsonResponse({"as_of": now_instant(), "entries": rows}, json_dumps_params={"ensure_ascii": False})
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return response


def rows_of(request: HttpRequest) -> list[dict[str, Any]]:
    """Give all that a search finds, each line with its source and its page here: for a file, or a command line."""
    return [_row(request, entry) for entry in index.everything(query_of(request))]


def query_of(request: HttpRequest) -> index.Query:
    """Read a search out of an address; what is no date is passed over."""
    asked = request.GET
    terms = tuple((sort, term) for sort in SORTS for term in asked.getlist(sort)[:_MOST] if term)
    since, until = (asked.get(key, "") if _DAY.fullmatch(asked.get(key, "")) else "" for key in ("since", "until"))
    return index.Query(asked.get("q", "")[:_LONGEST].strip(), terms, since, until)


def label(view: Perspective, sort: str, name: str) -> str:
    """Call a state, body, forum, instrument or topic in the page's language; by its identifier where it has no name."""
    if sort == "party":
        return view.name(name)
    state, _, role = name.partition("-")
    if sort == "body" and not term_label(name) and term_label(role):
        return f"{term_label(role)} ({view.name(state)})"
    return term_label(name) or name


def line_of(entry: RegisterEntry) -> Line:
    """Make an entry of the index ready for a list."""
    view = Perspective("", entry.line["names"])
    return Line(entry, view, view.order(entry.line["states"]))


def _view_of(lines: Sequence[Line]) -> Perspective:
    return Perspective("", {code: names for line in lines for code, names in line.view.names.items()})


def _address(request: HttpRequest, **changed: object) -> str:
    query = request.GET.copy()
    if "page" not in changed:
        query.pop("page", None)
    for key, value in changed.items():
        query[key] = str(value)
        if not value:
            del query[key]
    return f"?{query.urlencode()}"


def _of_the_web(url: object) -> str:
    """Give an address of the web; anything else that stood there is none."""
    return str(url) if str(url).startswith(("https://", "http://")) else ""


def _row(request: HttpRequest, entry: RegisterEntry) -> dict[str, Any]:
    source = entry.line["source"]
    return {
        "id": entry.pk, "kind": entry.kind, "purpose": entry.purpose, "states": entry.line["states"],
        "held": entry.held, "until": entry.line["until"], "issuer": entry.line["issuer"], "title": entry.line["title"],
        "publisher": source.get("publisher", ""), "published": source.get("published", ""),
        "source": _of_the_web(source.get("url")), "released_at": entry.released_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "page": request.build_absolute_uri(reverse("account", args=[entry.pk])),
    }  # fmt: skip


def _cell(value: Any) -> str:
    """Write a cell; what a spreadsheet would take for a formula is marked as text."""
    if isinstance(value, dict):
        value = value.get(pick(value, language()), "")
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text[:1] in set("=+-@\t\r") else text


COLUMNS = (
    "id", "kind", "purpose", "states", "held", "until", "issuer", "title", "publisher", "published", "source",
    "released_at", "page",
)  # fmt: skip
EXPORTS = ("json", "csv")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DIGITS, _MOST, _LONGEST = 6, 5, 200


@require_safe
def publication(request: HttpRequest, version: str) -> HttpResponse:
    """Show one publication: an account of a round, a text with its paragraphs, or anything else in its words."""
    item = index.open_entry(version)
    view = Perspective.public(item.room)
    things: dict[str, Any] = {
        "item": item, "lines": word_lines(item.words), "view": view, "states": view.order(index.states_of(item)),
        "document_languages": LANGUAGES, "document_language": chosen_language(request),
        "place": place_of(item.room.id, version),
    }  # fmt: skip
    place = things["place"]
    if place is not None:
        things["card_words"] = " ".join(fingerprint_words(place.card.fingerprint(), language()))
    template = "publication.html"
    match item.object.kind:
        case "account":
            things["others"] = [line_of(entry) for entry in index.of_one_round(version)]
            template, things["account"] = "account.html", lay_out(item.words, view)
        case "text":
            things["languages_of_text"] = _paragraphs(item)
            things["corrigenda"] = [p for p in _of_dialogue(item, "corrigendum") if _is_of(p, item)]
            things["own_words"] = _own_words(item)
            things["authentic"] = [code for code, status, *_ in things["languages_of_text"] if status in BINDING]
    return show(request, template, readers=Readers.PUBLIC, dialogue_purposes=[item.room.purpose], **things)


@require_safe
def plain_text(request: HttpRequest, version: str, lang: str) -> HttpResponse:  # noqa: ARG001  # the public asks
    """Give a text in one language as plain words, as its page shows them; its notice stands behind a line of dashes."""
    item = index.open_entry(version)
    found = [each for each in _paragraphs(item) if each[0] == lang] if item.object.kind == "text" else []
    if not found or not found[0][2]:
        raise NotHere("such text")
    _, status, paragraphs, _ = found[0]
    words = "\n\n".join(paragraphs) + "\n"
    if status not in BINDING:
        authentic = ", ".join(code for code, each, *_ in _paragraphs(item) if each in BINDING)
        words += f"{NOTICE}{say_plain(f'register.notice.{status}', lang if lang in LANGUAGES else 'en')} {authentic}\n"
    response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=10"
    return response


def chosen_language(request: HttpRequest) -> str:
    """Give the language of documents that ``?words=`` asks for; empty for the page's own."""
    asked = request.GET.get("words", "")
    return asked if asked in LANGUAGES else ""


def _of_dialogue(item: Published, *kinds: str) -> list[Published]:
    """Give what is public of the same dialogue, of these kinds."""
    return [p for p in published_in(item.room.id) if p.object.kind in kinds]


def _is_of(corrigendum: Published, item: Published) -> bool:
    return bool(corrigendum.version.structure["text"] == item.object.id)


def _own_words(item: Published) -> list[Published]:
    """Give what each side has made public of the same round in its own words, beside the agreed text."""
    named = item.version.structure.get("round", "")
    own = _of_dialogue(item, "account", "paper")
    return [p for p in own if p.version.structure.get("round", "") == named]


def _paragraphs(item: Published) -> Sequence[tuple[str, str, Sequence[str], bool]]:
    """Give the words of a text by language, with its standing, and whether our party is named first (alternat)."""
    mine = [
        p
        for p in published_in(item.room.id)
        if p.object.kind == "paragraph" and p.version.structure["text"] == item.object.id
    ]
    mine.sort(key=lambda p: (p.version.structure["place"], p.object.id))
    found = []
    for each in item.version.structure["languages"]:
        code = str(each["language"])
        words = [str(p.words.get("wording", "")) for p in mine if p.version.structure["language"] == code]
        forms = forms_of(item.words, code, item.room.dialogue.parties)
        ours = words if forms is None else [rendered(wording, forms, item.room.us) for wording in words]
        found.append((code, str(each["status"]), ours, forms is not None))
    return found
