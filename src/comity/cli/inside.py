# SPDX-License-Identifier: Apache-2.0
"""Inside one government: look at positions and approve one; read the audit trail and what left the node."""

from __future__ import annotations

from typing import Annotated

import typer

from comity.base.errors import Damaged
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, JsonOption, TokenOption, home_path, put_json, put_table, token_of

position = typer.Typer(help="Look at positions, and approve one.", no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(position, name="position")
    app.command("audit", epilog="Example:  comity audit --home alba --token aud.token --left")(audit)


@position.command("list", epilog="Example:  comity position list --home alba --token leo.token")
def list_(home: HomeOption = None, token: TokenOption = None, as_json: JsonOption = False) -> None:
    """List the positions of the dialogues that you may know of."""
    rows = NodeClient.of(home_path(home), token_of(token)).get("positions")
    if as_json:
        put_json(rows)
    else:
        columns = ("id", "state", "sort", "marking", "lead", "title")
        put_table(columns, [tuple(str(row[name]) for name in columns) for row in rows])


@position.command(epilog="Example:  comity position show --home alba --token leo.token 3")
def show(
    number: Annotated[int, typer.Argument(help="The position's number.")],
    home: HomeOption = None,
    token: TokenOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the current version of a position, and how each ministry stands on it."""
    found = NodeClient.of(home_path(home), token_of(token)).get(f"positions/{number}")
    if as_json:
        put_json(found)
        return
    print(f"{found['marking']}\n{found['title']}, version {found['number']} ({found['state']})\n\n{found['wording']}\n")
    if found["red_lines"]:
        print(f"red lines: {found['red_lines']}\n")
    put_table(
        ("ministry", "stands", "deadline"),
        [(one["ministry"], one["state"], one["deadline"] or "") for one in found["clearance"]],
    )
    print(f"version {found['version']}\napproved by {', '.join(found['approved_by']) or 'nobody'}\n{found['marking']}")


@position.command(epilog="Example:  comity position approve --home alba --token leo.token 3 --version 7d1f")
def approve(
    number: Annotated[int, typer.Argument(help="The position's number.")],
    version: Annotated[str, typer.Option(help="The version that you have read; the beginning of its name is enough.")],
    home: HomeOption = None,
    token: TokenOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve one exact version of a position.

    With the second approval, by another officer, instructions are issued, and a paper goes to the other parties.
    """
    node = NodeClient.of(home_path(home), token_of(token))
    current = str(node.get(f"positions/{number}")["version"])
    named = current if len(version) >= 4 and current.startswith(version) else version
    done = node.post(f"positions/{number}/approve/{named}")
    if as_json:
        put_json(done)
    else:
        print(f"position {number}: approved by {' and '.join(done['approved_by'])}, {done['state']}")


def audit(
    left: Annotated[bool, typer.Option("--left", help="Only what left the node: the list of disclosures.")] = False,
    before: Annotated[int, typer.Option(help="Only lines before this number.")] = 0,
    home: HomeOption = None,
    token: TokenOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the audit trail, the newest lines first, and check its chain.

    The last digest, written down elsewhere, later proves that nothing was taken away.
    """
    found = NodeClient.of(home_path(home), token_of(token)).get(
        f"audit?sort={'left' if left else ''}&before={before or ''}"
    )
    if as_json:
        put_json(found)
    else:
        columns = ("number", "at", "who", "what", "dialogue", "thing", "to", "marking")
        put_table(columns, [tuple(str(line[name])[:40] for name in columns) for line in found["lines"]])
        print(f"{found['length']} lines, last {found['last']}")
    if found["broken_at"] is not None:
        raise Damaged(
            f"the trail is broken at line {found['broken_at']}: something was altered or taken out there",
            hint="compare it with a backup; nothing was changed",
        )
