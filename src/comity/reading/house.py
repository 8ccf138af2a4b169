# SPDX-License-Identifier: Apache-2.0
"""Whose paper it is: the house that publishes, and for which party it speaks.

Three rules:
  1. The house stands in a heading: a body whose party its own words say, or the line beside it.
  2. Where no line says it, a body that only one of the parties has, and then the town of the dateline, tell the party;
     what was reckoned so is *inferred* and carries a doubt.
  3. A joint paper speaks for nobody alone: its house is still who put it on the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.reading.body import Body, bodies
from comity.reading.draft import Doubt, Support
from comity.reading.lexicon import Hit
from comity.reading.page import kept
from comity.reading.publication import publication
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence
from comity.reading.side import party_hits
from comity.reading.sitting import host

_SHORT = 90


@dataclass(frozen=True, slots=True)
class House:
    """Who publishes: the party, its body where a heading names one, and where that stands."""

    party: str
    body: str | None
    span: tuple[int, int]
    rule: str
    support: Support = Support.EXPLICIT
    doubts: tuple[Doubt, ...] = ()


@kept
def house(scene: Scene) -> House | None:
    """Find who publishes the paper, where the page tells it."""
    lines = scene.page.heads()
    found = [(number, body) for number, head in enumerate(lines) for body in _named(scene, head)]
    for _, body in found:
        if body.party is not None:
            return House(body.party, body.name(body.party), body.span, "issuer.heading")
    for number, body in found[:2]:
        beside = {hit.id for line in lines[max(0, number - 1) : number + 2] for hit in _alone(scene, line)}
        if len(beside) == 1:
            party = beside.pop()
            return House(party, body.name(party), body.span, "issuer.beside")
    return _by_dateline(scene, found[0][1] if found else None)


def _named(scene: Scene, line: Sentence) -> tuple[Body, ...]:
    """The bodies of a line that heads the page; a line that tells of the meeting names those who met."""
    if scene.page.within("meetings", line.start, line.stop):
        return ()
    return tuple(body for body in bodies(scene, line.start, line.stop) if not body.person)


def _alone(scene: Scene, line: Sentence) -> tuple[Hit, ...]:
    """The party of a line that names only its state."""
    hits = party_hits(scene.page, line.start, line.stop)
    short = line.stop - line.start < _SHORT and not scene.page.within("meetings", line.start, line.stop)
    return hits if short and len({hit.id for hit in hits}) == 1 else ()


def _by_dateline(scene: Scene, body: Body | None) -> House | None:
    page = scene.page
    found = publication(scene)
    if found is None:
        return None
    when = found[0]
    for hit in reversed(page.within("places", max(0, when.start - 40), when.start)):
        country = str(hit.concept.get("country"))
        if "\n" in page.text[hit.stop : when.start] or country not in scene.codes:
            continue
        doubt = Doubt(
            "issuer.dateline",
            f"the page does not say whose paper this is; it is dated from {hit.id}",
            (hit.span,),
        )
        name = body.name(country) if body is not None else None
        return House(country, name, body.span if body else hit.span, "issuer.dateline", Support.INFERRED, (doubt,))
    return None


@kept
def standing(scene: Scene) -> tuple[tuple[str, str], ...]:
    """For whom the words stand that name no party: *the host side*, *the national delegation*."""
    found = []
    at_home, ours = host(scene), house(scene)
    if at_home is not None:
        found.append(("host", at_home))
    if ours is not None and ours.party in scene.codes:
        found.append(("home", ours.party))
    return tuple(found)
