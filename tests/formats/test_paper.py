# SPDX-License-Identifier: Apache-2.0
"""PDF: tagged, declared, marked on every page, and made of nothing but what it was given."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace

import pypdf
import pytest
from copies import agreed, communique, copy_of, id_of, wording

from comity.base.errors import Ours
from comity.formats import paper
from comity.formats.paper_page import fair_page
from comity.formats.working_copy import Passage


@pytest.fixture(scope="module", autouse=True)
def _pango():
    try:
        paper.fair_pdf(copy_of())
    except Ours as error:
        if os.environ.get("CI") == "true" or error.code != "formats.no-pango":
            raise
        pytest.skip(error.hint)


def _open(data):
    return pypdf.PdfReader(io.BytesIO(data))


def _words(data):
    return "\n".join(" ".join(page.extract_text().split()) for page in _open(data).pages)


def _long(**more):
    return copy_of(*(agreed(n % 10, f"{n}. " + "They met again and again. " * 20) for n in range(1, 30)), **more)


def test_pdf_is_tagged_declares_ua_1_and_has_title_and_language():
    reader = _open(paper.bracketed_pdf(communique(language="ru", title="Совместное коммюнике")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "ru"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Совместное коммюнике"
    metadata = root["/Metadata"].get_data().decode()
    assert "http://www.aiim.org/pdfua/ns/id/" in metadata
    assert 'pdfuaid:part="1"' in metadata


@pytest.mark.parametrize("make", [paper.fair_pdf, paper.bracketed_pdf])
def test_marking_and_purpose_stand_on_every_page(make):
    reader = _open(make(_long(marking="TLP:AMBER+STRICT")))
    assert len(reader.pages) > 3
    for page in reader.pages:
        text = page.extract_text()
        assert text.count("TLP:AMBER+STRICT") == 2
        assert text.count("EXERCISE") == 2


def test_working_copy_prints_brackets_with_owners_in_the_order_of_the_copy():
    words = _words(paper.bracketed_pdf(communique()))
    assert "[Alba: reaffirm their] [Boria: recall their] [Cadria: underline their long] commitment" in words
    assert "[Alba, Boria: This sentence goes, says Boria.] [Boria: —]" in words
    assert "Boria: Too strong. See the second round." in words
    other = _words(paper.bracketed_pdf(communique(parties=("XB", "XA", "XC"))))
    assert "[Boria: recall their] [Alba: reaffirm their] [Cadria: underline their long] commitment" in other


def test_fair_copy_holds_what_is_agreed_and_says_how_much_is_not():
    data = paper.fair_pdf(communique(), {"proof.zip": b"proof"})
    words = _words(data)
    assert "They met in Alba." in words
    assert "Стороны договорились" in words
    assert "Not agreed: 3 paragraph(s) in brackets" in words
    assert "reaffirm" not in words
    assert _open(data).attachments == {"proof.zip": [b"proof"]}


def test_bilingual_copy_sets_paragraphs_side_by_side_with_both_languages_and_both_statuses():
    left = copy_of(agreed(1, "They met."), agreed(2, "They thank the hosts."))
    right = copy_of(agreed(3, "Ils se sont réunis."), language="fr", title="Communiqué conjoint", status="courtesy")
    words = _words(paper.bilingual_pdf(left, right, [(id_of(1), id_of(3)), (id_of(2), "")]))
    assert "They met. Ils se sont réunis." in words
    assert "They thank the hosts. (pas de texte dans cette langue)" in words
    assert "Traduction de courtoisie ; ne fait pas foi" in words


def test_rendering_whose_source_has_changed_says_so():
    copy = copy_of(agreed(1, "They met."), stale=frozenset({id_of(1)}))
    assert "to be checked: what it renders has changed since" in _words(paper.bracketed_pdf(copy))
    assert "to be checked" in _words(paper.bilingual_pdf(copy, copy_of(), [(id_of(1), "")]))


def test_page_without_purpose_to_say_is_live_and_words_of_markup_are_words():
    copy = copy_of(agreed(1, "a < b & <b>c</b> <img src='file:///etc/passwd'>"), purpose="live")
    words = _words(paper.fair_pdf(copy))
    assert "a < b & <b>c</b> <img src='file:///etc/passwd'>" in words
    assert "EXERCISE" not in words


def test_nothing_is_fetched():
    page = fair_page(copy_of()).replace("</body>", '<img src="file:///etc/hostname" alt="x"></body>')
    with pytest.raises(Ours, match="paper fetches nothing"):
        paper._pdf(page, {})


def test_missing_pango_is_said_with_the_names_of_its_packages(monkeypatch):
    class Missing:
        def find_spec(self, name, _path=None, _target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(Ours, match="a PDF cannot be made: cannot load library") as caught:
        paper.fair_pdf(copy_of())
    assert all(package in caught.value.hint for package in ("libpango-1.0-0", "libpangoft2-1.0-0"))


def test_same_copy_gives_the_same_pages():
    copy = replace(communique(), language="fr")
    assert paper.bracketed_pdf(copy) == paper.bracketed_pdf(copy)


def test_each_party_has_its_own_fair_copy_of_one_text():
    forms = {"XA": ("Alba",), "XB": ("Boria",)}
    copy = copy_of(agreed(1, "Alba and Boria met. Boria thanked Alba."), parties=("XA", "XB"), forms=forms)
    mine, theirs = copy.for_party("XA"), copy.for_party("XB")
    first, second = _words(paper.fair_pdf(mine)), _words(paper.fair_pdf(theirs))
    assert "Alba and Boria met. Boria thanked Alba." in first
    assert "Boria and Alba met. Boria thanked Alba." in second
    assert "Copy of Boria" in second
    assert mine.canonical_digest() == theirs.canonical_digest() == copy.canonical_digest()
    for words in (first, second):
        assert f"every party's copy is the same text, {copy.canonical_digest()[:16]}" in words
    other = copy_of(agreed(1, "Alba and Boria met. Alba thanked Boria."), parties=("XA", "XB"), forms=forms)
    assert other.canonical_digest() != copy.canonical_digest()
    with pytest.raises(Ours, match="'XC' is no party; there are XA, XB"):
        copy.for_party("XC")


def test_concept_note_that_all_accept_is_printed_in_brackets_and_not_in_the_fair_copy():
    note = wording("XA XB", "Something on cables.", concept=True)
    copy = copy_of(agreed(1, "They met."), Passage(id_of(2), note))
    assert "[Alba, Boria: Something on cables.]" in _words(paper.bracketed_pdf(copy))
    fair = _words(paper.fair_pdf(copy))
    assert "Something on cables" not in fair
    assert "Not agreed: 1 paragraph(s) in brackets" in fair


@pytest.mark.parametrize("make", [paper.fair_pdf, paper.bracketed_pdf])
def test_package_says_on_paper_that_nothing_is_agreed_until_everything_is(make):
    said = "Nothing is agreed until everything is agreed"
    assert said in _words(make(copy_of(agreed(1, "They met."), conditional=True)))
    assert said not in _words(make(copy_of(agreed(1, "They met."))))


def test_fair_copy_counts_apart_what_cannot_be_read_here():
    lost = Passage(id_of(2), None, (wording("XA XB", "(not here)", unread=True),))
    fair = _words(paper.fair_pdf(copy_of(agreed(1, "They met."), lost)))
    assert "its words cannot be read here: 1 paragraph(s)" in fair
    assert "Not agreed" not in fair
