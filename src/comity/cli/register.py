# SPDX-License-Identifier: Apache-2.0
"""The register from the command line: published communiqués come in, in bulk, as unreviewed drafts."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Carrier, ComityError, Ours
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, TokenOption, complain, home_path, say, token_of

register = typer.Typer(help="Bring communiqués into the register.", no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(register, name="register")


@register.command("import", epilog="Example:  comity register import communiques --home alba --token ada.token")
def import_(
    files: Annotated[list[str], typer.Argument(help="Folders, files, or JSON-lines with `text`, `date` and `url`.")],
    home: HomeOption = None,
    token: TokenOption = None,
) -> None:
    """Import communiqués as drafts, unreviewed and not public.

    What was imported before, by the digest of its bytes, is passed over: run it again after a break.
    A file that cannot be read is named, and the others are read.
    """
    from rich.console import Console
    from rich.progress import track

    from comity.node.pile import items

    client, pile = NodeClient.of(home_path(home), token_of(token)), list(items(files))
    new = known = failed = 0
    for item in track(pile, "importing", console=Console(stderr=True), transient=True):
        try:
            data = Path(item.path).read_bytes() if item.path else item.text.encode()
            about = {"published": item.date, "url": item.url}
            body = {
                "name": Path(item.name).name,
                "data": base64.b64encode(data).decode(),
                "about": {key: value for key, value in about.items() if value},
            }
            made = client.post("readings", body)
        except Carrier:
            raise
        except (ComityError, OSError) as error:
            failed += 1
            complain(error if isinstance(error, ComityError) else Ours(f"{item.name} cannot be read: {error.strerror}"))
            continue
        new, known = new + made["new"], known + (not made["new"])
    say(f"{new} drafts imported, {known} were here already, {failed} could not be read")
    if failed:
        raise Ours(f"{failed} files could not be imported", hint="the others were; each is named above")
