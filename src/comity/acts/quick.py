# SPDX-License-Identifier: Apache-2.0
"""Reading sound acts quickly: the same verdict as acts/act.py, or none.

A log of a hundred thousand acts is read more often than it is written, and nearly every act in it is sound. Here the
tables of kinds and fields are made into plain questions once, so that a sound act is known in a few microseconds.

Rules:
  1. What `sound` gives back is what act.py would have found, value for value; tests hold the two against each other.
  2. It never refuses. Where it is not certain it gives None, and act.py looks closely and says what is wrong.
  3. It is only certain of plain printable ASCII: what else may stand in a string is a question for base/canonical.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from comity.acts.field import MAX_LIST, Field, is_scalar
from comity.acts.kinds import KINDS, REPORTED, Kind, Payload
from comity.base.canonical import MAX_INT
from comity.base.names import spelled

Ask = Callable[[Any], bool]

VERBS = ("table", "accept", "reserve", "withdraw", "notify", "acknowledge")
BRINGING = frozenset({"table", "notify"})
_ALWAYS = frozenset({"act", "at", "by", "dialogue", "kind", "verb"})
_HEX_DIGITS = {"id": 32, "digest": 64}

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which fields an act of one kind and verb has, and what its structure must be."""

    required: frozenset[str]
    allowed: frozenset[str]
    structure: Ask


def sound(data: bytes, most: int) -> dict[str, Any] | None:
    """Give the value of an act of at most so many bytes that is certainly sound, or None."""
    if len(data) > most or not data.isascii() or b"\\" in data or b"\x7f" in data:
        return None
    try:
        value = _decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
    if type(value) is not dict or _encode(value) != data:
        return None
    try:
        rule = _RULES.get((value["kind"], value["verb"]))
        if rule is None or value["act"] != 1 or type(value["act"]) is not int:
            return None
        if not rule.required <= value.keys() <= rule.allowed:
            return None
        if not (_is_instant(value["at"]) and _is_party(value["by"]) and _is_id(value["dialogue"])):
            return None
        for key, ask in _FIELDS:
            if key in value and not ask(value[key], rule):
                return None
    except (KeyError, TypeError, ValueError):
        return None
    return value


# --- questions ---------------------------------------------------------------------------------------------------

_is_instant, _is_party = spelled("instant"), spelled("party")


def _is_id(value: Any) -> bool:
    return len(value) == _HEX_DIGITS["id"] and _is_hexadecimal(value)


def _is_digest(value: Any) -> bool:
    return len(value) == _HEX_DIGITS["digest"] and _is_hexadecimal(value)


def _ask(place: Field) -> Ask:
    """Make the question whether a value may stand in this place of a structure."""
    match place.sort:
        case "record":
            return _ask_fields(dict(place.keys))
        case "list":
            assert place.inner is not None
            return _ask_list(place.inner, place.at_least)
        case "enum":
            return frozenset(place.values).__contains__
        case "int":
            return _is_number
        case "sizes":
            return lambda value: (
                type(value) is dict and all(_is_party(key) and _is_number(item) for key, item in value.items())
            )
        case "options":
            # The only place where a number may be negative; seldom enough to look closely.
            return lambda value: type(value) is dict and not value
        case "instant" | "party" | "language" | "origin" | "place" | "word" as sort:
            return spelled(sort)
        case "id":
            return _is_id
        case "digest":
            return _is_digest
        case _:
            return lambda value: is_scalar(place, value)


def _ask_list(inner: Field, at_least: int) -> Ask:
    ask = _ask(inner)
    length = _HEX_DIGITS.get(inner.sort, 0)

    def plain(value: Any) -> bool:
        return (
            type(value) is list
            and at_least <= len(value) <= MAX_LIST
            and all(map(ask, value))
            and not any(item in value[:index] for index, item in enumerate(value))
        )

    def hexadecimal(value: Any) -> bool:
        return (
            type(value) is list
            and at_least <= len(value) <= MAX_LIST
            and set(map(len, value)) <= {length}
            and _is_hexadecimal("".join(value))
            and len(set(value)) == len(value)
        )

    return hexadecimal if length else plain


def _ask_fields(fields: Mapping[str, Field]) -> Ask:
    questions = {key: _ask(place) for key, place in fields.items()}
    required = frozenset(key for key, place in fields.items() if place.required)
    allowed = frozenset(fields)

    def ask(value: Any) -> bool:
        return (
            type(value) is dict
            and required <= value.keys() <= allowed
            and all(questions[key](item) for key, item in value.items())
        )

    return ask


def _is_hexadecimal(value: str) -> bool:
    # Capitals and spaces are read too, and written otherwise.
    return bytes.fromhex(value).hex() == value


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_INT


def _is_payload(value: Any, _: _Rule) -> bool:
    return (
        type(value) is dict
        and value.keys() == {"commitment", "size", "type"}
        and _is_digest(value["commitment"])
        and _is_number(value["size"])
        and type(value["type"]) is str
        and 3 <= len(value["type"]) <= 100
    )


def _is_seen(value: Any, _: _Rule) -> bool:
    return (
        type(value) is dict
        and bool(value)
        and all(
            _is_party(party)
            and type(entry) is dict
            and entry.keys() == {"root", "size"}
            and _is_number(entry["size"])
            and entry["size"] > 0
            and _is_digest(entry["root"])
            for party, entry in value.items()
        )
    )


_is_reported = _ask_fields(REPORTED)
_FIELDS: tuple[tuple[str, Callable[[Any, _Rule], bool]], ...] = (
    ("object", lambda value, _: _is_id(value)),
    ("structure", lambda value, rule: bool(value) and rule.structure(value)),
    ("payload", _is_payload),
    ("version", lambda value, _: _is_digest(value)),
    ("seen", _is_seen),
    ("supersedes", lambda value, _: _is_digest(value)),
    ("adopts", lambda value, _: _is_digest(value)),
    ("ad_referendum", lambda value, _: value is True),
    ("reported", lambda value, _: _is_reported(value)),
)


# --- rules -------------------------------------------------------------------------------------------------------


def _rule(kind: Kind, verb: str) -> _Rule:
    """Say which fields go with the kind and the verb, as act.py checks them one by one."""
    required, allowed = set(_ALWAYS), {"reported", "seen"}
    whole = verb in BRINGING or kind.name == "receipt"
    if whole and any(place.required for place in kind.fields.values()):
        required.add("structure")
    if whole and kind.fields:
        allowed.add("structure")
    if not whole or kind.payload is Payload.OPTIONAL:
        allowed.add("payload")
    elif kind.payload is Payload.REQUIRED:
        required.add("payload")
    if kind.name != "receipt":
        required.add("object")
        if kind.name != "keyset":
            allowed.add("adopts")
            if verb in BRINGING:
                allowed.add("supersedes")
            else:
                required.add("version")
    if verb == "accept":
        allowed.add("ad_referendum")
    return _Rule(frozenset(required), frozenset(required | allowed), _ask_fields(kind.fields if whole else {}))


_RULES = {(kind.name, verb): _rule(kind, verb) for kind in KINDS.values() for verb in VERBS}
