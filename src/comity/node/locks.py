# SPDX-License-Identifier: Apache-2.0
"""One node on one directory, one writer to its logs at a time: two file locks that end with their process."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from comity.base.errors import Ours
from comity.node.home import Home

WAIT_SECONDS = 60.0


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
        yield


@contextmanager
def append_lock(home: Home) -> Iterator[None]:
    """Wait for the right to write to our logs."""
    with _held(home, "append.lock", wait=WAIT_SECONDS) as taken:
        if not taken:
            raise Ours(
                "another process has been writing to our logs for a minute", hint="try again; nothing was written"
            )
        yield


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
