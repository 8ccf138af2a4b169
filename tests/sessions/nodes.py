# SPDX-License-Identifier: Apache-2.0
"""Real nodes for tests: made and started by the command line on free ports of loopback, stopped whatever happens.

    with template.copy(folder) as nodes:
        nodes.start()
        nodes.alba.comity("show", officer="ana").out

Making a node and its officers takes seconds, so it is done once, and the homes are copied: before the first
introduction nothing in a home depends on its ports but node.json.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from clocked import put_ahead
from roads import Road
from shell import Done, Shell

COMITY = str(Path(sys.executable).parent / "comity")
CLOCKED = str(Path(__file__).with_name("clocked.py"))
START_SECONDS = 60.0
ARRIVE_SECONDS = 30.0

PARTIES = {
    "alba": ("XA", {"fr": "Alba", "en": "Alba", "ru": "Альба"}, "Europe/Paris"),
    "boria": ("XB", {"fr": "Boria", "en": "Boria", "ru": "Бория"}, "Europe/Moscow"),
}
OFFICERS = {
    "alba": {"ana": ("Ana Lis", "drafter"), "leo": ("Leo Var", "releaser"), "ida": ("Ida Sol", "releaser"),
             "noa": ("Noa Rin", "duty")},
    "boria": {"mir": ("Mir Tan", "drafter"), "eva": ("Eva Dor", "releaser"), "jan": ("Jan Oll", "releaser"),
              "kai": ("Kai Wen", "duty")},
}  # fmt: skip
POSTS = {"drafter": "Desk officer", "releaser": "Head of delegation", "duty": "Duty officer"}
SECONDS_OF = {"alba": ("leo", "ida"), "boria": ("eva", "jan")}


@dataclass(slots=True)
class Node:
    """One node: its name in the tests, its home, the tokens of its officers, its process while it runs."""

    key: str
    home: Path
    tokens: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    clock: Path | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What stands in node.json."""
        value: dict[str, Any] = json.loads((self.home / "node.json").read_text(encoding="utf-8"))
        return value

    @property
    def log_file(self) -> Path:
        """Where the running node says what it has to say."""
        return self.home.parent / f"{self.key}.log"

    @property
    def address(self) -> str:
        """Where people reach the node."""
        return f"http://127.0.0.1:{self.settings['web_port']}"

    def comity(self, *arguments: str, officer: str = "", cwd: Path | None = None, stdin: bytes = b"") -> Done:
        """Run `comity` on this node's home, as one of its officers if one is named."""
        env = environment(COMITY_HOME=str(self.home), COMITY_TOKEN=self.tokens[officer] if officer else "")
        return run([COMITY, *arguments], env=env, cwd=cwd or self.home.parent, stdin=stdin)

    def done(self, *arguments: str, officer: str = "") -> Done:
        """Run a command that must succeed."""
        found = self.comity(*arguments, officer=officer)
        assert found.code == 0, (self.key, arguments, found)
        return found

    def act(self, *arguments: str, by: str, released_by: str) -> dict[str, Any]:
        """Propose an act as one officer and release it as another."""
        proposal = self.done("act", *arguments, "--json", officer=by).value
        value: dict[str, Any] = self.done("release", str(proposal["id"]), "--json", officer=released_by).value
        return value

    def set_clock(self, ahead: float) -> None:
        """Let the node's clock be ahead of this machine's; from the first time on the node has a clock of its own."""
        self.clock = self.home.parent / f"{self.key}.clock"
        put_ahead(self.clock, ahead)

    def start(self) -> None:
        """Start the node and wait until both of its doors are open."""
        log = self.log_file.open("ab")
        program = [COMITY] if self.clock is None else [sys.executable, CLOCKED, str(self.clock)]
        with log:
            self.process = subprocess.Popen(
                [*program, "serve", "--home", str(self.home)],
                env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        node, end = self.settings, time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError):
                for port in (node["web_port"], node["road_port"]):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            time.sleep(0.05)
        raise AssertionError(self.log_file.read_text(encoding="utf-8", errors="replace")[-2000:])

    def stop(self) -> None:
        """End the node as its operator would."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@dataclass(slots=True)
class Nodes(AbstractContextManager["Nodes"]):
    """Alba and Boria in one folder; leaving the context stops both."""

    folder: Path
    alba: Node
    boria: Node
    dialogue: str = ""
    roads: tuple[Road, ...] = ()
    both: tuple[Node, Node] = field(init=False)

    def __post_init__(self) -> None:
        self.both = (self.alba, self.boria)

    def __exit__(self, *_: object) -> None:
        for node in self.both:
            node.stop()
        for road in self.roads:
            road.close()

    def start(self) -> None:
        """Start both."""
        for node in self.both:
            node.start()

    def node(self, key: str) -> Node:
        """Give the node with this name."""
        return {"alba": self.alba, "boria": self.boria}[key]

    def build_roads(self) -> None:
        """Let each reach the other by a road that can be closed; before they are introduced."""
        self.roads = tuple(Road(node.settings["road_port"]) for node in self.both)

    def cut_off(self) -> None:
        """Close the roads: neither reaches the other."""
        for road in self.roads:
            road.close()

    def reconnect(self) -> None:
        """Open the roads again."""
        for road in self.roads:
            road.open()

    def found(self, *titles: str, continues: str = "") -> str:
        """Introduce the two to each other and wait until the founding is joint on both; titles are LANGUAGE=TEXT."""
        file = self.folder / f"alba-boria{'-again' * bool(continues)}.intro"
        said = [part for title in titles or ("en=Alba-Boria cyber dialogue",) for part in ("--title", title)]
        offer = ("introduce", "offer", "--with", "XB", "--purpose", "exercise", *said, "--continues", continues)
        with self._addressed():
            self.dialogue = self.alba.done(*offer, "--out", str(file)).out.strip()
            self.boria.done("introduce", "join", str(file), "--out", str(file))
        for node in self.both:
            one, other = SECONDS_OF[node.key]
            node.done("introduce", "bring", str(file), officer=one)
            node.done("introduce", "confirm", self.dialogue, officer=other)
        for node in self.both:
            self.wait(lambda node=node: self.line(node)["founded"], "the founding is joint")  # type: ignore[misc]
        return self.dialogue

    @contextmanager
    def _addressed(self) -> Iterator[None]:
        """Let the nodes be introduced by the addresses of their roads, where these were built."""
        kept = [(node.home / "node.json").read_text(encoding="utf-8") for node in self.both]
        for node, road in zip(self.both, self.roads, strict=False):
            value = node.settings | {"road_port": road.port}
            (node.home / "node.json").write_text(json.dumps(value), encoding="utf-8")
        yield
        for node, text in zip(self.both, kept, strict=True):
            (node.home / "node.json").write_text(text, encoding="utf-8")

    def line(self, node: Node) -> dict[str, Any]:
        """Give what `show` says of the dialogue in a line."""
        rows = node.done("show", "--json", officer=SECONDS_OF[node.key][0]).value
        return next(row for row in rows if row["id"] == self.dialogue)

    def wait(self, holds: Any, what: str) -> None:
        """Wait until something holds."""
        end = time.monotonic() + ARRIVE_SECONDS
        while time.monotonic() < end:
            if holds():
                return
            time.sleep(0.1)
        logs = [node.log_file.read_text(encoding="utf-8", errors="replace")[-1500:] for node in self.both]
        raise AssertionError(f"it did not come about that {what}; the nodes said {logs}")

    def settle(self) -> None:
        """Wait until each has countersigned all that the other wrote."""

        def settled() -> bool:
            rows = [self.line(node) for node in self.both]
            return all(peer["countersigned_size"] == row["our_size"] for row in rows for peer in row["peers"])

        self.wait(settled, "each has countersigned the other's log")


class Template:
    """The homes of Alba and Boria with their officers, made once by the command line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tokens: dict[str, dict[str, str]] = {}
        for key, (code, name, zone) in PARTIES.items():
            node = Node(key, folder / key, {})
            names = [part for language, text in name.items() for part in ("--name", f"{language}={text}")]
            node.done("init", "--code", code, *names, "--zone", zone, "--domain", f"{key}.example")
            for officer, (full, role) in OFFICERS[key].items():
                file = folder / f"{officer}.token"
                options = ("--post", POSTS[role], "--roles", role, "--token-out", str(file))
                node.done("officer", "add", full, *options)
                node.tokens[officer] = file.read_text(encoding="ascii").strip()
            self._tokens[key] = node.tokens

    def copy(self, folder: Path) -> Nodes:
        """Copy both into a folder, with free ports; they are not running yet."""
        ports = free_ports(4)
        for number, key in enumerate(PARTIES):
            shutil.copytree(self._folder / key, folder / key, ignore=shutil.ignore_patterns("run"))
            file = folder / key / "node.json"
            value = json.loads(file.read_text(encoding="utf-8"))
            value |= {"web_port": ports[2 * number], "road_port": ports[2 * number + 1]}
            file.write_text(json.dumps(value), encoding="utf-8")
        return Nodes(folder, *(Node(key, folder / key, self._tokens[key]) for key in PARTIES))


@cache
def shell() -> Shell:
    """Give this process's shell; it ends with the process of tests."""
    started = Shell()
    atexit.register(started.close)
    return started


def run(command: list[str], *, env: dict[str, str], cwd: Path, stdin: bytes = b"") -> Done:
    """Run a program to its end: ours in the shell that has them loaded, any other as it is."""
    if Path(command[0]).name in {"comity", "comity-verify"}:
        return shell().run(command, env=env, cwd=cwd, stdin=stdin)
    done = subprocess.run(command, env=env, cwd=cwd, input=stdin, capture_output=True, check=False, timeout=90)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def environment(**more: str) -> dict[str, str]:
    """Give the environment in which commands of tests run: plain HTTP, and nothing of ours from outside."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("COMITY", "DJANGO"))}
    return {**kept, "COMITY_PLAIN_HTTP": "1", "PYTHONWARNINGS": "default", **{k: v for k, v in more.items() if v}}


def free_ports(number: int) -> list[int]:
    """Find free ports of loopback."""
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
