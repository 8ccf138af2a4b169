# SPDX-License-Identifier: Apache-2.0
"""The gate: judges the bytes of a peer's log, all or nothing, before any of them is kept.

What the gate checks: the checkpoint's two signatures; that the log only grows; that the entries hash to the signed
root; that each entry is within its limits; that entry 0 is a keyset signed by the root of the introduction; that what
an entry says it has seen never goes back, and that what it says of our own log is a root that we signed.

What it does not check: whether an act makes sense. An entry that cannot be read, or that is not permitted, is the
fold's business: it is kept, receipted, and shown without effect.

Blame is a finding. `Theirs` is raised only with the bytes in hand; an older checkpoint is `Carrier`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from comity.acts.act import MAX_BYTES
from comity.acts.act import decode as decode_act
from comity.acts.keyset import DOMAIN, keyset_message
from comity.base.errors import BadProof, BadSignature, Carrier, Equivocation, Malformed, Theirs
from comity.exchange.introduction import Introduction, PartyEntry, unb64
from comity.log.checkpoint import MAX_SIZE, parse_checkpoint
from comity.log.edge import Edge
from comity.log.keys import DoubleSignature, verify_message
from comity.log.merkle import leaf_hash
from comity.log.note import VerifierKey, parse_note, parse_vkey
from comity.log.signature import (
    LOG_TYPES,
    MIRROR_TYPES,
    SignedCheckpoint,
    check_vkeys,
    mirror_name,
    open_checkpoint,
)
from comity.log.tile import Tile
from comity.record.entry import decode_entry

OurRoot = Callable[[int], str | None]
# As they stand in canonical JSON, so that other entries need not be read.
_KEYSET, _SEEN = b'"kind":"keyset"', b'"seen":{'


@dataclass(frozen=True, slots=True)
class Known:
    """What we hold of a peer's log: its right edge, the note that speaks for it, what it has said it saw."""

    edge: Edge = field(default_factory=Edge)
    note: bytes = b""
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entries we hold."""
        return self.edge.size


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a keyset gives a party: verifier keys of its log and its mirror, road key, age recipients.

    With `revoked_from`, the root says that the log keys before these are in other hands: what they sign of a larger
    size is no word of the party. Keys that a keyset names again it does not revoke.
    """

    log: tuple[VerifierKey, ...]
    mirror: tuple[VerifierKey, ...]
    road: bytes
    age: tuple[str, ...]
    revoked_from: int | None = None


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keysets of a log by the index of their entry, oldest first. Validity goes by index, never by time."""

    sets: tuple[tuple[int, Keys], ...] = ()

    def at(self, size: int) -> Keys:
        """Give the keys that sign a checkpoint of this size: those of the last keyset below it."""
        for index, keys in reversed(self.sets):
            if index < size:
                return keys
        raise Malformed("a log begins with its keyset, and there is none")

    def revoked(self, size: int) -> bool:
        """Say whether the log keys in force at this size are revoked by a later keyset, from below this size."""
        return any(
            keys.revoked_from is not None and keys.revoked_from < size <= index and keys.log != self.at(size).log
            for index, keys in self.sets
        )

    def disowns(self, note: bytes, origin: str) -> bool:
        """Say whether a note is signed by log keys that a later keyset has revoked from below its size."""
        size = size_of(note)
        for number, (_, keys) in enumerate(self.sets):
            if any(
                later.revoked_from is not None and later.revoked_from < size and later.log != keys.log
                for _, later in self.sets[number + 1 :]
            ):
                with suppress(BadSignature):
                    open_checkpoint(note, origin=origin, vkeys=keys.log)
                    return True
        return False

    @property
    def newest(self) -> Keys:
        """The keys of the last keyset."""
        return self.at(MAX_SIZE)

    def mirrors(self) -> tuple[tuple[VerifierKey, ...], ...]:
        """Give the mirror's keys of every keyset, newest first: a cosignature of earlier days stays one."""
        return tuple(dict.fromkeys(keys.mirror for _, keys in reversed(self.sets)))


@dataclass(frozen=True, slots=True)
class Admitted:
    """What the log is once its new entries are kept: its right edge, new tiles, what it says it saw, its keys."""

    edge: Edge
    tiles: Sequence[tuple[Tile, bytes]]
    checkpoint: SignedCheckpoint
    note: bytes
    seen: Mapping[str, int]
    ring: Keyring


