# SPDX-License-Identifier: Apache-2.0
"""The Merkle tree: RFC 6962's definition as the oracle, the published vectors, and properties of every proof."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_vectors import vector_lines

from comity.base.errors import BadProof
from comity.log import merkle
from comity.log.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash

# The eight leaves with which Certificate Transparency's first test data was made, and the roots it gives for them.
CT_LEAVES = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                        "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@cache
def leaves(count: int) -> tuple[bytes, ...]:
    return tuple(leaf_hash(b"entry %d" % i) for i in range(count))


def root_by_definition(hashes) -> bytes:
    """RFC 6962 section 2.1, word by word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(root_by_definition(hashes[:k]), root_by_definition(hashes[k:]))


def path_by_definition(m: int, hashes) -> list[bytes]:
    """RFC 6962 section 2.1.1."""
    if len(hashes) == 1:
        return []
    k = merkle.split(0, len(hashes))
    if m < k:
        return [*path_by_definition(m, hashes[:k]), root_by_definition(hashes[k:])]
    return [*path_by_definition(m - k, hashes[k:]), root_by_definition(hashes[:k])]


def subproof_by_definition(m: int, hashes, *, known: bool) -> list[bytes]:
    """RFC 6962 section 2.1.2."""
    if m == len(hashes):
        return [] if known else [root_by_definition(hashes)]
    k = merkle.split(0, len(hashes))
    if m <= k:
        return [*subproof_by_definition(m, hashes[:k], known=known), root_by_definition(hashes[k:])]
    return [*subproof_by_definition(m - k, hashes[k:], known=False), root_by_definition(hashes[:k])]


def unpack(case: dict) -> list[bytes]:
    return [base64.b64decode(item) for item in case["proof"] or []]


def test_published_inclusion_vectors_give_the_published_verdict():
    for case in vector_lines("merkle-inclusion.jsonl"):
        given = (base64.b64decode(case["leafHash"]), case["leafIdx"], case["treeSize"], unpack(case),
                 base64.b64decode(case["root"]))  # fmt: skip
        if case["wantErr"]:
            with pytest.raises(BadProof):
                merkle.verify_inclusion(*given)
        else:
            merkle.verify_inclusion(*given)


def test_published_consistency_vectors_give_the_published_verdict():
    for case in vector_lines("merkle-consistency.jsonl"):
        given = (case["size1"], base64.b64decode(case["root1"]), case["size2"], base64.b64decode(case["root2"]),
                 unpack(case))  # fmt: skip
        if case["wantErr"]:
            with pytest.raises(BadProof):
                merkle.verify_consistency(*given)
        else:
            merkle.verify_consistency(*given)


@pytest.mark.parametrize("size", CT_ROOTS)
def test_root_of_known_leaves_is_the_known_root(size):
    assert merkle.root([leaf_hash(leaf) for leaf in CT_LEAVES[:size]]).hex() == CT_ROOTS[size]


def test_root_of_empty_tree_is_the_hash_of_nothing():
    assert merkle.root([]) == Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_root_follows_the_definition_for_every_small_size():
    for size in range(70):
        assert merkle.root(leaves(70)[:size]) == root_by_definition(leaves(70)[:size])


def test_frontier_has_the_root_of_the_whole_at_every_size():
    edge = Frontier()
    for size in range(300):
        assert edge.size == size
        assert edge.root() == merkle.root(leaves(300)[:size])
        edge.append(leaves(300)[size])


@given(st.integers(0, 3000), st.integers(0, 200))
def test_frontier_that_was_put_away_grows_on_as_if_it_had_not(size, more):
    edge = Frontier()
    edge.extend(leaves(3200)[:size])
    again = Frontier(edge.size, edge.hashes)
    again.extend(leaves(3200)[size : size + more])

    assert again.root() == merkle.root(leaves(3200)[: size + more])
    assert again.hashes == Frontier.of(size + more, lambda a, b: merkle.root(leaves(3200)[a:b])).hashes
    assert edge.size == size


def test_frontier_copy_grows_on_its_own():
    edge = Frontier(1, [leaves(2)[0]])
    edge.copy().append(leaves(2)[1])

    assert (edge.size, edge.root()) == (1, leaves(2)[0])


