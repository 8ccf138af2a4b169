# SPDX-License-Identifier: Apache-2.0
"""Running the command line quickly: a process that has the program loaded, and forks for every command.

What runs is the program's own entry point with its own arguments, environment, folder and streams; only loading it,
which takes longer than most commands, is done once. `comity serve` is never run so (nodes.py starts the real program).

    python shell.py       one JSON object a line in, the exit code a line out
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


class Shell:
    """The process that forks, seen from a test."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, command: list[str], *, env: dict[str, str], cwd: Path, stdin: bytes = b"") -> Done:
        """Run `comity` or `comity-verify` to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory(prefix="comity-shell-") as folder:
            streams = [Path(folder) / name for name in ("in", "out", "err")]
            streams[0].write_bytes(stdin)
            wanted = {"command": command, "env": env, "cwd": str(cwd), "streams": [str(path) for path in streams]}
            self._process.stdin.write(json.dumps(wanted) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            return Done(code, streams[1].read_text(encoding="utf-8"), streams[2].read_text(encoding="utf-8"))

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


def _serve_commands() -> None:
    _load()
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if not pid:
            _run(wanted)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _load() -> None:
    """Load what commands load, but no node's settings: they depend on the command's environment."""
    import cryptography.x509
    import django.core.management
    import django.core.wsgi
    import django.db.backends.sqlite3.base
    import http_message_signatures
    import pyrage
    import urllib3

    import comity_verify  # noqa: F401

    assert cryptography.x509
    assert django.core.wsgi
    assert http_message_signatures
    assert pyrage
    assert urllib3


def _run(wanted: dict[str, Any]) -> None:
    code: Any = 0
    try:
        for number, path in enumerate(wanted["streams"]):
            os.dup2(os.open(path, (os.O_WRONLY | os.O_CREAT) if number else os.O_RDONLY, 0o600), number)
        os.chdir(wanted["cwd"])
        os.environ.clear()
        os.environ.update(wanted["env"])
        sys.stdin, sys.stdout, sys.stderr = (open(n, m, encoding="utf-8") for n, m in ((0, "r"), (1, "w"), (2, "w")))  # noqa: SIM115, PTH123
        sys.argv = wanted["command"]
        if Path(sys.argv[0]).name == "comity-verify":
            import comity_verify

            code = comity_verify.main()
        else:
            from comity.cli.main import run

            run()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001  # whatever it is, a test must see it
        import traceback

        traceback.print_exc()
        code = 99  # a traceback is never how a command may end
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _serve_commands()
