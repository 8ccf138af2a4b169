# SPDX-License-Identifier: Apache-2.0
"""Wrap the long lines of the vocabularies, so that a change of one word is a change of one short line.

    .venv/bin/python tools/wrap_vocabulary.py            wraps what is longer than 120 characters
    .venv/bin/python tools/wrap_vocabulary.py --check    says what is longer, and changes nothing

Three rules:
  1. A line is broken after a comma between two entries, else at a blank within double quotes, where YAML folds it.
  2. What the file says is the same before and after, or nothing is written.
  3. Comments and lines that are short enough stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "src" / "comity" / "reading" / "vocabulary"
WIDTH = 120


class Place(NamedTuple):
    """Where a line may be broken: whether an entry ends there, and what is open: brackets, and a quote."""

    at: int
    ends: bool
    depth: int
    quote: str


def places(line: str, depth: int, quote: str) -> Iterator[Place]:
    """Give where a line may be broken, in order: after a comma, or at a blank that YAML folds."""
    for at, char in enumerate(line):
        before, after = line[at - 1 : at], line[at + 1 : at + 2]
        if quote:
            if char == quote:
                quote = ""
            elif quote == '"' and char == " " and before not in {"", " ", '"'} and after not in {"", " ", '"'}:
                yield Place(at, False, depth, quote)
        elif char in "\"'" and before in {"", " ", "[", "{"}:
            quote = char
        elif char == "#" and before == " ":
            return
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
        elif char == " " and before == "," and depth:
            yield Place(at, True, depth, quote)


def wrapped(line: str) -> list[str]:
    """Give the line in as many lines as it takes."""
    indent = len(line) - len(line.lstrip(" -"))
    found, depth, quote = [], 0, ""
    while len(line) > WIDTH:
        known = [place for place in places(line, depth, quote) if indent + 4 < place.at <= WIDTH]
        if not known:
            break
        best = next((place for place in reversed(known) if place.ends), known[-1])
        depth, quote = best.depth, best.quote
        found.append(line[: best.at])
        line = " " * (indent + 2) + line[best.at + 1 :]
    return [*found, line]


def wrap(text: str) -> str:
    """Give the text of a vocabulary with no long line that can be broken."""
    lines = [part for line in text.split("\n") for part in ([line] if line.lstrip().startswith("#") else wrapped(line))]
    new = "\n".join(lines)
    if yaml.safe_load(new) != yaml.safe_load(text):
        raise ValueError("the lines cannot be wrapped without changing what they say; nothing was written")
    return new


def main(*, check: bool) -> int:
    """Wrap every vocabulary, or name those with long lines."""
    found = 0
    for path in sorted(FOLDER.glob("*.yaml")):
        old = path.read_text(encoding="utf-8")
        new = wrap(old)
        if new != old:
            found += 1
            sys.stdout.write(f"{path.name}: {'has long lines' if check else 'wrapped'}\n")
            if not check:
                path.write_text(new, encoding="utf-8")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
