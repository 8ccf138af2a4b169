# SPDX-License-Identifier: Apache-2.0
"""The proof of one version in one file, for somebody who holds neither log."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.cli.act import find_dialogue, find_version
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, TokenOption, home_path, say, token_of


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("prove", epilog=_EXAMPLE)(prove)


def prove(
    dialogue: Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id.")],
    version: Annotated[str, typer.Argument(help="The version, or the beginning of its name.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    alone: Annotated[
        bool, typer.Option("--alone", help="Only the act that brought it, as c2sp.org/tlog-proof.")
    ] = False,
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Write a file that proves who brought and who accepted a version, and with which words.

    It names the dialogue, its parties and its title, and holds the words of this version: give it to nobody who may not
    read those. `comity-verify-proof FILE` checks it without Comity.
    """
    if out.exists():
        raise Ours(f"{out} is there already", hint="nothing was written; name a new file")
    node = NodeClient.of(home_path(home), token_of(token))
    chosen = find_dialogue(node, dialogue)
    whole = find_version(node, chosen, version)
    data = b64decode(node.get(f"dialogues/{chosen}/proof/{whole}?sort={'tlog-proof' if alone else 'json'}")["file"])
    out.write_bytes(data)
    say(f"wrote {out}: {len(data)} bytes" + ("" if alone else f"; check it: comity-verify-proof {out}"))


_EXAMPLE = "Example:  comity prove 0f5c8a61 41c09d77 --home alba --token ana.token --out 41c09d77.json"
