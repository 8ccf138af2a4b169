# SPDX-License-Identifier: Apache-2.0
"""A negotiated text as a screen shows it."""

from __future__ import annotations

from logs import STRUCTURES, Pair, object_id

from comity.record.document import document
from comity.text.brackets import plain
from comity.text.paragraph import ParagraphState

_LANGUAGES = [{"language": "fr", "status": "authentic"}, {"language": "en", "status": "authentic"}]


class Text(Pair):
    """Two parties and the words of one communiqué."""

    def __init__(self):
        super().__init__()
        self.words = {}
        self.table("XA", "communique", "a communiqué", "text", structure={"languages": _LANGUAGES})

    def paragraph(self, party, name, words, place="a", **fields):
        structure = {**STRUCTURES["paragraph"], "place": place, **fields.pop("structure", {})}
        act = self.table(party, name, words, structure=structure, **fields)
        self.words[act.payload.commitment] = words
        return act

    def agree(self, act):
        self.exchange()
        self.accept({"XA": "XB", "XB": "XA"}[act.by], act)
        self.exchange()

    def read(self, language="en"):
        found = document(self.dialogue(), object_id("communique"), self.words)
        (reading,) = [r for r in found.readings if r.language == language]
        return reading

    def plain(self, language="en"):
        return [plain(p.reading.spans, str) for p in self.read(language).passages]


def test_document_orders_paragraphs_by_place_and_brackets_what_is_not_joint():
    text = Text()
    text.paragraph("XA", "second", "They will meet again.", place="n")
    text.agree(text.paragraph("XB", "first", "They met in Alba.", place="c"))
    assert text.plain() == ["They met in Alba.", "[XA: They will meet again.]"]
    assert text.read().separations == 1


def test_document_sets_rivals_side_by_side_with_their_owners():
    text = Text()
    text.paragraph("XA", "first", "The Parties reaffirm their commitment.")
    rival = text.paragraph("XB", "first", "The Parties recall their commitment.")
    assert text.plain() == ["The Parties [XA: reaffirm] [XB: recall] their commitment."]
    text.look("XA")
    text.accept("XA", rival)
    text.exchange()
    assert text.plain() == ["The Parties recall their commitment."]
    assert text.read().passages[0].reading.state is ParagraphState.AGREED


def test_document_shows_a_change_of_an_agreed_paragraph_beside_it():
    text = Text()
    first = text.paragraph("XA", "first", "They met.")
    text.agree(first)
    text.paragraph("XB", "first", "", supersedes=first.version, structure={"deleted": True})
    (passage,) = text.read().passages
    assert passage.reading.state is ParagraphState.REOPENED
    assert text.plain() == ["[XA, XB: They met.] [XB: —]"]
    assert (passage.joint.id, len(passage.open)) == (first.version, 1)


def test_document_names_versions_whose_words_are_not_here():
    text = Text()
    act = text.paragraph("XA", "first", "They met.")
    text.words.clear()
    (passage,) = text.read().passages
    assert (passage.missing, passage.reading.state) == ((act.version,), ParagraphState.BRACKETED)
    assert text.read().separations == 1


def test_document_keeps_languages_apart_and_leaves_out_what_was_withdrawn():
    text = Text()
    act = text.paragraph("XA", "fr 1", "Ils se sont réunis.", structure={"language": "fr"})
    text.paragraph("XA", "en 1", "They met.")
    assert (text.plain("fr"), text.plain("en")) == (["[XA: Ils se sont réunis.]"], ["[XA: They met.]"])
    text.withdraw("XA", act)
    assert text.plain("fr") == []


def test_document_of_what_is_no_text_is_none():
    text = Text()
    text.paragraph("XA", "first", "They met.")
    assert document(text.dialogue(), object_id("first"), {}) is None
    assert document(text.dialogue(), object_id("nothing"), {}) is None
