# SPDX-License-Identifier: Apache-2.0
"""Renderings that were made before the words that they render."""

from __future__ import annotations

from logs import STRUCTURES, Pair, object_id

from comity.record.languages import stale_renderings


def _paragraph(pair, party, name, words, language, renders="", **fields):
    structure = {**STRUCTURES["paragraph"], "language": language}
    if renders:
        structure["renders"] = object_id(renders)
    return pair.table(party, name, words, structure=structure, **fields)


def _agree(pair, act):
    pair.exchange()
    pair.accept({"XA": "XB", "XB": "XA"}[act.by], act)
    pair.exchange()


def _stale(pair):
    return stale_renderings(pair.dialogue(), object_id("communique"))


def test_rendering_is_stale_from_the_change_of_its_source_until_it_is_brought_anew():
    pair = Pair()
    source = _paragraph(pair, "XA", "source", "Ils se sont réunis.", "fr")
    rendering = _paragraph(pair, "XA", "rendering", "They met.", "en", "source")
    _agree(pair, source)
    _agree(pair, rendering)
    assert _stale(pair) == frozenset()
    changed = _paragraph(pair, "XB", "source", "Ils se sont réunis deux fois.", "fr", supersedes=source.version)
    assert _stale(pair) == frozenset()
    _agree(pair, changed)
    assert _stale(pair) == {object_id("rendering")}
    _agree(pair, _paragraph(pair, "XA", "rendering", "They met twice.", "en", "source", supersedes=rendering.version))
    assert _stale(pair) == frozenset()


def test_rendering_by_a_party_that_had_not_seen_the_source_is_stale_whatever_its_date():
    pair = Pair()
    _paragraph(pair, "XA", "source", "Ils se sont réunis.", "fr")
    _paragraph(pair, "XB", "rendering", "They met.", "en", "source")
    pair.exchange()
    assert _stale(pair) == {object_id("rendering")}


def test_paragraphs_of_other_texts_and_without_a_source_are_not_stale():
    pair = Pair()
    _paragraph(pair, "XA", "source", "Ils se sont réunis.", "fr")
    _paragraph(pair, "XB", "rendering", "They met.", "en", "nothing")
    pair.exchange()
    assert _stale(pair) == frozenset()
    assert stale_renderings(pair.dialogue(), object_id("another")) == frozenset()
