# SPDX-License-Identifier: Apache-2.0
"""Names in their only spelling, digests with a domain, commitments that open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from comity.base.digest import commitment, digest, open_payload
from comity.base.errors import BadProof, ComityError, Malformed, Theirs
from comity.base.names import instant, is_name, moment, require


@pytest.mark.parametrize(
    ("sort", "good", "bad"),
    [
        ("party", ["XA", "FR", "OSCE", "X-1"], ["x", "xA", "X", "XA ", "XA\n", "ХА", "1A", "A" * 21, None, 1]),
        ("id", ["0" * 32], ["0" * 31, "0" * 33, "A" * 32, "0" * 32 + "\n"]),
        ("digest", ["a" * 64], ["a" * 63, "g" * 64]),
        (
            "instant",
            ["2027-03-04T13:02:11Z", "2028-02-29T00:00:00Z"],
            [
                "2027-02-29T00:00:00Z", "2027-03-04T24:00:00Z", "2027-03-04T13:02:60Z", "2027-03-04 13:02:11Z",
                "2027-03-04T13:02:11+00:00", "2027-03-04T13:02:11.5Z", "0999-03-04T13:02:11Z", "٢027-03-04T13:02:11Z",
            ],
        ),
        ("language", ["fr", "rus"], ["FR", "f", "fran"]),
        ("origin", ["alba.example/4c1d0a7be2f94c55"], ["alba.example", "Alba.example/1", "/1", "alba example/1"]),
    ],
)  # fmt: skip
def test_name_has_one_spelling(sort, good, bad):
    assert all(is_name(sort, value) for value in good)
    assert not any(is_name(sort, value) for value in bad)


def test_name_of_another_sort_is_refused_with_its_path():
    assert require("party", "XA", "$.by") == "XA"
    with pytest.raises(Malformed, match=r"^\$\.by: expected a name of the sort 'party', found 'xa'$"):
        require("party", "xa", "$.by")


def test_instant_is_utc_to_the_second():
    here = datetime(2027, 3, 4, 16, 2, 11, 999_999, tzinfo=timezone(timedelta(hours=3)))
    assert instant(here) == "2027-03-04T13:02:11Z"
    assert moment("2027-03-04T13:02:11Z") == datetime(2027, 3, 4, 13, 2, 11, tzinfo=UTC)


def test_digest_depends_on_its_domain():
    assert digest("a", b"words") != digest("b", b"words")
    assert digest("a", b"wo", b"rds") == digest("a", b"words")


def test_commitment_opens_only_to_its_payload():
    salt = bytes(range(32))
    expected = commitment(salt, b"words")
    assert open_payload(expected, salt + b"words") == b"words"
    for salted in (salt + b"Words", bytes(32) + b"words", salt, b"", salt[:31]):
        with pytest.raises(BadProof):
            open_payload(expected, salted)
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"short", b"words")


def test_error_says_whose_fault_it_is_by_its_exit_code():
    error = BadProof("a tile does not hash", hint="ask for it again", tile="0/000")
    assert isinstance(error, Theirs)
    assert (error.code, error.exit_code, error.hint, error.facts) == (
        "theirs.bad-proof", 3, "ask for it again", {"tile": "0/000"},
    )  # fmt: skip
    assert {kind.exit_code for kind in ComityError.__subclasses__()} == {1, 3, 4}
