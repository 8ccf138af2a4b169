# SPDX-License-Identifier: Apache-2.0
"""A text between the desk and paper: files that open, what comes back from Word, a paragraph on the wall."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pypdf
import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]
LONE = "any use of it"


def _text(world: World) -> str:
    return f"/desk/{world.ids['dialogue']}/{world.ids['text']}/"


def test_word_file_from_the_desk_holds_each_partys_wording_as_a_tracked_change(
    world: World, officers: dict[str, Visitor]
):
    page = officers["drafter"].get(_text(world) + "copy.docx?language=en")
    with zipfile.ZipFile(io.BytesIO(page.data)) as package:
        body = package.read("word/document.xml").decode()

    assert 'w:author="Boria"' in body
    assert "recall" in body
    assert "TLP:AMBER" in docx.Document(io.BytesIO(page.data)).sections[0].header.paragraphs[0].text


@pytest.mark.pdf
@pytest.mark.parametrize(("query", "says"), [("view=fair", "Fair copy"), ("view=bracketed", "[Boria:")])
def test_pdf_from_the_desk_is_fair_or_bracketed(world: World, officers: dict[str, Visitor], query: str, says: str):
    reader = pypdf.PdfReader(io.BytesIO(officers["drafter"].get(_text(world) + f"copy.pdf?language=en&{query}").data))
    words = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)

    assert says in words
    assert (LONE in words) is (query == "view=bracketed")
    assert bool(reader.attachments) is (query == "view=fair")


@pytest.mark.pdf
def test_two_languages_stand_side_by_side(world: World, officers: dict[str, Visitor]):
    path = _text(world) + "copy.pdf?language=en&beside=fr&view=bilingual"
    words = " ".join(pypdf.PdfReader(io.BytesIO(officers["drafter"].get(path).data)).pages[0].extract_text().split())

    assert "The Parties met in Alba City" in words
    assert "Les Parties se sont réunies" in words


def test_a_changed_word_file_comes_back_as_proposals(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].get(_text(world) + "copy.docx?language=fr")
    document = docx.Document(io.BytesIO(page.data))
    victim = next(p for p in document.paragraphs if "réunies" in p.text)
    next(run for run in victim.runs if "réunies" in run.text).text = "Les Parties se sont rencontrées à Alba-Ville."
    out = io.BytesIO()
    document.save(out)
    answer = _upload(officers["drafter"], _text(world), out.getvalue())

    assert "1 proposal; another officer releases it." in answer.words
    assert "rencontrées" in officers["releaser"].get(_text(world)).words or "rencontrées" in _proposals(officers)


def test_a_file_that_is_no_word_file_brings_nothing(world: World, officers: dict[str, Visitor]):
    before = _proposals(officers)
    answer = _upload(officers["drafter"], _text(world), b"not a package")

    assert answer.status == 200
    assert _proposals(officers) == before


def test_at_the_table_a_paragraph_stands_alone_and_typing_proposes(world: World, officers: dict[str, Visitor]):
    base = _text(world) + "at-table/?language=en&n="
    second = officers["drafter"].get(base + "2")
    rival = f"/desk/{world.ids['dialogue']}/{world.ids['rival']}/"
    form = {"do": "alternative", "from": "table", "n": "2", "wording": "The Parties note their commitment."}
    answer = officers["drafter"].post(rival, form, page=second)

    assert re.search(r"Paragraph 2 of \d+", second.words)
    assert "[ Boria: recall" in second.words
    assert "Alba City" not in re.sub(r"<title>.*?</title>", "", second.body)
    assert answer.path == base + "2"
    assert re.search(r"Proposal \d+: another officer releases it", answer.words)


def test_a_number_beyond_the_text_is_its_last_paragraph(world: World, officers: dict[str, Visitor]):
    assert re.search(r"Paragraph (\d+) of \1 ", officers["drafter"].get(_text(world) + "at-table/?n=999").words)
    assert "Paragraph 1 of " in officers["drafter"].get(_text(world) + "at-table/?n=x").words


def _proposals(officers: dict[str, Visitor]) -> str:
    return officers["releaser"].get("/desk/").words


def _upload(visitor: Visitor, path: str, data: bytes):
    return visitor.send_file(path + "back/", {}, "file", data, page=visitor.get(path))
