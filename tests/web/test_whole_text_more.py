# SPDX-License-Identifier: Apache-2.0
"""More of a text on screen: a package, a concept note until it is worded, the copy of each party."""

from __future__ import annotations

import io
import re
import zipfile

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


def test_lines_for_the_spokesperson_stand_beside_the_release_gate_and_never_leave(
    world: World, officers: dict[str, Visitor]
):
    path = f"/desk/{world.ids['dialogue']}/{world.ids['text']}/"
    where = f"{path}press/"
    form = {"language": "en", "words": "CANARY-LINE we are satisfied.", "marking": "TLP:AMBER+STRICT"}
    page = officers["drafter"].post(where, form, page=officers["drafter"].get(where))
    page = officers["drafter"].post(where, {**form, "asked": "CANARY-QUESTION who paid?"}, page=page)
    assert "The release gate No release is waiting for its hour." in page.words
    assert "something is in brackets, or nothing is joint" in page.words
    assert "If asked: CANARY-QUESTION who paid? CANARY-LINE we are satisfied. TLP:AMBER+STRICT" in page.words
    assert "Who can read this page: your ministry" in page.words
    assert "CANARY-LINE" in officers["reader"].get(path).words
    assert "Keep it in the ministry" not in officers["reader"].get(where).words
    refused = officers["drafter"].post(where, {**form, "words": " "}, page=page)
    assert "A field that is needed is empty." in refused.words

    world.meet(world.ids["dialogue"])
    for node in (world.alba, world.boria):
        stores = b"".join(file.read_bytes() for file in sorted(node.home.glob("joint.sqlite3*")))
        assert stores
        assert b"CANARY" not in stores
    national = b"".join(file.read_bytes() for file in sorted(world.boria.home.glob("national.sqlite3*")))
    assert b"CANARY" not in national
    assert "CANARY" not in str(world.alba.api("GET", f"dialogues/{world.ids['dialogue']}", who="releaser"))
    for sort in ("docx", "odt", "pdf"):
        data = officers["drafter"].get(f"{path}copy.{sort}?language=en").data
        assert data
        assert b"CANARY" not in _unpacked(data)

    numbers = re.findall(r'name="drop" value="(\d+)"', page.body)
    for number in numbers:
        page = officers["drafter"].post(where, {"drop": number}, page=officers["drafter"].get(where))
    assert "No line was written yet." in page.words
    assert officers["drafter"].post(where, {"drop": numbers[0]}, page=page).status == 404
    assert "CANARY" not in officers["reader"].get(path).words


def test_co_chairs_text_is_nobodys_until_somebody_accepts_it(world: World, officers: dict[str, Visitor]):
    d, where = world.ids["dialogue"], f"/desk/{world.ids['dialogue']}"
    languages = [{"language": "en", "status": "authentic"}]
    words = {"title": {"en": "Chairs"}, "form": "statement"}
    text = world.alba.say(d, "table", "text", structure={"languages": languages}, words=words)["object"]
    path = f"{where}/{text}/"
    form = {"do": "paragraph", "language": "en", "wording": "The Parties recall the charter.", "chairs": "1"}
    proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path))
    officers["releaser"].post(proposal.path, {"do": "release"}, page=officers["releaser"].get(proposal.path))
    page = officers["drafter"].get(path)
    assert "[ Co-chairs: The Parties recall the charter. ]" in page.words
    number = int(proposal.path.rstrip("/").rsplit("/", 1)[1])
    made = world.alba.api("GET", f"proposals/{number}", who="releaser")
    page = officers["drafter"].get(f"{where}/{made['object']}/")
    assert "Co-chairs’ text, brought in by Alba" in page.words
    assert "Propose to accept" in page.words
    world.meet(d)
    world.boria.say(d, "accept", "paragraph", object=made["object"], version=made["version"])
    world.meet(d)
    assert "[ Boria: The Parties recall the charter. ]" in officers["drafter"].get(path).words
    world.alba.say(d, "accept", "paragraph", object=made["object"], version=made["version"])
    world.meet(d)
    assert "Joint: all parties have accepted it." in officers["drafter"].get(path).words
    file = officers["drafter"].get(f"{path}copy.docx?language=en").data
    assert b"Co-chairs" not in _unpacked(file)


def test_history_tells_each_wording_beside_how_it_was_said_before(world: World, officers: dict[str, Visitor]):
    d, where = world.ids["dialogue"], f"/desk/{world.ids['dialogue']}"
    made = {}
    for name, place, words in (
        ("old", "c", "The Parties reaffirm that confidence measures reduce the risk of misperception."),
        ("new", "e", "The Parties reaffirm that confidence measures help."),
    ):
        title = {"title": {"en": f"The {name} statement"}, "form": "statement"}
        languages = [{"language": "en", "status": "authentic"}]
        text = world.alba.say(d, "table", "text", structure={"languages": languages}, words=title)["object"]
        structure = {"text": text, "language": "en", "place": place}
        made[name] = world.alba.say(d, "table", "paragraph", structure=structure, words={"wording": words})
    structure = {"text": text, "language": "en", "place": "k"}
    again = {"wording": "The Parties recall that confidence measures help."}
    world.alba.say(d, "table", "paragraph", object=made["new"]["object"], structure=structure, words=again)
    split = {**structure, "place": "m", "split_from": [made["new"]["object"]]}
    half = world.alba.say(d, "table", "paragraph", structure=split, words={"wording": "Confidence measures help."})

    page = officers["reader"].get(f"{where}/{made['new']['object']}/history/")
    assert page.words.count("Since: Second round") == 0
    assert re.search(r"Before any dated round .* answers no. 1 · moved", page.words)
    assert "<del>reaffirm</del> <ins>recall</ins>" in page.body
    assert "Its words went into: Confidence measures help." in page.words
    assert "<mark>that confidence measures</mark>" in page.body
    assert "paragraph: The old statement" in page.words
    assert "3 words running" in page.words
    assert "Its words come from: The Parties" in officers["reader"].get(f"{where}/{half['object']}/history/").words
    asked = officers["reader"].get(f"{where}/{made['new']['object']}/history/?q=reduce+the+risk+of+misperception")
    assert "<mark>reduce the risk of misperception</mark>" in asked.body
    nothing = officers["reader"].get(f"{where}/{made['new']['object']}/history/?q=zebra+crossing+ahead")
    assert "No precedent: nowhere do three of these words stand together." in nothing.words


def _unpacked(data: bytes) -> bytes:
    """Give what is in a file, with what is packed unpacked."""
    if not data.startswith(b"PK"):
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).encode()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"".join(package.read(name) for name in package.namelist())
