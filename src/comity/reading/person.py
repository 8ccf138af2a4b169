# SPDX-License-Identifier: Apache-2.0
"""Names of persons in the text.

A name is a run of capitalised words, initials and particles, none of them a word of houses, offices, places or parties.

Two rules:
  1. Names are looked for only in the sentences that a rule points at (who led, who agreed): no list of persons is made.
  2. The name stands as written, without its title, case endings included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comity.reading.fold import fold
from comity.reading.lexicon import Hit
from comity.reading.page import Page, kept
from comity.reading.small import Pattern, any_of, small
from comity.reading.vocabulary import made

_UPPER = "A-ZÀ-ÖØ-ÞŁŚŻŽŠČĆĐА-ЯЁІЇЄҐ"
_PART = rf"[{_UPPER}][\w'’]{{0,30}}(?:[-‑–][{_UPPER}a-zа-я][\w'’]{{0,30}}){{0,4}}"
_INITIAL = rf"[{_UPPER}][a-zа-яё]?\."
_NAME = Pattern(
    lambda: (
        rf"(?:{_INITIAL}\s?){{1,3}}(?:{any_of('particle')}\s)?{_PART}(?:\s{_PART})?"
        rf"|{_PART}(?:\s(?:{_INITIAL}|{any_of('particle')}\s{_PART}|{_PART})){{1,4}}"
    )
)
_BLOCKERS = (
    "titles",
    "bodies",
    "institutions",
    "portfolios",
    "fora",
    "meetings",
    "calendar",
    "embassies",
    "documents",
    "ordinals",
)
_NAMES = ("parties", "places")
_NO_GIVEN_NAMES = (*_BLOCKERS, "verbs", "cues", "parties")
_WORD = re.compile(rf"{_INITIAL}|[^\s]+")
_CAPITAL = re.compile(rf"\s({_PART})")
_IN = Pattern(lambda: rf"\b{any_of('place')}\s$")
_DIGITS = tuple("0123456789")
_OFFICE_OF = Pattern(lambda: rf"\s{any_of('office-of')}\s$")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as written, and where."""

    text: str
    start: int
    stop: int


@kept
def names(page: Page, start: int, stop: int) -> tuple[Name, ...]:
    """Give the names in this stretch, in order."""
    blocked = _blocked(page, start, stop)
    found: list[Name] = []
    for left, right in _free(page.text, start, stop, blocked):
        for match in _NAME.finditer(page.text, left, right):
            begin = match.start() + (_nouns(match.group()) if page.noun_capitals else 0)
            begin += _small(page.text[begin : match.end()])
            if "\n" in match.group() or not _plausible(page, begin, match.end()) or _of_an_office(page, begin):
                continue
            found.append(Name(page.text[begin : match.end()].strip(), begin, match.end()))
    return tuple(found)


def _blocked(page: Page, start: int, stop: int) -> list[tuple[int, int]]:
    hits = [hit for hit in page.among(_BLOCKERS, start, stop) if not _part_of_a_name(page, hit)]
    spans = [hit.span for hit in hits if hit.stop - hit.start > 1 or hit.id == "honorific"]
    spans += [
        hit.span
        for hit in page.among(_NAMES, start, stop)
        if not _may_be_surname(page, hit.start, hit.stop)
        and not (hit.concept.scheme == "places" and _given(page, *hit.span))
    ]
    return sorted(spans)


_NOUN = Pattern(lambda: rf"\w{any_of('noun-ending')}$")


@made
def _particles() -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in small("particle"))


def _part_of_a_name(page: Page, hit: Hit) -> bool:
    """*Friederike von Thalheim*, *Julio Barrientos*: a particle, or a month that is a given name."""
    if page.text[hit.stop : hit.stop + 1] != " " or not page.text[hit.stop + 1 : hit.stop + 2].isupper():
        return False
    if hit.concept.get("kind") == "month":
        return page.text[hit.start].isupper() and not page.folded[max(0, hit.start - 4) : hit.start].rstrip(
            " ."
        ).endswith(_DIGITS)
    return page.text[hit.start : hit.stop] in _particles()


def _may_be_surname(page: Page, start: int, stop: int) -> bool:
    """Say whether a country's or town's name stands right after a given name: *Vladimir Chine*."""
    before = page.text[max(0, start - 24) : start]
    given = re.search(rf"([{_UPPER}][a-zà-ÿа-яё]+|{_INITIAL})\s$", before)
    if given is None or " " in page.text[start:stop] or fold(given.group(1)) in small("article", "opener"):
        return False
    at = start - len(given.group())
    return not page.among(_NO_GIVEN_NAMES, at, start)


def _given(page: Page, start: int, stop: int) -> bool:
    """*Sofia Kral*: a town, right before a capitalised word that is no word of anything."""
    after = _CAPITAL.match(page.text, stop)
    if after is None or page.noun_capitals or _IN.search(page.folded, max(0, start - 4), start):
        return False
    at, end = after.span(1)
    return not page.among(_NO_GIVEN_NAMES, at, end) and not page.within("places", at, end)


def _free(text: str, start: int, stop: int, blocked: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give what is left of a stretch when blocked spans are cut out."""
    found, at = [], start
    for left, right in blocked:
        if left > at:
            found.append((at, left))
        at = max(at, right)
    if at < stop:
        found.append((at, stop))
    return [(left, right) for left, right in found if text[left:right].strip()]


def _of_an_office(page: Page, start: int) -> bool:
    """*Vice minister of Human Mobility*: after an office and *of* there stands what it is for, and no person."""
    match = _OFFICE_OF.search(page.folded, max(0, start - 8), start)
    if match is None:
        return False
    return any(
        hit.id == "function" and hit.stop == match.start()
        for hit in page.within("titles", max(0, match.start() - 30), match.start())
    )


def _small(written: str) -> int:
    """The length of a small word in capitals at the beginning of a run: *The*, *Les*."""
    first = written.split(" ", 1)[0]
    return len(first) + 1 if fold(first) in small("article", "opener") and " " in written else 0


def _nouns(written: str) -> int:
    """Where nouns are written with capitals: the length of those before the name (*Digitalpolitik Nicholas Harrow*)."""
    parts = written.split(" ")
    last = max((number for number, part in enumerate(parts[:-2], start=1) if _NOUN.search(fold(part))), default=0)
    return sum(len(part) + 1 for part in parts[:last])


def _plausible(page: Page, start: int, stop: int) -> bool:
    """A name is not inside a longer word, nor all of acronyms."""
    before = page.text[start - 1 : start]
    if before and (before.isalnum() or before in "'’(/«\"“"):
        return False
    parts = _WORD.findall(page.text[start:stop])
    initials = any(re.fullmatch(_INITIAL, part) for part in parts)
    capitals = [part for part in parts if part.isupper() and len(part) > 1 and not part.endswith(".")]
    return len(capitals) < len(parts) and (initials or len(parts) > 1)
