# SPDX-License-Identifier: Apache-2.0
"""The command line: one file per noun, gathered here. Results on standard output, talk on standard error.

Exit codes say whose fault it is: 0 done, 1 ours, 2 usage, 3 theirs, 4 carrier.
"""

from __future__ import annotations

import sys

import typer

from comity.base.errors import ComityError
from comity.cli import (
    act,
    adopt,
    backup,
    demo,
    evidence,
    fora,
    guard,
    inside,
    introduce,
    keys,
    monitor,
    node,
    officer,
    post,
    pouch,
    prove,
    read,
    recover,
    register,
    rounds,
    shards,
    show,
    silence,
    text,
    vocabulary,
    witness,
)
from comity.cli.talk import complain

app = typer.Typer(
    name="comity",
    help="The working record of a cyber dialogue between governments.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (
    demo,
    node,
    introduce,
    pouch,
    prove,
    evidence,
    monitor,
    witness,
    keys,
    backup,
    recover,
    guard,
    officer,
    post,
    read,
    shards,
    register,
    vocabulary,
    show,
    rounds,
    fora,
    text,
    silence,
    adopt,
    act,
    inside,
):
    part.add_to(app)


def run() -> None:
    """Run the command line, and end with the exit code of what went wrong."""
    try:
        app()
    except ComityError as error:
        complain(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
