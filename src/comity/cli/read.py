# SPDX-License-Identifier: Apache-2.0
"""Reading published communiqués into draft accounts, from files or standard input. It needs no node."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from comity.base.errors import Ours
from comity.cli.talk import JsonOption, put_json, put_table, say

MAX_BYTES = 5_000_000


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("read", epilog="Example:  comity read demo/specimens/alba-boria-2.fr.txt")(read)


def read(
    files: Annotated[list[str], typer.Argument(help="Text files in UTF-8; - for standard input.")],
    as_json: JsonOption = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a line, one for each file.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Name the rule behind each fact.")] = False,
) -> None:
    """Read communiqués into draft accounts.

    Each fact comes with its words, its rule and its doubts. A text that reports no round is no error.
    """
    from comity.reading import decode
    from comity.reading import read as read_text

    drafts = []
    for name in files:
        data = _bytes(name)
        try:
            text = decode(data)
        except Ours as error:  # the reader does not know what the bytes were called, and people must
            raise Ours(f"{name}: {error}", hint=error.hint, code=error.code) from error
        draft: dict[str, Any] = read_text(text).as_json()
        if as_jsonl:
            print(json.dumps(draft, ensure_ascii=False), flush=True)
        elif as_json:
            drafts.append({"file": name, **draft})
        else:
            _table(name, text, draft, explain=explain)
    if as_json:
        put_json(drafts)


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Ours(f"{name} cannot be read: {error.strerror}", hint="nothing was read") from error


def _table(name: str, text: str, draft: dict[str, Any], *, explain: bool) -> None:
    say(f"{name}: {draft['kind']}, in {draft.get('lang') or 'an unknown language'}, {len(draft['facts'])} facts")
    for doubt in draft.get("doubts", []):
        say(f"doubt: {doubt if isinstance(doubt, str) else doubt.get('text', doubt)}")
    columns = ("field", "value", "words", "rule") if explain else ("field", "value", "words")
    put_table(columns, [_row(text, fact, explain=explain) for fact in draft["facts"]])


def _row(text: str, fact: dict[str, Any], *, explain: bool) -> tuple[str, ...]:
    spans = fact.get("spans") or []
    words = " ".join(text[spans[0][0] : spans[0][1]].split())[:80] if spans else f"({fact.get('support', 'inferred')})"
    value = fact["value"] if isinstance(fact["value"], str) else json.dumps(fact["value"], ensure_ascii=False)
    return (fact["field"], value, words, *([fact.get("rule", "")] if explain else []))
