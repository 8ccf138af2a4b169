# SPDX-License-Identifier: Apache-2.0
"""An account of a round, laid out for reading: what its issuer says, beside where it says it.

Rules:
  1. The page shows every fact of the account once, in the section its author gave it; nothing is ranked or left out.
  2. Facts with the same `id` belong together: the first is the thing, the others are what is told of it.
  3. A fact in other words than the source's says so by its support; what the source does not say is said to be absent.
  4. States stand in the order of the page (see perspective.py), whoever issued the account.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.node.finding import facts_in
from comity.web.perspective import Perspective

PLANES = ("bilateral", "regional", "global")
SECTIONS = (
    "mandate", "dialogue", "round", "agenda", "topic", "paper", "finding", "framework", "forum", "atmosphere",
    "previous", "next", "language", "issuer",
)  # fmt: skip

Fact = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One state's column: its heads and its delegation."""

    party: str
    heads: Sequence[Fact]
    agencies: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Group:
    """A thing and what is told of it."""

    first: Fact
    others: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the account; `planes` only for the agenda, where facts say on which plane it was held."""

    name: str
    groups: Sequence[Group]
    planes: Sequence[tuple[str, Sequence[Fact]]] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An account, ready for its page."""

    words: Mapping[str, Any]
    sides: Sequence[Side]
    unsided: Sequence[Fact]
    sections: Sequence[Section]

    def section(self, name: str) -> Section | None:
        """Give one section, if the account has it."""
        return next((section for section in self.sections if section.name == name), None)


def lay_out(words: Mapping[str, Any], view: Perspective) -> Account:
    """Lay the words of an `account` out for its page."""
    facts = facts_of(words)
    heads = [f for f in facts if f.get("section") == "head"]
    agencies = [f for f in facts if f.get("section") == "delegation"]
    codes = view.order(f["party"] for f in heads + agencies if f.get("party"))
    sides = [
        Side(code, [f for f in heads if f.get("party") == code], [f for f in agencies if f.get("party") == code])
        for code in codes
    ]
    known = (*SECTIONS, "head", "delegation")
    others = sorted({str(f.get("section")) for f in facts} - set(known))
    sections = [_section(name, _of_section(facts, name, view)) for name in (*SECTIONS, *others)]
    return Account(
        words, sides, [f for f in heads + agencies if not f.get("party")], [s for s in sections if s.groups or s.planes]
    )


def facts_of(words: Mapping[str, Any]) -> list[Fact]:
    """Give the facts of an account, their parties as text."""
    return [{**fact, "party": str(fact["party"])} if fact.get("party") else fact for fact in facts_in(words)]


def _of_section(facts: Sequence[Fact], name: str, view: Perspective) -> Sequence[Fact]:
    """Give the facts of a section; where they name the states of the dialogue, in the order of the page."""
    found = [f for f in facts if f.get("section") == name]
    if name != "dialogue":
        return found
    order = view.order(str(f["party"]) for f in found if f.get("party"))
    return sorted(found, key=lambda f: order.index(str(f["party"])) if f.get("party") else len(order))


def _section(name: str, facts: Sequence[Fact]) -> Section:
    if name != "agenda":
        return Section(name, _groups(facts))
    planes = [(plane, [f for f in facts if f.get("id") == plane]) for plane in PLANES]
    stated = [(plane, found) for plane, found in planes if found]
    return Section(name, _groups([f for f in facts if f.get("id") not in PLANES]), stated)


def _groups(facts: Sequence[Fact]) -> list[Group]:
    """Gather what became of a paper, and only that: elsewhere one identifier may stand for two things."""
    groups: list[Group] = []
    for fact in facts:
        same = next((g for g in groups if _belongs(fact, g.first)), None)
        if same is None:
            groups.append(Group(fact, []))
        else:
            groups[groups.index(same)] = Group(same.first, [*same.others, fact])
    return groups


def _belongs(fact: Fact, first: Fact) -> bool:
    told_of = fact.get("support") == "elsewhere" or fact.get("attributed_to")
    return bool(told_of and fact.get("id") and fact.get("id") == first.get("id"))


@dataclass(frozen=True, slots=True)
class Beside:
    """What two accounts say in one field; `same` where they say the very same."""

    section: str
    field: str
    left: Sequence[Fact]
    right: Sequence[Fact]
    same: bool


def side_by_side(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Beside]:
    """Lay two accounts of one round side by side, in the order of an account's sections."""
    sides = [facts_of(words) for words in (left, right)]
    keys = dict.fromkeys(_field(fact) for facts in sides for fact in facts)
    known = ("dialogue", "mandate", "round", "head", "delegation", *SECTIONS)
    ordered = sorted(keys, key=lambda key: known.index(key[0]) if key[0] in known else len(known))
    rows = []
    for key in ordered:
        here, there = ([fact for fact in facts if _field(fact) == key] for facts in sides)
        same = bool(here) and sorted(map(_said, here)) == sorted(map(_said, there))
        rows.append(Beside(*key, here, there, same))
    return rows


def _field(fact: Fact) -> tuple[str, str]:
    return str(fact.get("section", "")), str(fact.get("field", ""))


def _said(fact: Fact) -> str:
    """What a fact says, apart from where its source says it."""
    return json.dumps([fact.get("value"), fact.get("text"), fact.get("party"), fact.get("id")], sort_keys=True)
