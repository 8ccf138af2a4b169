# SPDX-License-Identifier: Apache-2.0
r"""The Merkle tree of RFC 6962 section 2.1, and the two proofs that it gives.

    leaf hash   SHA-256(0x00 || entry)
    node hash   SHA-256(0x01 || left || right)
    empty tree  SHA-256("") = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

A tree of n > 1 leaves is split after the largest power of two below n:

    size 5        root
                 /    \
             [0,4)    [4,5)        a subtree is named by the leaves it covers, first to one past the last
             /    \
         [0,2)  [2,4)

Rules:
  1. Proofs are lists of subtree hashes. Which subtrees is arithmetic alone (`inclusion_ranges`, `consistency_ranges`),
     so the same lists serve a tree in memory and a tree in tiles.
  2. Verification follows RFC 9162 sections 2.1.3.2 and 2.1.4.2 step by step and raises BadProof with the reason.
  3. A tree of size 0 has one root and no other; it is consistent with every tree, by an empty proof
     (c2sp.org/tlog-witness, add-checkpoint).

A `Frontier` is the right edge of a growing tree: the roots of its complete subtrees, largest first. Thirteen leaves
are 8 + 4 + 1, hence three hashes. It is all that is needed to append and to know the root.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from comity.base.errors import BadProof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry as a leaf."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring subtrees into their parent."""
    return _sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Give the root over leaf hashes (or over hashes of complete subtrees of equal size)."""
    row = list(hashes)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        row = next_row(row)
    return row[0]


def next_row(row: Sequence[bytes]) -> list[bytes]:
    """Hash a row pair by pair; an odd one at the end moves up as it is, as the split of RFC 6962 has it."""
    above = [_sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row) - 1, 2)]
    if len(row) % 2:
        above.append(row[-1])
    return above


# --- which subtrees make a proof ---------------------------------------------------------------------------------


def split(start: int, end: int) -> int:
    """Say where RFC 6962 splits the leaves from `start` to `end`: after the largest power of two below their number."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Name the subtrees whose hashes prove leaf `index` in a tree of `size`, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of size {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = split(start, end)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """Name the subtrees whose hashes prove that the tree of size `old` is the beginning of that of size `new`.

    If `old` is a power of two, the first subtree would be the old tree itself. RFC 6962 section 2.1.2 leaves it out,
    since the verifier has its root.
    """
    ranges = prefix_ranges(old, new)
    return ranges[1:] if ranges and ranges[0] == (0, old) else ranges


def prefix_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """Name the subtrees from which both roots can be computed; the first is never left out."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of size {old} is not the beginning of one of size {new}")
    if old in (0, new):
        return []
    start, end, path = 0, new, []
    while end != old:
        middle = split(start, end)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return [(start, end), *path[::-1]]


