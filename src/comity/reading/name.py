# SPDX-License-Identifier: Apache-2.0
"""The name of the dialogue, as written.

Two rules:
  1. It is the phrase around the word for the dialogue: what stands in quotation marks, or the word with its
     qualifiers before and its subject after, up to the verb, the day, the town or the comma.
  2. *A* dialogue, without more, is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.reading.draft import Fact
from comity.reading.lexicon import Hit
from comity.reading.page import Page
from comity.reading.scene import Scene
from comity.reading.small import Pattern, any_of, small

_QUOTED = re.compile(r"[«\"“„]\s*([^«»\"“”„\n]{8,120}?)\s*[»\"”“]")
_INDEFINITE = Pattern(lambda: rf"\b{any_of('indefinite')}\s+(?:\w+\s+){{0,2}}$")
_QUALIFIER = Pattern(lambda: rf"{any_of('qualifier')}$")
_SUBJECT = Pattern(lambda: rf"\s*{any_of('subject')}")
_THEME = Pattern(lambda: rf"\s(?:{any_of('theme')}|\w+-)")
_AFTER = Pattern(lambda: rf"(?:\s(?:{any_of('qualifier')}|\w+-\w+))+")
_OVER = Pattern(lambda: rf"[,;:()\"\n]|\.\s|\s-\s\d|\s{any_of('between')}\s")
_TRAILING = Pattern(lambda: rf"(?:\s+{any_of('trailing')})+$")
_LONG = 120


def name(scene: Scene) -> Iterator[Fact]:
    """The name of the dialogue, from the lead or a heading."""
    page = scene.page
    stretches = [(scene.lead.start, scene.lead.stop, "lead")] + [
        (head.start, head.stop, "heading") for head in page.heads()
    ]
    for start, stop, where in stretches:
        span = _quoted(page, start, stop) or _phrase(scene, start, stop)
        if span is not None:
            yield Fact("dialogue.name", page.text[slice(*span)], (span,), f"dialogue.name.{where}")
            return


def _series(page: Page, start: int, stop: int) -> list[Hit]:
    return [hit for hit in page.within("meetings", start, stop) if hit.concept.get("series")]


def _quoted(page: Page, start: int, stop: int) -> tuple[int, int] | None:
    for match in _QUOTED.finditer(page.text, start, stop):
        if _series(page, *match.span(1)):
            return match.span(1)
    return None


def _phrase(scene: Scene, start: int, stop: int) -> tuple[int, int] | None:
    page = scene.page
    for hit in _series(page, start, stop):
        left = _leftwards(page, hit, start)
        right = _rightwards(scene, hit, stop)
        if _INDEFINITE.search(page.folded[max(start, left - 30) : left]):
            continue
        if page.cue("cyber", left, right) is None:
            continue
        return left, right
    return None


def _leftwards(page: Page, hit: Hit, start: int) -> int:
    """Take qualifiers, parties and, in capitals, any word before the noun."""
    left = hit.start
    while True:
        match = re.search(r"((?:\w\.){2,}|[^\s,;:.()\"«»-]+|U\.S\.)[\s–‑-]+$", page.text[start:left])
        if match is None:
            return left
        at = start + match.start()
        word = page.folded[at : start + match.end()].strip(" -")
        party = page.within("parties", at, left)
        capital = page.name_capitals and page.text[at].isupper() and word not in small("article", "subject")
        if (
            page.within("ordinals", at, left)
            or re.match(r"\d", word)
            or not (party or capital or _QUALIFIER.match(word))
        ):
            return left
        left = at


def _rightwards(scene: Scene, hit: Hit, stop: int) -> int:
    page = scene.page
    limit = min(stop, hit.stop + _LONG)
    ends = [verb.start for verb in page.within("verbs", hit.stop, limit) if verb.id in {"event", "lead", "compose"}]
    ends += [when.start for when in scene.dates_within(hit.stop, limit)]
    ends += [town.start for town in page.within("places", hit.stop, limit)]
    cut = _OVER.search(page.folded, hit.stop, limit)
    end = min([limit, *ends, *([cut.start()] if cut else [])])
    after = _AFTER.match(page.folded, hit.stop, end)
    begin = after.end() if after else hit.stop
    tail = page.folded[begin:end]
    if not _SUBJECT.match(tail) and not _joins_a_party(page, hit, end) and not _THEME.match(tail):
        return begin
    return begin + len(_TRAILING.sub("", tail.rstrip(" -.")))


def _joins_a_party(page: Page, hit: Hit, end: int) -> bool:
    """*Dialogue Russia - ASEAN on ...*: the parties follow the word at once."""
    return any(party.start - hit.stop <= 2 for party in page.within("parties", hit.stop, end))
