# SPDX-License-Identifier: Apache-2.0
"""The round before and the round after, where the text names them.

Three rules:
  1. A previous round is a meeting with a lower number, or one called previous, with a day, a town or a number of its
     own.
  2. A next round is a meeting with the next number, or one called next or to be held, with a day, a town or a host.
  3. Another series, a seminar, a summit beside it, is neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comity.reading.date import When
from comity.reading.draft import Doubt, Fact
from comity.reading.lexicon import Hit
from comity.reading.page import Page, kept
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence, Zone
from comity.reading.side import sides
from comity.reading.sitting import held, numbered, town, year_of
from comity.reading.small import Pattern, any_of

_AFTER, _VERB_LAST = 220, 60
_AGREEING = frozenset({"agree", "propose", "decide", "commit", "builds-on", "call_on"})
_AGAIN = Pattern(lambda: rf"\b{any_of('again')}")
_BEFORE = Pattern(lambda: rf"\b{any_of('before')}\s*$")
_HOSTING = Pattern(lambda: rf"\b{any_of('hosting')}")


@kept
def _current(scene: Scene) -> int | None:
    found = numbered(scene.page, scene.lead.start, scene.lead.stop)
    if found:
        return found[0][0]
    for head in scene.page.heads():
        found = numbered(scene.page, head.start, head.stop)
        if found:
            return found[0][0]
    return None


def previous(scene: Scene) -> Iterator[Fact]:
    """Earlier rounds that the text names."""
    page = scene.page
    for sentence in page.sentences:
        if sentence.zone is Zone.FOOT or (sentence.zone is Zone.HEAD):
            continue
        found = _previous_in(scene, sentence)
        if found is not None:
            yield found


def _previous_in(scene: Scene, sentence: Sentence) -> Fact | None:
    page, current = scene.page, _current(scene)
    cues = [
        cue
        for cue in page.cues("previous", sentence.start, sentence.stop)
        if sentence.start == scene.lead.start or _of_a_meeting(page, cue)
    ]
    lower = [
        each for each in numbered(page, sentence.start, sentence.stop) if current is not None and each[0] < current
    ]
    if not cues and not lower:
        return None
    start = min([cue.start for cue in cues] + [each[1] for each in lower])
    if sentence is scene.lead or sentence.start == scene.lead.start:
        own = held(scene)
        start = max(start, own.when.stop if own and own.when.start < start else start)
    elif not page.within("meetings", sentence.start, sentence.stop):
        return None
    if page.cue("other-series", sentence.start, sentence.stop) is not None and not lower:
        return None
    number = next((each[0] for each in lower), None)
    if number is None:
        later = [each for each in numbered(page, sentence.start, sentence.stop) if each[0] != current]
        number = later[0][0] if later and current is None else None
    scope = sentence.start if sentence.start != scene.lead.start else start
    when = _earlier(scene, start, sentence.stop) or _earlier(scene, scope, sentence.stop)
    where = _place(scene, start, sentence.stop) or _place(scene, scope, sentence.stop)
    if when is None and where is None:
        return None
    value = {"ordinal": number, "date": when.begin if when else None, "city": where.id if where else None}
    if number is None and value["date"] is None:
        return None
    first = min([start, *([when.start] if when else []), *([where.start] if where else [])])
    last = max([start + 1, *([when.stop] if when else []), *([where.stop] if where else [])])
    return Fact("prev_round", value, ((first, last),), "prev_round.cue")


def _of_a_meeting(page: Page, cue: Hit) -> bool:
    """*Follows the third dialogue* speaks of a round, *follows the visit of* does not."""
    return bool(page.within("meetings", max(0, cue.start - 40), cue.stop + 70))


def _earlier(scene: Scene, start: int, stop: int) -> When | None:
    own = held(scene)
    for when in scene.dates_within(start, stop):
        if own is not None and when.start == own.when.start:
            continue
        if when.year is None or own is None or own.when.year is None or when.begin < own.when.begin:
            return when
    return None


def _place(scene: Scene, start: int, stop: int) -> Hit | None:
    own = town(scene)
    for hit in scene.page.within("places", start, stop):
        inside = any(
            other.start <= hit.start and hit.stop <= other.stop
            for scheme in ("instruments", "fora", "bodies")
            for other in scene.page.within(scheme, hit.start - 60, hit.stop + 60)
        )
        if not inside and (own is None or hit.start != own.start):
            return hit
    return None


def following(scene: Scene) -> Iterator[Fact]:
    """The next round, where the text says when, where or by whom."""
    for sentence in scene.page.sentences:
        if sentence.zone is not Zone.BODY or sentence.start <= scene.lead.start:
            continue
        start = _opening(scene, sentence)
        if start is None:
            continue
        value, spans = _next_value(scene, start, sentence)
        if not any(value.values()) and (before := _last_verb(scene, start, sentence)) is not None:
            value, spans = _next_value(scene, before, sentence)
        if value["city"] is None and value["country"] is None and value["date"] is None:
            continue
        yield Fact("next_round", value, spans, "next_round.cue", doubts=_limit(scene, start, sentence, value))
        return


def _last_verb(scene: Scene, start: int, sentence: Sentence) -> int | None:
    """*vereinbarten, 2029 in Borovo erneut zusammenzukommen*: the words that place the round stand before its own."""
    near = scene.page.within("verbs", max(sentence.start, start - _VERB_LAST), start)
    return next((verb.stop for verb in reversed(near) if verb.id in _AGREEING), None)


def _limit(scene: Scene, start: int, sentence: Sentence, value: Mapping[str, str | None]) -> tuple[Doubt, ...]:
    """*Before the end of 2027* is a limit, not a date: said, not settled."""
    hit = scene.page.cue("limit", start, sentence.stop)
    if hit is None or value["date"] is None:
        return ()
    return (
        Doubt(
            "next_round.date-limit",
            f"the text sets a limit, not a date: {scene.page.text[hit.start : hit.stop]}",
            (hit.span,),
        ),
    )


def _opening(scene: Scene, sentence: Sentence) -> int | None:
    """Where in the sentence the next round begins to be spoken of."""
    page, current = scene.page, _current(scene)
    meets = page.within("meetings", sentence.start, sentence.stop)
    cues = page.cues("next", sentence.start, sentence.stop)
    again_told = page.cue("will-meet-again", sentence.start, sentence.stop)
    meet = page.cue("meet-again", sentence.start, sentence.stop)
    if again_told is not None:
        return again_told.start
    if not meets and not cues and meet is None:
        return None
    told = page.cue("announced", sentence.start, sentence.stop) is not None
    ahead = [
        each for each in numbered(page, sentence.start, sentence.stop) if current is not None and each[0] == current + 1
    ]
    if current is None and told:
        ahead = [each for each in numbered(page, sentence.start, sentence.stop) if each[0] > 1]
    future = told or _agreed(page, sentence)
    comma = page.folded.find(",", cues[0].stop if cues else sentence.start, sentence.stop)
    if page.cue("other-series", sentence.start, comma if comma > 0 else sentence.stop) is not None and not ahead:
        return None
    if ahead and future:
        return sentence.start
    near = [cue for cue in cues if any(-30 < meet.start - cue.stop < 60 for meet in meets)]
    again = [cue for cue in cues if cue not in near and future and _AGAIN.search(page.folded, cue.start, cue.stop)]
    ahead_of = [hit for hit in page.within("calendar", sentence.start, sentence.stop) if hit.concept.get("years") == 1]
    if ahead_of and meets and _agreed(page, sentence):
        return meets[0].start
    if meet is not None and _agreed(page, sentence):
        return meet.start
    if (near or again) and future and not _before_next(page, near):
        return min(cue.start for cue in [*near, *again])
    return None


def _before_next(page: Page, cues: list[Hit]) -> bool:
    """*Before the next dialogue* is a date for something else."""
    return bool(cues) and _BEFORE.search(page.folded, max(0, cues[0].start - 14), cues[0].start) is not None


def _agreed(page: Page, sentence: Sentence) -> bool:
    return any(verb.id in _AGREEING for verb in page.within("verbs", sentence.start, sentence.stop))


def _next_value(
    scene: Scene, start: int, sentence: Sentence
) -> tuple[dict[str, str | None], tuple[tuple[int, int], ...]]:
    page = scene.page
    stop = min(sentence.stop, start + _AFTER)
    where = _place(scene, start, stop)
    when = next(iter(scene.dates_within(start, stop)), None)
    date = when.begin if when is not None and when.year is not None else None
    relative = next((hit for hit in page.within("calendar", start, stop) if hit.concept.get("years") is not None), None)
    year = year_of(scene)
    if date is None and relative is not None and year is not None:
        date = str(year + int(relative.concept.get("years")))
    country = str(where.concept.get("country")) if where else None
    if where is None:
        named = sides(page, sentence.start, stop, scene.codes, ())
        alone = {side.party for side in named if side.start >= start}
        if len(alone) == 1 and _HOSTING.search(page.folded, start, stop):
            country = alone.pop()
    marks = [
        span
        for span in (
            where.span if where else None,
            (when.start, when.stop) if when and date else None,
            relative.span if relative else None,
        )
        if span
    ]
    spans = ((min(start, *(span[0] for span in marks)), max(span[1] for span in marks)),) if marks else ((start, stop),)
    return {"city": where.id if where else None, "country": country, "date": date}, spans
