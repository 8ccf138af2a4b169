# SPDX-License-Identifier: Apache-2.0
"""Rows for spreadsheets: nothing in them is reckoned, everything in them is read back."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from office import convert

from comity.formats.rows import csv_of, xlsx_of

UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
COLUMNS = ("Commitment", "Owner", "Due")
ROWS = (
    ("Exercise the channel", "Alba", date(2027, 6, 1)),
    ("=HYPERLINK(1)", "+49", None),
    ("@SUM(A1)\n- a line", "Бория, «Запад»", None),
    ("  =1+1", "-2", 3),
)


def test_csv_reads_back_and_reckons_nothing():
    data = csv_of(COLUMNS, ROWS)
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    assert read[0] == list(COLUMNS)
    assert read[1] == ["Exercise the channel", "Alba", "2027-06-01"]
    assert read[3][1] == "Бория, «Запад»"
    assert [row[0][0] for row in read[2:]] == ["'", "'", "'"]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == len(ROWS) + 1


def test_xlsx_holds_words_as_words_and_days_as_days():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of("Commitments: [2027]", COLUMNS, ROWS, marking="TLP:GREEN")))
    sheet = book.active

    assert sheet["C2"].value.date() == date(2027, 6, 1)
    assert [sheet.cell(row, 1).data_type for row in (2, 3, 4, 5)] == ["s"] * 4
    assert sheet["A3"].value == "=HYPERLINK(1)"
    assert sheet["C5"].value == 3
    assert sheet.freeze_panes == "A2"
    assert sheet.oddHeader.right.text == "&BTLP:GREEN"
    assert book.properties.creator in {None, ""}


def test_xlsx_of_the_same_rows_is_the_same():
    assert xlsx_of("C", COLUMNS, ROWS) == xlsx_of("C", COLUMNS, ROWS)


@pytest.mark.parametrize("rows", [(), ROWS])
def test_xlsx_opens_in_libreoffice(rows, tmp_path):
    read = convert(tmp_path, {"c.xlsx": xlsx_of("C", COLUMNS, rows)}, UTF8_CSV)["c.csv"].decode()

    assert read.splitlines()[0].startswith("Commitment,Owner,Due")
    assert ("=HYPERLINK(1)" in read) is bool(rows)
