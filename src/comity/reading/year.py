# SPDX-License-Identifier: Apache-2.0
"""Where a year may be taken from when a date leaves it out.

Two rules:
  1. First the text: another date of it with the same day, then the day of publication, then a heading.
     A day later in the year than the day of publication belongs to the year before.
  2. Else arithmetic: a named weekday that, near the years of the text, fits one year only. The fact is then *inferred*,
     and the sum is shown. Nothing fits: the year stays XXXX.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from comity.reading.date import When
from comity.reading.draft import Doubt, Support
from comity.reading.page import Page
from comity.reading.sentence import Sentence

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_REACH = 40


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its year, how it came by it, and what is to be said about that."""

    when: When
    support: Support
    doubts: tuple[Doubt, ...] = ()


def complete(page: Page, when: When, published: When | None, known: Sequence[When]) -> Dated:
    """Fill in the year of a date, or leave it open."""
    if when.year is not None:
        return Dated(when, Support.EXPLICIT, _weekday_clash(page, when))
    twin = next((other for other in known if other.year and other.first[1:] == when.first[1:]), None)
    if twin is not None and twin.year is not None:
        return Dated(when.in_year(twin.year), Support.EXPLICIT)
    if published is not None and published.year is not None:
        return Dated(when.in_year(_before(when, published)), Support.EXPLICIT)
    headed = _headed(page, known)
    if headed is not None:
        return Dated(when.in_year(headed), Support.EXPLICIT)
    return _by_weekday(page, when, known)


def _headed(page: Page, known: Sequence[When]) -> int | None:
    """The year that a heading gives on its own: *The 2023 Cyber Dialogue*."""
    heads = page.heads()
    years = {other.year for other in known if other.month is None and _in_one_of(heads, other.start)}
    return years.pop() if len(years) == 1 else None


def _in_one_of(heads: Sequence[Sentence], at: int) -> bool:
    place = bisect_right(heads, at, key=attrgetter("start"))
    return place > 0 and heads[place - 1].holds(at)


def _before(when: When, published: When) -> int:
    assert published.year is not None
    later = (when.month or 0, when.day or 0) > (published.month or 12, published.day or 31)
    return published.year - later


def _weekday(page: Page, when: When) -> tuple[int, tuple[int, int]] | None:
    """Give the day of the week named just before or after a date."""
    for hit in page.within("calendar", max(0, when.start - _REACH), when.stop + _REACH):
        if hit.concept.get("kind") == "weekday":
            gap = page.between(hit.stop, when.start) if hit.start < when.start else page.between(when.stop, hit.start)
            if "." not in gap and "\n" not in gap and len(gap.split()) <= 2:
                return int(hit.id[-1]), hit.span
    return None


def _by_weekday(page: Page, when: When, known: Sequence[When]) -> Dated:
    named = _weekday(page, when)
    years = [other.year for other in known if other.year is not None and other.day is not None]
    if named is None or not years or when.month is None or when.day is None:
        return Dated(when, Support.EXPLICIT)
    weekday, span = named
    latest = max(years)
    fits = [year for year in range(latest, latest + 3) if _falls_on(year, when.month, when.day, weekday)]
    if len(fits) != 1:
        return Dated(when, Support.EXPLICIT)
    doubt = Doubt(
        "round.date.year-inferred",
        f"the text gives no year; {when.day:02d}.{when.month:02d} was a {_DAYS[weekday - 1]} in {fits[0]}, "
        f"and the latest full date in the text is of {latest}",
        (span,),
    )
    return Dated(when.in_year(fits[0]), Support.INFERRED, (doubt,))


def _weekday_clash(page: Page, when: When) -> tuple[Doubt, ...]:
    named = _weekday(page, when)
    if named is None or when.year is None or when.month is None or when.day is None:
        return ()
    if _falls_on(when.year, when.month, when.day, named[0]):
        return ()
    actual = _DAYS[datetime.date(when.year, when.month, when.day).weekday()]
    return (
        Doubt(
            "round.date.weekday", f"the text says {_DAYS[named[0] - 1]}, but {when.begin} was a {actual}", (named[1],)
        ),
    )


def _falls_on(year: int, month: int, day: int, weekday: int) -> bool:
    try:
        return datetime.date(year, month, day).isoweekday() == weekday
    except ValueError:
        return False
