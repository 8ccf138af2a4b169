# SPDX-License-Identifier: Apache-2.0
"""The vocabularies are whole: no label means two things, none is empty, each concept has a name."""

from __future__ import annotations

import pytest

from comity.base.errors import Damaged
from comity.reading.fold import fold
from comity.reading.vocabulary import parse, schemes
from comity.reading.word import words

LANGUAGES = {"en", "fr", "ru", "de", "es"}
MANY_PURPOSES = {"cues"}  # one word may be a cue for two rules


def test_label_belongs_to_one_concept_of_its_scheme():
    owners, clashes = {}, []
    for scheme, concepts in schemes().items():
        if scheme in MANY_PURPOSES:
            continue
        for concept in concepts:
            for label in concept.labels:
                form = tuple(word.form for word in words(fold(label.text), label.text))
                key = (scheme, label.lang, form, label.text.count("*"), concept.get("party"))
                if owners.setdefault(key, concept.id) != concept.id:
                    clashes.append((scheme, label.lang, label.text, owners[key], concept.id))

    assert clashes == []


def test_label_is_never_empty():
    assert [
        label.text
        for every in schemes().values()
        for each in every
        for label in each.labels
        if not words(fold(label.text), label.text)
    ] == []


def test_concept_has_a_name_or_a_rule_that_resolves_it():
    nameless = [
        (scheme, concept.id)
        for scheme, concepts in schemes().items()
        for concept in concepts
        if not concept.labels and not any(concept.get(rule) for rule in ("number", "report_of", "words"))
    ]

    assert nameless == []


def test_labels_are_in_known_languages():
    assert {label.lang for every in schemes().values() for each in every for label in each.labels} == LANGUAGES


def test_ids_are_unique_within_a_scheme():
    for concepts in schemes().values():
        names = [concept.id for concept in concepts]
        assert len(names) == len(set(names))


def test_fictional_states_are_parties_with_adjectives_in_three_languages():
    for name in ("XA", "XB", "XC"):
        concept = next(each for each in schemes()["parties"] if each.id == name)
        assert {"en", "fr", "ru"} <= {label.lang for label in concept.labels if label.kind == "adjective"}


def test_dated_concept_stands_only_in_its_time():
    call = next(each for each in schemes()["instruments"] if each.id == "PARIS-CALL")

    assert call.stands("2019-03")
    assert call.stands("XXXX-03-01")
    assert not call.stands("2016-03")


@pytest.mark.parametrize("broken", ["scheme: [", "concepts: []", "scheme: x\nconcepts: [{prefLabel: {en: a}}]"])
def test_broken_vocabulary_is_said_to_be_ours(broken):
    with pytest.raises(Damaged) as caught:
        parse(broken, where="x.yaml")

    assert "x.yaml" in str(caught.value)
    assert caught.value.hint
