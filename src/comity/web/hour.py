# SPDX-License-Identifier: Apache-2.0
"""How a page writes an instant and a date. Nothing else in web/ formats a time.

    Thu 4 March 2027, 14:02 Alba (UTC+1) · 16:02 Boria (UTC+3)

Rules:
  1. An instant shows weekday, day, the hour of 24, and the time of each capital with its distance from UTC.
  2. Capitals stand in the order of the page; those on the same clock share it; another day is said.
  3. How long ago is said beside the instant, never in its place.
  4. A date is what its source gave (EDTF): a day, a month, a year, or open. Nothing is made up.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta

from comity.base.names import moment as moment_of
from comity.node.clock import now
from comity.web.perspective import Perspective
from comity.web.wording import language, say

DAY = "EEE d MMMM y"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def instant_text(at: datetime | str, view: Perspective) -> str:
    """Write an instant for the capitals of a page; in UTC where no capital is known."""
    at = moment_of(at) if isinstance(at, str) else at
    lang = language()
    clocks: dict[datetime, list[str]] = {}
    for code in view.order(view.zones):
        local = at.astimezone(ZoneInfo(view.zones[code])).replace(tzinfo=None)
        clocks.setdefault(local, []).append(code)
    if not clocks:
        return f"{format_datetime(at.astimezone(UTC), DAY + ', HH:mm', locale=lang)} UTC"
    parts: list[str] = []
    first = next(iter(clocks))
    for local, codes in clocks.items():
        pattern = DAY + ", HH:mm" if local is first else "HH:mm" if local.date() == first.date() else "EEE d, HH:mm"
        hour = format_datetime(local, pattern, locale=lang)
        names = ", ".join(view.name(code) for code in codes)
        parts.append(f"{hour}\u00a0{names} ({_offset(local - at.astimezone(UTC).replace(tzinfo=None))})")
    return " · ".join(parts)


def ago_text(at: datetime) -> str:
    """Write how long ago an instant was, in whole minutes, hours or days: ``4 minutes ago``."""
    gone = max(now() - at, timedelta(seconds=1))
    return str(format_timedelta(-gone, granularity="minute", add_direction=True, locale=language()))


def machine_text(at: datetime | str) -> str:
    """Write an instant for machines: RFC 3339, UTC."""
    at = moment_of(at) if isinstance(at, str) else at
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def date_text(value: str) -> str:
    """Write an EDTF date in the page's language; ``2027-03``, ``2027`` and ``XXXX`` say no more than they know."""
    try:
        return _date_text(value)
    except ValueError:  # 2027-02-31: written as a date is, and none
        return say("date.open")


def _date_text(value: str) -> str:
    lang = language()
    if "/" in value:
        first, _, last = value.partition("/")
        if first == last:
            return date_text(first)
        if _DAY.fullmatch(first) and _DAY.fullmatch(last):
            pattern = "d" if first[:7] == last[:7] else "d MMMM" if first[:4] == last[:4] else "d MMMM y"
            return f"{format_date(date.fromisoformat(first), pattern, locale=lang)}–{date_text(last)}"
        return f"{date_text(first)} – {date_text(last)}"
    plain = value.strip("?~%")
    if _DAY.fullmatch(plain):
        text = format_date(date.fromisoformat(plain), "d MMMM y", locale=lang)
    elif re.fullmatch(r"\d{4}-\d\d(-XX)?", plain):
        text = format_skeleton("yMMMM", date.fromisoformat(plain[:7] + "-01"), locale=lang)
    elif re.fullmatch(r"\d{4}(-XX)*", plain):
        text = plain[:4]
    else:
        return say("date.open")
    return say("date.about", date=text) if plain != value else text


def _offset(distance: timedelta) -> str:
    minutes = round(distance.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
