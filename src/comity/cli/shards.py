# SPDX-License-Identifier: Apache-2.0
"""Reading very many texts: shards of Parquet in, facts as Parquet out."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import Annotated

import typer

from comity.base.errors import Ours
from comity.cli.talk import put_table, say


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("read-shards", epilog="Example:  comity read-shards 'texts-*.parquet' --out facts --jobs 8")(
        read_shards
    )


def read_shards(
    shards: Annotated[list[str], typer.Argument(help="Parquet files with id, text and date; patterns are opened.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for documents and facts.")],
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="How many processes read.")] = 1,
    cluster: Annotated[str, typer.Option("--ray", help="A Ray cluster's address, or local:N for N workers here.")] = "",
    home: Annotated[
        Path | None, typer.Option("--home", help="A node's directory: its vocabulary/*.yaml is read beside ours.")
    ] = None,
) -> None:
    """Read shards of texts into facts, on this machine or on a Ray cluster. It needs the extra comity[scale].

    A shard that was read with the same vocabularies is not read again.
    """
    from comity.node import scale
    from comity.node.pile import own_vocabulary

    paths = sorted({path for name in shards for path in glob.glob(name)})  # noqa: PTH207  # patterns may be absolute
    if not paths:
        raise Ours("no shard has this name", hint="nothing was read")
    own = own_vocabulary(home)
    done = (
        scale.read_on_cluster(paths, out, own, address=cluster)
        if cluster
        else scale.read_shards(paths, out, own, jobs=jobs)
    )
    for each in done:
        rate = f"{each.characters / each.seconds:.0f}" if each.seconds else "there already"
        put_table(
            ("shard", "texts", "characters", "facts", "characters/s"),
            [(each.name, str(each.texts), str(each.characters), str(each.facts), rate)],
        )
    say(f"{len(paths)} shards, vocabularies {scale.version(own)}")
