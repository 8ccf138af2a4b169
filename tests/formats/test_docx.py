# SPDX-License-Identifier: Apache-2.0
"""DOCX out: what we write we read, others open, and every page says what it is."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from copies import agreed, communique, copy_of

from comity.base.errors import Ours
from comity.formats.docx import docx_of, write_docx
from comity.formats.docx_parts import Sheet
from comity.formats.docx_reader import read_docx
from comity.formats.revision import Mark, Piece, Revised, RevisedParagraph
from comity.formats.tracking import tracked

_SHEET = Sheet("t", "d", "en", "TLP:GREEN", "live")


def test_document_is_read_back_as_it_was_written():
    copy = communique()
    read = read_docx(docx_of(copy))
    assert read == tracked(copy)
    assert read.authors == ("Boria", "Cadria")


def test_same_copy_gives_the_same_bytes():
    assert docx_of(communique()) == docx_of(communique())


def test_marking_and_purpose_stand_in_header_and_footer():
    document = docx.Document(io.BytesIO(docx_of(communique(purpose="reconstruction", marking="TLP:AMBER+STRICT"))))
    (section,) = document.sections
    for margin in (section.header, section.footer):
        text = "\n".join(p.text for p in margin.paragraphs)
        assert "TLP:AMBER+STRICT" in text
        assert "RECONSTRUCTION" in text


def test_another_program_finds_genuine_changes_with_author_and_date_and_no_change_in_a_change():
    document = docx.Document(io.BytesIO(docx_of(communique())))
    body = document.element.body
    changes = body.xpath("//w:ins | //w:del")
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert {c.get(name + "author") for c in changes} == {"Boria", "Cadria"}
    assert all(c.get(name + "date").endswith("Z") for c in changes)
    assert body.xpath("//w:ins//w:del | //w:del//w:ins | //w:ins//w:ins | //w:del//w:del") == []
    ids = [c.get(name + "id") for c in body.xpath("//w:ins | //w:del | //w:bookmarkStart")]
    assert len(set(ids)) == len(ids)
    assert {c.author for c in document.comments} == {"Alba", "Boria"}
    assert [c.text for c in document.comments if "strong" in c.text] == ["Too strong.\nSee the second round."]


def test_word_is_told_to_go_on_tracking():
    with zipfile.ZipFile(io.BytesIO(docx_of(communique()))) as package:
        assert b"trackRevisions" in package.read("word/settings.xml")
        assert package.testzip() is None


def test_text_without_paragraphs_is_a_document_too():
    assert [p.pieces for p in read_docx(docx_of(copy_of())).paragraphs] == [(Piece("Joint communiqué"),)]


def test_characters_of_markup_are_words():
    copy = copy_of(agreed(1, "a < b & “c” ]]> 'd'  two  spaces "))
    assert read_docx(docx_of(copy)) == tracked(copy)


def test_change_inside_a_change_is_not_written():
    nested = RevisedParagraph((Piece("very", (Mark("Ana"),), (Mark("Mir"),)),))
    with pytest.raises(Ours, match="paragraph 1: a change stands inside another") as caught:
        write_docx(Revised((nested,)), _SHEET)
    assert caught.value.code == "formats.nested"
