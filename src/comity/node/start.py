# SPDX-License-Identifier: Apache-2.0
"""Getting a node ready in this process: Django set up on its home, tables made, the disk's promises read back."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, connections

from comity.base.errors import Damaged, Ours
from comity.node.databases import make_schemas, require_durable
from comity.node.home import Home

_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.s3fs", "afs"})


def prepare(home: Home, *, migrate: bool = False, restoring: bool = False) -> None:
    """Set Django up on a home; with `migrate`, make the tables too; `restoring` is for a restore.

    Raises Ours or Damaged.
    """
    home.settings()
    if not restoring:
        home.require_restored()
    _require_local_disk(home.path)
    os.environ["COMITY_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.node.settings")
    django.setup()
    try:
        if migrate:
            make_schemas(home)
            for alias in ("default", "joint"):
                call_command("migrate", database=alias, verbosity=0, interactive=False)
        _require_durable()
    except DatabaseError as error:
        raise Damaged(
            f"a database of the node in {home.path} cannot be used: {error}",
            hint="run `comity fsck`, or bring back a backup; nothing was changed",
        ) from error


def _require_durable() -> None:
    """Read the pragmas back: an act is acknowledged only where each commit reaches the disk."""
    for alias in ("default", "joint"):
        connection = connections[alias]
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                require_durable(cursor, alias)
                continue
            cursor.execute("PRAGMA synchronous")
            synchronous = cursor.fetchone()[0]
            cursor.execute("PRAGMA journal_mode")
            journal = cursor.fetchone()[0]
        if synchronous < 2 or journal != "wal":
            raise Damaged(f"the database {alias} runs with synchronous={synchronous}, journal_mode={journal}")


def _require_local_disk(path: Path) -> None:
    """Refuse a network file system, on which locks and syncs do not mean what we need them to mean."""
    best, kind = "", ""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in mounts:
        point, sort = line.split()[1:3]
        if str(path).startswith(point) and len(point) >= len(best):
            best, kind = point, sort
    if kind in _NETWORK_FILE_SYSTEMS:
        raise Ours(f"{path} lies on a network file system ({kind})", hint="a node needs a local disk")
