# SPDX-License-Identifier: Apache-2.0
"""Three in the morning: one button, under a mandate at once, without one by a second officer."""

from __future__ import annotations

import re

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def check(world: World) -> dict[str, str]:
    made = world.boria.say(world.ids["dialogue"], "notify", "check", words={"level": 3})
    world.meet(world.ids["dialogue"])
    return made


def form(world: World, version: str, **more: str) -> dict[str, str]:
    fields = {"do": "acknowledge", "dialogue": world.ids["dialogue"], "version": version, "kind": "check"}
    return {**fields, **more}


def test_duty_screen_says_under_what_mandate_an_answer_goes_out(officers: dict[str, Visitor]):
    words = officers["duty"].get("/duty/").words

    assert "Communication check: Boria" in words
    assert "2 – a person has read it" in words
    assert "Traffic from a hospital network" in words
    assert "TLP:AMBER+STRICT" in words
    assert re.search(r"Goes out at once under your mandate: \d acts left, until \w{3} \d+ ", words)


def test_check_is_acknowledged_at_once_and_the_other_side_has_the_same_record(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    made = check(world)
    page = officers["duty"].post("/duty/", form(world, made["version"], answer="Duty officer, awake."))
    assert "It has gone out. Signed and written to our log." in page.words
    world.meet(world.ids["dialogue"])

    words = theirs.get("/duty/").words
    assert "Alba acknowledged" in words
    assert "Duty officer, awake." in words
    assert "Duty officer, awake." in officers["duty"].get(f"/desk/{world.ids['dialogue']}/{made['object']}/").words


def test_acknowledging_twice_is_refused_with_a_sentence(world: World, officers: dict[str, Visitor]):
    made = check(world)
    officers["duty"].post("/duty/", form(world, made["version"]))
    page = officers["duty"].post("/duty/", form(world, made["version"]))

    assert "Our party holds this already, or has nothing to take back." in page.words


def test_without_a_mandate_the_answer_waits_for_a_second_officer(world: World, officers: dict[str, Visitor]):
    made = check(world)
    words = officers["drafter"].get("/duty/").words
    assert "You have no mandate for this; a second officer must release it." in words
    page = officers["drafter"].post("/duty/", form(world, made["version"]))

    assert "a second officer must release it." in page.words
    assert "Proposed as number" in page.words


def test_mandate_ends_when_its_acts_are_used(world: World, officers: dict[str, Visitor]):
    for _ in range(6):
        made = check(world)
        page = officers["duty"].post("/duty/", form(world, made["version"]))
        if "Proposed as number" in page.words:
            break

    assert "You have no mandate for this" in officers["duty"].get("/duty/").words


def test_check_is_sent_from_the_duty_screen(world: World, officers: dict[str, Visitor]):
    fields = {"do": "check", "dialogue": world.ids["dialogue"], "level": "2", "question-en": "Are you there?"}
    page = officers["duty"].post("/duty/", fields)

    assert page.status == 200
    assert "Proposed as number" in page.words or "It has gone out" in page.words


def test_duty_officer_comes_to_the_duty_screen(world: World):
    visitor = Visitor(world.alba.address)

    assert visitor.enter(world.alba.links["duty"].pop()).path == "/duty/"


def test_mandate_is_given_by_one_confirmed_by_another_and_revoked_at_once(world: World, officers: dict[str, Visitor]):
    fields = {"do": "give", "to": "duty Alba", "dialogue": world.ids["dialogue"], "kind": ["incident"]}
    page = officers["releaser"].post(
        "/duty/mandates/", {**fields, "until": "2099-01-01", "hour": "06:00", "at_most": "2"}
    )
    assert "The mandate waits for a second officer." in page.words
    number = re.search(r'id="mandate-(\d+)"', page.body)[1]
    own = re.search(rf'(?s)id="mandate-{number}".*?</li>', page.body)[0]
    assert ('value="confirm"' in own, 'value="revoke"' in own) == (False, True)
    refused = officers["releaser"].post("/duty/mandates/", {"do": "confirm", "mandate": number})
    assert "another officer must." in refused.words

    confirmed = officers["second"].post("/duty/mandates/", {"do": "confirm", "mandate": number})
    assert "In force duty Alba" in confirmed.words
    assert "2 acts left, until Thu 1 January 2099, 06:00" in confirmed.words
    held = officers["duty"].get("/duty/mandates/")
    assert ("In force" in held.words, "Give a mandate" in held.words) == (True, False)
    revoked = officers["releaser"].post("/duty/mandates/", {"do": "revoke", "mandate": number})
    assert "The mandate is revoked." in revoked.words
    assert "It is noted." in officers["second"].post("/duty/mandates/", {"do": "review", "mandate": number}).words


@pytest.mark.parametrize(
    "wrong",
    [{"until": ""}, {"until": "soon"}, {"at_most": "many"}, {"kind": []}, {"until": "2001-01-01"}, {"hour": "6 pm"}],
)
def test_mandate_that_is_not_whole_is_not_given(world: World, officers: dict[str, Visitor], wrong: dict[str, object]):
    fields = {"do": "give", "to": "duty Alba", "dialogue": world.ids["dialogue"], "kind": ["check"]}
    page = officers["releaser"].post(
        "/duty/mandates/", {**fields, "until": "2099-01-01", "hour": "06:00", "at_most": "2", **wrong}
    )

    assert "Nothing was" in page.words
