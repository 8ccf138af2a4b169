# SPDX-License-Identifier: Apache-2.0
"""A text of the record on its way to paper, and back as acts that an officer may propose."""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode
from dataclasses import replace

import pytest

from comity.acts.act import decode
from comity.base.digest import commitment
from comity.base.errors import Ours
from comity.formats.docx import docx_of
from comity.formats.odt import odt_of
from comity.formats.returned import returned
from comity.formats.revision import Mark, Piece
from comity.formats.tracking import tracked
from comity.log.merkle import leaf_hash, verify_inclusion
from comity.node.alternat import copies
from comity.node.confined import read_confined
from comity.node.dialogues import room_of
from comity.node.proof import proof_of
from comity.node.text import find_text, renders, working_copy
from comity.node.text_return import intents

_LANGUAGES = [{"language": "fr", "status": "authentic"}, {"language": "en", "status": "courtesy"}]
_ANA = Mark("Ana Lis", "2027-03-07T10:00:00Z")


@pytest.fixture
def text(talks):
    """A communiqué: one paragraph agreed in two languages, one in brackets with a reason."""
    with talks.at("alba"):
        title = {"title": {"fr": "Communiqué", "en": "Communiqué (courtesy)"}, "form": "communique"}
        talks.text = _table(talks, "text", title, {"languages": _LANGUAGES})
        talks.first = _paragraph(talks, "fr", "c", "Elles se sont réunies.")
        talks.courtesy = _paragraph(talks, "en", "c", "They met.", renders=talks.first)
        talks.second = _paragraph(talks, "fr", "p", "Les Parties réaffirment leur attachement au dialogue.")
    talks.meet()
    with talks.at("boria"):
        for thing in (talks.text, talks.first, talks.courtesy):
            talks.say("accept", _kind(talks, thing), "mir", "eva", object=thing, version=_open(talks, thing))
        reason = {"reason": {"fr": "Trop fort."}}
        version = _open(talks, talks.second)
        talks.say("reserve", "paragraph", "mir", "eva", object=talks.second, version=version, words=reason)
        _paragraph(talks, "fr", "p", "Les Parties rappellent leur attachement au dialogue.", object=talks.second)
    talks.meet()
    return talks


def _kind(pair, thing):
    return room_of(pair.dialogue).dialogue.objects[thing].kind


def _open(pair, thing):
    return room_of(pair.dialogue).dialogue.objects[thing].open[0].id


def _table(pair, kind, words, structure, **more):
    by, second = ("ana", "leo") if room_of(pair.dialogue).us == "XA" else ("mir", "eva")
    return pair.say("table", kind, by, second, words=words, structure=structure, **more).object


def _paragraph(pair, language, place, words, renders="", **more):
    structure = {"text": pair.text, "language": language, "place": place}
    return _table(pair, "paragraph", {"wording": words}, structure | ({"renders": renders} if renders else {}), **more)


def _copy(pair, key="alba", **more):
    with pair.at(key):
        room = room_of(pair.dialogue)
        return working_copy(room, find_text(room, pair.text[:6]), **more)


def test_copy_names_our_party_first_and_holds_every_wording_with_its_owner(text):
    alba, boria = _copy(text), _copy(text, "boria")
    assert (alba.parties, boria.parties) == (("XA", "XB"), ("XB", "XA"))
    assert alba.passages == boria.passages
    first, second = alba.passages
    assert (first.agreed, first.base.words) == (True, "Elles se sont réunies.")
    assert [(w.owners, w.words.split()[2]) for w in second.open] == [(("XA",), "réaffirment"), (("XB",), "rappellent")]
    assert [(r.by, r.words) for r in second.remarks] == [("XB", "Trop fort.")]
    assert (alba.title, alba.language, alba.status, alba.purpose) == ("Communiqué", "fr", "authentic", "exercise")
    assert alba.marking == "TLP:AMBER"


def test_language_with_something_open_comes_first_and_others_by_name(text):
    assert [p.base.words for p in _copy(text, language="en").passages] == ["They met."]
    with pytest.raises(Ours, match="the text has no language 'ru'; it has fr, en"):
        _copy(text, language="ru")
    with pytest.raises(Ours, match="'AMBER' is no marking"):
        _copy(text, marking="AMBER")


def test_languages_stand_beside_each_other_by_what_renders_what(text):
    with text.at("alba"):
        room = room_of(text.dialogue)
        thing = find_text(room, text.text)
        assert renders(room, thing, "fr", "en") == [(text.first, text.courtesy), (text.second, "")]
        assert renders(room, thing, "en", "fr") == [(text.courtesy, text.first), ("", text.second)]


def test_proof_holds_the_entries_of_these_paragraphs_and_each_is_in_its_log(text):
    with text.at("boria"):
        room = room_of(text.dialogue)
        joint = room.dialogue.objects[text.first].joint
        with zipfile.ZipFile(io.BytesIO(proof_of(room, [joint]))) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    acts = {name.removesuffix(".act"): data for name, data in parts.items() if name.endswith(".act")}
    for name, entry in acts.items():
        head, body = parts[f"{name}.tlog-proof"].decode().split("\n\n", 1)
        version, index, *hashes = head.split("\n")
        _origin, size, root = body.split("\n")[:3]
        assert (version, index) == ("c2sp.org/tlog-proof@v1", f"index {name.split('-')[1]}")
        proof = [b64decode(h) for h in hashes]
        verify_inclusion(leaf_hash(entry), int(index.split()[1]), int(size), proof, b64decode(root))
    (payload,) = [name for name in parts if name.startswith("payload-")]
    salted = parts[payload]
    assert payload == f"payload-{commitment(salted[:32], salted[32:])}" == f"payload-{joint.payload.commitment}"
    assert {decode(data).verb for data in acts.values()} >= {"table", "accept"}
    others = {decode(data).object for data in acts.values()} - {text.first, text.dialogue, ""}
    assert others == set()
    assert b"rappellent" not in b"".join(parts.values())


