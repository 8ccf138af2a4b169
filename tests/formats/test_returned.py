# SPDX-License-Identifier: Apache-2.0
"""What a changed document brings back, as an officer of Alba would have changed it in Word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from copies import REAFFIRM, agreed, communique, copy_of, id_of, tabled, wording
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.formats.docx import write_docx
from comity.formats.docx_parts import Sheet
from comity.formats.docx_reader import read_docx
from comity.formats.returned import Proposed, returned
from comity.formats.revision import Comment, Mark, Piece, Revised, RevisedParagraph, Unkept
from comity.formats.tracking import edits, paragraph_name, tracked
from comity.text.token import tokens

ANA, MIR = Mark("Ana Lis", "2027-03-07T10:00:00Z"), Mark("Mir Tan", "2027-03-08T10:00:00Z")
COPY = copy_of(agreed(1, "They met in Alba."), agreed(2, "They will meet again."), agreed(3, "They thank the hosts."))


def _plus(text, who=ANA, **more):
    return Piece(text, inserted=(who,), **more)


def _minus(text, who=ANA, **more):
    return Piece(text, deleted=(who,), **more)


def _line(number, *pieces, **more):
    return RevisedParagraph(pieces, paragraph_name(id_of(number)) if number else "", **more)


def _changed(copy, *paragraphs):
    """Put paragraphs in place of those with their names; new ones behind the one before."""
    sent = tracked(copy)
    rest = {p.name: p for p in paragraphs if p.name}
    made = [rest.get(p.name, p) for p in sent.paragraphs]
    for n, paragraph in enumerate(paragraphs):
        if not paragraph.name:
            before = [k for k, p in enumerate(made) if n and p is paragraphs[n - 1]]
            made.insert(before[0] + 1 if before else 1, paragraph)
    return replace(sent, paragraphs=tuple(made))


def _back(copy, *paragraphs, **more):
    found = returned(copy, _changed(copy, *paragraphs), **more)
    assert found.refused == []
    return found


def _proposed(*paragraphs, copy=COPY, **more):
    return _back(copy, *paragraphs, **more).proposed


def test_document_that_nobody_changed_brings_nothing():
    for copy in (communique(), communique(language="ru"), COPY, copy_of()):
        found = returned(copy, tracked(copy))
        assert (found.proposed, found.objections, found.refused, found.comments, found.noted) == ([], [], [], [], [])


def test_changed_words_are_proposed_with_their_author_and_date():
    line = _line(2, Piece("They will"), _minus(" meet"), _plus(" talk"), Piece(" again."))
    assert _proposed(line) == [Proposed(id_of(2), "They will talk again.", "Ana Lis", ANA.at)]


def test_two_authors_make_two_proposals_of_one_paragraph():
    line = _line(2, _minus("They"), _plus("Both"), Piece(" will meet"), _plus(" soon", MIR), Piece(" again."))
    assert [(p.author, p.words) for p in _proposed(line)] == [
        ("Ana Lis", "Both will meet again."), ("Mir Tan", "They will meet soon again."),
    ]  # fmt: skip


def test_paragraph_struck_out_is_proposed_to_be_left_out():
    gone = _line(2, _minus("They will meet again."), end=Piece("\n", deleted=(ANA,)))
    assert _proposed(gone) == [Proposed(id_of(2), "", "Ana Lis", ANA.at, deleted=True)]
    words_only = _line(2, _minus("They will meet again."))
    assert _proposed(words_only) == [Proposed(id_of(2), "", "Ana Lis", ANA.at, deleted=True)]


def test_new_paragraph_is_proposed_after_the_one_before_it():
    one = _line(1, Piece("They met in Alba."), end=Piece("\n", inserted=(ANA,)))
    new = _line(0, _plus("Cadria was present."))
    assert _proposed(one, new) == [Proposed("", "Cadria was present.", "Ana Lis", ANA.at, after=id_of(1))]


def test_paragraph_that_was_split_keeps_its_first_part_and_names_whence_the_second_came():
    one = _line(1, Piece("They met"), _plus("."), end=Piece("\n", inserted=(ANA,)))
    two = _line(0, _minus(" in Alba."), _plus("It was in Alba."))
    assert _proposed(one, two) == [
        Proposed(id_of(1), "They met.", "Ana Lis", ANA.at),
        Proposed("", "It was in Alba.", "Ana Lis", ANA.at, after=id_of(1)),
    ]
    two = _line(0, Piece(" in Alba."))
    assert _proposed(_line(1, Piece("They met"), end=Piece("\n", inserted=(ANA,))), two) == [
        Proposed(id_of(1), "They met", "Ana Lis", ANA.at),
        Proposed("", " in Alba.", "Ana Lis", after=id_of(1), split_from=id_of(1)),
    ]


def test_paragraphs_that_were_joined_become_the_first_and_the_second_is_left_out():
    one = _line(1, Piece("They met in Alba."), _plus(" "), end=Piece("\n", deleted=(ANA,)))
    assert _proposed(one) == [
        Proposed(id_of(1), "They met in Alba. They will meet again.", "Ana Lis", ANA.at),
        Proposed(id_of(2), "", "Ana Lis", "", deleted=True),
    ]


def test_moved_paragraph_is_the_same_one_at_another_place():
    left = _line(1, _minus("They met in Alba.", move="m1"), end=Piece("\n", deleted=(ANA,)))
    two = _line(2, Piece("They will meet again."), end=Piece("\n"))
    here = RevisedParagraph((_plus("They met in Alba.", move="m1"),), "", Piece("\n", inserted=(ANA,)))
    assert _proposed(left, two, here) == [
        Proposed(id_of(1), "They met in Alba.", "Ana Lis", ANA.at, moved=True, after=id_of(2))
    ]


def test_name_that_word_carried_along_with_a_moved_paragraph_goes_back():
    name = paragraph_name(id_of(1))
    left = RevisedParagraph((_minus("They met in Alba.", move="m1"),), "", Piece("\n", deleted=(ANA,)))
    here = RevisedParagraph((_plus("They met in Alba.", move="m1"),), name, Piece("\n", inserted=(ANA,)))
    title, _, two, three = tracked(COPY).paragraphs
    found = returned(COPY, replace(tracked(COPY), paragraphs=(title, left, two, here, three)))
    assert found.refused == []
    assert found.proposed == [Proposed(id_of(1), "They met in Alba.", "Ana Lis", ANA.at, moved=True, after=id_of(2))]


def test_end_that_libreoffice_made_part_of_an_insertion_stands_again():
    one = _line(1, Piece("They met in Alba."), _plus(" Twice."), end=Piece("\n", inserted=(ANA,)))
    assert _proposed(one) == [Proposed(id_of(1), "They met in Alba. Twice.", "Ana Lis", ANA.at)]
    last = _line(3, Piece("They thank the hosts."), _plus(" Warmly."), end=Piece("\n", inserted=(ANA,)))
    assert _proposed(last) == [Proposed(id_of(3), "They thank the hosts. Warmly.", "Ana Lis", ANA.at)]


def test_change_that_nobody_tracked_is_proposed_without_an_author():
    assert _proposed(_line(2, Piece("They shall meet again."))) == [Proposed(id_of(2), "They shall meet again.")]


def test_mending_the_other_sides_wording_is_a_proposal_of_ours():
    copy = communique()
    line = tracked(copy).paragraphs[2]
    assert [p.text for p in line.pieces][2] == " recall"
    mended = replace(line, pieces=(*line.pieces[:2], _plus(" strongly"), *line.pieces[2:]))
    assert _proposed(mended, copy=copy) == [
        Proposed(id_of(2), "The Parties reaffirm strongly their commitment to the dialogue.", "Ana Lis", ANA.at)
    ]


def test_striking_what_the_other_side_would_put_in_is_an_objection_and_no_wording():
    copy = communique()
    line = tracked(copy).paragraphs[2]
    pieces = [replace(p, deleted=(ANA,)) if p.author == "Boria" else p for p in line.pieces]
    found = _back(copy, replace(line, pieces=tuple(pieces)))
    assert found.proposed == []
    assert [(o.passage, o.author, o.of, o.words) for o in found.objections] == [
        (id_of(2), "Ana Lis", "Boria", " recall")
    ]


def test_words_under_another_partys_name_are_refused_unless_we_take_them_up():
    copy = communique()
    line = tracked(copy).paragraphs[2]
    words = [replace(p, text=" regret") if p.text == " recall" else p for p in line.pieces]
    changed = _changed(copy, replace(line, pieces=tuple(words)))
    found = returned(copy, changed)
    assert found.refused == [Unkept("paragraph 2", "words by Boria that Boria has not tabled")]
    (proposed,) = returned(copy, changed, take=frozenset({"Boria"})).proposed
    assert (proposed.author, proposed.words) == ("Boria", "The Parties regret their commitment to the dialogue.")


def test_reading_as_a_version_on_the_table_is_noted_and_not_proposed_again():
    other = REAFFIRM.replace("reaffirm", "recall")
    copy = copy_of(tabled(2, wording("XA", REAFFIRM), wording("XB", other, version="41c0a9" * 10)))
    found = _back(copy, replace(tracked(copy).paragraphs[1], pieces=(Piece(other),)))
    assert found.proposed == []
    assert Unkept("paragraph 1", "it now reads as version 41c0a941 by Boria; accept that") in found.noted


def test_comments_go_with_the_wording_of_their_paragraph_and_others_are_named():
    note, other = Comment("Ana Lis", "The capital insists."), Comment("Ana Lis", "Fine.")
    found = _back(
        COPY,
        _line(1, Piece("They met in Alba."), comments=(other,)),
        _line(2, Piece("They will"), _plus(" not"), Piece(" meet again."), comments=(note,)),
    )
    assert found.proposed[0].comments == (note,)
    assert found.comments == [Unkept("paragraph 2", "Ana Lis: Fine.")]


def _title(document):
    return replace(document.paragraphs[0], pieces=(_plus("x"),))


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda d: replace(d, facts={**d.facts, "comity-text": "c" * 32}), "the file"),
        (lambda d: replace(d, facts={}), "the file"),
        (lambda d: replace(d, facts={**d.facts, "comity-language": "fr"}), "the file"),
        (lambda d: replace(d, paragraphs=d.paragraphs[:2] + d.paragraphs[3:]), "paragraph 2"),
        (lambda d: replace(d, paragraphs=(*d.paragraphs, d.paragraphs[1])), "the file"),
        (lambda d: replace(d, paragraphs=(*d.paragraphs[:1], *reversed(d.paragraphs[1:]))), "the file"),
        (lambda d: replace(d, paragraphs=(*d.paragraphs, _line(9, Piece("x")))), f"paragraph c_{id_of(9)}"),
        (lambda d: replace(d, paragraphs=(_title(d), *d.paragraphs[1:])), "the title"),
        (lambda d: replace(d, refused=(Unkept("paragraph 1", "a footnote"),)), "paragraph 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_named_with_its_place(spoil, place):
    found = returned(COPY, spoil(tracked(COPY)))
    assert place in [u.place for u in found.refused]


_WORDS = st.lists(st.sampled_from(["the", "Parties", "met", "again", ".", "и"]), min_size=1, max_size=12).map(" ".join)


@settings(max_examples=150)
@given(st.lists(_WORDS, min_size=3, max_size=3))
def test_any_wording_written_with_tracked_changes_is_proposed_word_for_word(words):
    lines = []
    for number, (passage, new) in enumerate(zip(COPY.passages, words, strict=True), start=1):
        base, pieces, at = tokens(passage.base.words), [], 0
        for edit in edits(base, new):
            pieces += [Piece("".join(base[at : edit.start])), _minus("".join(base[edit.start : edit.end]))]
            pieces += [_plus(edit.words)]
            at = edit.end
        pieces.append(Piece("".join(base[at:])))
        lines.append(_line(number, *(p for p in pieces if p.text)))
    sheet = Sheet("t", "d", "en", "TLP:GREEN", "live")
    document = read_docx(write_docx(_changed(COPY, *lines), sheet))
    found = returned(COPY, document)
    expected = [w for w, p in zip(words, COPY.passages, strict=True) if w != p.base.words]
    assert (found.refused, [p.words for p in found.proposed]) == ([], expected)
    assert isinstance(document, Revised)
