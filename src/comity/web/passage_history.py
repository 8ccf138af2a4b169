# SPDX-License-Identifier: Apache-2.0
"""A paragraph's history round by round, and how the same was said before, beside each other.

Rules:
  1. A wording stands under the last round that had begun when it was brought, by the round's own dates and the writer's
     own date; that is a view and decides nothing.
  2. Precedents come from what this officer may read. They are ours alone to look at, so the page is the ministry's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node.dialogues import NotHere, Room, open_dialogue
from comity.node.precedent import Precedent, precedents
from comity.record.dialogue import Object
from comity.record.passage_history import Stage, kin, stages
from comity.web.access import signed_in
from comity.web.bracketed import paragraph_view
from comity.web.dialogue import item
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.standing import VersionView, gather, gather_across, gather_thing, version_view
from comity.web.wordlines import headline

_LONGEST = 2000  # characters of words that are asked for


@dataclass(frozen=True, slots=True)
class Told:
    """One wording of the history with how it stands."""

    stage: Stage
    shown: VersionView


@dataclass(frozen=True, slots=True)
class Since:
    """The wordings that were brought after a round had begun; no title for those before any."""

    round: str
    title: Any
    told: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A precedent, with what it stands in."""

    found: Precedent
    where: Mapping[str, str]
    called: Any


@signed_in
@require_safe
def passage_history(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Show the history and the precedents of a paragraph; `?q=` asks for precedents of other words."""
    officer = officer_of(request)
    room = open_dialogue(officer, dialogue)
    thing = room.dialogue.objects.get(object_id)
    if thing is None or thing.kind != "paragraph":
        raise NotHere("such paragraph")
    gather_thing(room, thing)
    gather(room, [each.chief for each in room.dialogue.of_kind("round")])
    words, family = room.wordings(), kin(room.dialogue, thing)
    made = stages(thing, words)
    newest = [words[v.payload.commitment] for v in thing.versions if v.payload and v.payload.commitment in words]
    asked = " ".join(request.GET.get("q", "")[:_LONGEST].split())
    text = room.dialogue.objects.get(str(thing.chief.structure["text"]))
    return show(
        request,
        "passage_history.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose],
        room=room,
        view=Perspective.of(room),
        thing=thing,
        paragraph=paragraph_view(room, thing),
        of_text=item(room, text) if text is not None else None,
        rounds=_by_round(room, made),
        sources=[item(room, other) for other in family.sources],
        heirs=[item(room, other) for other in family.heirs],
        asked=asked or (newest[-1] if newest else ""),
        earlier=_earlier(precedents(officer, asked or " ".join(newest[-1:]), thing.id)),
    )


def _by_round(room: Room, made: Sequence[Stage]) -> list[Since]:
    begun = []
    for thing in room.dialogue.of_kind("round"):
        words = room.words(thing.chief.payload) or {}
        begun.append((str(words.get("from") or "9999"), thing.id, words.get("title")))
    begun.sort(key=lambda one: one[:2])
    titles = {id_: title for _, id_, title in begun}

    def of(stage: Stage) -> str:
        before = [id_ for day, id_, _ in begun if day <= stage.version.at[:10]]
        return before[-1] if before else ""

    return [
        Since(id_, titles.get(id_), [Told(stage, version_view(room, stage.version)) for stage in group])
        for id_, group in groupby(made, key=of)
    ]


def _earlier(found: Sequence[Precedent]) -> list[Earlier]:
    """Say in what each precedent stands: of a paragraph, the text."""
    pairs = [(one, _stands_in(one)) for one in found]
    gather_across((one.room, thing.chief) for one, thing in pairs if thing is not None)
    return [
        Earlier(one, one.room.title, headline(one.room.words(thing.chief.payload)) if thing is not None else None)
        for one, thing in pairs
    ]


def _stands_in(found: Precedent) -> Object | None:
    thing = found.room.dialogue.objects.get(found.line.object)
    if thing is not None and thing.kind == "paragraph":
        return found.room.dialogue.objects.get(str(thing.chief.structure["text"])) or thing
    return thing
