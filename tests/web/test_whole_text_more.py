# SPDX-License-Identifier: Apache-2.0
"""More of a text on screen: a package, a concept note until it is worded, the copy of each party."""

from __future__ import annotations

import io

import pypdf
import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def _decide(world: World, officers: dict[str, Visitor], path: str, form: dict[str, object]) -> dict[str, str]:
    """Propose by a form, release as another officer, let the other side accept; give what was tabled."""
    proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path))
    assert proposal.path.startswith("/desk/proposal/"), proposal.words
    officers["releaser"].post(proposal.path, {"do": "release"}, page=officers["releaser"].get(proposal.path))
    number = int(proposal.path.rstrip("/").rsplit("/", 1)[1])
    made: dict[str, str] = world.alba.api("GET", f"proposals/{number}", who="releaser")
    d = world.ids["dialogue"]
    world.meet(d)
    world.boria.say(d, "accept", made["kind"], object=made["object"], version=made["version"])
    world.meet(d)
    return made


@pytest.mark.pdf
def test_package_with_a_concept_note_is_agreed_only_on_condition_and_each_party_has_its_copy(
    world: World, officers: dict[str, Visitor]
):
    dialogue = f"/desk/{world.ids['dialogue']}/"
    form = {
        "title-en": "Arrangement",
        "form": "memorandum",
        "language-en": "authentic",
        "language-ru": "courtesy",
        "package": "1",
        "alternat-en-XA": "Alba",
        "alternat-en-XB": "Boria; Boria's",
    }
    refused = officers["drafter"].post(f"{dialogue}?bring=text", form)
    assert "For the alternat each party has as many forms of its name as the other" in refused.words
    text = _decide(world, officers, f"{dialogue}?bring=text", {**form, "alternat-en-XA": "Alba; Alba's"})
    path = f"{dialogue}{text['object']}/"
    page = officers["drafter"].get(path)
    assert "Nothing is agreed until everything is agreed" in page.words
    assert "Russian (courtesy translation)" in page.words

    words = {"do": "paragraph", "language": "en", "wording": "Alba and Boria meet twice a year."}
    _decide(world, officers, path, words)
    note = _decide(
        world, officers, path, {**words, "wording": "Something on the cost of meetings.", "concept": "1"}
    )  # fmt: skip
    page = officers["drafter"].get(path)
    assert "Agreed on condition: nothing is agreed until everything is agreed." in page.words
    assert "Concept note, before wording : Joint: all parties have accepted it." in page.words
    assert "1 paragraph in brackets" in page.words

    still = {"do": "alternative", "wording": "Something on costs.", "concept": "1"}
    concept = f"{dialogue}{note['object']}/"
    _decide(world, officers, concept, still)
    assert "<strong>Concept note" in officers["drafter"].get(path).body
    _decide(world, officers, concept, {"do": "alternative", "wording": "Each side bears its own costs."})
    page = officers["drafter"].get(path)
    assert "<strong>Concept note" not in page.body
    assert "Clean text: no bracket is left." in page.words

    copies = officers["drafter"].get(f"{path}alternat/?language=en")
    assert "The 2 copies are one and the same text." in copies.words
    assert "<mark>Boria and Alba</mark>" in copies.body
    said = []
    for code in ("XA", "XB"):
        file = officers["drafter"].get(f"{path}copy.pdf?language=en&view=fair&for={code}")
        said.append(" ".join(pypdf.PdfReader(io.BytesIO(file.data)).pages[0].extract_text().split()))
    assert "Alba and Boria meet twice a year." in said[0]
    assert "Boria and Alba meet twice a year." in said[1]
    assert all("Nothing is agreed until everything is agreed: this text is not adopted" in words for words in said)

    for reached in ("stabilised", "initialled", "adopted"):
        _decide(world, officers, path, {"do": "milestone", "language": "en", "reached": reached})
    assert "Agreed on condition" not in officers["drafter"].get(path).words
