# SPDX-License-Identifier: Apache-2.0
"""The one loader: every dialogue that anybody looks at is opened here, and authorised by the same question.

A dialogue that is not there and one that the officer may not see give the same answer, `NotHere`. A dialogue that
names ministries which need to know it is for their posts alone (`Admission`); any other is for every post that reads.
What the public sees comes from `published` alone: what a joint release names, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from comity.acts.act import PayloadRef
from comity.base import canonical
from comity.base.errors import Malformed, Ours
from comity.base.names import moment
from comity.exchange.introduction import Introduction
from comity.exchange.introduction import decode as decode_introduction
from comity.node import folding, policy, store
from comity.node.clock import now_instant
from comity.node.joint.models import Countersignature, Log
from comity.node.joint.models import Dialogue as DialogueRow
from comity.node.marking import above_highest
from comity.node.national.models import Officer
from comity.record.dialogue import Dialogue, Object, Version
from comity.record.erasure import erased
from comity.record.release import hour, in_effect, pending


class NotHere(Ours):
    """There is no such thing, or it is not for the one who asks: the answer is the same."""

    code = "not-here"

    def __init__(self, what: str) -> None:
        super().__init__(f"there is no {what} here", hint="`comity show` lists what there is")


class _OfDialogue(Protocol):
    dialogue: str


Held = TypeVar("Held", bound=_OfDialogue)


@dataclass(frozen=True, slots=True)
class Peer:
    """How things stand with another party: when we last looked, what we hold of it, what it has countersigned of us."""

    code: str
    looked_at: datetime | None
    looked: str
    size: int
    countersigned_size: int | None
    countersigned_at: datetime | None
    frozen: str


@dataclass(frozen=True, slots=True)
class Room:
    """A dialogue as our node holds it: the record, which knows no *we*, and beside it who we are."""

    dialogue: Dialogue
    introduction: Introduction
    us: str
    names: Mapping[str, Mapping[str, str]]
    zones: Mapping[str, str]
    peers: tuple[Peer, ...]
    our_size: int
    _words: dict[str, dict[str, Any] | None] = field(default_factory=dict, repr=False, compare=False)
    _held_back: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _others: set[str] = field(default_factory=set, repr=False, compare=False)

    @property
    def erased(self) -> Mapping[str, Version]:
        """What the parties have agreed to erase: commitments, each with the joint version that says so."""
        return erased(self.dialogue)

    @property
    def id(self) -> str:
        """The dialogue's id."""
        return self.dialogue.id

    @property
    def purpose(self) -> str:
        """The purpose, known from the introduction before the founding is joint."""
        return self.introduction.purpose

    @property
    def title(self) -> Mapping[str, str]:
        """The title by language."""
        return self.introduction.title

    @property
    def ours_alone(self) -> bool:
        """Whether this is a file of our own, with one party."""
        return len(self.introduction.codes) == 1

    def words(self, ref: PayloadRef | None) -> dict[str, Any] | None:
        """Give the words behind a payload reference; None where they are missing, erased, or no canonical JSON."""
        if ref is None:
            return None
        if ref.commitment not in self._words:
            self.gather([ref])
        return self._words[ref.commitment]

    def strange(self, ref: PayloadRef | None) -> bool:
        """Whether words of a paragraph are here, and of a sort in which no wording can be read."""
        words = self.words(ref)
        if ref is None or words is None:
            return ref is not None and ref.commitment in self._others
        return not isinstance(words.get("wording"), str)

    def gather(self, refs: Iterable[PayloadRef | None]) -> None:
        """Fetch at once the words behind many references, for those who will ask for them one by one."""
        gather([(self, refs)])

    def lacks(self, refs: Iterable[PayloadRef | None]) -> set[str]:
        """Name the references whose words were not looked for yet."""
        return {ref.commitment for ref in refs if ref is not None} - self._words.keys()

    def take(self, wanted: Iterable[str], found: Mapping[str, bytes]) -> None:
        """Keep the words that were found of those that were wanted."""
        for commitment in wanted:
            try:
                value = canonical.decode(found[commitment]) if commitment in found else None
            except Malformed:
                value = None
            marked = value.get("marking") if isinstance(value, dict) else None
            if isinstance(marked, str) and above_highest(marked):
                self._held_back[commitment], value = marked, None
            self._words[commitment] = value if isinstance(value, dict) else None
            if commitment in found and self._words[commitment] is None:
                self._others.add(commitment)

    def held_back(self, ref: PayloadRef | None) -> str:
        """Give the marking for which words are held back (node/marking.py, rule 4); nothing where they are not."""
        if ref is None or self.words(ref) is not None:
            return ""
        return self._held_back.get(ref.commitment, "")

    def marking(self, ref: PayloadRef | None) -> str:
        """Give the marking that words bear, also where they are held back; nothing where they bear none."""
        spelled = (self.words(ref) or {}).get("marking")
        return spelled if isinstance(spelled, str) else self.held_back(ref)

    def markings(self) -> set[str]:
        """Give every marking that stands in the dialogue; nothing stands for words that bear none."""
        refs = [version.payload for thing in self.dialogue.objects.values() for version in thing.versions]
        refs += [judged.act.payload for judged in self.dialogue.timeline if judged.act is not None]
        self.gather(refs)
        return {self.marking(ref) for ref in refs}

    def wordings(self) -> dict[str, str]:
        """Give the wording of every paragraph version that is here, by commitment."""
        found = {}
        paragraphs = self.dialogue.of_kind("paragraph")
        self.gather(version.payload for thing in paragraphs for version in thing.versions)
        for thing in paragraphs:
            for version in thing.versions:
                words = self.words(version.payload)
                if version.payload is not None and words is not None and isinstance(words.get("wording"), str):
                    found[version.payload.commitment] = words["wording"]
        return found


