# SPDX-License-Identifier: Apache-2.0
"""Every way out of the node asks whether what it takes may leave: all exits by all markings, and no by default."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pair import Pair

import comity
from comity.acts.act import Verb
from comity.base.errors import NotPermitted
from comity.node import archive, desk, dialogues, mail, marking, officers, pack
from comity.node.desk import Intent
from comity.node.export import export
from comity.node.marking import EXITS, LABELS
from comity.web import feed
from comity.web.book import note_verbale
from comity.web.kit import kit_of
from comity.web.takeaway import printed

SOURCE = Path(comity.__file__).parent
MARKINGS = (
    *((label, label, ()) for label in LABELS),
    ("TLP:GREEN // REL XA XB", "TLP:GREEN", ("XA", "XB")),
    ("TLP:GREEN // REL XA", "TLP:GREEN", ("XA",)),
)
EACH = pytest.mark.parametrize(("spelled", "label", "to"), MARKINGS, ids=[spelled for spelled, _, _ in MARKINGS])
ABROAD, PUBLIC = {"act", "pouch", "kit"}, {"feed", "publication"}


def may(way: str, label: str, to: tuple[str, ...]) -> bool:
    """Say by the table, and apart from the program, whether what is so marked may leave for Boria, or for everybody."""
    if LABELS.index(label) > LABELS.index(EXITS[way]):
        return False
    return not to if way in PUBLIC else not to or way not in ABROAD or "XB" in to


def goes(do: Callable[[], Any]) -> bool | str:
    try:
        return bool(do())
    except NotPermitted as error:
        return "another reason" if not error.code.startswith("marking.") else False


def words(spelled: str) -> dict[str, Any]:
    title = {"en": "Marked round"}
    return {"title": title, "from": "2030-03-04", "city": {"en": "Marked City"}, "marking": spelled}


def written_before(pair: Pair, monkeypatch: pytest.MonkeyPatch, key: str, spelled: str) -> Any:
    """Write a round with a marking as when it was allowed, or as a party whose program asks no exit."""
    with monkeypatch.context() as patch:
        patch.setattr(desk, "_require_marked", lambda *_: None)
        by, second = ("ana", "leo") if key == "alba" else ("mir", "eva")
        with pair.at(key):
            return pair.say("table", "round", by, second, words=words(spelled))


@EACH
def test_what_is_marked_leaves_by_the_ways_that_the_table_names_and_by_no_other(
    talks: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spelled: str, label: str, to: tuple[str, ...]
) -> None:
    row = written_before(talks, monkeypatch, "alba", spelled)
    with talks.at("alba"):
        room, leo = dialogues.room_of(talks.dialogue), talks.officer("leo")
        thing = room.dialogue.objects[row.object]
        note = replace(note_verbale(room, thing, None), marking=spelled)
        dates, client = f"/calendar/{officers.give_calendar(leo)}/en.ics", Client(headers={"host": "localhost"})
        version = Intent(Verb.TABLE, "release", structure={"releases": [thing.chief.id]})
        published = SimpleNamespace(
            object=SimpleNamespace(kind="paper"), words=words(spelled), room=room, id=thing.chief.id,
            released_at=datetime(2030, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        monkeypatch.setattr(feed, "published", lambda: [published])
        monkeypatch.setattr(mail, "MARKED", spelled)
        ways: dict[str, Callable[[], Any]] = {
            "act": lambda: desk.propose(leo, talks.dialogue, Intent(Verb.TABLE, "round", words=words(spelled))),
            "pouch": lambda: pack.pack(talks.dialogue, "XB"),
            "export": lambda: taken_whole(talks, tmp_path),
            "kit": lambda: kit_of(leo, room),
            "print": lambda: printed(leo, room, thing, note, "pdf", "note"),
            "file": lambda: printed(leo, room, thing, note, "docx", "note"),
            "calendar": lambda: b"Marked City" in client.get(dates, secure=True).content,
            "mail": mailed,
            "feed": lambda: b"Marked round" in feed.feed(RequestFactory().get("/register/feed.rss")).content,
            "publication": lambda: goes_public(leo, talks, version),
        }  # fmt: skip
        assert set(ways) == set(EXITS)

        assert {way: goes(do) for way, do in ways.items()} == {way: may(way, label, to) for way in ways}


def taken_whole(pair: Pair, folder: Path) -> int:
    return min(export(pair.dialogue, folder / "e"), archive.archive(pair.dialogue, folder / "a"))


def mailed() -> bool:
    mail.send("node", "x@alba.example", "reminder", number="1", deadline=None, address="/")
    return True


def goes_public(leo: Any, pair: Pair, intent: Intent) -> bool:
    """Say whether a release may be proposed, as far as markings go: what else is in its way is another matter."""
    try:
        return bool(desk.propose(leo, pair.dialogue, intent))
    except NotPermitted as error:
        if error.code.startswith("marking."):
            raise
        return True


def test_way_that_the_table_does_not_name_is_no_way_out(talks: Pair) -> None:
    with talks.at("alba"):
        for ask in (lambda: marking.require_exit("TLP:CLEAR", "telex"), lambda: marking.require_all([], "telex")):
            with pytest.raises(NotPermitted, match="telex is no way out of this node"):
                ask()
        assert not marking.leaves("TLP:CLEAR", "telex")


def test_marking_of_another_party_that_nobody_here_can_read_counts_as_the_highest(talks: Pair) -> None:
    with talks.at("alba"):
        assert [way for way in EXITS if marking.leaves("TLP:GREEN // THEIRS ALONE", way)] == [
            way for way, most in EXITS.items() if most == "TLP:RED"
        ]


def test_whatever_writes_down_that_something_left_has_asked_the_exit() -> None:
    """No module leaves a line of a disclosure in the trail and asks nothing: a new way out fails here."""
    wrong = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "trail.left(" in text and not re.search(r"\brequire_(exit|all)\(", text):
            wrong.append(str(path.relative_to(SOURCE)))

    assert wrong == []


def test_what_a_peer_marks_above_what_we_may_hold_is_kept_and_its_words_held_back(
    talks: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    row = written_before(talks, monkeypatch, "boria", "TLP:RED")
    talks.meet()
    with talks.at("alba"):
        open_room = dialogues.room_of(talks.dialogue)
        ref = open_room.dialogue.objects[row.object].chief.payload
        assert (open_room.words(ref) or {})["city"] == {"en": "Marked City"}

        settings = marking.here().settings()
        low = SimpleNamespace(settings=lambda: replace(settings, highest="TLP:AMBER"))
        monkeypatch.setattr(marking, "here", lambda: low)
        room = dialogues.room_of(talks.dialogue)
        assert (room.words(ref), room.held_back(ref), room.marking(ref)) == (None, "TLP:RED", "TLP:RED")
        accept = Intent(Verb.ACCEPT, "round", object=row.object, version=room.dialogue.objects[row.object].chief.id)
        with pytest.raises(NotPermitted) as caught:
            desk.propose(talks.officer("ana"), talks.dialogue, accept)
        assert caught.value.code == "act.not-permitted.no-payload"
        with pytest.raises(NotPermitted, match="does not leave by kit"):
            kit_of(talks.officer("leo"), room)
        assert export(talks.dialogue, tmp_path / "whole") > 5  # the record itself stays whole
    assert talks.pull("boria").error is None  # and the peer has our receipt for it all the same
    with talks.at("boria"):
        record = dialogues.room_of(talks.dialogue).dialogue
        assert record.unheld("XB", "XA") == 0
