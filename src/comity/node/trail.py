# SPDX-License-Identifier: Apache-2.0
"""The internal audit trail: who saw, did, or let leave what, in the national file, each line chained to the last.

    saw    an officer opened something
    did    an officer, or the operator at the shell, changed something
    left   something left the node: to which party or address, by which way, under which marking

Rules:
  1. Lines are only added. A line that was altered or taken from the middle breaks the chain, and `check` says where.
     Whoever writes down the last digest can later prove that nothing was taken from the end either.
  2. A line holds names and identifiers, never words of a draft or of an act: reading the trail needs no clearance.
  3. What left is what was let go: an act counts as gone to the other parties when it is released.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from comity.base.digest import digest
from comity.node import policy
from comity.node.clock import now_instant
from comity.node.home import here
from comity.node.national.models import Officer, TrailLine

SAW, DID, LEFT = "saw", "did", "left"
SHELL = "operator at the shell"
NODE = "node"
PUBLIC = "public"
_BEGIN = "0" * 64
_SIGNED = ("number", "at", "who", "post", "sort", "what", "dialogue", "thing", "to", "marking", "previous")


@dataclass(frozen=True, slots=True)
class Check:
    """What came of going along the chain: how many lines, the last digest, and the first line that does not fit."""

    lines: int
    last: str
    broken_at: int | None


def saw(who: Officer | str, what: str, *, dialogue: str = "", thing: object = "") -> None:
    """Write down that somebody opened something."""
    _add(who, SAW, what, dialogue=dialogue, thing=thing)


def saw_once(who: Officer, what: str, *, dialogue: str = "", thing: object = "") -> None:
    """Write down that an officer opened something, once in an hour for each thing (and each process of the node)."""
    mark = (str(here().path), now_instant()[:13], who.pk, what, dialogue, str(thing))
    if mark in _seen:
        return
    if len(_seen) >= _REMEMBERED:
        _seen.clear()
    _seen.add(mark)
    saw(who, what, dialogue=dialogue, thing=thing)


_REMEMBERED = 10_000
_seen: set[tuple[object, ...]] = set()


def did(who: Officer | str, what: str, *, dialogue: str = "", thing: object = "", to: str = "") -> None:
    """Write down that somebody did something; call it in the transaction of what was done."""
    _add(who, DID, what, dialogue=dialogue, thing=thing, to=to)


def left(who: Officer | str, way: str, *, to: str, dialogue: str = "", thing: object = "", marking: str = "") -> None:
    """Write down that something left: `way` is act, publication, pouch, export, file, calendar, kit or mail."""
    _add(who, LEFT, way, dialogue=dialogue, thing=thing, to=to, marking=marking)


def lines(
    officer: Officer | None, *, sort: str = "", dialogue: str = "", before: int = 0, at_most: int = 200
) -> list[TrailLine]:
    """Give lines of the trail for an auditor, the newest first; `before` is the number at which the last page ended."""
    policy.require(officer, "audit")
    rows = TrailLine.objects.order_by("-number")
    if sort:
        rows = rows.filter(sort=sort)
    if dialogue:
        rows = rows.filter(dialogue=dialogue)
    if before:
        rows = rows.filter(number__lt=before)
    return list(rows[:at_most])


def check() -> Check:
    """Go along the chain from its beginning."""
    previous, number = _BEGIN, 0
    for line in TrailLine.objects.order_by("number").iterator():
        if (line.number, line.previous, line.digest) != (number + 1, previous, _digest(line)):
            return Check(number, previous, line.number)
        previous, number = line.digest, line.number
    return Check(number, previous, None)


def _add(
    who: Officer | str, sort: str, what: str, *, dialogue: str, thing: object, to: str = "", marking: str = ""
) -> None:
    name, post = (who.name, who.post) if isinstance(who, Officer) else (who, "")
    for _ in range(20):
        try:
            with transaction.atomic():
                last = TrailLine.objects.order_by("-number").first()
                line = TrailLine(
                    number=last.number + 1 if last else 1, at=now_instant(), who=name, post=post, sort=sort, what=what,
                    dialogue=dialogue, thing=str(thing), to=to, marking=marking,
                    previous=last.digest if last else _BEGIN,
                )  # fmt: skip
                line.digest = _digest(line)
                line.save(force_insert=True)
        except IntegrityError:  # somebody else wrote the line of this number: ours comes after it
            continue
        return
    raise RuntimeError("the trail could not be written: too many write at once")


def _digest(line: TrailLine) -> str:
    return digest("trail/v1", json.dumps([getattr(line, name) for name in _SIGNED]).encode("ascii"))
