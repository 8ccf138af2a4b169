# SPDX-License-Identifier: Apache-2.0
"""The restart guard: a restored backup must never make an honest state look like an equivocator.

Outside the database, in HOME/guard, stands the size and root of the last checkpoint that we signed for each log: the
high-water mark. It is written before the checkpoint is published. Where the database holds less than the mark, or than
what a peer has cosigned of ours, it was restored from an old copy, and nothing is appended until it holds it again.
The mark never goes down, and at one size it never changes: a second root for one size would be an equivocation.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from comity.base.errors import Damaged, Ours
from comity.node.home import Home, write_private
from comity.node.joint.models import Countersignature, Log


@dataclass(frozen=True, slots=True)
class Mark:
    """What we have signed for a log at least: size, and root in hexadecimal."""

    size: int
    root: str


def raise_mark(home: Home, log: Log, size: int, root: str) -> None:
    """Write down, synced to disk, what we are about to sign; raises Ours where we have signed more, or otherwise."""
    highest = mark(home, log)
    if highest is not None and highest.size > size:
        raise _held_back(log, f"we signed a checkpoint of size {highest.size}", highest.size)
    if highest is not None and highest.size == size and highest.root != root:
        raise _held_back(log, f"we signed another root for size {size}", size)
    write_private(_file(home, log), json.dumps({"origin": log.origin, "size": size, "root": root}).encode())


def mark(home: Home, log: Log) -> Mark | None:
    """Read the high-water mark of one of our logs."""
    try:
        value = json.loads(_file(home, log).read_text(encoding="ascii"))
        return Mark(int(value["size"]), str(value["root"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"the high-water mark {_file(home, log)} cannot be read: {error}") from error


def require(home: Home, log: Log) -> None:
    """Raise Ours unless our log holds everything that we ever signed of it."""
    highest = mark(home, log)
    if highest is None and log.size:
        raise _held_back(log, "the high-water mark outside the backup is missing", log.size)
    if highest is not None and highest.size > log.size:
        raise _held_back(log, f"we signed a checkpoint of size {highest.size}", highest.size)
    for party, size in Countersignature.objects.filter(log=log).values_list("party", "size"):
        if size > log.size:
            raise _held_back(log, f"{party} has cosigned size {size}", size)


def _held_back(log: Log, why: str, size: int) -> Ours:
    return Ours(
        f"our log in {log.dialogue_id} holds {log.size} entries, but {why}: this looks like a restored copy",
        hint="nothing is appended; bring back the newest database, or our log from a peer with `comity recover`",
        code="node.restart-guard",
        size=size,
    )


def _file(home: Home, log: Log) -> Path:
    return home.folder("guard") / f"{hashlib.sha256(log.origin.encode()).hexdigest()[:32]}.json"
