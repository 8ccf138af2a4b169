# SPDX-License-Identifier: Apache-2.0
"""Work at a node whose disk fails, or whose process is killed, at the n-th of its system calls of one sort.

It loads the node once. Each line on its standard input is a strike, `WORK CALL FAULT N`: it forks a child, lets strace
take hold of it, has it do the work under the fault, and answers with a line of JSON: what the child acknowledged, how
it ended, whether the fault struck, and whether it signed after a sync that failed.

    python striker.py HOME DIALOGUE FOLDER          work: append | open | restore; FOLDER has the pouch, the backup
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from comity.base.errors import ComityError
from comity.node import means
from comity.node.home import Home
from comity.node.start import prepare

FAULTS = {"kill": "signal=SIGKILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}
CALLS = ("pwrite64", "write", "fdatasync", "fsync", "rename", "ftruncate")
SIGNED = "COMITY SIGNED"  # what a signature writes where strace sees it


class Loud:
    """A key that says on a pipe that it signs."""

    def __init__(self, key: means.Signer, pipe: int) -> None:
        self._key, self._pipe, self.public = key, pipe, key.public

    def sign_ed25519(self, message: bytes, /) -> bytes:
        os.write(self._pipe, f"{SIGNED}\n".encode())
        return self._key.sign_ed25519(message)

    def sign_mldsa44(self, message: bytes, /) -> bytes:
        return self._key.sign_mldsa44(message)


def main() -> None:
    """Serve strikes until the input ends."""
    home, dialogue, folder = Home(Path(sys.argv[1])), sys.argv[2], Path(sys.argv[3])
    prepare(home)
    from django.db import connections

    for line in sys.stdin:
        work, call, fault, number = line.split()
        for connection in connections.all(initialized_only=True):
            connection.close()  # a connection does not survive a fork
        sys.stdout.write(json.dumps(strike(home, dialogue, folder, work, (call, fault, int(number)))) + "\n")
        sys.stdout.flush()


def strike(home: Home, dialogue: str, folder: Path, work: str, at: tuple[str, str, int]) -> dict[str, object]:
    """Do one strike."""
    go, went = os.pipe()
    said, says = os.pipe()
    child = os.fork()
    if not child:
        os.close(went)
        os.close(said)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.read(go, 1)
        _work(home, dialogue, folder, work, says)
        os._exit(0)
    os.close(go)
    os.close(says)
    call, fault, number = at
    trace = folder / "trace"
    with subprocess.Popen(
        ["strace", "-f", "-qq", "-y", "-s", "40", "-o", str(trace), "-p", str(child), "-e", f"trace={','.join(CALLS)}",
         "-e", f"inject={call}:{FAULTS[fault]}:when={number}" + ("+" if fault == "ENOSPC" else "")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as strace:  # fmt: skip
        while b"TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_bytes():
            time.sleep(0.001)
            assert strace.poll() is None, "strace could not take hold"
        os.write(went, b"!")
        os.close(went)
        heard = b""
        while more := os.read(said, 65536):
            heard += more
        os.close(said)
        _, status = os.waitpid(child, 0)
    lines = trace.read_text(errors="replace").splitlines()
    # SQLite syncs the folder of a new write-ahead log, and is silent where that fails; nothing of ours can hear of it.
    failed = next(
        (n for n, t in enumerate(lines) if "(INJECTED)" in t and "sync(" in t and f"<{home.path}>" not in t), len(lines)
    )
    acknowledged = [text for text in heard.decode().split("\n")[:-1] if text != SIGNED]
    return {
        "acknowledged": acknowledged[0] if acknowledged else "",
        "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
        "struck": any("(INJECTED)" in text for text in lines) or os.WIFSIGNALED(status),
        "signed_after_failed_sync": "; ".join(lines[failed:]) if any(SIGNED in text for text in lines[failed:]) else "",
    }


def _work(home: Home, dialogue: str, folder: Path, work: str, says: int) -> None:
    """Do the work, and say when it is acknowledged."""
    loud = replace(means.REAL, signer=lambda one, other: Loud(means.REAL.signer(one, other), says))
    try:
        with means.using(loud):
            said = {"append": _append, "open": _open, "restore": _restore}[work](home, dialogue, folder)
    except (ComityError, OSError) as error:
        said = f"refused {type(error).__name__}"
    os.write(says, f"{said}\n".encode())


def _append(_home: Home, dialogue: str, _folder: Path) -> str:
    from comity.acts.act import PayloadRef, Verb
    from comity.base.digest import commitment
    from comity.node import ledger

    salt, data = secrets.token_bytes(32), b'{"hours":"24/7"}'
    draft = ledger.Draft(
        Verb.NOTIFY, "contact", object=secrets.token_hex(16), salted=salt + data,
        payload=PayloadRef(commitment(salt, data), len(data), "application/json"),
    )  # fmt: skip
    return str(ledger.append(dialogue, draft))


def _open(_home: Home, _dialogue: str, folder: Path) -> str:
    from comity.node.pouch import open_pouch

    return open_pouch(folder / "one.pouch").state


def _restore(home: Home, _dialogue: str, folder: Path) -> str:
    from comity.node import backup

    return backup.restore(home, folder / "backup")


if __name__ == "__main__":
    main()
