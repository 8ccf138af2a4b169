# SPDX-License-Identifier: Apache-2.0
"""Checks and consultations as of an instant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.measures.answer import Asked, Step, Timeliness, course
from comity.measures.check import Grade, check
from comity.measures.consultation import Phase, consultation

_DAY = "2027-03-04T{}:00Z".format
_ASKED = Asked(
    "XB", _DAY("03:00"), answer_by=_DAY("04:00"), held=_DAY("03:01"), read=_DAY("03:20"), answered=_DAY("04:30")
)


@pytest.mark.parametrize(
    ("as_of", "step", "timeliness"),
    [
        ("02:59", Step.UNSENT, Timeliness.OPEN),
        ("03:00", Step.SENT, Timeliness.OPEN),
        ("03:01", Step.HELD, Timeliness.OPEN),
        ("03:20", Step.READ, Timeliness.OPEN),
        ("04:00", Step.READ, Timeliness.OPEN),
        ("04:01", Step.READ, Timeliness.OVERDUE),
        ("04:30", Step.ANSWERED, Timeliness.AFTER_TIME),
    ],
)
def test_course_is_a_view_as_of_an_instant(as_of, step, timeliness):
    found = course(_ASKED, as_of=_DAY(as_of))
    assert (found.step, found.timeliness) == (step, timeliness)


def test_nothing_is_overdue_where_no_time_was_asked_for():
    found = course(Asked("XB", _DAY("03:00")), as_of="2037-01-01T00:00:00Z")
    assert (found.timeliness, found.overdue) == (Timeliness.NO_TIME_ASKED, False)


def test_nothing_is_awaited_of_a_question_taken_back():
    asked = Asked("XB", _DAY("03:00"), answer_by=_DAY("04:00"), ended=_DAY("03:30"))
    assert course(asked, as_of=_DAY("05:00")).timeliness is Timeliness.ENDED


def test_lengths_are_told_and_none_is_made_up_where_clocks_differ():
    found = course(_ASKED, as_of=_DAY("05:00"))
    assert (found.read_after, found.answered_after) == (timedelta(minutes=20), timedelta(minutes=90))
    strange = course(Asked("XB", _DAY("03:00"), read=_DAY("02:58")), as_of=_DAY("05:00"))
    assert (strange.read_after, strange.clocks_differ) == (None, True)


@pytest.mark.parametrize(
    ("grade", "as_of", "done", "overdue"),
    [
        (Grade.DELIVER, "05:00", ("XB",), ("XC",)),
        (Grade.HUMAN, "03:10", (), ()),
        (Grade.HUMAN, "05:00", ("XB",), ("XC",)),
        (Grade.QUESTION, "04:10", (), ("XB", "XC")),
        (Grade.QUESTION, "05:00", ("XB",), ("XC",)),
    ],
)
def test_check_is_done_where_the_line_worked_as_deep_as_it_went(grade, as_of, done, overdue):
    silent = Asked("XC", _DAY("03:00"), answer_by=_DAY("04:00"))
    found = check(grade, [_ASKED, silent], as_of=_DAY(as_of))
    assert (found.done, found.overdue) == (done, overdue)


def test_check_of_delivery_is_in_time_when_it_was_held_in_time():
    (found,) = check(Grade.DELIVER, [_ASKED], as_of=_DAY("05:00")).courses
    assert found.timeliness is Timeliness.IN_TIME


def test_consultation_goes_from_asked_to_closed():
    phases = [consultation(_ASKED, as_of=_DAY(t)).phase for t in ("03:00", "03:05", "03:30", "04:40")]
    assert phases == [Phase.ASKED, Phase.RECEIVED, Phase.READ, Phase.ANSWERED]
    ended = Asked("XB", _DAY("03:00"), ended=_DAY("05:00"))
    assert consultation(ended, as_of=_DAY("06:00")).phase is Phase.CLOSED


def test_consultation_lapses_only_for_one_who_names_a_time_and_revives_with_the_next_word():
    late = "2027-03-20T00:00:00Z"
    assert consultation(_ASKED, as_of=late).phase is Phase.ANSWERED
    assert consultation(_ASKED, as_of=late, lapses_after=timedelta(days=10)).phase is Phase.LAPSED
    revived = consultation(_ASKED, as_of=late, lapses_after=timedelta(days=10), last_word="2027-03-19T00:00:00Z")
    assert revived.phase is Phase.ANSWERED
