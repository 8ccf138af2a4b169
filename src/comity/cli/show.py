# SPDX-License-Identifier: Apache-2.0
"""What the record says, in the terminal: dialogues, one dialogue, one object, read as the officer whose token it is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from comity.base.names import moment
from comity.cli.act import find_dialogue
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, JsonOption, TokenOption, ago, home_path, put_json, put_table, token_of


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("show", epilog="Example:  comity show --home alba --token ana.token 0f5c8a61")(show)
    app.command("peers", epilog="Example:  comity peers --home alba --token ana.token")(peers)


def show(
    dialogue: Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id  [default: list all]")] = "",
    thing: Annotated[str, typer.Argument(help="An object of it, or the beginning of its id.")] = "",
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show dialogues, standings, versions.

    Without a dialogue, all that the officer may read.
    """
    node = NodeClient.of(home_path(home), token_of(token))
    if not dialogue:
        rows = node.get("dialogues")
        if as_json:
            put_json(rows)
        else:
            put_table(("dialogue", "purpose", "parties", "title"), [_line(row) for row in rows])
        return
    room = node.get(f"dialogues/{find_dialogue(node, dialogue)}")
    objects = [o for o in room["record"]["objects"].values() if o["id"].startswith(thing)]
    if as_json:
        put_json({**room, "record": {**room["record"], "objects": {o["id"]: o for o in objects}}})
        return
    print(f"{_text(room['title'])} - {room['purpose']} - {' '.join(room['parties'])}")
    put_table(
        ("object", "kind", "version", "standing", "who holds what", "words"),
        [_version(room, o, v) for o in objects for v in o["versions"]],
    )


def peers(
    dialogue: Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id  [default: all]")] = "",
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say when each peer was last looked at and how it went, what is held of it, and what it has countersigned."""
    node = NodeClient.of(home_path(home), token_of(token))
    chosen = [find_dialogue(node, dialogue)] if dialogue else [row["id"] for row in node.get("dialogues")]
    rows = [(each, peer) for each in chosen for peer in node.get(f"dialogues/{each}")["peers"]]
    if as_json:
        put_json([{"dialogue": each, **peer} for each, peer in rows])
        return
    columns = ("dialogue", "party", "last looked", "how it went", "held of it", "of ours countersigned")
    put_table(columns, [(each[:8], *_peer(peer)) for each, peer in rows])


def _peer(peer: dict[str, Any]) -> tuple[str, ...]:
    looked = "not yet" if peer["looked_at"] is None else ago(moment(peer["looked_at"]))
    went = f"frozen: {peer['frozen']}" if peer["frozen"] else peer["looked"]
    return peer["code"], looked, went, str(peer["size"]), str(peer["countersigned_size"] or 0)


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    return row["id"][:8], row["purpose"], " ".join(row["parties"]), _text(row["title"])


def _version(room: dict[str, Any], thing: dict[str, Any], version: dict[str, Any]) -> tuple[str, ...]:
    stances = ", ".join(
        f"{s['party']} {s['stance'].replace('_', ' ')}" for s in version["stances"] if s["stance"] != "none"
    )
    return (
        thing["id"][:8], thing["kind"], version["id"][:8], version["standing"].replace("_", " "), stances,
        _words(room, version),
    )  # fmt: skip


def _words(room: dict[str, Any], version: dict[str, Any]) -> str:
    payload = version["payload"]
    words = room["words"].get(payload["commitment"]) if payload else None
    if words is None:
        marked = room["held_back"].get(payload["commitment"]) if payload else None
        return f"(words held back: marked {marked})" if marked else "(words not here)" if payload else ""
    for key in ("wording", "title", "subject", "question", "function"):
        if key in words:
            text = words[key]
            return (text if isinstance(text, str) else _text(text))[:100]
    return ""


def _text(value: dict[str, str]) -> str:
    return value.get("en") or next(iter(value.values()), "")
