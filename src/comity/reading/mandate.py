# SPDX-License-Identifier: Apache-2.0
"""Who gave the dialogue its mandate.

Two rules:
  1. Persons count where the text says that leaders agreed, decided or announced it: a word for leaders or for their
     agreement, and a name after it, in the sentences that present the round.
  2. Whose leader a person is, is said only where the words beside the name say it; two names in a row are not sorted
     by guess.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.reading.draft import Doubt, Fact
from comity.reading.person import Name, names
from comity.reading.scene import Scene
from comity.reading.side import sides

_PRESENTING = 900
_BESIDE = 70
_NEXT = 60


def mandates(scene: Scene) -> Iterator[Fact]:
    """The leaders who willed the dialogue."""
    page = scene.page
    for sentence in page.body():
        if sentence.start > scene.lead.stop + _PRESENTING:
            return
        cue = page.cue("mandate", sentence.start, sentence.stop)
        if cue is None or any(verb.id == "lead" for verb in page.within("verbs", sentence.start, cue.start)):
            continue
        leader = page.cue("leader", sentence.start, sentence.stop)
        people: list[Name] = []
        for name in names(page, sentence.start, sentence.stop):
            if _near(scene, name, cue.start, leader.start if leader else None, people):
                people.append(name)
        for name in people:
            yield _fact(scene, name, sentence.start, people)


def _near(scene: Scene, name: Name, cue: int, leader: int | None, people: list[Name]) -> bool:
    """A leader's name follows the word for leaders, the word for their agreement, or another leader's name."""
    page = scene.page
    if any(verb.id in {"lead", "compose"} for verb in page.within("verbs", min(cue, name.start), name.start)):
        return False
    if people and name.start - people[-1].stop < _NEXT:
        return True
    title = page.cues("leader", max(0, name.start - _BESIDE), name.start)
    return bool(title) or (leader is None and 0 < name.start - cue < _BESIDE)


def _fact(scene: Scene, name: Name, start: int, people: list[Name]) -> Fact:
    page = scene.page
    left = max([start, *(other.stop for other in people if other.stop <= name.start)])
    leader = page.cues("leader", left, name.start)
    named = sides(page, leader[-1].start, name.start, scene.codes, ()) if leader else ()
    party = named[-1].party if named else None
    doubts = (
        ()
        if party
        else (
            Doubt(
                "mandate.party-unsaid",
                f"the text does not say here for which party {name.text} acted",
                ((name.start, name.stop),),
            ),
        )
    )
    return Fact(
        "mandate.by",
        {"person": name.text, "party": party},
        ((name.start, name.stop),),
        "mandate.leaders",
        doubts=doubts,
    )
