# SPDX-License-Identifier: Apache-2.0
"""The specimens say what their sidecars say, and nothing that the sidecars forbid."""

from __future__ import annotations

import json

import pytest
from specimens import SPECIMENS, expected, names, text

from comity.reading import read


def test_every_specimen_has_a_sidecar():
    assert names() == sorted(path.stem for path in SPECIMENS.glob("*.json"))
    assert len(names()) == 6


@pytest.mark.parametrize("name", names())
def test_specimen_is_read_as_its_sidecar_says(name):
    wanted, draft = expected(name), read(text(name))
    found = {(fact.field, json.dumps(fact.value, sort_keys=True)) for fact in draft.facts}

    assert (str(draft.kind), draft.lang) == (wanted["kind"], wanted["lang"])
    assert [
        fact for fact in wanted["facts"] if (fact["field"], json.dumps(fact["value"], sort_keys=True)) not in found
    ] == []
    assert [fact.field for fact in draft.facts if fact.field in wanted["absent"]] == []


def test_three_originals_of_one_round_agree_on_its_frame():
    frame = ("party", "round.ordinal", "round.date", "round.place", "prev_round", "next_round")
    drafts = [read(text(f"alba-boria-2.{lang}")) for lang in ("fr", "en", "ru")]

    assert {
        json.dumps([fact.value for field in frame for fact in draft.of(field)], sort_keys=True) for draft in drafts
    } == {json.dumps([fact.value for field in frame for fact in drafts[0].of(field)], sort_keys=True)}


def test_two_accounts_of_one_round_may_differ_and_stand_side_by_side():
    french, russian = (read(text(f"alba-boria-2.{name}")) for name in ("translation.fr", "ru"))

    assert len(french.of("agency")) < len(russian.of("agency"))
