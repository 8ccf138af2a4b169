# SPDX-License-Identifier: Apache-2.0
"""Brackets: readable, owned, and exact to the letter."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.text.brackets import Alternative, Option, Span, brackets, clean, plain, separations, wording
from comity.text.token import tokens

_NAMES = {"XA": "Alba", "XB": "Boria", "XC": "Cadria"}
_WORDS = st.sampled_from(["the", "Parties", "l'État", "кибер-атака", ",", ".", " :", "shall", "réaffirment", "a", "\n"])
_WORDING = st.one_of(
    st.lists(_WORDS, max_size=25).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
_ALTERNATIVES = st.lists(_WORDING, min_size=1, max_size=6)


def _of(*wordings):
    return [Alternative((f"X{'ABCDEF'[n]}",), w) for n, w in enumerate(wordings)]


def _plain(*wordings, **more):
    return plain(brackets(_of(*wordings), **more), lambda code: _NAMES.get(code, code))


@given(_WORDING)
def test_tokens_joined_are_the_wording(text):
    assert "".join(tokens(text)) == text


@settings(max_examples=300)
@given(_ALTERNATIVES)
def test_each_wording_is_read_back_exactly_by_taking_its_options(wordings):
    spans = brackets(_of(*wordings))
    assert [wording(spans, n) for n in range(len(wordings))] == wordings


@settings(max_examples=200)
@given(_ALTERNATIVES, st.randoms(use_true_random=False))
def test_order_of_alternatives_orders_the_options_and_nothing_else(wordings, rnd):
    given_ = _of(*wordings)
    other = list(given_)
    rnd.shuffle(other)

    def shape(spans):
        return [(s.words, frozenset((frozenset(o.owners), o.wording) for o in s.options)) for s in spans]

    assert shape(brackets(given_)) == shape(brackets(other))


@given(_ALTERNATIVES)
def test_brackets_never_stand_beside_each_other_and_always_differ(wordings):
    spans = brackets(_of(*wordings))
    for left, right in itertools.pairwise(spans):
        assert left.bracketed != right.bracketed
    for span in spans:
        assert not span.bracketed or len({o.wording for o in span.options}) == len(span.options) > 1
        assert span.bracketed or span.words


@pytest.mark.parametrize(
    ("wordings", "expected"),
    [
        (
            ("The Parties reaffirm their commitment.", "The Parties recall their commitment."),
            "The Parties [Alba: reaffirm] [Boria: recall] their commitment.",
        ),
        (
            ("Les Parties réaffirment l'importance du dialogue.", "Les Parties rappellent l'importance du dialogue."),
            "Les Parties [Alba: réaffirment] [Boria: rappellent] l'importance du dialogue.",
        ),
        (
            ("Стороны подтвердили важность диалога.", "Стороны отметили важность диалога."),
            "Стороны [Alba: подтвердили] [Boria: отметили] важность диалога.",
        ),
        (
            ("Both sides deeply regret the incident.", "Both sides regret the incident."),
            "Both sides [Alba: deeply] [Boria: —] regret the incident.",
        ),
        (("They agreed to meet again.", ""), "[Alba: They agreed to meet again.] [Boria: —]"),
        (
            ("The Parties will meet in Alba.", "The Parties will meet in Boria.", "The Parties will meet in Alba."),
            "The Parties will meet in [Alba, Cadria: Alba] [Boria: Boria].",
        ),
    ],
)
def test_plain_text_is_what_negotiators_type(wordings, expected):
    assert _plain(*wordings) == expected


def test_differences_a_word_apart_become_one_bracket():
    text = _plain("The Parties shall cooperate closely on this.", "The Parties may cooperate fully on this.")
    assert text == "The Parties [Alba: shall cooperate closely] [Boria: may cooperate fully] on this."


def test_wordings_that_share_little_stand_whole():
    first = "The Parties deplore the incident of March."
    second = "Nothing in this text prejudges the views of either side on the attribution of any event."
    assert _plain(first, second) == f"[Alba: {first}] [Boria: {second}]"


def test_single_wording_is_clean_or_one_whole_bracket_where_it_is_reserved():
    assert brackets(_of("They met.")) == (Span(words="They met."),)
    assert clean(brackets(_of("They met.")))
    reserved = brackets(_of("They met."), reserved=True)
    assert reserved == (Span(options=(Option(("XA",), "They met.", (0,)),)),)
    assert plain(reserved, _NAMES.get) == "[Alba: They met.]"


def test_what_separates_the_parties_is_counted():
    spans = brackets(
        _of(
            "The two delegations met in Moscow and agreed on the next steps of their cooperation in 2027.",
            "The two delegations met in Paris and agreed on the next steps of their cooperation in 2028.",
        )
    )
    assert separations(spans) == 2
