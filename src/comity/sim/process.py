# SPDX-License-Identifier: Apache-2.0
"""Several nodes in one process: Django is set up once, and the process is now at one node's home and now at another's.

    process = Process(mould)
    alba = process.home(folder / "alba", "XA", 2000)
    with process.at(alba):
        ...                       everything of comity.node is now Alba's

Nothing of the node is replaced. Each home has databases of its own, copied from those of the empty mould.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.node.databases import STORES, databases
from comity.node.home import Home
from comity.node.start import prepare

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Process:
    """This process, able to be at the home of any node. With `keep`, connections stay open until `let_go`."""

    def __init__(self, mould: Home, *, keep: bool = False) -> None:
        import django  # noqa: PLC0415  # it is set up on a home that is there by now

        self.mould = mould
        self.keep = keep
        self._open: dict[Path, dict[str, BaseDatabaseWrapper]] = {}
        self._made = 0
        os.environ.setdefault("COMITY_HOME", str(mould.path))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.node.settings")
        django.setup()
        with self.at(mould):
            prepare(mould, migrate=True)
        self.let_go(mould)

    def home(self, path: Path, code: str, port: int, *, name: str = "") -> Home:
        """Make a node's home with empty databases."""
        home = make_home(path, code, name or path.name, port, database=self._copy_database())
        if not home.settings().database:
            for store in STORES.values():
                shutil.copyfile(self.mould.path / f"{store}.sqlite3", path / f"{store}.sqlite3")
        return home

    def _copy_database(self) -> str:
        """Copy the mould's PostgreSQL database, and name the copy; the empty string where it has files."""
        import psycopg  # noqa: PLC0415  # loaded only where a node has PostgreSQL
        from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415  # the same

        database = self.mould.settings().database
        if not database:
            return ""
        self._made += 1
        mould = conninfo_to_dict(database)["dbname"]
        name = f"{mould}_{os.getpid()}_{self._made}"
        with psycopg.connect(make_conninfo(database, dbname="postgres"), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{mould}"'.encode())
        return make_conninfo(database, dbname=name)

    @contextmanager
    def at(self, home: Home) -> Iterator[None]:
        """Be the node of this home."""
        from django.db import connections  # noqa: PLC0415  # Django is set up by now

        path, wrappers = os.environ["COMITY_HOME"], self.connections(home)
        outer = {alias: (connections[alias], connections.settings[alias]) for alias in STORES}
        os.environ["COMITY_HOME"] = str(home.path)
        for alias, wrapper in wrappers.items():
            connections[alias] = wrapper
            connections.settings[alias] = wrapper.settings_dict  # for threads that begin here
        try:
            yield
        finally:
            os.environ["COMITY_HOME"] = path
            for alias, (wrapper, settings) in outer.items():
                connections[alias] = wrapper
                connections.settings[alias] = settings
            if not self.keep:
                self.let_go(home)

    def connections(self, home: Home) -> dict[str, BaseDatabaseWrapper]:
        """Give the connections of a home, by Django's alias."""
        from django.db import connections  # noqa: PLC0415  # the same
        from django.db.utils import load_backend  # noqa: PLC0415  # the same

        if home.path not in self._open:
            made = {}
            for alias, found in databases(home).items():
                settings: dict[str, Any] = {**connections.settings[alias], "CONN_MAX_AGE": 0, **found}
                made[alias] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias)
            self._open[home.path] = made
        return self._open[home.path]

    def let_go(self, home: Home) -> None:
        """Close what is open of a home, and forget what was read: as when its process ends."""
        from comity.node import folding, gist, keyring  # noqa: PLC0415  # the same

        for wrapper in self._open.pop(home.path, {}).values():
            wrapper.close()
        folding.forget()
        gist.forget()
        keyring.forget()


def make_home(path: Path, code: str, name: str, port: int, *, database: str = "") -> Home:
    """Make a home with nothing but its settings file."""
    path.mkdir(parents=True)
    value = {
        "code": code, "name": {"en": name.title()}, "zone": "UTC", "domain": f"{name}.example",
        "web_host": "127.0.0.1", "web_port": port, "road_host": "127.0.0.1", "road_port": port + 100,
        "secret": "s" * 50, "database": database,
    }  # fmt: skip
    (path / "node.json").write_text(json.dumps(value), encoding="utf-8")
    return Home(path)
