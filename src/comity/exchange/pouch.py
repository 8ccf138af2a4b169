# SPDX-License-Identifier: Apache-2.0
r"""The pouch: one plain file for one peer, carried by hand where no road leads.

    comity-pouch/1\n                                   what a courier, a customs officer, anybody may see:
    u32 length, {"comity":"pouch","from":"alba.example/4c1d…","keyset":{…},"number":3,"purpose":"exercise",…}
    64 + 2,420 bytes                                   signed by the sender's log key, both halves
    age-encryption.org/v1 …                            and within, for the one recipient:

    comity-pouch-contents/1\n
    u32 length, {"checkpoint":7012,"cosigned":7012,"dialogue":"0f5c…","end":450,"entries":30712,"start":412,…}
    the parts, in the order checkpoint, cosigned, entries, payloads, with nothing between them or after them

Rules:
  1. Read by offset, never extracted: there are no names in it, and a length that lies ends the reading.
  2. The outer signature and the digest of what is encrypted are checked before anything is decrypted.
  3. The introduction is enough to check the outside: the sender's keyset stands in the header, signed by its root.
  4. Outside stand the two logs' names, which say nothing of the dialogue, a number, the purpose, and sizes.
  5. The contents name sender, recipient, dialogue and number again: nobody puts another's letter into their envelope.
  6. `edge` is the right edge of the log's tree before `start`, so that the entries lead to the signed root even for who
     holds none of the earlier ones.

This file knows no clock, no disk and no cipher; encryption is the caller's. See docs/spec/pouch.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.acts.act import MAX_BYTES
from comity.acts.field import Field, check_fields, enum, list_of, name, record
from comity.acts.kinds import KINDS, PURPOSES
from comity.base import canonical
from comity.base.digest import open_payload
from comity.base.errors import BadProof, BadSignature, Malformed
from comity.base.words import fingerprint_words
from comity.exchange import gate
from comity.exchange.introduction import Introduction, PartyEntry
from comity.exchange.offset import Read, Reader, require, u32
from comity.log.keys import DoubleSignature, PublicKey, Signer, sign_message, verify_message
from comity.log.merkle import Frontier, leaf_hash, prefix_ranges
from comity.log.note import KeyType
from comity.log.signature import SignedCheckpoint, open_checkpoint

MAGIC = b"comity-pouch/1\n"
CONTENTS_MAGIC = b"comity-pouch-contents/1\n"
DOMAIN = "pouch/v1"
MAX_POUCH = 16_000_000
MAX_HEADER = 64_000
MAX_INDEX = 1_000_000
MAX_ENTRIES = 20_000
MAX_PAYLOADS = 5_000
MAX_RECIPIENTS = 16
_SIGNATURE = (64, 2420)

_KEYSET = record(**KINDS["keyset"].fields)
_HEADER: dict[str, Field] = {
    "comity": enum("pouch"), "format": name("int"), "from": name("origin"), "to": name("origin"),
    "number": name("int"), "purpose": enum(*PURPOSES), "size": name("int"), "sha256": name("digest"),
    "keyset": _KEYSET,
}  # fmt: skip
_INDEX: dict[str, Field] = {
    "comity": enum("pouch-contents"), "format": name("int"), "dialogue": name("id"), "from": name("party"),
    "to": name("party"), "number": name("int"), "start": name("int"), "end": name("int"),
    "edge": list_of(name("digest")), "age": list_of(name("mark")), "checkpoint": name("int"), "cosigned": name("int"),
    "entries": name("int"), "payloads": list_of(record(commitment=name("digest"), size=name("int"))),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """What stands outside: two logs' names, a number that counts on, the purpose, size and digest of the ciphertext."""

    sender: str
    to: str
    number: int
    purpose: str
    size: int
    sha256: str
    keyset: Mapping[str, Any]

    def words(self, language: str) -> tuple[str, ...]:
        """Give the digest as words, for reading it out."""
        return tuple(fingerprint_words(self.sha256, language))


