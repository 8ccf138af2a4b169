# SPDX-License-Identifier: Apache-2.0
"""The introduction: the file that officers of two governments exchange by hand before their nodes may speak.

    {"comity":"introduction","dialogue":"0f5c…","format":1,"invited":["XB"],"parties":[{"code":"XA",…}],
     "proposer":"XA","purpose":"exercise","spec":1,"title":{"en":"Alba-Boria cyber dialogue"}}

Rules:
  1. It is canonical JSON. Each party adds its own entry and changes nothing else; it is *complete* when every invited
     party has done so.
  2. Both read the fingerprint of the complete file to each other, as words, over a channel they trust.
  3. From the complete file, and from it alone, follow the founding of the dialogue and each log's first key.

See docs/spec/introduction.md.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from comity.acts.act import version_of
from comity.acts.field import check_fields, enum, list_of, name, record
from comity.acts.kinds import PURPOSES
from comity.base import canonical
from comity.base.digest import digest
from comity.base.errors import Malformed, Ours

SPEC = 1

_ROOT = record(ed25519=name("base64"), mldsa44=name("base64"))
_PARTY = record(
    code=name("party"), name=name("wording"), zone=name("mark"), origin=name("origin"), root=_ROOT,
    address=name("mark"), certificate=name("digest"), road=name("base64"), age=name("mark"),
)  # fmt: skip
_FIELDS = {
    "comity": enum("introduction"), "format": name("int"), "dialogue": name("id"), "proposer": name("party"),
    "invited": list_of(name("party")), "purpose": enum(*PURPOSES), "spec": name("int"), "title": name("wording"),
    "parties": list_of(_PARTY, at_least=1), "options": name("options").optional(),
    "counterparts": list_of(name("party")).optional(), "continues": name("id").optional(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RootKey:
    """The public halves of a party's offline root for this dialogue: Ed25519 (32 bytes), ML-DSA-44 (1,312 bytes)."""

    ed25519: bytes
    mldsa44: bytes

    @property
    def digest(self) -> str:
        """Name the root key in a founding."""
        return digest("root-key/v1", self.ed25519, self.mldsa44)


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """What one party says of itself: log origin, root, and where its road begins.

    `name` is by language; `zone` is the capital's time zone (IANA); `address` begins the road's URLs;
    `certificate` is the SHA-256 of the road's TLS certificate; `road` its Ed25519 request key; `age` its recipient.
    """

    code: str
    name: Mapping[str, str]
    zone: str
    origin: str
    root: RootKey
    address: str
    certificate: str
    road: bytes
    age: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """The introduction of the parties of one dialogue; `invited` are those besides the proposer."""

    dialogue: str
    proposer: str
    invited: tuple[str, ...]
    purpose: str
    title: Mapping[str, str]
    parties: tuple[PartyEntry, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    counterparts: tuple[str, ...] = ()
    continues: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all parties, in the order of their codes."""
        return tuple(sorted({self.proposer, *self.invited}))

    @property
    def missing(self) -> tuple[str, ...]:
        """The parties whose entry is not there yet."""
        return tuple(sorted(set(self.codes) - {p.code for p in self.parties}))

    def party(self, code: str) -> PartyEntry:
        """Give one party's entry, or raise Ours naming those that are here."""
        for entry in self.parties:
            if entry.code == code:
                return entry
        raise Ours(f"no party {code} in this introduction; here: {', '.join(p.code for p in self.parties)}")

    def fingerprint(self) -> str:
        """Digest the complete file; officers compare it as words (base/words.py)."""
        return digest("introduction/v1", encode(self))

    def with_party(self, entry: PartyEntry) -> Introduction:
        """Add a party's own entry, or raise Ours where it is not invited or is already there."""
        if entry.code not in self.missing:
            raise Ours(
                f"{entry.code} is not awaited in this introduction; awaited: {', '.join(self.missing) or 'nobody'}",
                hint="ask the proposer for an introduction that invites you",
            )
        return replace(self, parties=tuple(sorted((*self.parties, entry), key=lambda p: p.code)))

    def founding(self) -> dict[str, Any]:
        """Give the structure of the founding act that this introduction leads to."""
        if self.missing:
            raise Ours(f"the introduction is not complete: {', '.join(self.missing)} did not add its entry")
        structure: dict[str, Any] = {
            "parties": [{"code": p.code, "origin": p.origin, "root": p.root.digest} for p in self.parties],
            "purpose": self.purpose, "spec": SPEC, "title": dict(self.title), "options": dict(self.options),
        }  # fmt: skip
        if self.counterparts:
            structure["counterparts"] = list(self.counterparts)
        if self.continues:
            structure["continues"] = self.continues
        return structure

    def founding_version(self) -> str:
        """Name the version of the founding, which each party's entry 1 tables or accepts."""
        return version_of("founding", self.dialogue, self.founding(), None)


def encode(introduction: Introduction) -> bytes:
    """Write the file in its only spelling."""
    value: dict[str, Any] = {
        "comity": "introduction", "format": 1, "dialogue": introduction.dialogue, "proposer": introduction.proposer,
        "invited": list(introduction.invited), "purpose": introduction.purpose, "spec": SPEC,
        "title": dict(introduction.title), "parties": [_party_value(p) for p in introduction.parties],
    }  # fmt: skip
    if introduction.options:
        value["options"] = dict(introduction.options)
    if introduction.counterparts:
        value["counterparts"] = list(introduction.counterparts)
    if introduction.continues:
        value["continues"] = introduction.continues
    return canonical.encode(value)


def decode(data: bytes) -> Introduction:
    """Read an introduction file, or raise Malformed."""
    value = canonical.decode(data.rstrip(b"\n"))
    check_fields(_FIELDS, value, "$")
    if value["format"] != 1 or value["spec"] != SPEC:
        raise Malformed(f"$.spec: this introduction is for specification {value['spec']}; {SPEC} is spoken here")
    introduction = Introduction(
        dialogue=value["dialogue"], proposer=value["proposer"], invited=tuple(value["invited"]),
        purpose=value["purpose"], title=value["title"], parties=tuple(_party(p) for p in value["parties"]),
        options=value.get("options", {}), counterparts=tuple(value.get("counterparts", ())),
        continues=value.get("continues", ""),
    )  # fmt: skip
    if len({introduction.proposer, *introduction.invited}) != 1 + len(introduction.invited):
        raise Malformed("$.invited: each invited party stands once, and the proposer not among them")
    codes = [p.code for p in introduction.parties]
    if codes != sorted(set(codes)) or not set(codes) <= set(introduction.codes):
        raise Malformed("$.parties: each party stands once, sorted by code, and each is the proposer or invited")
    if len({p.origin for p in introduction.parties}) != len(codes):
        raise Malformed("$.parties: two parties have the same origin")
    return introduction


def _party_value(p: PartyEntry) -> dict[str, Any]:
    return {
        "code": p.code, "name": dict(p.name), "zone": p.zone, "origin": p.origin, "address": p.address,
        "certificate": p.certificate, "road": _b64(p.road), "age": p.age,
        "root": {"ed25519": _b64(p.root.ed25519), "mldsa44": _b64(p.root.mldsa44)},
    }  # fmt: skip


def _party(value: Mapping[str, Any]) -> PartyEntry:
    root = value["root"]
    return PartyEntry(
        code=value["code"], name=value["name"], zone=value["zone"], origin=value["origin"], address=value["address"],
        certificate=value["certificate"], road=unb64(value["road"], 32, "road"), age=value["age"],
        root=RootKey(unb64(root["ed25519"], 32, "root.ed25519"), unb64(root["mldsa44"], 1312, "root.mldsa44")),
    )  # fmt: skip


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def unb64(text: str, size: int, path: str) -> bytes:
    """Read base64 in its only spelling, of a known length in bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != size or _b64(data) != text:
        raise Malformed(f"{path}: expected {size} bytes in base64")
    return data
