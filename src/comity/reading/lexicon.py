# SPDX-License-Identifier: Apache-2.0
"""One pass over the text that finds every word of every vocabulary.

The automaton runs over words without their endings, not over letters: *Группы правительственных экспертов* and
*группа правительственных экспертов* are one key of three numbers. A hit says which concept stands where.

Two rules:
  1. One automaton, one pass, whatever the number of vocabularies; time is linear in the text.
  2. A hit is only a sighting. What it means where it stands is for the grammars to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick

from comity.reading.fold import fold
from comity.reading.vocabulary import Concept, Label, schemes
from comity.reading.word import Word, stem, words

_LONGEST_PREFIX = 24
_BEGINNING = re.compile(r"([^\W_]+)\*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept sighted in the text: characters [start, stop), words [first, last]."""

    concept: Concept
    label: Label
    start: int
    stop: int
    first: int
    last: int

    @property
    def id(self) -> str:
        """The concept's id."""
        return self.concept.id

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.stop

    def within(self, other: Hit) -> bool:
        """Say whether this sighting lies inside the other and is shorter."""
        return other.start <= self.start and self.stop <= other.stop and self.stop - self.start < other.stop - other.start


@dataclass(frozen=True, slots=True)
class _Entry:
    concept: Concept
    label: Label
    forms: tuple[str, ...]


class Lexicon:
    """All vocabularies, compiled."""

    def __init__(self, vocabularies: Mapping[str, Sequence[Concept]]) -> None:
        labels = [(concept, label) for each in vocabularies.values() for concept in each for label in concept.labels]
        self._prefixes = frozenset(_prefixes(label.text for _, label in labels))
        self._numbers: dict[str, int] = {}
        keys: dict[tuple[int, ...], list[_Entry]] = {}
        for concept, label in labels:
            found = words(fold(label.text.replace("*", "")))
            numbers = tuple(self._number(word) for word in found)
            if numbers:
                keys.setdefault(numbers, []).append(_Entry(concept, label, tuple(word.form for word in found)))
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_ANY, ahocorasick.KEY_SEQUENCE)
        for key, entries in keys.items():
            self._automaton.add_word(key, (len(key), tuple(entries)))
        self._automaton.make_automaton()

    def known(self, form: str) -> bool:
        """Say whether a folded word stands in any vocabulary."""
        return self._root(form) in self._numbers

    def sightings(self, text: str, found: Sequence[Word]) -> tuple[Hit, ...]:
        """Find every concept in the text, longest first where two begin at one place."""
        if not found:
            return ()
        numbers = tuple(self._numbers.get(self._root(word.form), 0) for word in found)
        hits = []
        for last, (length, entries) in self._automaton.iter(numbers):
            first = last - length + 1
            hits.extend(
                Hit(entry.concept, entry.label, found[first].start, found[last].stop, first, last)
                for entry in entries
                if _as_written(text, found[first : last + 1], entry)
            )
        return tuple(sorted(hits, key=lambda hit: (hit.start, -hit.stop, hit.concept.scheme, hit.id)))

    def _root(self, form: str) -> str:
        for length in range(min(len(form), _LONGEST_PREFIX), 1, -1):
            if form[:length] in self._prefixes:
                return form[:length] + "*"
        return stem(form)

    def _number(self, word: Word) -> int:
        return self._numbers.setdefault(self._root(word.form), len(self._numbers) + 1)


def _prefixes(labels: Iterable[str]) -> Iterable[str]:
    for label in labels:
        yield from _BEGINNING.findall(fold(label))


def _as_written(text: str, found: Sequence[Word], entry: _Entry) -> bool:
    if entry.label.proper and not (text[found[0].start].isupper() and _akin(found[0].form, entry.forms[0])):
        return False
    if not entry.label.capitals:
        return True
    return all(
        text[word.start : word.stop].upper() == text[word.start : word.stop] and word.form.startswith(form)
        for word, form in zip(found, entry.forms, strict=True)
    )


def _akin(form: str, label: str) -> bool:
    """Say whether two forms of a name differ in their last letters only: *Кадрии* is Кадрия, *Кадров* is not."""
    return form[: max(3, len(label) - 2)] == label[: max(3, len(label) - 2)]


@cache
def lexicon() -> Lexicon:
    """Give the shipped vocabularies, compiled once."""
    return Lexicon(schemes())
