# SPDX-License-Identifier: Apache-2.0
"""Texts that the statements lean on: charters, reports, decisions, strategies, drafts.

Three rules:
  1. A report is known by its forum and its year (*the 2015 report of the Group of Governmental Experts*), or by the
     number of the group.
  2. A decision of the OSCE is known by its number beside the word decision.
  3. The longest name stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity.reading.draft import Fact
from comity.reading.page import Page, kept
from comity.reading.scene import Scene
from comity.reading.small import Pattern, any_of
from comity.reading.statement import statements
from comity.reading.vocabulary import Concept, made, schemes

_FOUR = re.compile(r"\b\d{4}\b")
_YEAR = re.compile(r"(?<!\d-)\b(20\d\d)\b(?!\s?-\s?\d)")  # a span of years is a mandate, no report
_YEARLY = Pattern(lambda: rf"\b{any_of('yearly')}")
_FIRST = Pattern(lambda: rf"\b{any_of('final')}")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A text named in the account: its id and where it stands."""

    name: str
    start: int
    stop: int
    rule: str
    draft: bool = False
    topic: str | None = None


@kept
def instruments(scene: Scene, start: int, stop: int) -> tuple[Instrument, ...]:
    """Give the texts named in this stretch, in order."""
    page = scene.page
    found = [
        Instrument(
            hit.id,
            hit.start,
            hit.stop,
            "instrument.vocabulary",
            bool(hit.concept.get("draft")),
            hit.concept.get("topic"),
        )
        for hit in page.within("instruments", start, stop)
    ]
    found += [*_decisions(page, start, stop), *_reports(page, start, stop)]
    return tuple(sorted(found, key=lambda each: each.start))


@made
def _numbers() -> Mapping[str, str]:
    """The decisions that are known by their number."""
    return {str(concept.get("number")): concept.id for concept in schemes()["instruments"] if concept.get("number")}


@made
def _by_forum() -> Mapping[str, Sequence[Concept]]:
    """The reports of each forum."""
    found: dict[str, list[Concept]] = {}
    for concept in schemes()["instruments"]:
        if concept.get("report_of"):
            found.setdefault(str(concept.get("report_of")), []).append(concept)
    return found


def _decisions(page: Page, start: int, stop: int) -> Iterator[Instrument]:
    if not page.cues("decision", start, stop):
        return
    numbers = _numbers()
    for match in _FOUR.finditer(page.folded[start:stop]):
        name = numbers.get(match.group())
        at = start + match.start()
        cue = page.cue("decision", max(start, at - 60), at)
        if name and cue is not None:
            yield Instrument(name, cue.start if at - cue.stop < 6 else at, start + match.end(), "instrument.decision")


def _reports(page: Page, start: int, stop: int) -> Iterator[Instrument]:
    for hit in page.within("fora", start, stop):
        known = _by_forum().get(hit.id)
        if known is None:
            continue
        left, right = max(start, hit.start - 70), min(stop, hit.stop + 60)
        word = page.cue("report", left, hit.start) or page.cue("report", hit.stop, min(stop, hit.stop + 30))
        if word is None:
            continue
        years = [(match.group(), left + match.start()) for match in _YEAR.finditer(page.folded[left:right])]
        for concept in known:
            wanted = [at for year, at in years if year in (concept.get("years") or ())]
            numbered = concept.get("session") is not None and _numbered(
                page, left, hit.start, int(concept.get("session"))
            )
            final = (
                hit.id == "UN-OEWG"
                and _FIRST.search(page.folded[left:right])
                and not _YEARLY.search(page.folded[left:right])
            )
            if wanted or numbered or final:
                yield Instrument(concept.id, min(word.start, hit.start), max(hit.stop, word.stop), "instrument.report")


def _numbered(page: Page, left: int, right: int, number: int) -> bool:
    """Say whether the number of the group stands before its name, in words or figures."""
    words = any(hit.id == str(number) for hit in page.within("ordinals", left, right))
    return words or re.search(rf"\b{number}{any_of('number-ending')}", page.folded[left:right]) is not None


def facts(scene: Scene) -> Iterator[Fact]:
    """The texts of the statements, each once."""
    seen: set[str] = set()
    for each in statements(scene):
        for found in instruments(scene, each.sentence.start, each.sentence.stop):
            if found.name not in seen:
                seen.add(found.name)
                yield Fact("instrument", found.name, ((found.start, found.stop),), found.rule)
