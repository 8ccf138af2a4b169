# SPDX-License-Identifier: Apache-2.0
"""Posts by command: an absence with its end, a handover that takes two, and clearance deadlines in calendars."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from visitor import Visitor
from world import COMITY, World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


@pytest.fixture
def tokens(world: World, tmp_path: Path) -> dict[str, str]:
    for who, token in world.alba.tokens.items():
        (tmp_path / who).write_text(token)
    return {who: str(tmp_path / who) for who in world.alba.tokens}


def cli(world: World, token: str, *words: str) -> str:
    return world.alba.cli("post", *words, "--home", str(world.alba.home), "--token", token)


def test_absence_gives_the_deputy_the_post_until_its_end_and_back_ends_it(world: World, tokens: dict[str, str]):
    rows = json.loads(cli(world, tokens["releaser"], "list", "--json"))
    post = next(row for row in rows if row["holder"] == "clearer Alba")
    first, last = datetime.now(UTC).date(), datetime.now(UTC).date() + timedelta(days=3)
    away = ("away", str(post["id"]), "--deputy", "contributor Alba", "--from", str(first), "--until", str(last))

    said = cli(world, tokens["clearer"], *away)
    assert f"post {post['id']}, Post of clearer: contributor Alba stands in from" in said
    own = json.loads(cli(world, tokens["contributor"], "list", "--json"))
    assert {row["title"] for row in own} == {"Post of clearer", "Post of contributor"}
    refused = subprocess.run(
        [COMITY, "post", *away, "--home", str(world.alba.home), "--token", tokens["reader"]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (refused.returncode, "may not appoint" in refused.stderr) == (1, True)

    assert "clearer Alba is back" in cli(world, tokens["clearer"], "back", str(post["id"]))
    assert [row["title"] for row in json.loads(cli(world, tokens["contributor"], "list", "--json"))] == [
        "Post of contributor"
    ]


def test_post_is_handed_over_by_two_officers_by_command(world: World, tokens: dict[str, str]):
    rows = json.loads(cli(world, tokens["releaser"], "list", "--json"))
    post = next(row for row in rows if row["title"] == "Archivist")

    said = cli(world, tokens["releaser"], "hand-over", str(post["id"]), "--to", "auditor Alba")
    assert "to auditor Alba; another officer confirms it" in said
    (change,) = [row for row in json.loads(cli(world, tokens["second"], "waiting", "--json")) if row["sort"] == "post"]
    alone = subprocess.run(
        [COMITY, "post", "confirm", str(change["id"]), "--home", str(world.alba.home), "--token", tokens["releaser"]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (alone.returncode, "another officer must confirm it" in alone.stderr) == (1, True)
    assert "post of auditor Alba: refused" in cli(world, tokens["second"], "refuse", str(change["id"]))
    rows = json.loads(cli(world, tokens["releaser"], "list", "--json"))
    assert next(row["holder"] for row in rows if row["title"] == "Archivist") == "reader Alba"


ASK = """
import json, os, sys
from datetime import timedelta
from comity.node.home import Home
from comity.node.start import prepare
prepare(Home(os.environ["COMITY_HOME"]))
from comity.node import clearance, positions
from comity.node.clock import now
from comity.node.national.models import Officer, Position, Post
Post.objects.filter(title="Post of clearer").update(ministry="Secret Ministry")
ana = Officer.objects.get(name="drafter Alba")
row = positions.begin(ana, sys.argv[1], positions.Draft(
    sort="instructions", title="Hidden title", language="en", lead="MFA", marking="TLP:AMBER",
    wording="Hidden words", red_lines="", ministries=("Secret Ministry", "Other Ministry")))
for ministry in ("Secret Ministry", "Other Ministry"):
    clearance.ask(ana, positions.current(row), ministry, deadline=now() + timedelta(days=2), silence="clears")
from comity.node.national.models import ClearanceRequest
asked = ClearanceRequest.objects.filter(version__position=row).order_by("pk")
if sys.argv[2] == "close":
    Position.objects.filter(title="Hidden title").update(state="closed")
print(json.dumps([one.pk for one in asked]))
"""


def ask(world: World, then: str) -> list[int]:
    run = [sys.executable, "-W", "ignore", "-c", ASK, world.ids["dialogue"], then]
    import os

    env = {**os.environ, "COMITY_HOME": str(world.alba.home)}
    done = subprocess.run(run, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[int] = json.loads(done.stdout)
    return found


def calendar(visitor: Visitor, stranger: Visitor) -> tuple[dict[str, object], str]:
    made = visitor.post("/calendar/address/", page=visitor.get("/officers/me/"))
    found = re.search(r"https?://[^/]+(/calendar/[\w-]+/en\.ics)", made.body)
    assert found is not None, made.words
    answer = stranger.get(found[1])
    assert answer.status == 200
    return {str(e["uid"]).split("@")[0]: e for e in Calendar.from_ical(answer.data).walk("VEVENT")}, answer.body


def test_clearance_deadlines_stand_in_the_calendar_of_who_clears_and_who_asked(
    world: World, officers: dict[str, Visitor], stranger: Visitor
):
    asked = [f"clearance-{number}" for number in ask(world, "leave")]
    clears, body = calendar(officers["clearer"], stranger)
    led, _ = calendar(officers["drafter"], stranger)

    assert [uid in clears for uid in asked] == [False, True] or [uid in clears for uid in asked] == [True, False]
    assert [uid in led for uid in asked] == [True, True]
    (mine,) = [event for uid, event in clears.items() if uid in asked]
    assert str(mine["summary"]).startswith("Clearance asked for, no. ")
    assert str(mine["description"]) == "Silence clears."
    assert not any(uid.startswith("round-") for uid in clears)
    for hidden in ("Hidden", "Secret Ministry", "Other Ministry", "Boria", world.ids["dialogue"]):
        assert hidden not in body

    ask(world, "close")
    later, _ = calendar(officers["clearer"], stranger)
    (gone,) = [event for uid, event in later.items() if uid in asked]
    assert (str(gone["status"]), int(gone["sequence"])) == ("CANCELLED", 1)
    assert officers["duty"].post("/calendar/address/", page=officers["duty"].get("/officers/me/")).status == 403
