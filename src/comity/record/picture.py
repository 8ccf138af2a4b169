# SPDX-License-Identifier: Apache-2.0
"""The picture for readers: a Dialogue over what a running fold has noted, made part by part as it is looked at.

Rules:
  1. A picture is of the moment when it was taken. What the fold takes in later stands after its sizes, and every
     question is asked for a reader of just these sizes, so nothing that comes later can be seen in it.
  2. What a party did to a joint version or to its rivals after its own entry in the witness comes too late: it stands
     in the timeline with that reason, and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload

from comity.record.causality import Place
from comity.record.dialogue import Dialogue, EntryId, Held, Holdings, Judged, Object, Objects, Timeline
from comity.record.entry import Unreadable
from comity.record.matter import Matter, Said
from comity.record.notes import Notes
from comity.record.objects import Look, first_shown, is_open, may_ask, object_of, too_late
from comity.record.reasons import DETAILS
from comity.record.silence import procedures

T = TypeVar("T")


def picture(notes: Notes, before: Dialogue | None = None) -> Dialogue:
    """Take a picture of a fold as it is now; what was made for the one before, and not touched since, is kept."""
    course, ledger = notes.course, notes.ledger
    touched, notes.touched = notes.touched, set()
    order, places = course.display()
    look = Look(course.parties, tuple(course.sizes), course.dates, tuple(places))
    timeline = _Timeline(notes, look, order)
    objects = _Objects(notes, look, timeline)
    if before is not None and isinstance(before.objects, _Objects):
        objects.keep(before.objects, touched)
    structure = _founding(objects.get(ledger.dialogue))
    return Dialogue(
        id=ledger.dialogue,
        parties=look.parties,
        counterparts=tuple(structure.get("counterparts", ())),
        purpose=structure.get("purpose", ""),
        title=structure.get("title", {}),
        continues=structure.get("continues", ""),
        founded=ledger.founded(look.sizes),
        sizes=dict(zip(look.parties, look.sizes, strict=True)),
        objects=objects,
        held=_Holdings(notes, look),
        timeline=timeline,
        waiting=course.waiting(),
        silences=procedures(look, ledger.silences.all),
    )


def _founding(founding: Object | None) -> Mapping[str, Any]:
    """Give the structure of the founding: the joint one, or while there is none the first on the table."""
    if founding is None or founding.kind != "founding":
        return {}
    return (founding.joint or (*founding.open, *founding.versions)[0]).structure


class _Timeline(Timeline):
    __slots__ = ("_look", "_notes", "_numbers", "_order", "_without")

    def __init__(self, notes: Notes, look: Look, order: Sequence[Place]) -> None:
        self._notes, self._look, self._order = notes, look, order
        self._numbers = {party: number for number, party in enumerate(look.parties)}
        self._without = notes.without_effect

    def __len__(self) -> int:
        return sum(self._look.sizes)

    @overload
    def __getitem__(self, at: int) -> Judged: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Judged, ...]: ...
    def __getitem__(self, at: int | slice) -> Judged | tuple[Judged, ...]:
        chosen = range(len(self))[at]
        return self.judge(self._order[chosen]) if isinstance(chosen, int) else tuple(self[i] for i in chosen)

    def __iter__(self) -> Iterator[Judged]:
        return (self.judge(self._order[at]) for at in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return _same(self, other)

    __hash__ = None  # type: ignore[assignment]  # it is compared by what it holds

    def __repr__(self) -> str:
        return repr(tuple(self))

    def find(self, entry: EntryId) -> Judged | None:
        number = self._numbers.get(entry.party)
        if number is None or not 0 <= entry.index < self._look.sizes[number]:
            return None
        return self.judge((number, entry.index))

    def without_effect(self) -> int:
        return self._without

    def count_spoken(self, party: str, since: int) -> int:
        number = self._numbers[party]
        spoken = self._notes.spoken[number]
        return max(bisect_left(spoken, self._look.sizes[number]) - bisect_left(spoken, since), 0)

    def judge(self, place: Place) -> Judged:
        """Give an entry with the fold's word on it."""
        number, index = place
        entry, reason = self._notes.course.entries[number][index], self._notes.reasons[number][index]
        if too_late(self._look, self._notes.ledger.slot_of(number, index), place):
            reason = "too-late"
        if isinstance(entry, Unreadable):
            return Judged(self._look.entry(number, index), None, reason, entry.detail)
        return Judged(self._look.entry(number, index), entry, reason, DETAILS.get(reason, ""))


