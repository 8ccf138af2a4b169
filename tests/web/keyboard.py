# SPDX-License-Identifier: Apache-2.0
"""A keyboard at a browser, which counts what is pressed; and Debian's chromium, in which the screens are tried.

Rules:
  1. Nothing is clicked: a thing is reached by Tab (or Shift and Tab, where that is shorter), and shows that it is.
  2. Where the browser is missing, the tests that need it are skipped and name the package; they fail where CI is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# How many steps of Tab lie between what has the focus and a thing, as far as the document tells; the focus decides.
_STEPS = """wanted => {
  const sort = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const seen = e => !e.disabled && e.checkVisibility({ visibilityProperty: true });
  const all = [...document.querySelectorAll(sort)].filter(seen);
  const there = all.findIndex(e => e.matches(wanted));
  if (there < 0) return 0;
  const now = document.activeElement;
  const here = all.indexOf(now);
  if (here >= 0) return there - here;
  if (now === document.body) return there + 1;
  const before = all.filter(e => now.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING).length;
  return there - before + 1;
}"""

_FROM_TOP = "s => document.activeElement === document.body && !!document.querySelector('main')?.querySelector(s)"


class Keys:
    """A keyboard that counts what is pressed: keys that lead somewhere, and characters of what is written."""

    def __init__(self) -> None:
        self.count = self.written = 0

    def press(self, page: Any, key: str) -> None:
        """Press a key."""
        self.count += 1
        page.keyboard.press(key)

    def write(self, page: Any, words: str) -> None:
        """Type words where the focus is."""
        self.written += len(words)
        page.keyboard.type(words)

    def tab_to(self, page: Any, selector: str, most: int = 200) -> None:
        """Go to a thing as somebody without a mouse does; it must then be seen that it has the focus."""
        steps = page.evaluate(_STEPS, selector)
        if steps > 3 and page.evaluate(_FROM_TOP, selector):  # past the head of the page, as its first link offers
            self.press(page, "Tab")
            if page.evaluate("document.activeElement.matches('.skip')"):
                self.press(page, "Enter")
            steps = page.evaluate(_STEPS, selector)
        for _ in range(min(abs(steps), most)):
            self.press(page, "Tab" if steps > 0 else "Shift+Tab")
        for _ in range(most - min(abs(steps), most) + 1):
            if page.evaluate("s => !!document.activeElement?.matches(s)", selector):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"{selector} does not show that it has the focus"
                return
            self.press(page, "Tab")
        raise AssertionError(f"no way to {selector} by keyboard at {page.url}")


@pytest.fixture(scope="module")  # not longer: its loop is in the way of tests that have one of their own
def browser() -> Iterator[Any]:
    """Debian's chromium, without a window."""
    if not CHROMIUM.exists():
        message = "Debian's package `chromium` is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()