@pytest.mark.parametrize(("size", "hashes"), [(-1, []), (1, []), (2, [b"\0" * 32] * 2), (1, [b"\0" * 31])])
def test_frontier_with_the_wrong_hashes_is_refused(size, hashes):
    with pytest.raises(ValueError, match="hashes of 32 bytes"):
        Frontier(size, hashes)


def test_proofs_follow_the_definition_for_every_small_size():
    for size in range(1, 40):
        tree = leaves(40)[:size]
        for index in range(size):
            assert merkle.inclusion_proof(leaves(40), index, size) == path_by_definition(index, tree)
        for old in range(1, size + 1):
            assert merkle.consistency_proof(leaves(40), old, size) == subproof_by_definition(old, tree, known=True)


@given(st.integers(1, 2000), st.data())
def test_inclusion_proof_verifies_and_only_for_its_own_leaf_and_place(size, data):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda i: size == 1 or i != index))
    proof = merkle.inclusion_proof(leaves(2000), index, size)
    root = merkle.root(leaves(2000)[:size])

    merkle.verify_inclusion(leaves(2000)[index], index, size, proof, root)
    if size > 1:
        with pytest.raises(BadProof):
            merkle.verify_inclusion(leaves(2000)[other], index, size, proof, root)
        with pytest.raises(BadProof):
            merkle.verify_inclusion(leaves(2000)[index], other, size, proof, root)
        with pytest.raises(BadProof):
            merkle.verify_inclusion(leaves(2000)[index], index, size, proof[:-1], root)
    with pytest.raises(BadProof):
        merkle.verify_inclusion(leaves(2000)[index], index, size, [*proof, root], root)


@given(st.integers(0, 2000), st.data())
def test_consistency_proof_verifies_and_any_changed_hash_is_refused(new, data):
    old = data.draw(st.integers(0, new))
    old_root, new_root = merkle.root(leaves(2000)[:old]), merkle.root(leaves(2000)[:new])
    proof = merkle.consistency_proof(leaves(2000), old, new)

    merkle.verify_consistency(old, old_root, new, new_root, proof)
    for place in range(len(proof)):
        changed = [*proof[:place], node_hash(proof[place], b""), *proof[place + 1 :]]
        with pytest.raises(BadProof):
            merkle.verify_consistency(old, old_root, new, new_root, changed)
    if proof:
        with pytest.raises(BadProof):
            merkle.verify_consistency(old, old_root, new, new_root, proof[:-1])
        with pytest.raises(BadProof):
            merkle.verify_consistency(old, new_root, new, new_root, proof)
    with pytest.raises(BadProof):
        merkle.verify_consistency(old, old_root, new, new_root, [*proof, new_root])


@given(st.integers(2, 2000), st.data())
def test_prefix_proof_leads_to_both_roots(new, data):
    old = data.draw(st.integers(1, new - 1))

    found = merkle.prefix_roots(old, new, merkle.prefix_proof(leaves(2000), old, new))

    assert found == (merkle.root(leaves(2000)[:old]), merkle.root(leaves(2000)[:new]))


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 4)])
def test_sizes_out_of_order_are_refused(old, new):
    with pytest.raises(BadProof):
        merkle.verify_consistency(old, EMPTY_ROOT, new, EMPTY_ROOT, [])
    with pytest.raises(ValueError, match="not the beginning"):
        merkle.consistency_ranges(old, new)


def test_empty_tree_is_the_beginning_of_every_tree_by_an_empty_proof_only():
    merkle.verify_consistency(0, EMPTY_ROOT, 2, merkle.root(leaves(2)), [])
    with pytest.raises(BadProof, match="must be empty"):
        merkle.verify_consistency(0, EMPTY_ROOT, 2, merkle.root(leaves(2)), [leaves(2)[0]])
    with pytest.raises(BadProof, match="hash of nothing"):
        merkle.verify_consistency(0, leaves(2)[0], 2, merkle.root(leaves(2)), [])


def test_short_hash_in_a_proof_is_refused():
    with pytest.raises(BadProof, match="32 bytes"):
        merkle.verify_inclusion(leaves(2)[0], 0, 2, [leaves(2)[1][:-1]], merkle.root(leaves(2)))


def test_proof_beyond_the_leaves_at_hand_is_our_own_mistake():
    with pytest.raises(ValueError, match="leaf hashes"):
        merkle.inclusion_proof(leaves(2), 0, 3)
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_ranges(3, 3)
