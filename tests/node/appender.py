# SPDX-License-Identifier: Apache-2.0
"""A writer to be killed: appends told acts to a file of its own, and prints the index of each once it is acknowledged.

It loads the node once. Each line on its standard input is the length of a run in seconds: it forks a child that
appends, lets it run so long after its first acknowledgement, kills it with signal 9, and ends with a line `killed`.

    python appender.py HOME DIALOGUE
"""

from __future__ import annotations

import os
import secrets
import select
import signal
import sys
import time
from pathlib import Path

from comity.node.home import Home
from comity.node.start import prepare


def main() -> None:
    """Serve runs until the input ends."""
    home, dialogue = Home(Path(sys.argv[1])), sys.argv[2]
    prepare(home)
    from django.db import connections

    for line in sys.stdin:
        for connection in connections.all(initialized_only=True):
            connection.close()  # a connection does not survive a fork
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _append(dialogue, writing)
        os.close(writing)
        for index in _indices(reading, child, float(line)):
            sys.stdout.write(f"{index}\n")
        os.close(reading)
        os.waitpid(child, 0)
        sys.stdout.write("killed\n")
        sys.stdout.flush()


def _append(dialogue: str, writing: int) -> None:
    from comity.acts.act import PayloadRef, Verb
    from comity.base.digest import commitment
    from comity.node import ledger

    ledger.recover()
    while True:
        salt, data = secrets.token_bytes(32), b'{"hours":"24/7"}'
        draft = ledger.Draft(
            Verb.NOTIFY, "contact", object=secrets.token_hex(16), salted=salt + data,
            payload=PayloadRef(commitment(salt, data), len(data), "application/json"),
        )  # fmt: skip
        os.write(writing, f"{ledger.append(dialogue, draft)}\n".encode())


def _indices(reading: int, child: int, seconds: float) -> list[int]:
    """Let the child run and kill it; give what it had acknowledged by then."""
    said = os.read(reading, 65536)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            said += os.read(reading, 65536)
    os.kill(child, signal.SIGKILL)
    while more := os.read(reading, 65536):
        said += more
    # What was cut off within a line was not told to anybody.
    return [int(line) for line in said.decode().split("\n")[:-1]]


if __name__ == "__main__":
    main()
