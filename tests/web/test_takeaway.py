# SPDX-License-Identifier: Apache-2.0
"""What an officer takes out: marked, written into the trail, read back by the programs that people use."""

from __future__ import annotations

import csv
import io
import re

import docx
import openpyxl
import pypdf
import pytest
from icalendar import Calendar
from visitor import Visitor
from world import BRACKET, World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def _book(world: World, visitor: Visitor, sort: str, more: str = "") -> bytes:
    page = visitor.get(f"/desk/{world.ids['dialogue']}/round/{world.ids['round']}/book.{sort}{more}")
    assert page.status == 200
    return page.data


def _words(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_book_holds_the_round_and_says_whose_each_bracket_is(world: World, officers: dict[str, Visitor]):
    words = _words(_book(world, officers["drafter"], "docx"))

    assert "Points of contact" in words
    assert "A. Head, Ambassador for Digital Affairs" in words
    assert "Reserved by Boria" in words
    assert "Joint communiqué" in words
    assert "&" not in words.replace("& ", "")


@pytest.mark.pdf
def test_book_as_pdf_is_tagged_and_marked_on_every_page(world: World, officers: dict[str, Visitor]):
    reader = pypdf.PdfReader(io.BytesIO(_book(world, officers["drafter"], "pdf")))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for page in reader.pages:
        assert page.extract_text().count("TLP:AMBER") >= 2
        assert "EXERCISE" in page.extract_text()


def test_what_is_marked_higher_is_left_out_and_counted(world: World, officers: dict[str, Visitor]):
    all_, green = (_words(_book(world, officers["drafter"], "docx", f"?up_to=TLP:{n}")) for n in ("RED", "GREEN"))

    assert "Notification should follow within twelve hours." in all_
    assert "Notification should follow" not in green
    assert re.search(r"\d+ items above TLP:GREEN are not in this book", green)
    assert BRACKET.split()[0] not in green


def test_delegation_list_is_a_note_verbale_in_the_third_person(world: World, officers: dict[str, Visitor]):
    ids = world.ids
    round_ = officers["drafter"].get(f"/desk/{ids['dialogue']}/round/{ids['round']}/")
    address = next(a for a in re.findall(r'href="([^"]+/note\.docx)"', round_.body))
    words = _words(officers["drafter"].get(address).data)

    assert "Alba presents its compliments to Boria" in words
    assert "A. Head" in words
    assert "National CSIRT" in words
    assert "assurances of its highest consideration" in words


def test_commitments_open_in_a_spreadsheet_with_each_sides_word(world: World, officers: dict[str, Visitor]):
    base = f"/desk/{world.ids['dialogue']}/commitments"
    rows = list(csv.reader(io.StringIO(officers["drafter"].get(f"{base}.csv").data.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(officers["drafter"].get(f"{base}.xlsx").data)).active

    assert rows[0][-3:] == ["Status as claimed by Alba", "Status as claimed by Boria", "Open"]
    assert [cell.value for cell in sheet[1]] == rows[0]
    (row,) = (row for row in rows[1:] if "=1+1" in row[0])
    assert row[0].startswith("'=1+1")
    assert row[2:4] == ["Alba", "2027-09-01"]


def test_calendar_opens_by_its_address_alone_and_a_new_one_closes_the_old(
    world: World, stranger: Visitor, officers: dict[str, Visitor]
):
    first, second = (_address(officers["drafter"]) for _ in range(2))
    answer = stranger.get(second)
    events = {str(e["uid"]).split("@")[0]: e for e in Calendar.from_ical(answer.data).walk("VEVENT")}

    assert stranger.get(first).status == 404
    assert stranger.get(second.replace("/calendar/", "/calendar/x")).status == 404
    assert answer.headers["content-type"].startswith("text/calendar")
    assert events[f"round-{world.ids['round']}"]["dtstart"].params["VALUE"] == "DATE"
    assert any(uid.startswith("commitment-") for uid in events)
    assert any(uid.startswith("forum-") for uid in events)
    assert BRACKET not in answer.body


def test_what_was_taken_stands_in_the_trail(world: World, officers: dict[str, Visitor]):
    _book(world, officers["drafter"], "docx")
    page = officers["auditor"].get("/audit/?sort=left")

    assert f"book-{world.ids['round'][:8]}" in page.words


def test_a_post_that_may_not_export_takes_nothing(world: World, officers: dict[str, Visitor]):
    ids = world.ids
    for path in (f"round/{ids['round']}/book.docx", f"round/{ids['round']}/book.pdf", "commitments.csv"):
        assert officers["duty"].get(f"/desk/{ids['dialogue']}/{path}").status == 403


def test_minutes_are_kept_without_anybody_who_spoke(world: World, officers: dict[str, Visitor]):
    path = f"/desk/{world.ids['dialogue']}/round/{world.ids['round']}/minutes/"
    said = officers["drafter"].post(path, {"words": "A. Head: Boria could test the line.\nNational CSIRT agreed."})
    later = officers["releaser"].get(path)
    paper = _words(officers["releaser"].get(path.removesuffix("/") + ".docx").data)

    assert "Taken out, and kept nowhere: A. Head, Boria, National CSIRT." in said.words
    assert "[…] could test the line. […] agreed." in later.words
    assert "A. Head" not in later.words
    assert "[…] could test the line." in paper
    assert "Chatham House Rule" in paper
    for database in world.alba.home.glob("national.sqlite3*"):
        assert b"A. Head: " not in database.read_bytes()


def _address(visitor: Visitor) -> str:
    own = visitor.get("/officers/me/")
    made = visitor.post("/calendar/address/", page=own)
    return re.search(r"https?://[^/]+(/calendar/[\w-]+/en\.ics)", made.body).group(1)
