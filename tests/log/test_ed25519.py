# SPDX-License-Identifier: Apache-2.0
"""The strict rule for Ed25519: its verdict on every published edge case, and agreement with two libraries elsewhere."""

from __future__ import annotations

import json

import nacl.bindings
import nacl.exceptions
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from log_vectors import vector

from comity.log import ed25519
from comity.log.ed25519 import L, P

# The published twelve, in their order, with the verdict of our rule and the clause that decides.
VERDICTS = [
    (0, False, "A and R of small order, S = 0"),
    (1, False, "A of small order"),
    (2, False, "R of small order"),
    (3, True, "A and R of mixed order; the equation holds with and without the cofactor"),
    (4, False, "A and R of mixed order; the equation holds only with the cofactor"),
    (5, False, "A of mixed order, R of order L; the equation holds only with the cofactor"),
    (6, False, "S is L or more"),
    (7, False, "S is far more than L"),
    (8, False, "R of small order in another spelling, hashed as it would be spelled canonically"),
    (9, False, "R of small order in another spelling, hashed as spelled"),
    (10, False, "A of small order in another spelling, hashed as it would be spelled canonically"),
    (11, False, "A of small order in another spelling, hashed as spelled"),
]


@pytest.mark.parametrize(("number", "verdict", "reason"), VERDICTS)
def test_published_edge_case_has_the_stated_verdict(number, verdict, reason):
    case = json.loads(vector("ed25519-edge-cases.json"))[number]
    public, message, signature = (bytes.fromhex(case[key]) for key in ("pub_key", "message", "signature"))

    assert ed25519.verify(public, message, signature) is verdict, reason


def test_every_published_edge_case_has_a_stated_verdict():
    assert len(json.loads(vector("ed25519-edge-cases.json"))) == len(VERDICTS)


def test_points_of_small_order_are_the_eight_that_arithmetic_finds():
    d = -121665 * pow(121666, -1, P) % P

    def add(a, b):
        product = d * a[0] * b[0] * a[1] * b[1]
        return (
            (a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, P) % P,
            (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P,
        )

    def roots(square):
        root = pow(square, (P + 3) // 8, P)
        if root * root % P != square % P:
            root = root * pow(2, (P - 1) // 4, P) % P
        return {root, -root % P} if root * root % P == square % P else set()

    points = {
        (x, y)
        for y in ed25519.SMALL_ORDER
        for x in roots((y * y - 1) * pow(d * y * y + 1, -1, P) % P)
        # on the curve: -x^2 + y^2 = 1 + d x^2 y^2
        if (y * y - x * x - 1 - d * x * x * y * y) % P == 0
    }
    assert len(points) == 8
    for point in points:
        twice = add(point, point)
        fourfold = add(twice, twice)
        assert add(fourfold, fourfold) == (0, 1)


def by_libsodium(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        nacl.bindings.crypto_sign_open(signature + message, public)
    except (nacl.exceptions.BadSignatureError, ValueError):
        return False
    return True


seeds = st.binary(min_size=32, max_size=32)


@settings(max_examples=50, deadline=None)
@given(seeds, st.binary(max_size=100), st.integers(0, 767))
def test_honest_signature_holds_and_any_flipped_bit_breaks_it(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519.verify(public, message, signature)
    assert by_libsodium(public, message, signature)

    flipped = bytearray(public + signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verify(bytes(flipped[:32]), message, bytes(flipped[32:]))
    assert not ed25519.verify(public, message + b"\0", signature)


@settings(max_examples=50, deadline=None)
@given(seeds, st.integers(1, 15))
def test_signature_with_a_multiple_of_the_order_added_is_refused(seed, times):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = key.sign(b"")
    again = int.from_bytes(signature[32:], "little") + times * L
    if again < 2**256:
        other = signature[:32] + again.to_bytes(32, "little")
        assert not ed25519.verify(key.public_key().public_bytes_raw(), b"", other)


@given(seeds, seeds, seeds, st.binary(max_size=10))
def test_arbitrary_bytes_have_the_verdict_of_libsodium(public, point, number, message):
    assert ed25519.verify(public, message, point + number) is by_libsodium(public, message, point + number)


@pytest.mark.parametrize(("public", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_wrong_length_is_no_signature(public, signature):
    assert not ed25519.verify(b"\1" * public, b"", b"\1" * signature)


def test_key_that_is_no_point_signs_nothing():
    assert not ed25519.verify((2).to_bytes(32, "little"), b"", (3).to_bytes(32, "little") + bytes(32))
