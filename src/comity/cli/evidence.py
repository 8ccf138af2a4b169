# SPDX-License-Identifier: Apache-2.0
"""Evidence: other parties' bytes that were not what they must be, listed, and given out as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.cli.talk import HomeOption, JsonOption, prepare, put_json, put_table, say

evidence = typer.Typer(
    help="Look at what is kept as evidence, and give it out.", no_args_is_help=True, rich_markup_mode=None
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(evidence, name="evidence")


@evidence.command("list", epilog="Example:  comity evidence list --home alba")
def list_(
    dialogue: Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id  [default: all]")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is kept: its number, whose it is, since when, and what was wrong."""
    prepare(home)
    from comity.cli.choose import choose_dialogues
    from comity.node.evidence import evidence as kept

    rows = [row for chosen in choose_dialogues(dialogue) for row in kept(chosen)]
    if as_json:
        put_json([
            {
                "number": row.pk, "dialogue": row.dialogue_id, "party": row.party, "at": f"{row.at:%Y-%m-%dT%H:%M:%SZ}",
                "code": row.code, "sentence": row.sentence, "bytes": len(row.data),
            }
            for row in rows
        ])  # fmt: skip
        return
    put_table(
        ("number", "dialogue", "of", "since (UTC)", "what"),
        [(str(row.pk), row.dialogue_id[:8], row.party, f"{row.at:%Y-%m-%d %H:%M}Z", row.sentence) for row in rows],
    )


@evidence.command(epilog="Example:  comity evidence export 1 --out two-histories.json --home alba")
def export(
    number: Annotated[int, typer.Argument(help="Its number in the list.")],
    out: Annotated[Path, typer.Option(help="Where to write it.")],
    home: HomeOption = None,
) -> None:
    """Write a piece of evidence into a file, byte for byte as it is kept.

    Of two histories, anybody checks the file with `comity-verify --evidence FILE`; it names the dialogue and its
    parties, and holds nothing that was said.
    """
    prepare(home)
    from comity.node.evidence import one
    from comity.node.home import write_private

    row = one(number)
    if out.exists():
        raise Ours(f"{out} is there already", hint="nothing was written; name another file")
    write_private(out.absolute(), bytes(row.data))
    say(f"wrote evidence {number} of {row.party} into {out}: {row.sentence}")
    if row.code == "theirs.equivocation":
        say(f"anybody can check it: comity-verify --evidence {out}")
