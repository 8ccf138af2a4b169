# SPDX-License-Identifier: Apache-2.0
"""A consultation: one side asks to talk, so that an event is not misread (OSCE CBM 3).

    asked -> received -> read -> answered -> closed

Rules:
  1. CBM 3 sets no deadline. What an asker wrote as *answer by* is a wish, and so it is called.
  2. A consultation lapses for one who looks: after a time that the looker names, with nothing said since.
     It revives with the next word.
  3. Nobody is in breach. What was not answered stands as not answered here, with the sources that were looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from comity.base.names import moment
from comity.measures.answer import Asked, Course, Step, course


class Phase(StrEnum):
    """Where a consultation is."""

    ASKED = "asked"
    RECEIVED = "received"
    READ = "read"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    CLOSED = "closed"


_PHASES = {
    Step.UNSENT: Phase.ASKED,
    Step.SENT: Phase.ASKED,
    Step.HELD: Phase.RECEIVED,
    Step.READ: Phase.READ,
    Step.ANSWERED: Phase.ANSWERED,
}


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation with one party, as of an instant."""

    phase: Phase
    course: Course


def consultation(
    asked: Asked, *, as_of: str, last_word: str = "", lapses_after: timedelta | None = None
) -> Consultation:
    """Say where a consultation is. `last_word` is the latest thing said in it by either side, if not the question."""
    found = course(asked, as_of=as_of)
    if asked.ended and asked.ended <= as_of:
        return Consultation(Phase.CLOSED, found)
    words = (asked.sent, asked.read, asked.answered, last_word)
    last = max((word for word in words if word and word <= as_of), default="")
    if last and lapses_after is not None and moment(as_of) - moment(last) > lapses_after:
        return Consultation(Phase.LAPSED, found)
    return Consultation(_PHASES[found.step], found)
