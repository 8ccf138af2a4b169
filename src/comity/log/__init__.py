# SPDX-License-Identifier: Apache-2.0
"""Proof that it was said: Merkle tree, tiles, notes, checkpoints, cosignatures."""
