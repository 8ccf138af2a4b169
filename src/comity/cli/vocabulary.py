# SPDX-License-Identifier: Apache-2.0
"""The words that the reader knows: given out as SKOS, and an operator's own checked and added to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.talk import HomeOption, home_path, say

OwnOption = Annotated[
    Path | None, typer.Option("--home", help="A node's directory: its vocabulary/*.yaml is read beside ours.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="Give out the words that the reader knows, check and add an operator's own.")
    group.command("export", epilog="Example:  comity vocabulary export --out comity.ttl")(export)
    group.command("check", epilog="Example:  comity vocabulary check --home alba")(check)
    example = (
        "Example:  comity vocabulary add --home alba XA-PORTS XA en 'Port Authority' --source https://ports.example"
    )
    group.command("add", epilog=example)(add)
    app.add_typer(group, name="vocabulary")


def export(
    home: OwnOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file  [default: standard output]")] = None,
) -> None:
    """Print every vocabulary as SKOS in Turtle."""
    from comity.node.pile import own_vocabulary
    from comity.reading import beside
    from comity.reading.skos import turtle

    text = turtle(beside(own_vocabulary(home)).schemes)
    if out is None:
        print(text)
    else:
        out.write_text(text, encoding="utf-8")


def check(home: HomeOption = None) -> None:
    """Say whether an operator's vocabulary can be read beside ours: schemes, ids, labels that clash."""
    from comity.node.pile import own_vocabulary
    from comity.reading import beside

    files = own_vocabulary(home_path(home))
    beside(files)
    say(f"{len(files)} files, no clash")


def add(
    concept: Annotated[str, typer.Argument(metavar="ID", help="The body's id, such as XA-PORTS.")],
    party: Annotated[str, typer.Argument(help="The code of its state or organisation.")],
    language: Annotated[str, typer.Argument(help="The language of the name: en, fr, ru, de or es.")],
    name: Annotated[str, typer.Argument(help="The name as texts write it.")],
    source: Annotated[str, typer.Option("--source", help="Where that is published.")] = "",
    home: HomeOption = None,
) -> None:
    """Add a body of state, or another name of one, to the operator's vocabulary."""
    from comity.node.own_vocabulary import Naming, add_body

    path = add_body(home_path(home), Naming(concept, party, language, name, source))
    say(f"{name} is {concept} from now on ({path})")
