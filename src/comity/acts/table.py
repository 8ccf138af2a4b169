# SPDX-License-Identifier: Apache-2.0
"""The tables of permissions and of kinds as docs/spec prints them: the same data, for those who read.

| verb | things | who | while the version is | and the writer holds | it |
| --- | --- | --- | --- | --- | --- |
| accept | agreed | any party | tabled | anything but *accepts* | takes back one's acceptance of its rivals |
"""

from __future__ import annotations

from collections.abc import Iterable

from comity.acts.kinds import AGREED, KINDS, TOLD, Kind
from comity.acts.permission import TABLE, Row, Stance

_CLASSES = {AGREED: "agreed", TOLD: "told"}
_HEAD = ("verb", "things", "who", "while the version is", "and the writer holds", "it")


def as_markdown(table: Iterable[Row] = TABLE) -> str:
    """Print the table, one row a line, with the kinds of each class below."""
    lines = [_line(_HEAD), _line(["---"] * len(_HEAD)), *(_line(_cells(row)) for row in table), ""]
    lines += [f"*{name}*: {', '.join(sorted(kinds))}.  " for kinds, name in _CLASSES.items()]
    return "\n".join(lines) + "\n"


def kinds_as_markdown(kinds: Iterable[Kind] = tuple(KINDS.values())) -> str:
    """Print every kind with its class, its structure (optional fields with a question mark) and its payload."""
    head = ("kind", "class", "structure", "payload")
    return "\n".join([_line(head), _line(["---"] * len(head)), *(_line(_kind(kind)) for kind in kinds)]) + "\n"


def _kind(kind: Kind) -> list[str]:
    fields = [f"`{name}`{'' if field.required else '?'} {field}" for name, field in kind.fields.items()]
    structure = "; ".join(fields).replace("|", "\\|") or "none"
    return [f"`{kind.name}`", kind.cls.value, structure, kind.payload.value]


def _cells(row: Row) -> list[str]:
    return [
        row.verb.value,
        _CLASSES.get(row.kinds) or ", ".join(sorted(row.kinds)),
        row.who.value,
        " or ".join(_word(standing) for standing in sorted(row.standings)),
        _stances(row.stances),
        row.why,
    ]


def _stances(stances: frozenset[Stance]) -> str:
    """Say which stances are meant, by the shorter of two ways."""
    others = sorted(frozenset(Stance) - stances)
    if not others:
        return "anything"
    if len(others) < len(stances):
        return "anything but " + " or ".join(f"*{_word(stance)}*" for stance in others)
    return " or ".join(f"*{_word(stance)}*" for stance in sorted(stances))


def _word(value: str) -> str:
    return str(value).replace("_", " ").replace("none", "nothing")


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
