# SPDX-License-Identifier: Apache-2.0
"""What stands in a public log: its keyset, its founding, and the versions that were released, each said anew.

    0   notify keyset     {"log":[…],"origin":"alba.example/public-…","serial":0,"signature":{…}}
    1   table founding    {"parties":[{"code":"XA","root":…},{"code":"XB","root":…}],"purpose":"live","spec":1}
    2   table text        kind, object, structure and payload as they stand in the version that was released

Rules:
  1. An entry is spelled as an act (acts/act.py). Its version has the name that it has between the parties.
  2. To table or to notify means here: *we publish this version*. Who brought it, who accepted it and what else was said
     is not told.
  3. Keyset and founding say less than between the parties: no mirror, road or age key, no joint log, no title.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.acts.act import BRINGING, FORMAT, Act, PayloadRef, Verb, encode
from comity.acts.field import check_fields, enum, list_of, name, record
from comity.acts.kinds import AGREED, OWN, PURPOSES
from comity.base import canonical
from comity.base.errors import Malformed

_KEYSET = {
    "origin": name("origin"), "serial": name("int"), "log": list_of(name("vkey"), at_least=2),
    "revoked_from": name("int").optional(),
    "signature": record(ed25519=name("base64"), mldsa44=name("base64")),
}  # fmt: skip
_FOUNDING = {
    "parties": list_of(record(code=name("party"), root=name("digest")), at_least=1), "purpose": enum(*PURPOSES),
    "spec": name("int"),
}  # fmt: skip
_AROUND = {"act", "at", "by", "dialogue", "kind", "object", "structure", "verb"}


def founding_structure(roots: Mapping[str, str], purpose: str, spec: int) -> dict[str, Any]:
    """Say who stands behind a public log: the parties by the digests of their root keys, the purpose, the version."""
    parties = [{"code": code, "root": root} for code, root in sorted(roots.items())]
    return {"parties": parties, "purpose": purpose, "spec": spec}


def encode_opening(kind: str, by: str, dialogue: str, at: str, structure: Mapping[str, Any]) -> bytes:
    """Write entry 0 (``keyset``, and later ones) or entry 1 (``founding``) of a public log."""
    check_fields(_KEYSET if kind == "keyset" else _FOUNDING, dict(structure), "$.structure")
    return canonical.encode({
        "act": FORMAT, "at": at, "by": by, "dialogue": dialogue, "kind": kind, "object": dialogue,
        "structure": dict(structure), "verb": "notify" if kind == "keyset" else "table",
    })  # fmt: skip


def decode_opening(data: bytes, kind: str, by: str, dialogue: str) -> dict[str, Any]:
    """Read the structure of a keyset or founding of a public log, or raise Malformed."""
    value = canonical.decode(data)
    verb = "notify" if kind == "keyset" else "table"
    expected = {"act": FORMAT, "by": by, "dialogue": dialogue, "kind": kind, "object": dialogue, "verb": verb}
    if not isinstance(value, dict) or value.keys() != _AROUND or value["act"] is True:
        raise Malformed(f"not the {kind} of a public log")
    for key, wanted in expected.items():
        if value[key] != wanted:
            raise Malformed(f"$.{key}: expected {wanted!r}, found {str(value[key])[:60]!r}")
    check_fields(_KEYSET if kind == "keyset" else _FOUNDING, value["structure"], "$.structure")
    structure: dict[str, Any] = value["structure"]
    return structure


def encode_released(
    kind: str, object_: str, structure: Mapping[str, Any], payload: PayloadRef | None, supersedes: str,
    *, by: str, dialogue: str, at: str,
) -> bytes:  # fmt: skip
    """Write the entry that publishes a version; the kinds of the node's own are never published."""
    if kind in OWN:
        raise ValueError(f"a {kind} is not published")
    verb = Verb.TABLE if kind in AGREED else Verb.NOTIFY
    assert verb in BRINGING
    return encode(
        Act(verb, kind, by, dialogue, at, object_, supersedes=supersedes, structure=structure, payload=payload)
    )
