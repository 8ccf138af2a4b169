# SPDX-License-Identifier: Apache-2.0
"""Every command explains itself: help that ends in an example which the program accepts, and a place in the docs."""

from __future__ import annotations

import importlib.util
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from comity.cli.main import app

PROGRAM = typer.main.get_command(app)


def _commands(command: Any, *names: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield names, command
    for name in inner or ():
        yield from _commands(inner[name], *names, name)


COMMANDS = dict(_commands(PROGRAM))
EACH = pytest.mark.parametrize("names", COMMANDS, ids=" ".join)


def _help(names: tuple[str, ...]) -> str:
    command, context = PROGRAM, PROGRAM.make_context("comity", [], resilient_parsing=True)
    for name in names:
        command = command.commands[name]  # type: ignore[attr-defined]
        context = command.make_context(name, [], parent=context, resilient_parsing=True)
    return str(command.get_help(context))


def test_program_has_the_commands_that_its_users_know() -> None:
    wanted = "demo init introduce serve read show act proposals release pull verify fsck".split()

    assert set(wanted) <= {names[0] for names in COMMANDS}


@EACH
def test_help_says_what_the_command_does_and_ends_in_an_example(names: tuple[str, ...]) -> None:
    text = _help(names)
    last = " ".join(text[text.rindex("Example:") :].split())

    assert COMMANDS[names].help
    assert last.startswith(f"Example: comity {' '.join(names)}")


@EACH
def test_every_option_and_argument_is_explained(names: tuple[str, ...]) -> None:
    assert [p.name for p in COMMANDS[names].params if not getattr(p, "help", None)] == []


@EACH
def test_example_is_a_command_line_that_the_program_accepts(names: tuple[str, ...]) -> None:
    example = (COMMANDS[names].epilog or "").removeprefix("Example:").split(" && ")[0].split(" > ")[0]
    words = shlex.split(example)

    assert words[: 1 + len(names)] == ["comity", *names]
    COMMANDS[names].make_context(" ".join(names), words[1 + len(names) :]).close()


@EACH
def test_command_is_named_in_the_docs(names: tuple[str, ...], root: Path) -> None:
    page = (root / "docs" / "commands.md").read_text(encoding="utf-8")

    assert f"\n## comity {' '.join(names)}\n" in page


def test_page_of_commands_is_what_the_program_says(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("commands_page", root / "tools" / "commands_page.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)

    assert (root / "docs" / "commands.md").read_text(encoding="utf-8") == made.page(), "run tools/commands_page.py"


def test_readme_shows_the_main_commands(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")

    assert [name for name in ("show", "act", "release", "verify", "read") if f"$ comity {name}" not in readme] == []
