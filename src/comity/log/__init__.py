# SPDX-License-Identifier: Apache-2.0
"""Proof that it was said: Merkle tree, tiles, notes, checkpoints, cosignatures.

In reading order:

    merkle          the tree, its proofs, and the frontier on which it grows
    tile            how tree and entries lie in files; tiletree proves from them, audit reads all of them back
    note            a text with signature lines; checkpoint is the text that a log signs
    ed25519         whether a signature holds, by one strict rule; mldsa44 likewise
    keys            a key of two halves
    cosignature     the bytes that are signed, for each of the three types
    signature       both signatures of the log, both of the mirror
    equivocation    when two signed checkpoints convict a log, and when they do not

This room does not know what an act is. Format: docs/spec/log.md.
"""
