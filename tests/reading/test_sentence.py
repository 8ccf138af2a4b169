# SPDX-License-Identifier: Apache-2.0
"""Sentences, lists and zones of the page."""

from __future__ import annotations

import itertools

import pytest

from comity.reading.page import page
from comity.reading.sentence import Zone


def cut(text):
    return [text[each.start : each.stop] for each in page(text).sentences]


def test_initials_and_titles_do_not_end_a_sentence():
    text = "La délégation était dirigée par M. A. V. Taneff du ministère. Elle comptait dix membres de la République."

    assert cut(text) == [text[:61], text[62:]]


def test_german_day_does_not_end_a_sentence():
    text = "Die Konsultationen fanden am 26. und 27. Juni 2019 in Berlin statt. Beide Seiten waren zufrieden."

    assert len(cut(text)) == 2


def test_list_after_a_colon_belongs_to_its_lead_in():
    items = "\n(1) Ports;\n(2) Cables."
    text = f"The two sides discussed the following matters, in this order:{items}\nThey then agreed to meet again."

    assert cut(text) == [text[: text.index("\nThey")], "They then agreed to meet again."]


def test_item_that_speaks_for_itself_is_a_sentence():
    first = "– at the bilateral level, the parties discussed access to electronic evidence at some length;"
    text = f"Three sessions were held, one after the other, over the two days:\n{first}"

    assert cut(text)[1] == first.removeprefix("– ")


def test_number_of_a_paragraph_is_not_part_of_the_sentence():
    assert cut("3. The sides agreed to meet again in the capital.") == [
        "The sides agreed to meet again in the capital."
    ]


def test_wrapped_lines_are_one_sentence():
    text = (
        "The two delegations reviewed the threats to the networks that they\nboth depend on, and agreed to meet again."
    )

    assert len(cut(text)) == 1


@pytest.mark.parametrize("unit", ["a", "France notes, ", "- item of a list;\n", "Mr. John Smith of France, "])
def test_nobody_writes_a_sentence_of_a_hundred_thousand_characters(unit):
    text = "France and Russia held their second cyber dialogue in Moscow. The sides agreed on the following:\n"
    text += unit * (100_000 // len(unit))

    spans = [(each.start, each.stop) for each in page(text).sentences]

    assert all(0 < stop - start <= 4000 for start, stop in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    assert sum(stop - start for start, stop in spans) > 75_000


def test_foot_of_the_page_is_foot():
    found = page("Title\n\nThe sides agreed to meet again in the capital.\n\nShare this page\nPrint").sentences

    assert [each.zone for each in found] == [Zone.HEAD, Zone.BODY, Zone.FOOT, Zone.FOOT]