@dataclass(frozen=True, slots=True)
class Outside:
    """A pouch read from outside: its header, the bytes that were signed, the signature, and where the rest begins."""

    header: Header
    signed: bytes
    signature: DoubleSignature
    body: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What the recipient finds: a stretch of the sender's log, and what goes with it.

    `checkpoint` is the sender's, of size `end`; `cosigned` our own, cosigned by the sender, or empty. `age` are
    one-time recipients for the next pouches back. `payloads` are salt and payload by commitment.
    """

    dialogue: str
    sender: str
    to: str
    number: int
    start: int
    end: int
    edge: tuple[bytes, ...]
    age: tuple[str, ...]
    checkpoint: bytes
    cosigned: bytes
    entries: tuple[bytes, ...]
    payloads: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def frontier(self) -> Frontier:
        """The edge of the sender's tree before the first entry."""
        return Frontier(self.start, self.edge)

    def prefix_proof(self, size: int) -> list[bytes]:
        """Give the hashes that lead to the roots of `size`, from `start` on, and of `end`: for a judge of two notes."""
        leaves = [leaf_hash(entry) for entry in self.entries]
        return [self._subtree(first, last, leaves) for first, last in prefix_ranges(size, self.end)]

    def _subtree(self, first: int, last: int, leaves: list[bytes]) -> bytes:
        # What the edge holds from `first` on is whole subtrees, since those of a tree are aligned to their size.
        at, hashes = 0, []
        for bit in range(self.start.bit_length() - 1, -1, -1):
            width = self.start & (1 << bit)
            if width and first <= at < last:
                hashes.append(self.edge[(self.start >> bit).bit_count() - 1])
            at += width
        edge = Frontier(max(min(self.start, last) - first, 0), hashes)
        edge.extend(leaves[max(first - self.start, 0) : max(last - self.start, 0)])
        return edge.root()


# --- outside -----------------------------------------------------------------------------------------------------


def seal(header: Header, ciphertext: bytes, signer: Signer) -> bytes:
    """Put the outside around what was encrypted."""
    signed = canonical.encode({
        "comity": "pouch", "format": 1, "from": header.sender, "to": header.to, "number": header.number,
        "purpose": header.purpose, "size": header.size, "sha256": header.sha256, "keyset": dict(header.keyset),
    })  # fmt: skip
    signature = sign_message(signer, DOMAIN, signed)
    return b"".join((MAGIC, u32(signed), signed, signature.ed25519, signature.mldsa44, ciphertext))


def read_outside(read: Read, length: int) -> Outside:
    """Read the outside of a pouch of so many bytes, or raise Malformed. Nothing is verified yet."""
    if length > MAX_POUCH:
        raise Malformed(f"a pouch has at most {MAX_POUCH} bytes, and this file has {length}")
    reader = Reader(read, length)
    if reader.take(min(len(MAGIC), length)) != MAGIC:
        raise Malformed("this is no pouch: it does not begin as one")
    signed = reader.counted(MAX_HEADER, "header")
    value = canonical.decode(signed)
    check_fields(_HEADER, value, "$")
    require(value["format"] == 1, f"$.format: this pouch has format {value['format']}; 1 is read here")
    require(value["number"] > 0, "$.number: pouches are counted from 1")
    header = Header(
        value["from"], value["to"], value["number"], value["purpose"], value["size"], value["sha256"], value["keyset"]
    )
    signature = DoubleSignature(*(reader.take(size) for size in _SIGNATURE))
    require(
        length - reader.at == header.size,
        f"the header speaks of {header.size} encrypted bytes, and {length - reader.at} are there",
    )
    return Outside(header, signed, signature, reader.at)


def verify_outside(outside: Outside, introduction: Introduction, sha256: str) -> tuple[PartyEntry, gate.Keys]:
    """Check root, signature and digest from the introduction alone, and give the sender with its keys.

    `sha256` is that of the encrypted bytes, computed by the caller.
    """
    header = outside.header
    by_origin = {party.origin: party for party in introduction.parties}
    if header.sender not in by_origin or header.to not in by_origin or header.sender == header.to:
        raise Malformed(
            f"this pouch goes from {header.sender} to {header.to}, and the introduction names"
            f" {' and '.join(sorted(by_origin))}"
        )
    require(header.purpose == introduction.purpose, f"$.purpose: {header.purpose} in a dialogue of another purpose")
    party = by_origin[header.sender]
    keys = gate.read_keyset_structure(header.keyset, introduction, party.code)
    halves = {key.type: key.public for key in keys.log}
    public = PublicKey(halves[KeyType.ED25519], halves[KeyType.MLDSA44_COSIGNATURE])
    try:
        verify_message(public, DOMAIN, outside.signed, outside.signature)
    except BadSignature as error:
        raise BadSignature(f"this pouch is not signed by the log key of {party.code}") from error
    if sha256 != header.sha256:
        raise BadProof(f"what is encrypted in this pouch is not what {party.code} signed")
    return party, keys


# --- inside ------------------------------------------------------------------------------------------------------


