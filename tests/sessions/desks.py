# SPDX-License-Identifier: Apache-2.0
"""Officers at the screens of two nodes, by keyboard alone: what a session in browsers is told with.

    ana, leo = (Desk(nodes, nodes.alba, who, "fr", browser, keys) for who in ("ana", "leo"))
    round_ = leo.releases(ana.brings("round", {"#f-title-fr": "Troisième cycle"}))
    mir.accepts(round_)

Rules:
  1. A page is opened by its address where somebody begins, and by its links from there; whatever else is done is done
     with keys, and every key and every screen is counted.
  2. What the other side does arrives when it arrives: whoever waits for it looks again until it is there.
  3. Where COMITY_SHOTS names a folder, a picture of every screen is put there, for people to look at.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from keyboard import Keys
from nodes import OFFICERS, Node, Nodes

_FOCUS = """() => {
  const e = document.activeElement;
  return [e.tagName === "INPUT" ? e.type : e.tagName.toLowerCase(), String(e.value || "")];
}"""
PATIENCE_SECONDS = 90.0  # on a busy machine; a quiet one needs none of it
LOCALES = {"fr": "fr-FR", "en": "en-GB", "ru": "ru-RU"}


class Desk:
    """One officer, signed in at the screen of their own node, in their language."""

    def __init__(self, nodes: Nodes, node: Node, officer: str, language: str, browser: Any, keys: Keys) -> None:
        self.nodes, self.node, self.officer, self.keys = nodes, node, officer, keys
        self.screens = 0
        self._released = self._brought = False
        self.page = browser.new_context(locale=LOCALES[language], viewport={"width": 1200, "height": 900}).new_page()
        self.page.set_default_timeout(PATIENCE_SECONDS * 1000)
        self.strange: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("request", lambda r: None if r.url.startswith(node.address) else self.strange.append(r.url))
        self.page.on("domcontentloaded", lambda _page: self._see())
        self.page.goto(self.link())
        self.press("main button")

    def link(self) -> str:
        """Give a sign-in link that works once."""
        return self.node.done("officer", "link", OFFICERS[self.node.key][self.officer][0]).out.strip()

    # --- what everybody does -------------------------------------------------------------------------------------
    def open(self, path: str) -> None:
        """Open a page of our node by its address."""
        self.page.goto(self.node.address + path)
        self._shot()

    def press(self, selector: str) -> None:
        """Go to a link or a button and press Enter; another page follows."""
        self.keys.tab_to(self.page, selector)
        with self.page.expect_navigation():
            self.keys.press(self.page, "Enter")
        self._shot()

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Fill in a form: words, choices, True for a box, a moment, a file, or None for what is unfolded."""
        for selector, value in fields.items():
            if isinstance(value, Path):
                self._give(selector, value)
                continue
            self.keys.tab_to(self.page, selector)
            sort, held = self.page.evaluate(_FOCUS)
            if value is None or value is True:
                self.keys.press(self.page, "Enter" if value is None else "Space")
            elif sort == "select":
                self._choose(selector, value)
            elif isinstance(value, datetime):
                self._date(value)
            else:
                if held:
                    self.keys.press(self.page, "Control+A")
                self.keys.write(self.page, value)

    def words(self, selector: str = "main") -> str:
        """Give what stands on the page, spaces folded."""
        return " ".join(self.page.inner_text(selector).split())

    def until(self, holds: Callable[[], Any], what: str) -> None:
        """Look again until something holds."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < end, f"{self.officer} of {self.node.key} waited in vain: {what}\n{self.words()}"
            time.sleep(0.3)  # whoever waits does not keep both nodes busy with it
            self.page.reload()

    # --- what officers do ----------------------------------------------------------------------------------------
    def brings(self, kind: str, fields: Mapping[str, Any], *, dialogue: str = "") -> int:
        """Bring something new into the dialogue by its form; gives the number of the proposal."""
        room = f"/desk/{dialogue or self.nodes.dialogue}/"
        if self._brought:
            self.open(f"{room}?bring={kind}")
        else:
            self.open(room)
            self.press(f'.bring a[href^="?bring={kind}#"]')
        self._brought = True
        self.fill(fields)
        return self.proposes(".bring form button[type=submit]")

    def looks_at(self, thing: str, selector: str) -> None:
        """Open the page of a thing, and look again until something stands on it."""
        self.open(f"/desk/{self.nodes.dialogue}/{thing}/")
        self.until(self.page.locator(selector).count, f"{selector} stands on the page of {thing}")

    def says(self, thing: str, do: str, fields: Mapping[str, Any], *, dialogue: str = "") -> int:
        """Say something of a thing by one of the forms on its page."""
        self.open(f"/desk/{dialogue or self.nodes.dialogue}/{thing}/")
        self.fill(fields)
        return self.proposes(f'button[value="{do}"]')

    def accepts(self, thing: str) -> int:
        """Find on our desk what the other side has brought, and accept it."""
        link = f'.asks a[href="/desk/{self.nodes.dialogue}/{thing}/"]'
        self.open("/desk/")
        self.until(lambda: self.page.locator(link).count(), f"{thing} is asked of us")
        self.press(link)
        self.until(lambda: not self.page.locator(".version .absent").count(), "the words have come after the entry")
        return self.proposes('button[value="accept"]')

    def adopts(self, number: int) -> int:
        """Make an act of the file anew, once that of which it speaks is here."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.open(f"/desk/{self.nodes.dialogue}/adopt/")
            self.until(self.page.locator(f"#adopt-{number}").count, f"act {number} can be adopted")
            self.press(f"#adopt-{number}")
            if "/desk/proposal/" in self.page.url or time.monotonic() > end:
                return self._number()

    def proposes(self, button: str) -> int:
        """Press what proposes; gives the number of the proposal."""
        self.press(button)
        return self._number()

    def releases(self, proposal: int | None = None) -> str:
        """Release a colleague's proposal; gives what it was about.

        Without a number, and the first time, it is found on our desk; after that a colleague has said the number.
        """
        if proposal is None or not self._released:
            self.open("/desk/")
            self.press(
                f'.asks a[href="/desk/proposal/{proposal}/"]' if proposal else '.asks a[href^="/desk/proposal/"]'
            )
        else:
            self.open(f"/desk/proposal/{proposal}/")
        self._released = True
        self.press('button[value="release"]')
        assert self.page.locator(".notice-success").count() == 1, self.words()
        found = re.search(r'href="/desk/[0-9a-f]{32}/([0-9a-f]{32})/"', self.page.content())
        assert found is not None
        return found[1]

    def takes(self, selector: str) -> bytes:
        """Press what gives a file, and give what is in it."""
        self.keys.tab_to(self.page, selector)
        with self.page.expect_download() as download:
            self.keys.press(self.page, "Enter")
        return Path(download.value.path()).read_bytes()

    # --- within --------------------------------------------------------------------------------------------------
    def _number(self) -> int:
        found = re.search(r"/desk/proposal/(\d+)/", self.page.url)
        assert found is not None, f"nothing was proposed at {self.page.url}: {self.words()[:1500]}"
        return int(found[1])

    def _give(self, selector: str, file: Path) -> None:
        with self.page.expect_file_chooser() as chooser:  # before the way there: choosers are handed over late
            self.keys.tab_to(self.page, selector)
            self.keys.press(self.page, "Space")
        chooser.value.set_files(file)

    def _choose(self, selector: str, value: str) -> None:
        for _ in range(80):
            if self.page.evaluate(_FOCUS)[1] == value:
                return
            self.keys.press(self.page, "ArrowDown")
        raise AssertionError(f"{selector} has no choice {value!r}")

    def _date(self, at: datetime) -> None:
        self.keys.write(self.page, f"{at:%m%d%Y}")
        self.keys.press(self.page, "Tab")
        self.keys.write(self.page, f"{at:%I%M%p}")
        assert self.page.evaluate(_FOCUS)[1] == f"{at:%Y-%m-%dT%H:%M}"

    def _hear(self, said: Any) -> None:
        if said.type == "error" and "404" not in said.text:  # what has not arrived yet is not there
            self.strange.append(said.text)

    def _see(self) -> None:
        self.screens += 1

    def _shot(self) -> None:
        folder = os.environ.get("COMITY_SHOTS")
        if folder:
            name = f"{self.node.key}-{self.officer}-{self.screens:03}.png"
            self.page.screenshot(path=Path(folder) / name, full_page=True)


def tell(what: str, keys: Keys, *desks: Desk) -> None:
    """Say what a session took; no screen asked for anything elsewhere, nor complained."""
    screens = sum(desk.screens for desk in desks)
    print(f"\n{what}: {keys.count} keys, {keys.written} characters, {screens} screens")  # noqa: T201  # the figures
    assert [desk.strange for desk in desks] == [[] for _ in desks]
