# SPDX-License-Identifier: Apache-2.0
"""Rows under named columns as CSV and as XLSX, for those who count in a spreadsheet.

Rules:
  1. No cell is a formula. A cell of words that a spreadsheet would read as one is given with an apostrophe before it in
     CSV; in XLSX words are words.
  2. CSV is UTF-8 with a byte-order mark (without one Excel misreads Cyrillic), commas, CRLF: RFC 4180.
  3. Days are days in XLSX, and YYYY-MM-DD in CSV. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter

Cell = str | int | date | None

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ALWAYS = datetime(1980, 1, 1)  # noqa: DTZ001  # XLSX has no zones; the same bytes each time
_WIDEST = 60
_SHEET_NAME = 31


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write rows as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(column) for column in columns])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_of(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, marking: str = "") -> bytes:
    """Write rows as a workbook of one sheet: a frozen head row, a filter, the marking at head and foot of the print."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "subject": marking, "created": _ALWAYS})
        sheet = book.add_worksheet(_sheet_name(title))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, head)
            sheet.set_column(place, place, _width([column, *(row[place] for row in rows)]))
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, int):
                    sheet.write_number(number, place, cell, plain)
                else:
                    sheet.write_string(number, place, cell or "", plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        printed = marking.replace("&", "&&")
        sheet.set_header(f"&R&B{printed}")
        sheet.set_footer(f"&L&P / &N&R&B{printed}")
    return out.getvalue()


def _safe(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip(" ").startswith(_STARTS) else text


def _sheet_name(title: str) -> str:
    """Give a name that a spreadsheet takes: no signs of paths and addresses, 31 characters."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:_SHEET_NAME].strip(" '") or "1"


def _width(cells: Sequence[Cell]) -> int:
    return min(_WIDEST, 2 + max((len(line) for cell in cells for line in _safe(cell).split("\n")), default=0))
