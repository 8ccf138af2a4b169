# SPDX-License-Identifier: Apache-2.0
"""What a thing names of others: a finding of paragraphs and statements, an agenda item of what it takes up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from visitor import Page, Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def bring(officers: dict[str, Visitor], dialogue: str, kind: str, form: dict[str, Any], question: str = "") -> Page:
    path = f"/desk/{dialogue}/?bring={kind}{question}"
    return officers["drafter"].post(path, form, page=officers["drafter"].get(path))


def said_of(world: World, officers: dict[str, Visitor], proposal: Page) -> dict[str, Any]:
    """Give what was proposed, and take it back."""
    assert proposal.path.startswith("/desk/proposal/"), proposal.words
    number = proposal.path.strip("/").rpartition("/")[2]
    said: dict[str, Any] = world.alba.api("GET", f"proposals/{number}", who="reader")
    officers["drafter"].post(proposal.path, {"do": "refuse"}, page=proposal)
    return said


def test_finding_is_related_to_paragraphs_and_the_second_officer_sees_to_which(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    d, paragraph = world.ids["dialogue"], world.ids["agreed"]
    ours = officers["drafter"].get(f"/desk/{d}/{paragraph}/")
    link = re.search(rf'href="(/desk/{d}/\?bring=finding&amp;relates={paragraph})#h-bring"', ours.body)
    assert link is not None
    form = officers["drafter"].get(link[1].replace("&amp;", "&"))
    assert re.search(rf'name="relates" value="{paragraph}" checked', form.body)

    proposal = bring(officers, d, "finding", {"wording-en": "Jointly noted of it.", "relates": [paragraph]})
    second = officers["releaser"].get(proposal.path)
    assert "Relates to The Parties met in Alba City" in second.words
    assert "(Joint communiqué)" in second.words
    assert "Released" in officers["releaser"].post(proposal.path, {"do": "release"}, page=second).words
    world.meet(d)

    there = theirs.get(f"/desk/{d}/{paragraph}/").words
    assert "What names it Jointly noted of it." in there


def test_finding_is_related_to_a_statement_of_an_account_as_it_stood(world: World, officers: dict[str, Visitor]):
    file = world.ids["us-fr-2018-file"]
    record = world.alba.api("GET", f"dialogues/{file}", who="reader")["record"]["objects"]
    account = next(id_ for id_, thing in record.items() if thing["kind"] == "account")
    offered = officers["drafter"].get(f"/desk/{file}/?bring=finding")
    assert f'name="statements" value="{account}-3"' in offered.body

    proposal = bring(officers, file, "finding", {"wording-en": "As they say.", "statements": [f"{account}-3"]})
    fact = officers["drafter"].get(proposal.path).words.partition("Statements concerned")[2]
    said = said_of(world, officers, proposal)

    assert said["act"]["structure"] == {"statements": [{"account": account, "fact": 3}]}
    assert ": statement 3 " in fact
    assert "(is not here)" not in fact
    missing = bring(officers, file, "finding", {"wording-en": "As they say.", "statements": [f"{account}-9999"]})
    assert "statement 9999 (is not here)" in officers["drafter"].get(missing.path).words
    said_of(world, officers, missing)


def test_agenda_item_takes_up_an_open_commitment(world: World, officers: dict[str, Visitor]):
    d = world.ids["dialogue"]
    record = world.alba.api("GET", f"dialogues/{d}", who="reader")["record"]["objects"]
    commitment = next(
        id_
        for id_, thing in record.items()
        if thing["kind"] == "commitment" and thing["versions"][0]["structure"].get("due") == "2027-09-01"
    )
    page = officers["drafter"].get(f"/desk/{d}/{commitment}/")
    assert f"?bring=agenda_item&amp;carries={commitment}#h-bring" in page.body
    form = officers["drafter"].get(f"/desk/{d}/?bring=agenda_item&carries={commitment}")
    assert f'name="carries" value="{commitment}" checked' in form.body

    proposal = bring(officers, d, "agenda_item", {"title-en": "Exercise", "carries": [commitment]})

    assert "Takes up =1+1 exercise of the points of contact" in proposal.words
    assert said_of(world, officers, proposal)["act"]["structure"]["carries"] == [commitment]


def test_round_says_when_it_opens_and_in_which_country(world: World, officers: dict[str, Visitor]):
    form = {"title-en": "Far round", "country": "XB", "opens": "2031-03-04T09:00"}

    proposal = bring(officers, world.ids["dialogue"], "round", form)

    assert "Opens at Tue 4 March 2031, 09:00" in proposal.words
    assert "Country Boria" in proposal.words
    said = said_of(world, officers, proposal)
    assert (said["words"]["opens"], said["words"]["country"]) == ("2031-03-04T09:00:00Z", "XB")


@pytest.mark.pdf
def test_paper_has_a_chain_of_symbols_and_a_text_can_be_one_package(world: World, officers: dict[str, Visitor]):
    d = world.ids["dialogue"]
    paper = bring(officers, d, "paper", {"title-en": "Draft", "chain": "L.7\r\nL.7/Rev.1\r\n"})
    text = bring(officers, d, "text", {"title-en": "Whole", "package": "1", "language-en": "authentic"})

    assert said_of(world, officers, paper)["words"]["chain"] == ["L.7", "L.7/Rev.1"]
    assert said_of(world, officers, text)["act"]["structure"]["package"] is True


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("finding", {"wording-en": "No.", "relates": ["0" * 32]}),
        ("finding", {"wording-en": "No.", "statements": ["0" * 32 + "-1"]}),
        ("agenda_item", {"title-en": "No.", "carries": ["what"]}),
    ],
)
def test_what_is_not_here_cannot_be_named_by_a_form(
    world: World, officers: dict[str, Visitor], kind: str, form: dict[str, Any]
):
    refused = bring(officers, world.ids["dialogue"], kind, form)

    assert refused.path.startswith(f"/desk/{world.ids['dialogue']}/?bring={kind}")
    assert "Nothing was proposed." in refused.words