def read_keyring(ring: Keyring, start: int, entries: Sequence[bytes], introduction: Introduction, code: str) -> Keyring:
    """Add the keysets among these entries, the first of which has the index `start`.

    Entry 0 must be one. Of the later ones, what the root did not sign, or what does not count on, has no effect.
    """
    found = list(ring.sets)
    for index, entry in enumerate(entries, start=start):
        if index == 0:
            found.append((0, read_keyset(entry, introduction, code)))
        elif names_keyset(entry) and (keys := _later_keyset(entry, len(found), introduction, code)) is not None:
            found.append((index, keys))
    return Keyring(tuple(found))


def names_keyset(entry: bytes) -> bool:
    """Say whether an entry can be a keyset; most are not, and need not be read to know it."""
    return _KEYSET in entry


def _later_keyset(entry: bytes, serial: int, introduction: Introduction, code: str) -> Keys | None:
    try:
        act = decode_act(entry)
        if (act.kind, act.by, act.dialogue) != ("keyset", code, introduction.dialogue):
            return None
        keys = read_keyset_structure(act.structure, introduction, code)
    except (Malformed, BadSignature):
        return None
    return keys if act.structure["serial"] == serial else None


def read_keyset(entry: bytes, introduction: Introduction, code: str) -> Keys:
    """Read entry 0 of a party's log: a keyset that the root named in the introduction has signed."""
    act = decode_act(entry)
    if act.kind != "keyset" or act.by != code or act.dialogue != introduction.dialogue:
        raise Malformed(f"entry 0 of the log of {code} is not its keyset in this dialogue, but {act.verb} {act.kind}")
    if act.structure["serial"] != 0:
        raise Malformed(f"entry 0 of the log of {code} is its keyset number {act.structure['serial']}, not 0")
    keys = read_keyset_structure(act.structure, introduction, code)
    if keys.road != introduction.party(code).road:
        raise Malformed(f"the keyset of {code} has another road key than the introduction")
    return keys


def read_keyset_structure(structure: Mapping[str, Any], introduction: Introduction, code: str) -> Keys:
    """Read what a keyset of a party says, whatever its serial, if the root of the introduction has signed it."""
    party = introduction.party(code)
    if structure["origin"] != party.origin:
        raise Malformed(f"the keyset of {code} is for {structure['origin']}, and the introduction says {party.origin}")
    verify_root(party, keyset_message(code, introduction.dialogue, structure), structure["signature"])
    keys = Keys(
        log=tuple(parse_vkey(v) for v in structure["log"]),
        mirror=tuple(parse_vkey(v) for v in structure["mirror"]),
        road=unb64(structure["road"], 32, "$.structure.road"),
        age=tuple(structure["age"]),
        revoked_from=structure.get("revoked_from"),
    )
    check_vkeys(party.origin, LOG_TYPES, keys.log)
    check_vkeys(mirror_name(party.origin), MIRROR_TYPES, keys.mirror)
    return keys


def verify_root(party: PartyEntry, message: bytes, signature: Mapping[str, str]) -> None:
    """Check both signatures of a party's root over a keyset, or raise BadSignature."""
    double = DoubleSignature(
        unb64(signature["ed25519"], 64, "$.structure.signature.ed25519"),
        unb64(signature["mldsa44"], 2420, "$.structure.signature.mldsa44"),
    )
    try:
        verify_message(party.root, DOMAIN, message, double)
    except BadSignature as error:
        raise BadSignature(f"the keyset of {party.code} is not signed by the root in the introduction") from error


def read_checkpoint(note: bytes, *, origin: str, keys: Keys, known: Known) -> SignedCheckpoint:
    """Read a peer's checkpoint and hold it against the one we have.

    Raises Carrier for an older one, and Equivocation for another root at the size we hold.
    """
    signed = open_checkpoint(note, origin=origin, vkeys=keys.log)
    size, root = signed.checkpoint.size, signed.checkpoint.root
    if size < known.size:
        raise Carrier(
            f"the checkpoint of {origin} has size {size}, but we hold {known.size} entries",
            hint="an old copy is the usual cause; nothing was changed",
        )
    if size == known.size and known.size and root != known.edge.root():
        raise Equivocation(
            f"{origin} signed two different roots for size {size}",
            first=known.note, second=note, hint="both notes are kept as evidence; no receipt is written any more",
        )  # fmt: skip
    return signed


