# SPDX-License-Identifier: Apache-2.0
"""Every address: what a stranger, an officer of the other side, and an officer of ours get there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from visitor import Visitor, bearer
from world import World

from comity.node.policy import RIGHTS

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

NOBODY = "0" * 32
NOTHING = "0" * 64
PUBLIC, PRIVATE, FORM, API, CLOSED = "public", "private", "form", "api", "closed"
OWN_SECRET = "own secret"  # opens by the secret in it, for whoever has that

# name of the address -> what it is, its path, and a path of the same address where there is nothing
ADDRESSES = {
    "front": (PUBLIC, "/", ""),
    "register": (PUBLIC, "/register/", ""),
    "register_next": (PUBLIC, "/register/next/", ""),
    "register_export": (PUBLIC, "/register/export.json", ""),
    "register_compare": (
        PUBLIC,
        "/register/{fr-ru-2021}/beside/{us-fr-2018}/",
        f"/register/{{fr-ru-2021}}/beside/{NOTHING}/",
    ),
    "feed": (PUBLIC, "/register/feed.rss", ""),
    "account": (PUBLIC, "/register/{fr-ru-2021}/", f"/register/{NOTHING}/"),
    "public_proof": (PUBLIC, "/register/{text_version}/proof.json", f"/register/{NOTHING}/proof.json"),
    "public_text": (PUBLIC, "/register/{text_version}/text-en.txt", f"/register/{NOTHING}/text-en.txt"),
    "public_logs": (PUBLIC, "/log/", ""),
    "public_log": (PUBLIC, "/log/{public}/", "/log/public-0/"),
    "public_checkpoint": (PUBLIC, "/log/{public}/checkpoint", "/log/public-0/checkpoint"),
    "public_card": (PUBLIC, "/log/{public}/card.json", "/log/public-0/card.json"),
    "public_tile": (PUBLIC, "/log/{public}/tile/entries/000.p/3", "/log/{public}/tile/entries/001"),
    "public_words": (PUBLIC, "/log/{public}/payload/{public_words}", f"/log/{{public}}/payload/{NOTHING}"),
    "fora": (PUBLIC, "/fora/", ""),
    "forum": (PUBLIC, "/fora/UN-OEWG/", "/fora/NO-SUCH-FORUM/"),
    "framework": (PUBLIC, "/framework/", ""),
    "terms": (PUBLIC, "/framework/terms/", ""),
    "sign_in": (PUBLIC, "/sign-in/", ""),
    "ways_in": (PUBLIC, "/sign-in/ways/", ""),
    "sign_in_link": (PUBLIC, "/sign-in/not-a-link/", ""),
    "clear": (CLOSED, "/clear/not-a-link/", ""),
    "clear_word": (CLOSED, "/clear/not-a-link/position.docx", ""),
    "search": (PRIVATE, "/desk/search/?q=parties", ""),
    "positions": (PRIVATE, "/desk/positions/", ""),
    "position": (PRIVATE, "", "/desk/position/999999/"),
    "position_word": (PRIVATE, "", "/desk/position/999999/position.docx"),
    "sign_out": (FORM, "/sign-out/", ""),
    "reading": (PRIVATE, "/reading/", ""),
    "reading_result": (PRIVATE, "", "/reading/999999/"),
    "imported": (PRIVATE, "/reading/imported/", ""),
    "reading_original": (PRIVATE, "", "/reading/999999/original"),
    "reading_fact": (PRIVATE, "", "/reading/999999/fact/new/"),
    "desk": (PRIVATE, "/desk/", ""),
    "proposal": (PRIVATE, "/desk/proposal/1/", "/desk/proposal/999999/"),
    "dialogue": (PRIVATE, "/desk/{dialogue}/", f"/desk/{NOBODY}/"),
    "table": (PRIVATE, "/desk/{dialogue}/{rival}/", f"/desk/{{dialogue}}/{NOBODY}/"),
    "adoption": (PRIVATE, "/desk/{dialogue}/adopt/", f"/desk/{NOBODY}/adopt/"),
    "kit": (PRIVATE, "/desk/{dialogue}/kit.zip", f"/desk/{NOBODY}/kit.zip"),
    "attached": (PRIVATE, "", f"/desk/{{dialogue}}/{NOBODY}/file"),
    "round": (PRIVATE, "/desk/{dialogue}/round/{round}/", f"/desk/{{dialogue}}/round/{NOBODY}/"),
    "book": (PRIVATE, "/desk/{dialogue}/round/{round}/book.docx", f"/desk/{{dialogue}}/round/{NOBODY}/book.pdf"),
    "minutes": (PRIVATE, "/desk/{dialogue}/round/{round}/minutes/", f"/desk/{{dialogue}}/round/{NOBODY}/minutes/"),
    "minutes_paper": (
        PRIVATE,
        "/desk/{dialogue}/round/{round}/minutes.docx",
        f"/desk/{{dialogue}}/round/{NOBODY}/minutes.pdf",
    ),
    "copy": (PRIVATE, "/desk/{dialogue}/{text}/copy.docx", "/desk/{dialogue}/{rival}/copy.pdf"),
    "at_table": (PRIVATE, "/desk/{dialogue}/{text}/at-table/", "/desk/{dialogue}/{rival}/at-table/"),
    "alternat": (PRIVATE, "/desk/{dialogue}/{text}/alternat/", "/desk/{dialogue}/{rival}/alternat/"),
    "press": (PRIVATE, "/desk/{dialogue}/{text}/press/", "/desk/{dialogue}/{rival}/press/"),
    "passage_history": (PRIVATE, "/desk/{dialogue}/{rival}/history/", "/desk/{dialogue}/{text}/history/"),
    "published": (PRIVATE, "/desk/{dialogue}/{text}/published/", "/desk/{dialogue}/{rival}/published/"),
    "bring_back": (FORM, "/desk/{dialogue}/{text}/back/", ""),
    "note": (PRIVATE, "/desk/{dialogue}/{delegation}/note.docx", "/desk/{dialogue}/{rival}/note.pdf"),
    "act_proof": (
        PRIVATE,
        "/desk/{dialogue}/{agreed}/proof/{agreed_version}.json",
        f"/desk/{{dialogue}}/{{agreed}}/proof/{NOTHING}.tlog-proof",
    ),
    "commitments": (PRIVATE, "/desk/{dialogue}/commitments.csv", f"/desk/{NOBODY}/commitments.xlsx"),
    "calendar_address": (FORM, "/calendar/address/", ""),
    "calendar": (OWN_SECRET, "", f"/calendar/{NOTHING}/en.ics"),
    "introductions": (PRIVATE, "/desk/introductions/", ""),
    "guard": (PRIVATE, "/desk/guard/", ""),
    "officers": (PRIVATE, "/officers/", ""),
    "kept": (PRIVATE, "/kept/", ""),
    "own_page": (PRIVATE, "/officers/me/", ""),
    "audit": (PRIVATE, "/audit/", ""),
    "duty": (PRIVATE, "/duty/", ""),
    "mandates": (PRIVATE, "/duty/mandates/", ""),
    "api_proposals": (API, "/api/proposals", ""),
    "api_proposal": (API, "/api/proposals/1", "/api/proposals/999999"),
    "api_release": (API, "", "/api/proposals/999999/release"),
    "api_refuse": (API, "", "/api/proposals/999999/refuse"),
    "api_positions": (API, "/api/positions", ""),
    "api_position": (API, "", "/api/positions/999999"),
    "api_position_approve": (API, "", "/api/positions/999999/approve/00"),
    "api_readings": (API, "", ""),
    "api_posts": (API, "/api/posts", ""),
    "api_post_away": (API, "", ""),
    "api_post_back": (API, "", "/api/posts/999999/back"),
    "api_post_hand_over": (API, "", ""),
    "api_appointments": (API, "/api/appointments", ""),
    "api_appointment_confirm": (API, "", "/api/appointments/999999/confirm"),
    "api_appointment_refuse": (API, "", "/api/appointments/999999/refuse"),
    "api_fora": (API, "/api/fora", ""),
    "api_forum": (API, "/api/fora/UN-OEWG", "/api/fora/NO-SUCH-FORUM"),
    "api_register": (API, "/api/register", ""),
    "api_framework": (API, "/api/framework", ""),
    "api_terms": (API, "/api/terms", ""),
    "api_audit": (API, "/api/audit", ""),
    "api_mandates": (API, "/api/mandates", ""),
    "api_mandate_confirm": (API, "", "/api/mandates/999999/confirm"),
    "api_mandate_revoke": (API, "", "/api/mandates/999999/revoke"),
    "api_duty": (API, "", ""),
    "api_introductions": (API, "", ""),
    "api_introduction_confirm": (API, "", f"/api/introductions/{NOBODY}/confirm"),
    "api_dialogues": (API, "/api/dialogues", ""),
    "api_dialogue": (API, "/api/dialogues/{dialogue}", f"/api/dialogues/{NOBODY}"),
    "api_press": (
        API,
        "/api/dialogues/{dialogue}/texts/{text}/press",
        f"/api/dialogues/{NOBODY}/texts/{NOBODY}/press",
    ),
    "api_rounds": (API, "/api/dialogues/{dialogue}/rounds", f"/api/dialogues/{NOBODY}/rounds"),
    "api_adopt": (API, "/api/dialogues/{dialogue}/adopt", f"/api/dialogues/{NOBODY}/adopt"),
    "api_kit": (API, "", f"/api/dialogues/{NOBODY}/kit"),
    "api_proof": (API, "", f"/api/dialogues/{NOBODY}/proof/{NOTHING}"),
    "api_pull": (API, "", f"/api/pull/{NOBODY}"),
}
POSTED = {
    "api_release",
    "api_refuse",
    "api_position_approve",
    "api_mandate_confirm",
    "api_mandate_revoke",
    "api_introduction_confirm",
    "api_pull",
    "api_post_back",
    "api_appointment_confirm",
    "api_appointment_refuse",
}
# Addresses that take a body, so that what is missing is said before what is not there.
BODIES = {
    "api_duty": "/api/duty",
    "api_introductions": "/api/introductions",
    "api_readings": "/api/readings",
    "api_post_away": "/api/posts/1/away",
    "api_post_hand_over": "/api/posts/1/hand-over",
}

# What a post needs for a private page to open; own_page is for everybody who is signed in.
NEEDS = {
    "own_page": "",
    "kept": "",
    "reading": "box",
    "reading_result": "box",
    "imported": "box",
    "reading_original": "box",
    "reading_fact": "box",
    "desk": "read",
    "proposal": "read",
    "dialogue": "read",
    "positions": "read",
    "search": "read",
    "position": "read",
    "position_word": "export",
    "table": "read",
    "round": "read",
    "book": "export",
    "minutes": "read",
    "minutes_paper": "export",
    "copy": "export",
    "at_table": "read",
    "alternat": "read",
    "published": "read",
    "press": "read",
    "passage_history": "read",
    "note": "export",
    "act_proof": "export",
    "commitments": "export",
    "adoption": "read",
    "kit": "export",
    "attached": "read",
    "introductions": "introduce",
    "guard": "introduce",
    "officers": "appoint",
    "audit": "audit",
    "duty": "read",
    "mandates": "read",
}


def of_sort(*sorts: str) -> list[str]:
    return [name for name, (sort, _, _) in ADDRESSES.items() if sort in sorts]


def test_every_address_of_the_web_is_in_this_table(world: World):
    code = (
        "from comity.node.home import Home; from comity.node.start import prepare; import os, json;"
        "prepare(Home(os.environ['COMITY_HOME']));"
        "from comity.web.urls import urlpatterns; print(json.dumps([p.name for p in urlpatterns]))"
    )
    env = {**os.environ, "COMITY_HOME": str(world.alba.home)}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=env, capture_output=True, text=True, check=True
    )

    assert sorted(json.loads(run.stdout)) == sorted(ADDRESSES)


@pytest.mark.parametrize("name", of_sort(CLOSED))
def test_secret_that_opens_nothing_is_one_page_for_everybody(
    stranger: Visitor, officers: dict[str, Visitor], name: str
):
    pages = [visitor.get(ADDRESSES[name][1]) for visitor in (stranger, *officers.values())]

    assert {page.status for page in pages} == {410}


@pytest.mark.parametrize("name", of_sort(PUBLIC))
def test_public_page_opens_for_a_stranger(world: World, stranger: Visitor, name: str):
    page = stranger.get(ADDRESSES[name][1].format(**world.ids))

    assert page.status == (410 if name == "sign_in_link" else 200)


@pytest.mark.parametrize("name", of_sort(PRIVATE))
def test_private_page_sends_a_stranger_to_the_door(world: World, stranger: Visitor, name: str):
    _, path, nothing = ADDRESSES[name]
    for address in filter(None, (path, nothing)):
        page = stranger.get(address.format(**world.ids), stay=True)
        assert (page.status, page.headers["Location"].split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize("name", of_sort(PRIVATE))
def test_officer_of_the_other_side_is_a_stranger_here(world: World, stranger: Visitor, theirs: Visitor, name: str):
    cookie = "; ".join(f"{c.name.replace('_xb_', '_xa_')}={c.value}" for c in theirs.jar)
    assert "session" in cookie
    _, path, nothing = ADDRESSES[name]
    page = stranger.get((path or nothing).format(**world.ids), stay=True, Cookie=cookie)

    assert page.status == 302


@pytest.mark.pdf
@pytest.mark.parametrize("role", RIGHTS)
def test_private_page_opens_for_the_posts_that_may_and_is_not_stored(
    world: World, officers: dict[str, Visitor], role: str
):
    """Each private address by each role: from the policy, so that a new role or address is in it by itself."""
    assert sorted(NEEDS) == sorted(of_sort(PRIVATE))
    for name, right in NEEDS.items():
        if path := ADDRESSES[name][1]:
            page = officers[role].get(path.format(**world.ids))
            opens = not right or right in RIGHTS[role]
            assert (page.status == 200, page.status in {200, 403, 404}) == (opens, True), (name, page.status)
            assert page.headers["Cache-Control"] == "no-store"


CLOSE = """
import os, sys
from comity.node.home import Home
from comity.node.start import prepare
prepare(Home(os.environ["COMITY_HOME"]))
from comity.node.national.models import Admission, Officer
if sys.argv[2] == "close":
    Admission.objects.create(dialogue=sys.argv[1], ministry="Interior", by=Officer.objects.first())
