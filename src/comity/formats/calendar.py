# SPDX-License-Identifier: Apache-2.0
"""A calendar as iCalendar: rounds, deadlines and sessions of fora, as the clients of a desk take them.

Rules:
  1. A thing keeps its UID for ever; each change raises its SEQUENCE; what is cancelled stays, and says CANCELLED.
  2. A day without an hour is a day (VALUE=DATE, and the end is the day after the last). An hour has its zone, and the
     zone's rules stand in the file (VTIMEZONE).
  3. The same events give the same bytes: DTSTAMP is when a thing last changed, not when somebody asked.
  4. Other parties' words are escaped by the library, and lines never end within them.

RFC 5545; RFC 7986 for the name of the calendar and how often to look; METHOD:PUBLISH as RFC 5546, 3.2.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, vDuration
from icalendar import Event as _Component

PRODUCT = "-//Comity//Dialogue calendar 1//EN"
_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing in a calendar.

    `start`, `end`: days, both inclusive, or instants with a zone; `end` may be absent. `changed`: an instant in UTC.
    `alarms`: how long before the start a reminder comes. `link`: where it is read.
    """

    uid: str
    title: str
    start: date | datetime
    changed: datetime
    end: date | datetime | None = None
    sequence: int = 0
    words: str = ""
    place: str = ""
    link: str = ""
    categories: tuple[str, ...] = ()
    alarms: tuple[timedelta, ...] = ()
    cancelled: bool = False
    tentative: bool = False

    def __post_init__(self) -> None:
        for at in (self.start, self.end, self.changed):
            if isinstance(at, datetime) and at.tzinfo is None:
                raise ValueError(f"“{self.title}”: an hour without a zone goes into no calendar")
        if self.end is not None and isinstance(self.end, datetime) is not isinstance(self.start, datetime):
            raise ValueError(f"“{self.title}”: begins and ends as a day, or as an hour, not as both")


def calendar_of(name: str, events: Iterable[Event], *, language: str) -> bytes:
    """Write a calendar. Events are ordered by UID, so that the order of asking shows in nothing."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, parameters={"language": language})
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(_EVERY), parameters={"value": "DURATION"})
    for event in sorted(events, key=lambda event: event.uid):
        calendar.add_component(_component(event))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _component(event: Event) -> _Component:
    made = _Component()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.changed)
    made.add("last-modified", event.changed)
    made.add("summary", event.title)
    made.add("dtstart", event.start)
    if event.end is not None:
        made.add("dtend", event.end if isinstance(event.end, datetime) else event.end + timedelta(days=1))
    for key, text in (("description", event.words), ("location", event.place), ("url", event.link)):
        if text:
            made.add(key, text)
    if event.categories:
        made.add("categories", list(event.categories))
    made.add("status", "CANCELLED" if event.cancelled else "TENTATIVE" if event.tentative else "CONFIRMED")
    made.add("transp", "OPAQUE" if isinstance(event.start, datetime) and not event.cancelled else "TRANSPARENT")
    for alarm in () if event.cancelled else event.alarms:
        made.add_component(_alarm(event.title, alarm))
    return made


def _alarm(title: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -before)
    return alarm


def uid_of(parts: Sequence[str], domain: str) -> str:
    """Name a thing for ever: what it is, and whose calendar it stands in."""
    return f"{'-'.join(parts)}@{domain}"
