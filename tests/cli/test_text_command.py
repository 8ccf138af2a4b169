# SPDX-License-Identifier: Apache-2.0
"""`comity text`: a text out as DOCX, ODT and PDF, and a changed DOCX back as proposals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from nodes import Nodes

from comity.formats.docx import write_docx
from comity.formats.docx_parts import Sheet
from comity.formats.docx_reader import read_docx
from comity.formats.revision import Mark, Piece, Revised, RevisedParagraph

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("founded")]
_SHEET = Sheet("t", "d", "ru", "TLP:GREEN", "exercise")
_ANA = Mark("Ана Лис", "2027-03-07T10:00:00Z")


@pytest.fixture(scope="module")
def text(founded: Nodes) -> str:
    """Give a text with one paragraph, tabled by Alba."""
    words = '{"title": {"ru": "Совместное коммюнике"}, "form": "communique"}'
    languages = '{"languages": [{"language": "ru", "status": "authentic"}]}'
    alba = founded.alba
    made = alba.act("table", "text", "--words", words, "--structure", languages, by="ana", released_by="leo")
    place = json.dumps({"text": made["object"], "language": "ru", "place": "c"})
    wording = "Стороны подтвердили важность диалога."
    alba.act("table", "paragraph", "--structure", place, "--wording", wording, by="ana", released_by="leo")
    return str(made["object"])


def _export(founded: Nodes, text: str, out: Path, *options: str) -> bytes:
    done = founded.alba.done("text", "export", founded.dialogue[:8], text[:8], "--out", str(out), *options)
    assert (done.out, done.err) == ("", f"comity: wrote {out}: 1 paragraphs in ru, 1 not agreed, TLP:GREEN\n")
    return out.read_bytes()


def _change(data: bytes, *pieces: Piece) -> bytes:
    document = read_docx(data)
    paragraphs = [p for p in document.paragraphs if p.pieces]
    new = RevisedParagraph(pieces, "", Piece("\n", inserted=(_ANA,)))
    return write_docx(replace(document, paragraphs=(*paragraphs, new, RevisedParagraph(()))), _SHEET)


@pytest.mark.pdf
def test_text_is_written_in_three_formats_and_the_same_each_time(founded: Nodes, text: str, tmp_path: Path) -> None:
    for format_, magic in (("docx", b"PK"), ("odt", b"PK"), ("pdf", b"%PDF")):
        options = ("--format", format_, "--marking", "TLP:GREEN")
        first = _export(founded, text, tmp_path / f"a.{format_}", *options)
        assert first.startswith(magic)
        assert first == _export(founded, text, tmp_path / f"b.{format_}", *options)


def test_changed_document_comes_back_as_a_proposal_that_another_officer_releases(
    founded: Nodes, text: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(_change(_export(founded, text, file, "--marking", "TLP:GREEN"), Piece("Новый абзац.", (_ANA,))))
    where = (founded.dialogue, text, str(file))
    said = "table paragraph: a new paragraph, by Ана Лис on 2027-03-07T10:00:00Z"
    before = founded.alba.done("proposals", "--json", officer="leo").value
    assert founded.alba.done("text", "import", *where, "--check").out == said + "\n"
    assert founded.alba.done("proposals", "--json", officer="leo").value == before
    made = founded.alba.done("text", "import", *where, officer="ana").out
    (proposal,) = [p for p in founded.alba.done("proposals", "--json", officer="leo").value if p not in before]
    assert made == f"proposal {proposal['id']}: {said}; another officer releases it\n"
    assert (proposal["words"], proposal["proposed_by"]) == ({"wording": "Новый абзац."}, "Ana Lis")
    founded.alba.done("refuse", str(proposal["id"]), officer="leo")


def test_what_cannot_be_kept_is_named_and_nothing_is_proposed(founded: Nodes, text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    changed = _change(_export(founded, text, file, "--marking", "TLP:GREEN"), Piece("Новый\u202eабзац.", (_ANA,)))
    file.write_bytes(changed)
    before = founded.alba.done("proposals", "--json", officer="leo").value
    done = founded.alba.comity("text", "import", founded.dialogue, text, str(file), officer="ana")
    assert done.code == 1
    assert "comity: error: 1 thing(s)" in done.err
    assert "the character U+202E, which is invisible or changes direction" in done.err
    assert founded.alba.done("proposals", "--json", officer="leo").value == before


def test_errors_name_what_there_is(founded: Nodes, text: str, tmp_path: Path) -> None:
    out = str(tmp_path / "a.docx")
    done = founded.alba.comity("text", "export", founded.dialogue, "ffff", "--out", out)
    assert done.code == 1
    assert text[:8] in done.err
    done = founded.alba.comity("text", "export", founded.dialogue, text, "--language", "fr", "--out", out)
    assert "comity: error: the text has no language 'fr'; it has ru" in done.err
    (tmp_path / "a.docx").write_bytes(b"no document")
    done = founded.alba.comity("text", "import", founded.dialogue, text, out, officer="ana")
    assert "comity: error: the file cannot be read: it is no DOCX package" in done.err
    assert isinstance(read_docx(_export(founded, text, tmp_path / "b.docx", "--marking", "TLP:GREEN")), Revised)


def test_lines_for_the_spokesperson_are_written_and_read_as_an_officer(founded: Nodes, text: str) -> None:
    where = ("text", "lines", founded.dialogue[:8], text[:8])
    more = ("--add", "Мы удовлетворены.", "--language", "ru", "--asked", "Кто платил?", "--marking", "TLP:RED")
    said = founded.alba.done(*where, *more, officer="ana").out
    assert "ru\tКто платил?\tМы удовлетворены.\tTLP:RED\tAna Lis" in said
    (line,) = founded.alba.done(*where, "--json", officer="leo").value
    assert (line["words"], line["language"], line["by"]) == ("Мы удовлетворены.", "ru", "Ana Lis")
    assert founded.alba.comity(*where, "--add", "Words without a language.", officer="ana").code == 1


def test_copies_and_what_was_published_are_compared(founded: Nodes, text: str, tmp_path: Path) -> None:
    done = founded.alba.comity("text", "alternat", founded.dialogue, text)
    assert (done.code, done.out.splitlines()[0]) == (
        0, "the text declares no forms of the names in ru: every copy reads the same"
    )  # fmt: skip
    file = tmp_path / "published.html"
    file.write_text("<html><body><p>Ничего из этого не согласовано.</p></body></html>", encoding="utf-8")
    where = ("text", "compare", founded.dialogue, text, "--language", "ru")
    done = founded.alba.comity(*where, str(file), "--json")
    assert (done.code, done.value["added"], done.value["left_out"]) == (1, 5, 0)
    assert [row["verdict"] for row in done.value["paragraphs"]] == ["added"]
    assert "give a file, or --portal" in founded.alba.comity(*where).err
    assert "there is no such text that is joint here" in founded.alba.comity(*where, "--portal", "XB").err


def test_history_of_a_paragraph_tells_what_each_wording_changed(founded: Nodes, text: str) -> None:
    alba = founded.alba
    structure = json.dumps({"text": text, "language": "ru", "place": "f"})
    first = alba.act(
        "table", "paragraph", "--structure", structure, "--wording", "Стороны подтвердили это.", by="ana",
        released_by="leo",
    )  # fmt: skip
    again = ("--structure", structure.replace('"f"', '"h"'), "--wording", "Стороны отметили это.")
    alba.act("table", "paragraph", "--object", first["object"], *again, by="ana", released_by="leo")
    told = alba.done("text", "history", founded.dialogue, first["object"][:8]).out
    assert "Стороны [-подтвердили][+отметили] это." in told
    assert "answers 1  moved" in told
    value = alba.done("text", "history", founded.dialogue, first["object"], "--json").value
    assert [row["answers"] for row in value["versions"]] == [0, 1]
    assert (value["from"], value["into"]) == ([], [])
