# SPDX-License-Identifier: Apache-2.0
"""The first look: does the text report a round, whose, and in which sentence.

The *lead* is the sentence that says a meeting was held. Everything binding hangs on it.

Three rules:
  1. A round is reported where a lead tells of a meeting that took place, cyber matters are its subject, and at least
     two parties are coordinated as those who met. All three, or there is no draft.
  2. A speech, an interview, an opinion, a meeting put off, or the meeting of another series is no report of a round.
  3. Parties are those who are coordinated in the lead or the heading: who is only spoken about is no party.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.reading.date import When, dates
from comity.reading.lexicon import Hit
from comity.reading.page import Page
from comity.reading.sentence import Sentence
from comity.reading.side import party_hits, sides
from comity.reading.small import small

_EARLY = 8
_OF_DELEGATIONS = frozenset({"lead", "compose"})
_MARKS = frozenset(",-()")


def _begins(when: When) -> int:
    return when.start


@dataclass(frozen=True, slots=True)
class Scene:
    """What every rule starts from: the page, its dates, the lead, and the parties of the round."""

    page: Page
    dates: tuple[When, ...]
    lead: Sentence
    parties: tuple[Hit, ...]
    codes: tuple[str, ...]  # of the parties, sorted
    metadata: Mapping[str, str]
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict, compare=False, repr=False)

    def dates_within(self, start: int, stop: int) -> tuple[When, ...]:
        """Give the dates of a stretch."""
        low = bisect_left(self.dates, start, key=_begins)
        high = bisect_left(self.dates, stop, key=_begins)
        return tuple(when for when in self.dates[low:high] if when.stop <= stop)


@dataclass(frozen=True, slots=True)
class NoRound:
    """Why the text is no report of a round; `near` where it comes close."""

    reason: str
    near: bool


def look(page: Page, metadata: Mapping[str, str]) -> Scene | NoRound:
    """Find the lead and the parties, or say why there is no round."""
    if (opinion := _opinion(page)) is not None:
        return NoRound(opinion, near=False)
    days = dates(page)
    leads = [
        sentence
        for number, sentence in enumerate(page.body()[:_EARLY])
        if _is_lead(page, sentence) or (number < 2 and _dates_a_meeting(page, sentence, days))
    ]
    if not leads:
        return NoRound("no sentence tells that a meeting on cyber matters took place", near=False)
    lead = leads[0]
    if _other_series(page, lead):
        return NoRound("the meeting is of another series", near=False)
    if page.cue("unofficial", *_opening(lead)) is not None:
        return NoRound("those who met do not speak for states", near=False)
    if _put_off(page, lead):
        return NoRound("the meeting was put off", near=False)
    if _to_come(page, lead):
        return NoRound("the meeting is only announced", near=False)
    if not _about_cyber(page, lead):
        return NoRound("the meeting is not on cyber matters", near=False)
    parties = _parties(page, lead)
    codes = tuple(sorted({hit.id for hit in parties}))
    if len(codes) < 2:
        return NoRound("no two parties are named as those who met", near=True)
    return Scene(page, days, lead, parties, codes, metadata)


def _opinion(page: Page) -> str | None:
    body = page.body()
    begin = body[0].start if body else len(page.text)
    stop = body[min(len(body), 3) - 1].stop if body else len(page.text)
    hit = page.cue("opinion", 0, begin) or page.cue("address", 0, stop)
    return f"a speech, an interview or an opinion ({page.text[hit.start : hit.stop]})" if hit else None


def _is_lead(page: Page, sentence: Sentence) -> bool:
    verbs = page.within("verbs", sentence.start, sentence.stop)
    if not any(verb.id == "event" for verb in verbs):
        return False
    mandates = page.cues("mandate", sentence.start, sentence.stop)
    loud = [
        verb
        for verb in verbs
        if not verb.concept.get("silent") and not any(cue.start <= verb.start < cue.stop for cue in mandates)
    ]
    event = next(verb for verb in verbs if verb.id == "event")
    meets = page.within("meetings", sentence.start, sentence.stop)
    if loud and loud[0].start < event.start and not any(meet.stop <= event.start for meet in meets):
        return False
    if meets:
        return True
    return len(_group(page, sentence.start, sentence.stop)) > 1


def _dates_a_meeting(page: Page, sentence: Sentence, days: Sequence[When]) -> bool:
    """*On 7 and 8 February, at a dialogue, the two have deepened*: a day, a meeting, the parties, whatever the verb."""
    return (
        _dated(page, sentence, days)
        and bool(page.within("meetings", sentence.start, sentence.stop))
        and len(_group(page, sentence.start, sentence.stop)) > 1
        and not page.cue("announced", sentence.start, sentence.stop)
    )


def _dated(page: Page, sentence: Sentence, days: Sequence[When]) -> bool:
    named = page.within("calendar", sentence.start, sentence.stop)
    relative = any(hit.concept.get("days") is not None for hit in named)
    return relative or any(sentence.start <= when.start < sentence.stop and when.day is not None for when in days)


def _heading(page: Page) -> tuple[int, int]:
    heads = page.heads()
    return (heads[0].start, heads[-1].stop) if heads else (0, 0)


def _opening(lead: Sentence) -> tuple[int, int]:
    return 0, lead.stop


def _other_series(page: Page, lead: Sentence) -> bool:
    """Say whether the heading, or the words that name the meeting, name another series."""
    start, stop = _heading(page)
    if page.cue("other-series", start, stop) is not None:
        return not any(
            page.cue("cyber", meet.start - 60, meet.stop + 60) for meet in page.within("meetings", start, stop)
        )
    verbs = [verb for verb in page.within("verbs", lead.start, lead.stop) if verb.id == "event"]
    limit = verbs[0].start if verbs else lead.stop
    named = page.within("meetings", lead.start, lead.stop)
    reach = max([limit, *(meet.stop + 40 for meet in named[:1])])
    other = page.cue("other-series", lead.start, min(lead.stop, reach))
    if not named and (page.cue("other-series", lead.start, lead.stop) or page.cue("leader", lead.start, limit)):
        return True
    return other is not None and page.cue("cyber", lead.start, min(lead.stop, reach)) is None


def _put_off(page: Page, lead: Sentence) -> bool:
    return page.cue("cancelled", *_opening(lead)) is not None


def _to_come(page: Page, lead: Sentence) -> bool:
    """*A and B will hold their second dialogue on 14 May*: the first verb of the lead is one of the future."""
    hit = page.cue("to-come", lead.start, lead.stop)
    if hit is None:
        return False
    meets = page.within("meetings", lead.start, lead.stop)
    events = [verb for verb in page.within("verbs", lead.start, lead.stop) if verb.id == "event"]
    if any(verb.stop <= hit.start for verb in events):
        return False
    return not meets or hit.start < meets[-1].start or not any(verb.start > hit.stop for verb in events)


def _about_cyber(page: Page, lead: Sentence) -> bool:
    start, stop = _heading(page)
    return any(page.cue("cyber", *stretch) for stretch in ((start, stop), (lead.start, lead.stop)))


def _parties(page: Page, lead: Sentence) -> tuple[Hit, ...]:
    """Those who are coordinated in the lead; else in a heading; else in the sentence after the lead."""
    stretches = [(lead.start, lead.stop)]
    stretches += [(head.start, head.stop) for head in page.heads()]
    groups = [group for group in (_group(page, *stretch) for stretch in stretches) if len(group) > 1]
    if not groups:
        return _delegations(page, lead)
    return max(groups, key=lambda group: len({hit.id for hit in group}) > 2)


def _delegations(page: Page, lead: Sentence) -> tuple[Hit, ...]:
    """Where the lead coordinates nobody: the parties whose delegations the body names."""
    found: dict[str, Hit] = {}
    for sentence in page.body():
        hits = party_hits(page, sentence.start, sentence.stop)
        for side in sides(page, sentence.start, sentence.stop, tuple([hit.id for hit in hits]), ()):
            if side.marked and any(
                verb.id in _OF_DELEGATIONS for verb in page.within("verbs", sentence.start, sentence.stop)
            ):
                found.setdefault(side.party, next(hit for hit in hits if hit.start == side.start))
    return tuple(found.values()) if len(found) == 2 and lead else ()


def _group(page: Page, start: int, stop: int) -> tuple[Hit, ...]:
    """Give the longest run of parties with nothing but connecting words between them."""
    runs: list[list[Hit]] = []
    for hit in party_hits(page, start, stop):
        if runs and _connected(page, runs[-1][-1], hit):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    best: Sequence[Hit] = max(runs, key=lambda run: len({hit.id for hit in run}), default=())
    return tuple({hit.id: hit for hit in reversed(best)}.values())[::-1]


def _connected(page: Page, left: Hit, right: Hit) -> bool:
    if right.start <= left.stop:
        return right.id == left.id
    between = page.words_between(left.stop, right.start)
    connectors = small("together", "joint")
    return len(between) <= 4 and all(word.form in connectors or word.form in _MARKS for word in between)
