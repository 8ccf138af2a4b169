# SPDX-License-Identifier: Apache-2.0
"""Reading an act as it was first written: every field in turn, nothing taken for granted. An oracle for `decode`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from comity.acts.act import BRINGING, FORMAT, MAX_BYTES, Act, PayloadRef, Reported, Seen, Verb, version_of
from comity.acts.field import check_fields, name
from comity.acts.kinds import KINDS, Payload
from comity.base import canonical
from comity.base.errors import Malformed
from comity.base.names import require


def decode(data: bytes) -> Act:
    """Read an act, or raise Malformed saying at which path what was expected and what stood there."""
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
    structure, payload = value.get("structure", {}), _payload(value.get("payload"))
    _check_shape(verb, kind, value, payload)
    act = Act(
        verb=verb,
        kind=kind,
        by=require("party", value.get("by"), "$.by"),
        dialogue=require("id", value.get("dialogue"), "$.dialogue"),
        at=require("instant", value.get("at"), "$.at"),
        object=value.get("object", ""),
        version=value.get("version", ""),
        supersedes=value.get("supersedes", ""),
        structure=structure,
        payload=payload,
        seen=_seen(value.get("seen")),
        ad_referendum=value.get("ad_referendum", False),
        reported=_reported(value.get("reported")),
        adopts=value.get("adopts", ""),
    )
    return _named(act) if act.brings and kind != "keyset" else act


_REPORTED = {
    "party": name("party"), "on": name("date"), "means": name("word"), "reference": name("mark").optional(),
}  # fmt: skip
_KEYS = frozenset(
    "act at by dialogue kind verb object version supersedes structure payload seen"
    " ad_referendum reported adopts".split()
)


def _verb(value: Any) -> Verb:
    try:
        return Verb(value)
    except ValueError:
        raise Malformed(f"$.verb: unknown verb {str(value)[:40]!r}; known: {', '.join(Verb)}") from None


def _named(act: Act) -> Act:
    version = version_of(act.kind, act.object, act.structure, act.payload, act.supersedes)
    return replace(act, version=version)


def _check_shape(verb: Verb, kind: str, value: dict[str, Any], payload: PayloadRef | None) -> None:
    """Check which fields go with the verb and the kind."""
    rule = KINDS[kind]
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


def _payload(value: Any) -> PayloadRef | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"commitment", "size", "type"}:
        raise Malformed("$.payload: expected commitment, size and type")
    if type(value["size"]) is not int or value["size"] < 0:
        raise Malformed(f"$.payload.size: expected a number of bytes, found {value['size']!r}")
    if not isinstance(value["type"], str) or not 3 <= len(value["type"]) <= 100 or not value["type"].isascii():
        raise Malformed("$.payload.type: expected a media type")
    return PayloadRef(require("digest", value["commitment"], "$.payload.commitment"), value["size"], value["type"])


def _seen(value: Any) -> dict[str, Seen]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not value:
        raise Malformed("$.seen: expected a checkpoint for one party or more; left out when unchanged")
    seen = {}
    for party, entry in value.items():
        require("party", party, "$.seen")
        if not isinstance(entry, dict) or entry.keys() != {"root", "size"} or type(entry["size"]) is not int:
            raise Malformed(f"$.seen.{party}: expected root and size")
        if entry["size"] < 1:
            raise Malformed(f"$.seen.{party}.size: expected 1 or more, found {entry['size']}")
        seen[party] = Seen(entry["size"], require("digest", entry["root"], f"$.seen.{party}.root"))
    return seen


def _reported(value: Any) -> Reported | None:
    if value is None:
        return None
    check_fields(_REPORTED, value, "$.reported")
    return Reported(value["party"], value["on"], value["means"], value.get("reference", ""))
