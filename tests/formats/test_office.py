# SPDX-License-Identifier: Apache-2.0
"""LibreOffice as a judge that does not know our code: what goes through it comes back whole."""

from __future__ import annotations

import os
import random
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from copies import NAMES, communique, copy_of, id_of
from documents import generated
from office import convert

from comity.formats.docx import docx_of
from comity.formats.docx_reader import read_docx
from comity.formats.odt import odt_of
from comity.formats.reading_order import mended
from comity.formats.revision import changes, objections, reading
from comity.formats.tracking import mark_of, tracked
from comity.formats.working_copy import Passage, Wording

NUMBER = int(os.environ.get("COMITY_DOCUMENTS", "20"))
pytestmark = pytest.mark.timeout(600)


def _as_copy(read):
    """Set each author's wordings of a document side by side, as its parties; say which were objections only."""
    authors = {f"X{chr(65 + n)}": author for n, author in enumerate(read.authors)}
    passages, objected = [], set()
    for number, paragraph in enumerate(read.paragraphs, start=1):
        base = reading(paragraph.pieces, None)
        open_ = []
        for code, author in authors.items():
            words = reading(paragraph.pieces, author)
            objected |= {(number, author) for _ in objections(paragraph.pieces, author)}
            if words != base:
                open_.append(Wording((code,), words, "2027-03-04T10:00:00Z"))
        passages.append(Passage(id_of(number), Wording((), base), tuple(open_)))
    return copy_of(*passages, names=authors, parties=tuple(authors)), objected


def _by_author(read):
    """List every change by paragraph and author, whatever the runs in which it was written."""
    found = {}
    for paragraph in read.paragraphs:
        for author in read.authors:
            listed = changes((*paragraph.pieces, paragraph.end), author)
            if listed:
                found[paragraph.name, author] = listed
    return found


def test_documents_with_nested_changes_come_back_from_libreoffice_with_every_author_and_paragraph(tmp_path):
    documents = {f"{n:04d}.docx": read_docx(generated(random.Random(n))[0]) for n in range(NUMBER)}
    copies = {name: _as_copy(read) for name, read in documents.items()}
    made = convert(tmp_path, {name: docx_of(copy) for name, (copy, _) in copies.items()}, "docx")
    for name, (copy, objected) in copies.items():
        sent, back = tracked(copy), read_docx(made[name])
        back = replace(back, paragraphs=mended(back.paragraphs))
        assert back.refused == (), name
        assert [p.name for p in back.paragraphs] == [p.name for p in sent.paragraphs], name
        assert _by_author(back) == _by_author(sent), name
        assert [reading(p.pieces, None) for p in back.paragraphs] == [reading(p.pieces, None) for p in sent.paragraphs]
        ends = {m.author for p in documents[name].paragraphs for m in (*p.end.inserted, *p.end.deleted)}
        named = set(back.authors) | {author for _, author in objected} | ends | _without_words(documents[name])
        assert set(documents[name].authors) <= named, name


def _without_words(read):
    """Name authors whose every change cancels itself: they struck what they had put in."""
    return {
        author
        for author in read.authors
        if all(reading(p.pieces, author) == reading(p.pieces, None) for p in read.paragraphs)
    }


def test_our_documents_come_back_from_libreoffice_to_the_letter(tmp_path):
    copies = {
        "en.docx": communique(),
        "ru.docx": communique(language="ru", title="Совместное коммюнике", names=dict(NAMES) | {"XB": "Бория"}),
        "fr.docx": communique(language="fr", marking="TLP:RED", purpose="live"),
    }
    made = convert(tmp_path, {name: docx_of(copy) for name, copy in copies.items()}, "docx")
    for name, copy in copies.items():
        sent, back = tracked(copy), read_docx(made[name])
        assert (back.refused, back.facts) == ((), sent.facts)
        for there, here in zip(back.paragraphs, sent.paragraphs, strict=True):
            assert (there.name, there.pieces, there.end) == (here.name, here.pieces, here.end)
            assert sorted(there.comments, key=str) == sorted(here.comments, key=str)
        assert mark_of(copy, copy.passages[1].rivals[0]).author in back.authors


def test_odt_is_opened_by_libreoffice_with_its_brackets_and_its_marking(tmp_path):
    made = convert(tmp_path, {"a.odt": odt_of(communique())}, "fodt")
    text = made["a.fodt"].decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "[Alba: reaffirm their] [Boria: recall their] [Cadria: underline their long] commitment" in words
    assert words.count("TLP:AMBER") >= 2
    assert words.count("EXERCISE") >= 2
    assert "Стороны договорились" in words


def test_odt_is_the_same_each_time_and_begins_with_its_type():
    data = odt_of(communique())
    assert data == odt_of(communique())
    assert data[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
