# SPDX-License-Identifier: Apache-2.0
"""Whether two signed checkpoints of one log can both be true.

    same size, same root                     SAME         two copies of one checkpoint
    the smaller is the beginning of the      NEWER        the second is ahead of the first
      larger, and a proof shows it           OLDER        the second is an old copy; an old pouch is the usual cause
    no proof given                           UNPROVEN     nothing follows from two sizes
    same size, another root                  Equivocation
    the larger tree begins otherwise         Equivocation

Rules:
  1. Blame is a finding, not a guess. Only the log's own two signatures, on both notes, can convict it. A proof that
     fails convicts whoever made the proof, and raises BadProof.
  2. What convicts besides are hashes that lead to the root that the log signed for the larger size, and on the way to
     a root for the smaller size that is not the one it signed: `merkle.prefix_proof`, which whoever holds the larger
     log computes. Nobody can make them up, since that would be two inputs with one SHA-256. So the evidence is two
     notes and at most some sixty hashes, and anyone who has the log's keys can check it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from comity.base.errors import Equivocation
from comity.log.merkle import prefix_ranges, prefix_roots, verify_consistency
from comity.log.signature import open_checkpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comity.log.checkpoint import Checkpoint
    from comity.log.note import VerifierKey


class Judgement(StrEnum):
    """How the second checkpoint stands to the first, where both can be true."""

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"
    UNPROVEN = "unproven"


def judge(
    first: bytes, second: bytes, *, origin: str, vkeys: Sequence[VerifierKey], proof: Sequence[bytes] | None = None,
    other_vkeys: Sequence[VerifierKey] | None = None,
) -> Judgement:  # fmt: skip
    """Say how two signed notes of one log stand to each other, or raise Equivocation carrying both.

    `other_vkeys` are those of the second note, where the log's keys changed between the two.
    `proof` is a consistency proof between the two sizes, or a prefix proof (`merkle.prefix_proof`), which can also
    convict. Where the smaller size is no power of two they are the same list.
    """
    one = open_checkpoint(first, origin=origin, vkeys=vkeys).checkpoint
    two = open_checkpoint(second, origin=origin, vkeys=vkeys if other_vkeys is None else other_vkeys).checkpoint
    if one.size == two.size:
        if one.root == two.root:
            return Judgement.SAME
        raise Equivocation(
            f"{origin} signed two checkpoints of size {one.size} with different roots", first=first, second=second
        )
    small, large = sorted((one, two), key=lambda checkpoint: checkpoint.size)
    if proof is None and small.size:
        return Judgement.UNPROVEN
    if not _is_beginning(small, large, proof or ()):
        raise Equivocation(
            f"{origin} signed size {small.size} and size {large.size}, and the one is not the beginning of the other",
            first=first,
            second=second,
            proof=tuple(proof or ()),
        )
    return Judgement.NEWER if one is small else Judgement.OLDER


def _is_beginning(small: Checkpoint, large: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Say whether the small tree is the beginning of the large one; BadProof if the proof does not decide it."""
    if small.size and len(proof) == len(prefix_ranges(small.size, large.size)):
        small_root, large_root = prefix_roots(small.size, large.size, proof)
        if large_root == large.root:
            return small_root == small.root
    verify_consistency(small.size, small.root, large.size, large.root, proof)
    return True
