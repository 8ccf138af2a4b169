# SPDX-License-Identifier: Apache-2.0
"""Dates as texts write them, to EDTF.

    les 7 et 8 février derniers       XXXX-02-07 / XXXX-02-08
    31 January to 1 February 2024     2024-01-31 / 2024-02-01
    в июне 2018 года                  2018-06
    09.07.2020                        2020-07-09

Three rules:
  1. A year that the text does not give stays XXXX here; `year.py` says where it may be taken from.
  2. The span covers the words of the date, no more.
  3. What is no day of the calendar (31 June, month 13) is no date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import compress

from comity.reading.fold import fold
from comity.reading.page import Page
from comity.reading.small import any_of
from comity.reading.vocabulary import made, schemes

_Parts = tuple[int | None, int | None, int | None]
_UNKNOWN = "XXXX"
_LONGEST_MONTH = 24
_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class When:
    """A day, a span of days, a month or a year in the text; `year` may be unknown."""

    start: int
    stop: int
    first: tuple[int | None, int | None, int | None]
    last: tuple[int | None, int | None, int | None]

    @property
    def year(self) -> int | None:
        """The year of the first day, where the text gives it."""
        return self.first[0]

    @property
    def month(self) -> int | None:
        """The month of the first day."""
        return self.first[1]

    @property
    def day(self) -> int | None:
        """The first day."""
        return self.first[2]

    @property
    def begin(self) -> str:
        """The first day in EDTF."""
        return _edtf(self.first)

    @property
    def end(self) -> str:
        """The last day in EDTF."""
        return _edtf(self.last)

    def in_year(self, year: int) -> When:
        """Give the same days with the year filled in; a span over New Year ends in the next."""
        wraps = self.last[1] is not None and self.first[1] is not None and self.last[1] < self.first[1]
        return replace(self, first=(year, *self.first[1:]), last=(year + wraps, *self.last[1:]))


def _edtf(parts: tuple[int | None, int | None, int | None]) -> str:
    year, month, day = parts
    text = _UNKNOWN if year is None else f"{year:04d}"
    if month is not None:
        text += f"-{month:02d}"
        if day is not None:
            text += f"-{day:02d}"
    return text


@made
def _months() -> dict[str, int]:
    found = {}
    for concept in schemes()["calendar"]:
        if concept.get("kind") == "month":
            for label in concept.labels:
                found[fold(label.text)] = int(concept.id)
    return found


@made
def _pattern() -> re.Pattern[str]:
    names = sorted(_months(), key=len, reverse=True)
    month = (
        "(?:"
        + "|".join(re.escape(name[:-1]) + r"\w*" if name.endswith("*") else re.escape(name) + r"\b" for name in names)
        + r")\.?"
    )
    day = rf"(?<![\d.])\d{{1,2}}(?:{any_of('day-ending')}|\.|º)?"
    to = rf"\s*(?:-|,|&|{any_of('until')})\s*(?:{any_of('before-day')}\s)?\s*"
    of = rf"\s*(?:{any_of('of-month')}\s)?\s*"
    year = rf"(?:,?\s*(?:{any_of('before-year')}\s+)?(?P<y{{n}}>(?:19|20)\d\d)(?!\d))?"
    forms = [
        rf"(?P<a1>{day}){of}(?P<m1>{month}){year.format(n=1)}{to}(?P<a2>{day}){of}(?P<m2>{month}){year.format(n=2)}",
        rf"(?P<a3>{day})(?:{to}(?P<b3>{day}))?{of}(?P<m3>{month}){year.format(n=3)}",
        rf"(?P<m4>{month})\s+(?P<a4>{day})(?!\d){to}(?P<m5>{month})\s+(?P<b4>{day})(?!\d){year.format(n=4)}",
        rf"(?P<m6>{month})\s+(?P<a6>{day})(?!\d)(?:{to}(?P<b6>{day})(?!\d|\s*(?:{month})))?{year.format(n=6)}",
        rf"\b(?P<m7>{month}),?\s*(?:{any_of('of-month')}\s+)?(?P<y7>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d.-])(?P<d8>\d{1,2})[./](?P<n8>\d{1,2})[./](?P<y8>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d-])(?P<y9>(?:19|20)\d\d)-(?P<n9>\d\d)-(?P<d9>\d\d)(?!\d)",
        r"(?<![\d.,/-])(?P<y10>(?:19|20)\d\d)(?![\d/]|[.,]\d|\s*-\s*\d)",
    ]
    return re.compile("|".join(forms))


class _Openings(dict[str, bool]):
    """Whether a word begins with the name of a month; the words that came once are remembered."""

    def __init__(self, months: Iterable[str]) -> None:
        super().__init__()
        self._months = tuple(name.rstrip("*") for name in months)

    def __missing__(self, form: str) -> bool:
        opens = form.startswith(self._months)
        if len(form) <= _LONGEST_MONTH and len(self) < _REMEMBERED:
            self[form] = opens
        return opens


@made
def _openings() -> _Openings:
    return _Openings(_months())


_FIGURES = re.compile(r"\d+")


def dates(page: Page) -> tuple[When, ...]:
    """Find every date of the page, in order. Each form of a date begins with a figure or with a month."""
    text = page.folded
    places = {match.start() for match in _FIGURES.finditer(text)}
    if not places:
        return ()
    words = page.words
    places.update(compress(words.starts, map(_openings().__getitem__, words.forms)))
    pattern = _pattern()
    found = []
    done = 0
    for place in sorted(places):
        match = pattern.match(text, place) if place >= done else None
        if match is None:
            continue
        when = _read(match)
        done = match.end() if when is None else when.stop
        if when is not None:
            found.append(when)
    return tuple(found)


def _read(match: re.Match[str]) -> When | None:
    """Read a date that was found; what the same words say is worked out once."""
    known, key = _worked_out(), (match.lastgroup, match.group())
    if key not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[key] = _said(match)
    said = known[key]
    if said is None:
        return None
    start = match.start()
    return When(start, start + said[0], said[1], said[2])


_Said = tuple[int, _Parts, _Parts]


@made
def _worked_out() -> dict[tuple[str | None, str], _Said | None]:
    return {}


def _said(match: re.Match[str]) -> _Said | None:
    """How many characters the date has, its first day, its last."""
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    shape = _shape(groups)
    if shape is None:
        return None
    first, last = shape
    if not (_real(first) and _real(last)):
        return None
    if "a1" in groups and "y1" in groups and _known(last) < _known(first):
        return match.end("y1") - match.start(), first, first  # *Vienna, 18 October 2023 - On 17 October*: two dates
    return len(match.group().rstrip(" .,")), first, last


def _known(parts: _Parts) -> tuple[int, ...]:
    return tuple(part or 0 for part in parts)


def _shape(g: dict[str, str]) -> tuple[_Parts, _Parts] | None:
    def year(name: str) -> int | None:
        return int(g[name]) if name in g else None

    if "a1" in g:
        y2 = year("y2")
        return (year("y1") or y2, _month(g["m1"]), _day(g["a1"])), (y2 or year("y1"), _month(g["m2"]), _day(g["a2"]))
    if "a3" in g:
        y, m = year("y3"), _month(g["m3"])
        return (y, m, _day(g["a3"])), (y, m, _day(g.get("b3", g["a3"])))
    if "a4" in g:
        return (year("y4"), _month(g["m4"]), _day(g["a4"])), (year("y4"), _month(g["m5"]), _day(g["b4"]))
    if "a6" in g:
        y, m = year("y6"), _month(g["m6"])
        return (y, m, _day(g["a6"])), (y, m, _day(g.get("b6", g["a6"])))
    if "m7" in g:
        part: _Parts = (year("y7"), _month(g["m7"]), None)
        return part, part
    if "y8" in g or "y9" in g:
        n = "8" if "y8" in g else "9"
        part = (int(g["y" + n]), int(g["n" + n]), int(g["d" + n]))
        return part, part
    part = (year("y10"), None, None)
    return part, part


def _month(written: str) -> int | None:
    name = written[:_LONGEST_MONTH].rstrip(".")
    for label, number in _months().items():
        if name == label or (label.endswith("*") and name.startswith(label[:-1])):
            return number
    return None


def _day(written: str) -> int:
    digits = re.match(r"\d+", written)
    return int(digits.group()) if digits else 0


def _real(parts: _Parts) -> bool:
    year, month, day = parts
    if month is None:
        return day is None
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= calendar.monthrange(year or 2000, month)[1]