def inclusion_proof(hashes: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """Prove leaf `index` in the tree over the first `size` of these leaf hashes."""
    return [root(hashes[start:end]) for start, end in inclusion_ranges(index, _within(hashes, size))]


def consistency_proof(hashes: Sequence[bytes], old: int, new: int) -> list[bytes]:
    """Prove that the first `old` of these leaf hashes are the beginning of the first `new`."""
    return [root(hashes[start:end]) for start, end in consistency_ranges(old, _within(hashes, new))]


def prefix_proof(hashes: Sequence[bytes], old: int, new: int) -> list[bytes]:
    """Give the hashes from which `prefix_roots` computes the roots of both sizes."""
    return [root(hashes[start:end]) for start, end in prefix_ranges(old, _within(hashes, new))]


def _within(hashes: Sequence[bytes], size: int) -> int:
    if size > len(hashes):
        raise ValueError(f"a tree of size {size} needs as many leaf hashes, and there are {len(hashes)}")
    return size


# --- verification ------------------------------------------------------------------------------------------------


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at `index` in the tree of this size and root, or raise BadProof."""
    if not 0 <= index < size:
        raise BadProof(f"no leaf {index} in a tree of size {size}")
    _lengths([leaf, *proof])
    position, last = index, size - 1
    found = leaf
    for sibling in proof:
        if last == 0:
            raise BadProof(f"the inclusion proof of leaf {index} in {size} is too long")
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof(f"the inclusion proof of leaf {index} in {size} is too short")
    if found != root:
        raise BadProof(f"leaf {index} is not in the tree of size {size} with root {root.hex()[:16]}…")


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the old tree is the beginning of the new one, or raise BadProof."""
    if not 0 <= old_size <= new_size:
        raise BadProof(f"a tree of size {old_size} is not the beginning of one of size {new_size}")
    if old_size in (0, new_size):
        if proof:
            raise BadProof(f"the consistency proof from {old_size} to {new_size} must be empty")
        if old_size == 0 and old_root != EMPTY_ROOT:
            raise BadProof("the root of an empty tree is the hash of nothing, and this is another")
        if old_size == new_size and old_root != new_root:
            raise BadProof(f"two trees of size {new_size} have different roots")
        if old_size != new_size:
            _lengths([new_root])
        return
    # A power of two has one complete subtree, the old tree itself, which RFC 6962 leaves out of the proof.
    whole = old_size & (old_size - 1) == 0
    old_found, new_found = prefix_roots(old_size, new_size, [old_root, *proof] if whole else proof)
    if new_found != new_root:
        raise BadProof(f"the consistency proof from {old_size} to {new_size} does not lead to the new root")
    if old_found != old_root:
        raise BadProof(f"the tree of size {old_size} is not the beginning of the one of size {new_size}")


def prefix_roots(old_size: int, new_size: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Compute the roots of both sizes from the hashes of `prefix_ranges`, or raise BadProof if their number is wrong.

    If the second is the true root of the new tree, then the first is the true root of its beginning: whoever could
    make it another would have two inputs with one SHA-256. `equivocation.judge` rests on this.
    """
    if not 0 < old_size < new_size or not hashes:
        raise BadProof(
            f"nothing leads from a tree of size {old_size} to one of size {new_size} by {len(hashes)} hashes"
        )
    _lengths(hashes)
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_found = new_found = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise BadProof(f"the consistency proof from {old_size} to {new_size} is too long")
        if position & 1 or position == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof(f"the consistency proof from {old_size} to {new_size} is too short")
    return old_found, new_found


def _lengths(hashes: Iterable[bytes]) -> None:
    for item in hashes:
        if len(item) != HASH_BYTES:
            raise BadProof(f"a hash has {HASH_BYTES} bytes, and one of the proof has {len(item)}")


# --- the growing edge --------------------------------------------------------------------------------------------


class Frontier:
    """The right edge of a growing tree; appending costs one hash on average, whatever the size."""

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)
        if size < 0 or len(self._hashes) != size.bit_count() or any(len(h) != HASH_BYTES for h in self._hashes):
            raise ValueError(f"the edge of a tree of size {size} is {size.bit_count()} hashes of {HASH_BYTES} bytes")

    @classmethod
    def of(cls, size: int, subtree: Callable[[int, int], bytes]) -> Frontier:
        """Take the edge of a tree of `size` from whoever knows the hash of the subtree from one leaf to another."""
        hashes, start = [], 0
        while start < size:
            end = start + (1 << (size - start).bit_length() - 1)
            hashes.append(subtree(start, end))
            start = end
        return cls(size, hashes)

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The roots of the complete subtrees, largest first; with `size`, all that need be kept."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        hashes, size = self._hashes, self.size
        for leaf in leaves:
            found, carry = leaf, size
            # As in binary addition: each trailing one of the size is a complete subtree that the new leaf completes.
            while carry & 1:
                found = _sha256(b"\x01" + hashes.pop() + found).digest()
                carry >>= 1
            hashes.append(found)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """Give the root of the tree as it stands."""
        if not self._hashes:
            return EMPTY_ROOT
        found = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            found = node_hash(left, found)
        return found

    def copy(self) -> Frontier:
        """Give an edge that grows on its own."""
        return Frontier(self.size, self._hashes)
