# SPDX-License-Identifier: Apache-2.0
"""Dates as texts write them, to EDTF."""

from __future__ import annotations

import pytest

from comity.reading.date import dates
from comity.reading.page import page


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("Les 7 et 8 février derniers", "XXXX-02-07", "XXXX-02-08"),
        ("du 31 janvier au 2 février 2021", "2021-01-31", "2021-02-02"),
        ("le 1er mars 2020", "2020-03-01", "2020-03-01"),
        ("from 31 January to 1 February 2024", "2024-01-31", "2024-02-01"),
        ("on September 20, 2022", "2022-09-20", "2022-09-20"),
        ("June 10 and 11", "XXXX-06-10", "XXXX-06-11"),
        ("15–16 June 2021", "2021-06-15", "2021-06-16"),
        ("с 30 июля по 1 августа 2019 года", "2019-07-30", "2019-08-01"),
        ("16–17 сентября 2021 года", "2021-09-16", "2021-09-17"),
        ("в июне 2018 года", "2018-06", "2018-06"),
        ("am 26. und 27. Juni 2019", "2019-06-26", "2019-06-27"),
        ("el 3 y 4 de octubre de 2023", "2023-10-03", "2023-10-04"),
        ("09.07.2020", "2020-07-09", "2020-07-09"),
        ("Date 2025-02-19", "2025-02-19", "2025-02-19"),
        ("30 December 2021 to 2 January 2022", "2021-12-30", "2022-01-02"),
    ],
)
def test_date_is_read_with_its_span(text, begin, end):
    (when,) = dates(page(text))

    assert (when.begin, when.end) == (begin, end)
    assert 0 <= when.start < when.stop <= len(text)


@pytest.mark.parametrize("text", ["31 juin 2020", "32.01.2020", "2020-13-01"])
def test_what_is_no_day_is_no_date(text):
    assert not [when for when in dates(page(text)) if when.day is not None]
