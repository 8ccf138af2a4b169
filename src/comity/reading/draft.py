# SPDX-License-Identifier: Apache-2.0
"""What the reader gives back: a draft, its facts, and why each of them stands there.

A fact as JSON:

    {"field": "round.ordinal", "value": 2, "spans": [[134, 151]], "rule": "round.ordinal.lead", "support": "explicit",
    "doubts": []}

Three rules:
  1. A span counts code points of the text as it was given, half-open.
  2. A fact names the rule that found it. `support` is *explicit* where the text says it and *inferred* where it takes
     arithmetic.
  3. A doubt is said, never settled: it belongs to a fact or to the whole draft, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Span = tuple[int, int]


class Kind(StrEnum):
    """Whether the text reports a round of a dialogue."""

    DIALOGUE = "dialogue"
    NONE = "none"
    UNCERTAIN = "uncertain"


class Support(StrEnum):
    """Whether the text says a thing, or it follows from what the text says."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at before confirming: a stable code, a sentence, and where."""

    code: str
    sentence: str
    spans: tuple[Span, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the doubt as a JSON object."""
        return {"code": self.code, "sentence": self.sentence, "spans": [list(span) for span in self.spans]}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the text says, with the places that say it."""

    field: str
    value: Any
    spans: tuple[Span, ...]
    rule: str
    support: Support = Support.EXPLICIT
    doubts: tuple[Doubt, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the fact as a JSON object."""
        return {
            "field": self.field,
            "value": self.value,
            "spans": [list(span) for span in self.spans],
            "rule": self.rule,
            "support": str(self.support),
            "doubts": [doubt.as_json() for doubt in self.doubts],
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """A published text, read: a draft account of a round until a person confirms it."""

    kind: Kind
    lang: str
    facts: tuple[Fact, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def of(self, field: str) -> tuple[Fact, ...]:
        """Give the facts of one field, in the order of the text."""
        return tuple(fact for fact in self.facts if fact.field == field)

    def as_json(self) -> dict[str, Any]:
        """Give the draft as a JSON object."""
        return {
            "kind": str(self.kind),
            "lang": self.lang,
            "facts": [fact.as_json() for fact in self.facts],
            "doubts": [doubt.as_json() for doubt in self.doubts],
        }


def explain(draft: Draft, text: str) -> tuple[Mapping[str, Any], ...]:
    """Give one row per fact for a person to check: field, value, the words that say it, the rule, the doubts."""
    return tuple(
        {
            "field": fact.field,
            "value": fact.value,
            "words": tuple(text[start:stop] for start, stop in fact.spans),
            "rule": fact.rule,
            "support": str(fact.support),
            "doubts": tuple(doubt.sentence for doubt in fact.doubts),
        }
        for fact in draft.facts
    )
