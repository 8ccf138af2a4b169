# SPDX-License-Identifier: Apache-2.0
"""A forum as published sources have it: its mandates with their dates, its successor, its sessions, what came of them.

    for forum in fora():
        forum.id, forum.mandate_on("2023"), forum.sessions

Rules:
  1. Nothing stands here without the source it was read in. What no source says is absent, not unknown.
  2. A forum is named by its id in the reader's vocabulary (reading/vocabulary/fora.yaml), where its names are.
  3. Dates are EDTF as far as a source goes: a day, a month, a year. Whether a mandate has ended is a view of a day.
  4. An operator's list is read beside ours: the same id is added to, a session of the same id replaces ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from comity.base.errors import Damaged

PLANES = ("global", "regional")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """Where it was read: who published it, and its address."""

    publisher: str
    url: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A mandate, a session or an outcome: from when to when (EDTF; `until` empty where it is open), in whose words.

    `symbol` is that of the act or document; `as_of` the day for which the source says it.
    """

    id: str
    start: str
    until: str
    symbol: str
    as_of: str
    words: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Forum:
    """One forum. `within` is the id of the body that it belongs to, `successor` that of what followed it."""

    id: str
    plane: str
    within: str = ""
    successor: str = ""
    mandates: tuple[Dated, ...] = ()
    sessions: tuple[Dated, ...] = ()
    outcomes: tuple[Dated, ...] = ()

    def stands(self, day: str) -> bool:
        """Say whether a mandate of it runs on a day (YYYY-MM-DD); a forum without one in our sources is taken to."""
        return not self.mandates or any(
            m.start <= day and (not m.until or day <= _last(m.until)) for m in self.mandates
        )

    def coming(self, day: str) -> tuple[Dated, ...]:
        """Give the sessions that have not ended on a day, the nearest first."""
        found = [session for session in self.sessions if _last(session.until or session.start) >= day]
        return tuple(sorted(found, key=lambda session: session.start))


@dataclass(frozen=True, slots=True)
class Fora:
    """All fora that sources speak of, and how far the sources go (EDTF)."""

    gathered: str
    by_id: Mapping[str, Forum]

    def predecessors(self, forum: Forum) -> tuple[Forum, ...]:
        """Give the fora of which this one is the successor."""
        return tuple(other for other in self.by_id.values() if other.successor == forum.id)


@cache
def fora() -> Fora:
    """Read the fora that ship with Comity."""
    text = resources.files("comity.fora").joinpath("fora.yaml").read_text(encoding="utf-8")
    return parse(text, where="fora.yaml")


def read_yaml(text: str, where: str) -> Any:
    """Read YAML; raises Damaged where it is none."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, in C where there is one
    except yaml.YAMLError as error:
        raise Damaged(f"{where} is no YAML: {error}") from error


def parse(text: str, *, where: str) -> Fora:
    """Read a list of fora; raises Damaged with the place of a fault."""
    value = read_yaml(text, where)
    if not isinstance(value, Mapping) or not isinstance(value.get("fora"), list):
        raise Damaged(f"{where}: expected `gathered` and a list `fora`")
    found: dict[str, Forum] = {}
    for number, entry in enumerate(value["fora"], start=1):
        forum = _forum(entry, f"{where}, forum {number}")
        if forum.id in found:
            raise Damaged(f"{where}: {forum.id} stands twice")
        found[forum.id] = forum
    return Fora(date_of(value.get("gathered"), f"{where}, gathered"), found)


def beside(ours: Fora, own: Fora) -> Fora:
    """Read an operator's list beside ours."""
    by_id = dict(ours.by_id)
    for forum in own.by_id.values():
        known = by_id.get(forum.id)
        by_id[forum.id] = forum if known is None else replace(
            known,
            successor=forum.successor or known.successor,
            mandates=_merged(known.mandates, forum.mandates),
            sessions=_merged(known.sessions, forum.sessions),
            outcomes=_merged(known.outcomes, forum.outcomes),
        )  # fmt: skip
    return Fora(max(ours.gathered, own.gathered), by_id)


def _merged(ours: Iterable[Dated], own: Iterable[Dated]) -> tuple[Dated, ...]:
    return tuple({each.id: each for each in (*ours, *own)}.values())


def _forum(entry: Any, where: str) -> Forum:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
        raise Damaged(f"{where}: a forum needs an id")
    where = f"{where} ({entry['id']})"
    unknown = entry.keys() - {"id", "plane", "within", "successor", "mandates", "sessions", "outcomes"}
    if unknown or entry.get("plane") not in PLANES:
        raise Damaged(
            f"{where}: unknown keys {sorted(unknown)}" if unknown else f"{where}: plane is global or regional"
        )
    lists = {
        key: tuple(dated(item, f"{where}, {key} {n}") for n, item in enumerate(entry.get(key, ()), start=1))
        for key in ("mandates", "sessions", "outcomes")
    }
    return Forum(entry["id"], entry["plane"], entry.get("within", ""), entry.get("successor", ""), **lists)


def dated(item: Any, where: str) -> Dated:
    """Read one dated line with its source; raises Damaged with the place of a fault."""
    if not isinstance(item, Mapping):
        raise Damaged(f"{where}: expected keys and values")
    unknown = item.keys() - {"id", "act", "symbol", "from", "to", "as_of", "words", "source"}
    words, source = item.get("words"), item.get("source")
    if unknown:
        raise Damaged(f"{where}: unknown keys {sorted(map(str, unknown))}")
    if not isinstance(words, Mapping) or not words or not all(isinstance(each, str) for each in words.values()):
        raise Damaged(f"{where}: `words` by language are missing")
    if (
        not isinstance(source, Mapping)
        or not source.get("publisher")
        or not str(source.get("url", "")).startswith("http")
    ):
        raise Damaged(f"{where}: nothing stands here without its source (publisher, url)")
    start = date_of(item.get("from"), f"{where}, from")
    symbol = str(item.get("act", item.get("symbol", "")))
    return Dated(
        id=str(item.get("id") or f"{start} {symbol}".strip()),
        start=start,
        until=date_of(item["to"], f"{where}, to") if "to" in item else "",
        symbol=symbol,
        as_of=date_of(item["as_of"], f"{where}, as_of") if "as_of" in item else "",
        words=dict(words),
        source=Source(str(source["publisher"]), str(source["url"])),
    )


def date_of(value: Any, where: str) -> str:
    """Read a date as far as a source gives it: YYYY, YYYY-MM or YYYY-MM-DD."""
    text = str(value)
    if not _DATE.fullmatch(text):
        raise Damaged(f"{where}: expected a date as YYYY, YYYY-MM or YYYY-MM-DD, found {text!r}")
    return text


def _last(date: str) -> str:
    """Give the last day that a date may mean, for comparing as text."""
    return date + "-12-31"[len(date) - 4 :] if len(date) < 10 else date
