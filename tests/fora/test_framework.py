# SPDX-License-Identifier: Apache-2.0
"""The framework: nothing without its source, eleven norms, and an operator's list beside ours."""

from __future__ import annotations

import pytest

from comity.base.errors import Damaged
from comity.fora.framework import beside, framework, parse

OWN = """
gathered: 2027-02
positions:
  - state: XB
    language: ru
    from: 2027-01
    words: {en: On law}
    source: {publisher: Boria, url: "https://boria.example/law"}
  - {state: FR, from: 2019, words: {en: Ours}, source: {publisher: Alba, url: "https://alba.example/fr"}}
"""


def test_every_position_has_a_source_and_words_in_three_languages():
    for each in framework().positions:
        assert each.stands_in.source.url.startswith("https://"), each
        assert set(each.stands_in.words) == {"fr", "en", "ru"}, each
    parties = {each.party for each in framework().positions}
    assert {"FR", "RU", "NL"} <= parties


def test_eleven_norms_have_their_letters_and_our_words_in_three_languages():
    norms = framework().norms

    assert [norm.letter for norm in norms] == list("abcdefghijk")
    assert {tuple(norm.words) for norm in norms} == {("fr", "en", "ru")}


def test_every_pillar_names_the_documents_it_stands_in():
    assert {pillar: bool(found) for pillar, found in framework().documents.items()} == {
        "law": True, "norms": True, "measures": True,
    }  # fmt: skip


def test_list_of_an_operator_stands_beside_ours_and_replaces_the_same_position():
    both = beside(framework(), parse(OWN, where="framework.yaml"))

    assert both.gathered == "2027-02"
    assert len(both.positions) == len(framework().positions) + 1
    (french,) = [each for each in both.positions if each.party == "FR"]
    assert french.stands_in.words == {"en": "Ours"}
    assert [each.language for each in both.positions if each.party == "XB"] == ["ru"]
    assert both.norms == framework().norms


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "expected the keys"),
        ("gathered: 2027\nnews: []", "expected the keys"),
        ("gathered: soon", "expected a date"),
        ("gathered: 2027\npositions: 1", "expected a list"),
        ("gathered: 2027\npositions: [{state: France}]", "two letters"),
        ("gathered: 2027\npositions: [{state: FR, from: 2019, words: {en: x}}]", "without its source"),
        ("gathered: 2027\npositions: [{state: FR, language: French}]", "is no language"),
        ("gathered: 2027\ndocuments: {peace: []}", "expected the keys law"),
        ("gathered: 2027\nnorms: [{letter: a}]", "`words` by language"),
        ("gathered: [", "is no YAML"),
    ],
)
def test_fault_in_a_list_is_named_with_its_place(text: str, said: str):
    with pytest.raises(Damaged, match=said):
        parse(text, where="own.yaml")
