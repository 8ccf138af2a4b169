# SPDX-License-Identifier: Apache-2.0
"""Reading Word documents: every author, every word, or the place where it cannot be done."""

from __future__ import annotations

import os
import random

import pytest
from documents import W, by, generated, mark, raw, run

from comity.base.errors import Ours
from comity.formats.docx_reader import read_docx
from comity.formats.revision import Comment, Piece, objections, reading

NUMBER = int(os.environ.get("COMITY_DOCUMENTS", "20"))
_A, _B = by("Ana"), by("Mir", 2)
_PARAGRAPH = f"<w:p>{run('One. ')}{{}}{run('Two.')}</w:p>"


def _read(body, **parts):
    return read_docx(raw(body, **parts))


def _pieces(body):
    (paragraph,) = _read(f"<w:p>{body}</w:p>").paragraphs
    return paragraph.pieces


@pytest.mark.parametrize("seed", range(NUMBER))
def test_generated_document_is_read_without_loss_of_a_word_or_an_author(seed):
    data, truth = generated(random.Random(seed))
    read = read_docx(data)
    assert read.paragraphs == truth
    assert (read.refused, read.set_aside) == ((), ())


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        (run("a ") + f"<w:ins {_A}>{run('b')}{run('c ')}</w:ins>", (Piece("a "), Piece("bc ", (mark("Ana"),)))),
        (
            f"<w:ins {_A}>{run('very ')}<w:del {_B}>{run('much ', 'delText')}</w:del>{run('so')}</w:ins>",
            (
                Piece("very ", (mark("Ana"),)),
                Piece("much ", (mark("Ana"),), (mark("Mir"),)),
                Piece("so", (mark("Ana"),)),
            ),
        ),
        (f"<w:ins {_A}><w:ins {_B}>{run('x')}</w:ins></w:ins>", (Piece("x", (mark("Ana"), mark("Mir"))),)),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('kept')}</w:sdtContent></w:sdt>", (Piece("kept"),)),
        (f"<w:smartTag>{run('kept')}</w:smartTag>", (Piece("kept"),)),
        ("<w:r><w:t>no</w:t><w:noBreakHyphen/><w:t>man</w:t><w:br/><w:t>s</w:t></w:r>", (Piece("no\u2011man\ns"),)),
        (run("e\u0301"), (Piece("é"),)),
        (run("x", "t", '<w:rPr><w:vanish w:val="false"/></w:rPr>'), (Piece("x"),)),
    ],
)
def test_words_and_changes_are_read(body, pieces):
    assert _pieces(body) == pieces


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', "a footnote"),
        ('<w:r><w:endnoteReference w:id="2"/></w:r>', "an endnote"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "a field"),
        (f'<w:fldSimple w:instr="DATE">{run("today")}</w:fldSimple>', "a field"),
        (f"<w:ins {_A}><w:r><w:instrText>DATE</w:instrText></w:r></w:ins>", "a field"),
        (run("secret", "t", "<w:rPr><w:vanish/></w:rPr>"), "hidden text"),
        (run("secret", "t", "<w:rPr><w:specVanish/></w:rPr>"), "hidden text"),
        (f'<w:bdo w:val="rtl">{run("txt.exe")}</w:bdo>', "an overridden direction of writing"),
        (f'<w:dir w:val="rtl">{run("x")}</w:dir>', "an embedded direction of writing"),
        ("<w:r><w:tab/></w:r>", "a tab"),
        ("<w:r><w:softHyphen/></w:r>", "a soft hyphen"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "a symbol from a font of its own"),
        ("<w:r><w:drawing/></w:r>", "a picture"),
        ("<w:r><w:object/></w:r>", "an embedded object"),
        ('<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>', "a formula"),
        ("<w:r><w:ruby/></w:r>", "a reading aid above the words"),
        ("<w:r><w:novelty/></w:r>", "something that is not known here: novelty"),
        (run("a\u202eb"), "the character U+202E, which is invisible or changes direction"),
        (run("a\u200bb"), "the character U+200B, which is invisible or changes direction"),
    ],
)
def test_what_a_wording_has_no_room_for_is_refused_with_its_place(inside, what):
    read = _read(f"<w:p>{run('First.')}</w:p>" + _PARAGRAPH.format(inside))
    (refused,) = read.refused
    assert refused.what == what
    assert refused.place.startswith("paragraph 2 (“One.")
    assert reading(read.paragraphs[1].pieces, None).startswith("One. ")


