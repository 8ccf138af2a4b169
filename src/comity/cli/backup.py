# SPDX-License-Identifier: Apache-2.0
"""Backup and restore, in a way that keeps the restart guard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.talk import HomeOption, home_path, say


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("backup", epilog="Example:  comity backup alba-2027-03-04 --home alba")(backup)
    app.command("restore", epilog="Example:  comity restore alba-2027-03-04 --home alba")(restore)


def backup(out: Annotated[Path, typer.Argument(help="A new folder.")], home: HomeOption = None) -> None:
    """Copy both stores and the settings, also while the node runs.

    The keys are not in it: back up HOME/keys apart, encrypted. HOME/guard must never be in a backup.
    """
    from comity.node.backup import back_up
    from comity.node.home import Home

    size = back_up(Home(home_path(home)), out)
    say(f"backed up {(size + 999) // 1000} kB into {out}, without keys and without guard")


def restore(
    folder: Annotated[Path, typer.Argument(help="A backup.")],
    home: HomeOption = None,
    database: Annotated[
        str | None,
        typer.Option(help="Move the stores to this PostgreSQL database; '' for files in HOME."),
    ] = None,
) -> None:
    """Put a backup in place of what is there, which is put aside; keys and guard stay as they are.

    The node must not be running. Where our log had grown since the backup, nothing is appended until it is whole again.
    """
    from comity.node.backup import held_back
    from comity.node.backup import restore as put
    from comity.node.home import Home
    from comity.node.locks import instance_lock
    from comity.node.start import prepare

    where = Home(home_path(home))
    with instance_lock(where):
        aside = put(where, folder, database=database)
        prepare(where, migrate=True)
        held = held_back(where)
    say(f"restored {folder}" + (f"; what was there lies in {aside}" if aside else ""))
    for sentence in held:
        say(sentence)
    if held:
        say("hint: get our log back from a peer with `comity recover`, or bring back the newest database")
