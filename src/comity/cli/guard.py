# SPDX-License-Identifier: Apache-2.0
"""The restart guard: its marks to be kept elsewhere, and its override by two officers."""

from __future__ import annotations

from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.cli.talk import (
    Channel,
    ChannelOption,
    DialogueOption,
    HomeOption,
    JsonOption,
    TokenOption,
    prepare,
    put_json,
    put_table,
    say,
)
from comity.cli.talk import token_of as read_token

guard = typer.Typer(
    help="Show what the restart guard remembers, and override it before two officers.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(guard, name="guard")


@guard.command(epilog="Example:  comity guard show --home alba")
def show(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show size and root of every log of ours, as a mark to be written down and kept elsewhere."""
    prepare(home)
    from comity.node import override

    rows = override.show()
    if as_json:
        put_json([
            {"dialogue": r.dialogue, "log": r.channel, "size": r.size, "root": r.root, "mark": r.mark, "held": r.why}
            for r in rows
        ])  # fmt: skip
        return
    put_table(
        ("dialogue", "log", "mark to keep", "guard"),
        [(r.dialogue[:8], r.channel, f"{r.size}:{r.root}", r.why or "lets it go on") for r in rows],
    )


@guard.command(epilog="Example:  comity guard override 412:9d41... --home alba --token leo.token")
def override(
    mark: Annotated[str, typer.Argument(help="The mark that was kept elsewhere, SIZE:ROOT.")],
    channel: ChannelOption = Channel.JOINT,
    dialogue: DialogueOption = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Propose to let a log go on that the guard holds back, above a mark that was kept elsewhere.

    Whoever proposes and confirms answers for it that nothing we signed beyond the mark was ever seen by anybody: else
    our log will have two histories. Where a peer holds more of it, use `comity recover`.
    """
    prepare(home)
    from comity.cli.choose import choose_dialogue
    from comity.node import override as overriding
    from comity.node.guard import Mark
    from comity.node.officers import require_token

    size, _, root = mark.partition(":")
    if not size.isdigit():
        raise Ours(f"{mark[:80]!r} is no mark", hint="a mark is SIZE:ROOT, as `comity guard show` prints it")
    officer = require_token(read_token(token))
    overriding.propose(officer, choose_dialogue(dialogue), channel, Mark(int(size), root))
    say(f"{officer.name} proposes to override the guard above {size}; another officer now runs `comity guard confirm`")


@guard.command(epilog="Example:  comity guard confirm --home alba --token ida.token")
def confirm(
    channel: ChannelOption = Channel.JOINT,
    dialogue: DialogueOption = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Confirm, as another officer, the override that a colleague proposed; the trail says so."""
    prepare(home)
    from comity.cli.choose import choose_dialogue
    from comity.node import override as overriding
    from comity.node.officers import require_token

    size = overriding.confirm(require_token(read_token(token)), choose_dialogue(dialogue), channel)
    say(f"the guard begins anew from size {size}; our log goes on")
