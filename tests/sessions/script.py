# SPDX-License-Identifier: Apache-2.0
"""Sessions as scripts: what officers type at two nodes, and what they read.

    # A comment, or an empty line.
    alba$ comity introduce offer --with XB --purpose exercise --title en=Talks --out talks.intro
    …                                            -> $dialogue
    alba/leo$ comity introduce bring talks.intro
    comity: brought in the introduction of $dialogue; another officer confirms it
    until boria/mir$ comity show $dialogue
    ! boria/mir$ comity release 1
    exit 1
    comity: error: Mir Tan may not release…

Rules:
  1. `alba$` runs a command at the node of Alba, `alba/leo$` as its officer Leo, `$` at no node. `\\` goes on in the
     next line.
  2. Below it stands what it prints, line by line: what begins with `comity:` on standard error, all else on standard
     output. `…` stands for anything within a line, and alone on a line for any number of lines.
     Where nothing is written below a command, nothing is asked of what it prints. Columns are two spaces apart.
  3. `-> $name` keeps what the first `…` of the line stood for; with two names, the first two, and so on.
  4. A command succeeds; after `!` it fails with the exit code that `exit` names. `until` repeats it until it holds.
  5. `stop boria` and `start boria` end and start a node. `get alba /register/` looks at a page of a node as anybody
     may: it prints the status and the page, and fails with exit 4 where the status is not 200.
"""

from __future__ import annotations

import re
import shlex
import time
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.request import urlopen

from nodes import ARRIVE_SECONDS, Node, Nodes, environment, run
from shell import Done

_PROMPT = re.compile(r"(?P<how>! |until )?(?P<node>alba|boria)?(?:/(?P<officer>[a-z]+))?\$ (?P<command>.+)")
_KEEP = re.compile(r"\s+-> (?P<names>\$\w+(?: \$\w+)*)$")


@dataclass(slots=True)
class Step:
    """One command with what is expected of it."""

    line: int
    node: str
    officer: str
    command: str
    repeat: bool = False
    code: int = 0
    expected: list[str] = field(default_factory=list)


class Unexpected(AssertionError):
    """A command did not do what the script says."""


def parse(text: str) -> list[Step]:
    """Read a script."""
    steps: list[Step] = []
    for number, line in _lines(text):
        found = _PROMPT.fullmatch(line)
        if found is not None:
            steps.append(Step(
                number, found["node"] or "", found["officer"] or "", found["command"], found["how"] == "until ",
                1 if found["how"] == "! " else 0,
            ))  # fmt: skip
        elif re.fullmatch(r"(stop|start) (alba|boria)", line):
            steps.append(Step(number, "", "", line))
        elif re.fullmatch(r"exit [1-9]", line):
            steps[-1].code = int(line[5:])
        else:
            steps[-1].expected.append(line)
    return steps


def play(nodes: Nodes, text: str) -> dict[str, str]:
    """Play a script at two nodes, and give what it kept."""
    kept: dict[str, str] = {}
    for step in parse(text):
        _play(nodes, step, kept)
    return kept


def _lines(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    start, whole = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not whole and (not line.strip() or line.startswith("#")):
            continue
        start, whole = start if whole else number, whole + (line.strip() if whole else line.rstrip())
        if whole.endswith("\\"):
            whole = whole[:-1]
            continue
        found.append((start, whole))
        whole = ""
    return found


def _play(nodes: Nodes, step: Step, kept: dict[str, str]) -> None:
    if step.command.startswith(("stop ", "start ")):
        what, key = step.command.split()
        getattr(nodes.node(key), what)()
        return
    end = time.monotonic() + ARRIVE_SECONDS
    while True:
        done = _run(nodes, step, kept)
        why, found = _compare(step, done, kept)
        if not why:
            kept |= found
            return
        if not step.repeat or time.monotonic() > end:
            said = f"--- standard output\n{done.out}--- standard error\n{done.err}"
            raise Unexpected(f"line {step.line}: {step.command}\n{why}\n{said}")
        time.sleep(0.2)


def _run(nodes: Nodes, step: Step, kept: dict[str, str]) -> Done:
    command = shlex.split(_fill(step.command, kept))
    if command[0] == "get":
        return _get(nodes.node(command[1]), command[2])
    env = environment()
    if step.node:
        node = nodes.node(step.node)
        env = environment(COMITY_HOME=str(node.home), COMITY_TOKEN=node.tokens[step.officer] if step.officer else "")
    return run(command, env=env, cwd=nodes.folder)


def _get(node: Node, path: str) -> Done:
    try:
        with urlopen(f"http://127.0.0.1:{node.settings['web_port']}{path}", timeout=120) as page:
            return Done(0, f"{page.status}\n{page.read().decode()}", "")
    except HTTPError as error:
        with error:
            return Done(4, f"{error.code}\n{error.read().decode()}", "")


def _compare(step: Step, done: Done, kept: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Say why a command did not do what is expected (nothing: it did), and what is to be kept."""
    if done.code != step.code:
        return f"expected exit code {step.code}, found {done.code}", {}
    found: dict[str, str] = {}
    for output, mark in ((done.out, False), (done.err, True)):
        expected = [line for line in step.expected if line.startswith("comity:") is mark]
        why = _match(expected, output.splitlines(), kept, found) if expected else ""
        if why:
            return why, {}
    return "", found


def _match(expected: list[str], lines: list[str], kept: dict[str, str], found: dict[str, str]) -> str:
    at, skipping = 0, False
    for wanted in expected:
        if wanted.strip() == "…":
            skipping = True
            continue
        names, pattern = _pattern(wanted, kept)
        while at < len(lines) and skipping and pattern.fullmatch(_columns(lines[at])) is None:
            at += 1
        hit = pattern.fullmatch(_columns(lines[at])) if at < len(lines) else None
        if hit is None:
            return f"expected {wanted!r}, found {lines[at] if at < len(lines) else 'the end'!r}"
        found |= dict(zip(names, hit.groups(), strict=False))
        at, skipping = at + 1, False
    if at < len(lines) and not skipping:
        return f"expected the end, found {lines[at]!r}"
    return ""


def _pattern(wanted: str, kept: dict[str, str]) -> tuple[list[str], re.Pattern[str]]:
    keep = _KEEP.search(wanted)
    names = [name[1:] for name in keep["names"].split()] if keep is not None else []
    text = wanted[: keep.start()] if keep is not None else wanted
    parts = [re.escape(part) for part in _columns(_fill(text, kept)).split("…")]
    return names, re.compile("(.*?)".join(parts))


def _columns(line: str) -> str:
    return re.sub(r"\t+|(?<=\S) {2,}", "  ", line.rstrip())


def _fill(text: str, kept: dict[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda m: kept[m[1]], text)
