# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server for tests: made in a folder, run by an ordinary user, reached by a socket there, then gone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGE = "postgresql"
ORDINARY = "nobody"


def programs() -> Path:
    """Give the folder of PostgreSQL's server programs; a test that needs them skips where they are not there."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    if os.environ.get("CI"):
        pytest.fail(f"PostgreSQL's server programs are not here, and CI must have them: install Debian's {PACKAGE}")
    pytest.skip(f"PostgreSQL's server programs are not here: install Debian's {PACKAGE}")


class Cluster:
    """A running server; `database` names its first database as libpq does."""

    def __init__(self, folder: Path) -> None:
        self._bin = programs()
        self._data = folder / "data"
        # PostgreSQL refuses to run as root.
        self._as = ["setpriv", f"--reuid={ORDINARY}", "--clear-groups"] if os.getuid() == 0 else []
        folder.mkdir(mode=0o755, exist_ok=True)
        if self._as:
            shutil.chown(folder, ORDINARY)
        self._run("initdb", "-D", str(self._data), "-U", "comity", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=60"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(folder / "log"), "-o", options, "-w", "start")
        self.database = f"postgresql://comity@/postgres?host={folder}"

    def make(self, name: str) -> str:
        """Make an empty database, and name it as libpq does."""
        import psycopg
        from psycopg.conninfo import make_conninfo

        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return make_conninfo(self.database, dbname=name)

    def stop(self) -> None:
        """End the server at once."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, str(self._bin / program), *arguments],
            cwd="/", env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
