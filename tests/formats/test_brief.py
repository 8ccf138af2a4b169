# SPDX-License-Identifier: Apache-2.0
"""A brief as DOCX and as PDF: the same headings, tables and marking, whoever opens it."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdf
import pytest
from office import convert

from comity.formats.brief import Brief, Heading, Paragraph, Table
from comity.formats.brief_docx import brief_docx
from comity.formats.brief_page import brief_page
from comity.formats.paper import brief_pdf

TABLE = Table("Delegation", ("Name", "Rank"), (("A. Senn", "Ambassador <at large>"), ("М. Ильина", "Директор")))
BRIEF = Brief(
    title="Third round: briefing book", language="fr", dialogue="Alba – Boria", marking="TLP:AMBER+STRICT",
    purpose="exercise", as_of="1 mars 2027", about=("Borgrad, 6 avril 2027",),
    parts=(
        Heading("Ordre du jour"), Paragraph("Premier point & second"), Heading("Délégations"), TABLE,
        Heading("Textes"), Heading("Communiqué", 2), Paragraph("Обе стороны", language="ru"),
        Paragraph("à confirmer", note=True),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def pdf():
    return pypdf.PdfReader(io.BytesIO(brief_pdf(BRIEF)))


def test_docx_has_real_headings_and_a_table_whose_head_repeats():
    document = docx.Document(io.BytesIO(brief_docx(BRIEF)))
    styles = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]

    assert styles == [(f"Heading {h.level}", h.words) for h in BRIEF.headings()]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [list(TABLE.columns), *map(list, TABLE.rows)]
    assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    header = "\n".join(p.text for p in document.sections[0].header.paragraphs)
    assert "TLP:AMBER+STRICT" in header
    assert "EXERCICE" in header


def test_docx_names_nobody_and_is_the_same_each_time():
    data = brief_docx(BRIEF)
    document = docx.Document(io.BytesIO(data))

    assert data == brief_docx(BRIEF)
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"trackRevisions" not in package.read("word/settings.xml")


def test_libreoffice_reads_every_word_of_the_docx(tmp_path):
    words = " ".join(convert(tmp_path, {"b.docx": brief_docx(BRIEF)}, "txt:Text")["b.txt"].decode("utf-8-sig").split())
    for part in BRIEF.parts:
        for wanted in [part.words] if not isinstance(part, Table) else [part.caption, *sum(part.rows, ())]:
            assert wanted in words


@pytest.mark.pdf
def test_pdf_is_tagged_marked_and_has_contents(pdf):
    text = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "fr"
    assert text.count("TLP:AMBER+STRICT") == 2 * len(pdf.pages)
    assert "EXERCICE" in text
    assert text.count("Délégations") == 2
    assert [o.title for o in _flat(pdf.outline)][1:] == [h.words for h in BRIEF.headings()]


def test_words_of_others_are_words_in_the_page():
    page = brief_page(BRIEF)

    assert "Ambassador &lt;at large&gt;" in page
    assert '<p class="words" lang="ru">Обе стороны</p>' in page


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="row 2"):
        Table("x", ("a", "b"), (("1", "2"), ("1",)))


def _flat(outline):
    return [e for entry in outline for e in (_flat(entry) if isinstance(entry, list) else [entry])]
