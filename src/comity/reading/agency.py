# SPDX-License-Identifier: Apache-2.0
"""Which bodies took part, and on whose side.

Three rules:
  1. Its own words come first; then the side that speaks where it stands; then, in a list whose parties follow their
     bodies
     (*МВД, КГБ и Министерство связи Белоруссии*), the next party; then the side carried over from the sentence before.
  2. A body counts where the text tells of delegations, in the title of a head, or in what the sides say of their own
     bodies.
  3. The foot of the page, headings of the house and quotations name no participants.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter

from comity.reading.body import Body, bodies, followed
from comity.reading.draft import Fact
from comity.reading.head import heads
from comity.reading.house import standing
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence, Zone
from comity.reading.side import Side, sides
from comity.reading.small import small
from comity.reading.vocabulary import concept

_NEXT, _AFTER_NAME = 40, 14
_COMPOSITION = frozenset({"compose", "lead", "event"})


Offices = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A body at the table: the body, its party, and how the party was found."""

    body: Body
    party: str
    rule: str


def seats(scene: Scene) -> tuple[Seat, ...]:
    """Give every body with its party, in the order of the text."""
    carried: str | None = None
    offices = _offices(scene)
    found: list[Seat] = []
    for sentence in scene.page.sentences:
        if sentence.zone is not Zone.BODY:
            continue
        opened = sides(scene.page, sentence.start, sentence.stop, scene.codes, standing(scene))
        here = list(_in_sentence(scene, sentence, opened, carried, offices))
        found.extend(here)
        if here:
            carried = here[-1].party
        elif opened:
            carried = opened[-1].party if len({side.party for side in opened}) == 1 else None
    return tuple(found)


def _offices(scene: Scene) -> tuple[tuple[int, int, str], ...]:
    """Where the titles of heads stand, and for whom: a ministry in a title is the head's own."""
    found: list[tuple[int, int, str]] = []
    party = ""
    for fact in heads(scene):
        if fact.field == "head":
            party = str(fact.value["party"])
        else:
            found.extend((start, stop, party) for start, stop in fact.spans)
    return tuple(sorted(found))


def _in_sentence(
    scene: Scene, sentence: Sentence, opened: Sequence[Side], carried: str | None, offices: Offices
) -> Iterator[Seat]:
    present = bodies(scene, sentence.start, sentence.stop)
    apart = [side for side in opened if not _owns(side, present)] if present else []
    composition = any(verb.id in _COMPOSITION for verb in scene.page.within("verbs", sentence.start, sentence.stop))
    for body in present:
        if not composition and not _plain(scene, body):
            continue
        settled = _settle(scene, body, present, apart, carried, offices)
        settled = _of_a_state(scene, settled) if settled is not None else None
        if settled is not None and (not body.of or settled.party in body.of):
            yield settled


def _plain(scene: Scene, body: Body) -> bool:
    """Outside the lists of participants a body must be named: in capitals, a common name with its state."""
    if body.person or body.concept.get("also_forum") or (body.own_name and not scene.page.text[body.start].isupper()):
        return False
    return body.party is not None or not body.concept.get("at_table")


def _owns(side: Side, present: Sequence[Body]) -> bool:
    """Say whether the party stands in the name of a body, or right after it: there it says whose, and opens no side."""
    place = bisect_right(present, side.start, key=attrgetter("start"))
    while place and side.start - present[place - 1].stop < _AFTER_NAME:
        place -= 1
        if present[place].party == side.party:
            return True
    return False


def _settle(
    scene: Scene, body: Body, present: Sequence[Body], apart: Sequence[Side], carried: str | None, offices: Offices
) -> Seat | None:
    own = body.concept.get("party")
    before = [side for side in apart if side.stop <= body.start]
    if own and body.twin is not None and before and before[-1].marked and before[-1].party != own:
        return Seat(replace(body, concept=body.twin), before[-1].party, "agency.side")
    party = own or body.party
    if party is not None:
        return Seat(body, str(party), "agency.own-words") if party in scene.codes else None
    office = _office(body, offices)
    if office is not None:
        return Seat(body, office, "agency.title")
    side = before[-1] if before and not _together(scene, before) else None
    listed = next(
        (other for other in reversed(present) if other.stop <= body.start and other.party in scene.codes), None
    )
    if side is not None and (listed is None or listed.start < side.start or not _adjacent(scene, listed, body)):
        return Seat(body, side.party, "agency.side")
    following = next(
        (
            other
            for other in present
            if other.start > body.start and other.party in scene.codes and followed(scene, other)
        ),
        None,
    )
    after = next((each for each in apart if each.start >= body.stop and each.marked), None)
    if following is not None and (after is None or following.start < after.start) and not (side and listed):
        return Seat(body, str(following.party), "agency.list-next")
    if listed is not None:
        return Seat(body, str(listed.party), "agency.list-before")
    if after is not None:
        return Seat(body, after.party, "agency.side-after")
    return Seat(body, carried, "agency.carried") if carried is not None else None


def _office(body: Body, offices: Offices) -> str | None:
    """Whose title holds the body: the last that begins before it, or the one before that."""
    place = bisect_right(offices, body.start, key=itemgetter(0))
    near = offices[max(0, place - 2) : place]
    return next((whose for start, stop, whose in near if body.stop <= stop), None)


def _of_a_state(scene: Scene, seat: Seat) -> Seat | None:
    """An organisation has no ministries: a role found for it belongs to the one state at the table, or to nobody."""
    if seat.body.concept.get("party") or not _organisation(seat.party) or seat.rule == "agency.own-words":
        return seat
    states = [code for code in scene.codes if not _organisation(code)]
    return Seat(seat.body, states[0], "agency.only-state") if len(states) == 1 else None


def _organisation(code: str) -> bool:
    party = concept("parties", code)
    return party is not None and bool(party.get("organisation"))


def _together(scene: Scene, before: Sequence[Side]) -> bool:
    """Say whether the last two sides are named in one breath (*Russia and France*), so that neither speaks."""
    if len(before) < 2 or before[-2].party == before[-1].party:
        return False
    between = scene.page.folded[before[-2].stop : before[-1].start]
    return set(between.replace("'", "' ").replace("-", " ").split()) <= small("joint", "article", "elided")


def _adjacent(scene: Scene, left: Body, right: Body) -> bool:
    """Say whether two bodies stand in one list, with commas and small words between."""
    between = scene.page.folded[left.stop : right.start]
    return len(between) < 45 and not set(between) & set(".;:")


def agencies(scene: Scene) -> Iterator[Fact]:
    """The bodies that took part, each once, with its first place."""
    seen: set[str] = set()
    for seat in seats(scene):
        name = seat.body.name(seat.party)
        if name not in seen:
            seen.add(name)
            yield Fact("agency", {"party": seat.party, "body": name}, (_with_its_state(scene, seat),), seat.rule)


def _with_its_state(scene: Scene, seat: Seat) -> tuple[int, int]:
    """The words of the body, up to the state that stands right after it (*МВД России*)."""
    body = seat.body
    beyond = [hit for hit in scene.page.within("parties", body.stop, body.stop + _NEXT) if hit.id == seat.party]
    between = scene.page.text[body.stop : beyond[0].start].strip() if beyond else ""
    if beyond and (not between or between in small("article")):
        return body.start, beyond[0].stop
    return body.span
