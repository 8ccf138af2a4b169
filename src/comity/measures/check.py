# SPDX-License-Identifier: Apache-2.0
"""A communication check: whether the line between two points of contact works, at this hour, down to a person.

(OSCE CBM 8 and the checks of its network of points of contact; grades as they are usual there.)

    deliver    the other node holds it
    human      a person has acknowledged it
    relay      it went on to the counterpart of the other sort (policy, technical), who answered
    question   a question was answered, after talk among the ministries there

Rules:
  1. A check finds out about a line, not about a state. There is no rate, no grade of a party, no table of parties.
  2. What does not work has a kind, told by whoever noticed; the record alone only knows what has not come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.measures.answer import Asked, Course, Step, course


class Grade(StrEnum):
    """How deep a check goes."""

    DELIVER = "deliver"
    HUMAN = "human"
    RELAY = "relay"
    QUESTION = "question"


DONE_AT = {Grade.DELIVER: Step.HELD, Grade.HUMAN: Step.READ, Grade.RELAY: Step.ANSWERED, Grade.QUESTION: Step.ANSWERED}


@dataclass(frozen=True, slots=True)
class Check:
    """A check as of an instant: how far it has come with each party, and with which it has done what it was for."""

    grade: Grade
    courses: tuple[Course, ...]

    @property
    def done(self) -> tuple[str, ...]:
        """The parties down to whom the line has worked."""
        return tuple(c.party for c in self.courses if c.done)

    @property
    def overdue(self) -> tuple[str, ...]:
        """The parties from whom an answer asked for by now is not here."""
        return tuple(c.party for c in self.courses if c.overdue)


def check(grade: Grade, asked: Sequence[Asked], *, as_of: str) -> Check:
    """Say how a check stands as of an instant."""
    return Check(grade, tuple(course(one, as_of=as_of, done_at=DONE_AT[grade]) for one in asked))
