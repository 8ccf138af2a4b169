# SPDX-License-Identifier: Apache-2.0
"""An operator's vocabulary is read beside ours, adds to it, and never clashes with it."""

from __future__ import annotations

import pytest

from comity.base.errors import Damaged, Ours
from comity.node.own_vocabulary import Naming, add_body
from comity.node.pile import own_vocabulary
from comity.reading import beside, read, using
from comity.reading.beside import clashes
from comity.reading.vocabulary import schemes, shipped

TEXT = (
    "On 3 March 2027 Alba and Boria held their second Cyber Dialogue in Auber. "
    "The Alban delegation included representatives of the Harbour Signals Bureau and of the Ministry of Defence."
)
BUREAU = "scheme: bodies\nconcepts:\n  - id: XA-HARBOUR\n    party: XA\n    prefLabel: {en: Harbour Signals Bureau}\n"


def bodies(draft):
    return {fact.value["body"] for fact in draft.of("agency")}


def test_body_of_the_operator_is_read_and_forgotten_outside_the_block():
    assert "XA-HARBOUR" not in bodies(read(TEXT))
    with using(beside({"bodies.yaml": BUREAU})):
        assert "XA-HARBOUR" in bodies(read(TEXT))
    assert "XA-HARBOUR" not in bodies(read(TEXT))


def test_label_is_added_to_a_concept_of_ours_and_takes_nothing_away():
    ours = next(each for each in schemes()["bodies"] if each.get("party") and each.labels)
    file = f"scheme: bodies\nconcepts:\n  - id: {ours.id}\n    altLabel: {{en: [Zyxwv Board]}}\n"

    found = next(each for each in beside({"a.yaml": file}).schemes["bodies"] if each.id == ours.id)

    assert set(ours.labels) < set(found.labels)
    assert found.get("party") == ours.get("party")


@pytest.mark.parametrize(
    "file",
    [
        BUREAU.replace("Harbour Signals Bureau", "ANSSI").replace("party: XA", "party: FR"),
        BUREAU.replace("scheme: bodies", "scheme: ships"),
        BUREAU.replace("scheme: bodies", "scheme: small"),
        "scheme: small\nconcepts: [{id: article, words: [te]}]",
        "scheme: tongues\nconcepts: [{id: xx, prefLabel: {en: Tovian}}]",
        "scheme: calendar\nconcepts: [{id: '13', kind: month, prefLabel: {en: Undecember}}]",
        "concepts: []",
    ],
)
def test_file_that_clashes_or_names_no_scheme_of_ours_is_refused_by_name(file):
    with pytest.raises(Damaged) as caught:
        beside({"mine.yaml": file})

    assert "mine.yaml" in str(caught.value)
    assert caught.value.hint


def test_shipped_vocabularies_do_not_clash():
    assert list(clashes(shipped().schemes)) == []


def test_body_that_was_accepted_once_is_read_ever_after(tmp_path):
    naming = Naming("XA-HARBOUR", "XA", "en", "Harbour Signals Bureau", "https://alba.example/notice")

    add_body(tmp_path, naming)
    add_body(tmp_path, Naming("XA-HARBOUR", "XA", "fr", "Bureau des signaux portuaires"))

    with using(beside(own_vocabulary(tmp_path))):
        assert "XA-HARBOUR" in bodies(read(TEXT))
    (entry,) = [each for each in beside(own_vocabulary(tmp_path)).schemes["bodies"] if each.id == "XA-HARBOUR"]
    assert {label.lang for label in entry.labels} == {"en", "fr"}
    assert entry.get("evidence")[0]["source"] == "https://alba.example/notice"


@pytest.mark.parametrize(
    "naming",
    [
        Naming("harbour", "XA", "en", "Harbour"), Naming("XB-HARBOUR", "XA", "en", "Harbour"),
        Naming("XA-HARBOUR", "XA", "xx", "Harbour"), Naming("FR-OTHER", "FR", "fr", "ANSSI"),
    ],
)  # fmt: skip
def test_body_that_cannot_be_told_apart_is_refused_and_nothing_is_written(naming, tmp_path):
    with pytest.raises(Ours):
        add_body(tmp_path, naming)

    assert own_vocabulary(tmp_path) == {}
