# SPDX-License-Identifier: Apache-2.0
"""Making, running and checking a node: init, serve, pull, fsck, verify."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Damaged, Theirs
from comity.cli.talk import HomeOption, JsonOption, by_language, home_path, put_json, put_table, say
from comity.node.home import Home


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command, name in ((init, "init"), (serve, "serve"), (pull, "pull"), (fsck, "fsck"), (verify, "verify")):
        app.command(name, epilog=_EXAMPLES[name])(command)
    app.command("export", epilog=_EXAMPLES["export"])(export)
    app.command("archive", epilog=_EXAMPLES["archive"])(archive)


def init(
    code: Annotated[str, typer.Option(help="The party's code: ISO 3166-1, or XA to XZ for a fictional state.")],
    name: Annotated[list[str], typer.Option(help="The party's name, LANGUAGE=NAME; once for each language.")],
    domain: Annotated[str, typer.Option(help="The name that begins the origins of its logs.")],
    zone: Annotated[str, typer.Option(help="The capital's time zone.")] = "UTC",
    web: Annotated[str, typer.Option(help="HOST:PORT where people reach the node.")] = "127.0.0.1:8100",
    road: Annotated[str, typer.Option(help="HOST:PORT where peers reach the node.")] = "127.0.0.1:8101",
    database: Annotated[
        str, typer.Option(help="A PostgreSQL database for its stores, as libpq names it  [default: SQLite in HOME]")
    ] = "",
    home: HomeOption = None,
) -> None:
    """Make a node in an empty directory."""
    where = Home(home_path(home))
    if database:
        from comity.node.databases import require_free

        require_free(database)
    where.create(code=code, name=by_language(name), zone=zone, domain=domain, web=web, road=road, database=database)
    from comity.node.start import prepare

    prepare(where, migrate=True)
    say(f"made the node of {code} in {where.path}")


def serve(home: HomeOption = None) -> None:
    """Run the node, until Ctrl-C or SIGTERM."""
    from comity.node.locks import instance_lock
    from comity.node.start import prepare

    where = Home(home_path(home))
    where.settings()
    with instance_lock(where):
        prepare(where, migrate=True)
        from comity.node.serve import serve as run

        run(where, ready=lambda address: say(f"listening at {address}"))


def pull(
    dialogue: Annotated[str, typer.Argument(help="The dialogue, or the beginning of its id  [default: all]")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at the peers now, and say in words how it went."""
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    from comity.cli.choose import choose_dialogues
    from comity.node.pull import pull as look

    results = [(row, result) for row in choose_dialogues(dialogue) for result in look(row)]
    if as_json:
        put_json([
            {
                "dialogue": row, "party": r.party, "before": r.before, "after": r.after, "missing": list(r.missing),
                "receipted": r.receipted, "countersigned": r.countersigned, "error": str(r.error) if r.error else None,
            }
            for row, r in results
        ])  # fmt: skip
    else:
        put_table(("dialogue", "party", "how it went"), [(row[:8], r.party, r.sentence()) for row, r in results])
    for _, result in results:
        if result.error is not None:
            raise result.error


def fsck(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Check our disk against what was signed.

    Every entry, tile, checkpoint and payload is recomputed; nothing is written.
    """
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    from comity.node.fsck import fsck as check

    checked = list(check())
    found = [(c, f) for c in checked for f in c.findings]
    if as_json:
        put_json(
            [
                {
                    "dialogue": c.dialogue,
                    "of": c.party,
                    "checked": c.entries,
                    "findings": [f.sentence for f in c.findings],
                }
                for c in checked
            ]
        )
    else:
        rows = [
            (c.dialogue[:8], c.party, str(c.entries), "; ".join(f.sentence for f in c.findings) or "sound")
            for c in checked
        ]
        put_table(("dialogue", "of", "checked", "found"), rows)
    if found:
        checked_one, finding = found[0]
        raise Damaged(
            f"{len(found)} thing(s) on this disk are not what was signed; first: {finding.where} in"
            f" {checked_one.dialogue[:8]}: {finding.sentence}",
            hint="stop the node and bring back a backup; the peer holds a copy of our log too",
        )


def export(
    out: Annotated[Path, typer.Argument(help="A new folder.")],
    dialogue: Annotated[
        str, typer.Argument(help="The dialogue, or the beginning of its id  [default: the only one]")
    ] = "",
    public: Annotated[bool, typer.Option("--public", help="Only our public log, which is for everybody.")] = False,
    home: HomeOption = None,
) -> None:
    """Write a dialogue as plain files.

    `comity-verify` checks them without Comity; `comity-verify-public` those of a public log.
    """
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    from comity.cli.choose import choose_dialogue
    from comity.node.export import export as write
    from comity.node.export import export_public

    number = (export_public if public else write)(choose_dialogue(dialogue), out)
    say(f"wrote {number} files into {out}")


def archive(
    out: Annotated[Path, typer.Argument(help="A new folder.")],
    dialogue: Annotated[
        str, typer.Argument(help="The dialogue, or the beginning of its id  [default: the only one]")
    ] = "",
    home: HomeOption = None,
) -> None:
    """Hand a dialogue to the archives, as a BagIt bag (RFC 8493).

    The archives check the bag with tools of their own, and what is in it with the program that it holds.
    """
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    from comity.cli.choose import choose_dialogue
    from comity.node.archive import archive as write

    number = write(choose_dialogue(dialogue), out)
    say(f"wrote a bag of {number} files into {out}; check it: python3 {out}/data/comity_verify.py {out}/data/dialogue")


def verify(
    dialogue: Annotated[
        str, typer.Argument(help="The dialogue, or the beginning of its id  [default: the only one]")
    ] = "",
    home: HomeOption = None,
) -> None:
    """Check a dialogue as an outsider would.

    It is exported, and the stand-alone verifier judges.
    """
    from comity.node.start import prepare

    prepare(Home(home_path(home)))
    import comity_verify
    from comity.cli.choose import choose_dialogue
    from comity.node.export import export as write

    with tempfile.TemporaryDirectory() as folder:
        write(choose_dialogue(dialogue), Path(folder) / "export")
        code = comity_verify.main([str(Path(folder) / "export")])
    if code:
        raise Theirs("the stand-alone verifier does not confirm this dialogue", hint="see what it said above")
    sys.stdout.flush()


_EXAMPLES = {
    "init": "Example:  comity init --home alba --code XA --name en=Alba --domain alba.example",
    "serve": "Example:  comity serve --home alba",
    "pull": "Example:  comity pull --home alba 0f5c8a61",
    "fsck": "Example:  comity fsck --home alba",
    "export": "Example:  comity export --home alba alba-boria && comity-verify alba-boria",
    "archive": "Example:  comity archive --home alba bag-of-2027",
    "verify": "Example:  comity verify --home alba 0f5c8a61",
}