def encode_contents(contents: Contents) -> bytes:
    """Write what is to be encrypted."""
    entries = b"".join(len(entry).to_bytes(2, "big") + entry for entry in contents.entries)
    payloads = sorted(contents.payloads.items())
    index = canonical.encode({
        "comity": "pouch-contents", "format": 1, "dialogue": contents.dialogue, "from": contents.sender,
        "to": contents.to, "number": contents.number, "start": contents.start, "end": contents.end,
        "edge": [node.hex() for node in contents.edge], "age": list(contents.age),
        "checkpoint": len(contents.checkpoint), "cosigned": len(contents.cosigned), "entries": len(entries),
        "payloads": [{"commitment": commitment, "size": len(salted)} for commitment, salted in payloads],
    })  # fmt: skip
    parts = (contents.checkpoint, contents.cosigned, entries, *(salted for _, salted in payloads))
    return b"".join((CONTENTS_MAGIC, u32(index), index, *parts))


def decode_contents(data: bytes) -> Contents:
    """Read what was encrypted, or raise Malformed. Nothing is verified yet."""
    reader = Reader(lambda at, size: data[at : at + size], len(data))
    if reader.take(min(len(CONTENTS_MAGIC), len(data))) != CONTENTS_MAGIC:
        raise Malformed("what was encrypted are not the contents of a pouch")
    value = canonical.decode(reader.counted(MAX_INDEX, "index"))
    check_index(value)
    checkpoint, cosigned = reader.take(value["checkpoint"]), reader.take(value["cosigned"])
    entries = _entries(reader.take(value["entries"]), value["end"] - value["start"])
    payloads = {item["commitment"]: reader.take(item["size"]) for item in value["payloads"]}
    require(reader.at == len(data), f"the contents go on for {len(data) - reader.at} bytes after their last part")
    return Contents(
        dialogue=value["dialogue"], sender=value["from"], to=value["to"], number=value["number"],
        start=value["start"], end=value["end"], edge=tuple(bytes.fromhex(node) for node in value["edge"]),
        age=tuple(value["age"]), checkpoint=checkpoint, cosigned=cosigned, entries=entries, payloads=payloads,
    )  # fmt: skip


def check_index(value: Any) -> None:
    """Check the index of the contents by itself."""
    require(isinstance(value, dict), "$: expected an object")
    # The general rule for lists is too narrow for payloads, which have a limit and an order of their own.
    payloads = value.get("payloads")
    require(isinstance(payloads, list) and len(payloads) <= MAX_PAYLOADS, f"$.payloads: at most {MAX_PAYLOADS}")
    for item in payloads:
        check_fields({"commitment": name("digest"), "size": name("int")}, item, "$.payloads")
    names = [item["commitment"] for item in payloads]
    require(names == sorted(set(names)), "$.payloads: expected in the order of commitments, each once")
    check_fields(_INDEX, {**value, "payloads": []}, "$")
    start, end = value["start"], value["end"]
    require(value["format"] == 1, f"$.format: these contents have format {value['format']}; 1 is read here")
    require(0 <= end - start <= MAX_ENTRIES, f"$.end: from {start} to {end} are not 0 to {MAX_ENTRIES} entries")
    require(end > 0, "$.end: a log begins with its keyset")
    require(len(value["edge"]) == start.bit_count(), f"$.edge: the edge at {start} is {start.bit_count()} hashes")
    require(len(value["age"]) <= MAX_RECIPIENTS, f"$.age: at most {MAX_RECIPIENTS} recipients")


def check_contents(
    contents: Contents, header: Header, introduction: Introduction, code: str, keys: gate.Keys
) -> SignedCheckpoint:
    """Hold the contents against the outside and against themselves: names, root, payloads; or raise Theirs."""
    to = introduction.party(contents.to)
    inside = (contents.dialogue, contents.sender, to.origin, contents.number)
    if inside != (introduction.dialogue, code, header.to, header.number):
        raise Malformed(
            "the contents of this pouch name another dialogue, sender, recipient or number than its outside"
        )
    origin = introduction.party(code).origin
    signed = open_checkpoint(contents.checkpoint, origin=origin, vkeys=keys.log)
    edge = contents.frontier
    edge.extend(leaf_hash(entry) for entry in contents.entries)
    if signed.checkpoint.size != contents.end or edge.root() != signed.checkpoint.root:
        raise BadProof(f"the entries {contents.start} to {contents.end - 1} do not lead to the root that {code} signed")
    for commitment, salted in contents.payloads.items():
        open_payload(commitment, salted)
    return signed


def _entries(data: bytes, count: int) -> tuple[bytes, ...]:
    found, at = [], 0
    for number in range(count):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        require(start <= at <= len(data), f"the pouch ends within entry {number} of {count}")
        require(at - start <= MAX_BYTES, f"entry {number} has {at - start} bytes; at most {MAX_BYTES} are allowed")
        found.append(data[start:at])
    require(at == len(data), f"the pouch goes on for {len(data) - at} bytes after its {count} entries")
    return tuple(found)
