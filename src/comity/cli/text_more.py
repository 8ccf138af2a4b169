# SPDX-License-Identifier: Apache-2.0
"""More of a text from the terminal: `text alternat` sets the copies of the parties beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.talk import HomeOption, JsonOption, put_json
from comity.cli.text import DialogueArgument, TextArgument, find

if TYPE_CHECKING:
    from comity.text.history import Change


def add_to(app: typer.Typer) -> None:
    """Add these commands to `comity text`."""
    app.command("alternat", epilog=_EXAMPLES["alternat"])(alternat)


def alternat(
    dialogue: DialogueArgument,
    text: TextArgument,
    language: Annotated[str, typer.Option(help="The language  [default: the first with something open]")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set the copies of the parties beside each other: what is turned in each, and that they are one text.

    Exit code 0 where they are one text, 1 where they are not.
    """
    room, thing = find(home, dialogue, text)
    from comity.node.alternat import copies

    found = copies(room, thing, language)
    if as_json:
        words = [["".join(change.after for change in cell) for cell in row] for row in found.rows]
        put_json({"language": found.language, "parties": found.parties, "declared": found.declared,
                  "same": found.same, "digests": found.digests, "paragraphs": words})  # fmt: skip
    else:
        for number, row in enumerate(found.rows, start=1):
            for code, cell in zip(found.parties, row, strict=True):
                print(f"{number} {code}: {_marked(cell)}")
        if not found.declared:
            print(f"the text declares no forms of the names in {found.language}: every copy reads the same")
        verdict = "one text" if found.same else "NOT one text"
        print(f"{len(found.parties)} copies in {found.language}: {verdict}, {', '.join(dict.fromkeys(found.digests))}")
    if not found.same:
        raise typer.Exit(1)


def _marked(cell: Sequence[Change]) -> str:
    """Write words with what is turned in brackets."""
    return "".join(c.after if c.stays else c.after.replace(c.after.strip(), f"[{c.after.strip()}]") for c in cell)


_EXAMPLES = {"alternat": "Example:  comity text alternat --home alba 0f5c8a61 77ab30c4 --language fr"}
