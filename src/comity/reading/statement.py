# SPDX-License-Identifier: Apache-2.0
"""What the sides said: sentences with a class.

Three rules:
  1. The class is that of the first verb that speaks; a verb that tells of the meeting itself (held, led, comprised)
     before it makes the sentence a report of the event, and no statement.
  2. What was *not* discussed is no statement, and its subjects are no topics.
  3. A statement is the whole sentence. Who speaks is the subject, where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.reading.cover import Cover
from comity.reading.lexicon import Hit
from comity.reading.page import kept
from comity.reading.person import names
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence, Zone
from comity.reading.side import speaker
from comity.reading.small import Pattern, any_of

_SHORT = 25
_HELD = 4
_CLOSE = 25
_NOUNS = ("meetings", "instruments", "fora", "bodies")
_CARRIES = frozenset({"present", "note", "reaffirm", "recall", "discuss"})
_WHICH = Pattern(lambda: rf"\b{any_of('which')}\s+(?:\w+\s+)?$")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says something: its class, its verb, who speaks."""

    sentence: Sentence
    name: str
    verb: Hit
    speaker: tuple[str, ...] | None


@kept
def statements(scene: Scene) -> tuple[Statement, ...]:
    """Give the statements of the body, in order."""
    found = []
    for sentence in scene.page.sentences:
        if sentence.zone is not Zone.BODY or sentence.stop - sentence.start < _SHORT:
            continue
        made = _statement(scene, sentence)
        if made is not None:
            found.append(made)
    return tuple(found)


def _statement(scene: Scene, sentence: Sentence) -> Statement | None:
    page = scene.page
    verbs = [verb for verb in _of_saying(scene, sentence) if verb.id != "builds-on"]
    first = _first(scene, verbs)
    if first is None or first.concept.get("silent"):
        return None
    if page.cues("negated", sentence.start, sentence.stop) or page.cues("observer", sentence.start, sentence.stop):
        return None
    name = str(first.concept.get("class") or first.id)
    speaking = speaker(page, sentence, first.start, scene.codes)
    if speaking is not None and len(speaking) == 1:
        name = str(first.concept.get("alone") or name)
    if _of_the_mandate(scene, sentence, first):
        return None
    if name in {"discuss", "agenda"} and any(verb.id == "atmosphere" for verb in verbs):
        return None
    return Statement(sentence, _concerned(verbs, first, name), first, speaking)


def _first(scene: Scene, verbs: Sequence[Hit]) -> Hit | None:
    """The verb that decides. *Held an exchange of views* is an exchange, not a meeting held."""
    if len(verbs) > 1 and verbs[0].id == "event" and verbs[1].concept.get("nominal"):
        between = scene.page.words_between(verbs[0].stop, verbs[1].start)
        if len(between) <= _HELD:
            return verbs[1]
    return verbs[0] if verbs else None


def _concerned(verbs: Sequence[Hit], first: Hit, name: str) -> str:
    """*Made known their concern* is a concern, whatever the verb."""
    near = [verb for verb in verbs if verb.id == "express_concern" and 0 <= verb.start - first.stop < _CLOSE]
    return "express_concern" if near and name in _CARRIES else name


def _of_the_mandate(scene: Scene, sentence: Sentence, verb: Hit) -> bool:
    """Say whether the verb tells how leaders willed the dialogue, not what the sides said."""
    page = scene.page
    cue = page.cue("mandate", sentence.start, sentence.stop)
    if cue is None or not cue.start <= verb.start < cue.stop + 4:
        return False
    return bool(names(page, verb.stop, min(sentence.stop, verb.stop + 80)))


def _of_saying(scene: Scene, sentence: Sentence) -> list[Hit]:
    """Verbs of the sentence that are verbs here: not inside the name of a meeting, a text, a forum or a subject."""
    page, start, stop = scene.page, sentence.start, sentence.stop
    verbs = page.within("verbs", start, stop)
    if not verbs:
        return []
    nouns = Cover(page.among(_NOUNS, start, stop))
    return [
        verb for verb in verbs if not nouns.holds(verb) and not (verb.concept.get("silent") and _relative(scene, verb))
    ]


def _relative(scene: Scene, verb: Hit) -> bool:
    """Say whether the verb stands in a clause that only tells which: *the dialogue that was held in Paris*."""
    before = scene.page.folded[max(0, verb.start - 14) : verb.start]
    return _WHICH.search(before) is not None
