# SPDX-License-Identifier: Apache-2.0
"""The words that the reader knows, kept as data.

A scheme is a YAML file in `vocabulary/`, in the shape of SKOS:

    scheme: fora
    concepts:
      - id: OSCE
        prefLabel: {en: Organization for Security and Co-operation in Europe, ru: ОБСЕ}
        altLabel:  {en: [OSCE], fr: [OSCE], de: [OSZE]}
        valid: {from: 1995-01-01}          # optional: when the thing exists
        level: regional                    # anything else is a property that a rule may ask for

Seven rules:
  1. A new ministry, word or language is a line of YAML. No Python names one.
  2. A word ending in `*` stands for every word that begins so.
  3. A label written in capitals matches capitals only: *CIS* is no *cis*, and *FIRST* is not *first*.
  4. In a scheme marked `proper`, a label of one word that begins with a capital wants a capital in the text.
  5. Names (`proper`) are read in every language, common words only in the language of the text.
  6. A scheme may have several files; one id is one concept, whatever the number of files that speak of it.
  7. Within a scheme a label belongs to one concept (a test checks it).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache, wraps
from importlib import resources
from typing import Any, TypeVar

import yaml

from comity.base.errors import Damaged

_LABELS = ("prefLabel", "altLabel", "adjective")
_RESERVED = frozenset({"id", "valid", *_LABELS})
T = TypeVar("T")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Label:
    """One way to write a concept, in one language; in capitals it counts only where the text has them too."""

    text: str
    lang: str
    kind: str
    proper: bool = False
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that texts name: a state, a body, a forum, a class of verb."""

    scheme: str
    id: str
    labels: tuple[Label, ...]
    properties: Mapping[str, Any] = field(default_factory=dict)
    begins: str | None = None
    ends: str | None = None
    names: bool = False

    def get(self, name: str, default: Any = None) -> Any:
        """Give a property of the concept."""
        return self.properties.get(name, default)

    def stands(self, date: str) -> bool:
        """Say whether the thing existed at some time that this EDTF date allows; an unknown date allows all."""
        if date.startswith("XXXX"):
            return True
        return (self.begins is None or self.begins[: len(date)] <= date) and (
            self.ends is None or date[: len(self.ends)] <= self.ends
        )


@dataclass(frozen=True, slots=True, eq=False)
class Vocabularies:
    """Every scheme that a reading uses, by name. Two of them are the same only where they are one object."""

    schemes: Mapping[str, tuple[Concept, ...]]
    made: dict[object, Any] = field(default_factory=dict, repr=False)  # of them: patterns, tables, the lexicon


_CURRENT: ContextVar[Vocabularies | None] = ContextVar("vocabularies", default=None)


def current() -> Vocabularies:
    """Give the vocabularies of this reading: those that are shipped, unless others were asked for."""
    return _CURRENT.get() or shipped()


@contextmanager
def using(vocabularies: Vocabularies | None) -> Iterator[None]:
    """Read with these vocabularies within the block; None means those that are shipped."""
    token = _CURRENT.set(vocabularies)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def made(make: Callable[[], T]) -> Callable[[], T]:
    """Make something of the vocabularies of this reading once for each of them, when it is first asked for."""

    @wraps(make)
    def of_these() -> T:
        kept = current().made
        if make not in kept:
            kept[make] = make()
        found: T = kept[make]
        return found

    return of_these


def schemes() -> Mapping[str, tuple[Concept, ...]]:
    """Give every scheme of this reading, in the order of their names."""
    return current().schemes


@cache
def shipped() -> Vocabularies:
    """Load every scheme that is shipped, in the order of their names."""
    folder = resources.files("comity.reading") / "vocabulary"
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    found: dict[str, tuple[Concept, ...]] = {}
    for entry in files:
        name, concepts = parse(entry.read_text(encoding="utf-8"), where=entry.name)
        found[name] = _joined((*found.get(name, ()), *concepts))
    return Vocabularies(found)


def _joined(concepts: tuple[Concept, ...]) -> tuple[Concept, ...]:
    """One concept for each id: what a second file of a scheme says of it is added to what the first one says."""
    found: dict[str, Concept] = {}
    for each in concepts:
        first = found.get(each.id)
        if first is None:
            found[each.id] = each
            continue
        more = tuple(label for label in each.labels if label not in first.labels)
        properties = {**each.properties, **first.properties}
        begins, ends = first.begins or each.begins, first.ends or each.ends
        found[each.id] = replace(first, labels=first.labels + more, properties=properties, begins=begins, ends=ends)
    return tuple(found.values())


def concept(scheme: str, name: str) -> Concept | None:
    """Give one concept by scheme and id."""
    return _by_id().get(scheme, {}).get(name)


@made
def _by_id() -> Mapping[str, Mapping[str, Concept]]:
    return {scheme: {each.id: each for each in reversed(found)} for scheme, found in schemes().items()}


def parse(text: str, *, where: str) -> tuple[str, tuple[Concept, ...]]:
    """Read one scheme from YAML; the file's name is for the message if it is broken."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  # both loaders build plain values only
    except yaml.YAMLError as error:
        raise Damaged(f"vocabulary {where} is not YAML: {error}", hint="restore the file from the release") from error
    if not isinstance(data, dict) or not isinstance(data.get("scheme"), str):
        raise Damaged(f"vocabulary {where} names no scheme", hint="its first line must be `scheme: NAME`")
    scheme = data["scheme"]
    proper = bool(data.get("proper"))
    return scheme, tuple(_concept(scheme, entry, where, proper=proper) for entry in data.get("concepts") or ())


def _concept(scheme: str, entry: Any, where: str, *, proper: bool) -> Concept:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise Damaged(f"vocabulary {where} has a concept without an id", hint="every concept needs `id: NAME`")
    valid = entry.get("valid") or {}
    return Concept(
        scheme=scheme,
        id=entry["id"],
        labels=tuple(_labels(entry, proper=proper)),
        properties={key: value for key, value in entry.items() if key not in _RESERVED},
        names=proper,
        begins=_day(valid.get("from")),
        ends=_day(valid.get("until")),
    )


def _labels(entry: Mapping[str, Any], *, proper: bool) -> Iterator[Label]:
    for kind in _LABELS:
        for lang, written in (entry.get(kind) or {}).items():
            for text in [written] if isinstance(written, str) else written:
                name = str(text)
                proper_word = proper and name[:1].isupper() and " " not in name
                yield Label(name, lang, kind, proper_word, _capitals(name))


def _capitals(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def _day(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