def test_tables_and_changed_margins_and_hidden_styles_are_refused():
    table = f"<w:tbl><w:tr><w:tc><w:p>{run('cell')}</w:p></w:tc></w:tr></w:tbl>"
    assert [r.what for r in _read(table + f"<w:p>{run('x')}</w:p>").refused] == ["a table"]
    header = f"<ROOT><w:p><w:ins {_A}>{run('new')}</w:ins></w:p></w:root>"
    (found,) = _read("<w:p/>", word__header1_xml=header).refused
    assert (found.place, found.what) == ("header1.xml", "a change by Ana outside the text")
    styles = (
        '<ROOT><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="I"><w:basedOn w:val="H"/></w:style></w:root>'
    )
    looks = '<w:rPr><w:rStyle w:val="I"/></w:rPr>'
    hidden = f"<w:p>{run('x', 't', looks)}</w:p>"
    assert [r.what for r in _read(hidden, word__styles_xml=styles).refused] == ["hidden text"]
    whole = f'<w:p><w:pPr><w:pStyle w:val="I"/></w:pPr>{run("x")}</w:p>'
    assert [r.what for r in _read(whole, word__styles_xml=styles).refused] == ["hidden text"]


def test_changes_of_looks_are_set_aside_by_name_and_words_are_kept():
    looks = f"<w:rPr><w:b/><w:rPrChange {_A}><w:rPr/></w:rPrChange></w:rPr>"
    body = f"<w:p><w:pPr><w:pPrChange {_A}><w:pPr/></w:pPrChange></w:pPr>{run('x', 't', looks)}</w:p>"
    read = _read(body)
    assert [s.what for s in read.set_aside] == ["a tracked change of looks"] * 2
    assert (read.refused, read.paragraphs[0].pieces) == ((), (Piece("x"),))


def test_link_keeps_its_words_and_says_that_its_address_goes():
    read = _read(f'<w:p><w:hyperlink w:anchor="x">{run("words")}</w:hyperlink></w:p>')
    assert read.paragraphs[0].pieces == (Piece("words"),)
    assert [s.what for s in read.set_aside] == ["the address of a link; its words are kept"]


def test_comments_keep_author_and_date():
    lines = f"<w:p>{run('Why?')}</w:p><w:p>{run('Indeed.')}</w:p>"
    comments = f"<ROOT><w:comment {by('Ana', 7)}>{lines}</w:comment></w:root>"
    read = _read(f'<w:p>{run("x")}<w:r><w:commentReference w:id="7"/></w:r></w:p>', word__comments_xml=comments)
    assert read.paragraphs[0].comments == (Comment("Ana", "Why?\nIndeed.", "2027-03-01T10:00:00Z"),)


def test_mending_a_part_of_anothers_insertion_takes_up_the_rest_and_striking_it_whole_is_an_objection():
    mended = _pieces(
        run("They ")
        + f"<w:ins {_A}>{run('very ')}<w:del {_B}>{run('much ', 'delText')}</w:del></w:ins>"
        + run("agree.")
    )
    assert [reading(mended, who) for who in (None, "Ana", "Mir")] == [
        "They agree.", "They very much agree.", "They very agree.",
    ]  # fmt: skip
    assert list(objections(mended, "Mir")) == []
    struck = _pieces(
        run("They ") + f"<w:ins {_A}><w:del {_B}>{run('much ', 'delText')}</w:del></w:ins>" + run("agree.")
    )
    assert [reading(struck, who) for who in (None, "Ana", "Mir")] == ["They agree.", "They much agree.", "They agree."]
    assert list(objections(struck, "Mir")) == [("Ana", "much ")]


def test_words_put_into_the_midst_of_anothers_take_them_up():
    pieces = _pieces(
        f"<w:ins {_A}>{run('very ')}</w:ins><w:ins {_B}>{run('very ')}</w:ins><w:ins {_A}>{run('much')}</w:ins>"
    )
    assert [reading(pieces, who) for who in ("Ana", "Mir")] == ["very much", "very very much"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no zip",
        raw("<w:p>"),
        raw("").replace(b"w:body", b"w:nody"),
        raw("<w:p/>", word__comments_xml='<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
    ],
)
def test_file_that_is_no_document_is_ours_to_mend(data):
    with pytest.raises(Ours) as caught:
        read_docx(data)
    assert caught.value.code == "formats.unreadable"


def test_namespace_of_these_tests_is_the_one_of_word():
    assert W.endswith("/2006/main")
