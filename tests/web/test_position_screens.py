# SPDX-License-Identifier: Apache-2.0
"""One position out of many ministries, on screen: opened, cleared by link and by Word, approved by two, received."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from visitor import Page, Visitor
from world import World

TITLE = "Non-paper on notification"


def begin(world: World, officer: Visitor, **more: str) -> Page:
    address = f"/desk/positions/?dialogue={world.ids['dialogue']}"
    form = {
        "dialogue": world.ids["dialogue"], "title": TITLE, "sort": "paper", "subject": world.ids["round"],
        "language": "en", "wording": "Notification within twelve hours.\n\nThrough the points of contact.",
        "red_lines": "CANARY-RED-LINE", "lead": "Foreign Ministry", "ministries": "Ministry of Defence",
        "tlp": "TLP:GREEN", "releasable": "xa xb", **more,
    }  # fmt: skip
    return officer.post(address, form, page=officer.get(address))


def ask(world: World, officer: Visitor, page: Page, ministry: str) -> str:
    """Ask by mail; give the address that stands in the mail, a file of the home."""
    before = set((world.alba.home / "mail").glob("*"))
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")
    form = {"do": "ask", "ministry": ministry, "day": day, "hour": "18:00", "silence": "stops", "to": "x@alba.example"}
    assert "Clearance is asked for." in officer.post(page.path, form, page=page).words
    (mail,) = set((world.alba.home / "mail").glob("*")) - before
    text = mail.read_text().replace("=\n", "")
    assert TITLE not in text
    return "/clear/" + re.findall(r"/clear/([\w-]+)/", text)[0] + "/"


def upload(visitor: Visitor, page: Page, data: bytes) -> Page:
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (("csrfmiddlewaretoken", page.token), ("do", "bring"))
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="p.docx"\r\n\r\n'.encode()
    body = b"".join(parts) + head + data + f"\r\n--{edge}--\r\n".encode()
    visitor.raw("POST", page.path, body, Content_Type=f"multipart/form-data; boundary={edge}")
    return visitor.get(page.path)


def test_position_is_cleared_by_one_who_never_signs_in_approved_by_two_and_received(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    drafter, stranger = officers["drafter"], Visitor(world.alba.address)
    page = begin(world, drafter)
    assert (page.status, "TLP:GREEN // REL XA XB" in page.words) == (200, True)
    early = officers["releaser"].get(page.path)
    assert "Approve version" not in early.words

    link = ask(world, drafter, page, "Ministry of Defence")
    shown = stranger.get(link)
    assert shown.status == 200
    assert "Notification within twelve hours." in shown.words
    word = binary(world, link + "position.docx")
    assert word[:2] == b"PK"
    assert "attached as a suggestion" in upload(stranger, shown, word).words
    thanks = stranger.post(link, {"do": "cleared", "words": ""}, page=stranger.get(link))
    assert "Your answer is kept." in thanks.words
    assert stranger.get(link).status == 410
    assert stranger.get(link + "position.docx").status == 410

    seen = drafter.get(page.path)
    assert "Ministry of Defence: cleared" in seen.words
    assert "Take up these words" in seen.words
    first = officers["releaser"].get(page.path)
    version = re.findall(r'name="version" value="(\w+)"', first.body)[0]
    form = {"do": "approve", "version": version}
    assert "a second officer must approve" in officers["releaser"].post(page.path, form, page=first).words
    done = officers["second"].post(page.path, form, page=officers["second"].get(page.path))
    assert "the position is issued" in done.words

    world.meet(world.ids["dialogue"])
    there = theirs.get(f"/desk/{world.ids['dialogue']}/round/{world.ids['round']}/")
    assert TITLE in there.words
    assert "CANARY-RED-LINE" not in there.body


def test_reader_and_contributor_see_a_position_and_do_not_change_it(world: World, officers: dict[str, Visitor]):
    page = begin(world, officers["drafter"], sort="instructions", ministries="")
    for who, may in (("reader", False), ("contributor", True), ("clearer", True)):
        seen = officers[who].get(page.path)
        assert (seen.status, 'value="comment"' in seen.body) == (200, may)
        for do in ("change", "approve", "close", "ask"):
            assert f'value="{do}"' not in seen.body
        form: dict[str, Any] = {"do": "change", "wording": "Mine."}
        assert "Your post does not allow this." in officers[who].post(page.path, form, page=seen).words
    form = {"do": "comment", "words": "Shorter."}
    contributor = officers["contributor"]
    commented = contributor.post(page.path, form, page=contributor.get(page.path))
    assert "Shorter." in commented.words


def binary(world: World, path: str) -> bytes:
    import urllib.request

    with urllib.request.urlopen(world.alba.address + path, timeout=120) as answer:
        return bytes(answer.read())
