# SPDX-License-Identifier: Apache-2.0
"""The paths to the public that a session tries, what came of each, and the table of a page that must say the same.

    paths.refused("who proposed it releases it", nodes.alba, "leo", "release.own-proposal", "proposals/7/release")
    paths.nothing_public("Alba alone has tabled the release")
    paths.agree_with(ROOT / "docs/spec/release.md", "Paths tried in a session")

Rules:
  1. After every path both portals are looked at, as anybody may: nothing of the dialogue is there.
  2. A row of the page is what was tried and what came of it, in the same words and the same order; a path that is
     tried and not listed fails, and so does one that is listed and not tried.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from nodes import Node, Nodes
from shell import Done
from visitor import Page, Visitor, bearer

import comity.web

SENTENCES = yaml.safe_load((Path(comity.web.__file__).parent / "wording" / "error.yaml").read_text(encoding="utf-8"))
NOTHING = "nothing is public"
OFFICERS_WHO_READ = {"alba": "ana", "boria": "mir"}


class Paths:
    """What was tried, in order."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.rows: list[tuple[str, str]] = []

    def say(self, node: Node, by: tuple[str, str], verb: str, kind: str, **intent: Any) -> dict[str, Any]:
        """Propose as one officer and release as another: what is only set-up, as the command line does it."""
        number = self.propose(node, by[0], verb, kind, **intent)
        status, value = ask(node, by[1], f"proposals/{number}/release")
        assert status == 200, value
        return dict(value)

    def propose(self, node: Node, by: str, verb: str, kind: str, **intent: Any) -> int:
        """Propose, and give the number of the proposal."""
        body = {"dialogue": self.nodes.dialogue, "verb": verb, "kind": kind, **intent}
        status, value = ask(node, by, "proposals", body)
        assert status == 200, value
        return int(value["id"])

    def refused(self, path: str, node: Node, by: str, code: str, address: str, body: Any = None) -> None:
        """Try what the interface of the command line offers; the answer has this code."""
        status, value = ask(node, by, address, body)
        assert (value["code"], 400 <= status < 500) == (code, True), (path, status, value)
        self._row(path, f"refused, `{code}`")

    def refused_release(self, path: str, node: Node, by: str, code: str, releases: list[str], **more: Any) -> None:
        """Try to propose the release of just these versions."""
        body = {"dialogue": self.nodes.dialogue, "verb": "table", "kind": "release"}
        self.refused(path, node, by, code, "proposals", {**body, "structure": {"releases": releases}, **more})

    def refused_command(self, path: str, done: Done, says: str) -> None:
        """Look at a command that was tried: it has failed, and said why."""
        assert done.code in {1, 3, 4}, done
        assert says in done.err, done
        self._row(path, f"refused: {says}")

    def refused_form(self, path: str, page: Page, code: str) -> None:
        """Look at the page that followed on a form: it says why nothing was done."""
        assert SENTENCES[code]["en"] in page.words, page.words
        self._row(path, f"refused, `{code}`")

    def tried(self, path: str, answer: str, *, holds: bool, where: tuple[Node, ...] = ()) -> None:
        """Note a path whose answer was looked at elsewhere; `where` nothing is public all the same."""
        assert holds, path
        self._row(path, answer, where)

    def nothing_public(self, path: str) -> None:
        """Note a path that was taken to its end, and led nowhere."""
        self._row(path, NOTHING)

    def agree_with(self, page: Path, heading: str) -> None:
        """Hold what was tried to the table below a heading."""
        part = page.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
        rows = re.findall(r"^\| (.+?) \| (.+?) \|$", part, re.MULTILINE)
        assert rows[2:] == self.rows, "\n".join(f"| {path} | {answer} |" for path, answer in self.rows)

    def versions(self, node: Node, thing: str, *standings: str) -> list[str]:
        """Name the versions of a thing at a node that are in these standings, or all, if their words are there."""
        one = OFFICERS_WHO_READ[node.key]
        _, room = bearer(Visitor(node.address), node.tokens[one], "GET", f"/api/dialogues/{self.nodes.dialogue}")
        found = room["record"]["objects"].get(thing, {"versions": []})["versions"]
        asked = [v for v in found if not standings or v["standing"] in standings]
        return [v["id"] for v in asked if v["payload"] is None or room["words"][v["payload"]["commitment"]] is not None]

    def _row(self, path: str, answer: str, where: tuple[Node, ...] = ()) -> None:
        for node in where or self.nodes.both:
            assert public(node) == [], path
        self.rows.append((path, answer))


def ask(node: Node, officer: str, address: str, body: Any = None) -> tuple[int, Any]:
    """Ask the interface of the command line as an officer."""
    return bearer(Visitor(node.address), node.tokens.get(officer, "none"), "POST", f"/api/{address}", body or {})


def public(node: Node) -> list[str]:
    """Give what anybody finds at a node: its register, its feed, its public logs."""
    anybody = Visitor(node.address)
    entries = bearer(anybody, "", "GET", "/register/export.json")[1]["entries"]
    items = re.findall(r"<item>", anybody.get("/register/feed.rss").body)
    logs = [log for log in bearer(anybody, "", "GET", "/log/")[1]["logs"] if log["size"] > 2]
    return [*map(str, entries), *items, *map(str, logs)]
