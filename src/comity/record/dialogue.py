# SPDX-License-Identifier: Apache-2.0
"""What the fold makes of the logs: a Dialogue, all that anybody sees.

Two rules:
  1. Nothing here knows which party we are. The same entries give an equal Dialogue on every node, bit for bit.
  2. Nothing here reads a payload or a clock. Words are looked up afterwards by their commitment; *overdue* and the
     like are views `as_of` an instant, made by those who ask.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from comity.acts.act import Act, PayloadRef
from comity.acts.permission import Stance, Standing

CHAIRS = "co-chairs"  # stands where a party's code stands, for what is no party's own


@dataclass(frozen=True, slots=True, order=True)
class EntryId:
    """Where an entry stands: in whose log, at which index (from 0)."""

    party: str
    index: int


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry with the fold's word on it.

    `act` is None where the bytes could not be read. `without_effect` is the empty string for an act that counts, else
    the reason: ``too-late``, or what record/judging.py and `acts.permission.judge` say. docs/spec/standing.md has all.
    `detail` says more for people, in English, and decides nothing.
    """

    id: EntryId
    act: Act | None
    without_effect: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One party's word, by receipt, that it holds another's log up to a size, with all payloads: since when."""

    holder: str
    of: str
    size: int
    entry: EntryId
    at: str


@dataclass(frozen=True, slots=True)
class PartyStance:
    """What one party holds of a version, and the entry that says so (None for Stance.NONE), or says it by silence."""

    party: str
    stance: Stance
    entry: EntryId | None = None
    at: str = ""
    by_silence: bool = False


class SilentState(StrEnum):
    """What came of a silence procedure in the log of one party."""

    UNSEEN = "unseen"  # no entry has seen it yet
    SEEN = "seen"  # seen in time, and silent so far
    AWAY = "away"  # seen too late: no silence
    BROKEN = "broken"  # reserved, or stands by another version
    SPOKEN = "spoken"  # accepted in words
    ACCEPTS = "accepts"  # accepted by silence
    MOOT = "moot"  # when it ran out, the procedure or the version was seen to stand no more


@dataclass(frozen=True, slots=True)
class Silent:
    """How a party stands in a silence procedure, and the entry that says so (None while unseen), with its date."""

    party: str
    state: SilentState
    entry: EntryId | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A silence procedure on a version (`about`): who started it, by which entry, its two instants (UTC, RFC 3339).

    `version` names this word of the starter on it; `standing` is `told`, or `superseded` by one that puts it off, or
    `withdrawn`. `answers` has one for every other party.
    """

    object: str
    version: str
    about: str
    starter: str
    first_instant: str
    expiry: str
    standing: Standing
    entry: EntryId
    at: str
    answers: tuple[Silent, ...]

    def of(self, party: str) -> Silent | None:
        """How one party stands in it; None for the starter."""
        return next((a for a in self.answers if a.party == party), None)

    def runs(self, party: str) -> bool:
        """Whether it may still end in the silence of this party."""
        answer = self.of(party)
        alive = answer is not None and answer.state in {SilentState.UNSEEN, SilentState.SEEN}
        return alive and self.standing is Standing.TOLD


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object, as the parties stand on it.

    `brought_by` are the entries that tabled or notified it, first in display order first; `reported_of` is set where
    it was only reported of a party without a node (then it is neither joint nor set aside).
    `stances` has one for every party, and for every other party of which a word on it was reported.
    `joint_by` are the entries by which it became joint, one for each party; `joint_at` the latest date among them.
    `acknowledged` are the entries that acknowledge a told version.
    """

    id: str
    object: str
    kind: str
    structure: Mapping[str, Any]
    payload: PayloadRef | None
    supersedes: str
    brought_by: tuple[EntryId, ...]
    at: str
    standing: Standing
    stances: tuple[PartyStance, ...]
    joint_by: tuple[EntryId, ...] = ()
    joint_at: str = ""
    acknowledged: tuple[EntryId, ...] = ()
    reported_of: str = ""
    reported_on: str = ""
    reported_means: str = ""
    reported_reference: str = ""

    @property
    def owners(self) -> tuple[str, ...]:
        """The parties that brought it, in the order of their codes; the party reported of, in a file of our own."""
        return (self.reported_of,) if self.reported_of else tuple(sorted({e.party for e in self.brought_by}))

    @property
    def chairs(self) -> bool:
        """Whether it is the co-chairs' text: no party's own, and accepted by nobody because it was brought."""
        return self.structure.get("chairs") is True

    @property
    def stood_by(self) -> tuple[str, ...]:
        """Whose wording it is in brackets: those who accept it, ad referendum or not, else who brought it.

        Of the co-chairs' text that nobody accepts, `CHAIRS` and no party.
        """
        holders = tuple(s.party for s in self.stances if s.stance in {Stance.ACCEPTS, Stance.AD_REFERENDUM})
        return holders or ((CHAIRS,) if self.chairs else self.owners)

    @property
    def bracketed(self) -> bool:
        """Whether it is open: tabled and not joint."""
        return self.standing is Standing.TABLED

    def asks(self, party: str) -> bool:
        """Whether it is open or told, another's word, and this party holds nothing of it."""
        waiting = self.bracketed or self.standing is Standing.TOLD
        others = party not in self.owners or self.chairs
        return waiting and others and self.stance_of(party) is Stance.NONE

    def stance_of(self, party: str) -> Stance:
        """What one party holds of it."""
        return next((s.stance for s in self.stances if s.party == party), Stance.NONE)


