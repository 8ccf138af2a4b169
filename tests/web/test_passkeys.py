# SPDX-License-Identifier: Apache-2.0
"""Passkeys in a browser with a virtual authenticator: made, confirmed by a second officer, used; and recovery codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.browser, pytest.mark.nodes, pytest.mark.xdist_group("web")]


@pytest.fixture
def device(browser: Any) -> Iterator[Any]:
    """A page of a browser on a machine with an authenticator that knows its user."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    page.authenticator = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.session = session
    yield page
    context.close()


def by_name(world: World) -> str:
    return world.alba.address.replace("127.0.0.1", "localhost")


def sign_in(page: Any, world: World, who: str) -> None:
    page.goto(f"{by_name(world)}/sign-in/{world.alba.links[who].pop()}/")
    page.click("main button")


def test_device_opens_the_door_once_a_second_officer_has_confirmed_it(world: World, device: Any):
    sign_in(device, world, "drafter")
    device.goto(f"{by_name(world)}/officers/me/")
    device.fill("#name", "Grey key")
    device.click("text=Add this device")
    device.wait_for_selector("text=The device waits for a second officer.")
    device.click("text=Sign out")

    device.goto(f"{by_name(world)}/sign-in/ways/")
    device.click("text=Sign in with my device")
    device.wait_for_selector("text=does not open the door")

    second = Visitor(world.alba.address)
    second.enter(world.alba.links["second"].pop())
    page = second.get("/officers/")
    assert "New device" in page.words
    number = page.body.split('name="number" value="')[1].split('"')[0]
    assert "It is confirmed." in second.post("/officers/", {"do": "confirm", "number": number}, page=page).words

    device.goto(f"{by_name(world)}/sign-in/ways/")
    device.click("text=Sign in with my device")
    device.wait_for_url("**/desk/")
    assert "drafter Alba" in device.inner_text("header")

    # A link that the operator's shell makes now opens nothing by itself: the officer has a device.
    link = world.alba.cli("officer", "link", "drafter Alba").rsplit("/", 2)[1]
    assert Visitor(world.alba.address).get(f"/sign-in/{link}/").status == 410

    # A copy of the key, which begins to count anew, is refused.
    device.click("text=Sign out")
    (kept,) = device.session.send("WebAuthn.getCredentials", {"authenticatorId": device.authenticator})["credentials"]
    device.session.send("WebAuthn.clearCredentials", {"authenticatorId": device.authenticator})
    copied = {**kept, "signCount": 0}
    device.session.send("WebAuthn.addCredential", {"authenticatorId": device.authenticator, "credential": copied})
    device.goto(f"{by_name(world)}/sign-in/ways/")
    device.click("text=Sign in with my device")
    device.wait_for_selector("text=does not open the door")


def test_recovery_code_opens_the_door_once(world: World, officers: dict[str, Visitor]):
    visitor = Visitor(world.alba.address)
    visitor.enter(world.alba.links["reader"].pop())
    page = visitor.post("/officers/me/", {"do": "codes"}, page=visitor.get("/officers/me/"))
    codes = [part.split("</code>")[0] for part in page.body.split("<li><code>")[1:]]
    assert len(set(codes)) == 10

    again = Visitor(world.alba.address)
    page = again.post("/sign-in/ways/", {"code": codes[3]}, page=again.get("/sign-in/ways/"))
    assert page.path == "/officers/me/"
    assert "You have 9 codes left." in page.words
    thief = Visitor(world.alba.address)
    assert "each works once" in thief.post("/sign-in/ways/", {"code": codes[3]}, page=thief.get("/sign-in/ways/")).words
    assert again.post("/officers/me/", {"do": "everywhere"}, page=page).path == "/sign-in/"
    assert visitor.get("/desk/", stay=True).status == 302
    officers["reader"].enter(world.alba.links["reader"].pop())  # whom *everywhere* has signed out too
