# SPDX-License-Identifier: Apache-2.0
"""The release gate: what a joint release makes public, and what still stands in its way.

    release   names the communiqué and every paragraph of its French and its Russian, not before 5 March 15:00 UTC
              joint: every party has accepted just this

Rules:
  1. A release publishes exactly the versions that it names, and only once it is joint itself.
  2. Each named version is joint, or one party's own word that stands.
  3. Where it names a text or a paragraph, it names the whole: the text's joint version and, in every authentic language
     (and any other of which it names a paragraph), every joint paragraph, with nothing in brackets.
     Of a *package* (nothing is agreed until everything is agreed), each of these languages is adopted.
  4. Not before its hour. What has become joint since the hour changes nothing of what was published at it.
  5. All of this is read off the record; whoever publishes asks here first, and there is no other way to the public.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.acts.kinds import MILESTONES, TOLD
from comity.acts.permission import Standing
from comity.record.dialogue import Dialogue, Version
from comity.record.ladder import BINDING, Side, joint_at, ladders, sides

HINDRANCES = ("unknown", "not-joint", "superseded", "withdrawn", "text-missing", "in-brackets", "incomplete", "package")


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands in the way of a release: one of HINDRANCES, the thing or version, and the language it is about."""

    code: str
    about: str
    language: str = ""


def hindrances(dialogue: Dialogue, release: Version, as_of: str = "") -> tuple[Hindrance, ...]:
    """Say what stands in the way of publishing what a release names, now or as it was at an instant."""
    return hindrances_to(dialogue, tuple(str(digest) for digest in release.structure["releases"]), as_of)


def hindrances_to(dialogue: Dialogue, named: tuple[str, ...], as_of: str = "") -> tuple[Hindrance, ...]:
    """Say what stands in the way of publishing just these versions."""
    found = [h for digest in named if (h := _against(dialogue, digest, as_of)) is not None]
    for text, languages in _texts(dialogue, named).items():
        found += _against_text(dialogue, text, languages, frozenset(named), as_of)
    return tuple(found)


def hour(dialogue: Dialogue, release: Version) -> str:
    """Give the instant from which a joint release may be published.

    That is its hour; or when it became joint, or when the last objection to a corrigendum may come, if that is later.
    """
    named = [dialogue.version(str(digest)) for digest in release.structure["releases"]]
    windows = [str(v.structure["objections_until"]) for v in named if v is not None and v.kind == "corrigendum"]
    return max(str(release.structure.get("not_before", "")), release.joint_at, *windows)


def in_effect(dialogue: Dialogue, as_of: str) -> dict[str, str]:
    """Give every version that is public at an instant, with the instant since when, the earliest first.

    A version that two releases name is public since the first of them. Instants are spelled as in acts.
    """
    found: dict[str, str] = {}
    for thing in dialogue.of_kind("release"):
        for release in thing.versions:
            if release.standing not in {Standing.JOINT, Standing.SUPERSEDED}:
                continue
            at = hour(dialogue, release)
            gone = next((v.joint_at for v in thing.versions if v.supersedes == release.id and v.joint_by), "")
            if at > as_of or (gone and gone < at) or hindrances(dialogue, release, at):
                continue
            for digest in release.structure["releases"]:
                found[digest] = min(found.get(digest, at), at)
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def pending(dialogue: Dialogue, now: str) -> tuple[Version, ...]:
    """Give the joint releases whose hour is still to come."""
    joint = (thing.joint for thing in dialogue.of_kind("release"))
    return tuple(release for release in joint if release is not None and hour(dialogue, release) > now)


def whole(dialogue: Dialogue, text: str) -> tuple[str, ...]:
    """Name every version that a release of a text names: the text, and all its joint paragraphs in every language."""
    return tuple(dict.fromkeys(version for side in sides(dialogue, text) for version in side.versions))


def _against(dialogue: Dialogue, digest: str, as_of: str) -> Hindrance | None:
    version = dialogue.version(digest)
    if version is None:
        return Hindrance("unknown", digest)
    if version.kind in TOLD:
        return None if version.standing is Standing.TOLD else Hindrance("withdrawn", digest)
    if version.standing is Standing.SUPERSEDED:
        thing = dialogue.objects.with_version(digest)
        after = next((v for v in thing.versions if v.supersedes == digest and v.joint_by), None) if thing else None
        return None if after is not None and as_of and after.joint_at > as_of else Hindrance("superseded", digest)
    late = bool(as_of) and version.joint_at > as_of
    return None if version.standing is Standing.JOINT and not late else Hindrance("not-joint", digest)


def _texts(dialogue: Dialogue, named: tuple[str, ...]) -> dict[str, set[str]]:
    """Give the texts of which a release names anything, and the languages of which it names a paragraph."""
    found: dict[str, set[str]] = {}
    for digest in named:
        version = dialogue.version(digest)
        if version is not None and version.kind == "text":
            found.setdefault(version.object, set())
        elif version is not None and version.kind == "paragraph":
            found.setdefault(str(version.structure["text"]), set()).add(str(version.structure["language"]))
    return found


def _against_text(
    dialogue: Dialogue, text: str, languages: set[str], named: frozenset[str], as_of: str
) -> Iterator[Hindrance]:
    there: tuple[Side, ...] = sides(dialogue, text, as_of)
    if not there:
        yield Hindrance("text-missing", text)
    thing = dialogue.objects.get(text)
    joint = None if thing is None else joint_at(thing, as_of)
    package = joint is not None and bool(joint.structure.get("package"))
    stages = {ladder.side.language: ladder.stage for ladder in ladders(dialogue, text, as_of)} if package else {}
    for side in there:
        if side.status in BINDING or side.language in languages:
            if side.open or len(side.versions) < 2:
                yield Hindrance("in-brackets", (*side.open, text)[0], side.language)
            if not named.issuperset(side.versions):
                yield Hindrance("incomplete", text, side.language)
            if package and stages[side.language] != MILESTONES[-1]:
                yield Hindrance("package", text, side.language)
