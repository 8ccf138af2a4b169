# SPDX-License-Identifier: Apache-2.0
"""A calendar that clients take: names that last, days and hours, zones, alarms, what was called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from comity.formats.calendar import Event, calendar_of, uid_of

CHANGED = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
ROUND = Event(
    uid=uid_of(("round", "0af1"), "alba.example"), title="Third round; Alba, Boria", start=date(2027, 4, 6),
    end=date(2027, 4, 7), changed=CHANGED, place="Borgrad", categories=("Round",), alarms=(timedelta(days=7),),
)  # fmt: skip
DEADLINE = Event(
    uid=uid_of(("silence", "77"), "alba.example"), title="Silence ends",
    start=datetime(2027, 3, 30, 1, 30, tzinfo=ZoneInfo("Europe/Paris")), changed=CHANGED, sequence=2,
)  # fmt: skip


def _read(data):
    return Calendar.from_ical(data)


def _events(data):
    return {str(event["uid"]): event for event in _read(data).walk("VEVENT")}


def test_days_are_days_and_the_last_one_is_within():
    event = _events(calendar_of("Alba", [ROUND], language="en"))[ROUND.uid]

    assert event["dtstart"].params["VALUE"] == "DATE"
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 4, 6), date(2027, 4, 8))
    assert str(event["status"]) == "CONFIRMED"
    assert str(event["transp"]) == "TRANSPARENT"


def test_an_hour_has_its_zone_and_the_zone_its_rules():
    data = calendar_of("Alba", [DEADLINE], language="en")
    event = _events(data)[DEADLINE.uid]

    assert event["dtstart"].dt.astimezone(UTC) == datetime(2027, 3, 29, 23, 30, tzinfo=UTC)
    assert [str(zone["tzid"]) for zone in _read(data).walk("VTIMEZONE")] == ["Europe/Paris"]
    assert {b"BEGIN:DAYLIGHT", b"BEGIN:STANDARD"} <= set(data.split(b"\r\n"))


def test_a_thing_keeps_its_name_and_says_that_it_was_called_off():
    before = _events(calendar_of("Alba", [ROUND], language="en"))[ROUND.uid]
    after = _events(calendar_of("Alba", [replace(ROUND, sequence=1, cancelled=True)], language="en"))[ROUND.uid]

    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert str(after["status"]) == "CANCELLED"
    assert before.walk("VALARM")
    assert not after.walk("VALARM")


def test_same_events_in_any_order_give_the_same_bytes():
    assert calendar_of("A", [ROUND, DEADLINE], language="fr") == calendar_of("A", [DEADLINE, ROUND], language="fr")


@pytest.mark.parametrize("words", ["a\r\nBEGIN:VEVENT\r\nUID:x", '; , \\ " :', "Ж" * 400, "BEGIN:VALARM\nx"])
def test_words_of_others_begin_nothing(words):
    """What another party wrote stays words; long lines are folded between characters."""
    data = calendar_of("Alba", [replace(ROUND, title=words, words=words, place=words, alarms=())], language="ru")
    event = _events(data)[ROUND.uid]

    assert len(_read(data).subcomponents) == 1
    assert event.subcomponents == []
    assert str(event["summary"]).replace("\r", "") == words.replace("\r", "")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    data.decode()


def test_an_hour_without_a_zone_goes_into_no_calendar():
    with pytest.raises(ValueError, match="without a zone"):
        replace(ROUND, start=CHANGED.replace(tzinfo=None), end=None)
    with pytest.raises(ValueError, match="not as both"):
        replace(ROUND, end=CHANGED)
