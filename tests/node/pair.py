# SPDX-License-Identifier: Apache-2.0
"""Two nodes in one process: two homes, two databases each, and a road that carries bytes and keeps a copy of them.

    pair = make_pair(process, folder)
    with pair.at("alba"):
        ...                       everything of comity.node is now Alba's

Nothing is simplified but the wire: requests are signed, go through the real views of the road, and come back as bytes.
The wire keeps what each node answered, and a test may put its hand into it (`tamper`).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from comity.node.home import Home
from comity.node.start import prepare

OFFICERS = {
    "alba": {"ana": "drafter", "leo": "releaser", "ida": "releaser", "noa": "duty"},
    "boria": {"mir": "drafter", "eva": "releaser", "jan": "releaser", "kai": "duty"},
}
CODES = {"alba": "XA", "boria": "XB"}


class Process:
    """Django set up once on an empty node (conftest.py), whose databases are the mould of every other."""

    def __init__(self, mould: Path) -> None:
        self.mould = Home(mould)
        prepare(self.mould, migrate=True)
        self._close()

    def home(self, path: Path, key: str, port: int) -> Home:
        """Make a node's home with empty databases."""
        home = make_home(path, CODES[key], key, port)
        for name in ("joint", "national"):
            shutil.copyfile(self.mould.path / f"{name}.sqlite3", path / f"{name}.sqlite3")
        return home

    @contextmanager
    def at(self, home: Home) -> Iterator[None]:
        """Be the node of this home."""
        before = os.environ["COMITY_HOME"]
        self._enter(str(home.path))
        try:
            yield
        finally:
            self._enter(before)

    def _enter(self, path: str) -> None:
        from django.db import connections

        self._close()
        os.environ["COMITY_HOME"] = path
        for alias, name in (("default", "national"), ("joint", "joint")):
            connections[alias].settings_dict["NAME"] = f"{path}/{name}.sqlite3"

    def _close(self) -> None:
        from django.db import connections

        from comity.node import folding

        for connection in connections.all(initialized_only=True):
            connection.close()
        folding.forget()


@dataclass(slots=True)
class Answer:
    """What a node answered on the road."""

    node: str
    method: str
    path: str
    status: int
    data: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def read(self, _most: int = -1) -> bytes:
        """Give the body, as urllib3's response does."""
        return self.data

    def release_conn(self) -> None:
        """Do nothing, as there is no connection."""


Tamper = Callable[[Answer], Answer | None]


@dataclass
class Pair:
    """Alba and Boria. `sent` is every answer that either gave on the road, as it was given."""

    process: Process
    homes: dict[str, Home]
    sent: list[Answer] = field(default_factory=list)
    tamper: Tamper | None = None
    dialogue: str = ""
    down: set[str] = field(default_factory=set)

    def at(self, key: str) -> Any:
        """Be this node."""
        return self.process.at(self.homes[key])

    def ask(self, key: str, method: str, path: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask a node something on the road, as it comes over the wire."""
        from django.test import RequestFactory
        from django.urls import Resolver404, resolve

        with self.at(key):
            headers = {name: value for name, value in (headers or {}).items() if name != "Accept-Encoding"}
            request = RequestFactory().generic(method, path, headers=headers)
            try:
                view, arguments, names = resolve(path, urlconf="comity.node.road")
            except Resolver404:  # pragma: no cover  # the last pattern of the road takes everything
                raise AssertionError(path) from None
            response = view(request, *arguments, **names)
            answer = Answer(key, method, path, response.status_code, response.content, tuple(response.items()))
        self.sent.append(answer)
        return answer

    def officer(self, name: str) -> Any:
        """Give an officer of the node at which we are."""
        from comity.node.national.models import Officer

        return Officer.objects.get(name=name)

    def say(self, verb: str, kind: str, by: str, second: str, **intent: Any) -> Any:
        """Propose and release an act at the node at which we are; gives the proposal."""
        from comity.acts.act import Verb
        from comity.node import desk

        dialogue = intent.pop("dialogue", self.dialogue)
        row = desk.propose(self.officer(by), dialogue, desk.Intent(Verb(verb), kind, **intent))
        return desk.release(self.officer(second), row.pk)

    def pull(self, key: str) -> Any:
        """Let a node look at the other."""
        from comity.node.pull import pull

        with self.at(key):
            (result,) = pull(self.dialogue)
        return result

    def meet(self) -> None:
        """Let each look at the other until nothing is new."""
        for key in ("alba", "boria", "alba", "boria", "alba"):
            result = self.pull(key)
            assert result.error is None, (key, result.error)

    def found(self) -> str:
        """Introduce the two, and let them meet until the founding is joint."""
        from comity.exchange.introduction import encode
        from comity.node import seating

        with self.at("alba"):
            one = seating.offer(seating.Offer("exercise", {"en": "Talks"}, invited=("XB",)))
        with self.at("boria"):
            complete = encode(seating.join(one))
        for key, first, second in (("alba", "leo", "ida"), ("boria", "eva", "jan")):
            with self.at(key):
                seating.bring_in(self.officer(first), complete)
                seating.confirm(self.officer(second), one.dialogue)
        self.dialogue = one.dialogue
        self.meet()
        return one.dialogue

    def open_file(self, key: str, *, counterparts: tuple[str, ...] = ()) -> str:
        """Open a file of a node's own: a dialogue with one party."""
        from comity.exchange.introduction import encode
        from comity.node import seating

        first, second = [name for name, role in OFFICERS[key].items() if role == "releaser"]
        with self.at(key):
            what = seating.offer(seating.Offer("exercise", {"en": "Our file"}, counterparts=counterparts))
            seating.bring_in(self.officer(first), encode(what))
            seating.confirm(self.officer(second), what.dialogue)
        return what.dialogue


class Wire:
    """The connection of a road client, through which bytes go to the other home of the pair."""

    def __init__(self, pair: Pair, key: str) -> None:
        self._pair, self._key = pair, key

    def urlopen(self, method: str, target: str, *, headers: dict[str, str], **_: object) -> Answer:
        """Carry a request, and what comes back."""
        if self._key in self._pair.down:
            raise OSError("no route to host")
        answer = self._pair.ask(self._key, method, target, headers)
        changed = self._pair.tamper(answer) if self._pair.tamper is not None else None
        return changed or answer

    def close(self) -> None:
        """Do nothing, as there is no connection."""


def make_pair(process: Process, folder: Path, monkeypatch: Any) -> Pair:
    """Make two nodes with their officers, not yet introduced."""
    from comity.node import means, officers

    homes = {key: process.home(folder / key, key, 2000 + number) for number, key in enumerate(CODES)}
    pair = Pair(process, homes)
    by_address = {home.settings().road_address: key for key, home in homes.items()}

    ways = replace(means.means(), road=lambda peer: Wire(pair, by_address[peer.address]))
    monkeypatch.setattr(means, "_in_use", [ways])
    for key, names in OFFICERS.items():
        with pair.at(key):
            for name, role in names.items():
                officers.add(name=name, post=f"post of {name}", roles=role)
    return pair


def make_home(path: Path, code: str, key: str, port: int) -> Home:
    """Make a home with nothing but its settings file."""
    path.mkdir(parents=True)
    value = {
        "code": code, "name": {"en": key.title()}, "zone": "UTC", "domain": f"{key}.example",
        "web_host": "127.0.0.1", "web_port": port, "road_host": "127.0.0.1", "road_port": port + 100,
        "secret": "s" * 50,
    }  # fmt: skip
    (path / "node.json").write_text(json.dumps(value), encoding="utf-8")
    return Home(path)
