# SPDX-License-Identifier: Apache-2.0
"""A text that was read, with the places of its facts marked; and the facts, made ready for a page.

Rules:
  1. Marked pieces never nest: the text is cut at every edge of a place, and a piece names all the facts that it says.
  2. A place that a browser sends is counted in characters other than blanks, since blanks are what a page changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from comity.node.review import Reviewed

BLANKS = " \t\r\n\f\v\u00a0"
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text, the numbers of the facts that it says, and of those whose place begins here."""

    text: str
    facts: tuple[int, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact with its number; `quote` is what the text says there, `first` whether it stands among the doubts."""

    number: int
    field: str
    section: str
    value: Any
    support: str
    quote: str
    rule: str
    doubts: Sequence[Mapping[str, Any]]
    has_span: bool
    verdict: str
    by_hand: bool


def segments(text: str, found: Sequence[Reviewed]) -> list[Segment]:
    """Cut the text at every edge of a span, so that marked pieces never nest."""
    spans = [(start, end, each.number) for each in found for start, end in each.fact.get("spans") or ()]
    edges = sorted({0, len(text), *(e for start, end, _ in spans for e in (start, end) if 0 <= e <= len(text))})
    seen: set[int] = set()
    cut = []
    for start, end in pairwise(edges):
        here = tuple(dict.fromkeys(n for first, last, n in spans if first <= start and end <= last))
        cut.append(Segment(text[start:end], here, tuple(n for n in here if n not in seen)))
        seen.update(here)
    return cut


def fact_view(text: str, each: Reviewed) -> FactView:
    """Make a fact ready for the page."""
    fact, spans = each.fact, each.fact.get("spans") or []
    return FactView(
        each.number, str(fact.get("field")), each.section, fact.get("value"),
        "inferred" if fact.get("support") == "inferred" else "stated",
        text[spans[0][0] : spans[0][1]] if spans else "", str(fact.get("rule", "")),
        (each.drafted or fact).get("doubts") or (), bool(spans), each.verdict, fact.get("rule") == "person",
    )  # fmt: skip


def span_of(text: str, first: int, stop: int) -> tuple[int, int] | None:
    """Give the place that begins at one character other than a blank and ends before another; None if there is none."""
    solid = [at for at, char in enumerate(text) if char not in BLANKS]
    if not 0 <= first < stop <= len(solid):
        return None
    return solid[first], solid[stop - 1] + 1


def places(text: str) -> list[tuple[int, int, str]]:
    """Give the lines of a text with words in them, as the list that somebody chooses a place from."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append((at, at + len(line), " ".join(line.split())[:90]))
        at += len(line)
    return found[:MOST_LINES]
