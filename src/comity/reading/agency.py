# SPDX-License-Identifier: Apache-2.0
"""Which bodies took part, and on whose side.

Three rules:
  1. Its own words come first; then the side that speaks where it stands; then, in a list whose parties follow their bodies
     (*МВД, КГБ и Министерство связи Белоруссии*), the next party; then the side carried over from the sentence before.
  2. A body counts where the text tells of delegations, in the title of a head, or in what the sides say of their own bodies.
  3. The foot of the page, headings of the house and quotations name no participants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comity.reading.body import Body, bodies
from comity.reading.draft import Fact
from comity.reading.round import town
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence, Zone
from comity.reading.side import Side, sides

_COMPOSITION = frozenset({"compose", "lead", "event"})


@dataclass(frozen=True, slots=True)
class Seat:
    """A body at the table: the body, its party, and how the party was found."""

    body: Body
    party: str
    rule: str


def host(scene: Scene) -> str | None:
    """The party on whose soil the round was held."""
    hit = town(scene)
    country = str(hit.concept.get("country")) if hit else None
    return country if country in scene.codes else None


def seats(scene: Scene) -> tuple[Seat, ...]:
    """Give every body with its party, in the order of the text."""
    carried: str | None = None
    found: list[Seat] = []
    for sentence in scene.page.sentences:
        if sentence.zone is not Zone.BODY:
            continue
        opened = sides(scene.page, sentence.start, sentence.stop, scene.codes, host(scene))
        here = list(_in_sentence(scene, sentence, opened, carried))
        found.extend(here)
        if here:
            carried = here[-1].party
        elif opened:
            carried = opened[-1].party if len({side.party for side in opened}) == 1 else None
    return tuple(found)


def _in_sentence(scene: Scene, sentence: Sentence, opened: Sequence[Side], carried: str | None) -> Iterator[Seat]:
    present = bodies(scene, sentence.start, sentence.stop)
    apart = [side for side in opened if not any(body.start <= side.start < body.stop + 40 and _postposed(side, body) for body in present)]
    composition = any(verb.id in _COMPOSITION for verb in scene.page.within("verbs", sentence.start, sentence.stop))
    for body in present:
        if body.person and not composition:
            continue
        settled = _settle(scene, body, present, apart, carried, sentence)
        if settled is not None:
            yield settled


def _postposed(side: Side, body: Body) -> bool:
    return body.party == side.party and (body.start <= side.start < body.stop or 0 <= side.start - body.stop < 14)


def _settle(
    scene: Scene, body: Body, present: Sequence[Body], apart: Sequence[Side], carried: str | None, sentence: Sentence
) -> Seat | None:
    own = body.concept.get("party")
    party = own or body.party
    if party is not None:
        return Seat(body, str(party), "agency.own-words") if party in scene.codes else None
    segment = max(scene.page.folded.rfind(";", sentence.start, body.start), sentence.start)
    before = [side for side in apart if side.stop <= body.start and (side.start >= segment or side.marked)]
    if before and _one_side(before, body):
        return Seat(body, before[-1].party, "agency.side")
    following = next((other.party for other in present if other.start > body.start and other.party in scene.codes), None)
    earlier = next((other.party for other in reversed(present) if other.stop <= body.start and other.party in scene.codes), None)
    after = next((side.party for side in apart if side.start >= body.stop and side.marked), None)
    if after is not None and not before:
        return Seat(body, after, "agency.side-after")
    if following is not None:
        return Seat(body, following, "agency.list-next")
    if earlier is not None:
        return Seat(body, earlier, "agency.list-before")
    if carried is not None:
        return Seat(body, carried, "agency.carried")
    return None


def _one_side(before: Sequence[Side], body: Body) -> bool:
    """Say whether the last sides before the body are one, not two named together (*both countries*)."""
    last = before[-1]
    twin = [side for side in before if side.party != last.party and last.start - side.stop < 12]
    return not twin and body.start - last.stop < 1500


def agencies(scene: Scene) -> Iterator[Fact]:
    """The bodies that took part, each once, with its first place."""
    seen: set[str] = set()
    for seat in seats(scene):
        name = seat.body.name(seat.party)
        if name not in seen:
            seen.add(name)
            yield Fact("agency", {"party": seat.party, "body": name}, (seat.body.span,), seat.rule)
