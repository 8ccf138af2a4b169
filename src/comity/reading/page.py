# SPDX-License-Identifier: Apache-2.0
"""The page that every grammar reads: text, fold, words, sightings, sentences. It is made once and never changed.

Two rules:
  1. A page knows nothing of dialogues. It answers: what stands here, in which sentence, beside what.
  2. Sightings of one scheme do not nest: the longest stands, the shorter inside it are dropped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from comity.reading.fold import fold
from comity.reading.lexicon import Hit, lexicon
from comity.reading.sentence import Ear, Sentence, Zone, lines, sentences, unwrap
from comity.reading.vocabulary import Vocabularies, concept, current
from comity.reading.word import Words, words

_CUE = "cue "


@dataclass(frozen=True, slots=True)
class Page:
    """A text with everything that was sighted in it."""

    text: str
    folded: str
    lang: str
    words: Words
    hits: Mapping[str, tuple[Hit, ...]]
    sentences: tuple[Sentence, ...]
    starts: Mapping[str, Sequence[int]]
    by_zone: Mapping[Zone, tuple[Sentence, ...]]

    def within(self, scheme: str, start: int, stop: int) -> tuple[Hit, ...]:
        """Give the sightings of a scheme that lie in this stretch, in order."""
        starts = self.starts.get(scheme, ())
        low, high = bisect_left(starts, start), bisect_left(starts, stop)
        if low == high:
            return ()
        return tuple([hit for hit in self.hits[scheme][low:high] if hit.stop <= stop])

    def cue(self, name: str, start: int, stop: int) -> Hit | None:
        """Give the first sighting of a cue in this stretch."""
        return next(iter(self.cues(name, start, stop)), None)

    def cues(self, name: str, start: int, stop: int) -> tuple[Hit, ...]:
        """Give every sighting of a cue in this stretch."""
        return self.within(_CUE + name, start, stop)

    @property
    def noun_capitals(self) -> bool:
        """Whether the language writes every noun with a capital."""
        tongue = concept("tongues", self.lang)
        return tongue is not None and bool(tongue.get("noun_capitals"))

    def body(self) -> tuple[Sentence, ...]:
        """Give the sentences of the body, in order."""
        return self.by_zone.get(Zone.BODY, ())

    def heads(self) -> tuple[Sentence, ...]:
        """Give headings and lines before the first prose."""
        return self.by_zone.get(Zone.HEAD, ())

    def between(self, start: int, stop: int) -> str:
        """Give the folded text of a stretch."""
        return self.folded[start:stop]

    def words_between(self, start: int, stop: int) -> Words:
        """Give the words of a stretch."""
        starts = self.words.starts
        return self.words[bisect_left(starts, start) : bisect_left(starts, stop)]


def page(text: str) -> Page:
    """Read the text once, and give the page."""
    folded = unwrap(fold(text))
    found = words(folded, text)
    lang = _language(folded)
    sighted = lexicon().sightings(text, found, lang)
    hits = {scheme: _longest(scheme, each) for scheme, each in sighted.items()}
    hits |= _by_cue(hits.get("cues", ()))
    starts = {scheme: [hit[0] for hit in each] for scheme, each in hits.items()}
    first = Page(text, folded, lang, found, hits, (), starts, {})

    def tells(start: int, stop: int) -> bool:
        return bool(first.within("verbs", start, stop))

    def speaks(start: int, stop: int) -> bool:
        return any(not hit.concept.get("silent") for hit in first.within("verbs", start, stop)) and stop - start > 60

    def foot(start: int, stop: int) -> bool:
        return any(hit.start <= start + 3 for hit in first.cues("trailer", start, stop)) or text[start] == "©"

    cut = sentences(text, lines(folded), Ear(tells, speaks, foot), ordinal_dot=_ordinal_dot(lang))
    by_zone = {zone: tuple(each for each in cut if each.zone is zone) for zone in Zone}
    return Page(text, folded, lang, found, hits, cut, starts, by_zone)


def _longest(scheme: str, sighted: Sequence[Hit]) -> tuple[Hit, ...]:
    """Give the sightings of one scheme without those that are said again, or lie in a longer one; cues may nest."""
    known: list[Hit] = []
    reach, opened = -1, -1  # where the furthest of the known ends, and where it begins
    last: Hit | None = None
    nests = scheme == "cues"
    for hit in sighted:
        start, stop = hit.start, hit.stop
        if last is not None and last.start == start and last.stop == stop and last.id == hit.id:
            continue
        if stop > reach:
            reach, opened = stop, start
        elif not nests and (stop < reach or start > opened):
            continue
        known.append(hit)
        last = hit
    return tuple(known)


def _by_cue(cues: Iterable[Hit]) -> dict[str, tuple[Hit, ...]]:
    """Give the cues once more, apart by name: the rules ask for them by name."""
    found: dict[str, list[Hit]] = {}
    for hit in cues:
        found.setdefault(_CUE + hit.concept.id, []).append(hit)
    return {name: tuple(hits) for name, hits in found.items()}


def _ordinal_dot(lang: str) -> bool:
    tongue = concept("tongues", lang)
    return tongue is not None and bool(tongue.get("ordinal_dot"))


def _language(folded: str) -> str:
    sample = Counter(folded[:20000].split())
    score = {name: sum([sample[word] for word in common]) for name, common in _commonest(current())}
    return max(sorted(score), key=lambda name: score[name])


@lru_cache(maxsize=4)
def _commonest(vocabularies: Vocabularies) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (tongue.id, frozenset(str(tongue.get("common")).split())) for tongue in vocabularies.schemes["tongues"]
    )
