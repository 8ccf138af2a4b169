# SPDX-License-Identifier: Apache-2.0
"""The export is SKOS that another program reads, with every concept and label in it."""

from __future__ import annotations

import rdflib
from rdflib.namespace import RDF, SKOS

from comity.reading.skos import turtle
from comity.reading.vocabulary import schemes

NAMES = ("bodies", "fora", "instruments", "documents")


def test_export_holds_every_concept_and_every_label():
    chosen = {name: schemes()[name] for name in NAMES}
    graph = rdflib.Graph().parse(data=turtle(chosen), format="turtle")

    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == sum(map(len, chosen.values()))
    assert len(set(graph.subjects(RDF.type, SKOS.ConceptScheme))) == len(NAMES)
    written = {
        (str(each), each.language) for label in (SKOS.prefLabel, SKOS.altLabel) for each in graph.objects(None, label)
    }
    assert written == {
        (label.text, label.lang)
        for every in chosen.values()
        for concept in every
        for label in concept.labels
        if label.kind != "adjective"
    }


def test_no_concept_has_two_preferred_labels_in_one_language():
    graph = rdflib.Graph().parse(data=turtle({name: schemes()[name] for name in NAMES}), format="turtle")
    pairs = [(subject, label.language) for subject, label in graph.subject_objects(SKOS.prefLabel)]

    assert len(pairs) == len(set(pairs))


def test_export_is_the_same_each_time_and_whole():
    text = turtle(schemes())

    assert text == turtle(schemes())
    assert text.count(" a skos:Concept ;") == sum(map(len, schemes().values()))
