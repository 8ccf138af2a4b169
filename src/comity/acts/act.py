# SPDX-License-Identifier: Apache-2.0
"""An act: a verb on an object, by one party, in one dialogue, knowing what its writer had seen.

    {"act":1,"at":"2027-03-04T13:02:11Z","by":"XB","dialogue":"0f5c…","kind":"paragraph","object":"77ab…",
     "seen":{"XA":{"root":"9d41…","size":12}},"verb":"reserve","version":"41c0…"}

Rules:
  1. The bytes of an act are canonical JSON (base/canonical.py) of at most MAX_BYTES; there is one spelling.
  2. `table` and `notify` bring a new version: kind, object, structure, payload, predecessor (`supersedes`).
     The version's name is the digest of just these. The other verbs name the version they speak of.
  3. `seen` holds the peers' checkpoints that the writer had verified, and is left out exactly when unchanged.
  4. What cannot be read, or is of an unknown kind, is not refused here for ever: the fold keeps it without effect.

See docs/spec/act.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from sys import intern
from typing import Any

from comity.acts.field import check_fields
from comity.acts.kinds import KINDS, REPORTED, Payload
from comity.acts.quick import sound
from comity.base import canonical
from comity.base.digest import digest
from comity.base.errors import Malformed
from comity.base.names import require

FORMAT = 1
MAX_BYTES = 60_000


class Verb(StrEnum):
    """What a party can do to a thing."""

    TABLE = "table"
    ACCEPT = "accept"
    RESERVE = "reserve"
    WITHDRAW = "withdraw"
    NOTIFY = "notify"
    ACKNOWLEDGE = "acknowledge"


BRINGING = frozenset({Verb.TABLE, Verb.NOTIFY})
_VERBS = {verb.value: verb for verb in Verb}
_NOTHING: dict[str, Any] = {}  # of all acts whose structure or `seen` is empty; never written to


@dataclass(frozen=True, slots=True)
class Seen:
    """A peer's checkpoint as its reader verified it: how many entries, and their root (64 hexadecimal digits)."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class PayloadRef:
    """Where an act's words are: the commitment, the length in bytes without the salt, the media type."""

    commitment: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class Reported:
    """An act that we report of a party without a node in this file: whose, when (EDTF), how it reached us.

    `reference` is what the paper itself is called by, such as the number of a note verbale.
    """

    party: str
    on: str
    means: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `version` is given for verbs that speak of a version, and computed for those that bring one."""

    verb: Verb
    kind: str
    by: str
    dialogue: str
    at: str
    object: str = ""
    version: str = ""
    supersedes: str = ""
    structure: Mapping[str, Any] = field(default_factory=dict)
    payload: PayloadRef | None = None
    seen: Mapping[str, Seen] = field(default_factory=dict)
    ad_referendum: bool = False
    reported: Reported | None = None
    adopts: str = ""

    @property
    def brings(self) -> bool:
        """Whether the act brings a version of its own."""
        return self.verb in BRINGING


def version_of(
    kind: str, object_: str, structure: Mapping[str, Any], payload: PayloadRef | None, supersedes: str = ""
) -> str:
    """Name the version that these words and this structure make; who brings it plays no part.

    The digest covers the structure too, so that nobody can table one commitment with two structures.
    """
    body: dict[str, Any] = {"kind": kind, "object": object_, "structure": dict(structure)}
    if payload is not None:
        body["payload"] = _payload_value(payload)
    if supersedes:
        body["supersedes"] = supersedes
    return digest("version/v1", canonical.encode(body))


def encode(act: Act) -> bytes:
    """Write the act in its only spelling, or raise Malformed for one that could not be read back."""
    return spell(act)[0]


def spell(act: Act) -> tuple[bytes, Act]:
    """Write the act as `encode` does, and give it as it is read back: with its version, where it brings one."""
    value: dict[str, Any] = {
        "act": FORMAT, "at": act.at, "by": act.by, "dialogue": act.dialogue, "kind": act.kind, "verb": act.verb.value,
    }  # fmt: skip
    if act.object:
        value["object"] = act.object
    if act.version and not act.brings:
        value["version"] = act.version
    if act.supersedes:
        value["supersedes"] = act.supersedes
    if act.structure:
        value["structure"] = dict(act.structure)
    if act.payload is not None:
        value["payload"] = _payload_value(act.payload)
    if act.seen:
        value["seen"] = {party: {"root": s.root, "size": s.size} for party, s in act.seen.items()}
    if act.ad_referendum:
        value["ad_referendum"] = True
    if act.reported is not None:
        said = act.reported
        value["reported"] = {"means": said.means, "on": said.on, "party": said.party}
        if said.reference:
            value["reported"]["reference"] = said.reference
    if act.adopts:
        value["adopts"] = act.adopts
    return _spelled(value)


def _spelled(value: dict[str, Any]) -> tuple[bytes, Act]:
    """Write a value and read it back; one that is not certainly sound is looked at closely before it is written."""
    try:
        data = canonical.encode_checked(value)
        found = sound(data, MAX_BYTES)
    except (TypeError, ValueError, RecursionError):
        found = None
    if found is not None:
        return data, _act_of(found)
    data = canonical.encode(value)
    return data, decode(data)


def decode(data: bytes) -> Act:
    """Read an act, or raise Malformed saying at which path what was expected and what stood there."""
    value = sound(data, MAX_BYTES)
    return _act_of(read_closely(data) if value is None else value)


def read_closely(data: bytes) -> dict[str, Any]:
    """Check the bytes of an act field by field and give its value, or raise Malformed.

    This is what `quick.sound` must agree with; `decode` asks here only where that gives no verdict.
    """
    if len(data) > MAX_BYTES:
        raise Malformed(f"an act has at most {MAX_BYTES} bytes, this one has {len(data)}")
    value = canonical.decode(data)
    if not isinstance(value, dict):
        raise Malformed("$: expected an act, found no object")
    for key in value:
        if key not in _KEYS:
            raise Malformed(f"$.{key}: unknown field of an act")
        if value[key] is None or value[key] == {}:
            raise Malformed(f"$.{key}: empty; an empty field is left out")
    if value.get("act") != FORMAT or value["act"] is True:
        raise Malformed(f"$.act: this act is in format {value.get('act')!r}; format {FORMAT} is read here")
    verb = _verb(value.get("verb"))
    kind = require("word", value.get("kind"), "$.kind")
    if kind not in KINDS:
        raise Malformed(f"$.kind: unknown kind {kind!r}; known: {', '.join(sorted(KINDS))}")
    _check_payload(value.get("payload"))
    _check_shape(verb, kind, value)
    for key, sort in (("by", "party"), ("dialogue", "id"), ("at", "instant")):
        require(sort, value.get(key), f"$.{key}")
    _check_seen(value.get("seen"))
    if value.get("reported") is not None:
        check_fields(REPORTED, value["reported"], "$.reported")
    return value


def _act_of(value: dict[str, Any]) -> Act:
    """Make an act of a value that was checked; names that stand in many acts lie in memory once."""
    verb, kind, object_ = _VERBS[value["verb"]], intern(value["kind"]), intern(value.get("object", ""))
    structure, payload = value.get("structure") or _NOTHING, value.get("payload")
    for key, item in structure.items():
        if type(item) is str:
            structure[key] = intern(item)
    supersedes, seen, reported = value.get("supersedes", ""), value.get("seen"), value.get("reported")
    if verb in BRINGING and kind != "keyset":
        version = _named({"kind": kind, "object": object_, "structure": structure}, payload, supersedes)
    else:
        version = value.get("version", "")
    return Act(
        verb=verb,
        kind=kind,
        by=intern(value["by"]),
        dialogue=intern(value["dialogue"]),
        at=intern(value["at"]),
        object=object_,
        version=version,
        supersedes=supersedes,
        structure=structure,
        payload=PayloadRef(payload["commitment"], payload["size"], intern(payload["type"])) if payload else None,
        seen={party: Seen(entry["size"], entry["root"]) for party, entry in seen.items()} if seen else _NOTHING,
        ad_referendum=value.get("ad_referendum", False),
        reported=Reported(**reported) if reported else None,
        adopts=value.get("adopts", ""),
    )


_KEYS = frozenset(
    "act at by dialogue kind verb object version supersedes structure payload seen"
    " ad_referendum reported adopts".split()
)


def _verb(value: Any) -> Verb:
    try:
        return Verb(value)
    except ValueError:
        raise Malformed(f"$.verb: unknown verb {str(value)[:40]!r}; known: {', '.join(Verb)}") from None


def _named(body: dict[str, Any], payload: Any, supersedes: str) -> str:
    """Name a version by what was checked already, so that its canonical bytes need no second look."""
    if payload:
        body["payload"] = payload
    if supersedes:
        body["supersedes"] = supersedes
    return digest("version/v1", canonical.encode_checked(body))


def _check_shape(verb: Verb, kind: str, value: dict[str, Any]) -> None:
    """Check which fields go with the verb and the kind."""
    rule, payload = KINDS[kind], value.get("payload")
    whole = verb in BRINGING or kind == "receipt"
    check_fields(rule.fields if whole else {}, value.get("structure", {}), "$.structure")
    if whole and rule.payload is Payload.REQUIRED and payload is None:
        raise Malformed(f"$.payload: missing; a {kind} carries its words in a payload")
    if whole and rule.payload is Payload.NONE and payload is not None:
        raise Malformed(f"$.payload: a {kind} carries no payload")
    if kind == "receipt":
        allowed: frozenset[str] = frozenset()
    elif kind == "keyset":
        allowed = frozenset({"object"})
    elif verb in BRINGING:
        allowed = frozenset({"object", "supersedes", "adopts"})
    else:
        allowed = frozenset({"object", "version", "ad_referendum", "adopts"})
    for key, sort in (("object", "id"), ("version", "digest"), ("supersedes", "digest"), ("adopts", "digest")):
        if key in value:
            if key not in allowed:
                raise Malformed(f"$.{key}: does not go with {verb} {kind}")
            require(sort, value[key], f"$.{key}")
        elif key in allowed and key not in {"supersedes", "adopts"}:
            raise Malformed(f"$.{key}: missing")
    if "ad_referendum" in value and (value["ad_referendum"] is not True or verb is not Verb.ACCEPT):
        raise Malformed("$.ad_referendum: stands only beside accept, and only as true")


def _payload_value(payload: PayloadRef) -> dict[str, Any]:
    return {"commitment": payload.commitment, "size": payload.size, "type": payload.type}


def _check_payload(value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, dict) or value.keys() != {"commitment", "size", "type"}:
        raise Malformed("$.payload: expected commitment, size and type")
    if type(value["size"]) is not int or value["size"] < 0:
        raise Malformed(f"$.payload.size: expected a number of bytes, found {value['size']!r}")
    if not isinstance(value["type"], str) or not 3 <= len(value["type"]) <= 100 or not value["type"].isascii():
        raise Malformed("$.payload.type: expected a media type")
    require("digest", value["commitment"], "$.payload.commitment")


def _check_seen(value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, dict) or not value:
        raise Malformed("$.seen: expected a checkpoint for one party or more; left out when unchanged")
    for party, entry in value.items():
        require("party", party, "$.seen")
        if not isinstance(entry, dict) or entry.keys() != {"root", "size"} or type(entry["size"]) is not int:
            raise Malformed(f"$.seen.{party}: expected root and size")
        if entry["size"] < 1:
            raise Malformed(f"$.seen.{party}.size: expected 1 or more, found {entry['size']}")
        require("digest", entry["root"], f"$.seen.{party}.root")
