# SPDX-License-Identifier: Apache-2.0
"""The screens in a browser: no barrier found by axe, no sideways scroll at 320 px, all by keyboard, all without script.

Needs Debian's package `chromium`; where it is missing these tests are skipped and say so, and fail where CI is set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from keyboard import Keys
from world import World

pytestmark = [pytest.mark.browser, pytest.mark.nodes, pytest.mark.xdist_group("web")]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = {
    "front": ("", "/"),
    "register": ("", "/register/"),
    "account": ("", "/register/{fr-ru-2021}/"),
    "text": ("", "/register/{text_version}/"),
    "fora": ("", "/fora/"),
    "forum": ("releaser", "/fora/UN-OEWG/"),
    "framework": ("", "/framework/"),
    "terms": ("", "/framework/terms/"),
    "alternat": ("releaser", "/desk/{dialogue}/{text}/alternat/"),
    "lines to take": ("releaser", "/desk/{dialogue}/{text}/press/"),
    "history": ("releaser", "/desk/{dialogue}/{rival}/history/"),
    "comparison": ("releaser", "/desk/{dialogue}/{text}/published/"),
    "minutes": ("releaser", "/desk/{dialogue}/round/{round}/minutes/"),
    "at the table": ("releaser", "/desk/{dialogue}/{text}/at-table/?n=2"),
    "sign-in": ("", "/sign-in/?next=/desk/"),
    "nowhere": ("", "/nowhere/"),
    "desk": ("releaser", "/desk/"),
    "dialogue": ("releaser", "/desk/{dialogue}/"),
    "round": ("releaser", "/desk/{dialogue}/round/{round}/"),
    "form": ("releaser", "/desk/{dialogue}/?bring=consultation"),
    "form of a file": ("releaser", "/desk/{fr-ru-2021-file}/?bring=finding"),
    "adoption": ("releaser", "/desk/{dialogue}/adopt/"),
    "form of a round": ("releaser", "/desk/{dialogue}/?bring=round"),
    "form of a delegation": ("releaser", "/desk/{dialogue}/?bring=delegation"),
    "negotiated text": ("releaser", "/desk/{dialogue}/{text}/"),
    "bracket": ("releaser", "/desk/{dialogue}/{rival}/"),
    "reservation": ("releaser", "/desk/{dialogue}/{finding}/"),
    "proposal": ("releaser", "/desk/proposal/{open}/"),
    "duty": ("duty", "/duty/"),
    "introductions": ("releaser", "/desk/introductions/"),
    "guard": ("releaser", "/desk/guard/"),
    "mandates": ("releaser", "/duty/mandates/"),
    "search": ("releaser", "/desk/search/?q=commitment"),
    "positions": ("releaser", "/desk/positions/?dialogue={dialogue}"),
    "position": ("releaser", "{position}"),
    "clear": ("", "{clear}"),
    "officers": ("releaser", "/officers/"),
    "own page": ("releaser", "/officers/me/"),
    "audit": ("auditor", "/audit/"),
    "ways in": ("", "/sign-in/ways/"),
    "reading": ("releaser", "/reading/"),
    "reading result": ("releaser", "{reading}"),
    "missed fact": ("releaser", "{reading}fact/new/?field=agency"),
    "changed fact": ("releaser", "{reading}fact/1/"),
    "register found": ("", "/register/?party=FR&q=Paris"),
    "register next": ("", "/register/next/"),
    "register beside": ("", "/register/{fr-ru-2021}/beside/{us-fr-2018}/"),
}


@pytest.fixture(scope="module")
def states(world: World, browser: Any) -> dict[str, Any]:
    """What the browser keeps of each officer that is signed in."""
    found: dict[str, Any] = {"": None}
    for who in ("releaser", "second", "duty", "auditor"):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{world.alba.address}/sign-in/{world.alba.links[who].pop()}/")
        page.click("main button")
        found[who] = context.storage_state()
        context.close()
    return found


@pytest.fixture(scope="module")
def places(world: World, browser: Any, states: dict[str, Any]) -> dict[str, str]:
    """Where the pages are; an open proposal and a reading are made for them."""
    body = {"dialogue": world.ids["dialogue"], "verb": "table", "kind": "paragraph", "object": world.ids["rival"]}
    body |= {"structure": {"text": world.ids["text"], "language": "en", "place": "d"}}
    body |= {"words": {"wording": "The Parties recall and reaffirm their commitment."}, "note": "By telephone."}
    made = world.alba.api("POST", "proposals", body, who="drafter")
    context = browser.new_context(storage_state=states["releaser"])
    page = context.new_page()
    page.goto(f"{world.alba.address}/reading/")
    specimens = Path(__file__).resolve().parents[2] / "demo" / "specimens"
    page.fill("#text", (specimens / "alba-boria-2.en.txt").read_text(encoding="utf-8"))
    page.click("main form button")
    reading = page.url.removeprefix(world.alba.address)
    page.goto(f"{world.alba.address}/desk/positions/?dialogue={world.ids['dialogue']}")
    page.fill("#p-title", "Instructions for the second round")
    page.fill("#p-wording", "Accept paragraph 3.")
    page.fill("#p-red", "Not a word on attribution.")
    page.fill("#p-lead", "Foreign Ministry")
    page.fill("#p-ministries", "Ministry of Defence\nMinistry of the Interior")
    page.click("main form button[type=submit]")
    position = page.url.removeprefix(world.alba.address)
    page.click("summary:has-text('Ask for clearance')")
    page.fill("#q-day", (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d"))
    page.fill("#q-to", "defence@alba.example")
    page.click('button[value="ask"]')
    page.fill("#c-words", "Shorter.")
    page.click('button[value="comment"]')
    mails = sorted((world.alba.home / "mail").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    clear = re.findall(r"(/clear/[\w-]+/)", mails[-1].read_text().replace("=\n", ""))[0]
    context.close()
    ids = {**world.ids, "open": str(made["id"]), "reading": reading, "position": position, "clear": clear}
    return {name: path.format(**ids) for name, (_, path) in PAGES.items()}


@pytest.fixture
def opened(world: World, browser: Any, states: dict[str, Any]) -> Iterator[Any]:
    """Open pages as somebody; each must ask only this node and report no error to the console."""
    contexts: list[Any] = []
    strange: list[str] = []

    def goto(who: str, path: str, **options: Any) -> Any:
        context = browser.new_context(storage_state=states[who], **options)
        context.set_default_timeout(90_000)  # milliseconds, on a machine that may be busy
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(world.alba.address) else strange.append(r.url))
        page.on("console", lambda m: strange.append(m.text) if m.type == "error" and "404" not in m.text else None)
        page.goto(world.alba.address + path)
        return page

    yield goto
    for context in contexts:
        context.close()
    assert strange == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier_in_any_language(opened: Any, places: dict[str, str], name: str):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(PAGES[name][0], places[name])
    mark = "&" if "?" in places[name] else "?"
    origin = page.url.removesuffix(places[name])
    for language in ("fr", "en", "ru"):
        page.goto(f"{origin}{places[name]}{mark}lang={language}")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_320_pixels(opened: Any, places: dict[str, str], name: str):
    page = opened(PAGES[name][0], places[name], viewport={"width": 320, "height": 640}, locale="ru")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def bracket(world: World, wording: str, place: str) -> dict[str, Any]:
    ids = world.ids
    structure = {"text": ids["text"], "language": "en", "place": place}
    made = world.boria.say(ids["dialogue"], "table", "paragraph", structure=structure, words={"wording": wording})
    world.meet(ids["dialogue"])
    return made


def test_bracket_is_accepted_by_keyboard_alone(world: World, opened: Any):
    made = bracket(world, "The Parties will review this text.", "p")
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"
    keys, page = Keys(), opened("releaser", path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.tab_to(page, 'button[value="accept"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/proposal/**")
    second = opened("second", page.url.removeprefix(world.alba.address))
    keys.tab_to(second, 'button[value="release"]')
    second.keyboard.press("Enter")
    second.wait_for_selector("text=Released: written to our log and signed.")
    world.meet(world.ids["dialogue"])
    page.goto(world.alba.address + path)

    assert page.locator(".standing-joint").count() == 1
    assert "held by Boria since" in page.inner_text("main")


def test_bracket_is_reserved_without_script(world: World, opened: Any):
    made = bracket(world, "The Parties will publish this text.", "q")
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"
    page = opened("releaser", path, java_script_enabled=False)
    assert not page.locator("text=brings itself up to date").is_visible()
    page.click("summary:has-text('Reserve')")
    page.fill('textarea[name="said"]', "Our parliament has not seen it.")
    page.click('button[value="reserve"]')
    second = opened("second", page.url.removeprefix(world.alba.address), java_script_enabled=False)
    second.click('button[value="release"]')
    page.goto(world.alba.address + path)

    assert "reserved by Alba" in page.inner_text("main")


def test_page_brings_itself_up_to_date_and_leaves_what_is_being_written(world: World, opened: Any):
    made = bracket(world, "The Parties shall meet.", "r")
    page = opened("releaser", f"/desk/{world.ids['dialogue']}/{made['object']}/")
    page.click("summary:has-text('Reserve')")
    page.fill('textarea[name="said"]', "half a sen")
    page.focus('textarea[name="said"]')
    world.boria.say(
        world.ids["dialogue"],
        "table",
        "paragraph",
        object=made["object"],
        structure={"text": world.ids["text"], "language": "en", "place": "r"},
        words={"wording": "The Parties should meet."},
    )
    world.meet(world.ids["dialogue"])
    page.wait_for_selector("text=The Parties should meet.")

    assert page.inner_text("#live-status") == "The page has been brought up to date."
    assert page.locator("#live-status").count() == 1
    written = page.locator('textarea[name="said"]').evaluate_all("all => all.map(one => one.value).filter(Boolean)")
    assert written == ["half a sen"]


def test_duty_officer_answers_on_a_narrow_screen(world: World, opened: Any):
    made = world.boria.say(world.ids["dialogue"], "notify", "check", words={"level": 1})
    world.meet(world.ids["dialogue"])
    page = opened("duty", "/duty/", viewport={"width": 320, "height": 640})
    button = page.locator(f"#ack-call-{made['version'][:12]}")
    box = button.bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 200
    button.click()
    page.wait_for_load_state()

    assert page.locator(".notice").count() == 1


def test_printed_page_keeps_brackets_and_reservations(world: World, opened: Any):
    page = opened("releaser", f"/desk/{world.ids['dialogue']}/{world.ids['rival']}/")
    page.emulate_media(media="print")
    words = page.inner_text("main")
    assert "[Alba: reaffirm]" in words.replace("[Alba: ", "[Alba: ")
    assert not page.locator("button").first.is_visible()
    page.goto(f"{world.alba.address}/desk/{world.ids['dialogue']}/{world.ids['finding']}/")

    assert "Boria: reserves" in page.inner_text("main")
    assert "Our agencies need twenty-four hours." in page.inner_text("main")
