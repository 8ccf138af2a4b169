# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is: which party a stretch of a sentence speaks of.

Two rules:
  1. A party named for itself (*the Japanese side*, *Côté russe*) opens a side that lasts until the next one or a
     semicolon. A party inside the name of a body, a forum, a person or a text opens none.
  2. *The host side* is the party on whose soil the round was held, *the national delegation* that of the house which
     publishes. *For Japan* opens a side where a clause begins, or where delegations are told of.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from comity.reading.cover import Cover
from comity.reading.lexicon import Hit
from comity.reading.page import Page, kept
from comity.reading.sentence import Sentence
from comity.reading.small import Pattern, any_of

_NAMES = ("bodies", "fora", "instruments")
_NEAR = 3
_FOR = Pattern(lambda: rf"\b{any_of('for-party')}\s(?:{any_of('article')}(?:\s|(?<=')))?$")
_OPENS = Pattern(lambda: rf"(?:[\n;,.:(-]|\b{any_of('joint')})\s?$")
_ON_BEHALF = 34
_OF_DELEGATIONS = frozenset({"lead", "compose"})


@dataclass(frozen=True, slots=True)
class Side:
    """A party named in a sentence, and whether a word for a side stands with it."""

    party: str
    start: int
    stop: int
    marked: bool


@kept
def party_hits(page: Page, start: int, stop: int) -> tuple[Hit, ...]:
    """Give the parties named for themselves in this stretch."""
    parties = page.within("parties", start, stop)
    if not parties:
        return ()
    named = [hit for hit in page.among(_NAMES, start, stop) if not _same_name(hit)]
    if not named:
        return parties
    names = Cover(named)
    return tuple([hit for hit in parties if not names.holds(hit)])


def _same_name(hit: Hit) -> bool:
    """An organisation stands in two schemes: as a party and as a forum. There the party's rules decide."""
    return hit.concept.scheme == "fora" and hit.id in {"EU", "ASEAN", "NATO", "OSCE", "OAS", "AFRICAN-UNION"}


@kept
def sides(
    page: Page, start: int, stop: int, parties: tuple[str, ...], standing: tuple[tuple[str, str], ...]
) -> tuple[Side, ...]:
    """Give the sides of this stretch in order, of the given parties only.

    `standing` says for whom words stand that name no party: *the host side*, *the national delegation*.
    """
    found = [
        Side(hit.id, hit.start, hit.stop, _marked(page, hit, start, stop))
        for hit in party_hits(page, start, stop)
        if hit.id in parties
    ]
    for name, party in standing:
        found += [Side(party, hit.start, hit.stop, marked=True) for hit in page.cues(name, start, stop)]
    found.sort(key=attrgetter("start"))
    return tuple(found)


def _marked(page: Page, hit: Hit, start: int, stop: int) -> bool:
    """Say whether a word for a side stands before or after the party, with nothing but small words between."""
    for word in page.cues("side", max(start, hit.start - 40), min(stop, hit.stop + 40)):
        gap = page.between(word.stop, hit.start) if word.start < hit.start else page.between(hit.stop, word.start)
        gap = gap.removeprefix(".")  # the last full stop of U.S.
        if len(gap.split()) <= _NEAR and not set(gap) & set(",;:.()"):
            return True
    return hit.label.kind != "adjective" and _on_behalf(page, hit, start, stop)


def _on_behalf(page: Page, hit: Hit, start: int, stop: int) -> bool:
    """*For Japan, N attended*: the party after *for*, where a clause begins, or where delegations are told of."""
    left = max(start, hit.start - _ON_BEHALF)
    written = page.folded[left : hit.start]
    match = _FOR.search(written)
    if match is None:
        return False
    before = written[: match.start()]
    opens = _OPENS.search(before) is not None or (left == start and not before.strip())
    return opens or _tells_of_delegations(page, start, stop)


def _tells_of_delegations(page: Page, start: int, stop: int) -> bool:
    return any(verb.id in _OF_DELEGATIONS for verb in page.within("verbs", start, stop))


def speaker(page: Page, sentence: Sentence, verb: int, parties: tuple[str, ...]) -> tuple[str, ...] | None:
    """Say who speaks in a statement: one party, all of them, or nobody that the text names."""
    subject = sides(page, sentence.start, verb, parties, ())
    after = sides(page, verb, min(sentence.stop, verb + 160), parties, ())
    both = page.cue("both", sentence.start, verb)
    marked = [side for side in subject if side.marked]
    if len({side.party for side in marked}) == 1 and len({side.party for side in subject}) == 1:
        return (marked[0].party,)
    named = {side.party for side in subject}
    if len(named) == 1 and both is None:
        return tuple(named)
    if len(named) > 1 or both is not None:
        return tuple(sorted(parties))
    if page.cue("both", verb, min(sentence.stop, verb + 60)) is not None and not any(side.marked for side in after):
        return tuple(sorted(parties))
    by = {side.party for side in after if side.marked}
    return tuple(sorted(by)) if len(by) == 1 else None
