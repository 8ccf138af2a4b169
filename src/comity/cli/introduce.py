# SPDX-License-Identifier: Apache-2.0
"""Introductions: offer a dialogue, join one, compare its fingerprint, bring it in, confirm it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.base.names import is_name
from comity.base.words import fingerprint_words
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, TokenOption, by_language, home_path, prepare, read_bytes, say, token_of
from comity.exchange.introduction import Introduction, decode, encode
from comity.node.home import write_private

introduce = typer.Typer(
    help="Introduce our node to another party's.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
FileArgument = Annotated[Path, typer.Argument(help="An introduction file.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(introduce, name="introduce")


@introduce.command(
    epilog="Example:  comity introduce offer --home alba --with XB --purpose exercise"
    " --title en='Alba-Boria cyber dialogue' --out alba.intro"
)
def offer(
    purpose: Annotated[str, typer.Option(help="live, exercise or reconstruction; it can never change.")],
    title: Annotated[list[str], typer.Option(help="The dialogue's title, LANGUAGE=TEXT; once for each language.")],
    out: Annotated[Path, typer.Option(help="Where to write the introduction.")],
    with_: Annotated[
        list[str] | None, typer.Option("--with", help="A party to invite; none for a file of our own.")
    ] = None,
    counterpart: Annotated[
        list[str] | None, typer.Option(help="In a file of our own: a party that it names as counterpart.")
    ] = None,
    continues: Annotated[str, typer.Option(help="The dialogue that this one continues.")] = "",
    home: HomeOption = None,
) -> None:
    """Make an introduction with our entry, and fresh keys for this one dialogue."""
    prepare(home)
    from comity.node import seating

    what = seating.Offer(
        purpose=purpose, title=by_language(title), invited=tuple(with_ or ()), counterparts=tuple(counterpart or ()),
        continues=continues,
    )  # fmt: skip
    _write(out, seating.offer(what))


@introduce.command(epilog="Example:  comity introduce join --home boria alba.intro --out alba-boria.intro")
def join(
    file: FileArgument, out: Annotated[Path, typer.Option(help="Where to write it.")], home: HomeOption = None
) -> None:
    """Add our entry to an introduction that invites us."""
    prepare(home)
    from comity.node import seating

    _write(out, seating.join(_read(file)))


@introduce.command(epilog="Example:  comity introduce fingerprint alba-boria.intro --language ru")
def fingerprint(
    file: Annotated[
        Path, typer.Argument(help="An introduction file, or the id of a dialogue whose file left this node.")
    ],
    language: Annotated[str, typer.Option(help="fr, en or ru.")] = "en",
    home: HomeOption = None,
) -> None:
    """Print the twelve words that officers of both sides read to each other."""
    if is_name("id", str(file)) and not file.exists():
        file = home_path(home) / "introductions" / f"{file}.json"
    introduction = _read(file)
    if introduction.missing:
        raise Ours(f"the introduction is not complete: {', '.join(introduction.missing)} did not add its entry")
    print(" ".join(fingerprint_words(introduction.fingerprint(), language)))


@introduce.command(epilog="Example:  comity introduce bring --home alba --token ana.token alba-boria.intro")
def bring(file: FileArgument, token: TokenOption = None, home: HomeOption = None) -> None:
    """Lay a complete introduction before our running node; another officer confirms it."""
    answer = NodeClient.of(home_path(home), token_of(token)).post("introductions", read_bytes(file))
    say(f"brought in the introduction of {answer['dialogue']}; another officer confirms it")


@introduce.command(
    epilog="Example:  comity introduce confirm --home alba --token leo.token 0f5c8a61d2b34e7f9a10b2c3d4e5f607"
)
def confirm(
    dialogue: Annotated[str, typer.Argument(help="The dialogue's id.")],
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Confirm an introduction whose fingerprint was compared; our log begins with it."""
    answer = NodeClient.of(home_path(home), token_of(token)).post(f"introductions/{dialogue}/confirm")
    say(f"confirmed; our log in {answer['dialogue']} has begun")


def _read(file: Path) -> Introduction:
    return decode(read_bytes(file))


def _write(out: Path, introduction: Introduction) -> None:
    write_private(out.absolute(), encode(introduction) + b"\n")
    waits = f"; it waits for {', '.join(introduction.missing)}" if introduction.missing else "; it is complete"
    say(f"wrote {out} for the dialogue {introduction.dialogue}{waits}")
    print(introduction.dialogue)
