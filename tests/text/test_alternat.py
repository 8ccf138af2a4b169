# SPDX-License-Identifier: Apache-2.0
"""Alternat: renderings of one text differ in the order of the parties, and in nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.text.alternat import canonical, equivalent, rendered, sound

EN = {"XA": ("Alba", "Alba's"), "XB": ("Boria", "Boria's")}
RU = {"XA": ("Альба", "Альбы"), "XB": ("Бория", "Бории")}
FR = {"XA": ("l'Alba", "de l'Alba"), "XB": ("la Borie", "de la Borie"), "XC": ("la Cadrie", "de la Cadrie")}
TEXT = "Alba and Boria met. Alba's and Boria's experts, and Boria alone, thank Alba."


def test_each_party_is_named_first_in_its_own_rendering_and_nowhere_else():
    assert rendered(TEXT, EN, "XB") == "Boria and Alba met. Boria's and Alba's experts, and Boria alone, thank Alba."
    assert rendered(TEXT, EN, "XA") == TEXT
    assert rendered("эксперты Альбы и Бории", RU, "XB") == "эксперты Бории и Альбы"
    text = "l'Alba, la Borie et la Cadrie; les experts de l'Alba, de la Borie et de la Cadrie"
    assert (
        rendered(text, FR, "XC") == "la Cadrie, l'Alba et la Borie; les experts de la Cadrie, de l'Alba et de la Borie"
    )


@pytest.mark.parametrize("text", [
    "Alba and Alba met.",  # not all parties
    "Alba, which Boria thanks, met.",  # words between them
    "Alba and Boria's experts",  # two forms
    "Albania and Boria met.",  # another word
])  # fmt: skip
def test_what_is_no_full_list_is_left_alone(text):
    assert rendered(text, EN, "XB") == text == canonical(text, EN)


def test_renderings_are_shown_equivalent_and_anything_else_is_not():
    mine, theirs = rendered(TEXT, EN, "XA"), rendered(TEXT, EN, "XB")
    assert mine != theirs
    assert equivalent(mine, theirs, EN)
    assert not equivalent(mine, theirs.replace("thank", "blame"), EN)
    assert not equivalent(mine, theirs.replace("Boria alone", "Alba alone"), EN)
    assert not equivalent("Alba thanks Boria", "Boria thanks Alba", EN)


def test_forms_are_declared_alike_for_each_party_or_not_at_all():
    assert sound(EN)
    assert sound(FR)
    assert not sound({"XA": ("Alba",)})
    assert not sound({"XA": ("Alba", "Alba's"), "XB": ("Boria",)})
    assert not sound({"XA": ("Alba",), "XB": ("Alba",)})
    assert not sound({"XA": ("",), "XB": ("Boria",)})


_PIECES = st.lists(
    st.sampled_from(["Alba", "Boria", "Alba's", "Boria's", " and ", ", ", " ", "met", "the Parties", ".", "–"]),
    max_size=14,
)


@given(_PIECES)
def test_rendering_for_any_party_has_the_same_canonical_text_and_is_found_again(pieces):
    text = "".join(pieces)
    plain = canonical(text, EN)
    assert canonical(plain, EN) == plain
    for party in EN:
        copy = rendered(text, EN, party)
        assert canonical(copy, EN) == plain
        assert rendered(copy, EN, party) == copy
        assert sorted(copy) == sorted(text)


@given(_PIECES, st.integers(0, 200), st.sampled_from("xyz"))
def test_one_changed_letter_is_no_rendering(pieces, place, letter):
    text = "Alba and Boria met. " + "".join(pieces)
    copy = rendered(text, EN, "XB")
    place %= len(copy)
    assert not equivalent(text, copy[:place] + letter + copy[place + 1 :], EN)
