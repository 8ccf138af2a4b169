# SPDX-License-Identifier: Apache-2.0
"""Two parties in memory who found a dialogue, see each other's logs, and export what both hold."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from comity.acts.act import Act, PayloadRef, Seen, Verb, encode
from comity.acts.keyset import DOMAIN, keyset_message
from comity.base.digest import commitment
from comity.exchange.introduction import Introduction, PartyEntry, RootKey
from comity.exchange.introduction import encode as encode_introduction
from comity.log.checkpoint import Checkpoint
from comity.log.keys import SigningKey, sign_message
from comity.log.merkle import leaf_hash, root
from comity.log.note import format_vkey
from comity.log.signature import Cosigner, LogKey, cosign, mirror_name, sign_checkpoint
from comity.log.tile import TILE_WIDTH, encode_bundle, entries_path, grow

if TYPE_CHECKING:
    from pathlib import Path

DIALOGUE = "0f5c8a61d2b34e7f9a10b2c3d4e5f607"
AT = "2027-03-04T13:02:11Z"
NOW = 1_804_165_331


def key(label: str) -> SigningKey:
    seeds = [hashlib.sha256(f"{label} {half}".encode()).digest() for half in ("ed25519", "mldsa44")]
    return SigningKey.generate(*seeds)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass
class Side:
    """One party: its keys for this dialogue, its log, and the sizes that the other has countersigned."""

    code: str
    origin: str
    entries: list[bytes] = field(default_factory=list)
    countersigned: int = 0
    log_label: str = "log"

    @property
    def root(self) -> SigningKey:
        return key(f"{self.code} root")

    @property
    def log(self) -> LogKey:
        return LogKey(self.origin, key(f"{self.code} {self.log_label}"))

    @property
    def mirror(self) -> Cosigner:
        return Cosigner(mirror_name(self.origin), key(f"{self.code} mirror"))

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]

    def root_at(self, size: int) -> bytes:
        return root(self.leaves[:size])

    def entry(self) -> PartyEntry:
        return PartyEntry(
            code=self.code, name={"en": self.code}, zone="Europe/Paris", origin=self.origin, age="age1x",
            root=RootKey(self.root.public.ed25519, self.root.public.mldsa44), road=bytes(32),
            address="https://node.example", certificate="5e" * 32,
        )  # fmt: skip

    def keyset(self, serial: int = 0, signer: SigningKey | None = None, **changes: object) -> bytes:
        structure = {
            "origin": self.origin, "serial": serial, "log": [format_vkey(v) for v in self.log.vkeys],
            "mirror": [format_vkey(v) for v in self.mirror.vkeys], "road": b64(bytes(32)), "age": ["age1x"], **changes,
        }  # fmt: skip
        signature = sign_message(signer or self.root, DOMAIN, keyset_message(self.code, DIALOGUE, structure))
        structure["signature"] = {"ed25519": b64(signature.ed25519), "mldsa44": b64(signature.mldsa44)}
        return self.act(Verb.NOTIFY, "keyset", object=DIALOGUE, structure=structure)

    def act(self, verb: Verb, kind: str, **fields: object) -> bytes:
        return encode(Act(verb, kind, self.code, DIALOGUE, AT, **fields))  # type: ignore[arg-type]


@dataclass
class Story:
    """A dialogue that was founded; whoever speaks has seen all that the other has said."""

    sides: dict[str, Side]
    introduction: Introduction
    payloads: dict[str, bytes] = field(default_factory=dict)

    def tell(self, code: str, words: bytes, **changes: object) -> None:
        """Notify a paper of these words, knowing the other side's log as it stands."""
        salted = hashlib.sha256(words).digest() + words
        held = commitment(salted[:32], words)
        self.payloads[held] = salted
        payload = PayloadRef(held, len(words), "text/plain")
        fields = {"object": hashlib.md5(words).hexdigest(), "payload": payload, "seen": self.seen(code), **changes}
        self.add(code, self.sides[code].act(Verb.NOTIFY, "paper", **fields))

    def seen(self, code: str) -> dict[str, Seen]:
        return {
            other.code: Seen(len(other.entries), other.root_at(len(other.entries)).hex())
            for other in self.sides.values()
            if other.code != code and other.entries
        }

    def add(self, code: str, entry: bytes) -> None:
        self.sides[code].entries.append(entry)

    def note(self, code: str, size: int, mirror: str | None = None) -> bytes:
        side = self.sides[code]
        signer = side.log if size > side.countersigned else LogKey(side.origin, key(f"{code} log"))  # the first one
        signed = sign_checkpoint(Checkpoint(side.origin, size, side.root_at(size)), signer, NOW)
        return cosign(signed, self.sides[mirror].mirror, NOW + 60) if mirror else signed

    def export(self, folder: Path) -> Path:
        files = {"introduction.json": encode_introduction(self.introduction) + b"\n"}
        for code, side in self.sides.items():
            (other,) = self.sides.keys() - {code}
            size = len(side.entries)
            newest = self.note(code, size, other if side.countersigned == size else None)
            files[f"logs/{code}/checkpoint"] = newest
            if 0 < side.countersigned < size:
                files[f"logs/{code}/cosigned"] = self.note(code, side.countersigned, other)
            for tile, data in grow(0, side.leaves, lambda *_: b""):
                files[f"logs/{code}/{tile.path}"] = data
            for first in range(0, size, TILE_WIDTH):
                some = side.entries[first : first + TILE_WIDTH]
                files[f"logs/{code}/{entries_path(first // TILE_WIDTH, len(some))}"] = encode_bundle(some)
        files |= {f"payloads/{name}": data for name, data in self.payloads.items()}
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return folder


def founded() -> Story:
    """Alba (XA) proposes, Boria (XB) accepts; nothing else is said yet."""
    sides = {
        "XA": Side("XA", "alba.example/4c1d0a7be2f94c55"),
        "XB": Side("XB", "boria.example/91c2a07be2f94c55"),
    }
    introduction = Introduction(
        dialogue=DIALOGUE, proposer="XA", invited=("XB",), purpose="exercise", title={"en": "A dialogue"},
        parties=tuple(side.entry() for side in sides.values()),
    )  # fmt: skip
    story = Story(sides, introduction)
    for side in sides.values():
        story.add(side.code, side.keyset())
    story.add("XA", sides["XA"].act(Verb.TABLE, "founding", object=DIALOGUE, structure=introduction.founding()))
    version = introduction.founding_version()
    story.add("XB", sides["XB"].act(Verb.ACCEPT, "founding", object=DIALOGUE, version=version, seen=story.seen("XB")))
    return story


def told() -> Story:
    """Each has told papers; Boria has countersigned all of Alba's log, Alba all but the last entry of Boria's."""
    story = founded()
    story.tell("XA", b"a paper of Alba")
    story.tell("XB", "ответ".encode())
    story.tell("XA", b"a second paper")
    story.tell("XB", b"a last word")
    story.sides["XA"].countersigned = len(story.sides["XA"].entries)
    story.sides["XB"].countersigned = len(story.sides["XB"].entries) - 1
    return story