@dataclass(frozen=True, slots=True)
class Published:
    """A version that a joint release made public."""

    room: Room
    object: Object
    version: Version
    words: dict[str, Any]
    released_at: datetime

    @property
    def id(self) -> str:
        """The version's name."""
        return self.version.id


def gather(wanted: Iterable[tuple[Room, Iterable[PayloadRef | None]]]) -> None:
    """Fetch at once the words behind many references in many rooms."""
    lacking: dict[str, tuple[Room, set[str]]] = {}
    for room, refs in wanted:
        lacking.setdefault(room.id, (room, set()))[1].update(room.lacks(refs))
    found = store.payloads_of({id_: commitments for id_, (_, commitments) in lacking.items() if commitments})
    for id_, (room, commitments) in lacking.items():
        room.take(commitments, found.get(id_, {}))


def list_dialogues(officer: Officer | None) -> tuple[Room, ...]:
    """Open every dialogue that the officer may read, the newest first."""
    reader = policy.require(officer, "read")
    closed = _closed_to(reader)
    return _rooms([row for row in DialogueRow.objects.order_by("-confirmed_at") if row.pk not in closed])


def open_dialogue(officer: Officer | None, dialogue: str) -> Room:
    """Open one dialogue for an officer, or raise NotHere."""
    row = DialogueRow.objects.filter(pk=dialogue).first() if knows(officer, dialogue) else None
    if row is None:
        raise NotHere(f"dialogue {dialogue[:40]}")
    return _room(row)


def text_in(room: Room, id_: str) -> Object:
    """Give a text of a dialogue, or raise NotHere for anything else."""
    thing = room.dialogue.objects.get(id_)
    if thing is None or thing.kind != "text":
        raise NotHere("such text")
    return thing


def knows(officer: Officer | None, dialogue: str) -> bool:
    """Say whether an officer may know of a dialogue with this id."""
    return officer is not None and policy.may(officer, "read") and dialogue not in _closed_to(officer)


def known_to(officer: Officer | None, rows: Iterable[Held]) -> list[Held]:
    """Keep of rows that belong to dialogues those of which the officer may know."""
    reader = policy.require(officer, "read")
    closed = _closed_to(reader)
    return [row for row in rows if row.dialogue not in closed]


