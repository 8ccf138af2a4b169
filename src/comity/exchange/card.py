# SPDX-License-Identifier: Apache-2.0
"""The card of a public log: what an outsider must trust to check it, and nothing that only the parties know.

    {"comity":"card","dialogue":"0f5c…","format":1,"origin":"alba.example/public-91c2…","parties":[…],"party":"XA",
     "purpose":"live","root":{"ed25519":…,"mldsa44":…},"spec":1}

Rules:
  1. `root` is the key that signs the keysets of this log; `parties` and `purpose` are those of its founding.
  2. The card of each party names the root keys of all by digest: who trusts one card knows the other party's root too.
  3. Its fingerprint, as words, is what an outsider compares with what the ministry has printed elsewhere.

See docs/spec/publication.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.acts.field import check_fields, enum, list_of, name, record
from comity.acts.keyset import DOMAIN, keyset_message
from comity.acts.kinds import PURPOSES
from comity.acts.public import decode_opening, founding_structure
from comity.base import canonical
from comity.base.digest import digest
from comity.base.errors import BadSignature, Malformed
from comity.exchange.gate import Keyring, Keys, names_keyset
from comity.exchange.introduction import SPEC, Introduction, RootKey, unb64
from comity.log.keys import DoubleSignature, verify_message
from comity.log.note import b64, parse_vkey
from comity.log.signature import LOG_TYPES, check_vkeys

_FIELDS = {
    "comity": enum("card"), "format": name("int"), "dialogue": name("id"), "party": name("party"),
    "origin": name("origin"), "root": record(ed25519=name("base64"), mldsa44=name("base64")),
    "parties": list_of(record(code=name("party"), root=name("digest")), at_least=1), "purpose": enum(*PURPOSES),
    "spec": name("int"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """Whose public log this is: its origin and root key; `roots` are the digests of all parties' root keys, by code."""

    dialogue: str
    party: str
    origin: str
    root: RootKey
    roots: Mapping[str, str]
    purpose: str

    def founding(self) -> dict[str, Any]:
        """Give the structure of the log's entry 1."""
        return founding_structure(self.roots, self.purpose, SPEC)

    def fingerprint(self) -> str:
        """Digest the card; it is read to people as words (base/words.py)."""
        return digest("card/v1", encode_card(self))


def card_of(introduction: Introduction, code: str, origin: str) -> Card:
    """Make the card of a party's public log with this origin."""
    roots = {party.code: party.root.digest for party in introduction.parties}
    return Card(
        introduction.dialogue, code, origin, introduction.party(code).root, roots, introduction.purpose
    )  # fmt: skip


def encode_card(card: Card) -> bytes:
    """Write the card in its only spelling."""
    root = {"ed25519": b64(card.root.ed25519), "mldsa44": b64(card.root.mldsa44)}
    return canonical.encode({
        "comity": "card", "format": 1, "dialogue": card.dialogue, "party": card.party, "origin": card.origin,
        "root": root, **card.founding(),
    })  # fmt: skip


def decode_card(data: bytes) -> Card:
    """Read a card, or raise Malformed."""
    value = canonical.decode(data.rstrip(b"\n"))
    check_fields(_FIELDS, value, "$")
    if value["format"] != 1 or value["spec"] != SPEC:
        raise Malformed(f"$.spec: this card is for specification {value['spec']}; {SPEC} is spoken here")
    root = RootKey(
        unb64(value["root"]["ed25519"], 32, "$.root.ed25519"), unb64(value["root"]["mldsa44"], 1312, "$.root.mldsa44")
    )
    roots = {party["code"]: party["root"] for party in value["parties"]}
    card = Card(value["dialogue"], value["party"], value["origin"], root, roots, value["purpose"])
    if roots.get(card.party) != root.digest or card.founding()["parties"] != value["parties"]:
        raise Malformed("$.parties: each party stands once, in order, and ours with the root of this card")
    return card


def read_public_keyring(ring: Keyring, start: int, entries: Sequence[bytes], card: Card) -> Keyring:
    """Add the keysets among these entries of a public log; what its root did not sign has no effect, but in entry 0."""
    found = list(ring.sets)
    for index, entry in enumerate(entries, start=start):
        if index == 0:
            found.append((0, _keys(entry, 0, card)))
        elif names_keyset(entry):
            try:
                found.append((index, _keys(entry, len(found), card)))
            except (Malformed, BadSignature):
                continue
    return Keyring(tuple(found))


def check_opening(entries: Sequence[bytes], card: Card) -> None:
    """Check that entry 1 is the founding of the card, or raise Malformed; a log of one entry has none yet."""
    if len(entries) > 1 and decode_opening(entries[1], "founding", card.party, card.dialogue) != card.founding():
        raise Malformed(f"entry 1 of {card.origin} is not the founding that its card names")


def _keys(entry: bytes, serial: int, card: Card) -> Keys:
    structure = decode_opening(entry, "keyset", card.party, card.dialogue)
    if (structure["origin"], structure["serial"]) != (card.origin, serial):
        raise Malformed(f"not keyset {serial} of {card.origin}")
    signature = DoubleSignature(
        unb64(structure["signature"]["ed25519"], 64, "$.structure.signature.ed25519"),
        unb64(structure["signature"]["mldsa44"], 2420, "$.structure.signature.mldsa44"),
    )
    verify_message(card.root, DOMAIN, keyset_message(card.party, card.dialogue, structure), signature)
    log = tuple(parse_vkey(v) for v in structure["log"])
    check_vkeys(card.origin, LOG_TYPES, log)
    return Keys(log, (), b"", (), structure.get("revoked_from"))
