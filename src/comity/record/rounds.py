# SPDX-License-Identifier: Apache-2.0
"""A dialogue sorted by its rounds: what stands in each, what is said to have become of it, what is carried over.

    rounds = Rounds(dialogue)
    rounds.stage(thing, Span("2027-03-04", "2027-03-05"), as_of="2027-06-01")    missed as of 1 June 2027
    rounds.carried(next_round)                                                   the commitments that are open still

Rules:
  1. What became of a thing is what each party says of it (`state_of_play`). Where they differ, both stand; nothing
     here decides between them.
  2. *Missed*, *under way* and *overdue* are views as of a day. A date that is open is never missed.
  3. A round that was agreed anew has not been postponed, cancelled or suspended: of these, only what was said after the
     agreement counts. That it was held counts always.
  4. A commitment is carried into every later round until each of its owners says that it is carried out or not pursued.
  5. In a file of our own nothing is joint between two. What we accept there, and report every counterpart to accept, is
     agreed by our account.

The dates of a round are among its words, which may be erased; who asks gives them as a `Span`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.acts.permission import Stance, Standing
from comity.record.dialogue import Dialogue, Object, Version

IN_ROUND = ("agenda_item", "delegation", "paper", "finding", "text", "commitment", "contribution", "account")
DONE = frozenset({"carried_out", "not_pursued"})
ABOUT = ("remark", "dissociation", "attachment")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one party says has become of a thing: `as_of` the day for which it says so (EDTF), `at` when it said it."""

    party: str
    state: str
    as_of: str
    at: str
    version: Version


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a thing, as EDTF dates; empty where open."""

    first: str = ""
    last: str = ""

    @property
    def opens(self) -> str:
        """The earliest day on which it can begin; empty where open."""
        return _bound(self.first or self.last, last=False)

    @property
    def ends(self) -> str:
        """The latest day on which it can end; empty where open."""
        return _bound(self.last or self.first, last=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a round is: a word, and the parties that say so; nobody where it follows from the record and the day.

    ``proposed`` ``agreed`` ``under_way`` ``missed``; ``held`` ``postponed`` ``cancelled`` ``suspended`` ``resumed``.
    """

    word: str
    by: tuple[str, ...] = ()


