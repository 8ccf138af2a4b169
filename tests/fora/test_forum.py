# SPDX-License-Identifier: Apache-2.0
"""Fora: nothing without its source, successors that are there, and an operator's list beside ours."""

from __future__ import annotations

import pytest

from comity.base.errors import Damaged
from comity.fora.forum import beside, fora, parse
from comity.reading.vocabulary import concept

OWN = """
gathered: 2027-02
fora:
  - id: UN-GLOBAL-MECHANISM
    plane: global
    sessions:
      - id: 2026-thematic
        from: 2026-12-08
        to: 2026-12-12
        words: {en: Moved}
        source: {publisher: Alba, url: "https://alba.example/1"}
      - {id: 2027, from: 2027-07, words: {en: Plenary}, source: {publisher: Alba, url: "https://alba.example/2"}}
  - {id: NEW-FORUM, plane: regional}
"""


def test_every_forum_has_a_name_in_the_languages_of_the_screens_and_its_relations_are_there():
    every = fora().by_id
    for forum in every.values():
        known = concept("fora", forum.id)
        assert known is not None, forum.id
        assert {label.lang for label in known.labels if label.kind == "prefLabel"} >= {"en"}
        for other in filter(None, (forum.successor, forum.within)):
            assert concept("fora", other) is not None, (forum.id, other)
        assert not forum.successor or forum.successor in every
    assert len(every) > 15


def test_everything_said_is_said_in_three_languages_with_a_source():
    for forum in fora().by_id.values():
        for dated in (*forum.mandates, *forum.sessions, *forum.outcomes):
            assert set(dated.words) == {"fr", "en", "ru"}, (forum.id, dated.id)
            assert dated.source.url.startswith("https://")


def test_a_mandate_that_ended_stands_no_more_and_its_successor_does():
    group, mechanism = (fora().by_id[name] for name in ("UN-OEWG", "UN-GLOBAL-MECHANISM"))

    assert group.stands("2023-05-01")
    assert not group.stands("2025-07-12")
    assert mechanism.stands("2026-01-01")
    assert fora().predecessors(mechanism) == (group,)


def test_sessions_to_come_are_those_that_have_not_ended():
    mechanism = fora().by_id["UN-GLOBAL-MECHANISM"]

    assert [s.id for s in mechanism.coming("2026-07-24")] == ["2026-plenary", "2026-thematic"]
    assert [s.id for s in mechanism.coming("2026-12-12")] == []


def test_an_operators_list_is_added_to_ours():
    both = beside(fora(), parse(OWN, where="own"))
    mechanism = both.by_id["UN-GLOBAL-MECHANISM"]

    assert both.gathered == "2027-02"
    assert [s.start for s in mechanism.coming("2026-12-12")] == ["2026-12-08", "2027-07"]
    assert mechanism.mandates == fora().by_id["UN-GLOBAL-MECHANISM"].mandates
    assert both.by_id["NEW-FORUM"].plane == "regional"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("publisher: Alba, ", ""), "without its source"),
        (("gathered: 2027-02", "gathered: soon"), "expected a date"),
        (("plane: regional", "plane: local"), "plane is global or regional"),
        (("id: NEW-FORUM", "id: UN-GLOBAL-MECHANISM"), "stands twice"),
        (("words: {en: Moved}", "words: {}"), "`words` by language"),
        (("to: 2026-12-12", "until: 2026-12-12"), "unknown keys"),
        (("fora:", "fora"), "no YAML"),
    ],
)
def test_a_fault_is_named_with_its_place(change, says):
    with pytest.raises(Damaged, match=says):
        parse(OWN.replace(*change), where="own")
