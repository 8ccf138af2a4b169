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

from comity.node.home import Home
from comity.node.start import prepare

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

STORES = {"default": "national", "joint": "joint"}


class Process:
    """This process, able to be at the home of any node. With `keep`, connections stay open until `let_go`."""

    def __init__(self, mould: Home, *, keep: bool = False) -> None:
        self.mould = mould
        prepare(mould, migrate=True)
        self.keep = keep
        self._open: dict[Path, dict[str, BaseDatabaseWrapper]] = {}
        _close_all()

    def home(self, path: Path, code: str, port: int, *, name: str = "") -> Home:
        """Make a node's home with empty databases."""
        home = make_home(path, code, name or path.name, port)
        for store in STORES.values():
            shutil.copyfile(self.mould.path / f"{store}.sqlite3", path / f"{store}.sqlite3")
        return home

    @contextmanager
    def at(self, home: Home) -> Iterator[None]:
        """Be the node of this home."""
        from django.db import connections  # noqa: PLC0415  # Django is set up by now

        path, wrappers = os.environ["COMITY_HOME"], self.connections(home)
        outer = {alias: connections[alias] for alias in STORES}
        names = {alias: connections.settings[alias]["NAME"] for alias in STORES}
        os.environ["COMITY_HOME"] = str(home.path)
        for alias, wrapper in wrappers.items():
            connections[alias] = wrapper
            connections.settings[alias]["NAME"] = wrapper.settings_dict["NAME"]  # for threads that begin here
        try:
            yield
        finally:
            os.environ["COMITY_HOME"] = path
            for alias in STORES:
                connections[alias] = outer[alias]
                connections.settings[alias]["NAME"] = names[alias]
            if not self.keep:
                self.let_go(home)

    def connections(self, home: Home) -> dict[str, BaseDatabaseWrapper]:
        """Give the connections of a home, by Django's alias."""
        from django.db import connections  # noqa: PLC0415  # the same
        from django.db.utils import load_backend  # noqa: PLC0415  # the same

        if home.path not in self._open:
            made = {}
            for alias, store in STORES.items():
                settings: dict[str, Any] = {**connections.settings[alias], "NAME": home.path / f"{store}.sqlite3"}
                made[alias] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias)
            self._open[home.path] = made
        return self._open[home.path]

    def let_go(self, home: Home) -> None:
        """Close what is open of a home, and forget what was read: as when its process ends."""
        from comity.node import folding, keyring  # noqa: PLC0415  # the same

        for wrapper in self._open.pop(home.path, {}).values():
            wrapper.close()
        folding.forget()
        keyring.forget()


def make_home(path: Path, code: str, name: str, port: int) -> Home:
    """Make a home with nothing but its settings file."""
    path.mkdir(parents=True)
    value = {
        "code": code, "name": {"en": name.title()}, "zone": "UTC", "domain": f"{name}.example",
        "web_host": "127.0.0.1", "web_port": port, "road_host": "127.0.0.1", "road_port": port + 100,
        "secret": "s" * 50,
    }  # fmt: skip
    (path / "node.json").write_text(json.dumps(value), encoding="utf-8")
    return Home(path)


def _close_all() -> None:
    from django.db import connections  # noqa: PLC0415  # the same

    for connection in connections.all(initialized_only=True):
        connection.close()
