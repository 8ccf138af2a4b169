# SPDX-License-Identifier: Apache-2.0
"""Search over all that an officer may read: what was said in their dialogues, and the positions on it.

    search(officer, "reaffirm commitment", first=2019, last=2019)

Rules:
  1. It looks into rooms that the one loader opened for this officer, and into nothing else.
  2. Letters are compared without case and accents, ё as е; every word must stand in what is found, "words in quotes"
     one after the other.
  3. A thing is of the year in which it was said: of the round it belongs to, else of the day it was reported, else of
     its act. So the words of a communiqué of 2019 that was read in yesterday are of 2019.
  4. The words of a record are folded once for each state of it (node/kept.py) and lie in memory only; what is erased
     or new is a new state. This needs nothing of a database, and is the same over SQLite and PostgreSQL.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from comity.node import policy, positions
from comity.node.dialogues import Room, list_dialogues
from comity.node.kept import per_record
from comity.node.national.models import Officer, PositionVersion
from comity.record.dialogue import Object, Version

AROUND = 70
MOST = 100
_TERM = re.compile(r'"([^"]+)"|(\S+)')
_NAMES = frozenset({"title", "wording", "reason", "question", "subject", "answer", "text", "name", "function", "city"})


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one version, folded and as they are (one character for one), and the year of which they are."""

    object: str
    kind: str
    version: str
    year: int
    language: str
    words: str
    folded: str


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found: where, of which year, and the words around what was asked for."""

    room: Room
    kind: str
    object: str
    version: str
    year: int
    language: str
    before: str
    hit: str
    after: str
    position: int | None = None


def search(officer: Officer | None, asked: str, *, first: int = 0, last: int = 9999) -> tuple[list[Found], int]:
    """Give what was found, the latest year first, at most a hundred, and how many there are in all."""
    reader = policy.require(officer, "read")
    terms = [fold(quoted or plain) for quoted, plain in _TERM.findall(asked)]
    if not terms:
        return [], 0
    rooms = list_dialogues(reader)
    lines = [
        (room, line)
        for room in rooms
        for line in lines_of(room)
        if first <= line.year <= last and all(term in line.folded for term in terms)
    ]
    shown = nsmallest(MOST, lines, key=lambda one: _place(one[0], one[1]))  # of the others only the number is told
    ours = [*_in_positions(reader, {room.id: room for room in rooms}, terms, first, last)]
    found = [*(_found(room, line, terms) for room, line in shown), *ours]
    found.sort(key=lambda one: _place(one.room, one))
    return found[:MOST], len(lines) + len(ours)


def _place(room: Room, one: Line | Found) -> tuple[int, str, str, str]:
    return -one.year, room.id, one.object, one.language


def fold(words: str) -> str:
    """Compare letters without case and accents; the folded words have as many characters as the words."""
    return "".join(_folded(char) for char in words)


def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFD", char)[:1].lower()
    return plain if len(plain) == 1 else char


@per_record
def lines_of(room: Room) -> list[Line]:
    """Give every run of words of a room, with where it stands and the year of which it is."""
    things = list(room.dialogue.objects.values())
    room.gather(version.payload for thing in things for version in thing.versions)
    years = {thing.id: _year_of_round(room, thing) for thing in room.dialogue.of_kind("round")}
    found = []
    for thing in things:
        for version in thing.versions:
            year = _year(room, thing, version, years)
            for language, words in _words(room.words(version.payload)):
                line = Line(thing.id, thing.kind, version.id, year, language, words, fold(words))
                found.append(line)
    return found


def _year(room: Room, thing: Object, version: Version, years: Mapping[str, int]) -> int:
    structure: Mapping[str, Any] = version.structure
    if thing.kind == "paragraph":  # of the text's round
        text = room.dialogue.objects.get(str(structure.get("text", "")))
        structure = text.chief.structure if text is not None else structure
    round_ = thing.id if thing.kind == "round" else str(structure.get("round", ""))
    if years.get(round_):
        return years[round_]
    return int((version.reported_on or version.at)[:4])


def _year_of_round(room: Room, thing: Object) -> int:
    begins = str((room.words(thing.chief.payload) or {}).get("from", ""))[:4]
    return int(begins) if begins.isascii() and begins.isdigit() else 0


def _words(value: Any, key: str = "", language: str = "") -> Iterator[tuple[str, str]]:
    """Give every run of words in a payload, with its language where it says one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            lang = name if len(name) in {2, 3} and name.islower() and isinstance(inner, str) else language
            yield from _words(inner, key if lang == name else name, lang)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner, key, language)
    elif isinstance(value, str) and (key in _NAMES or " " in value):
        yield language, value


def _found(room: Room, line: Line, terms: Iterable[str]) -> Found:
    before, hit, after = _around(line.words, line.folded, terms)
    return Found(room, line.kind, line.object, line.version, line.year, line.language, before, hit, after)


def _around(words: str, folded: str, terms: Iterable[str]) -> tuple[str, str, str]:
    at, term = min((folded.index(term), term) for term in terms)
    end = at + len(term)
    start, stop = max(0, at - AROUND), min(len(words), end + AROUND)
    opening, closing = "… " if start else "", " …" if stop < len(words) else ""
    return opening + words[start:at], words[at:end], words[end:stop] + closing


def _in_positions(
    officer: Officer, rooms: Mapping[str, Room], terms: list[str], first: int, last: int
) -> Iterator[Found]:
    rows = {row.pk: row for row in positions.positions(officer) if row.dialogue in rooms}
    newest: dict[int, PositionVersion] = {}
    for version in PositionVersion.objects.filter(position__in=rows).order_by("number"):
        newest[version.position_id] = version
    for number, version in newest.items():
        words = f"{rows[number].title}\n{version.wording}\n{version.red_lines}"
        folded = fold(words)
        if first <= version.at.year <= last and all(term in folded for term in terms):
            before, hit, after = _around(words, folded, terms)
            room = rooms[rows[number].dialogue]
            language = rows[number].language
            yield Found(room, "position", "", version.digest, version.at.year, language, before, hit, after, number)
