# SPDX-License-Identifier: Apache-2.0
"""A node's home: the one directory that holds everything a node has, and the settings file in it.

HOME/node.json            who we are, and where web and road listen
HOME/joint.sqlite3        the joint logs: what was said between the parties
HOME/national.sqlite3     the national file: officers, proposals, mandates, drafts
                          (neither is there where `database` in node.json names one of PostgreSQL)
HOME/keys/DIALOGUE/       the keys of one dialogue, a file for each, mode 0600
HOME/guard/               high-water marks of our logs; leave it out of every backup
HOME/run/                 locks and wake-up marks of the running node
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from comity.base.errors import Damaged, Ours
from comity.base.names import is_name


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands in node.json. Names are by language; `zone` is the capital's time zone.

    The operator may add: `poll_seconds`, how often peers are looked at where no bell rings; `long_poll`, to wait at the
    peers for what is new, where nothing from outside can ring our bell; `scale`, our government's own markings, the
    lowest first; `idle_minutes`, after how long without a request a session ends; `highest`, the highest marking that
    the node may hold; `mail`, the server for mails; `address`, by
    which officers reach the node where a proxy stands in front of it; `portals`, by party the address of its
    portal, from which what it published is read back for comparison (`https://comity.boria.example`).
    """

    code: str
    name: dict[str, str]
    zone: str
    domain: str
    web_host: str
    web_port: int
    road_host: str
    road_port: int
    secret: str
    poll_seconds: int = 60
    long_poll: bool = False
    scale: list[str] = field(default_factory=list)
    highest: str = "TLP:RED"
    mail: dict[str, str | int] = field(default_factory=dict)
    address: str = ""
    database: str = ""
    idle_minutes: int = 30
    portals: dict[str, str] = field(default_factory=dict)

    @property
    def web_address(self) -> str:
        """Where people reach the node."""
        return f"http://{self.web_host}:{self.web_port}"

    @property
    def public_address(self) -> str:
        """What officers and those who get a link type into their browser."""
        return self.address.rstrip("/") or self.web_address

    @property
    def road_address(self) -> str:
        """Where peers reach the node."""
        return f"https://{self.road_host}:{self.road_port}"


RESTORING = "restoring"  # the name of the note


class Home:
    """The directory of one node."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).absolute()
        self._folders: dict[tuple[str, ...], Path] = {}

    @property
    def settings_file(self) -> Path:
        """The settings file, node.json."""
        return self.path / "node.json"

    def folder(self, *names: str) -> Path:
        """Give a folder of the home, made with mode 0700 if it is not there."""
        folder = self._folders.get(names)
        if folder is None:
            folder = self._folders[names] = self.path.joinpath(*names)
        if not folder.is_dir():  # most often it is there, and to ask is cheaper than to fail at making it
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def settings(self) -> Settings:
        """Read node.json, or raise Ours where there is no node, Damaged where the file is not ours."""
        try:
            value = json.loads(self.settings_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Ours(
                f"there is no node in {self.path}", hint="make one with `comity init --home DIR --code XA ...`"
            ) from None
        except (OSError, ValueError) as error:
            raise Damaged(f"{self.settings_file} cannot be read: {error}", hint="restore it from a backup") from error
        try:
            return Settings(**value)
        except TypeError as error:
            raise Damaged(f"{self.settings_file} has unknown or missing fields: {error}") from error

    def begin_restore(self) -> None:
        """Note on the disk that the stores are being put in place; until `end_restore` no node starts here."""
        write_private(self.path / RESTORING, b"")

    def end_restore(self) -> None:
        """Note that the stores are in place, and sync the folder that they are in."""
        (self.path / RESTORING).unlink()
        _sync(self.path)

    def require_restored(self) -> None:
        """Raise Damaged where a restore was begun and not ended."""
        if (self.path / RESTORING).exists():
            raise Damaged(
                f"a restore into {self.path} was not finished",
                hint="run `comity restore` again; what was there before lies in a folder before-restore-…",
            )

    def change(self, **changes: Any) -> None:
        """Write node.json anew with other values."""
        self._write(replace(self.settings(), **changes))

    def create(
        self, *, code: str, name: dict[str, str], zone: str, domain: str, web: str, road: str, database: str = ""
    ) -> Settings:
        """Make a new node's home; `web` and `road` are HOST:PORT. Refuses a directory that already has one."""
        if not is_name("party", code):
            raise Ours(
                f"{code!r} is not a party's code", hint="use ISO 3166-1 letters such as FR; XA to XZ are for fiction"
            )
        if not is_name("origin", f"{domain}/0"):
            raise Ours(
                f"{domain!r} is not a domain in lower case", hint="such as alba.example; it begins our logs' names"
            )
        if zone not in available_timezones():
            raise Ours(f"{zone!r} is not a time zone", hint="use a name such as Europe/Paris, or UTC")
        if self.settings_file.exists():
            raise Ours(f"there is a node in {self.path} already", hint="nothing was changed; choose another directory")
        web_host, web_port = _host_port(web)
        road_host, road_port = _host_port(road)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Ours(
                f"the directory {self.path} cannot be made: {error.strerror}",
                hint="nothing was changed; name one in a place that you may write to",
            ) from error
        settings = Settings(
            code=code, name=name, zone=zone, domain=domain, web_host=web_host, web_port=web_port,
            road_host=road_host, road_port=road_port, secret=secrets.token_urlsafe(48), database=database,
        )  # fmt: skip
        self._write(settings)
        return settings

    def _write(self, settings: Settings) -> None:
        write_private(self.settings_file, json.dumps(asdict(settings), indent=1, ensure_ascii=False).encode() + b"\n")


def here() -> Home:
    """Give the home of the node that this process is, named by the environment."""
    path = os.environ.get("COMITY_HOME")
    if not path:
        raise Ours("no node's home was named", hint="give --home DIR, or set COMITY_HOME")
    return _at(path)


@lru_cache(maxsize=64)
def _at(path: str) -> Home:
    return Home(path)


def touched(path: Path) -> float:
    """Say when a mark in HOME/run was touched last, in seconds; 0 where it never was."""
    try:
        return path.stat().st_mtime_ns / 1e9
    except FileNotFoundError:
        return 0.0


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all, and sync it and its folder."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _host_port(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise Ours(f"expected HOST:PORT, found {value!r}")
    return host, int(port)
