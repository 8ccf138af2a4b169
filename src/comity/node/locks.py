# SPDX-License-Identifier: Apache-2.0
"""One node on one directory, one writer to its logs at a time: two file locks that end with their process.

Where the stores lie in PostgreSQL, two locks of the database beside them keep out whoever works on it from another
machine; they end with their connection. That two writers never put two entries in one place is the table's own rule.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, OperationalError, connections

from comity.base.errors import Damaged, Ours
from comity.node.home import Home

WAIT_SECONDS = 60.0
_NODE, _WRITER = 0x636F6D697479_01, 0x636F6D697479_02  # any two numbers, the same in every node


@contextmanager
def instance_lock(home: Home) -> Iterator[None]:
    """Hold the directory for one running node, or raise Ours at once."""
    with _held(home, "instance.lock", wait=0) as taken:
        if not taken:
            raise Ours(
                f"a node is already running on {home.path}",
                hint="stop it first, or use another --home; two nodes on one directory would fork its logs",
                code="node.second-instance",
            )
        with _only_node(home):
            yield


@contextmanager
def append_lock(home: Home) -> Iterator[None]:
    """Wait for the right to write to our logs."""
    with _held(home, "append.lock", wait=WAIT_SECONDS) as taken:
        if not taken:
            raise Ours(
                "another process has been writing to our logs for a minute", hint="try again; nothing was written"
            )
        with _only_writer():
            yield


@contextmanager
def _only_node(home: Home) -> Iterator[None]:
    """Keep a node on another machine from running on the same database."""
    database = home.settings().database if home.settings_file.exists() else ""
    if not database:
        yield
        return
    import psycopg  # noqa: PLC0415  # loaded only where a node has PostgreSQL

    try:
        connection = psycopg.connect(database, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise Damaged(
            f"the node's database cannot be reached: {str(error).strip()}", hint="see that the server runs"
        ) from error
    with connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [_NODE]).fetchone()
        if row is None or not row[0]:
            raise Ours(
                "a node is already running on this database, on another machine or in another directory",
                hint="stop it first; one database serves one node",
                code="node.second-instance",
            )
        yield


@contextmanager
def _only_writer() -> Iterator[None]:
    """Keep writers on other machines waiting, where the stores lie in PostgreSQL."""
    connection = connections["joint"]
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{int(WAIT_SECONDS * 1000)}ms"])
        try:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_WRITER])
        except OperationalError as error:
            raise Ours(
                "another machine has been writing to our logs for a minute", hint="try again; nothing was written"
            ) from error
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # a connection that is gone holds no lock
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_WRITER])


@contextmanager
def _held(home: Home, name: str, *, wait: float) -> Iterator[bool]:
    handle = os.open(home.folder("run") / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        end = time.monotonic() + wait
        taken = _take(handle)
        while not taken and time.monotonic() < end:
            time.sleep(0.02)
            taken = _take(handle)
        yield taken
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
