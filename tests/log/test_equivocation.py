# SPDX-License-Identifier: Apache-2.0
"""When two signed checkpoints convict a log, and when they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_keys import ALBA, LEAVES, ORIGIN, key, signed

from comity.base.errors import BadProof, BadSignature, Equivocation
from comity.log import merkle
from comity.log.equivocation import Judgement, judge
from comity.log.merkle import leaf_hash
from comity.log.note import format_note, parse_note
from comity.log.signature import LogKey

# The log as it shows it to somebody else, from its fourth entry on.
OTHERWISE = [*LEAVES[:3], *[leaf_hash(b"otherwise %d" % i) for i in range(37)]]


def judged(first: bytes, second: bytes, proof=None) -> Judgement:
    return judge(first, second, origin=ORIGIN, vkeys=ALBA.vkeys, proof=proof)


def test_two_copies_of_one_checkpoint_are_the_same():
    assert judged(signed(7), signed(7, timestamp=99)) is Judgement.SAME


def test_same_size_with_another_root_is_equivocation_and_carries_both_notes():
    one, two = signed(7), signed(7, OTHERWISE)
    with pytest.raises(Equivocation, match="two checkpoints of size 7") as found:
        judged(one, two)
    assert (found.value.first, found.value.second) == (one, two)


def test_two_sizes_without_a_proof_prove_nothing():
    assert judged(signed(7), signed(9)) is Judgement.UNPROVEN
    assert judged(signed(7), signed(9, OTHERWISE)) is Judgement.UNPROVEN


def test_empty_log_is_the_beginning_of_every_log():
    assert judged(signed(0), signed(9)) is Judgement.NEWER
    assert judged(signed(9), signed(0), []) is Judgement.OLDER


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 39), st.data())
def test_older_checkpoint_is_only_an_old_copy(old, data):
    new = data.draw(st.integers(old + 1, 40))
    one, two = signed(old), signed(new)
    for proof in (merkle.consistency_proof(LEAVES, old, new), merkle.prefix_proof(LEAVES, old, new)):
        assert judged(one, two, proof) is Judgement.NEWER
        assert judged(two, one, proof) is Judgement.OLDER


@settings(max_examples=25, deadline=None)
@given(st.integers(4, 39), st.data())
def test_fork_is_convicted_by_the_hashes_of_the_larger_side(old, data):
    new = data.draw(st.integers(old + 1, 40))
    for small, large in ((LEAVES, OTHERWISE), (OTHERWISE, LEAVES)):
        one, two = signed(old, small), signed(new, large)
        proof = merkle.prefix_proof(large, old, new)
        with pytest.raises(Equivocation, match="not the beginning"):
            judged(one, two, proof)
        with pytest.raises(Equivocation):
            judged(two, one, proof)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 39), st.data())
def test_wrong_proof_never_convicts_an_honest_log(old, data):
    new = data.draw(st.integers(old + 1, 40))
    true = merkle.prefix_proof(LEAVES, old, new)
    wrong = list(true)
    wrong[data.draw(st.integers(0, len(true) - 1))] = data.draw(st.sampled_from(OTHERWISE[3:]))
    for proof in (wrong, wrong[1:], true[:-1], [*true, true[0]], [], merkle.prefix_proof(OTHERWISE, old, 40)):
        if proof == merkle.consistency_proof(LEAVES, old, new):
            continue
        with pytest.raises(BadProof):
            judged(signed(old), signed(new), proof)


def test_two_beginnings_that_agree_so_far_convict_nobody():
    assert judged(signed(3), signed(9, OTHERWISE), merkle.prefix_proof(OTHERWISE, 3, 9)) is Judgement.NEWER


def test_note_without_both_signatures_of_the_log_convicts_nobody():
    forged = signed(7, OTHERWISE, LogKey(ORIGIN, key(9)))
    half = parse_note(signed(7, OTHERWISE))
    for second in (forged, format_note(replace(half, signatures=half.signatures[:1]))):
        with pytest.raises(BadSignature):
            judged(signed(7), second)
