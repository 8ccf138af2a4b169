# SPDX-License-Identifier: Apache-2.0
"""Fora on screen: all of them by plane, and one with its mandates, sessions, outcomes and the dialogues that touch it.

Rules:
  1. What is said of a forum stands with its source; the list says how far the sources go.
  2. The public sees which published accounts speak of a forum. An officer sees besides what names it in the dialogues
     that the officer may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node import policy
from comity.node.dialogues import NotHere, Published, Room, list_dialogues, published
from comity.node.national.models import Officer
from comity.web.account import facts_of
from comity.web.dialogue import Item, item
from comity.web.factline import term
from comity.web.forum_choice import forum_line, known_fora, today
from comity.web.page import Readers, own_view, show
from comity.web.perspective import Perspective
from comity.web.register import chosen_language
from comity.web.standing import gather
from comity.web.wording import LANGUAGES

PLANES = ("global", "regional")
# What may name a forum in its structure.
NAMING = ("position", "commitment")

# The reader tells successive bodies of one name apart by the years of their mandate: UN-OEWG-2021-2025.
_YEARS = re.compile(r"(-\d{4}){1,2}$")


@dataclass(frozen=True, slots=True)
class Touching:
    """A dialogue and what in it names the forum."""

    room: Room
    view: Perspective
    items: Sequence[Item]


@require_safe
def fora(request: HttpRequest) -> HttpResponse:
    """List every forum, by plane, with its next session."""
    known, day = known_fora(), today()
    lines = [forum_line(forum, day) for forum in known.by_id.values()]
    return show(
        request,
        "fora.html",
        readers=_readers(request),
        planes=[(plane, [line for line in lines if line.forum.plane == plane]) for plane in PLANES],
        gathered=known.gathered,
        view=own_view(),
    )


@require_safe
def forum(request: HttpRequest, forum: str) -> HttpResponse:
    """Show one forum."""
    known, day = known_fora(), today()
    found = known.by_id.get(forum)
    if found is None:
        raise NotHere("such forum")
    return show(
        request,
        "forum.html",
        readers=_readers(request),
        line=forum_line(found, day),
        within=term(found.within),
        successor=forum_line(known.by_id[found.successor], day) if found.successor in known.by_id else None,
        predecessors=[forum_line(other, day) for other in known.predecessors(found)],
        coming=found.coming(day),
        past=[session for session in found.sessions if session not in found.coming(day)],
        gathered=known.gathered,
        accounts=[_account(each) for each in published() if _speaks_of(each, found.id)],
        touching=list(touching(request.user, found.id)),
        document_languages=LANGUAGES,
        document_language=chosen_language(request),
        view=own_view(),
    )


def _readers(request: HttpRequest) -> Readers:
    return Readers.MINISTRY if isinstance(request.user, Officer) else Readers.PUBLIC


def _account(item: Published) -> tuple[Published, Perspective]:
    return item, Perspective.public(item.room)


def _speaks_of(item: Published, forum: str) -> bool:
    """Whether an account names a forum, by the words of a person (`id`) or as the reader gave it (`value`)."""
    if item.object.kind != "account":
        return False
    named = (
        str(fact.get("id") or (fact.get("value") if fact.get("field") == "forum" else ""))
        for fact in facts_of(item.words)
    )
    return any(_YEARS.sub("", each) == forum for each in named)


def touching(reader: object, forum: str) -> Iterator[Touching]:
    """Give what names a forum in the dialogues that an officer may read; nothing for anybody else."""
    officer = reader if isinstance(reader, Officer) else None
    if officer is None or not policy.may(officer, "read"):
        return
    for room in list_dialogues(officer):
        things = [t for t in room.dialogue.of_kind(*NAMING) if t.chief.structure.get("forum") == forum]
        if things:
            gather(room, (thing.chief for thing in things))
            yield Touching(room, Perspective.of(room), [item(room, thing) for thing in things])
