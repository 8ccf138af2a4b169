# SPDX-License-Identifier: Apache-2.0
"""The words of an act, whatever its kind, as labelled lines.

docs/spec/payload.md says which keys go with which kind. A key that is not known there is shown as it is, since nothing
that another party wrote may be left out of sight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.acts.kinds import KINDS
from comity.base.names import is_name
from comity.web.factline import term
from comity.web.wording import knows

DATES = frozenset({"from", "to", "published", "due", "on", "as_of"})
TERMS = {
    "form": "form", "format": "format", "plane": "plane", "session": "session", "part": "part", "sort": "sort",
    "state": "state", "language": "language", "authoritative": "language",
    "topic": "topic",
}  # fmt: skip
PEOPLE = frozenset({"heads", "substitutes", "given_by"})
ORDER = (
    "marking", "title", "number", "from", "to", "on", "opens", "city", "country", "host", "subject", "level",
    "question", "wording", "reason", "answer", "function", "form", "format", "plane", "lead", "leads", "given_by",
    "heads", "substitutes", "agencies", "observers",
)  # fmt: skip
PLACING = frozenset(
    "text round place renders about previous title parties options spec split_from releases erases"
    " of strand carries relates statements versions corrects".split()
)
_TERM_AREAS = {"status": "language-status", "reached": "milestone"}
HEADLINES = ("title", "wording", "subject", "function", "question")


@dataclass(frozen=True, slots=True)
class WordLine:
    """One labelled line; `sort` says how its value is shown (see templates/_words.html)."""

    key: str
    sort: str
    value: Any

    @property
    def label(self) -> str:
        """The key of its label: *to* is a party in one place and a day in another."""
        return "until" if self.key == "to" and self.sort == "date" else self.key


def word_lines(words: Mapping[str, Any] | None) -> list[WordLine]:
    """Lay out words in the order of the specification, and behind them what it does not name."""
    known = words or {}
    keys = sorted(known, key=lambda key: (ORDER.index(key) if key in ORDER else len(ORDER), key))
    return [_line(key, known[key]) for key in keys]


def structure_lines(kind: str, structure: Mapping[str, Any]) -> list[WordLine]:
    """Lay out what stands in the entry itself, save what only places it and is no news to a reader."""
    fields = KINDS[kind].fields if kind in KINDS else {}
    return [
        WordLine(key, fields[key].sort if key in fields else "plain", structure[key]) if key in {"to", "owners"}
        else _structure_line(kind, key, structure[key])
        for key in structure
        if key not in PLACING
    ]  # fmt: skip


def headline(words: Mapping[str, Any] | None) -> Any:
    """Give the words by which a thing is called: its title, its wording, its subject."""
    return next((words[key] for key in HEADLINES if words and words.get(key)), None)


def _structure_line(kind: str, key: str, value: Any) -> WordLine:
    if is_name("instant", value):
        return WordLine(key, "instant", value)
    if key in DATES:
        return WordLine("expected_by" if kind == "round" and key == "due" else key, "date", value)
    if key in TERMS and knows(f"{TERMS[key]}.{value}"):
        return WordLine(key, "term", f"{TERMS[key]}.{value}")
    if key == "languages":
        return WordLine(key, "languages", value)
    if key in _TERM_AREAS:
        return WordLine(key, "term", f"{_TERM_AREAS[key]}.{value}")
    if key == "forum":
        return WordLine(key, "plain", term(str(value)) or str(value))
    return _plain(key, value)


def _line(key: str, value: Any) -> WordLine:
    if key in DATES and isinstance(value, str):
        return WordLine(key, "date", value)
    if key in TERMS and isinstance(value, str) and knows(f"{TERMS[key]}.{value}"):
        return WordLine(key, "term", f"{TERMS[key]}.{value}")
    if key == "level" and knows(f"level.{value}"):
        return WordLine(key, "term", f"level.{value}")
    if key in {"lead", "issuer", "country", "host", "attributed_to"} and isinstance(value, str):
        return WordLine(key, "state", value)
    if key == "number" and isinstance(value, Mapping):
        return WordLine(key, "numbers", dict(value))
    if key in PEOPLE and isinstance(value, list) and all(isinstance(v, Mapping) for v in value):
        return WordLine(key, "people", value)
    if key == "source" and isinstance(value, Mapping):
        return WordLine(key, "source", value)
    if key == "alternat" and isinstance(value, Mapping) and all(isinstance(v, Mapping) for v in value.values()):
        return WordLine(key, "forms", {lang: dict(forms) for lang, forms in value.items()})
    if key == "opens" and is_name("instant", value):
        return WordLine(key, "instant", value)
    if isinstance(value, Mapping) and _by_language(value):
        return WordLine(key, "words", value)
    if isinstance(value, list) and value and all(isinstance(v, Mapping) and _by_language(v) for v in value):
        return WordLine(key, "list", value)
    return _plain(key, value)


def _plain(key: str, value: Any) -> WordLine:
    if value is True:
        return WordLine(key, "yes", value)
    if isinstance(value, list) and all(isinstance(v, str | int) for v in value):
        return WordLine(key, "plain", ", ".join(str(v) for v in value))
    is_text = isinstance(value, str | int)
    return WordLine(key, "plain", str(value) if is_text else json.dumps(value, ensure_ascii=False, sort_keys=True))


def _by_language(value: Mapping[str, Any]) -> bool:
    return bool(value) and all(is_name("language", k) and isinstance(v, str) for k, v in value.items())
