# SPDX-License-Identifier: Apache-2.0
"""Reading published communiqués into draft accounts, from files or standard input. It needs no node."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.base.errors import Ours
from comity.cli.talk import JsonOption, complain, put_json, put_table, say

if TYPE_CHECKING:
    from comity.node.pile import Answer

MAX_BYTES = 30_000_000


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("read", epilog="Example:  comity read demo/specimens/alba-boria-2.fr.txt")(read)


def read(
    files: Annotated[
        list[str],
        typer.Argument(help="Text, HTML, PDF, DOCX; folders of them; JSON-lines with a `text`; - for standard input."),
    ],
    as_json: JsonOption = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a line, one for each file.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Name the rule behind each fact.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="How many processes read.")] = 1,
    home: Annotated[
        Path | None, typer.Option("--home", help="A node's directory: its vocabulary/*.yaml is read beside ours.")
    ] = None,
) -> None:
    """Read communiqués into draft accounts.

    Each fact comes with its words, its rule and its doubts. A text that reports no round is no error.
    A file of a folder that cannot be read is named, and the others are read.
    """
    from comity.node.pile import own_vocabulary, read_pile

    drafts, failed = [], 0
    alone = len(files) == 1 and not Path(files[0]).is_dir()
    for answer in _standard_input(files, home) or read_pile(files, jobs=jobs, vocabulary=own_vocabulary(home)):
        if answer.error is not None:
            if alone or answer.name in files:
                raise answer.error
            failed += 1
            complain(answer.error)
            continue
        draft = {**answer.draft, "source": dict(answer.source)}
        if as_jsonl:
            print(json.dumps(draft, ensure_ascii=False), flush=True)
        elif as_json:
            drafts.append({"file": answer.name, **draft})
        else:
            _table(answer.name, answer.text, draft, explain=explain)
    if as_json:
        put_json(drafts)
    if failed:
        raise Ours(f"{failed} files could not be read", hint="the others were; each is named above")


def _standard_input(files: list[str], home: Path | None) -> list[Answer]:
    if files != ["-"]:
        return []
    from comity.node.pile import own_vocabulary, read_bytes
    from comity.reading import beside, using

    with using(beside(own_vocabulary(home))):
        return [read_bytes("-", sys.stdin.buffer.read(MAX_BYTES + 1))]


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
