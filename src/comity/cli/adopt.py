# SPDX-License-Identifier: Apache-2.0
"""From a file of our own to a dialogue of two: `kit` for a partner without a node, `adopt` once it has one."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.cli.act import find_dialogue
from comity.cli.client import NodeClient
from comity.cli.talk import (
    HomeOption,
    JsonOption,
    TokenOption,
    home_path,
    put_json,
    put_table,
    read_bytes,
    say,
    token_of,
)

DialogueArgument = Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("kit", epilog=_EXAMPLES["kit"])(kit)
    adopt = typer.Typer(help="Make anew, in a dialogue, what stands in the file that it continues.")
    adopt.command("list", epilog=_EXAMPLES["list"])(list_)
    adopt.command("act", epilog=_EXAMPLES["act"])(act)
    adopt.command("bring", epilog=_EXAMPLES["bring"])(bring)
    app.add_typer(adopt, name="adopt", no_args_is_help=True)


def kit(
    dialogue: DialogueArgument,
    out: Annotated[Path, typer.Option("--out", help="The zip file to write.")],
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Write a reader's kit: pages and PDF that need nothing else, the record, and the program that checks it.

    It holds the whole dialogue: give it to nobody who may not read that.
    """
    if out.exists():
        raise Ours(f"{out} is there already", hint="nothing was written; name a new file")
    node = NodeClient.of(home_path(home), token_of(token))
    data = b64decode(node.get(f"dialogues/{find_dialogue(node, dialogue)}/kit")["zip"])
    out.write_bytes(data)
    say(f"wrote {out}: {len(data)} bytes; open index.html in it")


def list_(
    dialogue: DialogueArgument, token: TokenOption = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """List the acts of the file, whose word each is, and which have been adopted."""
    node = NodeClient.of(home_path(home), token_of(token))
    rows = node.get(f"dialogues/{find_dialogue(node, dialogue)}/adopt")
    if as_json:
        put_json(rows)
        return
    columns = ("act", "whose", "verb", "kind", "object", "adopted as")
    put_table(columns, [
        (str(r["act"]), r["party"], r["verb"], r["kind"], r["object"][:8], r["adopted"][:8] or "not yet") for r in rows
    ])  # fmt: skip


def act(
    dialogue: DialogueArgument,
    number: Annotated[int, typer.Argument(help="The number of the act in the file.")],
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose an act of ours from the file anew; another officer releases it."""
    node = NodeClient.of(home_path(home), token_of(token))
    answer = node.post(f"dialogues/{find_dialogue(node, dialogue)}/adopt", {"act": number})
    if as_json:
        put_json(answer)
    else:
        print(f"proposal {answer['id']}: {answer['verb']} {answer['kind']}; another officer releases it")


def bring(
    dialogue: DialogueArgument,
    file: Annotated[Path, typer.Argument(help="The kit of the partner's file.")],
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Keep a partner's kit of the file that the dialogue continues, so that our own words in it can be adopted."""
    node = NodeClient.of(home_path(home), token_of(token))
    answer = node.post(f"dialogues/{find_dialogue(node, dialogue)}/kit", read_bytes(file))
    say(f"kept the kit: {answer['acts']} acts stand in it")


_EXAMPLES = {
    "kit": "Example:  comity kit 0f5c8a61 --home alba --token ana.token --out kit.zip",
    "list": "Example:  comity adopt list 7c11d2e0 --home boria --token mir.token",
    "act": "Example:  comity adopt act 7c11d2e0 5 --home boria --token mir.token",
    "bring": "Example:  comity adopt bring 7c11d2e0 kit.zip --home boria --token mir.token",
}
