# SPDX-License-Identifier: Apache-2.0
"""The public register: what joint releases have made public, and nothing else.

Rules:
  1. These pages ask ``dialogues.published`` and never look into a dialogue, so that a bracket in the log cannot show.
  2. They are nobody's view: states stand in alphabetical order of the page's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.base.words import fingerprint_words
from comity.node.dialogues import Published, open_published, published
from comity.node.publication import place_of
from comity.record.ladder import BINDING
from comity.web.account import facts_of, lay_out
from comity.web.page import Readers, show
from comity.web.perspective import Perspective
from comity.web.wording import LANGUAGES, language
from comity.web.wordlines import word_lines


@dataclass(frozen=True, slots=True)
class Line:
    """One publication in the list."""

    item: Published
    view: Perspective
    states: tuple[str, ...]


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """List what is public, the latest first."""
    lines = [_line(item) for item in published() if item.object.kind != "paragraph"]
    return show(
        request,
        "register.html",
        readers=Readers.PUBLIC,
        dialogue_purposes=[line.item.room.purpose for line in lines],
        lines=lines,
        view=Perspective(),
    )


@require_safe
def publication(request: HttpRequest, version: str) -> HttpResponse:
    """Show one publication: an account of a round, a text with its paragraphs, or anything else in its words."""
    item = open_published(version)
    line = _line(item)
    things: dict[str, Any] = {
        "item": item, "lines": word_lines(item.words), "view": line.view, "states": line.states,
        "document_languages": LANGUAGES, "document_language": chosen_language(request),
        "place": place_of(item.room.id, version),
    }  # fmt: skip
    place = things["place"]
    if place is not None:
        things["card_words"] = " ".join(fingerprint_words(place.card.fingerprint(), language()))
    template = "publication.html"
    match item.object.kind:
        case "account":
            template, things["account"] = "account.html", lay_out(item.words, line.view)
        case "text":
            things["languages_of_text"] = _paragraphs(item)
            things["corrigenda"] = [p for p in _of_dialogue(item, "corrigendum") if _is_of(p, item)]
            things["own_words"] = _own_words(item)
            things["authentic"] = [code for code, status, _ in things["languages_of_text"] if status in BINDING]
    return show(request, template, readers=Readers.PUBLIC, dialogue_purposes=[item.room.purpose], **things)


def chosen_language(request: HttpRequest) -> str:
    """Give the language of documents that ``?words=`` asks for; empty for the page's own."""
    asked = request.GET.get("words", "")
    return asked if asked in LANGUAGES else ""


def _line(item: Published) -> Line:
    view = Perspective.public(item.room)
    facts = facts_of(item.words) if item.object.kind == "account" else []
    spoken_of = {str(f["party"]) for f in facts if f.get("section") == "dialogue" and f.get("party")}
    codes = spoken_of or set(item.room.dialogue.parties) | set(item.room.dialogue.counterparts)
    return Line(item, view, view.order(codes))


def _of_dialogue(item: Published, *kinds: str) -> list[Published]:
    """Give what is public of the same dialogue, of these kinds."""
    return [p for p in published() if p.room.id == item.room.id and p.object.kind in kinds]


def _is_of(corrigendum: Published, item: Published) -> bool:
    return bool(corrigendum.version.structure["text"] == item.object.id)


def _own_words(item: Published) -> list[Published]:
    """Give what each side has made public of the same round in its own words, beside the agreed text."""
    named = item.version.structure.get("round", "")
    own = _of_dialogue(item, "account", "paper")
    return [p for p in own if p.version.structure.get("round", "") == named]


def _paragraphs(item: Published) -> Sequence[tuple[str, str, Sequence[Published]]]:
    """Give the public paragraphs of a text, by language, with the standing of the language."""
    mine = [
        p
        for p in published()
        if p.object.kind == "paragraph" and p.room.id == item.room.id and p.version.structure["text"] == item.object.id
    ]
    mine.sort(key=lambda p: (p.version.structure["place"], p.object.id))
    return [
        (each["language"], each["status"], [p for p in mine if p.version.structure["language"] == each["language"]])
        for each in item.version.structure["languages"]
    ]
