# SPDX-License-Identifier: Apache-2.0
"""The round itself: its number, days, place, manner, and the name of the dialogue.

Three rules:
  1. The lead says it, or a heading does. A number, day or town elsewhere belongs to something else.
  2. A number counts only beside a word for the meeting; the session of an assembly or a summit is none.
  3. A dialogue without a definite article, quotation or capital of its own has no name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from comity.reading.date import When
from comity.reading.draft import Doubt, Fact, Support
from comity.reading.lexicon import Hit
from comity.reading.page import Page, kept
from comity.reading.publication import published
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence, Zone
from comity.reading.side import party_hits
from comity.reading.small import Pattern, any_of
from comity.reading.year import Dated, complete

_FIGURE = Pattern(lambda: rf"(?<![\w.])(?:(\d{{1,2}})(?:{any_of('number-ending')}|\.)|([ivx]{{1,5}})(?:e)?)(?=\s)")
_NUMERALS = frozenset("0123456789ivx")
_INAUGURAL = Pattern(lambda: any_of("inaugural"))
_IN = Pattern(lambda: rf"\b{any_of('place')}\s$")
_DAY = Pattern(lambda: rf",?\s*(?:{any_of('before-day')}\s)?\d")
_ROMAN = {"i": 1, "v": 5, "x": 10}
_REACH = 9
_NEAR = 4
_PLACES = 8
_MANNERS = ("hybrid", "online", "in-person")
_ALSO_PARTIES = frozenset({"EU", "ASEAN", "NATO", "OSCE", "OAS", "AFRICAN-UNION", "UN"})


def ordinal(scene: Scene) -> Iterator[Fact]:
    """The number of the round, from the lead or else from a heading."""
    stretches = [("lead", scene.lead.start, scene.lead.stop)]
    stretches += [("heading", head.start, head.stop) for head in scene.page.heads()]
    for where, start, stop in stretches:
        found = numbered(scene.page, start, stop)
        if where == "lead":
            found = tuple(each for each in found if each[1] < _other_meeting(scene, start, stop))
        if found:
            number, first, last = found[0]
            yield Fact("round.ordinal", number, ((first, last),), f"round.ordinal.{where}")
            return
    hit = _first_time(scene)
    if hit is not None:
        yield Fact("round.ordinal", 1, (hit.span,), "round.ordinal.first-time")


def _first_time(scene: Scene) -> Hit | None:
    """*It is the first time that A and B meet in this format*: in the lead or right after it, and of the meeting."""
    page = scene.page
    following = [each for each in page.body() if each.start >= scene.lead.stop][:1]
    for sentence in (scene.lead, *following):
        hit = page.cue("first-time", sentence.start, sentence.stop)
        if hit is None or any(page.cue(name, sentence.start, sentence.stop) for name in (*_MANNERS, "previous")):
            continue
        if any(verb.id == "event" for verb in page.within("verbs", sentence.start, sentence.stop)):
            return hit
    return None


def _other_meeting(scene: Scene, start: int, stop: int) -> int:
    """Where the lead turns to another round: a cue for the previous one, after the meeting itself."""
    meets = scene.page.within("meetings", start, stop)
    cues = scene.page.cues("previous", start, stop)
    own = meets[0].start if meets else start
    return min(
        (cue.start for cue in cues if cue.start > own and not _INAUGURAL.search(scene.page.folded, *cue.span)),
        default=stop,
    )


@kept
def numbered(page: Page, start: int, stop: int) -> tuple[tuple[int, int, int], ...]:
    """Give every number of a meeting in this stretch: the number, and where the words stand."""
    if not page.within("meetings", start, stop):
        return ()
    found = []
    for number, first, last in _numbers(page, start, stop):
        meet = next((hit for hit in page.within("meetings", last, min(stop, last + 120))), None)
        if meet is None:
            continue
        between = page.words_between(last, meet.start)
        marks = {word.form for word in between if word.mark} - {'"'}
        if len(between) > _REACH or marks - {","} or (marks and len(between) > _NEAR):
            continue
        if any(hit.start >= last and hit.id not in _ALSO_PARTIES for hit in page.within("fora", last, meet.start)):
            continue
        found.append((number, first, last))
    return tuple(found)


def _numbers(page: Page, start: int, stop: int) -> list[tuple[int, int, int]]:
    found = [(int(hit.id), hit.start, hit.stop) for hit in page.within("ordinals", start, stop)]
    for match in _figures(page, start, stop):
        value = int(match[1]) if match[1] else _roman(match[2])
        if match[2] and not page.text[match.start() : match.end()].rstrip("e").isupper():
            continue
        if 0 < value < 60 and not any(
            len(page.words_between(match.end(), month.start)) <= 2 for month in _months(page, match)
        ):
            found.append((value, match.start(), match.end()))
    return sorted(found, key=lambda each: each[1])


def _figures(page: Page, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Every number of this stretch that is written as one: *6th*, *3-й*, *IV*."""
    for form, at, _ in page.words_between(start, stop).columns():
        if form[0] in _NUMERALS and (match := _FIGURE.match(page.folded, at, stop)) is not None:
            yield match


