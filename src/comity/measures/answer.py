# SPDX-License-Identifier: Apache-2.0
"""What was asked of a party, and how far it has come: a view as of an instant, and never a score.

    sent       it stands in the asker's log
    held       the other node says that it holds it: it was delivered
    read       a person there has acknowledged it
    answered   they have said something to it

Rules:
  1. Nothing here is a standing. *Overdue* is true of an instant, for those who look at that instant; the next act
     of the party asked changes it, and nothing remembers it.
  2. Where no time was asked for there is none, and nothing is late. No instrument of the field sets one.
  3. What is dated after the instant has not happened yet. Dates are what the parties' own clocks said: where an answer
     is dated before its question, that is said, and no length of time is made up.
  4. What was not answered is not an answer. That we know of none is a statement about this record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from comity.base.names import moment


class Step(StrEnum):
    """How far it has come."""

    UNSENT = "unsent"  # it is dated after the instant asked about
    SENT = "sent"
    HELD = "held"
    READ = "read"
    ANSWERED = "answered"


class Timeliness(StrEnum):
    """How it stands to the time that was asked for."""

    NO_TIME_ASKED = "no_time_asked"
    OPEN = "open"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    AFTER_TIME = "after_time"
    ENDED = "ended"  # the asker took it back; nothing is awaited


@dataclass(frozen=True, slots=True)
class Asked:
    """What the record holds of one question to one party: instants, and empty strings where there is nothing."""

    party: str
    sent: str
    answer_by: str = ""
    held: str = ""
    read: str = ""
    answered: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How far a question has come with one party, as of an instant."""

    party: str
    as_of: str
    step: Step
    timeliness: Timeliness
    done: bool = False
    read_after: timedelta | None = None
    answered_after: timedelta | None = None
    clocks_differ: bool = False

    @property
    def overdue(self) -> bool:
        """Whether an answer was asked for by an instant that is past, and none is here."""
        return self.timeliness is Timeliness.OVERDUE


def course(asked: Asked, *, as_of: str, done_at: Step = Step.ANSWERED) -> Course:
    """Say how far a question has come; it is done at its answer, or at a step before, where it asks for no more."""
    reached = {
        Step.HELD: _by(asked.held, as_of),
        Step.READ: _by(asked.read, as_of),
        Step.ANSWERED: _by(asked.answered, as_of),
    }
    enough = list(reached)[list(reached).index(done_at) :]
    done = min((reached[step] for step in enough if reached[step]), default="")
    furthest = [step for step, instant in reached.items() if instant]
    lengths = [_length(asked.sent, reached[step]) for step in (Step.READ, Step.ANSWERED)]
    return Course(
        party=asked.party,
        as_of=as_of,
        step=furthest[-1] if furthest else Step.SENT if _by(asked.sent, as_of) else Step.UNSENT,
        timeliness=_timeliness(asked, done, as_of),
        done=bool(done),
        read_after=_real(lengths[0]),
        answered_after=_real(lengths[1]),
        clocks_differ=any(length is not None and length < timedelta() for length in lengths),
    )


def _by(instant: str, as_of: str) -> str:
    """Give the instant if it is not after the one asked about. Instants in their one spelling sort as they follow."""
    return instant if instant and instant <= as_of else ""


def _timeliness(asked: Asked, done: str, as_of: str) -> Timeliness:
    if not asked.answer_by:
        return Timeliness.NO_TIME_ASKED
    if done:
        return Timeliness.IN_TIME if done <= asked.answer_by else Timeliness.AFTER_TIME
    if _by(asked.ended, as_of):
        return Timeliness.ENDED
    return Timeliness.OVERDUE if as_of > asked.answer_by else Timeliness.OPEN


def _length(sent: str, instant: str) -> timedelta | None:
    return moment(instant) - moment(sent) if sent and instant else None


def _real(length: timedelta | None) -> timedelta | None:
    return None if length is None or length < timedelta() else length
