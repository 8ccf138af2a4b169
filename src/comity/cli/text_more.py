# SPDX-License-Identifier: Apache-2.0
"""More of a text from the terminal: the copies of the parties, a paragraph's history, lines for the spokesperson.

Lines for the spokesperson are read and written over the running node, as the officer whose token it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.client import NodeClient
from comity.cli.talk import HomeOption, JsonOption, TokenOption, home_path, put_json, put_table, token_of
from comity.cli.text import DialogueArgument, TextArgument, find

if TYPE_CHECKING:
    from comity.text.history import Change


def add_to(app: typer.Typer) -> None:
    """Add these commands to `comity text`."""
    app.command("alternat", epilog=_EXAMPLES["alternat"])(alternat)
    app.command("history", epilog=_EXAMPLES["history"])(history)
    app.command("lines", epilog=_EXAMPLES["lines"])(lines)


def alternat(
    dialogue: DialogueArgument,
    text: TextArgument,
    language: Annotated[str, typer.Option(help="The language  [default: the first with something open]")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set the copies of the parties beside each other: what is turned in each, and that they are one text.

    Exit code 0 where they are one text, 1 where they are not.
    """
    room, thing = find(home, dialogue, text)
    from comity.node.alternat import copies

    found = copies(room, thing, language)
    if as_json:
        words = [["".join(change.after for change in cell) for cell in row] for row in found.rows]
        put_json({"language": found.language, "parties": found.parties, "declared": found.declared,
                  "same": found.same, "digests": found.digests, "paragraphs": words})  # fmt: skip
    else:
        for number, row in enumerate(found.rows, start=1):
            for code, cell in zip(found.parties, row, strict=True):
                print(f"{number} {code}: {_marked(cell)}")
        if not found.declared:
            print(f"the text declares no forms of the names in {found.language}: every copy reads the same")
        verdict = "one text" if found.same else "NOT one text"
        print(f"{len(found.parties)} copies in {found.language}: {verdict}, {', '.join(dict.fromkeys(found.digests))}")
    if not found.same:
        raise typer.Exit(1)


def history(
    dialogue: DialogueArgument,
    paragraph: Annotated[str, typer.Argument(help="The paragraph, or the beginning of its id.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell a paragraph's history: who brought which words, what they changed of which, where it went."""
    room, thing = find(home, dialogue, paragraph, kind="paragraph")
    from comity.record.passage_history import kin, stages

    made, family = stages(thing, room.wordings()), kin(room.dialogue, thing)
    if as_json:
        import msgspec

        rows = [
            {"number": s.number, "version": s.version.id, "by": s.version.owners, "at": s.version.at,
             "standing": s.version.standing, "answers": s.answers, "moved": s.moved, "deleted": s.deleted,
             "concept": s.concept, "changes": msgspec.to_builtins(s.changes)} for s in made
        ]  # fmt: skip
        put_json({"versions": rows, "from": [o.id for o in family.sources], "into": [o.id for o in family.heirs]})
        return
    for stage in made:
        words = "(words not here)" if stage.changes is None else _struck(stage.changes) or "(left out)"
        more = [f"answers {stage.answers}"] if stage.answers else []
        more += [name for name in ("moved", "deleted", "concept") if getattr(stage, name)]
        who = f"{stage.number}  {stage.version.at}  {', '.join(stage.version.owners)}  {stage.version.standing}"
        print("  ".join([who, *more]))
        print(f"   {words}")
    for name, others in (("its words come from", family.sources), ("its words went into", family.heirs)):
        if others:
            print(f"{name} {', '.join(other.id[:8] for other in others)}")


def lines(
    dialogue: DialogueArgument,
    text: TextArgument,
    add: Annotated[str, typer.Option(help="Write this line down.", show_default=False)] = "",
    language: Annotated[str, typer.Option(help="Its language, such as fr.")] = "",
    asked: Annotated[str, typer.Option(help="The question that it answers, if asked.")] = "",
    marking: Annotated[str, typer.Option(help="Its TLP label  [default: TLP:AMBER]")] = "",
    token: TokenOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the lines for our spokesperson on a text, or write one down; they never leave the node."""
    room, thing = find(home, dialogue, text)
    node, path = NodeClient.of(home_path(home), token_of(token)), f"dialogues/{room.id}/texts/{thing.id}/press"
    if add:
        node.post(path, {"words": add, "language": language, "asked": asked, "marking": marking})
    found = node.get(path)
    if as_json:
        put_json(found)
        return
    put_table(("number", "language", "if asked", "line", "marking", "by"), [
        (str(line["id"]), line["language"], line["asked"] or "-", line["words"], line["marking"], line["by"])
        for line in found
    ])  # fmt: skip


def _struck(found: Sequence[Change]) -> str:
    """Write words with what gave way and what came in its place."""

    def told(change: Change) -> str:
        gone = f"[-{change.before.strip()}]" if change.before.strip() else ""
        come = f"[+{change.after.strip()}]" if change.after.strip() else ""
        return f" {gone}{come} "

    return " ".join("".join(c.after if c.stays else told(c) for c in found).split())


def _marked(cell: Sequence[Change]) -> str:
    """Write words with what is turned in brackets."""
    return "".join(c.after if c.stays else c.after.replace(c.after.strip(), f"[{c.after.strip()}]") for c in cell)


_WHERE = "--home alba 0f5c8a61 77ab30c4"
_EXAMPLES = {
    "alternat": f"Example:  comity text alternat {_WHERE} --language fr",
    "history": "Example:  comity text history --home alba 0f5c8a61 9c02d4e1",
    "lines": f'Example:  comity text lines --token ana.token {_WHERE} --language fr --add "Nous nous félicitons…"',
}