def _months(page: Page, match: re.Match[str]) -> list[Hit]:
    near = page.within("calendar", match.end(), match.end() + 24)
    return [hit for hit in near if hit.concept.get("kind") == "month"]


def _roman(written: str) -> int:
    total = 0
    for left, right in zip(written, [*written[1:], ""], strict=True):
        value = _ROMAN[left]
        total += -value if right and _ROMAN[right] > value else value
    return total


@kept
def held(scene: Scene) -> Dated | None:
    """The days on which the round was held."""
    page, lead = scene.page, scene.lead
    today = published(scene)
    turn = _other_meeting(scene, lead.start, lead.stop)
    own = [
        when for when in scene.dates_within(lead.start, lead.stop) if when.start < turn and not _dateline(scene, when)
    ]
    own = [when for when in own if when.day is not None] or [when for when in own if when.month is not None]
    event = next((verb.start for verb in page.within("verbs", lead.start, lead.stop) if verb.id == "event"), lead.start)
    if own:
        best = min(own, key=lambda when: abs(when.start - event))
        first = min(own, key=lambda when: when.start)
        chosen = first if first.start < event and first.day is not None and not _mandated(scene, first) else best
        return complete(page, chosen, today, scene.dates)
    return _relative(scene, today) or _next_sentence(scene, today)


def _next_sentence(scene: Scene, today: When | None) -> Dated | None:
    """*The round ended in Moscow. It was held on 3 and 4 May*: the day stands in the sentence after the lead."""
    page = scene.page
    following = next((each for each in page.body() if each.start >= scene.lead.stop), None)
    if following is None or any(page.cue(name, following.start, following.stop) for name in ("previous", "announced")):
        return None
    if not any(verb.id == "event" for verb in page.within("verbs", following.start, following.stop)):
        return None
    days = [when for when in scene.dates_within(following.start, following.stop) if when.day is not None]
    return complete(page, days[0], today, scene.dates) if days else None


def _mandated(scene: Scene, when: When) -> bool:
    return scene.page.cue("mandate", max(scene.lead.start, when.start - 60), when.start) is not None


def _dateline(scene: Scene, when: When) -> bool:
    """Say whether a date opens the paragraph as a dateline: *Kiev, le 16 septembre 2022 – ...*."""
    before = scene.page.between(scene.lead.start, when.start)
    after = scene.page.folded[when.stop : when.stop + 4]
    return (
        len(before.split()) <= 4
        and bool(re.match(r"\s*[-:.]+\s", after))
        and len(scene.dates_within(when.stop, scene.lead.stop)) > 0
    )


def _relative(scene: Scene, today: When | None) -> Dated | None:
    for hit in scene.page.within("calendar", scene.lead.start, scene.lead.stop):
        days = hit.concept.get("days")
        if days is None or today is None or today.day is None:
            continue
        day = datetime.date(int(today.year or 0), int(today.month or 0), today.day) + datetime.timedelta(days=int(days))
        parts = (day.year, day.month, day.day)
        doubt = Doubt(
            "round.date.relative",
            f"the text says {scene.page.text[hit.start : hit.stop]!r}, counted from its date {today.begin}",
            (hit.span,),
        )
        return Dated(When(hit.start, hit.stop, parts, parts), Support.INFERRED, (doubt,))
    return None


def date(scene: Scene) -> Iterator[Fact]:
    """The days of the round, from the lead; from the sentences after it where the lead has none."""
    found = held(scene)
    if found is None:
        return
    rule = "round.date.lead" if found.support is Support.EXPLICIT else "round.date.reckoned"
    value = {"start": found.when.begin, "end": found.when.end}
    yield Fact("round.date", value, ((found.when.start, found.when.stop),), rule, found.support, found.doubts)


@kept
def town(scene: Scene) -> Hit | None:
    """The town of the round: in the lead, before it turns to another round."""
    page, lead = scene.page, scene.lead
    turn = _other_meeting(scene, lead.start, lead.stop)
    for hit in page.within("places", lead.start, min(turn, lead.stop)):
        if not _names_else(page, hit) and not _opens_dateline(page, lead.start, hit):
            return hit
    after = [each for each in page.body() if each.start >= lead.stop][:1]
    for sentence in after:
        if (
            page.cue("previous", sentence.start, sentence.stop) is None
            and page.cue("announced", sentence.start, sentence.stop) is None
        ):
            for hit in page.within("places", sentence.start, sentence.stop):
                gathered = any(verb.id == "event" for verb in page.within("verbs", sentence.start, sentence.stop))
                if gathered and not _names_else(page, hit):
                    return hit
    return None


