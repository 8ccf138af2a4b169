# SPDX-License-Identifier: Apache-2.0
"""The framework and terms: who says what of law, with source and language; what is not public stays inside."""

from __future__ import annotations

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

LAW = {
    "wording": {"en": "Sovereignty is a rule of its own."},
    "source": {
        "title": {"en": "Boria on law"}, "url": "https://boria.example/law", "published": "2027-01", "language": "ru",
    },
}  # fmt: skip


def test_positions_stand_under_their_states_with_source_and_language(
    world: World, officers: dict[str, Visitor], stranger: Visitor
):
    d = world.ids["dialogue"]
    world.boria.say(d, "notify", "position", structure={"sort": "international_law"}, words=LAW)
    world.meet(d)

    ours, public = officers["drafter"].get("/framework/"), stranger.get("/framework/")

    boria = ours.words.replace(" ,", ",").partition("Boria Sovereignty is a rule of its own.")[2]
    assert boria.startswith(" January 2027 · Russian · in a dialogue; not public Source: Boria on law, https://boria")
    assert "Sovereignty is a rule" not in public.body
    netherlands = public.words.partition("Netherlands Letter of the Minister of Foreign Affairs")[2]
    assert netherlands.split("Source:")[0].endswith("5 July 2019 · language not stated by the source ")
    assert "k) Do no harm to authorised emergency response teams" in public.words
    assert "PC.DEC/1202" in public.words
    assert "2018" in public.words.partition("Published accounts that speak of the framework")[2]


def test_position_is_brought_with_its_source_by_form(world: World, officers: dict[str, Visitor]):
    path = f"/desk/{world.ids['dialogue']}/?bring=position"
    form = {
        "sort": "international_law", "wording-en": "The Charter applies.", "source-title-en": "Paper",
        "source-url": "https://alba.example/law", "source-published": "2027-02", "source-language": "pt",
    }  # fmt: skip
    refused = officers["drafter"].post(path, {**form, "source-url": "javascript:x"}, page=officers["drafter"].get(path))
    assert "An address begins with https:// or http://." in refused.words

    proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path))

    assert "Source Paper, February 2027 (Portuguese) https://alba.example/law" in proposal.words.replace(" ,", ",")
    officers["drafter"].post(proposal.path, {"do": "refuse"}, page=proposal)


def test_definitions_of_one_term_stand_side_by_side_each_under_its_party(
    world: World, officers: dict[str, Visitor], stranger: Visitor
):
    d = world.ids["dialogue"]
    for node, called, wording in (
        (world.alba, "cybersecurity", "Protection of networks."),
        (world.boria, "information security", "Protection of the information space."),
    ):
        node.say(
            d, "notify", "definition", structure={"term": "information-security"},
            words={"title": {"en": called}, "wording": {"en": wording}},
        )  # fmt: skip
    world.meet(d)

    words = officers["drafter"].get("/framework/terms/").words

    at = [
        words.index(part) for part in ("Alba: cybersecurity", "Protection of networks.", "Boria: information security")
    ]
    assert at == sorted(at)
    assert "Protection of networks." not in stranger.get("/framework/terms/").body


def test_command_line_shows_fora_framework_and_terms(world: World):
    token = world.alba.home / "reader.token"
    token.write_text(world.alba.tokens["reader"])
    as_reader = ("--home", str(world.alba.home), "--token", str(token))

    every, one = world.alba.cli("forum", *as_reader), world.alba.cli("forum", *as_reader, "UN-GLOBAL-M")

    assert "UN-OEWG" in every
    assert "follows     UN-OEWG" in one
    assert "touched by" in one
    assert "position  XA  Thematic groups need a fixed calendar." in one
    assert "norm a)" in world.alba.cli("framework", *as_reader)
    assert world.alba.cli("terms", *as_reader) is not None
