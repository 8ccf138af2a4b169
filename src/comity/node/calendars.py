# SPDX-License-Identifier: Apache-2.0
"""The calendars of the capitals: HOME/calendars.json, which the operator keeps and the parties may agree on by mail.

    {"XA": {"days": [0, 1, 2, 3, 4], "opens": "09:00", "closes": "18:00", "holidays": ["2027-05-09"]}}

A capital that is not in it works from Monday to Friday, 09:00 to 18:00 by its own clock. Days: Monday is 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from comity.base.errors import Ours
from comity.node.home import here
from comity.text.working_hours import Calendar

KEYS = frozenset({"days", "opens", "closes", "holidays"})


def calendars(zones: Mapping[str, str]) -> dict[str, Calendar]:
    """Give the calendar of every capital whose time zone is given, by party."""
    file = here().path / "calendars.json"
    try:
        said = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return {party: _calendar(zone, said.get(party, {})) for party, zone in zones.items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise Ours(
            f"{file.name} cannot be read: {error}",
            hint='expected {"XA": {"days": [0, 1], "opens": "09:00", "closes": "18:00", "holidays": ["2027-05-09"]}}',
            code="calendars.unreadable",
        ) from error


def _calendar(zone: str, said: Mapping[str, Any]) -> Calendar:
    if unknown := sorted(said.keys() - KEYS):
        raise ValueError(f"unknown field {unknown[0]!r}")
    plain = Calendar(ZoneInfo(zone))
    opens, closes = (time.fromisoformat(said.get(key, str(default))) for key, default in (
        ("opens", plain.opens), ("closes", plain.closes),
    ))  # fmt: skip
    if opens >= closes:
        raise ValueError(f"{opens} is not before {closes}")
    days = frozenset(said.get("days", plain.days))
    if not days <= frozenset(range(7)):
        raise ValueError("days are numbers from 0, Monday, to 6")
    return Calendar(plain.zone, days, opens, closes, frozenset(map(date.fromisoformat, said.get("holidays", ()))))
