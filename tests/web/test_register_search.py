# SPDX-License-Identifier: Apache-2.0
"""The register is searched by state, body, forum, day and words of any language; what is not released is not there."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
from urllib.parse import quote

import pytest
from visitor import Visitor
from world import BRACKET, COMITY, World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def titles(visitor: Visitor, query: str) -> list[str]:
    page = visitor.get(f"/register/?{quote(query, safe='=&+%-')}")
    assert page.status == 200
    return re.findall(r'<h2><a href="/register/([0-9a-f]{64})/">', page.body)


def test_register_is_searchable_by_state(world: World, stranger: Visitor):
    both = titles(stranger, "party=FR")

    assert {world.ids["fr-ru-2021"], world.ids["us-fr-2018"]} <= set(both)
    russia, three = titles(stranger, "party=RU"), titles(stranger, "party=FR&party=US")
    assert world.ids["fr-ru-2021"] in russia
    assert world.ids["us-fr-2018"] not in russia
    assert world.ids["us-fr-2018"] in three
    assert world.ids["fr-ru-2021"] not in three
    assert titles(stranger, "party=XC") == []


@pytest.mark.parametrize(
    "query",
    [
        "body=RU-SECURITY-COUNCIL", "forum=OSCE-IWG-CYBER&party=RU", "since=2021&until=2021-09",
        "since=2021-09-28&party=FR",
        "q=OSZE", "q=общеевропейское+ОБСЕ", "q=réunion+Moscou", "q=Moscow",
    ],
)  # fmt: skip
def test_account_is_found_by_what_it_names_in_any_language(world: World, stranger: Visitor, query: str):
    if "общеевропейское" in query:
        assert titles(stranger, query) == []  # all of the words must be there
    else:
        assert world.ids["fr-ru-2021"] in titles(stranger, query)
        assert world.ids["us-fr-2018"] not in titles(stranger, query)


def test_search_finds_no_word_that_is_in_brackets(stranger: Visitor, officers: dict[str, Visitor], world: World):
    assert BRACKET in officers["drafter"].get(f"/desk/{world.ids['dialogue']}/{world.ids['text']}/").words
    assert titles(stranger, "q=communiqué") != []
    assert titles(stranger, "q=deplore") == []
    assert titles(stranger, "q=reviewed+points+contact") == [world.ids["text_version"]]


def test_list_can_be_narrowed_by_what_was_found(world: World, stranger: Visitor):
    page = stranger.get("/register/?party=FR")
    links = re.findall(r'<li><a href="(\?[^"]*party=RU[^"]*)">Russia</a>', page.body)

    assert len(links) == 1
    narrowed = stranger.get(f"/register/{links[0].replace('&amp;', '&')}").body
    assert world.ids["fr-ru-2021"] in narrowed
    assert world.ids["us-fr-2018"] not in narrowed


def test_absence_is_said_of_our_sources(world: World, stranger: Visitor):
    page = stranger.get("/register/next/")

    assert re.search(r"No later report found in \d+ sources as of", page.words)
    assert "Paris, date to be agreed" in page.words
    assert world.ids["fr-ru-2021"] in page.body


def test_two_accounts_stand_side_by_side_and_nobody_wins(world: World, stranger: Visitor):
    page = stranger.get(f"/register/{world.ids['fr-ru-2021']}/beside/{world.ids['us-fr-2018']}/")

    assert "Nothing here decides between the two." in page.words
    assert len(re.findall(r'<th scope="row">', page.body)) > 8
    assert "differs" in page.words
    assert "said by one only" in page.words


def test_register_leaves_as_open_data_with_its_sources(world: World, stranger: Visitor):
    rows = json.loads(stranger.get("/register/export.json?party=FR").body)["entries"]
    table = list(csv.DictReader(io.StringIO(stranger.get("/register/export.csv?party=FR").body)))

    assert [row["id"] for row in rows] == [row["id"] for row in table]
    assert {world.ids["fr-ru-2021"], world.ids["us-fr-2018"]} <= {row["id"] for row in rows}
    assert all(row["source"].startswith(("https://", "http://")) for row in rows if row["source"])
    assert all(row["source"] for row in rows if row["id"] in {world.ids["fr-ru-2021"], world.ids["us-fr-2018"]})
    assert stranger.get(rows[0]["page"].removeprefix(world.alba.address)).status == 200


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 3000, "page=99999999999", "page=-1", "party=%27%22--", "since=no"]
)
def test_any_search_has_an_answer(stranger: Visitor, query: str):
    assert stranger.get(f"/register/?{query}").status == 200


def found_by_command(world: World, *arguments: str) -> set[str]:
    command = [COMITY, "register", "search", *arguments, "--json"]
    env = {**os.environ, "COMITY_HOME": str(world.alba.home), "COMITY_TOKEN": world.alba.tokens["reader"]}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {one["id"] for one in json.loads(done.stdout)}


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (("--party", "FR", "--party", "RU"), "party=FR&party=RU"),
        (("--body", "RU-SECURITY-COUNCIL"), "body=RU-SECURITY-COUNCIL"),
        (("--forum", "OSCE-IWG-CYBER", "--to", "2021-09"), "forum=OSCE-IWG-CYBER&until=2021-09"),
        (("réunion", "Moscou"), "q=réunion+Moscou"),
    ],
)  # fmt: skip
def test_command_finds_what_the_screen_finds(world: World, stranger: Visitor, arguments: tuple[str, ...], query: str):
    found = found_by_command(world, *arguments)

    assert world.ids["fr-ru-2021"] in found
    assert found == set(titles(stranger, query))
