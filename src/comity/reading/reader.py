# SPDX-License-Identifier: Apache-2.0
"""A published text, to a draft account of a round.

    page      fold, words, one pass of the automaton, sentences and zones
    scene     is a round reported, whose, in which sentence
    rules     one list; each rule gives facts of one kind and names itself in them
    doubts    what a person must look at; nothing is repaired

Three rules:
  1. The same text gives the same draft, on any machine, in time linear in its length.
  2. What the text does not say stays absent.
  3. A text that reports no round gives no facts, and the reason why.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from comity.reading import (
    agency,
    document,
    forum,
    head,
    instrument,
    mandate,
    name,
    neighbour,
    paper,
    sitting,
    topic,
)
from comity.reading.doubt import doubts
from comity.reading.draft import Doubt, Draft, Fact, Kind
from comity.reading.page import page
from comity.reading.scene import NoRound, Scene, look


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the reader: what it looks for, and how."""

    name: str
    find: Callable[[Scene], Iterable[Fact]]


RULES: tuple[Rule, ...] = (
    Rule("doc.date", document.date),
    Rule("doc.kind", document.kind),
    Rule("doc.authoritative_lang", document.authentic),
    Rule("doc.translation_status", document.courtesy),
    Rule("issuer", document.issuer),
    Rule("dialogue.name", name.name),
    Rule("dialogue.scope", sitting.scope),
    Rule("mandate.by", mandate.mandates),
    Rule("party", sitting.parties),
    Rule("observer", sitting.observers),
    Rule("round.ordinal", sitting.ordinal),
    Rule("round.date", sitting.date),
    Rule("round.place", sitting.place),
    Rule("round.format", sitting.manner),
    Rule("head", head.heads),
    Rule("agency", agency.agencies),
    Rule("agenda.level", topic.levels),
    Rule("statement", topic.said),
    Rule("topic", topic.topics),
    Rule("forum", forum.facts),
    Rule("instrument", instrument.facts),
    Rule("paper", paper.papers),
    Rule("prev_round", neighbour.previous),
    Rule("next_round", neighbour.following),
)


def read(text: str, metadata: Mapping[str, str] | None = None) -> Draft:
    """Read a published text; give a draft account of a round, or say that it reports none.

    `metadata` may hold `date`, the day of publication in ISO form where the text itself does not say it.
    """
    with _unswept():
        seen = page(text)
        scene = look(seen, metadata or {})
        if isinstance(scene, NoRound):
            kind = Kind.UNCERTAIN if scene.near else Kind.NONE
            return Draft(kind, seen.lang, doubts=(Doubt("no-round", scene.reason),))
        facts = tuple(fact for rule in RULES for fact in rule.find(scene))
        return Draft(Kind.DIALOGUE, seen.lang, facts, doubts(scene, facts))


@contextmanager
def _unswept() -> Iterator[None]:
    """Let nobody look for circles while a text is read: a page has none, and a long one would be searched many times.

    The search costs more the more there is, so that a text ten times as long would cost fifteen times as much.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()
