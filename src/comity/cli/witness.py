# SPDX-License-Identifier: Apache-2.0
"""Third witnesses: running one, and asking those that the operator has named to cosign our logs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.cli.talk import HomeOption, JsonOption, home_path, put_json, put_table, say

witness = typer.Typer(
    help="Run a third witness, or ask those that are named to cosign our logs.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(witness, name="witness")


@witness.command(epilog="Example:  comity witness init library --name witness.library.example/comity")
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder for what the witness remembers.")],
    name: Annotated[str, typer.Option(help="The name under which it signs: a domain, and a path if you like.")],
) -> None:
    """Make a third witness, and print the two keys by which others know it."""
    from comity.node.witness import Witness

    made = Witness.create(folder, name)
    for vkey in made.vkeys:
        print(vkey)
    say(f"made the witness {name} in {folder}; never restore this folder from a backup: a witness must not forget")


@witness.command(epilog="Example:  comity witness trust library alba.example/public-91c2+95cdbe4b+AYqI... alba...")
def trust(
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    vkeys: Annotated[list[str], typer.Argument(help="The two keys of the log, as its page under /log/ lists them.")],
) -> None:
    """Know a log from now on, or know it by new keys after they were renewed."""
    from comity.node.witness import Witness

    say(f"{Witness(folder).trust(vkeys)} is cosigned from now on, if it asks and only grows")


@witness.command(epilog="Example:  comity witness serve library --listen 127.0.0.1:8200")
def serve(
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    listen: Annotated[str, typer.Option(help="HOST:PORT; put a proxy with TLS before it.")] = "127.0.0.1:8200",
) -> None:
    """Answer logs that ask to be cosigned (c2sp.org/tlog-witness), until Ctrl-C."""
    from comity.node.home import Home
    from comity.node.locks import instance_lock
    from comity.node.witness import Witness, server

    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise Ours(f"{listen!r} is not HOST:PORT")
    with instance_lock(Home(folder)), server(Witness(folder), host, int(port)) as running:
        say(f"listening at http://{host}:{running.server_port}/add-checkpoint")
        running.serve_forever()


@witness.command(epilog="Example:  comity witness ask --home alba")
def ask(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Ask every witness in witnesses.json now, and say how it went; a running node asks by itself."""
    from comity.node.home import Home
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    from comity.node.witnesses import ask_all

    rows = ask_all(again=True)
    if as_json:
        put_json([
            {"log": r.origin, "witness": r.witness, "size": r.size, "error": str(r.error) if r.error else None}
            for r in rows
        ])  # fmt: skip
    else:
        put_table(("log", "witness", "how it went"), [(r.origin, r.witness, r.sentence()) for r in rows])
    for row in rows:
        if row.error is not None:
            raise row.error
