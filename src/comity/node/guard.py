# SPDX-License-Identifier: Apache-2.0
"""The restart guard: a restored backup must never make an honest state look like an equivocator.

Outside the database, in HOME/guard, stands the size and root of the last checkpoint that we signed for each log: the
high-water mark. It is written before the checkpoint is published. Where the database holds less than the mark, or than
what a peer has cosigned of ours, it was restored from an old copy, and nothing is appended until it holds it again.
The mark never goes down, and at one size it never changes: a second root for one size would be an equivocation. Two
officers may override it, above a mark that was kept elsewhere (node/override.py).

Every append waits until its mark is durable, so it is written where there is room already, which the disk does in one
step. The file of a log has places of 512 bytes, a sector; each holds one mark, blanks, and a line feed. The last one
counts. A place without its line feed was cut short before anything was signed by it: it is written again. Where all
places are taken, a new file takes the place of the old.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Thread

from django.db import connections

from comity.base.errors import Damaged, Ours
from comity.node.home import Home, write_private
from comity.node.joint.models import Log
from comity.node.store import STORE

PLACE = 512
PLACES = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """What we have signed for a log at least: size, and root in hexadecimal."""

    size: int
    root: str


def raise_mark(home: Home, log: Log, size: int, root: str) -> None:
    """Write down, synced to disk, what we are about to sign; raises Ours where we have signed more, or otherwise."""
    begin_mark(home, log, size, root)()


def begin_mark(home: Home, log: Log, size: int, root: str) -> Callable[[], None]:
    """Do the work of `raise_mark` up to the sync, which is under way; gives what waits for it, or raises its error."""
    highest = mark(home, log)
    if highest is not None and highest.size > size:
        raise _held_back(log, f"we signed a checkpoint of size {highest.size}", highest.size)
    if highest is not None and highest.size == size and highest.root != root:
        raise _held_back(log, f"we signed another root for size {size}", size)
    return _write_down(_file(home, log), json.dumps({"origin": log.origin, "size": size, "root": root}).encode())


def begin_anew(home: Home, log: Log, size: int, root: str) -> None:
    """Put a new mark in the place of all earlier ones. For node/override.py alone, before two officers."""
    _file(home, log).unlink(missing_ok=True)
    _write_down(_file(home, log), json.dumps({"origin": log.origin, "size": size, "root": root}).encode())()


def mark(home: Home, log: Log) -> Mark | None:
    """Read the high-water mark of one of our logs."""
    try:
        data = _file(home, log).read_bytes()
        value = json.loads(data[max(_whole(data) - PLACE, 0) :][:PLACE])
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
    with connections[STORE].cursor() as cursor:
        cursor.execute(
            "SELECT party, size FROM joint_countersignature WHERE log_id = %s AND size > %s", [log.pk, log.size]
        )
        for party, size in cursor.fetchall():
            raise _held_back(log, f"{party} has cosigned size {size}", size)


def _held_back(log: Log, why: str, size: int) -> Ours:
    return Ours(
        f"our log in {log.dialogue_id} holds {log.size} entries, but {why}: this looks like a restored copy",
        hint="nothing is appended; bring back the newest database, or our log from a peer with `comity recover`",
        code="node.restart-guard",
        size=size,
    )


def _whole(data: bytes) -> int:
    """Say where the last whole place ends; 0 in a file of one mark without places."""
    end = data.rfind(b"\n") + 1
    return 0 if end % PLACE else end


def _write_down(path: Path, line: bytes) -> Callable[[], None]:
    if len(line) >= PLACE:
        raise ValueError(f"a mark has less than {PLACE} bytes, and this one has {len(line)}")
    place = line.ljust(PLACE - 1) + b"\n"
    with suppress(FileNotFoundError), path.open("r+b", buffering=0) as file:
        data = os.pread(file.fileno(), PLACE * PLACES, 0)
        at = _whole(data)
        if at and at + PLACE <= len(data) and os.pwrite(file.fileno(), place, at) == PLACE:
            return _synced(os.dup(file.fileno()))
    write_private(path, place.ljust(PLACE * PLACES))  # the first, or no place is left, or the disk took only a part
    return lambda: None


def _synced(handle: int) -> Callable[[], None]:
    """Sync an open file in a thread, and close it; gives what waits for that."""
    failed: list[OSError] = []

    def sync() -> None:
        try:
            os.fdatasync(handle)
        except OSError as error:
            failed.append(error)
        finally:
            os.close(handle)

    thread = Thread(target=sync)
    thread.start()

    def wait() -> None:
        thread.join()
        for error in failed:
            raise error

    return wait


def _file(home: Home, log: Log) -> Path:
    return _named(home.folder("guard"), log.origin)


@lru_cache(maxsize=256)
def _named(folder: Path, origin: str) -> Path:
    return folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"
