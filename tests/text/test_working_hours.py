# SPDX-License-Identifier: Apache-2.0
"""Working hours of two capitals: weekends, holidays, clocks that change, and limits that never come."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from comity.text.working_hours import Calendar, days_off, runs_out

ALBA = Calendar(ZoneInfo("Europe/Paris"))
BORIA = Calendar(ZoneInfo("Europe/Moscow"), holidays=frozenset({date(2027, 3, 8)}))


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_hours_within_one_day_are_counted_from_the_start() -> None:
    assert runs_out(_utc(2027, 3, 4, 9), 2, [ALBA]) == _utc(2027, 3, 4, 11)


def test_night_and_weekend_are_nobodys_time_to_think() -> None:
    friday = _utc(2027, 3, 5, 16)  # 17:00 in Paris: one hour is left of the week
    assert runs_out(friday, 2, [ALBA]) == _utc(2027, 3, 8, 9)  # Monday, 10:00 in Paris


def test_latest_capital_decides_and_its_holiday_is_not_counted() -> None:
    friday = _utc(2027, 3, 5, 13)  # 14:00 in Paris, 16:00 in Moscow
    assert runs_out(friday, 5, [ALBA]) == _utc(2027, 3, 8, 9)
    assert runs_out(friday, 5, [ALBA, BORIA]) == _utc(2027, 3, 9, 9)  # Tuesday, 12:00 in Moscow: Monday was a holiday
    assert days_off(friday, _utc(2027, 3, 9, 9), BORIA) == (date(2027, 3, 8),)
    assert days_off(friday, _utc(2027, 3, 7), BORIA) == ()


def test_clock_put_forward_in_the_working_day_shortens_it() -> None:
    nights = Calendar(ZoneInfo("Europe/Paris"), frozenset(range(7)), time(0), time(6))
    sunday = _utc(2027, 3, 27, 23)  # midnight in Paris; at two it becomes three
    assert runs_out(sunday, 5, [nights]) == _utc(2027, 3, 28, 4)
    assert runs_out(sunday, 6, [nights]) == _utc(2027, 3, 28, 23)  # the sixth hour falls into the next night


def test_calendar_without_working_days_gives_no_limit() -> None:
    assert runs_out(_utc(2027, 3, 4), 1, [ALBA, Calendar(ZoneInfo("UTC"), frozenset())]) is None


@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 200), st.integers(0, 50),
)  # fmt: skip
def test_more_hours_never_run_out_earlier_and_two_capitals_not_before_one(start, hours, more) -> None:
    alone, both = runs_out(start, hours, [ALBA]), runs_out(start, hours, [ALBA, BORIA])
    longer = runs_out(start, hours + more, [ALBA])
    assert start <= alone <= both
    assert alone <= longer
