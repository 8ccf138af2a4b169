# SPDX-License-Identifier: Apache-2.0
"""Fora, the framework and terms in the terminal: what published sources say, and what our dialogues say of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from comity.base.errors import Ours
from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, JsonOption, TokenOption, home_path, put_json, put_table, token_of


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("forum", epilog="Example:  comity forum --home alba --token ana.token UN-GLOBAL-MECHANISM")(forum)
    app.command("framework", epilog="Example:  comity framework --home alba --token ana.token")(framework)
    app.command("terms", epilog="Example:  comity terms --home alba --token ana.token")(terms)


def forum(
    forum: Annotated[str, typer.Argument(help="A forum, or the beginning of its id  [default: list all]")] = "",
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show fora: mandates, sessions and outcomes with their sources, and which of our dialogues touch them."""
    node = NodeClient.of(home_path(home), token_of(token))
    rows = node.get("fora")
    if not forum:
        if as_json:
            put_json(rows)
        else:
            put_table(("forum", "plane", "mandate", "next session"), [_line(row) for row in rows])
        return
    found = node.get(f"fora/{_one(rows, forum)}")
    if as_json:
        put_json(found)
        return
    print(f"{found['id']}  {found['name']}  our sources go up to {found['gathered']}")
    for key, label in (("within", "within"), ("successor", "followed by")):
        if found[key]:
            print(f"  {label:<12}{found[key]}")
    for other in found["predecessors"]:
        print(f"  {'follows':<12}{other}")
    for key in ("mandates", "sessions", "outcomes"):
        for each in found[key]:
            print(f"  {key[:-1]:<12}{_dated(each)}")
    for each in found["touching"]:
        print(f"  {'touched by':<12}{each['dialogue'][:8]}  {_text(each['title'])}")
        for thing in each["things"]:
            print(f"    {thing['id'][:8]}  {thing['kind']}  {' '.join(thing['owners'])}  {_called(thing['words'])}")


def framework(token: TokenOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show national positions on international law with source and language, norms, and where measures stand."""
    found = NodeClient.of(home_path(home), token_of(token)).get("framework")
    if as_json:
        put_json(found)
        return
    columns = ("state", "published", "language", "symbol", "public", "position", "source")
    put_table(columns, [_position(each) for each in found["positions"]])
    for norm in found["norms"]:
        print(f"norm {norm['letter']})  {_text(norm['words'])}")
    for pillar, documents in found["documents"].items():
        for each in documents:
            print(f"{pillar:<9} {_dated(each)}")


def terms(token: TokenOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show definitions, each with the party that gives it; those of one term stand together."""
    rows = NodeClient.of(home_path(home), token_of(token)).get("terms")
    if as_json:
        put_json(rows)
        return
    for row in rows:
        print(_text(row["called"] or {}) or row["term"])
        for each in row["definitions"]:
            print(
                f"  {each['party']}  {each['published']}  {_text(each['words'] or {})}  {each['source'].get('url', '')}"
            )


def _one(rows: list[dict[str, Any]], beginning: str) -> str:
    found = [row["id"] for row in rows if row["id"].startswith(beginning.upper())]
    exact = [id_ for id_ in found if id_ == beginning.upper()]
    if len(exact or found) != 1:
        near = ", ".join(found or (row["id"] for row in rows))
        raise Ours(f"no single forum begins with {beginning!r}; here: {near}", hint="`comity forum` lists them")
    return str((exact or found)[0])


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    following = f"{_days(row['next'])} {_text(row['next']['words'])}" if row["next"] else "none in our sources"
    return row["id"], row["plane"], "runs" if row["stands"] else "ended", following


def _position(each: dict[str, Any]) -> tuple[str, ...]:
    return (
        each["party"], each["published"], each["language"] or "not stated", each["symbol"],
        "yes" if each["public"] else "no", _text(each["words"] or {}), str(each["source"].get("url", "")),
    )  # fmt: skip


def _dated(each: dict[str, Any]) -> str:
    symbol = f"  {each['symbol']}" if each["symbol"] else ""
    return f"{_days(each)}{symbol}  {_text(each['words'])}  ({each['publisher']}, {each['url']})"


def _days(each: dict[str, Any]) -> str:
    return f"{each['from']}..{each['to']}" if each["to"] else str(each["from"])


def _called(words: dict[str, Any] | None) -> str:
    return next((_text(words[key])[:100] for key in ("title", "wording") if words and words.get(key)), "")


def _text(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return str(value.get("en") or next(iter(value.values()), ""))