class _Objects(Objects):
    __slots__ = ("_first", "_keys", "_kinds", "_look", "_made", "_notes", "_timeline")

    def __init__(self, notes: Notes, look: Look, timeline: _Timeline) -> None:
        self._notes, self._look, self._timeline = notes, look, timeline
        self._made: dict[str, Object | None] = {}
        self._first: dict[tuple[str, str], Said | None] = {}
        self._keys: tuple[str, ...] | None = None
        self._kinds: dict[str, list[tuple[int, str]]] = {}

    def keep(self, before: _Objects, touched: set[str]) -> None:
        """Take over what was made before, but of the objects touched since. Old entries keep their order."""
        self._made, self._first = before._made.copy(), before._first.copy()
        for id_ in touched:
            for matter in self._notes.ledger.of_id(id_):
                self._first.pop((id_, matter.kind), None)
                for key in (id_, f"{id_}:{matter.kind}"):
                    self._made.pop(key, None)

    def __getitem__(self, key: str) -> Object:
        found = self._made[key] if key in self._made else self._make(key)
        if found is None:
            raise KeyError(key)
        return found

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __repr__(self) -> str:
        return repr(dict(self))

    def of_kind(self, kinds: tuple[str, ...]) -> tuple[Object, ...]:
        self._all()
        chosen = [pair for kind in dict.fromkeys(kinds) for pair in self._kinds.get(kind, ())]
        if len(kinds) > 1:
            chosen.sort()
        return tuple(self[key] for _, key in chosen)

    def with_version(self, digest: str) -> Object | None:
        matter = self._notes.ledger.of_version(digest)
        return self.get(self._key(matter)) if matter is not None and self._is_here(matter) else None

    def unanswered(self, party: str) -> tuple[Object, ...]:
        asking = [m for m in tuple(self._notes.ledger.matters.values()) if may_ask(self._look, m, party)]
        shown = [(self._look.place(said), self._key(m)) for m in asking if (said := self._first_shown(m)) is not None]
        things = [self[key] for _, key in sorted(shown)]
        return tuple(thing for thing in things if any(version.asks(party) for version in thing.versions))

    def count_open_and_joint(self, without: Collection[str] = ()) -> tuple[int, int]:
        matters = [m for m in tuple(self._notes.ledger.matters.values()) if m.kind not in without]
        return sum(is_open(self._look, m) for m in matters), sum(bool(m.current(self._look.sizes)) for m in matters)

    def _make(self, key: str) -> Object | None:
        id_, _, kind = key.partition(":")
        matter = next((m for m in self._of_id(id_) if m.kind == kind or not kind), None)
        if matter is None or self._key(matter) != key:
            return None
        others = {m.kind for m in self._of_id(id_)} - {matter.kind}
        acts = [p for p in self._notes.of_object.get(id_, ()) if p[1] < self._look.sizes[p[0]]]
        acts.sort(key=lambda p: self._look.places[p[0]][p[1]])
        history = [j for j in map(self._timeline.judge, acts) if j.act is not None and j.act.kind not in others]
        self._made[key] = found = object_of(self._look, matter, history)
        return found

    def _all(self) -> tuple[str, ...]:
        """Give every key in display order, and sort the kinds."""
        if self._keys is None:
            found = []
            for matter in tuple(self._notes.ledger.matters.values()):
                said = self._first_shown(matter) if self._is_here(matter) else None
                if said is not None:
                    found.append((self._look.place(said), self._key(matter), matter.kind))
            found.sort()
            kinds: dict[str, list[tuple[int, str]]] = {}
            for at, key, kind in found:
                kinds.setdefault(kind, []).append((at, key))
            self._kinds = kinds
            self._keys = tuple(key for _, key, _ in found)
        return self._keys

    def _first_shown(self, matter: Matter) -> Said | None:
        name = (matter.id, matter.kind)
        if name not in self._first:
            self._first[name] = first_shown(self._look, matter)
        return self._first[name]

    def _key(self, matter: Matter) -> str:
        same = self._of_id(matter.id)
        return matter.id if matter is same[0] else f"{matter.id}:{matter.kind}"

    def _of_id(self, id_: str) -> list[Matter]:
        """Give the objects with this id, the first in the alphabet of kinds first."""
        found = [matter for matter in self._notes.ledger.of_id(id_) if self._is_here(matter)]
        return sorted(found, key=lambda matter: matter.kind) if len(found) > 1 else found

    def _is_here(self, matter: Matter) -> bool:
        return matter.born.within(self._look.sizes)


class _Holdings(Holdings):
    __slots__ = ("_all", "_look", "_notes", "_numbers")

    def __init__(self, notes: Notes, look: Look) -> None:
        self._notes, self._look = notes, look
        self._numbers = {party: number for number, party in enumerate(look.parties)}
        self._all: tuple[Held, ...] | None = None

    def _made(self) -> tuple[Held, ...]:
        if self._all is None:
            places, numbers = self._look.places, self._numbers
            found = [held for pair in tuple(self._notes.held) for held in self._of(*pair)]
            found.sort(key=lambda h: (places[numbers[h.holder]][h.entry.index], h.of))
            self._all = tuple(found)
        return self._all

    @overload
    def __getitem__(self, at: int) -> Held: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Held, ...]: ...
    def __getitem__(self, at: int | slice) -> Held | tuple[Held, ...]:
        return self._made()[at]

    def __len__(self) -> int:
        return len(self._made())

    def __iter__(self) -> Iterator[Held]:
        return iter(self._made())

    def __eq__(self, other: object) -> bool:
        return _same(self, other)

    __hash__ = None  # type: ignore[assignment]  # it is compared by what it holds

    def __repr__(self) -> str:
        return repr(self._made())

    def since(self, entry: EntryId, holder: str) -> Held | None:
        found = self._notes.held.get((holder, entry.party))
        if found is None:
            return None
        at = bisect_right(found, entry.index, key=lambda held: held.size)
        return found[at] if at < self._count(found, holder) else None

    def latest(self, holder: str, of: str) -> Held | None:
        found = self._of(holder, of)
        return found[-1] if found else None

    def _of(self, holder: str, of: str) -> Sequence[Held]:
        found = self._notes.held.get((holder, of), [])
        return found[: self._count(found, holder)]

    def _count(self, found: Sequence[Held], holder: str) -> int:
        """Count those that were said within what is read."""
        return bisect_left(found, self._look.sizes[self._numbers[holder]], key=lambda held: held.entry.index)


def _same(one: Sequence[T], other: object) -> bool:
    return (
        isinstance(other, Sequence)
        and len(one) == len(other)
        and all(mine == theirs for mine, theirs in zip(one, other, strict=True))
    )