def _opens_dateline(page: Page, start: int, hit: Hit) -> bool:
    """A town before a date at the start of the paragraph is where the paper was written."""
    return hit.start == start and _DAY.match(page.folded, hit.stop) is not None


def _names_else(page: Page, hit: Hit) -> bool:
    party = any(party.span == hit.span for party in page.within("parties", *hit.span))
    if party and not _IN.search(page.folded, max(0, hit.start - 4), hit.start):
        return True
    return any(
        hit.start >= other.start and hit.stop <= other.stop
        for scheme in ("bodies", "fora", "instruments")
        for other in page.within(scheme, hit.start - 80, hit.stop + 80)
    )


def host(scene: Scene) -> str | None:
    """The party on whose soil the round was held."""
    hit = town(scene)
    country = str(hit.concept.get("country")) if hit else None
    return country if country in scene.codes else None


def place(scene: Scene) -> Iterator[Fact]:
    """The town of the round, unless it was held from a distance."""
    hit = town(scene)
    if hit is None:
        return
    doubts: tuple[Doubt, ...] = ()
    if hit.concept.get("country") not in scene.codes and not _seat(scene, hit):
        doubts = (Doubt("round.place.third", "the town lies in a state that is no party", (hit.span,)),)
    yield Fact(
        "round.place",
        {"city": hit.id, "country": hit.concept.get("country")},
        (hit.span,),
        "round.place.lead",
        doubts=doubts,
    )


def _seat(scene: Scene, hit: Hit) -> bool:
    return hit.id == "Brussels" and "EU" in scene.codes


def manner(scene: Scene) -> Iterator[Fact]:
    """Whether the sides met in one room, online, or both, where the lead or the sentence after it says so."""
    page, lead = scene.page, scene.lead
    stretches = [(lead.start, min(lead.stop, _other_meeting(scene, lead.start, lead.stop)))]
    following = next((each for each in page.body() if each.start >= lead.stop), None)
    if following is not None and _tells_of_the_meeting(scene, following):
        stretches.append((following.start, following.stop))
    for name, value in zip(_MANNERS, ("hybrid", "online", "in_person"), strict=True):
        for stretch in stretches:
            hit = page.cue(name, *stretch)
            if hit is not None:
                yield Fact("round.format", value, (hit.span,), "round.format.cue")
                return


def _tells_of_the_meeting(scene: Scene, sentence: Sentence) -> bool:
    page = scene.page
    if any(page.cue(name, sentence.start, sentence.stop) for name in ("previous", "mandate")):
        return False
    if page.within("ordinals", sentence.start, sentence.stop):
        return False
    verbs = page.within("verbs", sentence.start, sentence.stop)
    return bool(verbs) and verbs[0].id == "event"


def scope(scene: Scene) -> Iterator[Fact]:
    """Whether the dialogue is between ministries or of the whole government."""
    for name in ("interministerial", "whole-of-government"):
        hit = scene.page.cue(name, 0, scene.lead.stop)
        if hit is not None:
            yield Fact("dialogue.scope", name.replace("-", "_"), (hit.span,), "dialogue.scope.cue")
            return


def parties(scene: Scene) -> Iterator[Fact]:
    """The parties, each with the place that coordinates it, and the first other places that name it."""
    page = scene.page
    places: dict[str, list[tuple[int, int]]] = {code: [] for code in scene.codes}
    for hit in scene.parties:
        places[hit.id].append(hit.span)
    for sentence in page.sentences:
        for hit in party_hits(page, sentence.start, sentence.stop) if sentence.zone is not Zone.FOOT else ():
            if len(places.get(hit.id, range(_PLACES))) < _PLACES and hit.span not in places[hit.id]:
                places[hit.id].append(hit.span)
    for code, spans in places.items():
        yield Fact("party", code, tuple(spans), "party.coordinated")


def observers(scene: Scene) -> Iterator[Fact]:
    """Who looked on: named beside the word observer, and no party."""
    seen = set()
    for sentence in scene.page.sentences if scene.page.says("observer") else ():
        if sentence.zone is Zone.FOOT or scene.page.cue("observer", sentence.start, sentence.stop) is None:
            continue
        for hit in party_hits(scene.page, sentence.start, sentence.stop):
            if hit.id not in scene.codes and hit.id not in seen and hit.label.kind != "adjective":
                seen.add(hit.id)
                yield Fact("observer", hit.id, (hit.span,), "observer.cue")


def year_of(scene: Scene) -> int | None:
    """The year of the round, where it is known."""
    found = held(scene)
    if found is not None and found.when.year is not None:
        return found.when.year
    today = published(scene)
    return today.year if today else None


def dated(scene: Scene, when: When) -> When:
    """Complete a date by the day of publication, for rules that compare days."""
    if when.year is not None:
        return when
    return replace(complete(scene.page, when, published(scene), scene.dates).when)
