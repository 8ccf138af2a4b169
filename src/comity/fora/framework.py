# SPDX-License-Identifier: Apache-2.0
"""The framework of responsible behaviour as published sources have it: law, norms, measures.

    found = framework()
    found.positions    how a state says that international law applies, each with its source and language
    found.norms        the eleven norms of 2015, in our own words, by their letters
    found.documents    what the pillars stand in: reports and decisions

Rules:
  1. As for fora: nothing stands here without the source it was read in, and what no source says is absent.
  2. A position is named and not summed up: what a state holds stands in its own document, and nobody's paraphrase here
     is taken for it.
  3. Nothing is ranked or scored; states that have published none in our sources are not listed as lacking one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from comity.base.errors import Damaged
from comity.base.names import is_name
from comity.fora.forum import Dated, date_of, dated, read_yaml

PILLARS = ("law", "norms", "measures")


@dataclass(frozen=True, slots=True)
class NationalPosition:
    """One state's published position on how international law applies; no language where the source gives none."""

    party: str
    language: str
    stands_in: Dated


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm by its letter in the report of 2015, in our own words by language."""

    letter: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Framework:
    """All that sources say of the three pillars, and how far the sources go (EDTF)."""

    gathered: str
    positions: tuple[NationalPosition, ...]
    norms: tuple[Norm, ...]
    documents: Mapping[str, tuple[Dated, ...]]


@cache
def framework() -> Framework:
    """Read what ships with Comity."""
    text = resources.files("comity.fora").joinpath("framework.yaml").read_text(encoding="utf-8")
    return parse(text, where="framework.yaml")


def parse(text: str, *, where: str) -> Framework:
    """Read a list of this shape; raises Damaged with the place of a fault."""
    value = read_yaml(text, where)
    known = {"gathered", "sources", "positions", "norms", "documents"}
    if not isinstance(value, Mapping) or value.keys() - known:
        raise Damaged(f"{where}: expected the keys {', '.join(sorted(known))}")
    documents = value.get("documents") or {}
    if not isinstance(documents, Mapping) or set(documents) - set(PILLARS):
        raise Damaged(f"{where}, documents: expected the keys {', '.join(PILLARS)}")
    return Framework(
        date_of(value.get("gathered"), f"{where}, gathered"),
        tuple(_position(each, f"{where}, position {n}") for n, each in _numbered(value, "positions", where)),
        tuple(_norm(each, f"{where}, norm {n}") for n, each in _numbered(value, "norms", where)),
        {
            pillar: tuple(dated(each, f"{where}, {pillar} {n}") for n, each in _numbered(documents, pillar, where))
            for pillar in PILLARS
        },
    )


def beside(ours: Framework, own: Framework) -> Framework:
    """Read an operator's list beside ours; the same position or document of a state replaces ours."""
    positions = {(p.party, p.stands_in.id): p for p in (*ours.positions, *own.positions)}
    norms = {norm.letter: norm for norm in (*ours.norms, *own.norms)}
    documents = {
        pillar: tuple({each.id: each for each in (*ours.documents[pillar], *own.documents[pillar])}.values())
        for pillar in PILLARS
    }
    return Framework(max(ours.gathered, own.gathered), tuple(positions.values()), tuple(norms.values()), documents)


def _numbered(value: Mapping[str, Any], key: str, where: str) -> list[tuple[int, Any]]:
    found = value.get(key) or []
    if not isinstance(found, list):
        raise Damaged(f"{where}, {key}: expected a list")
    return list(enumerate(found, start=1))


def _position(entry: Any, where: str) -> NationalPosition:
    if not isinstance(entry, Mapping) or not is_name("party", entry.get("state")):
        raise Damaged(f"{where}: a position names its state by two letters")
    language = str(entry.get("language", ""))
    if language and not is_name("language", language):
        raise Damaged(f"{where}: {language!r} is no language")
    rest = {key: value for key, value in entry.items() if key not in {"state", "language"}}
    return NationalPosition(str(entry["state"]), language, dated(rest, f"{where} ({entry['state']})"))


def _norm(entry: Any, where: str) -> Norm:
    words = entry.get("words") if isinstance(entry, Mapping) else None
    if not isinstance(words, Mapping) or not words or not all(isinstance(each, str) for each in words.values()):
        raise Damaged(f"{where}: `letter` and `words` by language are needed")
    return Norm(str(entry.get("letter", "")), dict(words))