@dataclass(frozen=True, slots=True)
class Object:
    """A thing that the parties speak about: its versions in display order, and every act on it."""

    id: str
    kind: str
    versions: tuple[Version, ...]
    history: tuple[Judged, ...]

    @property
    def joint(self) -> Version | None:
        """The joint version, if there is one."""
        return next((v for v in self.versions if v.standing is Standing.JOINT), None)

    @property
    def open(self) -> tuple[Version, ...]:
        """The versions on the table: what stands in brackets."""
        return tuple(v for v in self.versions if v.bracketed)

    @property
    def chief(self) -> Version:
        """The version by which it is listed: the joint one, the word that stands, the newest open one, the last."""
        return self.joint or self.told or next(reversed(self.open), self.versions[-1])

    @property
    def told(self) -> Version | None:
        """The word that now stands, for a told kind: the last one that is not withdrawn or superseded."""
        return next((v for v in reversed(self.versions) if v.standing is Standing.TOLD), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A log whose further entries wait for entries of another that are not here yet."""

    party: str
    index: int
    needs: str
    size: int


class Objects(Mapping[str, Object]):
    """The objects by key, in display order; each is made when it is asked for."""

    __slots__ = ()

    @abstractmethod
    def of_kind(self, kinds: tuple[str, ...]) -> tuple[Object, ...]:
        """Give those of these kinds, in display order."""

    @abstractmethod
    def with_version(self, digest: str) -> Object | None:
        """Give the object that has the version with this name."""

    @abstractmethod
    def unanswered(self, party: str) -> Sequence[Object]:
        """Give those with a version that asks for a word of this party, in display order (`Version.asks`)."""

    @abstractmethod
    def count_open_and_joint(self, without: Collection[str] = ()) -> tuple[int, int]:
        """Count those with an open version, and those with a joint one, without those of these kinds."""


class Timeline(Sequence[Judged]):
    """Every entry that was folded, in display order; each is judged on sight."""

    __slots__ = ()

    @abstractmethod
    def find(self, entry: EntryId) -> Judged | None:
        """Give an entry by its name."""

    @abstractmethod
    def without_effect(self) -> int:
        """Count the entries that are without effect."""

    @abstractmethod
    def count_spoken(self, party: str, since: int) -> int:
        """Count the entries of a log, from this index on, that are not receipts."""


class Holdings(Sequence[Held]):
    """Each advance of what a party says it holds of another's log, in display order."""

    __slots__ = ()

    @abstractmethod
    def since(self, entry: EntryId, holder: str) -> Held | None:
        """Give the first receipt by which a party says that it holds this entry."""

    @abstractmethod
    def latest(self, holder: str, of: str) -> Held | None:
        """Give the last receipt by which a party says how much it holds of another's log."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Everything that the logs say, folded.

    `sizes` says how much of each log was folded; `objects` is by id, in display order (where one id was brought as two
    kinds unawares, the second has the key ``id:kind``); `timeline` holds every folded
    entry in display order (causes before effects, then by date, then by party code).
    `purpose` and `title` are those of the founding, the joint one or while there is none the first on the table;
    `founded` says whether it is joint. `silences` are the silence procedures, in display order.

    A Dialogue never changes, however its logs grow. Its parts are made when they are looked at, so that looking at
    little of much costs little; `whole` gives all of it as plain values.
    """

    id: str
    parties: tuple[str, ...]
    counterparts: tuple[str, ...]
    purpose: str
    title: Mapping[str, str]
    continues: str
    founded: bool
    sizes: Mapping[str, int]
    objects: Objects
    held: Holdings
    timeline: Timeline
    waiting: tuple[Waiting, ...] = ()
    silences: tuple[Procedure, ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Object, ...]:
        """The objects of these kinds, in display order."""
        return self.objects.of_kind(kinds)

    def version(self, digest: str) -> Version | None:
        """The version with this name, if it is here."""
        thing = self.objects.with_version(digest)
        return None if thing is None else next((v for v in thing.versions if v.id == digest), None)

    def judged(self, entry: EntryId) -> Judged | None:
        """The entry with this name, if it was folded."""
        return self.timeline.find(entry)

    def held_since(self, entry: EntryId, holder: str) -> Held | None:
        """The first receipt by which `holder` says that it holds this entry with its payload."""
        return self.held.since(entry, holder)

    def unheld(self, party: str, holder: str) -> int:
        """How many entries of a party, receipts aside, `holder` has not said that it holds."""
        held = self.held.latest(holder, party)
        return self.timeline.count_spoken(party, 0 if held is None else held.size)

    def whole(self) -> dict[str, Any]:
        """Every field with all its parts made, in dictionaries and tuples."""
        lazy = {"objects": dict(self.objects), "held": tuple(self.held), "timeline": tuple(self.timeline)}
        return {field.name: lazy.get(field.name, getattr(self, field.name)) for field in fields(self)}
