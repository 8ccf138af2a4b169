# SPDX-License-Identifier: Apache-2.0
"""One pass over the text that finds every word of every vocabulary.

The automaton runs over words without their endings, not over letters: *Группы правительственных экспертов* and
*группа правительственных экспертов* are one key of three numbers. A hit says which concept stands where.

    text     Les  parties  ont  souligné  l'importance        roots   parti  ont  soulign*  importanc
    label    soulign*                                         keys    (soulign*)  and every known root that begins so

Four rules:
  1. One automaton a language, one pass, whatever the number of vocabularies; time is linear in the text.
  2. A word has one root: its stem where the vocabularies know it, else the longest beginning that they name.
     A label with a `*` is entered under every root that it may meet, and each sighting is checked against the word
     itself.
  3. What a word means alone is found out once for all texts: a language has few words, and they all come again.
  4. A hit is only a sighting. What it means where it stands is for the grammars to say.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from comity.reading.fold import fold
from comity.reading.vocabulary import Concept, Label, made, schemes
from comity.reading.word import Words, endings, stem, words

_CUT = 3
_REMEMBERED, _LONGEST_WORD = 50_000, 40
_LAST = "\U0010ffff"
_ALL = ""


class Hit(NamedTuple):
    """A concept sighted in the text at the characters [start, stop)."""

    start: int
    stop: int
    id: str
    concept: Concept
    label: Label

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self[:2]


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
    def case(self) -> int:
        """Say what is asked of the way its words are written."""
        return _CAPITAL * self.label.proper | _CAPITALS * self.label.capitals

    @property
    def plain(self) -> bool:
        """Say whether the roots alone decide."""
        return not (self.case or any(part.begins for part in self.parts))

    @property
    def found(self) -> _Found:
        """Give what a sighting of this entry is made of."""
        return self.case, self.concept.scheme, self.concept.id, self.concept, self.label

    def meets(self, forms: Sequence[str]) -> bool:
        """Say whether folded words of these roots are those of the label: what can be said without the text."""
        capitals = self.label.capitals
        if self.label.proper and not _akin(forms[0], self.parts[0].form):
            return False
        for form, part in zip(forms, self.parts, strict=True):
            if (part.begins or capitals) and not form.startswith(part.form):
                return False
        return True


_CAPITAL, _CAPITALS = 1, 2
_Found = tuple[int, str, str, Concept, Label]


class _Numbers(dict[str, int]):
    """The number of a word's root; the words that came once are remembered."""

    def __init__(self, roots: Sequence[str], known: frozenset[str], beginnings: frozenset[str]) -> None:
        super().__init__()
        self._numbers = {root: number for number, root in enumerate(roots, start=1)}
        self._known, self._beginnings = known, beginnings
        self._longest = max(map(len, beginnings), default=0)
        self._unknown = len(roots) + 1

    def __missing__(self, form: str) -> int:
        number = self._root_of(form)
        if len(form) <= _LONGEST_WORD and len(self) < _REMEMBERED:
            self[form] = number
        return number

    def _root_of(self, form: str) -> int:
        root = stem(form)
        if root in self._known:
            return self._numbers[root]
        for length in range(min(len(form), self._longest), 1, -1):
            if form[:length] in self._beginnings:
                return self._numbers[form[:length] + "*"]
        return self._unknown

    def of(self, root: str) -> int:
        """Give the number of a root."""
        return self._numbers[root]


class _Alone(dict[str, tuple[_Found, ...]]):
    """The entries of one word that a word of a text may be; the words that came once are remembered."""

    def __init__(self, numbers: _Numbers, entries: Mapping[int, Sequence[_Entry]]) -> None:
        super().__init__()
        self._of, self._entries = numbers, entries

    def __missing__(self, form: str) -> tuple[_Found, ...]:
        entries = self._entries.get(self._of[form], ())
        found = tuple([each.found for each in entries if each.plain or each.meets((form,))])
        if len(form) <= _LONGEST_WORD and len(self) < _REMEMBERED:
            self[form] = found
        return found


class _Tongue:
    """What is read in one language: entries of one word by their word, longer ones in an automaton."""

    def __init__(self, numbers: _Numbers, keys: Mapping[tuple[int, ...], Sequence[_Entry]]) -> None:
        self.alone = _Alone(numbers, {key[0]: each for key, each in keys.items() if len(key) == 1})
        self.automaton = ahocorasick.Automaton(ahocorasick.STORE_ANY, ahocorasick.KEY_SEQUENCE)
        for key, entries in keys.items():
            if len(key) > 1:
                self.automaton.add_word(
                    key, (len(key) - 1, tuple((None if each.plain else each.meets, each.found) for each in entries))
                )
        self.automaton.make_automaton()


