# SPDX-License-Identifier: Apache-2.0
"""Zones and sentences: what is heading, what is prose, what is furniture of the page.

Four rules:
  1. A line is a block. Only a line that was plainly wrapped is joined to the next.
  2. A sentence is a span; numbers and bullets before it are not part of it.
  3. A list after a lead-in that ends with a colon belongs to that sentence, unless its items speak for themselves.
  4. Nobody writes a sentence of four thousand characters. What runs on so long is cut at a blank, so that whatever the
     grammars do within a sentence, a text twice as long costs twice as much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from comity.reading.small import Pattern, any_of

_WRAPPED = 50
_LONGEST = 4000
_PROSE = 130
_SOFT = re.compile(r"\n(?=[a-zа-я])")
_LINE = re.compile(r"[^\n]+")
_PREFIX = re.compile(r"\s*(?:\(?\d{1,2}[.)]|\(\w\)|[•–—*·▪-]|\d{1,2}\s?°)\s+")
_END = re.compile(r"[.!?…](?:[\"»”’')\]*]+)?(?=\s+[\"«“„(\[]*[A-ZÀ-ÞА-ЯЁ0-9–—]|\s*$)")
_ABBREVIATION = Pattern(lambda: rf"(?:^|[\s(.\"«])(?:[A-ZÀ-ÞА-ЯЁ]|{any_of('abbreviation')})\.$")
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}\.$")
_FULL_STOP = re.compile(r"[.!?:;…][\"»”’')\]*]*\s*$")


class Zone(StrEnum):
    """What part of the page a stretch of text belongs to."""

    HEAD = "head"
    BODY = "body"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the page, without the blanks around it."""

    start: int
    stop: int
    prose: bool
    item: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a heading: its span, its zone, and the number of the line it begins in."""

    start: int
    stop: int
    zone: Zone
    line: int
    prose: bool

    def holds(self, at: int) -> bool:
        """Say whether this place in the text lies in the sentence."""
        return self.start <= at < self.stop


def unwrap(folded: str) -> str:
    """Turn the line ends of hard-wrapped prose into spaces, in the same number of code points."""

    def join(match: re.Match[str]) -> str:
        before = folded.rfind("\n", 0, match.start()) + 1
        if before == match.start() or folded[match.start() - 1].isspace():
            return "\n"
        long = match.start() - before >= _WRAPPED
        return " " if long and not _FULL_STOP.search(folded, before, match.start()) else "\n"

    return _SOFT.sub(join, folded)


def lines(folded: str) -> tuple[Line, ...]:
    """Cut the page into blocks."""
    found = []
    for match in _LINE.finditer(folded):
        block = match.group()
        start = match.start() + len(block) - len(block.lstrip())
        stop = match.start() + len(block.rstrip())
        if stop <= start:
            continue
        item = bool(_PREFIX.match(block))
        prose = stop - start > 30 and (bool(_FULL_STOP.search(block)) or (stop - start > _PROSE and ". " in block))
        found.append(Line(start, stop, prose, item))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Ear:
    """What the page knows of a stretch before it is cut: has it any verb, a verb of saying, the mark of a foot."""

    tells: Callable[[int, int], bool]
    speaks: Callable[[int, int], bool]
    foot: Callable[[int, int], bool]


def sentences(text: str, blocks: tuple[Line, ...], ear: Ear, *, ordinal_dot: bool = False) -> tuple[Sentence, ...]:
    """Cut the blocks into sentences, and give each its zone.

    The head ends with the first prose that has a verb. A block that opens like a foot (*see also*, *share*) is foot,
    and so is what follows it up to the next prose. `ordinal_dot` says that the language writes *26.* for twenty-sixth.
    """
    first = next(
        (number for number, block in enumerate(blocks) if block.prose and ear.tells(block.start, block.stop)),
        len(blocks),
    )
    found: list[Sentence] = []
    lead: Sentence | None = None
    footed = False
    for number, block in enumerate(blocks):
        footed = number > first and (ear.foot(block.start, block.stop) or (footed and not block.prose))
        zone = Zone.FOOT if footed else Zone.HEAD if number < first else Zone.BODY
        if lead is not None and block.item and zone is Zone.BODY and not ear.speaks(block.start, block.stop):
            fits = block.stop - lead.start <= _LONGEST
            lead = Sentence(lead.start if fits else block.start, block.stop, lead.zone, lead.line, prose=True)
            found[-1 if fits else len(found) :] = [lead]
            continue
        lead = None
        for start, stop in _cut(text, block, ordinal_dot=ordinal_dot):
            found.append(Sentence(start, stop, zone, number, block.prose))
        if found and zone is Zone.BODY and text[block.stop - 1] == ":":
            lead = found[-1]
    return tuple(found)


def _cut(text: str, block: Line, *, ordinal_dot: bool) -> list[tuple[int, int]]:
    prefix = _PREFIX.match(text, block.start, block.stop)
    start = prefix.end() if prefix else block.start
    found = []
    for match in _END.finditer(text, start, block.stop):
        before = text[max(start, match.start() - 8) : match.start() + 1]
        numbered = ordinal_dot and _NUMBERED.search(before)
        if (numbered or _ABBREVIATION.search(before)) and match.end() < block.stop:
            continue
        found.append((start, match.end()))
        start = match.end()
        while start < block.stop and text[start].isspace():
            start += 1
    if start < block.stop:
        found.append((start, block.stop))
    if block.stop - block.start <= _LONGEST:
        return found
    return [part for span in found for part in _parts(text, *span)]


def _parts(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Cut what is longer than any sentence."""
    while stop - start > _LONGEST:
        blank = text.rfind(" ", start + 1, start + _LONGEST)
        end = blank if blank > 0 else start + _LONGEST
        yield start, end
        start = end + 1 if blank > 0 else end
    if stop > start:
        yield start, stop
