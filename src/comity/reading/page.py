# SPDX-License-Identifier: Apache-2.0
"""The page that every grammar reads: text, fold, words, sightings, sentences. It is made once and never changed.

Two rules:
  1. A page knows nothing of dialogues. It answers: what stands here, in which sentence, beside what.
  2. Sightings of one scheme do not nest: the longest stands, the shorter inside it are dropped.
"""

from __future__ import annotations

import functools
import itertools
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Protocol, TypeVar, TypeVarTuple

from comity.reading.fold import fold
from comity.reading.lexicon import Hit, lexicon
from comity.reading.sentence import Ear, Sentence, Zone, lines, sentences, unwrap
from comity.reading.vocabulary import concept, made, schemes
from comity.reading.word import Words, words

_SAMPLE = 20_000
_Answers = dict[tuple[object, ...], Any]


class _Asked(Protocol):
    @property
    def memo(self) -> _Answers: ...


A = TypeVar("A", bound=_Asked)
Ts = TypeVarTuple("Ts")
T = TypeVar("T")
_NOTHING = object()


def kept(make: Callable[[A, *Ts], T]) -> Callable[[A, *Ts], T]:
    """Answer a question about a page once, however many rules ask it; the answer lives no longer than the page."""

    @functools.wraps(make)
    def answer(of: A, *asked: *Ts) -> T:
        memo, key = of.memo, (make, asked)
        found: T = memo.get(key, _NOTHING)
        if found is _NOTHING:
            memo[key] = found = make(of, *asked)
        return found

    return answer


class Column:
    """Sightings of one kind, in order."""

    __slots__ = ("hits", "starts")

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits, self.starts = hits, [hit[0] for hit in hits]

    def within(self, start: int, stop: int) -> tuple[Hit, ...]:
        """Give those that lie in this stretch."""
        starts = self.starts
        low = bisect_left(starts, start)
        if low == len(starts) or starts[low] >= stop:  # most questions end here
            return ()
        high = bisect_left(starts, stop, low)
        return tuple([hit for hit in self.hits[low:high] if hit[1] <= stop])


@dataclass(frozen=True, slots=True)
class Page:
    """A text with everything that was sighted in it."""

    text: str
    folded: str
    lang: str
    words: Words
    sighted: Mapping[str, Column]
    by_cue: Mapping[str, Column]
    sentences: tuple[Sentence, ...]
    by_zone: Mapping[Zone, tuple[Sentence, ...]]
    memo: _Answers = field(default_factory=dict, compare=False, repr=False)

    def within(self, scheme: str, start: int, stop: int) -> tuple[Hit, ...]:
        """Give the sightings of a scheme that lie in this stretch, in order."""
        column = self.sighted.get(scheme)
        return column.within(start, stop) if column is not None else ()

    def among(self, schemes: tuple[str, ...], start: int, stop: int) -> tuple[Hit, ...]:
        """Give the sightings of several schemes that lie in this stretch, in order."""
        return _joined(self, schemes).within(start, stop)

    def says(self, cue: str) -> bool:
        """Say whether a cue is sighted anywhere."""
        return cue in self.by_cue

    def cue(self, name: str, start: int, stop: int) -> Hit | None:
        """Give the first sighting of a cue in this stretch."""
        column = self.by_cue.get(name)
        found = column.within(start, stop) if column is not None else ()
        return found[0] if found else None

    def cues(self, name: str, start: int, stop: int) -> tuple[Hit, ...]:
        """Give every sighting of a cue in this stretch."""
        column = self.by_cue.get(name)
        return column.within(start, stop) if column is not None else ()

    @property
    def noun_capitals(self) -> bool:
        """Whether the language writes every noun with a capital."""
        return _has(self.lang, "noun_capitals")

    @property
    def name_capitals(self) -> bool:
        """Whether the language writes the nouns of a name with a capital."""
        return _has(self.lang, "name_capitals")

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


@kept
def _joined(page: Page, schemes: tuple[str, ...]) -> Column:
    columns = [page.sighted[scheme].hits for scheme in schemes if scheme in page.sighted]
    return Column(sorted(itertools.chain.from_iterable(columns), key=itemgetter(0)))


def page(text: str) -> Page:
    """Read the text once, and give the page."""
    folded = unwrap(fold(text))
    found = words(folded, text)
    lang = _language(folded)
    sighted = {
        scheme: Column(_longest(scheme, each)) for scheme, each in lexicon().sightings(text, found, lang).items()
    }
    by_cue = _by_cue(sighted["cues"].hits) if "cues" in sighted else {}
    first = Page(text, folded, lang, found, sighted, by_cue, (), {})

    def tells(start: int, stop: int) -> bool:
        return bool(first.within("verbs", start, stop))

    def speaks(start: int, stop: int) -> bool:
        return any(not hit.concept.get("silent") for hit in first.within("verbs", start, stop)) and stop - start > 60

    def foot(start: int, stop: int) -> bool:
        return any(hit.start <= start + 3 for hit in first.cues("trailer", start, stop)) or text[start] == "©"

    cut = sentences(text, lines(folded), Ear(tells, speaks, foot), ordinal_dot=_has(lang, "ordinal_dot"))
    by_zone = {zone: tuple(each for each in cut if each.zone is zone) for zone in Zone}
    return Page(text, folded, lang, found, sighted, by_cue, cut, by_zone)


def _longest(scheme: str, sighted: Sequence[Hit]) -> list[Hit]:
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
    return known


def _by_cue(cues: Iterable[Hit]) -> dict[str, Column]:
    """Give the cues once more, apart by name: the rules ask for them by name."""
    found: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in cues:
        found[hit.id].append(hit)
    return {name: Column(hits) for name, hits in found.items()}


def _has(lang: str, habit: str) -> bool:
    """Say whether a language has a habit of writing."""
    tongue = concept("tongues", lang)
    return tongue is not None and bool(tongue.get(habit))


def _language(folded: str) -> str:
    tongues, every = _commonest()
    sample = Counter(filter(every.__contains__, folded[:_SAMPLE].split()))
    score = {name: sum([sample[word] for word in common]) for name, common in tongues}
    return max(sorted(score), key=lambda name: score[name])


@made
def _commonest() -> tuple[tuple[tuple[str, frozenset[str]], ...], frozenset[str]]:
    """The commonest words of each language, and all of them."""
    tongues = [(each.id, frozenset(str(each.get("common")).split())) for each in schemes()["tongues"]]
    return tuple(tongues), frozenset().union(*(common for _, common in tongues))
