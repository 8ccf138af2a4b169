# SPDX-License-Identifier: Apache-2.0
"""How the command line talks: results on standard output, the rest on standard error; tables, or JSON on request.

comity: error: alba cannot accept this paragraph: the version had been withdrawn
comity: hint: nothing was written; look at how it stands now
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from comity.base.errors import ComityError, Ours

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The node's directory  [default: COMITY_HOME, else ./.comity]")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
TokenOption = Annotated[
    Path | None, typer.Option("--token", help="A file with the officer's token  [default: COMITY_TOKEN]")
]
DialogueOption = Annotated[
    str, typer.Option("--dialogue", help="The dialogue, or the beginning of its id  [default: the only one]")
]


class Channel(StrEnum):
    """Which log of ours in a dialogue."""

    JOINT = "joint"
    PUBLIC = "public"


ChannelOption = Annotated[Channel, typer.Option("--channel", help="Which log of ours.")]


def prepare(home: Path | None) -> None:
    """Set this process up on the node in a home, before anything of a node is loaded."""
    from comity.node.home import Home
    from comity.node.start import prepare as set_up

    set_up(Home(home_path(home)))


def complain(error: ComityError) -> None:
    """Print an error and its hint on standard error."""
    say(f"error: {error}")
    if error.hint:
        say(f"hint: {error.hint}")


def say(text: str) -> None:
    """Talk on standard error."""
    print(f"comity: {text}", file=sys.stderr, flush=True)


def ago(at: datetime) -> str:
    """Say how long ago an instant was, as people count: ``4 min ago``."""
    minutes = int((datetime.now(UTC) - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 120:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"


def put_json(value: Any) -> None:
    """Print a result as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def put_table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], title: str = "") -> None:
    """Print a result as a table on standard output; plain lines where it is not a terminal."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(row))
        return
    table = Table(*columns, title=title or None, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)


def home_path(home: Path | None) -> Path:
    """Say which home is meant."""
    return (home or Path(os.environ.get("COMITY_HOME") or ".comity")).absolute()


def token_of(file: Path | None) -> str:
    """Read the officer's token from a file or the environment."""
    try:
        token = (file.read_text(encoding="ascii") if file is not None else os.environ.get("COMITY_TOKEN", "")).strip()
    except (OSError, ValueError) as error:
        raise Ours(f"the token file {file} cannot be read: {error}") from error
    if not token and file is None:
        raise Ours("no officer's token was given", hint="give --token FILE, or set COMITY_TOKEN")
    if not re.fullmatch(r"[\w-]+", token, re.ASCII):
        raise Ours(
            f"what stands in {file or 'COMITY_TOKEN'} is no token",
            hint="a token is one line of letters and digits, as `comity officer token` prints it",
        )
    return token


def read_bytes(file: Path) -> bytes:
    """Read a file that was named on the command line."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Ours(f"{file} cannot be read: {error.strerror}", hint="nothing was changed") from error


def read_json(text: str, what: str) -> dict[str, Any]:
    """Read a JSON object from an option: the text itself, or @FILE."""
    try:
        source = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        value = json.loads(source)
    except (OSError, ValueError) as error:
        raise Ours(
            f"{what} is not JSON: {error}", hint='give an object such as \'{"place": "m"}\', or @FILE'
        ) from error
    if not isinstance(value, dict):
        raise Ours(f"{what} is not a JSON object", hint='give an object such as \'{"place": "m"}\', or @FILE')
    return value


def by_language(values: list[str]) -> dict[str, str]:
    """Read texts by language: ``en=Alba-Boria dialogue``."""
    found = {}
    for value in values:
        language, sign, text = value.partition("=")
        if not sign or not text:
            raise Ours(f"expected LANGUAGE=TEXT, found {value!r}", hint="such as en='Alba-Boria cyber dialogue'")
        found[language] = text
    return found
