# SPDX-License-Identifier: Apache-2.0
"""What each side really published of a joint text, kept by us and set beside what was agreed.

    pasted, or a file (text, HTML, PDF, DOCX), or read back from the side's own portal
        -> kept in the national file with its source and digest -> compared, paragraph by paragraph

Rules:
  1. What was agreed is what the joint release made public; while none has, the joint paragraphs.
  2. A side may name itself first (alternat): its words are compared with that copy of the one text which is nearest.
  3. A portal is read only at the address that our operator wrote into node.json, never at one that came in an act, and
     what it answers is kept as text. It binds nobody: what it says is its own word.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import urllib3

from comity.base.errors import Carrier, Ours
from comity.node import policy, trail
from comity.node.clock import now_instant
from comity.node.dialogues import NotHere, Room, open_dialogue, text_in
from comity.node.home import here
from comity.node.national.models import Officer, PublishedCopy
from comity.node.parse import parse
from comity.node.whole import forms_of, side_of, wording
from comity.reading.decode import decode
from comity.record.dialogue import Object
from comity.record.release import in_effect
from comity.text.alternat import rendered
from comity.text.comparison import Comparison, compare

NOTICE = "\n--\n"  # what follows it in a portal's plain text says what the copy is, and is no part of it
MOST = 2_000_000  # bytes of a portal's answer


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, and whose copy of the agreed text the published words were compared with (the nearest)."""

    comparison: Comparison
    copy_of: str


def agreed_paragraphs(room: Room, text: Object, language: str) -> list[str]:
    """Give the agreed paragraphs of a text in one language: as they were released, else as they are joint."""
    side = side_of(room, text, language)
    released = [room.dialogue.version(digest) for digest in in_effect(room.dialogue, now_instant())]
    of_text = [v for v in released if v is not None and v.kind == "paragraph" and v.structure["text"] == text.id]
    mine = [v for v in of_text if v.structure["language"] == language and not v.structure.get("deleted")]
    if mine:
        mine.sort(key=lambda version: (str(version.structure["place"]), version.object))
    else:
        joint = [room.dialogue.version(digest) for digest in side.versions]
        mine = [version for version in joint if version is not None and version.kind == "paragraph"]
    return [wording(room, version) for version in mine]


def compared(room: Room, text: Object, language: str, published: str, party: str = "") -> Compared:
    """Compare what a party published with the copy of the agreed text that is nearest to it, its own first."""
    agreed = agreed_paragraphs(room, text, language)
    forms = forms_of(room.words(text.chief.payload), language, room.introduction.codes)
    if forms is None:
        return Compared(compare(agreed, published), "")
    order = sorted(forms, key=lambda code: (code != party, code))
    made = [Compared(compare([rendered(p, forms, code) for p in agreed], published), code) for code in order]
    return min(made, key=lambda each: each.comparison.left_out + each.comparison.added)


def keep(
    officer: Officer | None, dialogue: str, text: str, *, language: str, party: str, data: bytes, source: str
) -> PublishedCopy:
    """Keep what a party published, pasted or in a file; raises Ours where nothing can be read in it."""
    keeper = policy.require(officer, "box")
    room = open_dialogue(keeper, dialogue)
    return _kept(keeper, room, text, (language, party, parse(data).text, source.strip()), data)


def read_back(officer: Officer | None, dialogue: str, text: str, *, language: str, party: str) -> PublishedCopy:
    """Read what a party's portal shows of a text, and keep it."""
    keeper = policy.require(officer, "box")
    room = open_dialogue(keeper, dialogue)
    address, data = fetch(room, text, language, party)
    return _kept(keeper, room, text, (language, party, words_of(data), address), data)


def words_of(answer: bytes) -> str:
    """Give the words of a text out of a portal's answer, without its notice."""
    return decode(answer).partition(NOTICE)[0]


def fetch(room: Room, text: str, language: str, party: str) -> tuple[str, bytes]:
    """Read a text from a party's portal, at the address that our operator wrote down; give that, and the answer."""
    portal = here().settings().portals.get(party, "").rstrip("/")
    thing = text_in(room, text)
    if thing.joint is None:
        raise NotHere("such text that is joint")
    if not portal.startswith(("https://", "http://")):
        raise Ours(
            f"node.json names no portal of {party}", hint='add "portals": {"XB": "https://…"}; nothing was read',
            code="published.no-portal",
        )  # fmt: skip
    address = f"{portal}/register/{thing.joint.id}/text-{language}.txt"
    pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5.0, read=15.0), retries=False)
    try:
        response = pool.request("GET", address, preload_content=False, redirect=False)
        try:
            data: bytes = response.read(MOST + 1)
        finally:
            response.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Carrier(
            f"{address} does not answer", hint="nothing was kept; look again later, or paste what it shows",
            code="published.no-answer",
        ) from error  # fmt: skip
    if response.status != 200 or len(data) > MOST:
        raise Carrier(
            f"{address} was answered with {response.status}, {len(data)} bytes",
            hint="nothing was kept; it has not published this text, or not at this address",
            code="published.not-there",
        )
    return address, data


def kept(officer: Officer | None, room: Room, text: Object) -> list[PublishedCopy]:
    """Give what was kept of a text, the latest first."""
    policy.require(officer, "read")
    return list(PublishedCopy.objects.filter(dialogue=room.id, text=text.id).select_related("by").order_by("-pk"))


def _kept(officer: Officer, room: Room, text: str, said: tuple[str, str, str, str], data: bytes) -> PublishedCopy:
    language, party, words, source = said
    thing = text_in(room, text)
    side_of(room, thing, language)
    if party not in room.introduction.codes:
        raise Ours(f"{party!r} is no party", hint="nothing was kept", code="text.no-party")
    if not words.strip():
        raise Ours("nothing was published in it", hint="nothing was kept", code="form.empty")
    row = PublishedCopy.objects.create(
        dialogue=room.id, text=thing.id, language=language, party=party, words=words, source=source[:500],
        sha256=hashlib.sha256(data).hexdigest(), by=officer,
    )  # fmt: skip
    trail.did(officer, "keep what was published", dialogue=room.id, thing=row.pk)
    return row
