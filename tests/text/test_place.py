# SPDX-License-Identifier: Apache-2.0
"""Places: always room between two, in the order of strings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.base.names import is_name
from comity.text.place import between

_PLACE = st.text("0123456789abcxyz", max_size=6)


@given(_PLACE, _PLACE)
def test_place_is_strictly_between_wherever_a_string_is(one, other):
    before, after = sorted((one, other))
    made = between(before, after)
    if made is None:
        assert before == after or set(after.removeprefix(before)) == {"0"}
    else:
        assert is_name("place", made)
        assert before < made
        assert not after or made < after


@given(st.lists(st.booleans(), max_size=60))
def test_places_can_be_put_between_again_and_again(turns):
    before, after = "", ""
    for left in turns:
        made = between(before, after)
        if made is None:
            break
        before, after = (before, made) if left else (made, after)
    assert not after or before < after


def test_places_are_short():
    assert [between("", ""), between("a", "b"), between("c", ""), between("", "1")] == ["i", "ai", "o", "0i"]
    assert between("a", "a0") is None
    assert between("b", "a") is None
