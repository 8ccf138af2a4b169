# SPDX-License-Identifier: Apache-2.0
"""When a time limit runs out, so that every capital has had so many of its own working hours.

    72 working hours     the later of the instants at which each capital has had 72 of its own

Rules:
  1. Each capital counts its own hours: its days of work, its hours, its holidays, its clock. Capitals far apart have
     hardly an hour in common, and nobody's night is the other's time to think.
  2. The limit is the latest of the instants, exact to the second, and never before the start.
  3. Where a clock is put forward or back within a working day, the hours that really pass are counted.
  4. What comes out is an instant. An act holds only that; calendars are each node's own data, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MON_TO_FRI = frozenset(range(5))
FURTHEST = 3_660  # days; a calendar without working days would never end


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a capital works: its clock, the days of its week (Monday is 0), its hours, its holidays."""

    zone: tzinfo
    days: frozenset[int] = MON_TO_FRI
    opens: time = time(9)
    closes: time = time(18)
    holidays: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() in self.days and day not in self.holidays

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """Give the instants at which a working day begins and ends, in UTC."""
        begin, end = (datetime.combine(day, at, self.zone).astimezone(UTC) for at in (self.opens, self.closes))
        return begin, end


def runs_out(start: datetime, hours: int, calendars: Iterable[Calendar]) -> datetime | None:
    """Give the instant by which every capital has had so many working hours; None where a calendar has too few."""
    found = [_alone(start.astimezone(UTC), timedelta(hours=hours), calendar) for calendar in calendars]
    ends = [end for end in found if end is not None]
    return max(ends, default=start) if len(ends) == len(found) else None


def days_off(start: datetime, end: datetime, calendar: Calendar) -> tuple[date, ...]:
    """Name the holidays of a capital within a time limit: those that a notice should warn of."""
    first, last = (at.astimezone(calendar.zone).date() for at in (start, end))
    return tuple(sorted(day for day in calendar.holidays if first <= day <= last and day.weekday() in calendar.days))


def _alone(start: datetime, left: timedelta, calendar: Calendar) -> datetime | None:
    day = start.astimezone(calendar.zone).date()
    for _ in range(FURTHEST):
        if calendar.works(day):
            begin, end = calendar.hours(day)
            begin = max(begin, start)
            if left <= end - begin:
                return begin + left
            left -= max(end - begin, timedelta(0))
        day += timedelta(days=1)
    return None
