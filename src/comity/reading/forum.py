# SPDX-License-Identifier: Apache-2.0
"""Fora that the statements speak of.

Three rules:
  1. The longest name stands: in *informal working group of the OSCE* the OSCE is not named for itself.
  2. Bodies of the United Nations that succeeded one another under one name are told apart by the years beside the name,
     by *first* and *new*, else by the day of the round.
  3. A party of the round is no forum of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comity.reading.cover import Cover
from comity.reading.draft import Doubt, Fact, Support
from comity.reading.lexicon import Hit
from comity.reading.page import kept
from comity.reading.publication import published
from comity.reading.scene import Scene
from comity.reading.sitting import held
from comity.reading.small import Pattern, any_of
from comity.reading.statement import statements

_OEWG = {"old": "UN-OEWG-2019-2021", "new": "UN-OEWG-2021-2025"}
_TURN = "2021-06"
_FOUNDED = "2020-12"
_OLD = Pattern(lambda: rf"2019\s?-\s?2021|\b2018\b|\b2020\b|\b{any_of('final')}(?=.{{0,40}}(?:2021|$))")
_NEW = Pattern(lambda: rf"\b{any_of('new', 'yearly')}\W+(?:\w+\W+){{0,2}}$")
_YEARS = re.compile(r"2021\s?-\s?2025|\b2025\b")


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum sighted, with its id once told apart, and how."""

    hit: Hit
    name: str
    support: Support
    doubts: tuple[Doubt, ...] = ()


@kept
def fora_within(scene: Scene, start: int, stop: int) -> tuple[Forum, ...]:
    """Give the fora of this stretch, each told apart."""
    page = scene.page
    hits = page.within("fora", start, stop)
    if not hits:
        return ()
    names = {scheme: Cover(page.within(scheme, start, stop)) for scheme in ("instruments", "bodies")}
    found = []
    for number, hit in enumerate(hits):
        if hit.id in scene.codes or hit.concept.get("silent"):
            continue
        if hit.id in {"EU", "NATO", "OSCE"} and names["bodies"].holds(hit):
            continue
        if hit.id == "UN" and names["instruments"].holds(hit):
            continue
        if number and _absorbed(scene, hits[number - 1], hit):
            continue
        found.append(_told_apart(scene, hit, start, stop))
    return tuple(found)


def _absorbed(scene: Scene, left: Hit, right: Hit) -> bool:
    """Say whether the second forum only says whose the first is: *First Committee of the Assembly*."""
    if left.concept.get("absorbs") != right.id:
        return False
    between = scene.page.folded[left.stop : right.start]
    return len(between) < 40 and re.search(rf"[,;]|\b{any_of('session')}", between) is None


def _told_apart(scene: Scene, hit: Hit, start: int, stop: int) -> Forum:
    if not hit.concept.get("successive"):
        return Forum(hit, hit.id, Support.EXPLICIT)
    day = _day(scene)
    before = scene.page.folded[max(start, hit.start - 30) : hit.start]
    others = [other.start for other in scene.page.within("fora", hit.stop, stop) if other.id != "UN"]
    near = scene.page.folded[max(start, hit.start - 30) : min([stop, hit.stop + 110, *others])]
    first = _called_first(scene, hit, start)
    if (_NEW.search(before) or _YEARS.search(near)) and not first and (day is None or day >= _FOUNDED):
        return Forum(hit, _OEWG["new"], Support.EXPLICIT)
    if _OLD.search(near) or first:
        return Forum(hit, _OEWG["old"], Support.EXPLICIT)
    if day is None:
        return Forum(hit, _OEWG["new"], Support.INFERRED, (_unsaid(hit),))
    name = _OEWG["old"] if day < _TURN else _OEWG["new"]
    if _welcomes_report(scene, start, stop) and day[:7] <= "2021-12":
        name = _OEWG["old"]
    return Forum(hit, name, Support.INFERRED, (_unsaid(hit),))


def _called_first(scene: Scene, hit: Hit, start: int) -> bool:
    """*The first Working Group*: the number one, with at most a word between."""
    ones = [each for each in scene.page.within("ordinals", max(start, hit.start - 40), hit.start) if each.id == "1"]
    return bool(ones) and len(scene.page.words_between(ones[-1].stop, hit.start)) <= 1


def _welcomes_report(scene: Scene, start: int, stop: int) -> bool:
    return scene.page.cue("report", start, stop) is not None


def _unsaid(hit: Hit) -> Doubt:
    return Doubt("forum.which", "two working groups bore this name; told apart by the day of the round", (hit.span,))


def _day(scene: Scene) -> str | None:
    found = held(scene)
    if found is not None and found.when.year is not None:
        return found.when.begin
    today = published(scene)
    return today.begin if today is not None and today.year is not None else None


def facts(scene: Scene) -> Iterator[Fact]:
    """The fora of the statements, each once."""
    seen: set[str] = set()
    for each in statements(scene):
        for forum in fora_within(scene, each.sentence.start, each.sentence.stop):
            if forum.name not in seen and not forum.hit.concept.get("organisation"):
                seen.add(forum.name)
                yield Fact("forum", forum.name, (forum.hit.span,), "forum.vocabulary", forum.support, forum.doubts)
