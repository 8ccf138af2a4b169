# SPDX-License-Identifier: Apache-2.0
"""Papers: documents that one side presented at the round.

Three rules:
  1. One side presents, and the object of its verb is a text: a draft, a strategy, or a title in quotation marks.
  2. A strategy that is told of by its kind alone (*outlined its national strategy*) and a draft law are no papers.
  3. What both sides are said to present, though only one side's documents are named, is a doubt, not a paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.reading.draft import Doubt, Fact
from comity.reading.instrument import Instrument, instruments
from comity.reading.scene import Scene
from comity.reading.side import sides
from comity.reading.small import Pattern, any_of
from comity.reading.statement import Statement, statements

_PAPERS = frozenset({"UNGA-DRAFT-RESOLUTION", "UN-DRAFT-CYBERCRIME-CONVENTION", "NATIONAL-STRATEGY"})
_NEAR = 130
_TITLE = re.compile(r"[«\"“„]\s*([^«»\"“”„]{6,120}?)\s*[»\"”“]")
_DRAFT = Pattern(lambda: rf"\b{any_of('draft')}\s(?!{any_of('statute')}\b)")
_GENERAL = Pattern(lambda: rf"\b{any_of('general-name')}")
_TOLD = Pattern(lambda: rf"\b{any_of('told')}")
_NOUN = Pattern(lambda: rf"\b{any_of('paper-noun')}")
_SHORT_NAME, _VERB = 50, 40
_LAID = Pattern(lambda: rf"[,;.]|\s{any_of('laid')}")


def papers(scene: Scene) -> Iterator[Fact]:
    """The papers that one side presented, each once."""
    seen: set[tuple[str, str | None, str | None]] = set()
    for each in statements(scene):
        if each.name != "present" or each.speaker is None or len(each.speaker) != 1:
            continue
        for name, title, start, stop in _objects(scene, each):
            key = (each.speaker[0], name, title)
            if key not in seen:
                seen.add(key)
                yield Fact(
                    "paper",
                    {"instrument": name, "title": title, "by": each.speaker[0]},
                    ((start, stop),),
                    "paper.presented",
                )
                if title is not None:
                    yield Fact("paper.title", title, ((start, stop),), "paper.presented")


def _objects(scene: Scene, each: Statement) -> Iterator[tuple[str | None, str | None, int, int]]:
    text = scene.page.text
    after, stop = each.verb.stop, each.sentence.stop
    found: list[Instrument] = [
        thing for thing in instruments(scene, after, stop) if thing.name in _PAPERS and thing.start - after < _NEAR
    ]
    if found:
        thing = found[0]
        quoted = _TITLE.search(text, thing.start, min(stop, thing.stop + 60))
        if quoted is None and _by_its_kind(scene, each, thing):
            return
        yield thing.name, quoted.group(1) if quoted else None, thing.start, thing.stop
        return
    quoted = _TITLE.search(text, after, stop)
    if quoted and _NOUN.search(scene.page.folded, max(each.sentence.start, after - _VERB), quoted.start()):
        yield None, quoted.group(1), quoted.start(1), quoted.end(1)
        return
    draft = _DRAFT.search(scene.page.folded, after, min(stop, after + 40))
    if draft:
        end = _LAID.search(scene.page.folded, draft.start(), stop)
        last = end.start() if end else stop
        yield None, text[draft.start() : last], draft.start(), last


def _by_its_kind(scene: Scene, each: Statement, thing: Instrument) -> bool:
    """Say whether a strategy is only told of, with no more of a name than its kind."""
    if _TOLD.search(scene.page.folded, each.verb.start, each.verb.stop) is None:
        return False
    if thing.name != "NATIONAL-STRATEGY" or thing.stop - thing.start > _SHORT_NAME:
        return False
    return _GENERAL.search(scene.page.folded, thing.start, thing.stop) is not None


def one_sided(scene: Scene) -> Iterator[Doubt]:
    """Both sides are said to present, but the documents named are one side's."""
    for each in statements(scene):
        if each.name != "present" or each.speaker is None or len(each.speaker) < 2:
            continue
        things = [thing for thing in instruments(scene, each.verb.stop, each.sentence.stop) if thing.name in _PAPERS]
        owners = {side.party for side in sides(scene.page, each.verb.stop, each.sentence.stop, scene.codes, ())}
        if things and len(owners) == 1:
            yield Doubt(
                "paper.one-sided",
                f"both sides are said to present, but only documents of {owners.pop()} are named",
                ((each.sentence.start, each.sentence.stop),),
            )
