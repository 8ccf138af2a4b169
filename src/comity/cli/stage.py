# SPDX-License-Identifier: Apache-2.0
"""The stage of the demo: three nodes on loopback, each a process of its own with its own directory, keys and cookies.

Everything is done as its users would: `comity init`, `officer`, `introduce` and `serve` as commands, and all acts over
the HTTP interface with the officers' own tokens. Nothing reaches into a node.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from comity.base.errors import Ours
from comity.cli.client import NodeClient
from comity.cli.talk import say

LISTEN_SECONDS = 30.0


@dataclass(slots=True)
class Player:
    """One node of the demo: its directory, where it listens, its process, and the tokens of its officers."""

    key: str
    home: Path
    web: int
    road: int
    officers: list[dict[str, str]]
    settings: dict[str, Any]
    process: subprocess.Popen[bytes] | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The party's code."""
        return str(self.settings["code"])

    @property
    def address(self) -> str:
        """Where people reach the node."""
        return f"http://127.0.0.1:{self.web}"

    def client(self, officer: str) -> NodeClient:
        """Speak to the node as an officer."""
        return NodeClient(self.address, self.tokens[officer])


class Stage:
    """Three nodes and a story; `first_port` 0 takes free ports."""

    def __init__(self, home: Path, *, first_port: int, story: Path) -> None:
        self.home, self.story_folder = home, story
        try:
            self.story: dict[str, Any] = yaml.safe_load((story / "story.yaml").read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise Ours(
                f"the story in {story} cannot be read: {error}", hint="run it from the project's folder"
            ) from error
        ports = _free_ports(6) if not first_port else list(range(first_port, first_port + 6))
        self.players = {
            key: Player(key, home / key, ports[2 * n], ports[2 * n + 1], value["officers"], value)
            for n, (key, value) in enumerate(self.story["nodes"].items())
        }

    def wait(self) -> None:
        """Wait until a node ends, which none should."""
        while all(p.process is not None and p.process.poll() is None for p in self.players.values()):
            time.sleep(0.5)
        raise Ours("a node of the demo ended by itself", hint=f"see the files *.log in {self.home}")

    def start(self) -> None:
        """Make the nodes anew and start them."""
        if self.home.exists():
            if not (self.home / "demo.txt").exists() and any(self.home.iterdir()):
                raise Ours(f"{self.home} is not a demo's directory", hint="nothing was changed; name an empty one")
            shutil.rmtree(self.home)
        self.home.mkdir(mode=0o700, parents=True)
        (self.home / "demo.txt").write_text("Made by `comity demo`; each run makes it anew.\n", encoding="ascii")
        say("making three nodes")
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(self._make, self.players.values()))
        for player in self.players.values():
            self.serve(player)
        for player in self.players.values():
            self.wait_for(player)

    def serve(self, player: Player) -> None:
        """Start a node's process."""
        log = (self.home / f"{player.key}.log").open("ab")
        player.process = subprocess.Popen(  # noqa: S603  # our own program
            [*_COMITY, "serve", "--home", str(player.home)], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            env=_environment(), start_new_session=True,
        )  # fmt: skip

    def wait_for(self, player: Player) -> None:
        """Wait until a node listens."""
        end = time.monotonic() + LISTEN_SECONDS
        while time.monotonic() < end:
            if player.process is None or player.process.poll() is not None:
                break
            with suppress(OSError):
                for port in (player.web, player.road):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            time.sleep(0.05)
        log = (self.home / f"{player.key}.log").read_text(encoding="utf-8", errors="replace")
        raise Ours(f"the node of {player.key} did not start: {log.strip()[-400:]}")

    def stop(self) -> None:
        """End every process of the demo."""
        for player in self.players.values():
            if player.process is not None and player.process.poll() is None:
                player.process.send_signal(signal.SIGTERM)
        for player in self.players.values():
            if player.process is not None:
                try:
                    player.process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    os.killpg(player.process.pid, signal.SIGKILL)
                    player.process.wait()

    def comity(self, player: Player, *arguments: str) -> str:
        """Run a command on a node's directory, and give what it prints."""
        done = run_comity(*arguments, "--home", str(player.home))
        if done.returncode:
            raise Ours(f"`comity {' '.join(arguments[:2])}` failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def player_of(self, officer: str) -> Player:
        """Give the node at which an officer has a post."""
        for player in self.players.values():
            if any(o["name"] == officer for o in player.officers):
                return player
        raise Ours(f"the story names an officer {officer!r} that no node has")

    def token_file(self, player: Player, officer: str) -> Path:
        """Say where an officer's token is kept in the demo."""
        return self.home / "tokens" / player.key / f"{officer.replace(' ', '-').lower()}.token"

    def _make(self, player: Player) -> None:
        value = player.settings
        names = [part for language, text in value["name"].items() for part in ("--name", f"{language}={text}")]
        self.comity(
            player, "init", "--code", value["code"], *names, "--zone", value["zone"], "--domain", value["domain"],
            "--web", f"127.0.0.1:{player.web}", "--road", f"127.0.0.1:{player.road}",
        )  # fmt: skip
        for officer in player.officers:
            file = self.token_file(player, officer["name"])
            self.comity(
                player, "officer", "add", officer["name"], "--post", officer["post"], "--roles", officer["roles"],
                "--ministry", officer["ministry"], "--language", officer["language"], "--token-out", str(file),
            )  # fmt: skip
            player.tokens[officer["name"]] = file.read_text(encoding="ascii").strip()

    def write_front(self) -> str:
        """Write the three doors with their one-time links onto a node's front page, and give its address."""
        front = self.story["front"]
        doors = [{**door, "links": [self._link(link) for link in door["links"]]} for door in front["doors"]]
        text = json.dumps({"doors": doors, "note": front["note"]}, ensure_ascii=False, indent=1)
        (self.players[front["node"]].home / "front.json").write_text(text, encoding="utf-8")
        return f"{self.players[front['node']].address}/"

    def _link(self, link: dict[str, Any]) -> dict[str, Any]:
        if "officer" not in link:
            return {"label": link["label"], "href": link["to"]}
        player = self.players[link["node"]]
        address = self.comity(player, "officer", "link", link["officer"])
        # One browser holds one officer of a node for each name of the host, so that two can sit side by side in it.
        if link["officer"] == player.officers[1]["name"]:
            address = address.replace("127.0.0.1", "localhost")
        return {"label": link["label"], "href": f"{address}?next={link['to']}"}


_COMITY = (sys.executable, "-c", "from comity.cli.main import run; run()")


def run_comity(*arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run the command line as its users do, and give what it printed and its exit code."""
    return subprocess.run(  # noqa: S603  # our own program
        [*_COMITY, *arguments], capture_output=True, text=True, timeout=timeout, check=False, env=_environment(),
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _environment() -> dict[str, str]:
    return {**os.environ, "COMITY_PLAIN_HTTP": "1"}


def _free_ports(number: int) -> list[int]:
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
