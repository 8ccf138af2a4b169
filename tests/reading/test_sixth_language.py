# SPDX-License-Identifier: Apache-2.0
"""A language is a folder of words: an invented sixth one, written in YAML only, is read into the same facts."""

from __future__ import annotations

import pytest

from comity.node.own_vocabulary import vocabularies
from comity.reading import Kind, read, using
from comity.reading.page import page

TOVIAN = {
    "tongues": """
  - {id: xt, prefLabel: {en: Tovian, xt: "tovsk*"}, common: "te na je sos shu vek po zem"}
""",
    "calendar": """
  - {id: "05", prefLabel: {xt: "florim*"}}
  - {id: "11", prefLabel: {xt: "brumar*"}}
""",
    "small": """
  - {id: article, words: {xt: te vek}}
  - {id: joint, words: {xt: je}}
  - {id: together, words: {xt: "je sos"}}
  - {id: between, words: {xt: medu}}
  - {id: until, words: {xt: doh}}
  - {id: of-month, words: {xt: vek}}
  - {id: place, words: {xt: na}}
  - {id: polite, words: {xt: gospar}}
  - {id: particle, words: {xt: odh}}
  - {id: abbreviation, words: {xt: Veleb}}
  - {id: subject, words: {xt: ober}}
  - {id: trailing, words: {xt: "na sos po"}}
  - {id: qualifier, words: {xt: "kiber*"}}
""",
    "ordinals": """
  - {id: "3", prefLabel: {xt: "tresh*"}}
  - {id: "4", prefLabel: {xt: "kvarsh*"}}
""",
    "meetings": """
  - {id: dialogue, prefLabel: {xt: "sgovor*"}, altLabel: {xt: ["kibersgovor*"]}}
""",
    "parties": """
  - {id: XA, prefLabel: {xt: Alvia}, adjective: {xt: "alvisk*"}}
  - {id: XB, prefLabel: {xt: Borvia}, adjective: {xt: "borvisk*"}}
""",
    "places": """
  - {id: Auber, prefLabel: {xt: Obermark}}
  - {id: Borovo, prefLabel: {xt: Borvik}}
""",
    "cues": """
  - {id: cyber, prefLabel: {xt: "kiber*"}}
  - {id: side, prefLabel: {xt: "stranu*"}}
  - {id: both, prefLabel: {xt: obe stranu}}
  - {id: next, prefLabel: {xt: "doshl*"}}
  - {id: announced, prefLabel: {xt: budesh tenesh}}
""",
    "verbs": """
  - {id: event, prefLabel: {xt: "teneshu*"}}
  - {id: lead, prefLabel: {xt: "vodish*"}}
  - {id: discuss, prefLabel: {xt: "razgov*"}}
  - {id: agree, prefLabel: {xt: "dogod*"}}
""",
    "institutions": """
  - {id: ministry, prefLabel: {xt: "ministur*"}}
""",
    "portfolios": """
  - {id: DEFENCE, prefLabel: {xt: "oboron*"}}
""",
    "titles": """
  - {id: function, prefLabel: {xt: "direktur*"}}
""",
    "topics": """
  - {id: norms, prefLabel: {xt: "pravidl*"}}
""",
    "bodies": """
  - {id: XB-BKU, party: XB, prefLabel: {xt: BKU}}
""",
}
TEXT = """Kibersgovor medu Alvia je Borvia

Na 13 doh 14 florimu 2027 Alvia je Borvia teneshu na Obermark tresh kibersgovor ober kiberzem.
Alvisk stranu shu vodishu gospar Tomas odh Grell, direktur te ministuru vek oboronu. Borvisk stranu shu \
vodishu po gospar Veleb. Mirko Stanj, direktur te BKU.
Obe stranu razgovu ober pravidlam vek povedh na kiberzem.
Obe stranu dogodu po te kvarsh kibersgovor, doshla rok, budesh tenesh na Borvik vek brumaru 2028.
"""


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    for scheme, concepts in TOVIAN.items():
        (folder / f"{scheme}-xt.yaml").write_text(f"scheme: {scheme}\nconcepts:{concepts}", encoding="utf-8")
    return tmp_path


def values(draft, field):
    return [fact.value for fact in draft.of(field)]


def test_text_in_a_language_of_yaml_alone_gives_its_facts(home):
    with using(vocabularies(home)):
        draft = read(TEXT)

    assert (draft.kind, draft.lang) == (Kind.DIALOGUE, "xt")
    assert sorted(values(draft, "party")) == ["XA", "XB"]
    assert values(draft, "round.ordinal") == [3]
    assert values(draft, "round.date") == [{"start": "2027-05-13", "end": "2027-05-14"}]
    assert values(draft, "round.place") == [{"city": "Auber", "country": "XA"}]
    assert {(fact["name"], fact["party"]) for fact in values(draft, "head")} == {
        ("Tomas odh Grell", "XA"), ("Mirko Stanj", "XB"),
    }  # fmt: skip
    assert values(draft, "agency") == [{"party": "XA", "body": "XA-DEFENCE"}, {"party": "XB", "body": "XB-BKU"}]
    assert "norms" in values(draft, "topic")
    assert {"discuss", "agree"} == {fact["class"] for fact in values(draft, "statement")}
    assert values(draft, "next_round") == [{"city": "Borovo", "country": "XB", "date": "2028-11"}]


def test_abbreviation_of_the_language_ends_no_sentence_there_and_does_elsewhere(home):
    line = "Borvisk stranu shu vodishu po Veleb. Mirko Stanj na te zem."
    with using(vocabularies(home)):
        ours = len(page(line).sentences)

    assert (ours, len(page(line).sentences)) == (1, 2)


def test_language_is_forgotten_outside_the_block_and_ours_are_read_as_before(home):
    ours = "On 3 March 2027 Alba and Boria held their second Cyber Dialogue in Auber. Both sides discussed norms."
    before = read(ours)
    with using(vocabularies(home)):
        assert read(ours) == before

    assert read(TEXT).kind is not Kind.DIALOGUE
