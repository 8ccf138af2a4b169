# SPDX-License-Identifier: Apache-2.0
"""Rounds in the terminal: how far each is, its agenda, and what is carried into it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from comity.cli.act import find_dialogue
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, JsonOption, TokenOption, home_path, put_json, token_of


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("round", epilog="Example:  comity round --home alba --token ana.token 0f5c8a61 --as-of 2027-06-01")(
        round_
    )


def round_(
    dialogue: Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id.")] = "",
    thing: Annotated[str, typer.Argument(help="A round of it, or the beginning of its id  [default: all]")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="The day for which it is asked  [default: today]")] = "",
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show rounds: how far each is by each side's word, its agenda, and the open commitments carried into it."""
    node = NodeClient.of(home_path(home), token_of(token))
    rows = node.get(f"dialogues/{find_dialogue(node, dialogue)}/rounds?as_of={as_of}")
    rows = [row for row in rows if row["id"].startswith(thing)]
    if as_json:
        put_json(rows)
        return
    for row in rows:
        print(f"{row['id'][:8]}  {_text(row['words'])}  {_stages(row)}")
        for item in row["agenda"]:
            print(f"  agenda    {item['id'][:8]}  {item['standing']}  {_text(item['words'])}")
            for taken in item["carries"]:
                print(f"    takes up  {taken[:8]}")
        for item in row["carried"]:
            late = "overdue" if item["overdue"] else "open"
            said = ", ".join(f"{c['party']} {c['state'].replace('_', ' ')}" for c in item["claims"]) or "nothing said"
            print(f"  carried   {item['id'][:8]}  {late}  {said}  {_text(item['words'])}")
        for following in row["following"]:
            print(f"  next      {following[:8]}")


def _stages(row: dict[str, Any]) -> str:
    said = [s["word"].replace("_", " ") + (f" ({', '.join(s['by'])})" if s["by"] else "") for s in row["stages"]]
    return f"{'; '.join(said)} as of {row['as_of']}"


def _text(words: dict[str, Any] | None) -> str:
    for key in ("title", "wording"):
        value = (words or {}).get(key)
        if isinstance(value, dict) and value:
            return str(value.get("en") or next(iter(value.values())))
    return "(words not here)"
