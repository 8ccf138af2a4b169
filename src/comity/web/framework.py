# SPDX-License-Identifier: Apache-2.0
"""The framework on screen: how states say that international law applies, norms, measures; and terms with who defines.

Rules:
  1. A position stands under the state whose it is, with its source and language; nothing is compared or scored.
  2. The public sees published sources and what joint releases name. An officer sees besides what was said in the
     dialogues that the officer may read.
  3. Definitions of one term stand side by side, each under its party's name; none of them is ours to choose (law 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.acts.permission import Standing
from comity.fora.framework import Framework
from comity.node import policy
from comity.node.dialogues import Published, Room, list_dialogues, published
from comity.node.fora import framework_of
from comity.node.national.models import Officer
from comity.web.account import facts_of
from comity.web.dialogue import Item, item
from comity.web.page import Readers, own_view, show
from comity.web.perspective import Perspective
from comity.web.register import chosen_language
from comity.web.standing import gather_across
from comity.web.tags import pick
from comity.web.wording import LANGUAGES, language

LAW = "international_law"


@dataclass(frozen=True, slots=True)
class Said:
    """What one party says: of whom, in what words and language, when (EDTF), its source, and where it stands here.

    `inside` says that it stands in a dialogue of ours and is not public.
    """

    party: str
    words: Any
    language: str
    published: str
    symbol: str
    source: Mapping[str, Any]
    address: str = ""
    inside: bool = False
    term: str = ""
    called: Any = None
    names: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """What of this node a page can draw on: what is public, and the dialogues that its reader may read."""

    public: Sequence[Published]
    rooms: Sequence[Room]

    @classmethod
    def for_reader(cls, officer: Officer | None) -> Self:
        """Open what there is for an officer, or for the public."""
        return cls(published(), list_dialogues(officer) if officer is not None else ())


@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """Show the three pillars."""
    known, officer = framework_of(settings.HOME.path), reader_of(request)
    here = Here.for_reader(officer)
    said = list(positions(known, here))
    view = view_of(said)
    return show(
        request,
        "framework.html",
        readers=Readers.MINISTRY if officer is not None else Readers.PUBLIC,
        states=[(code, [p for p in said if p.party == code]) for code in view.order(p.party for p in said)],
        norms=known.norms,
        documents=known.documents,
        measures=list(_measures(here)),
        accounts=[(each, Perspective.public(each.room)) for each in here.public if _speaks(each)],
        gathered=known.gathered,
        document_languages=LANGUAGES,
        document_language=chosen_language(request),
        view=view,
    )


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Show definitions, those of one term side by side."""
    officer = reader_of(request)
    said = list(definitions(Here.for_reader(officer)))
    return show(
        request,
        "terms.html",
        readers=Readers.MINISTRY if officer is not None else Readers.PUBLIC,
        terms=by_term(said),
        document_languages=LANGUAGES,
        document_language=chosen_language(request),
        view=view_of(said),
    )


def reader_of(request: HttpRequest) -> Officer | None:
    """Give the officer who is signed in and reads dialogues, if there is one."""
    user = request.user
    return user if isinstance(user, Officer) and policy.may(user, "read") else None


def positions(known: Framework, here: Here) -> Iterator[Said]:
    """Give the positions on international law: of published sources, of joint releases, of the reader's dialogues."""
    for each in known.positions:
        at = each.stands_in
        source = {"publisher": {"en": at.source.publisher}, "url": at.source.url}
        yield Said(each.party, at.words, each.language, at.start, at.symbol, source)
    for said in _everywhere(here, "position"):
        if said.term == LAW:
            yield said


def definitions(here: Here) -> Iterator[Said]:
    """Give the definitions that are public, and those in the reader's dialogues."""
    yield from _everywhere(here, "definition")


def by_term(said: Sequence[Said]) -> list[tuple[str, Any, list[Said]]]:
    """Put definitions of one term together: by its mark, or by the word that is defined."""
    view = view_of(said)

    def key(each: Said) -> str:
        called = each.called if isinstance(each.called, Mapping) else {}
        return each.term or str(called.get(pick(called, language()), "")).casefold()

    ordered = sorted(said, key=lambda each: (key(each), view.name(each.party)))
    return [(term, found[0].called, found) for term, group in groupby(ordered, key) if (found := list(group))]


def view_of(said: Sequence[Said]) -> Perspective:
    """See states as nobody in particular does: by their names."""
    names = {code: by for each in said for code, by in (each.names or {}).items()}
    return Perspective("", {**own_view().names, **names}, own_view().zones)


def _everywhere(here: Here, kind: str) -> Iterator[Said]:
    public = [each for each in here.public if each.object.kind == kind]
    shown = {each.id for each in public}
    for each in public:
        address = reverse("account", args=[each.id])
        yield _said(each.version, each.words, each.room.names, address, inside=False)
    told = [
        (room, thing.chief)
        for room in here.rooms
        for thing in room.dialogue.of_kind(kind)
        if thing.chief.standing is Standing.TOLD and thing.chief.id not in shown
    ]
    gather_across(told)
    for room, version in told:
        words = room.words(version.payload)
        if words is not None:
            address = reverse("table", args=[room.id, version.object])
            yield _said(version, words, room.names, address, inside=True)


def _said(version: Any, words: Mapping[str, Any], names: Any, address: str, *, inside: bool) -> Said:
    source = words.get("source")
    source = source if isinstance(source, Mapping) else {}
    return Said(
        party=version.reported_of or version.owners[0],
        words=words.get("wording"),
        language=str(source.get("language", "")),
        published=str(source.get("published", "")) or version.at[:10],
        symbol="",
        source=source,
        address=address,
        inside=inside,
        term=str(version.structure.get("sort" if version.kind == "position" else "term", "")),
        called=words.get("title"),
        names=names,
    )


def _measures(here: Here) -> Iterator[tuple[Room, Perspective, list[Item]]]:
    found = [(room, room.dialogue.of_kind("measure")) for room in here.rooms]
    gather_across((room, thing.chief) for room, things in found for thing in things)
    for room, things in found:
        if things:
            yield room, Perspective.of(room), [item(room, thing) for thing in things]


def _speaks(item: Published) -> bool:
    """Whether an account speaks of the framework."""
    if item.object.kind != "account":
        return False
    # Compared and not looked up: what a peer sends in the place of a name may be a list.
    return any("framework" in (fact.get("section"), fact.get("field")) for fact in facts_of(item.words))
