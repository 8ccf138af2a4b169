# SPDX-License-Identifier: Apache-2.0
"""A paragraph under negotiation: in which state it is, and where it stands in the text.

    AGREED      its joint version is the text, and nothing else is on the table
    REOPENED    its joint version stands, and a change of it is on the table
    BRACKETED   nothing is joint yet: all that is on the table stands in brackets
    DELETED     the parties have agreed to leave it out
    FALLEN      nothing is joint, and all that was on the table has been withdrawn

Rules:
  1. A version that leaves the paragraph out is an alternative with no words: its bracket shows a dash.
  2. A version whose words are not here stands in the state, and not in the spans.
  3. Paragraphs stand by their place, a string between two others, and where two have the same place, by their id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.text.brackets import Alternative, Span, brackets


class ParagraphState(StrEnum):
    """How far the parties are with a paragraph."""

    AGREED = "agreed"
    REOPENED = "reopened"
    BRACKETED = "bracketed"
    DELETED = "deleted"
    FALLEN = "fallen"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version of a paragraph as the text sees it: who stands by it, and its words (None: they are not here)."""

    owners: tuple[str, ...]
    place: str
    wording: str | None = None
    deleted: bool = False

    @property
    def words(self) -> str | None:
        """What it would have the reader read: nothing, where it leaves the paragraph out."""
        return "" if self.deleted else self.wording


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph to be read: its id, place and state, its spans, and the parties with a word in its brackets."""

    id: str
    place: str
    state: ParagraphState
    spans: tuple[Span, ...]
    owners: tuple[str, ...] = ()


def paragraph(id_: str, joint: Proposal | None, on_the_table: Sequence[Proposal]) -> Paragraph:
    """Set a paragraph out of its joint version, if any, and of what is on the table."""
    everything = [*([joint] if joint is not None else []), *on_the_table]
    alternatives = [Alternative(p.owners, p.words) for p in everything if p.words is not None]
    owners = dict.fromkeys(owner for p in on_the_table for owner in p.owners)
    return Paragraph(
        id=id_,
        place=everything[0].place if everything else "",
        state=_state(joint, on_the_table),
        spans=brackets(alternatives, reserved=bool(on_the_table)),
        owners=tuple(owners),
    )


def in_order(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Put paragraphs in the order of the text."""
    return tuple(sorted(paragraphs, key=lambda p: (p.place, p.id)))


def _state(joint: Proposal | None, on_the_table: Sequence[Proposal]) -> ParagraphState:
    if joint is None:
        return ParagraphState.BRACKETED if on_the_table else ParagraphState.FALLEN
    if on_the_table:
        return ParagraphState.REOPENED
    return ParagraphState.DELETED if joint.deleted else ParagraphState.AGREED