else:
    Admission.objects.filter(dialogue=sys.argv[1]).delete()
"""


def test_dialogue_of_another_ministry_is_not_there_for_any_role(world: World, officers: dict[str, Visitor]):
    ids = {**world.ids, "dialogue": world.ids["us-fr-2018-file"]}
    paths = [ADDRESSES[name][1].format(**ids) for name in NEEDS if "{dialogue}" in ADDRESSES[name][1]]
    assert len(paths) > 1

    def gate(what: str) -> None:
        env = {**os.environ, "COMITY_HOME": str(world.alba.home)}
        command = [sys.executable, "-W", "ignore", "-c", CLOSE, ids["dialogue"], what]
        subprocess.run(command, env=env, check=True)

    gate("close")
    try:
        for role, visitor in officers.items():
            assert [path for path in paths if visitor.get(path).status != 404] == [], role
            assert ids["dialogue"] not in visitor.get("/desk/").body
        token = world.alba.tokens["releaser"]
        status, _ = bearer(officers["releaser"], token, "GET", f"/api/dialogues/{ids['dialogue']}")
        assert status == 404
    finally:
        gate("open")
    assert officers["reader"].get(f"/desk/{ids['dialogue']}/").status == 200


@pytest.mark.parametrize("name", [n for n, (sort, _, nothing) in ADDRESSES.items() if nothing and sort != API])
def test_what_is_not_there_is_the_same_page_of_nothing(world: World, officers: dict[str, Visitor], name: str):
    officer = officers["drafter"]
    page = officer.get(ADDRESSES[name][2].format(**world.ids))
    other = officer.get("/nothing-of-the-kind/")

    assert (page.status, other.status) == (404, 404)
    assert page.words == other.words
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", of_sort(API))
def test_interface_refuses_everybody_without_a_token_of_this_node(
    world: World, officers: dict[str, Visitor], name: str
):
    _, path, nothing = ADDRESSES[name]
    address = (path or nothing or BODIES[name]).format(**world.ids)
    method = "POST" if name in POSTED | BODIES.keys() else "GET"
    for token in ("", "nonsense", world.boria.tokens["releaser"]):
        status, body = bearer(officers["releaser"], token, method, address, {})
        assert (status, body["code"], body["exit_code"]) == (401, "post.unknown-token", 1)


@pytest.mark.parametrize("name", [n for n in of_sort(API) if ADDRESSES[n][2]])
def test_interface_says_not_here_for_what_is_not_there(world: World, stranger: Visitor, name: str):
    method = "POST" if name in POSTED else "GET"
    status, body = bearer(
        stranger, world.alba.tokens["releaser"], method, ADDRESSES[name][2], {} if method == "POST" else None
    )

    assert (status, body["code"]) == (404, "not-here")


def test_post_decides_what_an_officer_may_do(world: World, officers: dict[str, Visitor]):
    reader = officers["reader"]
    page = reader.get(f"/desk/{world.ids['dialogue']}/{world.ids['rival']}/")
    assert re.findall(r'name="do"', page.body) == []
    assert 'href="/reading/"' not in page.body
    assert reader.get("/reading/").status == 403

    form = {"do": "alternative", "wording": "Other words."}
    assert "Your post does not allow this." in reader.post(page.path, form, page=page).words


def test_form_without_its_token_is_refused_with_a_sentence(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].raw("POST", f"/desk/{world.ids['dialogue']}/", b"x=1")

    assert page.status == 403
    assert "The form is incomplete or has expired." in page.words


def test_link_is_used_by_pressing_the_button_and_not_by_looking(world: World, stranger: Visitor):
    link = world.alba.links["reader"].pop()

    assert stranger.get(f"/sign-in/{link}/").status == 200
    assert stranger.get(f"/sign-in/{link}/").status == 200
    assert stranger.enter(link).path == "/desk/"
    again = Visitor(world.alba.address).get(f"/sign-in/{link}/")
    assert (again.status, "has been used" in again.words) == (410, True)


def test_sign_in_goes_on_only_within_the_node(world: World):
    for asked, reached in (
        ("/duty/", "/duty/"),
        ("https://elsewhere.example/", "/desk/"),
        ("//elsewhere.example", "/desk/"),
    ):
        visitor = Visitor(world.alba.address)
        link = world.alba.links["second"].pop()
        page = visitor.get(f"/sign-in/{link}/?next={asked}")
        assert visitor.post(f"/sign-in/{link}/", {"next": asked}, page=page).path == reached


def test_sign_out_ends_the_session(world: World):
    visitor = Visitor(world.alba.address)
    visitor.enter(world.alba.links["drafter"].pop())
    visitor.post("/sign-out/", page=visitor.get("/desk/"))

    assert visitor.get("/desk/", stay=True).status == 302
