# SPDX-License-Identifier: Apache-2.0
"""The demo: three nodes on loopback, played from the files in demo/ by this same command line and HTTP interface."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.talk import say

if TYPE_CHECKING:
    from comity.cli.play import Play
    from comity.cli.stage import Stage


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("demo", epilog="Example:  comity demo --home /tmp/demo --check")(demo)


def demo(
    home: Annotated[Path | None, typer.Option("--home", help="Where the three nodes go  [default: ./.demo]")] = None,
    port: Annotated[int, typer.Option(help="The first of six ports.")] = 8100,
    check: Annotated[bool, typer.Option("--check", help="Play it without a browser, check it, and end.")] = False,
    story: Annotated[Path, typer.Option(help="The folder with the demo's content.")] = Path("demo"),
) -> None:
    """Start three nodes here, and play the story.

    Alba, Boria and Cadria are fictional states.
    """
    from comity.cli.play import Play
    from comity.cli.stage import Stage

    stage = Stage((home or Path(".demo")).absolute(), first_port=0 if check else port, story=story.absolute())
    play = Play(stage)
    if check:
        from comity.cli.demo_check import run_check

        run_check(stage, play)
        return
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        stage.start()
        play.everything()
        _name_text(stage, play)
        print(f"{stage.write_front()}\nready", flush=True)
        stage.wait()
    except KeyboardInterrupt:
        say("the demo ends")
    finally:
        stage.stop()


def _name_text(stage: Stage, play: Play) -> None:
    """Write which text is in brackets, and where it is, for whoever wants it on paper: `comity text export`."""
    found = {"home": str(stage.players["alba"].home), "dialogue": play.ids["alba-boria"]}
    named = json.dumps({**found, "text": play.object_of("communique")}, indent=1)
    (stage.home / "demo.json").write_text(named + "\n", encoding="utf-8")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
