# SPDX-License-Identifier: Apache-2.0
"""Two nodes on loopback for a bench, Alba and Boria: made, introduced, served, and ended whatever happens.

Each has a process that makes it write (peer.py), and while it is served `comity serve` beside it. The process that
measures is Alba too: what it replicates lies in Alba's store.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).resolve().parent
PYTHON, COMITY = sys.executable, str(Path(sys.executable).parent / "comity")
START_SECONDS = 40.0
ENVIRONMENT = {**os.environ, "COMITY_PLAIN_HTTP": "1"}


class Node:
    """One node: its home, the process that makes it write, and the one that serves it."""

    def __init__(self, home: Path) -> None:
        self.home, self.said = home, home.parent / f"{home.name}.log"
        self.ports = free_ports(2)
        self._serving: subprocess.Popen[bytes] | None = None
        self._peer = subprocess.Popen(
            [PYTHON, str(HERE / "peer.py"), str(home)], env={**ENVIRONMENT, "COMITY_HOME": str(home)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, request: str, **arguments: Any) -> Any:
        """Have the node do something, and wait for it."""
        assert self._peer.stdin is not None
        assert self._peer.stdout is not None
        self._peer.stdin.write(json.dumps([request, arguments]) + "\n")
        self._peer.stdin.flush()
        answer = json.loads(self._peer.stdout.readline() or '{"failed": "the node ended"}')
        if "failed" in answer:
            raise SystemExit(f"bench: {answer['failed']}")
        return answer["done"]

    def serve(self) -> None:
        """Serve its road and its web, and wait until both are open."""
        with self.said.open("ab") as said:
            self._serving = subprocess.Popen(
                [COMITY, "serve", "--home", str(self.home)], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=said,
                stderr=said, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._serving.poll() is None:
            with suppress(OSError):
                for port in self.ports:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            time.sleep(0.05)
        raise SystemExit(f"bench: the node in {self.home} does not start; see what it said beside its home")

    def rest(self) -> None:
        """Serve it no longer."""
        if self._serving is not None and self._serving.poll() is None:
            self._serving.send_signal(signal.SIGTERM)
            try:
                self._serving.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(self._serving.pid, signal.SIGKILL)
                self._serving.wait()
        self._serving = None

    def end(self) -> None:
        """End both of its processes."""
        self.rest()
        assert self._peer.stdin is not None
        self._peer.stdin.close()
        try:
            self._peer.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._peer.kill()


class World(AbstractContextManager["World"]):
    """Alba and Boria."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.alba, self.boria = Node(folder / "alba"), Node(folder / "boria")

    def __enter__(self) -> Self:
        for node, code in ((self.alba, "XA"), (self.boria, "XB")):
            web, road = (f"127.0.0.1:{port}" for port in node.ports)
            node.ask("make", code=code, name=node.home.name.title(), web=web, road=road)
            settings = node.home / "node.json"
            settings.write_text(json.dumps(json.loads(settings.read_text()) | {"poll_seconds": 3600}))
        os.environ |= {"COMITY_HOME": str(self.alba.home), "COMITY_PLAIN_HTTP": "1"}
        from comity.node.home import Home
        from comity.node.start import prepare

        prepare(Home(self.alba.home))
        self.boria.serve()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for node in (self.alba, self.boria):
            node.end()
            if kind is not None and node.said.exists():
                print(node.said.read_text(errors="replace")[-1500:], file=sys.stderr)

    def found(self, title: str) -> str:
        """Introduce the two, and let them look at each other until the founding is joint."""
        complete = self.boria.ask("join", introduction=self.alba.ask("offer", other="XB", title=title))
        for node in (self.alba, self.boria):
            dialogue = str(node.ask("confirm", introduction=complete))
        self.alba.serve()
        for _ in range(20):
            for node in (self.boria, self.alba):
                node.ask("pull", dialogue=dialogue)
            if all(node.ask("founded", dialogue=dialogue) for node in (self.alba, self.boria)):
                break
        else:
            raise SystemExit("bench: the founding did not become joint")
        self.alba.rest()
        return dialogue

    def peer_log(self, dialogue: str) -> Any:
        """Give Boria's log as Alba holds it."""
        from comity.node.joint.models import Log

        return Log.objects.get(dialogue_id=dialogue, party="XB")

    def alba_rows(self, sql: str) -> tuple[Any, ...]:
        """Ask Alba's joint store; gives the first column."""
        from django.db import connections

        with connections["joint"].cursor() as cursor:
            cursor.execute(sql)
            return tuple(row[0] for row in cursor.fetchall())

    def long_log(self, size: int) -> Any:
        """Put a log of so many entries into Alba's store, unsigned and unjudged: bytes and tiles are what counts."""
        from django.db import transaction

        from comity.acts.act import Act, Verb, encode
        from comity.log.merkle import leaf_hash
        from comity.node import store
        from comity.node.joint.models import Dialogue, Log

        row = Dialogue.objects.create(pk="0" * 32, introduction=b"")
        log = Log.objects.create(dialogue=row, party="XC", origin="charlie.example/1", ours=False)
        structure = {"releases": [f"{number:064x}" for number in range(10)]}
        data = encode(
            Act(Verb.TABLE, "release", "XC", row.pk, "2027-03-04T13:02:11Z", object="1" * 32, structure=structure)
        )
        before, after = data.split(b"1" * 32)
        edge = store.edge(log)
        while log.size < size:
            some = range(log.size, min(log.size + 20_000, size))
            entries = [before + b"%032x" % number + after for number in some]
            with transaction.atomic(using=store.STORE):
                edge, tiles = edge.grown([leaf_hash(entry) for entry in entries])
                store.add(log, log.size, entries, tiles)
                log.size += len(entries)
                log.save(update_fields=["size"])
        return log

    @contextmanager
    def browser(self) -> Iterator[Browser]:
        """Serve Alba, and sign an officer in."""
        self.alba.serve()
        yield Browser(self.alba.ports[0], self.alba.ask("link", officer="leo"))
        self.alba.rest()


class Browser:
    """One client with one connection, signed in."""

    def __init__(self, port: int, link: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}
        page = self.get(f"/sign-in/{link}/").decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None
        self._send("POST", f"/sign-in/{link}/", f"csrfmiddlewaretoken={found[1]}")

    def get(self, path: str) -> bytes:
        """Fetch a page."""
        status, data = self._send("GET", path)
        if status != 200:
            raise SystemExit(f"bench: {path} answered {status}")
        return data

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body=body, headers=headers)
            answer = self._connection.getresponse()
        except ConnectionError:  # the server lets go of idle connections
            self._connection.close()
            self._connection.request(method, path, body=body, headers=headers)
            answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self._cookies[name] = value
        return answer.status, answer.read()


def free_ports(number: int) -> list[int]:
    """Find free ports of loopback."""
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return found
