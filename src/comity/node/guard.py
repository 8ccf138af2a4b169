# SPDX-License-Identifier: Apache-2.0
"""The restart guard: a restored backup must never make an honest state look like an equivocator.

Outside the database, in HOME/guard, stands the size and root of the last checkpoint that we signed for each log: the
high-water mark. It is written before the checkpoint is published. Where the database holds less than the mark, or than
what a peer has cosigned of ours, it was restored from an old copy, and nothing is appended until it holds it again.
The mark never goes down, and at one size it never changes: a second root for one size would be an equivocation. Two
officers may override it, above a mark that was kept elsewhere (node/override.py).

Beside the marks stand holds: what somebody else knows of a log of ours that is not here. A third witness that has
cosigned more of it, or another history, holds it back, and so does the loss of a database that nobody receipts.

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
from dataclasses import asdict, dataclass
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
    """Put a new mark in the place of all earlier ones, and of holds. For node/override.py alone."""
    let_go(home, log)
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


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a log of ours is held back: who says so, from which size on it is not; `always`, whatever its size is."""

    by: str
    size: int
    why: str
    always: bool = False


def holds(home: Home, log: Log) -> tuple[Hold, ...]:
    """Read what holds a log of ours back, beside its mark."""
    file = _file(home, log, "held")
    try:
        return tuple(Hold(**row) for row in json.loads(file.read_bytes()))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        raise Damaged(f"{file} cannot be read: {error}", hint="nothing is appended; see `comity guard show`") from error


def hold(home: Home, log: Log, new: Hold) -> None:
    """Hold a log of ours back, durably, until it has the size, or `let_go`; one hold by each who says so."""
    before = holds(home, log)
    kept = [row for row in before if row.by != new.by]
    if (*kept, new) != before:
        write_private(_file(home, log, "held"), json.dumps([asdict(row) for row in (*kept, new)]).encode())


def let_go(home: Home, log: Log, by: str | None = None) -> None:
    """Take back the hold of somebody, or every one."""
    before = holds(home, log)
    kept = [row for row in before if by is not None and row.by != by]
    if not before:
        return
    if kept:
        write_private(_file(home, log, "held"), json.dumps([asdict(row) for row in kept]).encode())
    else:
        _file(home, log, "held").unlink()


def held(home: Home, log: Log) -> Hold | None:
    """Give a hold that still counts, or None."""
    return next((row for row in holds(home, log) if row.always or row.size > log.size), None)


def require(home: Home, log: Log) -> None:
    """Raise Ours unless our log holds everything that we ever signed of it."""
    require_by_files(home, log)
    with connections[STORE].cursor() as cursor:
        cursor.execute(
            "SELECT party, size FROM joint_countersignature WHERE log_id = %s AND size > %s", [log.pk, log.size]
        )
        for party, size in cursor.fetchall():
            raise _held_back(log, f"{party} has cosigned size {size}", size)


def require_by_files(home: Home, log: Log) -> None:
    """Raise Ours where what stands outside the database, holds and mark, holds our log back."""
    if (row := held(home, log)) is not None:
        raise _held_back(log, row.why, row.size)
    highest = mark(home, log)
    if highest is None and log.size:
        raise _held_back(log, "the high-water mark outside the backup is missing", log.size)
    if highest is not None and highest.size > log.size:
        raise _held_back(log, f"we signed a checkpoint of size {highest.size}", highest.size)


def _held_back(log: Log, why: str, size: int) -> Ours:
    return Ours(
        f"our {log.channel} log in {log.dialogue_id} holds {log.size} entries, but {why}: this looks like a restored"
        " copy",
        hint="nothing is appended; bring back the newest database, or our log from who holds it with `comity recover`;"
        " only where nobody does, two officers may override (docs/guide/keys.md)",
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


def _file(home: Home, log: Log, before: str = "") -> Path:
    return _named(home.folder("guard"), log.origin, before)


@lru_cache(maxsize=256)
def _named(folder: Path, origin: str, before: str) -> Path:
    name = hashlib.sha256(origin.encode()).hexdigest()[:32]
    return folder / (f"{before}-{name}.json" if before else f"{name}.json")
