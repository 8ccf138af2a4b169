# SPDX-License-Identifier: Apache-2.0
"""From a file of our own to a dialogue of two: each party makes anew, in its own log, the acts by which it stands.

    waiting(officer, room)        what stands in the file that the dialogue continues, and whose word each act is
    adopt(officer, room, number)  propose one of ours again, naming the act of the file that it adopts
    bring(officer, room, kit)     keep the reader's kit of a partner's file, which is not on our node

Rules:
  1. Nothing is copied. An adopted act is a proposal like any other, released by a second officer; its words are
     committed to anew, so its version has another name.
  2. `adopts` is the leaf hash of the act in the file (RFC 6962). The other side can find it there, and nobody else.
  3. A thing keeps its id, so that what was said of a round in the file is said of the same round here.
  4. A party adopts its own word only: what we said, or what was reported of us.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.acts.act import Act, Verb, decode
from comity.acts.kinds import AGREED, TOLD
from comity.base import canonical
from comity.base.digest import SALT_BYTES, commitment
from comity.base.errors import Malformed, Ours, Theirs
from comity.log.merkle import leaf_hash
from comity.log.tile import ENTRIES, decode_bundle, parse_tile_path
from comity.node import desk, policy, store, trail
from comity.node.desk import Intent
from comity.node.dialogues import Room, knows
from comity.node.home import here, write_private
from comity.node.joint.models import Log
from comity.node.national.models import Officer, Proposal

MOST_ENTRIES = 20_000
MOST_BYTES = 60_000_000


@dataclass(frozen=True, slots=True)
class Adoptable:
    """An act of the file: its number there, its leaf hash (hexadecimal), whose word it is, and what it says.

    `adopted` is the version that its party has made of it here; empty until then.
    """

    number: int
    leaf: str
    act: Act
    party: str
    payload: bytes | None
    adopted: str

    @property
    def words(self) -> dict[str, Any] | None:
        """The words, where they are JSON and here."""
        try:
            value = canonical.decode(self.payload) if self.payload is not None else None
        except Malformed:
            return None
        return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class _File:
    """The entries of a file, and salt and payload by commitment."""

    entries: tuple[bytes, ...]
    salted: Mapping[str, bytes]


def waiting(officer: Officer | None, room: Room) -> tuple[Adoptable, ...]:
    """Give the acts of the file that the dialogue continues, in their order; none where the file is not here."""
    reader = policy.require(officer, "read")
    file = _file_of(reader, room)
    if file is None:
        return ()
    made = _made(room)
    found = []
    for number, act, leaf in _acts(file, room.dialogue.continues):
        party = act.reported.party if act.reported is not None else act.by
        if party in room.introduction.codes:
            found.append(Adoptable(number, leaf, act, party, _payload(file, act), made.get((party, leaf), "")))
    return tuple(found)


def adopt(officer: Officer | None, room: Room, number: int) -> Proposal:
    """Propose one act of the file anew as ours; raises Ours where it is not ours, or speaks of what is not here yet."""
    acts = {found.number: found for found in waiting(officer, room)}
    chosen = acts.get(number)
    if chosen is None or chosen.party != room.us:
        raise Ours(
            f"act {number} of the file is no word of {room.us}", hint="nothing was proposed", code="adopt.not-ours"
        )
    if chosen.adopted:
        raise Ours(f"act {number} of the file was adopted already", hint="nothing was proposed", code="adopt.already")
    return desk.propose(officer, room.id, _anew(room, chosen, acts.values()))


def bring(officer: Officer | None, room: Room, kit: bytes) -> int:
    """Keep a partner's kit of the file that this dialogue continues; gives how many of its acts may be adopted here."""
    actor = policy.require(officer, "propose")
    file = _read_kit(kit)
    found = sum(1 for _ in _acts(file, room.dialogue.continues))
    if not found:
        raise Ours(
            "this kit is not of the file that the dialogue continues",
            hint="nothing was kept; ask the other side for the kit of that file", code="adopt.another-file",
        )  # fmt: skip
    write_private(_kept(room.id), kit)
    trail.did(actor, "bring kit", dialogue=room.id)
    return found


