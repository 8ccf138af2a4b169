# SPDX-License-Identifier: Apache-2.0
"""What a form offers to be named: paragraphs of texts, open commitments, statements of accounts, states of the world.

Rules:
  1. The paragraphs and statements of one round are offered at once (`?in=ROUND`, else the latest), with those of no
     round; any other text or account opens by a link (`?also=ID`), so that a dialogue of years makes no endless form.
  2. What the address asks for is chosen beforehand (`?relates=ID`, `?carries=ID`, `?statements=ACCOUNT-3`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.http import QueryDict

from comity.node.dialogues import Room
from comity.record.dialogue import Object
from comity.record.rounds import Rounds, in_place
from comity.web.account import Fact
from comity.web.perspective import Perspective
from comity.web.relations import account_at, facts
from comity.web.standing import gather
from comity.web.wording import language
from comity.web.wordlines import headline

STATEMENT = re.compile(r"([0-9a-f]{32})-([1-9][0-9]{0,3})", re.ASCII)
_STATE = re.compile(r"[A-Z]{2}", re.ASCII)
_NO_STATE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_OFFERED = {"relates": ("text",), "carries": ("commitment", "agenda_item"), "statements": ("account",)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: what it is called, or the fact of an account with its number."""

    value: str
    words: Any = None
    number: int = 0
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """What can be chosen of one text, account or kind; one that is `closed` opens by a link of its own."""

    id: str
    kind: str
    words: Any
    choices: Sequence[Choice] = ()
    closed: bool = False


def groups(room: Room, key: str, asked: QueryDict) -> list[ChoiceGroup]:
    """Give what the field `key` of a form offers."""
    return [g for g in _groups(room, key, asked) if g.choices or g.closed]


def chosen(asked: QueryDict) -> dict[str, list[str]]:
    """Give what the address asks to be chosen beforehand."""
    return {key: [str(value) for value in asked.getlist(key)] for key in _OFFERED}


def countries(room: Room) -> list[tuple[str, str]]:
    """Give the states of the world with their names, those of the dialogue first."""
    view = Perspective.of(room)
    near = view.order((*room.introduction.codes, *room.dialogue.counterparts))
    names = Locale.parse(language()).territories
    known = {str(code) for code in names if _STATE.fullmatch(str(code))} - _NO_STATE - set(near)
    return [(code, view.name(code)) for code in (*near, *Perspective("", room.names).order(known))]


def _groups(room: Room, key: str, asked: QueryDict) -> Iterator[ChoiceGroup]:
    if key == "carries":
        yield from _carried(room, asked.get("in", ""))
        return
    (kind,) = _OFFERED[key]
    things = room.dialogue.of_kind(kind)
    rounds = room.dialogue.of_kind("round")
    near = {asked.get("in", "") or (rounds[-1].id if rounds else ""), ""}
    wanted = {*asked.getlist("also"), *(value[:32] for value in asked.getlist("statements"))}
    wanted |= {_text_of(room, id_) for id_ in asked.getlist("relates")}
    gather(room, [t.chief for t in things])
    inside = _paragraphs(room) if kind == "text" else {}
    for thing in things:
        words = headline(room.words(thing.chief.payload))
        if thing.id not in wanted and str(thing.chief.structure.get("round", "")) not in near:
            yield ChoiceGroup(thing.id, kind, words, closed=True)
        elif kind == "text":
            paragraphs = inside.get(thing.id, [])
            gather(room, [p.chief for p in paragraphs])
            yield ChoiceGroup(
                thing.id, kind, words,
                [Choice(p.id, (room.words(p.chief.payload) or {}).get("wording", "")) for p in paragraphs],
            )  # fmt: skip
        else:
            said = enumerate(facts(room, account_at(room, thing.id, "")), start=1)
            yield ChoiceGroup(thing.id, kind, words, [Choice(f"{thing.id}-{n}", None, n, fact) for n, fact in said])


def _carried(room: Room, round_: str) -> Iterator[ChoiceGroup]:
    """Offer the commitments that are open, and the agenda items of the round before: those an item can take up."""
    rounds = Rounds(room.dialogue)
    commitments = [c for c in room.dialogue.of_kind("commitment") if rounds.is_open(c)]
    thing = next((t for t in rounds.things if t.id == round_), rounds.things[-1] if rounds.things else None)
    before = rounds.previous(thing) if thing is not None else None
    items = rounds.within(before.id, "agenda_item") if before is not None else ()
    gather(room, [t.chief for t in (*commitments, *items)])
    for kind, found in (("commitment", commitments), ("agenda_item", items)):
        choices = [Choice(t.id, headline(room.words(t.chief.payload))) for t in found]
        yield ChoiceGroup(kind, kind, None, choices)


def _paragraphs(room: Room) -> dict[str, list[Object]]:
    found: dict[str, list[Object]] = {}
    for thing in in_place(room.dialogue.of_kind("paragraph")):
        if thing.joint is not None or thing.open:
            found.setdefault(str(thing.chief.structure["text"]), []).append(thing)
    return found


def _text_of(room: Room, paragraph: str) -> str:
    thing = room.dialogue.objects.get(paragraph)
    return str(thing.chief.structure["text"]) if thing is not None and thing.kind == "paragraph" else ""
