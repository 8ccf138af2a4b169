# SPDX-License-Identifier: Apache-2.0
"""A whole text on its way to the public: milestones, release, the courtesy copy's notice, a corrigendum, own words."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def _text(world: World) -> dict[str, str]:
    """A communiqué that is authentic in French, with a courtesy translation into English, joint in both."""
    d = world.ids["dialogue"]
    languages = [{"language": "fr", "status": "authentic"}, {"language": "en", "status": "courtesy"}]
    alternat = {"fr": {"XA": ["l'Alba"], "XB": ["la Borie"]}}
    title = {"title": {"fr": "Déclaration", "en": "Declaration"}, "form": "statement", "alternat": alternat}
    structure = {"languages": languages, "round": world.ids["round"]}
    made = [world.alba.say(d, "table", "text", structure=structure, words=title)]
    for lang, words in (
        ("fr", "L'Alba et la Borie : l'Alba et la Borie se reverront en mars."),
        ("en", "The Parties will meet in March."),
    ):
        place = {"text": made[0]["object"], "language": lang, "place": "c"}
        made.append(world.alba.say(d, "table", "paragraph", structure=place, words={"wording": words}))
    _accept(world, *made)
    return {"object": made[0]["object"], "version": made[0]["version"], "fr": made[1]["version"]}


def _accept(world: World, *made: dict[str, str]) -> None:
    d = world.ids["dialogue"]
    world.meet(d)
    for each in made:
        world.boria.say(d, "accept", each["kind"], object=each["object"], version=each["version"])
    world.meet(d)


def _decide(world: World, officers: dict[str, Visitor], path: str, form: dict[str, str]) -> None:
    """Propose by a form, release as another officer, and let the other side accept what is new."""
    proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path))
    assert proposal.path.startswith("/desk/proposal/"), proposal.words
    officers["releaser"].post(proposal.path, {"do": "release"}, page=officers["releaser"].get(proposal.path))
    number = int(proposal.path.rstrip("/").rsplit("/", 1)[1])
    _accept(world, world.alba.api("GET", f"proposals/{number}", who="releaser"))


def test_text_is_initialled_released_and_corrected_beside_its_courtesy_copy(
    world: World, officers: dict[str, Visitor], stranger: Visitor
):
    text = _text(world)
    path = f"/desk/{world.ids['dialogue']}/{text['object']}/"
    assert "French (authentic) : draft, without brackets" in officers["drafter"].get(path).words
    _decide(world, officers, path, {"do": "milestone", "language": "fr", "reached": "initialled"})
    page = officers["drafter"].get(path)
    assert "French (authentic) : initialled ne varietur" in page.words
    assert "A change that became joint would void this, visibly." in page.words

    assert stranger.get(f"/register/{text['version']}/").status == 404
    account = {"title": {"en": "Alba's own press release"}, "issuer": "XA", "facts": []}
    own = world.alba.say(
        world.ids["dialogue"], "notify", "account", structure={"round": world.ids["round"]}, words=account
    )
    _decide(world, officers, f"/desk/{world.ids['dialogue']}/{own['object']}/", {"do": "publish"})
    _decide(world, officers, path, {"do": "publish", "not_before": ""})
    public = stranger.get(f"/register/{text['version']}/")
    assert "This is a courtesy translation and is not authentic. The authentic text: French" in public.words
    assert '<a href="#text-fr">' in public.body
    assert "What each side says of it in its own words" in public.words
    assert "Alba's own press release" in public.words

    soon = datetime.now(UTC) + timedelta(days=2)
    form = {
        "do": "corrigendum",
        "corrects": text["fr"],
        "for": "avril",
        "read": "mai",
        "objections_until": f"{soon:%Y-%m-%dT%H:%M}",
    }
    refused = officers["drafter"].post(path, form, page=officers["drafter"].get(path))
    assert "These words do not stand in that paragraph." in refused.words
    _decide(world, officers, path, {**form, "for": "mars"})
    page = officers["drafter"].get(path)
    assert "for mars , read mai" in page.words
    assert "l'Alba et la Borie se reverront en mars." in page.words
    for node, first, second in ((world.alba, "l'Alba", "la Borie"), (world.boria, "la Borie", "l'Alba")):
        words = Visitor(node.address).get(f"/register/{text['version']}/").words
        assert f"{first} et {second} se reverront en mars." in words
        assert f"Alternat: this copy names {node.name['en']} first" in words
    _compare(world, officers, path, text)


def _compare(world: World, officers: dict[str, Visitor], path: str, text: dict[str, str]) -> None:
    """Set what Boria's portal shows, and what a newspaper prints, beside what was agreed."""
    plain = Visitor(world.boria.address).get(f"/register/{text['version']}/text-fr.txt")
    assert plain.body == "L'Alba et la Borie : la Borie et l'Alba se reverront en mars.\n"
    courtesy = Visitor(world.boria.address).get(f"/register/{text['version']}/text-en.txt").body
    assert courtesy.startswith("The Parties will meet in March.\n\n--\nThis is a courtesy translation")
    assert Visitor(world.boria.address).get(f"/register/{text['version']}/text-ru.txt").status == 404

    where = f"{path}published/"
    form = {"do": "read-back", "party": "XB", "language": "fr"}
    refused = officers["drafter"].post(where, form, page=officers["drafter"].get(where))
    assert "The operator has not written down the address of this side’s portal." in refused.words
    file = world.alba.home / "node.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"portals": {"XB": world.boria.address}}))
    page = officers["drafter"].post(where, form, page=officers["drafter"].get(where))
    assert "Boria, in French, compared with what was agreed Word for word what was agreed." in page.words
    assert f"Source: {world.boria.address}/register/{text['version']}/text-fr.txt" in page.words
    assert "compared with the copy of Boria" in page.words

    words = "Communiqué. L'Alba et la Borie : la Borie et l'Alba se rencontreront peut-être en mars."
    form = {"do": "keep", "party": "XB", "language": "fr", "words": words, "source": "La Gazette, p. 2"}
    page = officers["drafter"].post(where, form, page=page)
    assert "It is not what was agreed." in page.words
    assert "“rencontreront peut-être” instead of “reverront”" in page.words
    assert "<del>reverront</del>" in page.body
    assert "<ins>rencontreront peut-être</ins>" in page.body
    assert "Added, and not agreed" in page.words
    data = b"<html><body><p>L'Alba et la Borie : l'Alba et la Borie se reverront en mars.</p></body></html>"
    page = officers["drafter"].send_file(where, {**form, "words": "", "party": "XA"}, "file", data, page=page)
    assert "Alba, in French, compared with what was agreed Word for word what was agreed." in page.words
    assert page.words.count("Word for word what was agreed.") == 3
    refused = officers["drafter"].send_file(where, form, "file", data, page=page)
    assert "Paste the text or choose a file, one of the two." in refused.words
    assert officers["reader"].get(f"{where}?copy=999").status == 404
    assert "Keep and compare" not in officers["reader"].get(where).words
    kept = [f"{where}?copy={n}" for n in re.findall(r"\?copy=(\d+)", officers["reader"].get(where).body)]
    assert "“rencontreront peut-être” instead of “reverront”" in officers["reader"].get(sorted(kept)[1]).words
    assert Visitor(world.alba.address).get(where).path.startswith("/sign-in/")
