# SPDX-License-Identifier: Apache-2.0
"""Backup and restore of a node's two stores, so that the restart guard keeps its memory.

    FOLDER/joint.sqlite3, national.sqlite3     copied while the node runs, each as of one moment
    FOLDER/node.json                           the settings
    FOLDER/backup.json                         their SHA-256

Where the stores lie in PostgreSQL, their rows are copied into such files, and a restore copies them back: a backup is
the same whatever it was made of, and so the way from one kind of database to the other.

Never in it: HOME/guard, which must remember more than what is restored, and HOME/keys, which are kept apart, encrypted.
A restore leaves both where they are, puts the present files aside, and lets the guard say how things stand.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from comity.base.errors import Damaged, Ours
from comity.node import databases
from comity.node.home import Home, write_private

STORES = ("joint.sqlite3", "national.sqlite3")
_FILES = (*STORES, "node.json")


def back_up(home: Home, folder: Path) -> int:
    """Copy the stores into a new folder; gives the number of bytes. The node may be running."""
    home.settings()
    if folder.exists() and any(folder.iterdir()):
        raise Ours(f"{folder} is not empty", hint="nothing was written; name a new folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if home.settings().database:
        _prepared_copying(home).out_of_database(folder)
    else:
        for name in STORES:
            _copy_store(home.path / name, folder / name)
    write_private(folder / "node.json", home.settings_file.read_bytes())
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _FILES}
    write_private(folder / "backup.json", json.dumps({"comity": "backup", "format": 1, "sha256": sums}).encode())
    return sum((folder / name).stat().st_size for name in _FILES)


def restore(home: Home, folder: Path, *, database: str | None = None) -> str:
    """Put the stores of a backup in place; says where those that were there lie now. The caller holds the instance.

    `database` moves them: to the PostgreSQL database of this name, or with the empty string to files in the home.
    """
    _check(folder)
    if home.settings_file.exists() and home.settings().code != Home(folder).settings().code:
        raise Ours(f"{folder} is the backup of another party's node than {home.path}", hint="nothing was changed")
    if database:
        databases.require_free(database)
    home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not home.settings_file.exists():
        write_private(home.settings_file, (folder / "node.json").read_bytes())
    target = home.settings().database if database is None else database
    with _fresh_copies(home, folder) if not target else nullcontext() as fresh:
        home.begin_restore()
        aside = databases.put_aside(home) if home.settings().database else _put_aside(home)
        if database is not None:
            home.change(database=database)
        if fresh is None:
            _prepared_copying(home, migrate=True).into_database(folder)
        else:
            for name in STORES:
                (fresh / name).rename(home.path / name)
        home.end_restore()
    return aside


@contextmanager
def _fresh_copies(home: Home, folder: Path) -> Iterator[Path]:
    """Copy the stores of a backup beside the present ones, which are only touched once all of it is on the disk."""
    with TemporaryDirectory(prefix="restore-", dir=home.path) as name:
        for store in STORES:
            _copy_store(folder / store, Path(name) / store)
        yield Path(name)


def _prepared_copying(home: Home, *, migrate: bool = False) -> ModuleType:
    from comity.node import start  # noqa: PLC0415  # SQLite's files are copied without Django

    start.prepare(home, migrate=migrate, restoring=migrate)
    from comity.node import copying  # noqa: PLC0415  # the tables are there only once the node is prepared

    return copying


def held_back(home: Home) -> list[str]:
    """Say for which logs the restart guard holds us back now. The node is prepared."""
    from comity.node import guard  # noqa: PLC0415  # the tables are there only once the node is prepared
    from comity.node.joint.models import Log  # noqa: PLC0415  # the same

    found = []
    for log in Log.objects.filter(ours=True).order_by("dialogue_id"):
        try:
            guard.require(home, log)
        except Ours as error:
            found.append(str(error))
    return found


def _check(folder: Path) -> None:
    try:
        value = json.loads((folder / "backup.json").read_text(encoding="ascii"))
        sums = {name: str(value["sha256"][name]) for name in _FILES}
        wrong = [name for name in _FILES if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sums[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Ours(f"{folder} is no whole backup: {error}", hint="nothing was changed") from error
    if wrong:
        raise Damaged(f"{folder / wrong[0]} is not what was backed up", hint="nothing was changed; use another copy")


def _put_aside(home: Home) -> str:
    """Move the present stores, with what belongs to them, into a folder that no file is in yet, and name it."""
    present = [file for name in STORES for file in sorted(home.path.glob(f"{name}*"))]
    if not present:
        return ""
    number = 1
    while (folder := home.path / f"before-restore-{number}").exists():
        number += 1
    folder.mkdir(mode=0o700)
    for file in present:
        file.rename(folder / file.name)
    return str(folder)


def _copy_store(source: Path, target: Path) -> None:
    """Copy a database as of one moment, also while somebody writes to it."""
    if not source.exists():
        raise Damaged(f"{source} is missing", hint="nothing was backed up")
    read = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    write = sqlite3.connect(target)
    try:
        target.chmod(0o600)
        read.backup(write)
        if write.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Damaged(f"the copy of {source} is not sound", hint="run `comity fsck`")
        write.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    except sqlite3.Error as error:
        raise Damaged(f"{source} cannot be copied: {error}", hint="run `comity fsck`") from error
    finally:
        read.close()
        write.close()
