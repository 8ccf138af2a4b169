# SPDX-License-Identifier: Apache-2.0
"""The interface of the command line: what it takes, what it refuses, and that a browser's cookie opens nothing."""

from __future__ import annotations

import pytest
from visitor import Visitor, bearer
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


@pytest.fixture
def ask(world: World, stranger: Visitor):
    def asked(who: str, method: str, path: str, body: object = None):
        return bearer(stranger, world.alba.tokens[who], method, f"/api/{path}", body)

    return asked


def finding(world: World) -> dict[str, object]:
    words = {"wording": {"en": "Said by the command line."}}
    return {"dialogue": world.ids["dialogue"], "verb": "table", "kind": "finding", "words": words}


def test_proposal_is_released_by_another_and_not_by_its_author(world: World, ask):
    status, made = ask("releaser", "POST", "proposals", finding(world))
    assert (status, made["state"], made["proposed_by"]) == (200, "open", "releaser Alba")
    status, refused = ask("releaser", "POST", f"proposals/{made['id']}/release")
    assert (status, refused["code"], refused["exit_code"]) == (403, "release.own-proposal", 1)
    status, released = ask("second", "POST", f"proposals/{made['id']}/release")
    assert (status, released["state"], released["decided_by"]) == (200, "released", "second Alba")
    assert isinstance(released["index"], int)
    assert ask("drafter", "GET", f"proposals/{made['id']}")[1]["version"] == made["version"]


def test_open_proposals_are_listed_and_refused_ones_are_not(world: World, ask):
    _, made = ask("drafter", "POST", "proposals", finding(world))
    assert made["id"] in {p["id"] for p in ask("reader", "GET", "proposals")[1]}
    assert ask("second", "POST", f"proposals/{made['id']}/refuse", {"reason": "No."})[1]["reason"] == "No."
    assert made["id"] not in {p["id"] for p in ask("reader", "GET", "proposals")[1]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (["a list"], "api.body"),
        ({"verb": "shout"}, "api.body"),
        ({"verb": "table", "kind": "finding", "colour": "red"}, "api.body"),
        ({"verb": "table", "kind": "finding", "dialogue": "0" * 32}, "not-here"),
        ({"verb": "table", "kind": "poem"}, "ours"),
        ({"verb": "table", "kind": "finding"}, "act.malformed"),
        ({"verb": "table", "kind": "finding", "words": {"wording": {"en": "\u202e"}}}, "act.malformed"),
        ({"verb": "table", "kind": "finding", "words": {}, "structure": {"colour": "red"}}, "act.malformed"),
        ({"verb": "accept", "kind": "paragraph", "version": "0" * 64}, "not-here"),
    ],
)
def test_bad_proposal_is_refused_with_its_code_as_our_fault(world: World, ask, body, code: str):
    if isinstance(body, dict):
        body = {"dialogue": world.ids["dialogue"], **body}
    status, answer = ask("drafter", "POST", "proposals", body)

    assert (answer["code"], answer["exit_code"]) == (code, 1)
    assert status in {400, 404}
    assert answer["message"]


def test_body_that_is_not_json_is_refused(world: World, stranger: Visitor):
    token = {"Authorization": f"Bearer {world.alba.tokens['drafter']}"}
    page = stranger.raw("POST", "/api/proposals", b"\xff{", **token)

    assert page.status == 400
    assert '"code": "api.body"' in page.body


def test_session_of_a_browser_opens_nothing_here(officers: dict[str, Visitor]):
    page = officers["releaser"].raw("POST", "/api/proposals", b"{}", Content_Type="application/json")

    assert page.status == 401
    assert officers["releaser"].raw("GET", "/api/dialogues").status == 401


def test_wrong_method_is_said(ask):
    assert ask("drafter", "DELETE", "proposals")[0] == 405


def test_dialogue_is_given_whole_with_its_words(world: World, ask):
    _, lines = ask("reader", "GET", "dialogues")
    assert {line["purpose"] for line in lines} == {"exercise", "reconstruction"}
    _, whole = ask("reader", "GET", f"dialogues/{world.ids['dialogue']}")
    version = next(
        v for v in whole["record"]["objects"][world.ids["agreed"]]["versions"] if v["id"] == world.ids["agreed_version"]
    )
    assert version["standing"] == "joint"
    words = whole["words"][version["payload"]["commitment"]]
    assert words == {"wording": "The Parties met in Alba City and reviewed their points of contact."}
    assert (whole["us"], whole["parties"]) == ("XA", ["XA", "XB"])


def test_mandate_needs_two_and_its_holder_is_neither(world: World, ask):
    body = {"to": "duty Alba", "dialogue": world.ids["dialogue"], "kinds": ["incident"], "at_most": 1}
    status, refused = ask("releaser", "POST", "mandates", body)
    assert (status, refused["code"]) == (400, "api.body")
    status, given = ask("releaser", "POST", "mandates", {**body, "until": "2099-01-01T00:00:00Z"})
    assert (status, given["confirmed_by"], given["left"]) == (200, None, 1)
    assert ask("releaser", "POST", f"mandates/{given['id']}/confirm")[1]["code"] == "release.own-proposal"
    assert ask("duty", "POST", f"mandates/{given['id']}/confirm")[1]["code"] == "post.not-permitted"
    assert ask("second", "POST", f"mandates/{given['id']}/confirm")[1]["confirmed_by"] == "second Alba"
    assert ask("second", "POST", f"mandates/{given['id']}/revoke")[1]["revoked_at"] is not None
    words = {"subject": {"en": "S"}, "question": {"en": "Q"}}
    act = {"dialogue": world.ids["dialogue"], "verb": "notify", "kind": "incident", "words": words}
    assert ask("duty", "POST", "duty", act)[1]["code"] == "mandate.none"


def test_looking_tells_how_it_went_also_when_the_road_is_cut(world: World, ask):
    status, looks = ask("releaser", "POST", f"pull/{world.ids['dialogue']}")
    assert (status, looks[0]["party"], looks[0]["exit_code"]) == (200, "XB", 0)
    assert ask("reader", "POST", f"pull/{world.ids['dialogue']}")[0] == 403


def test_reader_proposes_nothing(world: World, ask):
    assert ask("reader", "POST", "proposals", finding(world))[1]["code"] == "post.not-permitted"


def test_nothing_of_the_interface_is_stored_by_a_proxy(world: World, stranger: Visitor):
    page = stranger.raw("GET", "/api/dialogues", Authorization=f"Bearer {world.alba.tokens['reader']}")

    assert (page.status, page.headers["Cache-Control"]) == (200, "no-store")
