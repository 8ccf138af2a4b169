# SPDX-License-Identifier: Apache-2.0
"""The register from the command line: communiqués come in, in bulk, as drafts; what is public is searched."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from comity.base.errors import Carrier, ComityError, Ours
from comity.cli.client import NodeClient
from comity.cli.talk import (
    HomeOption,
    JsonOption,
    TokenOption,
    complain,
    home_path,
    put_json,
    put_table,
    say,
    token_of,
)

_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

register = typer.Typer(
    help="Bring communiqués into the register, and search it.", no_args_is_help=True, rich_markup_mode=None
)


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


@register.command(epilog="Example:  comity register search --party FR --forum OSCE --from 2021 Moscow --home alba")
def search(
    words: Annotated[list[str] | None, typer.Argument(help="Words in any language; all of them must be there.")] = None,
    party: Annotated[list[str] | None, typer.Option(help="A state by its code; again for one more.")] = None,
    body: Annotated[list[str] | None, typer.Option(help="A ministry or agency, such as XA-JUSTICE.")] = None,
    forum: Annotated[list[str] | None, typer.Option(help="A forum, such as OSCE.")] = None,
    instrument: Annotated[list[str] | None, typer.Option(help="A text, such as UN-CHARTER.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="A topic, such as cbm.")] = None,
    since: Annotated[str, typer.Option("--from", help="The first day, month or year of the rounds.")] = "",
    until: Annotated[str, typer.Option("--to", help="The last day, month or year of the rounds.")] = "",
    home: HomeOption = None,
    token: TokenOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search what is public, as the register's screen does, the latest round first.

    It finds nothing that a joint release has not named. That nothing is found says something of our sources only.
    """
    for name, day in (("--from", since), ("--to", until)):
        if day and _DAY.fullmatch(day) is None:
            raise Ours(f"{name} is a day, a month or a year, and {day!r} is none", hint="2021-09-28, 2021-09 or 2021")
    sorts = {"party": party, "body": body, "forum": forum, "instrument": instrument, "topic": topic}
    asked: dict[str, str | list[str]] = {sort: terms for sort, terms in sorts.items() if terms}
    asked |= {"q": " ".join(words or ()), "since": since, "until": until}
    found = NodeClient.of(home_path(home), token_of(token)).get(f"register?{urlencode(asked, doseq=True)}")
    if as_json:
        put_json(found)
        return
    columns = ("held", "states", "kind", "publisher", "id")
    rows = [(one["held"], " ".join(one["states"]), one["kind"], one["publisher"], one["id"][:8]) for one in found]
    put_table(columns, rows)
    say(f"{len(found)} publications found")
