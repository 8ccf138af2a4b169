# SPDX-License-Identifier: Apache-2.0
"""The table of permissions, asked every question there is."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from comity.acts.act import Verb
from comity.acts.kinds import AGREED, KINDS, OWN, TOLD
from comity.acts.permission import TABLE, Case, Stance, Standing, judge
from comity.acts.table import as_markdown

SPEC = Path(__file__).resolve().parents[2] / "docs" / "spec" / "standing.md"
CASES = tuple(
    Case(verb=verb, kind=kind, standing=standing, stance=stance, owner=owner, founded=founded)
    for verb, kind, standing, stance, owner, founded in itertools.product(
        Verb, KINDS, Standing, Stance, (None, False, True), (False, True)
    )
)
PERMITTED = tuple(case for case in CASES if not judge(case))


def _of(kinds, *verbs):
    return [case for case in PERMITTED if case.kind in kinds and (not verbs or case.verb in verbs)]


def test_every_question_has_one_answer_from_a_closed_list():
    reasons = {judge(case) for case in CASES}
    standings = {s.value.replace("_", "-") for s in Standing}
    assert reasons <= {"", "not-founded", "no-such-verb", "not-yours", "own", "already"} | standings


def test_before_the_founding_only_the_founding_is_permitted():
    assert {case.kind for case in PERMITTED if not case.founded} == {"founding"}
    assert all(judge(case) == "not-founded" for case in CASES if not case.founded and case.kind != "founding")


def test_every_kind_that_needs_agreement_has_the_same_rules_and_so_has_every_told_kind():
    def rules(kind):
        return {(c.verb, c.standing, c.stance, c.owner) for c in PERMITTED if c.kind == kind and c.founded}

    for kinds in (AGREED, TOLD):
        first, *others = (rules(kind) for kind in sorted(kinds))
        assert first
        assert all(first == other for other in others)
    assert all(not rules(kind) for kind in OWN)


def test_verbs_of_agreement_and_of_telling_do_not_mix():
    assert {case.verb for case in _of(AGREED)} == {Verb.TABLE, Verb.ACCEPT, Verb.RESERVE, Verb.WITHDRAW}
    assert {case.verb for case in _of(TOLD)} == {Verb.NOTIFY, Verb.ACKNOWLEDGE, Verb.WITHDRAW}


def test_nothing_is_done_to_what_is_joint_set_aside_or_superseded():
    final = {Standing.JOINT, Standing.SET_ASIDE, Standing.SUPERSEDED}
    assert not [case for case in PERMITTED if case.standing in final]


def test_what_is_not_there_can_only_be_brought_and_never_where_its_place_is_taken():
    assert {case.verb for case in PERMITTED if case.standing is Standing.ABSENT} == {Verb.TABLE, Verb.NOTIFY}
    assert not [case for case in PERMITTED if case.standing is Standing.BLOCKED]


def test_nobody_accepts_what_they_accept():
    assert not [c for c in _of(AGREED, Verb.ACCEPT) if c.stance is Stance.ACCEPTS]
    assert not [c for c in _of(AGREED, Verb.TABLE) if c.stance is Stance.ACCEPTS and c.standing is Standing.TABLED]


@pytest.mark.parametrize("standing", [Standing.TABLED, Standing.WITHDRAWN])
@pytest.mark.parametrize("stance", [Stance.ACCEPTS, Stance.AD_REFERENDUM, Stance.RESERVES])
def test_whatever_a_party_holds_it_may_take_back_until_the_version_is_joint(standing, stance):
    found = [c for c in _of(AGREED, Verb.WITHDRAW) if (c.standing, c.stance) == (standing, stance)]
    assert {case.owner for case in found} == {None, False, True}


def test_whoever_accepts_may_reserve_and_whoever_reserves_may_accept():
    tabled = {(c.verb, c.stance) for c in _of(AGREED) if c.standing is Standing.TABLED}
    assert {
        (Verb.RESERVE, Stance.ACCEPTS),
        (Verb.ACCEPT, Stance.RESERVES),
        (Verb.ACCEPT, Stance.AD_REFERENDUM),
    } <= tabled


def test_told_word_is_withdrawn_by_its_own_party_and_acknowledged_by_others_once():
    assert {case.owner for case in _of(TOLD, Verb.WITHDRAW)} == {True}
    acknowledged = _of(TOLD, Verb.ACKNOWLEDGE)
    assert {case.owner for case in acknowledged} == {None, False}
    assert {case.stance for case in acknowledged} == {Stance.NONE}


def test_every_row_of_the_table_decides_something():
    for row in TABLE:
        others = [other for other in TABLE if other is not row]
        assert any(judge(case, others) for case in PERMITTED), row


def test_specification_prints_the_table_that_the_program_asks():
    _, _, rest = SPEC.read_text(encoding="utf-8").partition("<!-- table:permission -->\n")
    printed, _, _ = rest.partition("<!-- /table -->")
    assert printed == as_markdown()
