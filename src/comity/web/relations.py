# SPDX-License-Identifier: Apache-2.0
"""What a thing names of other things, and what names it: findings of paragraphs, agenda items of commitments.

    a finding   relates to paragraphs 2 and 3 of the communiqué; statement 4 of Boria's account
    a paragraph is named by that finding

Rules:
  1. What a link names and is not here is said to be missing; nothing that an entry names is left out of sight.
  2. The statement of an account is the fact with that number in the account as it stood when it was named: what the
     issuer says later does not change to what the finding was related.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.acts.kinds import KINDS
from comity.node.dialogues import Room
from comity.node.kept import per_record
from comity.record.dialogue import Object, Version
from comity.web.account import Fact, facts_of
from comity.web.wordlines import headline

# Where a kind's structure names other things: the key of its label is the field's own.
_ONE = {"round": "round", "previous": "previous_round", "strand": "strand", "of": "of"}
_MANY = ("carries", "relates")
_NAMING = ("finding", "agenda_item")


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that is named: none where it is not here. `number` and `fact` are of a statement in an account."""

    thing: Object | None
    words: Any
    marking: str = ""
    context: Any = None
    number: int = 0
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What a thing names under one label."""

    key: str
    targets: Sequence[Target]


def relations(room: Room, kind: str, structure: Mapping[str, Any], at: str = "") -> list[Relation]:
    """Say what an entry names of other things, as of the instant when it was said (now, where none is given)."""
    fields = KINDS[kind].fields if kind in KINDS else {}
    room.gather(version.payload for version in named_versions(room, kind, structure, at))
    found = [Relation(key, [_target(room, id_) for id_ in ids]) for key, ids in _things_named(kind, structure)]
    if "statements" in fields and "statements" in structure:
        said = structure["statements"]
        found.append(Relation("statements", [_statement(room, s, account_at(room, s["account"], at)) for s in said]))
    if "erases" in fields and "erases" in structure:
        found.append(Relation("erases", [_whose_words(room, commitment) for commitment in structure["erases"]]))
    return found


def named_versions(room: Room, kind: str, structure: Mapping[str, Any], at: str = "") -> Iterator[Version]:
    """Give the versions whose words `relations` will ask for, to be fetched at once for many."""
    for thing in (room.dialogue.objects.get(id_) for _, ids in _things_named(kind, structure) for id_ in ids):
        for named in (thing, _text_of(room, thing)):
            if named is not None:
                yield named.chief
    for said in structure.get("statements", ()) if kind == "finding" else ():
        account = account_at(room, said["account"], at)
        if account is not None:
            yield account


def named_by(room: Room, thing: Object) -> list[Object]:
    """Give the findings and agenda items that stand or are on the table and name a thing."""
    return [*_naming(room).get(thing.id, ())]


def account_at(room: Room, account: str, at: str) -> Version | None:
    """Give an account as it stood at an instant: its last version of then, or the first there is."""
    thing = room.dialogue.objects.get(account)
    if thing is None or thing.kind != "account":
        return None
    before = [v for v in thing.versions if not at or v.at <= at]
    return before[-1] if at and before else thing.chief if not at else thing.versions[0]


def facts(room: Room, account: Version | None) -> list[Fact]:
    """Give the facts of an account in their order; statement 1 is the first."""
    return facts_of(room.words(account.payload) or {}) if account is not None else []


def _things_named(kind: str, structure: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Give the fields that name things, each by the key of its label."""
    fields = KINDS[kind].fields if kind in KINDS else {}
    yield from ((_ONE[key], [structure[key]]) for key in _ONE if key in fields and key in structure)
    yield from ((key, list(structure[key])) for key in _MANY if key in fields and key in structure)


@per_record
def _naming(room: Room) -> Mapping[str, Sequence[Object]]:
    found: dict[str, list[Object]] = {}
    for thing in room.dialogue.of_kind(*_NAMING):
        for id_ in dict.fromkeys(_named(thing)):
            found.setdefault(id_, []).append(thing)
    return found


def _named(thing: Object) -> Iterator[str]:
    structure = thing.chief.structure
    yield from structure.get("relates", ())
    yield from structure.get("carries", ())
    yield from (said["account"] for said in structure.get("statements", ()))


def _target(room: Room, id_: str) -> Target:
    thing = room.dialogue.objects.get(id_)
    if thing is None:
        return Target(None, id_)
    text = _text_of(room, thing)
    context = headline(room.words(text.chief.payload)) if text is not None else None
    words = room.words(thing.chief.payload) or {}
    return Target(thing, headline(words), str(words.get("marking", "")), context)


def _whose_words(room: Room, commitment: str) -> Target:
    """Say what the words with this commitment are, while they stand: a second officer sees what is to go."""
    for judged in room.dialogue.timeline:
        act = judged.act
        if act is not None and act.payload is not None and act.payload.commitment == commitment:
            words = room.words(act.payload) or {}
            said = headline(words) or words.get("reason") or words.get("answer")
            return Target(room.dialogue.objects.get(act.object), said, str(words.get("marking", "")))
    return Target(None, commitment)


def _text_of(room: Room, thing: Object | None) -> Object | None:
    if thing is None or thing.kind != "paragraph":
        return None
    return room.dialogue.objects.get(str(thing.chief.structure["text"]))


def _statement(room: Room, said: Mapping[str, Any], version: Version | None) -> Target:
    known, number = facts(room, version), said["fact"]
    fact = known[number - 1] if 0 < number <= len(known) else None
    if version is None:
        return Target(None, said["account"], number=number)
    words = room.words(version.payload) or {}
    marking = str(words.get("marking", ""))
    return Target(room.dialogue.objects.get(version.object), headline(words), marking, number=number, fact=fact)