class Rounds:
    """The rounds of a dialogue and what belongs to each, sorted once.

    `things` are the rounds in display order; `strands` and `mandate` in the order of their places.
    """

    def __init__(self, dialogue: Dialogue) -> None:
        self.things = dialogue.of_kind("round")
        self._counterparts = dialogue.counterparts
        self._all = (*dialogue.parties, *dialogue.counterparts)
        self.strands = in_place(dialogue.of_kind("strand"))
        self.mandate = in_place(dialogue.of_kind("mandate"))
        self._by_id = {thing.id: thing for thing in self.things}
        self._within: dict[str, dict[str, list[Object]]] = {}
        for thing in dialogue.of_kind(*IN_ROUND):
            named = str(thing.chief.structure.get("round", ""))
            key = named if named in self._by_id else ""
            self._within.setdefault(key, {}).setdefault(thing.kind, []).append(thing)
        self._after: dict[str, list[Object]] = {}
        for thing in self.things:
            self._after.setdefault(str(thing.chief.structure.get("previous", "")), []).append(thing)
        self._claims: dict[str, dict[str, Claim]] = {}
        for claim in sorted(_claims(dialogue), key=lambda claim: claim.at):
            self._claims.setdefault(str(claim.version.structure["of"]), {})[claim.party] = claim
        self._about: dict[str, list[Object]] = {}
        for thing in dialogue.of_kind(*ABOUT):
            if thing.told is not None:
                self._about.setdefault(str(thing.told.structure["about"]), []).append(thing)

    def agreed(self, thing: Object) -> Version | None:
        """Give the version on which all are agreed: the joint one, or in a file of our own the one by our account."""
        if not self._counterparts:
            return thing.joint
        standing = (v for v in (thing.joint, *thing.open) if v is not None)
        return next((v for v in standing if all(v.stance_of(code) is Stance.ACCEPTS for code in self._all)), None)

    def within(self, round_: str, kind: str) -> Sequence[Object]:
        """Give what of one kind stands in a round, agenda items in the order of their places; "" is outside rounds."""
        found = self._within.get(round_, {}).get(kind, [])
        return in_place(found) if kind == "agenda_item" else found

    def claims(self, thing: str) -> tuple[Claim, ...]:
        """Give what each party says has become of a thing, in the order of their codes."""
        found = self._claims.get(thing, {})
        return tuple(found[party] for party in sorted(found))

    def about(self, thing: Object) -> Iterator[Object]:
        """Give the remarks, dissociations and attachments on any version of a thing that stand."""
        for version in thing.versions:
            yield from self._about.get(version.id, ())

    def previous(self, thing: Object) -> Object | None:
        """Give the round that this one names as the one before, if it is here."""
        return self._by_id.get(str(thing.chief.structure.get("previous", "")))

    def following(self, thing: Object) -> Sequence[Object]:
        """Give the rounds that name this one as the one before: none, one, or rivals side by side."""
        return self._after.get(thing.id, [])

    def before(self, thing: Object) -> Iterator[Object]:
        """Give the rounds before this one, the latest first; a circle ends where it closes."""
        passed, earlier = {thing.id}, self.previous(thing)
        while earlier is not None and earlier.id not in passed:
            passed.add(earlier.id)
            yield earlier
            earlier = self.previous(earlier)

    def stage(self, thing: Object, span: Span, as_of: str) -> tuple[Stage, ...]:
        """Say how far a round is as of a day (YYYY-MM-DD): one stage, or one for each thing that parties say of it."""
        agreed = self.agreed(thing)
        since = self._since(agreed)
        said: dict[str, list[str]] = {}
        for claim in self.claims(thing.id):
            if claim.state == "held" or claim.at >= since:
                said.setdefault(claim.state, []).append(claim.party)
        settled = tuple(Stage(state, tuple(parties)) for state, parties in sorted(said.items()) if state != "resumed")
        if settled:
            return settled
        latest = max(span.ends, _bound(str(thing.chief.structure.get("due", "")), last=True))
        if latest and latest < as_of:
            return (Stage("missed"),)
        if agreed is None:
            return (Stage("proposed", thing.chief.owners),)
        if span.opens and span.opens <= as_of <= span.ends:
            return (Stage("under_way"),)
        return (Stage("resumed", tuple(said["resumed"])),) if "resumed" in said else (Stage("agreed"),)

    def _since(self, agreed: Version | None) -> str:
        if agreed is None:
            return ""
        return max(s.at for s in agreed.stances) if self._counterparts else agreed.joint_at

    def is_open(self, commitment: Object) -> bool:
        """Say whether a commitment is open: agreed, and not every owner says that it is done or not pursued."""
        version = self.agreed(commitment)
        if version is None:
            return False
        done = {claim.party for claim in self.claims(commitment.id) if claim.state in DONE}
        return not set(version.structure["owners"]) <= done

    def carried(self, thing: Object) -> tuple[Object, ...]:
        """Give the open commitments of the rounds before this one and of no round, the oldest first."""
        earlier = [*reversed([round_.id for round_ in self.before(thing)])]
        found = [c for round_ in ("", *earlier) for c in self.within(round_, "commitment")]
        return tuple(commitment for commitment in found if self.is_open(commitment))


def overdue(commitment: Object, as_of: str) -> bool:
    """Say whether the due date of a commitment has passed as of a day; one without a date is never overdue."""
    latest = _bound(str(commitment.chief.structure.get("due", "")), last=True)
    return bool(latest) and latest < as_of


def span_of(words: Mapping[str, object] | None) -> Span:
    """Read the days of a round from its words."""
    found = words or {}
    return Span(*(value if isinstance(value := found.get(key), str) else "" for key in ("from", "to")))


def in_place(things: Sequence[Object]) -> tuple[Object, ...]:
    """Put things into the order of their places."""
    return tuple(sorted(things, key=lambda thing: str(thing.chief.structure.get("place", ""))))


def _claims(dialogue: Dialogue) -> Iterator[Claim]:
    """Give what stands of all that was said of states of play, in display order."""
    for thing in dialogue.of_kind("state_of_play"):
        for version in thing.versions:
            if version.standing is Standing.TOLD:
                of, day = version.structure["state"], version.structure.get("as_of", "")
                for party in version.owners:
                    yield Claim(party, of, day, version.at, version)


def _bound(edtf: str, *, last: bool) -> str:
    """Give the first or last day that a date of level 0 or 1 can mean; empty where it is open or no date."""
    parts = edtf.strip("?~%").replace("X", "").rstrip("-").split("-")
    if not all(part.isascii() and part.isdecimal() for part in parts) or len(parts[0]) != 4:
        return ""
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 3:
            return date(*numbers).isoformat()
        year, month = numbers[0], numbers[1] if len(numbers) == 2 else (12 if last else 1)
        first = date(year, month, 1)
        return ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if last else first).isoformat()
    except (ValueError, OverflowError):
        return ""
