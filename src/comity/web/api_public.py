# SPDX-License-Identifier: Apache-2.0
"""The command line's view of fora, of the framework, and of terms with who defines them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from comity.fora.forum import Dated, Forum
from comity.node.dialogues import NotHere
from comity.node.fora import framework_of
from comity.node.national.models import Officer
from comity.web import register
from comity.web.fora import touching
from comity.web.forum_choice import forum_line, known_fora, today
from comity.web.framework import Here, Said, by_term, definitions, positions


def search_register(_officer: Officer, request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/register?party=…&body=…&forum=…&q=…: what the register's screen would find, all pages of it."""
    return register.rows_of(request)


def list_fora(_officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/fora: each forum, whether its mandate runs, its next session."""
    day = today()
    return [_line(forum, day) for forum in known_fora().by_id.values()]


def show_forum(officer: Officer, _request: HttpRequest, forum: str) -> dict[str, Any]:
    """GET /api/fora/ID: mandates, sessions, outcomes, what followed it, and what in our dialogues names it."""
    known, day = known_fora(), today()
    found = known.by_id.get(forum)
    if found is None:
        raise NotHere("such forum")
    return {
        **_line(found, day),
        "gathered": known.gathered,
        "within": found.within,
        "successor": found.successor,
        "predecessors": [other.id for other in known.predecessors(found)],
        "mandates": _dated(found.mandates),
        "sessions": _dated(found.sessions),
        "outcomes": _dated(found.outcomes),
        "touching": [
            {
                "dialogue": each.room.id,
                "title": dict(each.room.title),
                "things": [
                    {"id": i.thing.id, "kind": i.thing.kind, "owners": list(i.view.owners), "words": i.view.words}
                    for i in each.items
                ],
            }
            for each in touching(officer, found.id)
        ],
    }


def show_framework(officer: Officer, _request: HttpRequest) -> dict[str, Any]:
    """GET /api/framework: national positions on international law, norms, and the documents of each pillar."""
    known = framework_of(settings.HOME.path)
    return {
        "gathered": known.gathered,
        "positions": [_said(each) for each in positions(known, Here.for_reader(officer))],
        "norms": [{"letter": norm.letter, "words": dict(norm.words)} for norm in known.norms],
        "documents": {pillar: _dated(found) for pillar, found in known.documents.items()},
    }


def list_terms(officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/terms: definitions, those of one term together."""
    found = by_term(list(definitions(Here.for_reader(officer))))
    return [
        {"term": term, "called": called, "definitions": [_said(each) for each in said]} for term, called, said in found
    ]


def _line(forum: Forum, day: str) -> dict[str, Any]:
    line = forum_line(forum, day)
    return {
        "id": forum.id, "name": line.name, "plane": forum.plane, "stands": line.stands,
        "next": _dated([line.next])[0] if line.next is not None else None,
    }  # fmt: skip


def _dated(found: Iterable[Dated]) -> list[dict[str, Any]]:
    return [
        {
            "from": each.start, "to": each.until, "symbol": each.symbol, "as_of": each.as_of, "words": dict(each.words),
            "publisher": each.source.publisher, "url": each.source.url,
        }
        for each in found
    ]  # fmt: skip


def _said(each: Said) -> dict[str, Any]:
    return {
        "party": each.party, "language": each.language, "published": each.published, "symbol": each.symbol,
        "words": each.words, "source": dict(each.source), "address": each.address, "public": not each.inside,
    }  # fmt: skip
