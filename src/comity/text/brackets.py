# SPDX-License-Identifier: Apache-2.0
"""Brackets: what is agreed, and beside it what each party would rather read.

    Alba   The Parties reaffirm their commitment.
    Boria  The Parties recall their commitment.
        -> The Parties [Alba: reaffirm] [Boria: recall] their commitment.

Rules:
  1. Whoever takes the options of one alternative reads that alternative to the letter, spacing included.
  2. Alternatives with the same wording share an option, with all their owners.
  3. An empty option is a proposal to leave out; how that looks is for those who render it.
  4. The order of the alternatives orders the options, and changes nothing else.
  5. The same alternatives have the same brackets, so what was set last is kept: a screen asks again every few seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from comity.text.alignment import Run, common_runs
from comity.text.token import tokens

KEPT = 2_000  # settings: a text of a few hundred paragraphs in three languages


@dataclass(frozen=True, slots=True)
class Alternative:
    """A wording, and the parties that stand by it."""

    owners: tuple[str, ...]
    wording: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of the wordings in a bracket: whose it is, and of which alternatives (by their places in what was given)."""

    owners: tuple[str, ...]
    wording: str
    alternatives: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Either words that all share, or a bracket with an option for each distinct wording."""

    words: str = ""
    options: tuple[Option, ...] = ()

    @property
    def bracketed(self) -> bool:
        """Whether it is a bracket."""
        return bool(self.options)


def brackets(alternatives: Sequence[Alternative], *, reserved: bool = False) -> tuple[Span, ...]:
    """Set the alternatives side by side.

    A single wording is clean text; with `reserved`, for a version that somebody does not accept, it is one bracket.
    """
    return _set(tuple(alternatives), reserved)


@lru_cache(maxsize=KEPT)
def _set(alternatives: tuple[Alternative, ...], reserved: bool) -> tuple[Span, ...]:
    parts = tuple(tokens(alternative.wording) for alternative in alternatives)
    if len(set(parts)) <= 1:
        if not alternatives:
            return ()
        if reserved:
            return (_bracket(alternatives, [alternative.wording for alternative in alternatives]),)
        return (Span(words=alternatives[0].wording),) if alternatives[0].wording else ()
    spans: list[Span] = []
    before = (0,) * len(parts)
    for run in (*common_runs(parts), Run(tuple(map(len, parts)), 0)):
        between = ["".join(part[a:b]) for part, a, b in zip(parts, before, run.starts, strict=True)]
        if any(between):
            spans.extend(_with_space_outside(_bracket(alternatives, between)))
        if run.length:
            spans.append(Span(words="".join(parts[0][run.starts[0] : run.starts[0] + run.length])))
        before = tuple(start + run.length for start in run.starts)
    return _joined(spans)


def forget() -> None:
    """Forget the brackets that were kept, for those who measure."""
    _set.cache_clear()


def wording(spans: Sequence[Span], alternative: int) -> str:
    """Read one alternative back, by its place in what was given to `brackets`."""
    return "".join(
        next(option.wording for option in span.options if alternative in option.alternatives)
        if span.bracketed
        else span.words
        for span in spans
    )


def separations(spans: Sequence[Span]) -> int:
    """Count what separates the parties."""
    return sum(span.bracketed for span in spans)


def clean(spans: Sequence[Span]) -> bool:
    """Whether no bracket is left."""
    return not separations(spans)


def plain(spans: Sequence[Span], name_of: Callable[[str], str]) -> str:
    """Write the text as negotiators type it.

    The Parties [Alba: reaffirm] [Boria: recall] their commitment.
    """
    out = ""
    for span in spans:
        if not span.bracketed:
            out += span.words
            continue
        shown = (f"[{', '.join(map(name_of, o.owners))}: {o.wording.strip() or '—'}]" for o in span.options)
        before = " " if out and not out[-1].isspace() and any(o.wording[:1].isspace() for o in span.options) else ""
        after = " " if any(o.wording[-1:].isspace() for o in span.options) else ""
        out += before + " ".join(shown) + after
    return out


def _bracket(alternatives: Sequence[Alternative], wordings: Sequence[str]) -> Span:
    numbers: dict[str, list[int]] = {}
    for number, wording_ in enumerate(wordings):
        numbers.setdefault(wording_, []).append(number)
    return Span(options=tuple([
        Option(_owners([alternatives[n].owners for n in mine]), wording_, tuple(mine))
        for wording_, mine in numbers.items()
    ]))  # fmt: skip


def _owners(owners: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Name every owner once, in the order in which they are given."""
    return tuple(dict.fromkeys(owners[0] if len(owners) == 1 else [owner for each in owners for owner in each]))


def _with_space_outside(span: Span) -> tuple[Span, ...]:
    """Put a space with which every option begins before the bracket."""
    first = span.options[0].wording[:1]
    if not first.isspace() or any(option.wording[:1] != first for option in span.options):
        return (span,)
    options = tuple(Option(o.owners, o.wording[1:], o.alternatives) for o in span.options)
    return (Span(words=first), Span(options=options))


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Make one span of common words that stand beside each other."""
    joined: list[Span] = []
    for span in spans:
        if joined and not span.bracketed and not joined[-1].bracketed:
            joined[-1] = Span(words=joined[-1].words + span.words)
        else:
            joined.append(span)
    return tuple(joined)