def _closed_to(officer: Officer) -> frozenset[str]:
    """Name the dialogues that name ministries, none of which is the officer's."""
    return officer.closed_dialogues


def room_of(dialogue: str) -> Room:
    """Open a dialogue for the node itself, which asks on nobody's behalf."""
    row = DialogueRow.objects.filter(pk=dialogue).first()
    if row is None:
        raise NotHere(f"dialogue {dialogue[:40]}")
    return _room(row)


def published() -> tuple[Published, ...]:
    """Give all that is public, the latest first."""
    return _published(list(DialogueRow.objects.all()))


def published_in(dialogue: str) -> tuple[Published, ...]:
    """Give what is public of one dialogue, the latest first; nothing where there is no such dialogue."""
    return _published(list(DialogueRow.objects.filter(pk=dialogue)))


def _published(rows: Sequence[DialogueRow]) -> tuple[Published, ...]:
    rooms = _rooms(rows)
    released = {room.id: in_effect(room.dialogue, now_instant()) for room in rooms}
    versions = {room.id: [room.dialogue.version(digest) for digest in released[room.id]] for room in rooms}
    gather((room, [v.payload for v in versions[room.id] if v is not None]) for room in rooms)
    found = [item for room in rooms for item in _published_of(room, released[room.id])]
    return tuple(sorted(found, key=lambda p: (p.released_at, p.id), reverse=True))


def next_release(at: str) -> str:
    """Say when the next joint release of any dialogue comes into effect after an instant; empty where none will."""
    records = [room.dialogue for room in _rooms(list(DialogueRow.objects.all()))]
    return min((hour(record, release) for record in records for release in pending(record, at)), default="")


def open_published(version: str) -> Published:
    """Give one public thing by its version, or raise NotHere."""
    for item in published():
        if item.id == version:
            return item
    raise NotHere("such publication")


def _published_of(room: Room, released: Mapping[str, str]) -> list[Published]:
    found = []
    for digest, at in released.items():
        thing, version = room.dialogue.objects.with_version(digest), room.dialogue.version(digest)
        words = room.words(version.payload) if version is not None else None
        if thing is not None and version is not None and words is not None:
            found.append(Published(room, thing, version, words, moment(at)))
    return found


def _room(row: DialogueRow) -> Room:
    return _rooms([row])[0]


def _rooms(rows: Sequence[DialogueRow]) -> tuple[Room, ...]:
    """Open many rooms with as many queries as one takes."""
    logs: dict[str, dict[str, Log]] = {}
    for log in Log.objects.filter(dialogue__in=[row.pk for row in rows], channel="joint"):
        logs.setdefault(log.dialogue_id, {})[log.party] = log
    ours = [log.pk for of_one in logs.values() for log in of_one.values() if log.ours]
    countersigned: dict[int, dict[str, Countersignature]] = {}
    for one in Countersignature.objects.filter(log__in=ours):
        countersigned.setdefault(one.log_id, {})[one.party] = one
    return tuple(_opened(row, logs[row.pk], countersigned) for row in rows)


_introduction = lru_cache(maxsize=1000)(decode_introduction)


def _opened(
    row: DialogueRow, logs: Mapping[str, Log], all_countersigned: Mapping[int, Mapping[str, Countersignature]]
) -> Room:
    introduction = _introduction(bytes(row.introduction))
    ours = next(log for log in logs.values() if log.ours)
    countersigned = all_countersigned.get(ours.pk, {})
    peers = tuple(
        Peer(
            party, log.looked_at, log.looked, log.size,
            countersigned[party].size if party in countersigned else None,
            countersigned[party].at if party in countersigned else None,
            log.frozen,
        )
        for party, log in sorted(logs.items()) if not log.ours
    )  # fmt: skip
    return Room(
        dialogue=folding.dialogue(row.pk, tuple(logs.values())),
        introduction=introduction,
        us=ours.party,
        names={p.code: p.name for p in introduction.parties},
        zones={p.code: p.zone for p in introduction.parties},
        peers=peers,
        our_size=ours.size,
    )
