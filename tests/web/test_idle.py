# SPDX-License-Identifier: Apache-2.0
"""A session that nobody uses ends; what somebody had written just then is kept for them, and for nobody else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from visitor import Page, Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

AGE = """
import json, os, sys
from importlib import import_module
from comity.node.home import Home
from comity.node.start import prepare
prepare(Home(os.environ["COMITY_HOME"]))
from django.conf import settings
store = import_module(settings.SESSION_ENGINE).SessionStore(session_key=sys.argv[1])
key, by = sys.argv[2], int(sys.argv[3])
store[key] = store[key] - by
store.save()
print(json.dumps({name: store[name] for name in ("seen", "since")}))
"""


def age(world: World, visitor: Visitor, key: str, seconds: int) -> dict[str, int]:
    """Make the session of a visitor older."""
    (cookie,) = [c.value for c in visitor.jar if c.name.endswith("_session")]
    env = {**os.environ, "COMITY_HOME": str(world.alba.home)}
    run = [sys.executable, "-W", "ignore", "-c", AGE, str(cookie), key, str(seconds)]
    done = subprocess.run(run, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found


@pytest.fixture
def visitor(world: World) -> Visitor:
    visitor = Visitor(world.alba.address)
    assert visitor.enter(world.alba.links["drafter"].pop()).status == 200
    return visitor


FORM = {"title-en": "Words of an hour", "number-XA": "7", "city-en": "Alba City"}


def send_late(world: World, visitor: Visitor) -> Page:
    path = f"/desk/{world.ids['dialogue']}/?bring=round"
    page = visitor.get(path)
    age(world, visitor, "seen", 31 * 60)
    return visitor.post(path, FORM, page=page)


def test_session_without_a_request_for_half_an_hour_is_over(world: World, visitor: Visitor):
    assert visitor.get("/desk/").status == 200
    age(world, visitor, "seen", 29 * 60)
    assert visitor.get("/desk/", stay=True).status == 200
    age(world, visitor, "seen", 31 * 60)
    over = visitor.get("/desk/")
    assert over.path.startswith("/sign-in/?next=")
    assert "Your session is over" in over.words


def test_part_that_asks_for_itself_keeps_no_session_alive(world: World, visitor: Visitor):
    page = f"/desk/{world.ids['dialogue']}/"
    visitor.get(page)
    before = age(world, visitor, "seen", 1200)
    assert visitor.get(f"{page}?part=record", HX_Request="true").status == 200
    assert age(world, visitor, "seen", 0) == before
    age(world, visitor, "seen", 700)
    assert visitor.get(f"{page}?part=record", HX_Request="true").status == 401


def test_session_ends_after_eight_hours_whatever_is_asked(world: World, visitor: Visitor):
    visitor.get("/desk/")
    age(world, visitor, "since", 8 * 3600 + 60)
    assert visitor.get("/desk/", stay=True).status == 302


def test_form_sent_too_late_is_kept_for_its_officer_and_sent_by_their_hand(world: World, visitor: Visitor):
    late = send_late(world, visitor)
    assert late.path.startswith("/sign-in/")
    assert "What you wrote is kept for you" in late.words
    assert "Words of an hour" not in late.body

    back = visitor.enter(world.alba.links["drafter"].pop())
    assert "is waiting for you" in back.words
    kept = visitor.get("/kept/")
    assert ">Words of an hour</textarea>" in kept.body
    action = re.search(r'<form method="post" action="([^"]+)"', kept.body.partition("<main")[2])
    assert action is not None
    proposal = visitor.post(action[1].replace("&amp;", "&"), FORM, page=kept)
    assert proposal.path.startswith("/desk/proposal/"), proposal.words
    assert "Title Words of an hour" in proposal.words
    visitor.post(proposal.path, {"do": "refuse"}, page=proposal)
    assert "Nothing is kept here for you." in visitor.get("/kept/").words


def test_form_that_was_kept_is_gone_for_another_officer_and_can_be_dropped(world: World, visitor: Visitor):
    send_late(world, visitor)
    other = visitor.enter(world.alba.links["second"].pop())
    assert "is waiting for you" not in other.words
    assert "Words of an hour" not in visitor.get("/kept/").body
    visitor.post("/sign-out/", page=other)

    mine = Visitor(world.alba.address)
    mine.enter(world.alba.links["drafter"].pop())
    send_late(world, mine)
    mine.enter(world.alba.links["drafter"].pop())
    assert "is gone" in mine.post("/kept/", page=mine.get("/kept/")).words
    assert "Nothing is kept here for you." in mine.get("/kept/").words