def _changed(copy, number, *pieces):
    document = read_confined(docx_of(copy))
    assert document == tracked(copy)
    paragraphs = list(document.paragraphs)
    paragraphs[number] = replace(paragraphs[number], pieces=pieces)
    return replace(document, paragraphs=tuple(paragraphs))


def test_changed_document_becomes_acts_that_may_be_proposed(text):
    copy = _copy(text)
    document = _changed(
        copy, 1, Piece("Elles se sont réunies"), Piece(" à Portalba", inserted=(_ANA,)), Piece(".")
    )  # fmt: skip
    with text.at("alba"):
        room = room_of(text.dialogue)
        (body,) = intents(room, find_text(room, text.text), copy, returned(copy, document))
        joint = room.dialogue.objects[text.first].joint
        assert (body["object"], body["supersedes"]) == (text.first, joint.id)
        assert body["structure"] == dict(joint.structure)
        assert body["note"] == "paragraph 1, by Ana Lis on 2027-03-07T10:00:00Z"
        _table(text, "paragraph", body["words"], body["structure"], object=text.first, supersedes=joint.id)
        assert [w.words for w in _copy(text).passages[0].open] == ["Elles se sont réunies à Portalba."]


def test_paragraph_struck_out_is_tabled_as_left_out(text):
    copy = _copy(text)
    document = _changed(copy, 1, Piece("Elles se sont réunies.", deleted=(_ANA,)))
    with text.at("alba"):
        room = room_of(text.dialogue)
        (body,) = intents(room, find_text(room, text.text), copy, returned(copy, document))
        assert (body["structure"]["deleted"], body["words"]) == (True, {"wording": ""})
        _table(text, "paragraph", body["words"], body["structure"], object=text.first, supersedes=body["supersedes"])
        (wording,) = _copy(text).passages[0].open
        assert (wording.deleted, wording.words) == (True, "")


def test_file_that_is_no_document_is_refused_by_the_confined_process_too():
    with pytest.raises(Ours) as caught:
        read_confined(b"no document")
    assert caught.value.code == "formats.unreadable"


def test_words_of_an_unknown_sort_are_printed_as_they_came_and_block_nothing(text):
    with text.at("boria"):
        structure = {"text": text.text, "language": "fr", "place": "d"}
        _table(text, "paragraph", {"wording": {"fr": "Un objet."}}, structure)
    text.meet()
    copy = _copy(text, language="fr")
    (strange,) = [p for p in copy.passages if p.base.unread]
    assert (strange.agreed, strange.base.owners) == (False, ("XB",))
    assert '{"wording":{"fr":"Un objet."}}' in strange.base.words
    assert [r.by for r in strange.remarks] == ["XB"]
    assert "réaffirment" in copy.passages[2].base.words
    for made in (docx_of(copy), odt_of(copy)):
        assert made.startswith(b"PK")
    assert read_confined(docx_of(copy)) == tracked(copy)


def test_concept_note_stays_in_brackets_though_all_accept_it(text):
    with text.at("alba"):
        structure = {"text": text.text, "language": "fr", "place": "x", "concept": True}
        note = _table(text, "paragraph", {"wording": "Quelque chose sur les câbles."}, structure)
    text.meet()
    with text.at("boria"):
        text.say("accept", "paragraph", "mir", "eva", object=note, version=_open(text, note))
    text.meet()
    passage = _copy(text).passages[-1]
    assert (passage.id, passage.joint.concept, passage.agreed) == (note, True, False)
    assert [r.words for r in passage.remarks] == ["Note de concept, avant libellé."]


def test_copies_of_the_parties_differ_in_what_the_text_declares_and_are_one_text(text):
    with text.at("alba"):
        forms = {"fr": {"XA": ["l'Alba"], "XB": ["la Borie"]}}
        structure = {"languages": [{"language": "fr", "status": "authentic"}], "package": True}
        whole = _table(text, "text", {"title": {"fr": "Déclaration"}, "alternat": forms}, structure)
        words = {"wording": "L'Alba et la Borie : l'Alba et la Borie se réunissent."}
        only = _table(text, "paragraph", words, {"text": whole, "language": "fr", "place": "c"})
    text.meet()
    with text.at("boria"):
        for thing in (whole, only):
            text.say("accept", _kind(text, thing), "mir", "eva", object=thing, version=_open(text, thing))
    text.meet()
    found = {}
    for key in ("alba", "boria"):
        with text.at(key):
            room = room_of(text.dialogue)
            found[key] = copies(room, find_text(room, whole))
            assert working_copy(room, find_text(room, whole)).conditional
    mine, theirs = found["alba"], found["boria"]
    assert (mine.parties, theirs.parties) == (("XA", "XB"), ("XB", "XA"))
    assert mine.declared
    assert mine.same
    assert theirs.same
    assert set(mine.digests) == set(theirs.digests)
    assert ["".join(c.after for c in cell) for cell in mine.rows[0]] == [
        "L'Alba et la Borie : l'Alba et la Borie se réunissent.",
        "L'Alba et la Borie : la Borie et l'Alba se réunissent.",
    ]
