# SPDX-License-Identifier: Apache-2.0
"""The sorts of value that may stand in the structure of an act, as small data that can be printed in the docs.

list_of(name("party"), at_least=1)      ["XA", "XB"]          distinct, in the order given
enum("live", "exercise")                "exercise"
record(code=name("party"), ...)         {"code": "XA", ...}   exactly these keys
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from comity.base.errors import Malformed
from comity.base.names import is_name

_SCALARS = {
    "date": re.compile(r"[1-9][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?", re.ASCII),
    "mark": re.compile(r"[\x21-\x7e][\x20-\x7e]{0,119}", re.ASCII),
    "vkey": re.compile(r"[\x21-\x7e]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{40,2000}", re.ASCII),
    "base64": re.compile(r"[A-Za-z0-9+/]+={0,2}", re.ASCII),
}
MAX_LIST = 500


@dataclass(frozen=True, slots=True)
class Field:
    """One place in the structure of an act; `sort` is a name, ``list``, ``enum`` or ``record``."""

    sort: str
    required: bool = True
    inner: Field | None = None
    keys: tuple[tuple[str, Field], ...] = ()
    values: tuple[str, ...] = ()
    at_least: int = 0

    def optional(self) -> Field:
        """Give the same place, which may be left out."""
        return replace(self, required=False)

    def __str__(self) -> str:
        match self.sort:
            case "list":
                return f"list of {self.inner}"
            case "enum":
                return " | ".join(self.values)
            case "record":
                return "{" + ", ".join(f"{key}: {inner}" for key, inner in self.keys) + "}"
        return self.sort


def name(sort: str) -> Field:
    """Give a place for one name or scalar (see base/names.py and the patterns above)."""
    return Field(sort)


def enum(*values: str) -> Field:
    """Give a place for one word of a closed list."""
    return Field("enum", values=values)


def list_of(inner: Field, at_least: int = 0) -> Field:
    """Give a place for a list of distinct values."""
    return Field("list", inner=inner, at_least=at_least)


def ids() -> Field:
    """Give a place for a list of objects."""
    return list_of(name("id"), at_least=1)


def record(**keys: Field) -> Field:
    """Give a place for an object with exactly these keys."""
    return Field("record", keys=tuple(keys.items()))


def check_fields(fields: Mapping[str, Field], value: Any, path: str) -> None:
    """Raise Malformed, naming the path, unless `value` has the required fields, no unknown ones, each of its sort."""
    if not isinstance(value, dict):
        raise Malformed(f"{path}: expected an object, found {type(value).__name__}")
    for key in value:
        if key not in fields:
            raise Malformed(f"{path}.{key}: unknown field; known: {', '.join(sorted(fields)) or 'none'}")
    for key, place in fields.items():
        if key in value:
            _check(place, value[key], f"{path}.{key}")
        elif place.required:
            raise Malformed(f"{path}.{key}: missing")


def _check(place: Field, value: Any, path: str) -> None:
    match place.sort:
        case "list":
            if not isinstance(value, list) or not place.at_least <= len(value) <= MAX_LIST:
                raise Malformed(f"{path}: expected a list of {place.at_least} to {MAX_LIST} values")
            assert place.inner is not None
            for index, item in enumerate(value):
                _check(place.inner, item, f"{path}[{index}]")
            if any(item in value[:index] for index, item in enumerate(value)):
                raise Malformed(f"{path}: the same value stands twice")
        case "record":
            check_fields(dict(place.keys), value, path)
        case _:
            if not is_scalar(place, value):
                raise Malformed(f"{path}: expected {place}, found {str(value)[:60]!r}")


def is_scalar(place: Field, value: Any) -> bool:
    """Say whether `value` may stand in a place that is neither a list nor a record."""
    match place.sort:
        case "enum":
            return value in place.values
        case "int":
            return type(value) is int and value >= 0
        case "true":
            return value is True
        case "wording":
            return (
                isinstance(value, dict)
                and bool(value)
                and all(is_name("language", k) and isinstance(v, str) and 0 < len(v) <= 300 for k, v in value.items())
            )
        case "options":
            return isinstance(value, dict) and all(
                is_name("word", k) and (type(v) is int or isinstance(v, str | bool)) for k, v in value.items()
            )
        case "sizes":
            return isinstance(value, dict) and all(
                is_name("party", k) and type(v) is int and v >= 0 for k, v in value.items()
            )
        case "date" | "mark" | "vkey" | "base64" as sort:
            return isinstance(value, str) and _SCALARS[sort].fullmatch(value) is not None
        case sort:
            return is_name(sort, value)
