# SPDX-License-Identifier: Apache-2.0
"""What may stand in the structure of an act, and how it is said in print."""

from __future__ import annotations

import pytest

from comity.acts.act import decode
from comity.acts.field import check_fields, enum, list_of, name, record
from comity.base.errors import Malformed

_FIELDS = {
    "to": list_of(name("party"), at_least=1),
    "status": enum("authentic", "courtesy").optional(),
    "entry": record(code=name("party"), size=name("int")).optional(),
    "options": name("options").optional(),
    "title": name("wording").optional(),
}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "$: expected an object, found list"),
        ({}, "$.to: missing"),
        ({"to": []}, "$.to: expected a list of 1 to 500 values"),
        ({"to": "XA"}, "$.to: expected a list"),
        ({"to": ["XA", "xb"]}, "$.to[1]: expected party, found 'xb'"),
        ({"to": ["XA", "XA"]}, "$.to: the same value stands twice"),
        ({"to": ["XA"], "from": 1}, "$.from: unknown field; known: entry, options, status, title, to"),
        ({"to": ["XA"], "status": "true"}, "$.status: expected authentic | courtesy, found 'true'"),
        ({"to": ["XA"], "entry": {"code": "XA"}}, "$.entry.size: missing"),
        ({"to": ["XA"], "entry": {"code": "XA", "size": True}}, "$.entry.size: expected int"),
        ({"to": ["XA"], "entry": []}, "$.entry: expected an object"),
        ({"to": ["XA"], "options": {"A": 1}}, "$.options: expected options"),
        ({"to": ["XA"], "title": {"en": ""}}, "$.title: expected wording"),
        ({"to": ["XA"], "title": {}}, "$.title: expected wording"),
    ],
)
def test_structure_with_a_fault_is_refused_with_its_place(value, says):
    with pytest.raises(Malformed) as refusal:
        check_fields(_FIELDS, value, "$")
    assert str(refusal.value).startswith(says)


def test_place_is_printed_as_one_would_say_it():
    assert str(_FIELDS["to"]) == "list of party"
    assert str(_FIELDS["status"]) == "authentic | courtesy"
    assert str(_FIELDS["entry"]) == "{code: party, size: int}"
    assert str(name("digest")) == "digest"


def test_act_that_is_no_object_is_refused():
    with pytest.raises(Malformed, match="expected an act"):
        decode(b"[]")
