# SPDX-License-Identifier: Apache-2.0
"""One pass finds names in every case form, and capitals only where a label has them."""

from __future__ import annotations

import pytest

from comity.reading.fold import fold
from comity.reading.lexicon import lexicon
from comity.reading.word import words


def sighted(text, scheme):
    return {hit.id for hit in lexicon().sightings(text, words(fold(text), text)).get(scheme, ())}


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("в Альбе", "XA"),
        ("делегация Альбы", "XA"),
        ("альбанская сторона", "XA"),
        ("российско-борийские консультации", "XB"),
        ("la délégation borienne", "XB"),
        ("les autorités cadriennes", "XC"),
        ("делегация Кадрии", "XC"),
        ("Alba’s delegation", "XA"),
        ("aux États-Unis", "US"),
        ("Соединенными Штатами Америки", "US"),
    ],
)
def test_party_is_sighted_in_every_form(text, party):
    assert party in sighted(text, "parties")


@pytest.mark.parametrize(
    ("text", "scheme", "name"),
    [
        ("подготовка кадров", "parties", "XC"),
        ("the first round", "fora", "FIRST"),
        ("они ответили us", "parties", "US"),
        ("переговоров по ряду дел", "places", "New Delhi"),
        ("un groupe", "fora", "UN"),
    ],
)
def test_common_word_is_no_name(text, scheme, name):
    assert name not in sighted(text, scheme)


def test_beginning_with_a_star_meets_every_word_that_begins_so():
    assert sighted("ils ont analysé", "verbs") == {"discuss"}
    assert "discuss" in sighted("Подробно рассмотрены вопросы", "verbs")


def test_name_does_not_reach_over_a_comma():
    assert "JUSTICE" not in sighted("Ministry, Justice", "bodies")
