# SPDX-License-Identifier: Apache-2.0
"""Getting our own log back from a peer that holds it; a public log from whoever has a copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.cli.talk import Channel, ChannelOption, DialogueOption, HomeOption, TokenOption, home_path, say
from comity.cli.talk import token_of as read_token


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("recover", epilog="Example:  comity recover XB --home alba --dialogue 0f5c8a61")(recover)


def recover(
    party: Annotated[str, typer.Argument(help="The party that holds a copy of our log; none for a public log.")] = "",
    from_: Annotated[
        str, typer.Option("--from", help="The folder that it wrote with `comity export`  [default: the road]")
    ] = "",
    channel: ChannelOption = Channel.JOINT,
    introduction: Annotated[
        Path | None, typer.Option(help="If the database is gone: the introduction that both sides confirmed.")
    ] = None,
    second: Annotated[
        Path | None, typer.Option(help="If the database is gone: the token file of the second officer, who is present.")
    ] = None,
    dialogue: DialogueOption = "",
    token: TokenOption = None,
    home: HomeOption = None,
) -> None:
    """Get our own log back from a peer, after a loss or a restore.

    What comes back is what we signed, or it is refused. What we signed and never sent is lost, and the restart guard
    then goes on holding our log back. Pull afterwards to have the peer's log again.

    With `--channel public` our public log comes back from anybody's copy: `--from` names a folder that `comity monitor
    --copy` or `comity export --public` wrote, or the address below which somebody mirrors the log. No copy proves that
    it is the newest; where the high-water mark does not either, two officers must answer for it.
    """
    from comity.node.home import Home
    from comity.node.start import prepare

    prepare(Home(home_path(home)), migrate=True)
    from comity.cli.choose import choose_dialogue
    from comity.node import recovery
    from comity.node.officers import require_token

    if introduction is not None:
        if second is None:
            raise Ours("two officers open a dialogue again", hint="give --second with the token of the other one")
        try:
            data = introduction.read_bytes()
        except OSError as error:
            raise Ours(f"{introduction} cannot be read: {error.strerror}") from error
        chosen = recovery.reopen(require_token(read_token(token)), require_token(read_token(second)), data).dialogue
    else:
        chosen = choose_dialogue(dialogue)
    if channel is Channel.PUBLIC:
        if not from_:
            raise Ours("nobody in particular holds a public log", hint="name a copy with `--from FOLDER` or an address")
        say(recovery.recover_public(chosen, from_).sentence())
        return
    if not (from_ or party):
        raise Ours("no party is named, and no folder", hint="name who holds a copy of our log, or `--from FOLDER`")
    recovered = recovery.recover_from(chosen, Path(from_)) if from_ else recovery.recover_by_road(chosen, party)
    say(recovered.sentence())
