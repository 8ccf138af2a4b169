# SPDX-License-Identifier: Apache-2.0
"""The public register shows what a joint release names; a bracket in the same log does not show."""

from __future__ import annotations

import re

import feedparser
import pytest
from visitor import Visitor
from world import BRACKET, World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def test_public_portal_hides_a_bracket_that_exists_in_the_log(
    world: World, stranger: Visitor, officers: dict[str, Visitor]
):
    ids = world.ids
    private = officers["drafter"].get(f"/desk/{ids['dialogue']}/{ids['text']}/")
    assert BRACKET in private.words

    public = [
        stranger.get(path)
        for path in (
            "/",
            "/register/",
            f"/register/{ids['text_version']}/",
            f"/register/{ids['public_version']}/",
            "/register/feed.rss",
        )
    ]
    for page in public:
        assert page.status == 200
        assert BRACKET.split()[0] not in page.body
        assert "practical confidence" not in page.body
        assert ids["lone_version"] not in page.body
    assert "reviewed their points of contact" in public[2].words
    for name in ("lone_version", "agreed_version", "bracketed_version"):
        assert stranger.get(f"/register/{ids[name]}/").status == 404


@pytest.mark.usefixtures("world")
def test_register_lists_what_is_published_with_its_purpose(stranger: Visitor):
    words = stranger.get("/register/").words

    assert "exercise text Joint communiqué Alba – Boria" in words
    assert "reconstruction account of a round Second meeting, Moscow, 28 September 2021 France – Russia" in words
    assert "Account issued by: United States" in words


def test_account_shows_delegations_side_by_side_with_every_agency(world: World, stranger: Visitor):
    page = stranger.get(f"/register/{world.ids['fr-ru-2021']}/")

    assert "Reconstruction from published texts; no government took part." in page.words
    sides = re.findall(r'(?s)<section class="side".*?</section>', page.body)
    assert [len(re.findall("<li>", side)) for side in sides] == [6, 11]  # a head and the agencies
    assert "5 agencies" in page.words
    assert "10 agencies" in page.words
    assert "bilateral plane" in page.words
    assert "A/RES/76/19" in page.words
    assert "Paris, date to be agreed" in page.words


def test_account_says_what_its_text_does_not_say(world: World, stranger: Visitor):
    page = stranger.get(f"/register/{world.ids['us-fr-2018']}/")

    assert "Place not stated in the text" in page.words
    assert "9 agencies" in page.words
    assert re.search(r"Place of the meeting not stated Why: The text names no city", page.words)


def test_every_fact_of_an_account_shows_its_support(world: World, stranger: Visitor):
    for name in ("fr-ru-2021", "us-fr-2018"):
        page = stranger.get(f"/register/{world.ids[name]}/")
        facts = re.findall(r'class="fact fact-(\w+)"', page.body)
        assert len(facts) > 35
        assert set(facts) == {"stated", "inferred", "not_stated", "elsewhere"}
        assert page.body.count('class="support"') == len(facts)


def test_feed_is_read_by_a_reader_of_feeds(world: World, stranger: Visitor):
    page = stranger.get("/register/feed.rss?lang=fr")
    feed = feedparser.parse(page.body)

    assert not feed.bozo
    assert feed.version == "rss20"
    assert feed.feed.language == "fr"
    assert page.headers["Content-Type"].startswith("application/rss+xml")
    published = {f"urn:sha256:{world.ids[name]}" for name in ("fr-ru-2021", "us-fr-2018", "text_version")}
    assert published <= {entry.id for entry in feed.entries}
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert all(entry.published_parsed for entry in feed.entries)
    assert "[reconstruction] Deuxième réunion, Moscou, 28 septembre 2021" in {entry.title for entry in feed.entries}


def test_feed_has_the_same_items_in_every_language(stranger: Visitor):
    feeds = [feedparser.parse(stranger.get(f"/register/feed.rss?lang={lang}").body) for lang in ("fr", "en", "ru")]

    assert len({tuple(entry.id for entry in feed.entries) for feed in feeds}) == 1
    assert len({feed.entries[-1].title for feed in feeds}) == 3


def test_link_of_a_feed_item_opens(world: World, stranger: Visitor):
    feed = feedparser.parse(stranger.get("/register/feed.rss?lang=ru").body)
    for entry in feed.entries:
        page = stranger.get(entry.link.removeprefix(world.alba.address))
        assert (page.status, page.headers["Content-Language"]) == (200, "ru")


def test_public_log_says_what_may_be_kept_and_serves_widths_of_before(world: World, stranger: Visitor):
    prefix = f"/log/{world.ids['public']}"
    kept = {
        name: stranger.get(f"{prefix}/{name}").headers["Cache-Control"]
        for name in ("tile/0/000.p/3", "tile/0/000.p/1", "tile/entries/000.p/2", "checkpoint", "card.json")
    }
    for name in ("tile/0/000.p/3", "tile/0/000.p/1", "tile/entries/000.p/2"):
        assert kept[name] == "public, max-age=31536000, immutable"
    assert (kept["checkpoint"], kept["card.json"]) == ("no-cache", "public, max-age=60")
    for wrong in ("tile/0/000.p/256", "tile/0/000", "tile/0/001.p/1", "tile/0/0.p/1", "tile/00/000.p/1"):
        assert stranger.get(f"{prefix}/{wrong}").status == 404


def test_publication_has_its_proof_in_the_drawer_in_each_language(world: World, stranger: Visitor):
    for lang, said in (("en", "Proof file (JSON)"), ("fr", "Fichier de preuve (JSON)"), ("ru", "Файл доказательства")):
        page = stranger.get(f"/register/{world.ids['text_version']}/?lang={lang}")
        drawer = re.search(r'(?s)<details class="proof">.*?</details>', page.body)
        assert drawer is not None
        assert f"/register/{world.ids['text_version']}/proof.json" in drawer[0]
        assert said in drawer[0]
