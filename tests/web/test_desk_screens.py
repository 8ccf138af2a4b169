# SPDX-License-Identifier: Apache-2.0
"""The desk without JavaScript: one proposes, another releases, both sides come to the same joint words."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from visitor import Page, Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def version_of(page: Page, words: str) -> str:
    """The version whose card holds these words."""
    card = next(c for c in re.findall(r'(?s)<article class="version.*?</article>', page.body) if words in c)
    found = re.search(r'name="version" value="([0-9a-f]{64})"', card)
    assert found is not None
    return found[1]


def paragraph(world: World, wording: str, place: str) -> dict[str, str]:
    """A paragraph tabled by Boria, that Alba has received."""
    ids = world.ids
    made = world.boria.say(
        ids["dialogue"],
        "table",
        "paragraph",
        structure={"text": ids["text"], "language": "en", "place": place},
        words={"wording": wording},
    )
    world.meet(ids["dialogue"])
    return made


def test_bracket_shows_its_owners_in_characters(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].get(f"/desk/{world.ids['dialogue']}/{world.ids['rival']}/")

    assert "The Parties [ Alba: reaffirm ] [ Boria: recall ] their commitment to" in page.words
    assert "[ Alba: — (to be left out) ] [ Boria: practical ]" in page.words
    assert "In brackets: not yet joint." in page.words


def test_accepting_takes_two_officers_and_ends_joint_and_held(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    made = paragraph(world, "The Parties will meet again within a year.", "h")
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"
    asked = officers["drafter"].get("/desk/")
    assert f"{path}" in asked.body
    page = officers["drafter"].get(path)
    proposal = officers["drafter"].post(path, {"do": "accept", "version": made["version"]}, page=page)
    assert proposal.path.startswith("/desk/proposal/")
    assert "Waits for a second officer. Nothing has gone out." in proposal.words
    assert "Release this act" not in proposal.words

    own = officers["drafter"].post(proposal.path, {"do": "release"}, page=proposal)
    assert "Your post does not allow this." in own.words
    released = officers["releaser"].post(proposal.path, {"do": "release"})
    assert "Released: written to our log and signed." in released.words
    again = officers["second"].post(proposal.path, {"do": "release"}, page=officers["second"].get("/desk/"))
    assert "This proposal is decided already." in again.words

    world.meet(world.ids["dialogue"])
    page = officers["drafter"].get(path)
    assert "Joint: all parties have accepted it." in page.words
    assert re.search(r"joint , \w+ \d+ \w+ \d{4}, .* held by Boria since \w+ \d+ ", page.words)
    assert "Joint: all parties have accepted it." in theirs.get(path).words


def test_releaser_cannot_release_what_they_proposed(world: World, officers: dict[str, Visitor]):
    made = paragraph(world, "The Parties thank their hosts.", "i")
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"
    proposal = officers["releaser"].post(path, {"do": "accept_ad_referendum", "version": made["version"]})
    assert "ad referendum" in proposal.words
    refused = officers["releaser"].post(proposal.path, {"do": "release"}, page=proposal)
    assert "One does not release what one proposed oneself; another officer must." in refused.words

    officers["second"].post(proposal.path, {"do": "release"})
    page = officers["releaser"].get(path)
    assert "Alba : accepts ad referendum; does not count until confirmed" in page.words
    assert "In brackets: not yet joint." in page.words


def test_reservation_says_why_and_shows_beside_the_text_on_the_other_side(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    made = paragraph(world, "The Parties agree to exchange lists of critical infrastructure.", "j")
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"
    empty = officers["drafter"].post(path, {"do": "reserve", "version": made["version"], "said": " "})
    assert "A reservation says why. Nothing was proposed." in empty.words
    form = {"do": "reserve", "version": made["version"], "said": "Notre loi ne le permet pas.", "language": "fr"}
    proposal = officers["drafter"].post(path, form)
    officers["second"].post(proposal.path, {"do": "release"})
    world.meet(world.ids["dialogue"])

    page = theirs.get(path)
    assert "reserved by Alba" in page.words
    assert '<span lang="fr">Notre loi ne le permet pas.</span>' in page.body


def test_alternative_keeps_the_place_and_shows_in_brackets(world: World, officers: dict[str, Visitor]):
    made = paragraph(world, "The Parties shall share indicators.", "k")
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"
    same = officers["drafter"].post(path, {"do": "alternative", "wording": "The Parties shall share indicators."})
    assert "The words are the same as before" in same.words
    form = {"do": "alternative", "wording": "The Parties should share indicators."}
    proposal = officers["drafter"].post(path, form)
    assert "What is on the table" in proposal.words
    officers["releaser"].post(proposal.path, {"do": "release"})

    page = officers["drafter"].get(path)
    assert "The Parties [ Alba: should ] [ Boria: shall ] share indicators." in page.words


def test_refused_proposal_goes_nowhere_and_keeps_its_reason(world: World, officers: dict[str, Visitor]):
    made = paragraph(world, "The Parties note the report.", "l")
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"
    proposal = officers["drafter"].post(path, {"do": "accept", "version": made["version"]})
    page = officers["releaser"].post(proposal.path, {"do": "refuse", "reason": "Legal service first."})

    assert "Refused. Nothing went out." in page.words
    assert "Legal service first." in page.words
    assert "Alba : has not spoken yet" in officers["drafter"].get(path).words


def test_author_withdraws_their_own_proposal(world: World, officers: dict[str, Visitor]):
    path = f"/desk/{world.ids['dialogue']}/?bring=finding"
    proposal = officers["drafter"].post(path, {"wording-en": "A finding.", "round": world.ids["round"]})
    page = officers["drafter"].post(proposal.path, {"do": "refuse"}, page=proposal)

    assert "Withdrawn by its author. Nothing went out." in page.words


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("round", {"title-fr": "Troisième cycle", "from": "2028-03-01"}),
        ("agenda_item", {"title-en": "Norms", "plane": "global"}),
        ("paper", {"title-ru": "Памятная записка", "form": "aide_memoire"}),
        ("commitment", {"wording-en": "To answer within a day.", "owners": ["XA", "XB"], "due": "2027-12-31"}),
        ("text", {"title-en": "Statement", "language-en": "authentic", "language-ru": "courtesy"}),
        ("consultation", {"subject-en": "A", "question-en": "B", "marking": "TLP:GREEN", "to": ["XB"]}),
        ("contact", {"function-en": "Duty desk"}),
    ],
)
def test_each_kind_of_thing_can_be_proposed_by_its_form(
    world: World, officers: dict[str, Visitor], kind: str, fields: dict[str, object]
):
    path = f"/desk/{world.ids['dialogue']}/?bring={kind}"
    proposal = officers["drafter"].post(path, fields)

    assert proposal.path.startswith("/desk/proposal/")
    assert "From Alba to: Boria" in proposal.words
    officers["drafter"].post(proposal.path, {"do": "refuse"}, page=proposal)


def test_empty_form_proposes_nothing_and_says_so(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].post(f"/desk/{world.ids['dialogue']}/?bring=paper", {"title-en": ""})

    assert "A field that is needed is empty. Nothing was proposed." in page.words


def test_buttons_stand_only_for_what_is_permitted(world: World, officers: dict[str, Visitor]):
    ids = world.ids
    joint = officers["drafter"].get(f"/desk/{ids['dialogue']}/{ids['agreed']}/")
    ours = officers["drafter"].get(f"/desk/{ids['dialogue']}/{ids['lone']}/")

    assert 'value="accept"' not in joint.body
    assert 'value="reserve"' not in joint.body
    assert "Table a change of what is joint" in joint.words
    assert 'value="accept"' not in ours.body
    assert 'value="withdraw"' in ours.body


def test_act_that_is_not_permitted_is_refused_with_a_sentence(world: World, officers: dict[str, Visitor]):
    ids = world.ids
    path = f"/desk/{ids['dialogue']}/{ids['agreed']}/"
    page = officers["drafter"].post(path, {"do": "reserve", "version": ids["agreed_version"], "said": "No."})

    assert "This version is joint, and joint it stays. To change it, table a change." in page.words


def test_dialogue_says_what_the_other_side_holds_and_when_we_looked(world: World, officers: dict[str, Visitor]):
    world.meet(world.ids["dialogue"])
    page = officers["drafter"].get(f"/desk/{world.ids['dialogue']}/")

    assert "State with the other side Boria What we have said Boria holds all of it. Last receipt:" in page.words
    assert "Last looked" in page.words
    assert "Number as each party counts Alba: 2 Boria: 3" in page.words


def test_jargon_of_proofs_stands_only_in_the_drawer(world: World, officers: dict[str, Visitor]):
    ids = world.ids
    for path in (f"/desk/{ids['dialogue']}/", f"/desk/{ids['dialogue']}/{ids['rival']}/", "/desk/proposal/1/"):
        body = officers["drafter"].get(path).body
        outside = re.sub(r'(?s)<details class="proof">.*?</details>', "", body)
        words = re.sub(r"<[^>]+>", " ", outside)
        assert re.findall(r"\b[0-9a-f]{32,}\b|digest|Merkle|checkpoint|commitment to the words", words) == []
        assert '<details class="proof">' in body


def test_fragment_answers_nothing_new_while_nothing_has_changed(world: World, officers: dict[str, Visitor]):
    for path in (f"/desk/{world.ids['dialogue']}/", f"/desk/{world.ids['dialogue']}/{world.ids['rival']}/", "/duty/"):
        page = officers["drafter"].get(path)
        found = re.search(r'hx-get="(\?part=record&amp;have=\w+)"', page.body)
        assert found is not None
        fragment = path + found[1].replace("&amp;", "&")
        assert officers["drafter"].get(fragment, HX_Request="true").status == 204
        changed = officers["drafter"].get(fragment.replace("have=", "have=x"), HX_Request="true")
        assert (changed.status, "<html" in changed.body) == (200, False)
        paused = officers["drafter"].get(f"{path}?live=off")
        assert ("hx-get" in paused.body, "Resume automatic update" in paused.words) == (False, True)


def test_words_of_others_are_shown_as_words_and_never_as_markup(world: World, officers: dict[str, Visitor]):
    nasty = "<script>alert(1)</script> & {{ settings.SECRET_KEY }} {bracket}"
    made = paragraph(world, nasty, "m")
    page = officers["drafter"].get(f"/desk/{world.ids['dialogue']}/{made['object']}/")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ settings.SECRET_KEY }} {bracket}" in page.body
    assert "<script>alert" not in page.body


def test_address_of_sign_in_remembers_where_one_wanted_to_go(world: World, stranger: Visitor):
    path = f"/desk/{world.ids['dialogue']}/"

    assert stranger.get(path, stay=True).headers["Location"] == f"/sign-in/?next={quote(path, safe='')}"
