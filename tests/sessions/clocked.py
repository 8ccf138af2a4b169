# SPDX-License-Identifier: Apache-2.0
"""`comity serve` with a clock that a test can set: the program is the real one, and only `now` in its means is another.

    python clocked.py FILE serve --home alba      FILE holds how many seconds the clock is ahead of this machine's

So a test reaches an hour of tomorrow when all that it wants to see before that hour has been seen, on any machine.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from comity.cli.main import run
from comity.node.means import REAL, using


def main() -> None:
    """Run the command line with that clock; what the node forks has it too."""
    file = Path(sys.argv.pop(1))
    sys.argv[0] = "comity"

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text(encoding="ascii")))

    with using(replace(REAL, now=now)):
        run()


def put_ahead(file: Path, seconds: float) -> None:
    """Set the clock in a file, so that no reader sees half of it."""
    new = file.with_suffix(".new")
    new.write_text(str(seconds), encoding="ascii")
    os.replace(new, file)  # noqa: PTH105  # at once, or not at all


if __name__ == "__main__":
    main()
