# SPDX-License-Identifier: Apache-2.0
"""Keys of two halves, and documents signed under a domain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_keys import key

from comity.base.errors import BadSignature
from comity.log import mldsa44
from comity.log.keys import SigningKey, sign_message, verify_message

seeds = st.binary(min_size=32, max_size=32)


@settings(max_examples=20, deadline=None)
@given(seeds, seeds)
def test_same_seeds_are_the_same_key(first, second):
    made = SigningKey.generate(first, second)

    assert made.to_seed() == first + second
    assert SigningKey.from_seed(made.to_seed()).public == made.public
    assert (len(made.public.ed25519), len(made.public.mldsa44)) == (32, 1312)


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_seed_of_another_length_is_our_own_mistake(length):
    with pytest.raises(ValueError, match="32 random bytes"):
        SigningKey.from_seed(bytes(length))


def test_key_does_not_show_its_seed():
    assert "\\x01" not in repr(key(1))
    assert (b"\x01" * 8).hex() not in repr(key(1))


def test_document_signed_by_both_halves_verifies_and_its_signatures_have_their_lengths():
    signature = sign_message(key(1), "keyset/v1", b"{}")

    verify_message(key(1).public, "keyset/v1", b"{}", signature)
    assert (len(signature.ed25519), len(signature.mldsa44)) == (64, 2420)


def test_document_is_signed_under_its_domain_by_each_half():
    signed = b"comity/keyset/v1\n{}"
    assert key(1).sign_ed25519(signed) == sign_message(key(1), "keyset/v1", b"{}").ed25519
    assert mldsa44.verify(key(1).public.mldsa44, signed, sign_message(key(1), "keyset/v1", b"{}").mldsa44)


@pytest.mark.parametrize(("half", "reason"), [("ed25519", "Ed25519"), ("mldsa44", "ML-DSA-44")])
def test_document_is_signed_only_by_both_halves(half, reason):
    signature = sign_message(key(1), "keyset/v1", b"{}")
    for wrong in (b"", getattr(sign_message(key(2), "keyset/v1", b"{}"), half), getattr(signature, half)[:-1]):
        with pytest.raises(BadSignature, match=f"the {reason} signature"):
            verify_message(key(1).public, "keyset/v1", b"{}", replace(signature, **{half: wrong}))


@pytest.mark.parametrize(("domain", "message"), [("keyset/v2", b"{}"), ("keyset/v1", b"{} "), ("keyset", b"/v1\n{}")])
def test_document_under_another_domain_or_of_other_bytes_is_refused(domain, message):
    signature = sign_message(key(1), "keyset/v1", b"{}")
    with pytest.raises(BadSignature):
        verify_message(key(1).public, domain, message, signature)


@pytest.mark.parametrize("domain", ["", "a\nb", "a b", "A", "/a", "a/", "é"])
def test_domain_of_other_characters_is_our_own_mistake(domain):
    with pytest.raises(ValueError, match="a domain is"):
        sign_message(key(1), domain, b"")


def test_flipped_bit_of_a_lattice_signature_is_refused():
    signature = key(1).sign_mldsa44(b"act")
    public = key(1).public.mldsa44
    assert mldsa44.verify(public, b"act", signature)
    for bit in range(0, len(signature) * 8, 53):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not mldsa44.verify(public, b"act", bytes(flipped))
    assert not mldsa44.verify(public[:-1], b"act", signature)
