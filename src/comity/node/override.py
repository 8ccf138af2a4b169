# SPDX-License-Identifier: Apache-2.0
"""Overriding the restart guard: two officers answer for it that nothing beyond a mark kept elsewhere left the house.

    comity guard show          size and root of each log of ours, to be written down and kept elsewhere
    comity guard override      an officer brings the mark that was kept elsewhere
    comity guard confirm       another officer confirms; the guard begins anew from what the log holds now

Rules:
  1. Only a log that the guard holds back is overridden, and only above the mark: the log must hold as many entries as
     the mark says, with its root at that size. Where a peer has cosigned more, `comity recover` gets it back instead.
  2. What was proposed lies beside the marks, in HOME/guard; who did what stands in the trail.
  3. What we signed beyond the mark, and lost, is another history if anybody ever saw it. That is what they answer for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F

from comity.base.errors import Damaged, NotPermitted, Ours
from comity.base.names import is_name
from comity.node import guard, policy, store, trail
from comity.node.home import here, write_private
from comity.node.joint.models import Countersignature, Log
from comity.node.locks import append_lock
from comity.node.national.models import Officer


@dataclass(frozen=True, slots=True)
class Proposed:
    """An override that waits for another officer: who proposed it, by number and name, and the mark brought."""

    by: int
    name: str
    mark: guard.Mark


@dataclass(frozen=True, slots=True)
class Held:
    """A log of ours for showing: its size and root, the mark that the guard remembers, why it is held back if it is."""

    dialogue: str
    channel: str
    size: int
    root: str
    mark: int | None
    why: str
    proposed: Proposed | None = None


def show() -> tuple[Held, ...]:
    """Say of every log of ours how the guard stands to it."""
    found = []
    for log in Log.objects.filter(ours=True).order_by("dialogue_id", "channel"):
        if not log.size and guard.held(here(), log) is None:
            continue
        highest = guard.mark(here(), log)
        size = None if highest is None else highest.size
        proposed = _proposed(log) if _file(log).exists() else None
        found.append(Held(log.dialogue_id, log.channel, log.size, _root(log, log.size), size, _why(log), proposed))
    return tuple(found)


def holds_any() -> bool:
    """Say whether the guard holds any log of ours back, by two queries however many there are."""
    if Countersignature.objects.filter(log__ours=True, size__gt=F("log__size")).exists():
        return True
    if not any(map(_by_files, Log.objects.filter(ours=True))):
        return False
    with append_lock(here()):  # a mark is raised a moment before its checkpoint is kept
        return any(map(_by_files, Log.objects.filter(ours=True)))


def _by_files(log: Log) -> bool:
    try:
        guard.require_by_files(here(), log)
    except Ours:
        return True
    return False


def propose(officer: Officer | None, dialogue: str, channel: str, mark: guard.Mark) -> None:
    """Bring a mark that was kept elsewhere, to be confirmed by another officer; nothing is overridden yet."""
    first = policy.require(officer, "introduce")
    log = _log(dialogue, channel)
    _require_above(log, mark)
    value = {"by": first.pk, "name": first.name, "size": mark.size, "root": mark.root}
    trail.did(first, "propose guard override", dialogue=dialogue, thing=f"{channel} {mark.size}")
    write_private(_file(log), json.dumps(value).encode())


def confirm(officer: Officer | None, dialogue: str, channel: str) -> int:
    """Override the guard as another officer has proposed; gives the size from which it begins anew."""
    second = policy.require(officer, "introduce")
    with append_lock(here()):
        log = _log(dialogue, channel)
        waiting = _proposed(log)
        name, mark = waiting.name, waiting.mark
        if waiting.by == second.pk:
            raise NotPermitted(
                f"{second.name} proposed this override, and another officer must confirm it",
                hint="ask a colleague whose post may introduce; nothing was changed", code="release.own-proposal",
            )  # fmt: skip
        _require_above(log, mark)
        before = guard.mark(here(), log)
        lost = f", giving up {before.size}" if before is not None and before.size > log.size else ""
        trail.did(
            second, "override guard", dialogue=dialogue, thing=f"{channel} {log.size} above {mark.size} of {name}{lost}"
        )
        guard.begin_anew(here(), log, log.size, _root(log, log.size))
        _file(log).unlink()
    return log.size


def _require_above(log: Log, mark: guard.Mark) -> None:
    if not is_name("digest", mark.root):
        raise Ours(
            f"{mark.root[:80]!r} is no root", hint="a mark is SIZE:ROOT, the root in 64 digits", code="guard.no-mark"
        )
    if not _why(log):
        raise Ours(
            "the guard does not hold this log back",
            hint="there is nothing to override; nothing was changed",
            code="guard.not-held",
        )
    if Countersignature.objects.filter(log=log, size__gt=log.size).exists():
        raise Ours(
            "a peer has cosigned more than is here", hint="get it back with `comity recover`; nothing was changed",
            code="guard.peer-has-more",
        )  # fmt: skip
    if not 0 < mark.size <= log.size or _root(log, mark.size) != mark.root:
        raise Ours(
            f"our log does not hold what the mark of size {mark.size} says",
            hint="bring back a newer database, or our log from a peer with `comity recover`; nothing was changed",
            code="node.not-above-mark",
        )


def _why(log: Log) -> str:
    try:
        guard.require(here(), log)
    except Ours as error:
        return str(error)
    return ""


def _root(log: Log, size: int) -> str:
    return store.tree(log, size).root().hex()


def _log(dialogue: str, channel: str) -> Log:
    log = Log.objects.filter(dialogue_id=dialogue, channel=channel, ours=True).first()
    if log is None:
        raise Ours(f"there is no {channel} log of ours in {dialogue[:8]}", hint="nothing was changed")
    return log


def _proposed(log: Log) -> Proposed:
    try:
        value = json.loads(_file(log).read_text(encoding="utf-8"))
        return Proposed(int(value["by"]), str(value["name"]), guard.Mark(int(value["size"]), str(value["root"])))
    except FileNotFoundError:
        raise Ours(
            "nobody has proposed an override of this log",
            hint="the first officer runs `comity guard override`",
            code="guard.none-proposed",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{_file(log)} cannot be read: {error}", hint="propose it again") from error


def _file(log: Log) -> Path:
    return here().folder("guard") / f"override-{log.dialogue_id}-{log.channel}.json"
