# SPDX-License-Identifier: Apache-2.0
"""Reading a file from elsewhere in a process of its own, with little memory, little time and nothing it could write to.

A document is a program's worth of other people's bytes. Whatever it does to its reader, it does to a process that holds
no keys and ends within seconds.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import msgspec

from comity.base.errors import ComityError, Ours
from comity.formats.docx_reader import read_docx
from comity.formats.revision import Revised

MAX_BYTES = 30_000_000
_SECONDS = 30
_MEMORY = 1_500_000_000


def read_confined(data: bytes) -> Revised:
    """Read a DOCX in a confined process, or raise Ours."""
    if len(data) > MAX_BYTES:
        raise Ours(f"the file has {len(data)} bytes, and at most {MAX_BYTES} are read", code="formats.unreadable")
    command = [sys.executable, "-m", "comity.node.confined"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * _SECONDS, check=False)  # noqa: S603  # our own program
    except subprocess.TimeoutExpired as error:
        raise _gave_up() from error
    if done.returncode == 1:
        told = json.loads(done.stdout)
        raise Ours(told["message"], hint=told["hint"], code=told["code"])
    if done.returncode:
        raise _gave_up()
    return msgspec.json.decode(done.stdout, type=Revised)


def _gave_up() -> Ours:
    return Ours(
        "the file could not be read within the limits of time and memory",
        hint="nothing was brought in; save it as DOCX again, without pictures", code="formats.unreadable",
    )  # fmt: skip


def _main() -> int:
    """Be the confined process: a document on standard input, JSON on standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.buffer.write(msgspec.json.encode(read_docx(sys.stdin.buffer.read())))
    except ComityError as error:
        print(json.dumps({"message": str(error), "hint": error.hint, "code": error.code}))  # noqa: T201  # the answer
        return 1
    except (MemoryError, RecursionError):
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(_main())
