# SPDX-License-Identifier: Apache-2.0
"""Watching a log from outside: whoever has its address reads it again, and is told when it changed its past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base.errors import Equivocation, Ours
from comity.base.words import fingerprint_words
from comity.cli.talk import JsonOption, put_json, say

if TYPE_CHECKING:
    from comity.node.monitor import Get, Look, Subject


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("monitor", epilog=_EXAMPLE)(monitor)


def monitor(
    source: Annotated[
        str, typer.Argument(help="The address of a public log, or a folder; empty for a joint log.")
    ] = "",
    state: Annotated[Path, typer.Option(help="The file in which this monitor remembers the log.")] = Path(
        "monitor.json"
    ),
    card: Annotated[Path | None, typer.Option(help="The card that you trust  [default: the first one met]")] = None,
    introduction: Annotated[Path | None, typer.Option(help="For a joint log: the complete introduction.")] = None,
    of: Annotated[str, typer.Option(help="For a joint log: the party whose log it is.")] = "",
    road_key: Annotated[
        Path | None, typer.Option(help="For a joint log: the file of the road key, of the other party in it.")
    ] = None,
    copy: Annotated[
        Path | None, typer.Option(help="A folder in which a copy is kept, to be handed back to who lost the log.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read a log once more, and hold it to what it was.

    Every entry and tile is read and recomputed. Exit code 0: it is as before, or has grown. 3: it has two histories,
    and a file beside the state proves it to anybody, or it does not verify. 4: it cannot be reached, or shows less
    than before. Run it from a timer.
    """
    from comity.node import monitor as watch
    from comity.node.public_copy import Copy

    try:
        get, subject = _joint(introduction, of, road_key) if introduction else _public(source, state, card)
        reader = Copy(get, copy) if copy is not None else None
        result = watch.look(reader.get if reader is not None else get, subject, state)
    except Equivocation as error:
        error.hint = f"the proof is {state.name}.two-histories.json; anybody checks it with comity-verify-public"
        raise
    if reader is not None:
        say(f"kept a copy of {result.size} entries, with {reader.keep(subject)} payload(s), in {copy}")
    _tell(result, subject, as_json=as_json)


def _tell(result: Look, subject: Subject, *, as_json: bool) -> None:
    words = " ".join(fingerprint_words(result.trust, "en"))
    if as_json:
        put_json({
            "origin": result.origin, "party": subject.party, "before": result.before, "size": result.size,
            "signed_at": result.signed_at, "trust": result.trust, "words": words,
        })  # fmt: skip
        return
    print(result.sentence())
    if not result.before:
        say(f"compare these words with what {subject.party} has printed elsewhere: {words}")


def _public(source: str, state: Path, card: Path | None) -> tuple[Get, Subject]:
    from comity.node import monitor as watch

    if not source:
        raise Ours("there is nothing to look at", hint="name the address of a public log, or an introduction")
    get = watch.web(source) if source.startswith(("http://", "https://")) else watch.folder(Path(source))
    return get, watch.subject_of(get, state, _bytes(card) if card is not None else None)


def _joint(introduction: Path, of: str, road_key: Path | None) -> tuple[Get, Subject]:
    from comity.exchange.introduction import decode
    from comity.node.keys import road_key_in
    from comity.node.monitor import Subject
    from comity.node.road_client import RoadClient

    named = decode(_bytes(introduction))
    if of not in named.codes or road_key is None:
        raise Ours("a joint log is watched with `--of CODE` and `--road-key FILE`", hint="a party of it lends the key")
    us = next((code for code in named.codes if code != of), of)
    client = RoadClient(named.party(of), us, road_key_in(road_key))
    return client.get, Subject(of, named)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Ours(f"{path} cannot be read: {error.strerror}") from error


_EXAMPLE = "Example:  comity monitor https://alba.example/log/public-91c2a07be2f94c55/ --state alba.json"