class Lexicon:
    """All vocabularies, compiled."""

    def __init__(self, vocabularies: Mapping[str, Sequence[Concept]]) -> None:
        self._entries = [
            _Entry(concept, label, tuple(_parts(label.text)))
            for each in vocabularies.values()
            for concept in each
            for label in concept.labels
        ]
        parts = [part for entry in self._entries for part in entry.parts]
        self._stems = sorted({stem(part.form) for part in parts if not part.begins})
        self._known = frozenset(self._stems)
        self._beginnings = sorted({part.form for part in parts if part.begins})
        roots = [*self._stems, *(each + "*" for each in self._beginnings)]
        self._numbers = _Numbers(roots, self._known, frozenset(self._beginnings))
        self._tongues: dict[str, _Tongue] = {}

    def _tongue(self, lang: str) -> _Tongue:
        if lang not in self._tongues:
            self._tongues[lang] = _Tongue(self._numbers, self._keys(lang))
        return self._tongues[lang]

    def _keys(self, lang: str) -> Mapping[tuple[int, ...], Sequence[_Entry]]:
        keys: dict[tuple[int, ...], list[_Entry]] = {}
        for entry in self._entries:
            if lang != _ALL and entry.tongue not in {"", lang}:
                continue
            for key in itertools.product(*(self._roots(part) for part in entry.parts)):
                if key:
                    keys.setdefault(key, []).append(entry)
        for entries in keys.values():
            entries.sort(key=lambda entry: (entry.concept.scheme, entry.concept.id))
            entries.reverse()  # as `sightings` wants them
        return keys

    def _roots(self, part: _Part) -> tuple[int, ...]:
        """Give the numbers of the roots that a word of a label may meet in a text."""
        if not part.begins:
            return (self._numbers.of(stem(part.form)),)
        found = {each + "*" for each in _beginning_with(self._beginnings, part.form)}
        found.update(_beginning_with(self._stems, part.form))
        found.update(part.form[:-cut] for cut in range(1, _CUT + 1) if part.form[:-cut] in self._known)
        found.update(root for ending in endings() if (root := stem(part.form + ending)) in self._known)
        return tuple(sorted(self._numbers.of(root) for root in found))

    def sightings(self, text: str, found: Words, lang: str = _ALL) -> Mapping[str, list[Hit]]:
        """Find every concept in the text: by scheme, in order, longest first where two begin at one place.

        With a language, names and the words of that language only.
        """
        hits: defaultdict[str, list[Hit]] = defaultdict(list)
        if not found:
            return hits
        tongue, forms, starts, stops = self._tongue(lang), found.forms, found.starts, found.stops
        make = tuple.__new__  # half the cost of Hit(...), and a text has a hundred thousand of them
        for at, entries in enumerate(map(tongue.alone.__getitem__, forms)):
            if entries:
                start, stop = starts[at], stops[at]
                for case, scheme, name, concept, label in entries:
                    if not case or _written(case, text[start:stop]):
                        hits[scheme].append(make(Hit, (start, stop, name, concept, label)))
        numbers = tuple(map(self._numbers.__getitem__, forms))
        for last, (before, longer) in tongue.automaton.iter(numbers):
            first = last - before
            start, stop = starts[first], stops[last]
            for meets, (case, scheme, name, concept, label) in longer:
                if meets is not None:
                    if not meets(forms[first : last + 1]):
                        continue
                    if case and not _written(
                        case, *map(text.__getitem__, map(slice, starts[first : last + 1], stops[first : last + 1]))
                    ):
                        continue
                hits[scheme].append(make(Hit, (start, stop, name, concept, label)))
        for each in hits.values():
            each.reverse()  # those that end late come first ...
            each.sort(key=_BEGINNING)  # ... and still do where they begin at one place
        return hits


def _written(case: int, *words: str) -> bool:
    """Say whether words stand in the text as a label wants them: with a capital, or all in capitals."""
    if case & _CAPITAL and not words[0][0].isupper():
        return False
    return not case & _CAPITALS or all(word.upper() == word for word in words)


_BEGINNING = itemgetter(0)


def _parts(label: str) -> Iterator[_Part]:
    folded = fold(label)
    for word in words(folded, label):
        yield _Part(word.form, folded[word.stop : word.stop + 1] == "*")


def _beginning_with(ordered: Sequence[str], beginning: str) -> Sequence[str]:
    return ordered[bisect_left(ordered, beginning) : bisect_left(ordered, beginning + _LAST)]


def _akin(form: str, label: str) -> bool:
    """Say whether two forms of a name differ in their last letters only: *Кадрии* is Кадрия, *Кадров* is not."""
    shared = max(3, len(label) - 2)
    return form[:shared] == label[:shared]


@made
def lexicon() -> Lexicon:
    """Give the vocabularies of this reading, compiled once."""
    return Lexicon(schemes())
