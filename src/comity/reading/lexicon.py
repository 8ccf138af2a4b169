# SPDX-License-Identifier: Apache-2.0
"""One pass over the text that finds every word of every vocabulary.

The automaton runs over words without their endings, not over letters: *Группы правительственных экспертов* and
*группа правительственных экспертов* are one key of three numbers. A hit says which concept stands where.

    text     Les  parties  ont  souligné  l'importance        roots   parti  ont  soulign*  importanc
    label    soulign*                                         keys    (soulign*)  and every known root that begins so

Three rules:
  1. One automaton, one pass, whatever the number of vocabularies; time is linear in the text.
  2. A word has one root: its stem where the vocabularies know it, else the longest beginning that they name.
     A label with a `*` is entered under every root that it may meet, and each sighting is checked against the word
     itself.
  3. A hit is only a sighting. What it means where it stands is for the grammars to say.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

from comity.reading.fold import fold
from comity.reading.vocabulary import Concept, Label, Vocabularies, current
from comity.reading.word import ENDINGS, Word, stem, words

_CUT = 3
_REMEMBERED, _LONGEST_WORD = 50_000, 40
_LAST = "\U0010ffff"


class Hit(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a label: its folded form, and whether it stands for every word that begins so."""

    form: str
    begins: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    concept: Concept
    label: Label
    parts: tuple[_Part, ...]

    @property
    def tongue(self) -> str:
        """The language in which the entry is read; none where it is a name (an adjective is not), read in every one."""
        return "" if self.concept.names and self.label.kind != "adjective" else self.label.lang

    @property
    def plain(self) -> bool:
        """Say whether the roots alone decide: nothing is asked of the way it is written."""
        return not (self.label.proper or self.label.capitals or any(part.begins for part in self.parts))


class Lexicon:
    """All vocabularies, compiled."""

    def __init__(self, vocabularies: Mapping[str, Sequence[Concept]]) -> None:
        entries = [
            _Entry(concept, label, tuple(_parts(label.text)))
            for each in vocabularies.values()
            for concept in each
            for label in concept.labels
        ]
        parts = [part for entry in entries for part in entry.parts]
        self._stems = sorted({stem(part.form) for part in parts if not part.begins})
        self._known = frozenset(self._stems)
        self._beginnings = sorted({part.form for part in parts if part.begins})
        self._begin = frozenset(self._beginnings)
        self._longest = max((len(each) for each in self._beginnings), default=0)
        roots = [*self._stems, *(each + "*" for each in self._beginnings)]
        self._numbers = {root: number for number, root in enumerate(roots, start=1)}
        self._unknown = len(roots) + 1
        self._known_words: dict[str, int] = {}
        self._automaton = self._compile(entries)

    def _compile(self, entries: Sequence[_Entry]) -> ahocorasick.Automaton:
        keys: dict[tuple[int, ...], list[_Entry]] = {}
        for entry in entries:
            for key in itertools.product(*(self._roots(part) for part in entry.parts)):
                if key:
                    keys.setdefault(key, []).append(entry)
        automaton = ahocorasick.Automaton(ahocorasick.STORE_ANY, ahocorasick.KEY_SEQUENCE)
        for key, found in keys.items():
            automaton.add_word(key, (len(key) - 1, tuple((entry, entry.tongue, entry.plain) for entry in found)))
        automaton.make_automaton()
        return automaton

    def _roots(self, part: _Part) -> tuple[int, ...]:
        """Give the numbers of the roots that a word of a label may meet in a text."""
        if not part.begins:
            return (self._numbers[stem(part.form)],)
        found = {each + "*" for each in _beginning_with(self._beginnings, part.form)}
        found.update(_beginning_with(self._stems, part.form))
        found.update(part.form[:-cut] for cut in range(1, _CUT + 1) if part.form[:-cut] in self._known)
        found.update(root for ending in ENDINGS if (root := stem(part.form + ending)) in self._known)
        return tuple(sorted(self._numbers[root] for root in found))

    def sightings(self, text: str, found: Sequence[Word], lang: str = "") -> tuple[Hit, ...]:
        """Find every concept in the text, longest first where two begin at one place.

        With a language, names and the words of that language only.
        """
        if not found:
            return ()
        known = self._known_words
        numbers = tuple([known.get(word.form) or self._number(word.form) for word in found])
        hits: list[Hit] = []
        for last, (before, entries) in self._automaton.iter(numbers):
            first = last - before
            for entry, tongue, plain in entries:
                if tongue != lang and tongue and lang:
                    continue
                if plain or _as_written(text, found[first : last + 1], entry):
                    hits.append(Hit(entry.concept, entry.label, found[first].start, found[last].stop, first, last))
        hits.sort(key=_place)
        return tuple(hits)

    def _number(self, form: str) -> int:
        """Give the number of a word's root, and remember it: a language has few words, and they all come again."""
        number = self._root_of(form)
        if len(form) <= _LONGEST_WORD and len(self._known_words) < _REMEMBERED:
            self._known_words[form] = number
        return number

    def _root_of(self, form: str) -> int:
        root = stem(form)
        if root in self._known:
            return self._numbers[root]
        for length in range(min(len(form), self._longest), 1, -1):
            if form[:length] in self._begin:
                return self._numbers[form[:length] + "*"]
        return self._unknown


def _place(hit: Hit) -> tuple[int, int, str, str]:
    return hit.start, -hit.stop, hit.concept.scheme, hit.concept.id


def _parts(label: str) -> Iterator[_Part]:
    folded = fold(label)
    for word in words(folded, label):
        yield _Part(word.form, folded[word.stop : word.stop + 1] == "*")


def _beginning_with(ordered: Sequence[str], beginning: str) -> Sequence[str]:
    return ordered[bisect_left(ordered, beginning) : bisect_left(ordered, beginning + _LAST)]


def _as_written(text: str, found: Sequence[Word], entry: _Entry) -> bool:
    if not all(word.form.startswith(part.form) for word, part in zip(found, entry.parts, strict=True) if part.begins):
        return False
    first = found[0]
    if entry.label.proper and not (text[first.start].isupper() and _akin(first.form, entry.parts[0].form)):
        return False
    if not entry.label.capitals:
        return True
    written = (text[word.start : word.stop] for word in found)
    return all(each.upper() == each for each in written) and all(
        word.form.startswith(part.form) for word, part in zip(found, entry.parts, strict=True)
    )


def _akin(form: str, label: str) -> bool:
    """Say whether two forms of a name differ in their last letters only: *Кадрии* is Кадрия, *Кадров* is not."""
    shared = max(3, len(label) - 2)
    return form[:shared] == label[:shared]


def lexicon() -> Lexicon:
    """Give the vocabularies of this reading, compiled once."""
    return _compiled(current())


@lru_cache(maxsize=4)
def _compiled(vocabularies: Vocabularies) -> Lexicon:
    return Lexicon(vocabularies.schemes)
