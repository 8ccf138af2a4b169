# SPDX-License-Identifier: Apache-2.0
"""Write docs/commands.md from the program's own help, so that the page and the program say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from comity.cli.main import app

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
WIDTH = 100
HEAD = """# Commands

What `comity` says of itself, command by command; `tools/commands_page.py` writes this page.
Results go to standard output, talk to standard error.
Exit codes say whose fault it is: 0 done, 1 ours, 2 usage, 3 theirs, 4 the road.
"""


def page() -> str:
    """Give the page."""
    return "\n".join(
        [HEAD, *(f"## {name}\n\n```\n{text}\n```\n" for name, text in _helps(typer.main.get_command(app)))]
    )


def _helps(program: Any) -> Iterator[tuple[str, str]]:
    context = program.make_context("comity", [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH)
    for command, inner in _leaves(program, context):
        text = command.get_help(inner)
        yield inner.command_path, "\n".join(line.rstrip() for line in text.strip().splitlines())


def _leaves(command: Any, context: Any) -> Iterator[tuple[Any, Any]]:
    for name in getattr(command, "commands", None) or ():
        inner = command.commands[name]
        below = inner.make_context(name, [], parent=context, resilient_parsing=True)
        if getattr(inner, "commands", None):
            yield from _leaves(inner, below)
        else:
            yield inner, below


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
