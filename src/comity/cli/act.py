# SPDX-License-Identifier: Apache-2.0
"""Acts from the terminal: `act` proposes, `release` is another officer's, with that officer's own token.

Both speak to the running node; neither has a way of its own around the second officer.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from comity.base.errors import Ours
from comity.cli.client import NodeClient
from comity.cli.talk import (
    DialogueOption,
    HomeOption,
    JsonOption,
    TokenOption,
    home_path,
    put_json,
    put_table,
    read_json,
    token_of,
)

JsonText = Annotated[str, typer.Option(help="A JSON object, or @FILE.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("act", epilog=_EXAMPLES["act"])(act)
    app.command("proposals", epilog=_EXAMPLES["proposals"])(proposals)
    app.command("release", epilog=_EXAMPLES["release"])(release)
    app.command("refuse", epilog=_EXAMPLES["refuse"])(refuse)
    app.command("mandate", epilog=_EXAMPLES["mandate"])(mandate)


def act(
    verb: Annotated[str, typer.Argument(help="table, accept, reserve, withdraw, notify or acknowledge.")],
    kind: Annotated[str, typer.Argument(help="What it is about: paragraph, round, check, account, ...")],
    version: Annotated[str, typer.Option(help="The version spoken of, or the beginning of its name.")] = "",
    object_: Annotated[str, typer.Option("--object", help="The object; left out for something new.")] = "",
    supersedes: Annotated[str, typer.Option(help="The version that a new one would replace.")] = "",
    structure: JsonText = "{}",
    words: JsonText = "",
    wording: Annotated[str, typer.Option(help="Short for --words '{\"wording\": TEXT}'.")] = "",
    ad_referendum: Annotated[
        bool, typer.Option("--ad-referendum", help="Accept subject to the capital's confirmation.")
    ] = False,
    reported: Annotated[
        str,
        typer.Option(help='In a file of our own, of a counterpart: \'{"party": "XB", "on": DAY, "means": "paper"}\'.'),
    ] = "",
    under_mandate: Annotated[
        bool, typer.Option("--under-mandate", help="Write it now, under my duty mandate (told kinds).")
    ] = False,
    note: Annotated[str, typer.Option(help="For colleagues only; it never leaves the node.")] = "",
    dialogue: DialogueOption = "",
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose an act; another officer releases it."""
    node = NodeClient.of(home_path(home), token_of(token))
    chosen = find_dialogue(node, dialogue)
    body: dict[str, Any] = {
        "dialogue": chosen, "verb": verb, "kind": kind, "object": object_, "supersedes": supersedes,
        "structure": read_json(structure, "--structure"), "ad_referendum": ad_referendum, "note": note,
        "version": find_version(node, chosen, version) if version else "",
    }  # fmt: skip
    if reported:
        body["reported"] = read_json(reported, "--reported")
    if wording:
        body["words"] = {"wording": wording}
    elif words:
        body["words"] = read_json(words, "--words")
    answer = node.post("duty" if under_mandate else "proposals", body)
    if as_json:
        put_json(answer)
    elif under_mandate:
        print(f"{answer['verb']} {answer['kind']}: written as entry {answer['index']} of our log, under a mandate")
    else:
        print(f"proposal {answer['id']}: {answer['verb']} {answer['kind']}; another officer releases it")


def proposals(token: TokenOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List what waits for a second officer."""
    rows = NodeClient.of(home_path(home), token_of(token)).get("proposals")
    if as_json:
        put_json(rows)
    else:
        columns = ("number", "dialogue", "act", "proposed by", "at", "note")
        put_table(columns, [
            (str(p["id"]), p["dialogue"][:8], f"{p['verb']} {p['kind']}", p["proposed_by"], p["proposed_at"], p["note"])
            for p in rows
        ])  # fmt: skip


def release(
    number: Annotated[int, typer.Argument(help="The proposal's number.")],
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Release what another officer proposed.

    It is written to our log, signed, and on its way.
    """
    answer = NodeClient.of(home_path(home), token_of(token)).post(f"proposals/{number}/release")
    if as_json:
        put_json(answer)
    else:
        print(f"proposal {number}: {answer['verb']} {answer['kind']} is entry {answer['index']} of our log")


def refuse(
    number: Annotated[int, typer.Argument(help="The proposal's number.")],
    reason: Annotated[str, typer.Option(help="Why; for colleagues only.")] = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Refuse a proposal, or withdraw one's own.

    Nothing goes out.
    """
    answer = NodeClient.of(home_path(home), token_of(token)).post(f"proposals/{number}/refuse", {"reason": reason})
    print(f"proposal {number}: {answer['state']}")


def mandate(
    officer: Annotated[str, typer.Argument(help="The officer who may act alone, or the number to confirm or revoke.")],
    kinds: Annotated[str, typer.Option(help="Told kinds, with spaces between.")] = "check consultation",
    until: Annotated[str, typer.Option(help="Until when: 2027-03-05T07:00:00Z.")] = "",
    at_most: Annotated[int, typer.Option(help="How many acts at most.")] = 5,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirm the mandate of this number.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Revoke the mandate of this number, at once.")] = False,
    dialogue: DialogueOption = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Give, confirm or revoke a duty mandate."""
    node = NodeClient.of(home_path(home), token_of(token))
    if confirm or revoke:
        if not (officer.isascii() and officer.isdigit()):
            raise Ours(f"expected the number of a mandate, found {officer!r}", hint="it was printed when it was given")
        answer = node.post(f"mandates/{officer}/{'confirm' if confirm else 'revoke'}")
        print(f"mandate {answer['id']} of {answer['officer']}: {'confirmed' if confirm else 'revoked'}")
        return
    body = {
        "to": officer, "dialogue": find_dialogue(node, dialogue), "kinds": kinds.split(), "until": until,
        "at_most": at_most,
    }  # fmt: skip
    answer = node.post("mandates", body)
    print(f"mandate {answer['id']} for {answer['officer']}; another officer confirms it")


def find_dialogue(node: NodeClient, beginning: str) -> str:
    """Give the one dialogue of the running node whose id begins so."""
    rows = node.get("dialogues")
    found = [row["id"] for row in rows if row["id"].startswith(beginning)]
    if len(found) != 1:
        known = ", ".join(row["id"][:8] for row in rows) or "none"
        raise Ours(f"no single dialogue begins with {beginning!r}; here: {known}", hint="`comity show` lists them")
    return str(found[0])


def find_version(node: NodeClient, dialogue: str, beginning: str) -> str:
    """Give the one version of a dialogue whose name begins so."""
    if len(beginning) == 64:
        return beginning
    objects = node.get(f"dialogues/{dialogue}")["record"]["objects"].values()
    found = [v["id"] for thing in objects for v in thing["versions"] if v["id"].startswith(beginning)]
    if len(found) != 1:
        raise Ours(f"{len(found)} versions begin with {beginning!r}", hint="`comity show DIALOGUE` lists them")
    return str(found[0])


_EXAMPLES = {
    "act": "Example:  comity act --home boria --token mir.token reserve paragraph --version 41c0a9",
    "proposals": "Example:  comity proposals --home boria --token eva.token",
    "release": "Example:  comity release --home boria --token eva.token 7",
    "refuse": "Example:  comity refuse --home boria --token eva.token 7 --reason 'wait for the capital'",
    "mandate": "Example:  comity mandate --home alba --token leo.token 'Noa Rin' --until 2027-03-05T07:00:00Z",
}
