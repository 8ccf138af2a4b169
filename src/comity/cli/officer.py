# SPDX-License-Identifier: Apache-2.0
"""Officers: enter one, list them, give a one-time sign-in link or a token."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from comity.base.errors import Ours
from comity.cli.talk import HomeOption, JsonOption, home_path, put_json, put_table, say
from comity.node.home import Home, write_private

officer = typer.Typer(help="Enter officers; give links and tokens.", no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(officer, name="officer")


@officer.command(epilog="Example:  comity officer add --home alba --post 'Desk officer' --roles drafter 'Ana Lis'")
def add(
    name: Annotated[str, typer.Argument(help="The officer's name.")],
    post: Annotated[str, typer.Option(help="The post, in words.")],
    roles: Annotated[str, typer.Option(help="Roles of docs/policy.md; several with spaces between.")],
    ministry: Annotated[str, typer.Option(help="The ministry.")] = "",
    language: Annotated[str, typer.Option(help="The language of the screens: fr, en or ru.")] = "en",
    token_out: Annotated[Path | None, typer.Option(help="Write a token into this file, for the officer alone.")] = None,
    home: HomeOption = None,
) -> None:
    """Enter an officer with a post and its roles."""
    _prepare(home)
    from comity.node import officers

    row = officers.add(name=name, post=post, roles=roles, ministry=ministry, language=language)
    if token_out is not None:
        write_private(token_out, officers.give_token(row).encode() + b"\n")
    say(f"entered {row.name}, {row.post} ({row.roles})")


@officer.command("list", epilog="Example:  comity officer list --home alba")
def list_(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the officers, their posts and roles."""
    _prepare(home)
    from comity.node.national.models import Officer

    rows = [(o.name, o.post, ", ".join(sorted(o.ministries)), o.roles) for o in Officer.objects.order_by("name")]
    if as_json:
        put_json([dict(zip(("name", "post", "ministry", "roles"), row, strict=True)) for row in rows])
    else:
        put_table(("name", "post", "ministry", "roles"), rows)


@officer.command(epilog="Example:  comity officer link --home alba 'Ana Lis'")
def link(name: Annotated[str, typer.Argument(help="The officer's name.")], home: HomeOption = None) -> None:
    """Print a sign-in link that works once, for twelve hours."""
    where = _prepare(home)
    from comity.node import officers

    print(f"{where.settings().web_address}/sign-in/{officers.give_link(_find(name))}/")


@officer.command(epilog="Example:  comity officer token --home alba 'Ana Lis' > ana.token")
def token(name: Annotated[str, typer.Argument(help="The officer's name.")], home: HomeOption = None) -> None:
    """Print a token for the command line; it is shown this once."""
    _prepare(home)
    from comity.node import officers

    print(officers.give_token(_find(name)))


def _find(name: str) -> Any:  # the model exists only once the node is prepared
    from comity.node.national.models import Officer

    found = Officer.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Officer.objects.order_by("name").values_list("name", flat=True)) or "none"
        raise Ours(f"there is no officer {name!r}; here: {known}")
    return found


def _prepare(home: Path | None) -> Home:
    from comity.node.start import prepare

    where = Home(home_path(home))
    prepare(where)
    return where