@contextmanager
def unless_revoked(ring: Keyring, size: int) -> Iterator[None]:
    """Turn an equivocation into a forgery, where the note of this size can only be by a key that the root revoked."""
    try:
        yield
    except Equivocation as error:
        if not ring.revoked(size):
            raise
        raise BadSignature(
            f"a checkpoint of size {size} is signed by a log key that the root has revoked from below that size",
            hint="it is kept, and counts for nothing: it is no word of the party", code="theirs.revoked-key",
        ) from error  # fmt: skip


def size_of(note: bytes) -> int:
    """Read what size a checkpoint says it has, before anything of it is verified."""
    return parse_checkpoint(parse_note(note).text).size


class Admission:
    """Entries of a peer's log as they come in, one part after the other; none is let in before `close`.

    Little is kept of them here, however many they are: who asks keeps their bytes until then.
    """

    def __init__(
        self, known: Known, *,
        code: str, introduction: Introduction, keys: Keys | Keyring, our_code: str, our_root: OurRoot,
    ) -> None:  # fmt: skip
        """Begin with what we hold, by its keys; a keyset among the new entries speaks for what comes after it."""
        self._known = known
        self._code, self._introduction = code, introduction
        self._our_code, self._our_root = our_code, our_root
        self._edge, self._seen = known.edge, dict(known.seen)
        self._tiles: dict[tuple[int, int], tuple[Tile, bytes]] = {}
        self._ring = keys if isinstance(keys, Keyring) else Keyring(((0, keys),) if known.size else ())
        self._fault: Theirs | None = None

    def take(self, entries: Sequence[bytes]) -> None:
        """Look at what comes next; what it is at fault for is said at the end, when it is known who signed it."""
        start = self._edge.size
        self._ring = read_keyring(self._ring, start, entries, self._introduction, self._code)
        self._edge, tiles = self._edge.grown([leaf_hash(entry) for entry in entries])
        self._tiles |= {(tile.level, tile.index): (tile, data) for tile, data in tiles}
        try:
            for index, data in enumerate(entries, start=start) if self._fault is None else ():
                if len(data) > MAX_BYTES or _SEEN in data:
                    self._look(index, data)
        except Theirs as error:
            self._fault = error

    def close(self, note: bytes) -> Admitted:
        """Let the entries between what we hold and what the checkpoint says in whole, or raise and let none in."""
        origin, known, size = self._introduction.party(self._code).origin, self._known, self._edge.size
        signed = read_checkpoint(note, origin=origin, keys=self._ring.at(size_of(note)), known=known)
        missing = signed.checkpoint.size - known.size
        if size - known.size != missing:
            raise Carrier(
                f"{missing} entries of {origin} were expected, and {size - known.size} came; nothing was kept"
            )
        if self._edge.root() != signed.checkpoint.root:
            raise BadProof(
                f"the entries {known.size} to {size - 1} of {origin} do not hash to the root it signed",
                hint="nothing was kept; what came stands among the evidence",
            )
        if self._fault is not None:
            raise self._fault
        return Admitted(self._edge, list(self._tiles.values()), signed, note, self._seen, self._ring)

    def _look(self, index: int, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise Malformed(f"entry {index} of {self._code} has {len(data)} bytes; at most {MAX_BYTES} are allowed")
        # What cannot be read is kept; of an unknown kind, what its writer had seen is known all the same, and counts.
        for party, checkpoint in decode_entry(data).seen.items():
            if checkpoint.size < self._seen.get(party, 0):
                raise Malformed(
                    f"entry {index} of {self._code} says it has seen {checkpoint.size} entries of {party},"
                    f" after an earlier one said {self._seen[party]}"
                )
            if party == self._our_code and self._our_root(checkpoint.size) != checkpoint.root:
                raise BadProof(
                    f"entry {index} of {self._code} says it has seen a root of our log at size {checkpoint.size}"
                    " that we never signed"
                )
            self._seen[party] = checkpoint.size
