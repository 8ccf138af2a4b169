# SPDX-License-Identifier: Apache-2.0
"""Posts: who holds which, who stands in while somebody is away, and handing one over, which takes two officers."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, JsonOption, TokenOption, home_path, put_json, put_table, token_of

post = typer.Typer(help="Posts: absence, handing over.", no_args_is_help=True, rich_markup_mode=None)
Number = Annotated[int, typer.Argument(help="The post's number, as `comity post list` gives it.")]
Change = Annotated[int, typer.Argument(help="The number of the change, as `comity post waiting` gives it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(post, name="post")


@post.command("list", epilog="Example:  comity post list --home alba --token leo.token")
def list_(home: HomeOption = None, token: TokenOption = None, as_json: JsonOption = False) -> None:
    """List posts, who holds each, and who stands in until when.

    Who does not appoint sees their own.
    """
    rows = _node(home, token).get("posts")
    if as_json:
        put_json(rows)
    else:
        columns = ("id", "title", "ministry", "roles", "holder", "deputy", "away_from", "away_until")
        put_table(tuple(name.replace("_", " ") for name in columns), [tuple(str(r[c]) for c in columns) for r in rows])


@post.command(
    epilog="Example:  comity post away --home alba --token leo.token 3 --deputy 'Ida Rin' --from 2027-03-01"
    " --until 2027-03-05"
)
def away(
    number: Number,
    deputy: Annotated[str, typer.Option(help="The officer who fills the post meanwhile.")],
    first: Annotated[str, typer.Option("--from", help="The first day, by the capital's clock: 2027-03-01.")],
    until: Annotated[str, typer.Option(help="The last day; at its end the deputy's rights end.")],
    home: HomeOption = None,
    token: TokenOption = None,
) -> None:
    """Say that the holder of a post is away, and who fills it for that time and no longer."""
    body = {"deputy": deputy, "from": first, "until": until}
    row = _node(home, token).post(f"posts/{number}/away", body)
    print(f"post {number}, {row['title']}: {row['deputy']} stands in from {row['away_from']} to {row['away_until']}")


@post.command(epilog="Example:  comity post back --home alba --token leo.token 3")
def back(number: Number, home: HomeOption = None, token: TokenOption = None) -> None:
    """End an absence at once."""
    row = _node(home, token).post(f"posts/{number}/back")
    print(f"post {number}, {row['title']}: {row['holder']} is back")


@post.command("hand-over", epilog="Example:  comity post hand-over --home alba --token leo.token 3 --to 'Ida Rin'")
def hand_over(
    number: Number,
    to: Annotated[str, typer.Option(help="The officer who will hold it.")],
    home: HomeOption = None,
    token: TokenOption = None,
) -> None:
    """Hand a post over to another officer; a second officer confirms it."""
    row = _node(home, token).post(f"posts/{number}/hand-over", {"to": to})
    how = f"to {to}; another officer confirms it" if row["waits"] else f"{row['holder']} holds it now"
    print(f"post {number}, {row['title']}: {how}")


@post.command(epilog="Example:  comity post waiting --home alba --token ida.token")
def waiting(home: HomeOption = None, token: TokenOption = None, as_json: JsonOption = False) -> None:
    """List what waits for a second officer: new officers, posts handed over, devices, ways in."""
    rows = _node(home, token).get("appointments")
    if as_json:
        put_json(rows)
    else:
        columns = ("id", "sort", "subject", "officer", "asked_by", "asked_at")
        put_table(tuple(name.replace("_", " ") for name in columns), [_change(row, columns) for row in rows])


@post.command(epilog="Example:  comity post confirm --home alba --token ida.token 7")
def confirm(number: Change, home: HomeOption = None, token: TokenOption = None) -> None:
    """Confirm a change as the second officer; it counts from now on."""
    row = _node(home, token).post(f"appointments/{number}/confirm")
    print(f"change {number}, {row['sort']} of {row['officer']}: {row['state']}")


@post.command(epilog="Example:  comity post refuse --home alba --token ida.token 7")
def refuse(number: Change, home: HomeOption = None, token: TokenOption = None) -> None:
    """Refuse a change; nothing comes of it."""
    row = _node(home, token).post(f"appointments/{number}/refuse")
    print(f"change {number}, {row['sort']} of {row['officer']}: {row['state']}")


def _change(row: dict[str, Any], columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(row[name]) or "operator's shell" for name in columns)


def _node(home: Any, token: Any) -> NodeClient:
    return NodeClient.of(home_path(home), token_of(token))