def _anew(room: Room, chosen: Adoptable, acts: Iterable[Adoptable]) -> Intent:
    act = chosen.act
    if act.payload is not None and chosen.payload is None:
        raise Ours("the words of this act are not here", hint="nothing was proposed", code="adopt.no-words")
    here_now = {a.act.version: a.adopted for a in acts if a.act.brings and a.adopted}
    words = chosen.words
    file = (act.payload.type, chosen.payload) if act.payload is not None and words is None and chosen.payload else None
    version = "" if act.brings else _here_now(here_now, act.version)
    structure = dict(act.structure)
    if "about" in structure:
        structure["about"] = _here_now(here_now, structure["about"])
    return Intent(
        act.verb, act.kind, object=act.object, version=version, structure=structure, words=words, file=file,
        supersedes=_predecessor(room, act) if act.brings else "", ad_referendum=act.ad_referendum, adopts=chosen.leaf,
    )  # fmt: skip


def _here_now(versions: Mapping[str, str], version: str) -> str:
    found = versions.get(version, "")
    if not found:
        raise Ours(
            "what this act speaks of has not been made anew here yet",
            hint="let its own party adopt it first; nothing was proposed", code="adopt.not-yet",
        )  # fmt: skip
    return found


def _predecessor(room: Room, act: Act) -> str:
    """Name what a version brought now must supersede: the joint one, or our own word that stands."""
    thing = room.dialogue.objects.get(act.object)
    if thing is None or thing.kind != act.kind:
        return ""
    stands = thing.joint if act.verb is Verb.TABLE else thing.told
    return stands.id if stands is not None else ""


def _made(room: Room) -> dict[tuple[str, str], str]:
    """Say which acts were adopted here: by party and leaf hash, the version that was brought or spoken of."""
    return {
        (judged.act.by, judged.act.adopts): judged.act.version
        for judged in room.dialogue.timeline
        if judged.act is not None and judged.act.adopts and not judged.without_effect
    }


def _file_of(officer: Officer, room: Room) -> _File | None:
    """Find the file: our own, where the officer may know of it, or a partner's by its kit."""
    continues = room.dialogue.continues
    if not continues:
        return None
    log = Log.objects.filter(dialogue_id=continues, ours=True, channel="joint").first()
    if log is not None and knows(officer, continues):
        entries = tuple(store.entries(log, 0, log.size))
        acts = [act for act in map(_decoded, entries) if act is not None and act.payload is not None]
        salted = {c: store.salted_payload(continues, c) for c in {a.payload.commitment for a in acts if a.payload}}
        return _File(entries, {c: data for c, data in salted.items() if data is not None})
    kept = _kept(room.id)
    return _read_kit(kept.read_bytes()) if kept.exists() else None


def _acts(file: _File, dialogue: str) -> Iterator[tuple[int, Act, str]]:
    """Give what can be adopted: acts of that dialogue on kinds that parties speak about, save its founding."""
    for number, data in enumerate(file.entries):
        act = _decoded(data)
        if act is not None and act.dialogue == dialogue and act.kind in (AGREED | TOLD) - {"founding", "release"}:
            yield number, act, leaf_hash(data).hex()


def _decoded(data: bytes) -> Act | None:
    try:
        return decode(data)
    except Malformed:
        return None


def _payload(file: _File, act: Act) -> bytes | None:
    salted = file.salted.get(act.payload.commitment) if act.payload is not None else None
    if act.payload is None or salted is None:
        return None
    salt, data = salted[:SALT_BYTES], salted[SALT_BYTES:]
    return data if commitment(salt, data) == act.payload.commitment else None


def _kept(dialogue: str) -> Path:
    return here().folder("kits") / f"{dialogue}.zip"


def _read_kit(data: bytes) -> _File:
    """Read the log and the payloads out of a kit, or raise Theirs; nothing is unpacked to disk."""
    entries: dict[int, list[bytes]] = {}
    salted: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as kit:
            members = [m for m in kit.infolist() if m.filename.startswith("record/")]
            if len(members) > MOST_ENTRIES or sum(m.file_size for m in members) > MOST_BYTES:
                raise Theirs("the kit is larger than a kit may be", hint="nothing was kept", code="adopt.kit")
            for member in members:
                _, folder, *rest = member.filename.split("/")
                if folder == "payloads" and len(rest) == 1:
                    salted[rest[0]] = kit.read(member)
                elif folder == "logs" and rest[1:3] == ["tile", "entries"]:
                    tile = parse_tile_path("/".join(rest[1:]))
                    assert tile.level == ENTRIES
                    entries[tile.index] = decode_bundle(kit.read(member), count=tile.width)
    except (zipfile.BadZipFile, Malformed, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Theirs(f"this is no kit: {error}", hint="nothing was kept", code="adopt.kit") from error
    return _File(tuple(entry for index in sorted(entries) for entry in entries[index]), salted)
