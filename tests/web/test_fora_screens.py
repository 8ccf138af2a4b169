# SPDX-License-Identifier: Apache-2.0
"""Fora on screen: with their sources for everybody, with our dialogues for our officers alone."""

from __future__ import annotations

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


@pytest.mark.usefixtures("world")
def test_fora_are_listed_by_plane_with_how_far_the_sources_go(stranger: Visitor):
    words = stranger.get("/fora/").words

    assert "Our sources go up to May 2026." in words
    assert words.index("global plane") < words.index("Open-ended Working Group") < words.index("regional plane")
    assert "Open-ended Working Group Mandate ended." in words


@pytest.mark.usefixtures("world")
def test_a_forum_shows_mandate_successor_outcomes_and_the_source_of_each(stranger: Visitor):
    page = stranger.get("/fora/UN-OEWG/")

    assert "Followed by Global Mechanism" in page.words
    assert "A/RES/75/240" in page.words
    assert "A/80/257" in page.words
    assert page.body.count("Source:") == page.body.count('<li class="item"><p><strong>') >= 7


@pytest.mark.usefixtures("world")
def test_the_public_sees_the_published_accounts_that_speak_of_it(stranger: Visitor):
    assert "Second meeting, Moscow, 28 September 2021" in stranger.get("/fora/UN-OEWG/").words
    assert "Second meeting, Moscow" not in stranger.get("/fora/UN-HRC/").words


def test_an_officer_sees_what_names_the_forum_in_our_dialogues_and_the_public_does_not(
    world: World, stranger: Visitor, officers: dict[str, Visitor]
):
    public, ours = stranger.get("/fora/UN-GLOBAL-MECHANISM/"), officers["drafter"].get("/fora/UN-GLOBAL-MECHANISM/")

    assert "Thematic groups need a fixed calendar." in ours.words
    assert "no-store" in ours.headers["cache-control"]
    assert "Thematic groups need" not in public.body
    assert world.ids["dialogue"] not in public.body
    assert "Thematic groups need" not in officers["drafter"].get("/fora/UN-OEWG/").words
