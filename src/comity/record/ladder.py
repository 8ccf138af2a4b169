# SPDX-License-Identifier: Apache-2.0
"""How far a whole text is, language by language: draft, stabilised, initialled, adopted.

    fr   adopted       by the joint act that names these very versions
    ru   initialled    void: paragraph 3 has changed since

Rules:
  1. A step is a joint act (`milestone`) that names the text's joint version and every joint paragraph of one language,
     by digest. Each language climbs by itself; none is adopted because another is.
  2. A step holds while the text in that language is just what it names. A change that becomes joint voids it, visibly;
     one that is only on the table does not, and is shown beside it.
  3. A language is *clean* where the text and every paragraph in it has a joint version; deleted paragraphs are gone.
     A concept note that all have accepted says what is to be worded, and is no wording: it is still open.
  4. `as_of` an instant, what became joint or was brought later is left out. That is a view, by the writers' own dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.acts.kinds import MILESTONES
from comity.acts.permission import Standing
from comity.record.dialogue import Dialogue, Object, Version

DRAFT = "draft"
BINDING = frozenset({"authentic", "prevailing"})
_WAS_JOINT = frozenset({Standing.JOINT, Standing.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Side:
    """A text in one language: its joint versions in order (the text's own first), and the paragraphs in brackets."""

    language: str
    status: str
    versions: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether there is a joint text and nothing of it is in brackets."""
        return len(self.versions) > 1 and not self.open


@dataclass(frozen=True, slots=True)
class Step:
    """A joint act on a whole text: its object and version, since when it is joint, and what has changed since."""

    stage: str
    object: str
    version: str
    at: str
    changed: tuple[str, ...]

    @property
    def void(self) -> bool:
        """Whether the text is not what was stabilised, initialled or adopted any more."""
        return bool(self.changed)


@dataclass(frozen=True, slots=True)
class Ladder:
    """How far a text is in one language: the highest step that holds, and all steps, the last first."""

    side: Side
    stage: str
    steps: tuple[Step, ...]

    @property
    def frozen(self) -> bool:
        """Whether it is initialled or adopted: a change is still possible, and voids that."""
        return self.stage in MILESTONES[1:]


def sides(dialogue: Dialogue, text: str, as_of: str = "") -> tuple[Side, ...]:
    """Give the languages of a text in the order in which it names them, each with its joint versions."""
    thing = dialogue.objects.get(text)
    if thing is None or thing.kind != "text":
        return ()
    own = joint_at(thing, as_of)
    shown = own or (*thing.open, *thing.versions)[0]
    status = {str(entry["language"]): str(entry["status"]) for entry in shown.structure["languages"]}
    agreed: dict[str, list[tuple[str, str, str]]] = {language: [] for language in status}
    open_: dict[str, list[str]] = {language: [] for language in status}
    for paragraph, joint in _paragraphs(dialogue, text, as_of):
        structure = (joint or paragraph.versions[0]).structure
        language = str(structure["language"])
        if joint is None or structure.get("concept"):
            open_.setdefault(language, []).append(paragraph.id)
        elif not structure.get("deleted"):
            agreed.setdefault(language, []).append((str(structure["place"]), paragraph.id, joint.id))
    first = () if own is None else (own.id,)
    return tuple(
        Side(
            language, status.get(language, ""), (*first, *(v for _, _, v in sorted(agreed.get(language, ())))),
            tuple(open_.get(language, ())) if own is not None else (text, *open_.get(language, ())),
        )
        for language in dict.fromkeys((*status, *agreed, *open_))
    )  # fmt: skip


def ladders(dialogue: Dialogue, text: str, as_of: str = "") -> tuple[Ladder, ...]:
    """Say how far each language of a text is."""
    return tuple(_ladder(dialogue, text, side, as_of) for side in sides(dialogue, text, as_of))


def joint_at(thing: Object, as_of: str = "") -> Version | None:
    """Give the version of a thing that was joint at an instant, or is now."""
    joint = [v for v in thing.versions if v.standing in _WAS_JOINT and (not as_of or v.joint_at <= as_of)]
    replaced = {v.supersedes for v in joint}
    return next((v for v in joint if v.id not in replaced), None)


def _ladder(dialogue: Dialogue, text: str, side: Side, as_of: str) -> Ladder:
    steps = []
    for thing in dialogue.of_kind("milestone"):
        joint = joint_at(thing, as_of)
        if joint is not None and joint.structure["text"] == text and joint.structure["language"] == side.language:
            named = tuple(joint.structure["versions"])
            differ = [v for v in (*named, *side.versions) if (v in named) != (v in side.versions)]
            changed = tuple(dict.fromkeys(_object_of(dialogue, version) for version in differ))
            steps.append(Step(str(joint.structure["reached"]), thing.id, joint.id, joint.joint_at, changed))
    holding = [step.stage for step in steps if not step.void]
    stage = max(holding, key=MILESTONES.index, default=DRAFT)
    return Ladder(side, stage, tuple(reversed(steps)))


def _paragraphs(dialogue: Dialogue, text: str, as_of: str) -> Iterator[tuple[Object, Version | None]]:
    """Give the paragraphs of a text that are on the table or joint, with their joint version."""
    for thing in dialogue.of_kind("paragraph"):
        joint = joint_at(thing, as_of)
        leading = joint or (*thing.open, *thing.versions)[0]
        if leading.structure["text"] != text:
            continue
        if joint is not None or thing.open or (as_of and thing.joint is not None and thing.versions[0].at <= as_of):
            if joint is None and as_of and thing.versions[0].at > as_of:
                continue
            yield thing, joint


def _object_of(dialogue: Dialogue, version: str) -> str:
    thing = dialogue.objects.with_version(version)
    return version if thing is None else thing.id
