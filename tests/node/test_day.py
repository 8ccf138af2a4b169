# SPDX-License-Identifier: Apache-2.0
"""The desk's day: search over what one may read and nothing else, what is new since one looked, reminders by mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pair import Pair

from comity.acts.act import Reported
from comity.node import clearance, news, positions, reminders
from comity.node.clock import now
from comity.node.dialogues import open_dialogue
from comity.node.national.models import Admission, ClearanceRequest, Officer, Post
from comity.node.search import fold, search


def said(pair: Pair) -> None:
    """A round of 2019 with a finding, and an account of 2021."""
    with pair.at("alba"):
        round_ = pair.say("table", "round", "ana", "leo", words={"title": {"en": "Round"}, "from": "2019-11-15"})
        words = {"wording": {"en": "Notify “within” twelve hours.", "fr": "Prévenir sous douze heures, à l’État."}}
        pair.say("table", "finding", "ana", "leo", structure={"round": round_.object}, words=words)


def hits(pair: Pair, asked: str, **years: int) -> list[tuple[int, str, str]]:
    found, count = search(pair.officer("ana"), asked, **years)
    assert count == len(found)
    return [(one.year, one.language, one.hit) for one in found]


def test_words_of_2019_are_found_without_case_or_accents_with_the_words_around(talks: Pair) -> None:
    said(talks)
    with talks.at("alba"):
        assert hits(talks, "TWELVE hours") == [(2019, "en", "twelve")]
        assert hits(talks, "prevenir etat") == [(2019, "fr", "Prévenir")]
        assert hits(talks, '"douze heures"', first=2019, last=2019) == [(2019, "fr", "douze heures")]
        assert hits(talks, '"heures douze"') == []
        assert hits(talks, "twelve", first=2020) == []
        assert hits(talks, "  ") == []
        (one,), _ = search(talks.officer("ana"), "twelve")
        assert one.before + one.hit + one.after == "Notify “within” twelve hours."


@pytest.mark.parametrize("words", ["ЁлкаŒuvre İstanbul ﬁn", "e\u0301te\u0301", "ß ẞ Ǆ 한글"])
def test_folded_words_are_as_long_as_the_words(words: str) -> None:
    assert len(fold(words)) == len(words)


def test_search_finds_nothing_in_what_one_need_not_know(talks: Pair) -> None:
    said(talks)
    with talks.at("alba"):
        draft = positions.Draft("Title", "instructions", "Secret twelve.", "Lead", ())
        positions.begin(talks.officer("ana"), talks.dialogue, draft)
        assert len(hits(talks, "twelve")) == 2
        Admission.objects.create(dialogue=talks.dialogue, ministry="Interior", by=talks.officer("leo"))
        assert hits(talks, "twelve") == []


def test_account_is_of_the_year_of_its_round(pair: Pair) -> None:
    dialogue = pair.open_file("alba", counterparts=("XB",))
    with pair.at("alba"):
        words = {"title": {"en": "Account"}, "issuer": "XB", "facts": [{"quote": "reaffirmed the framework"}]}
        reported = Reported("XB", "2021-09-28", "published")
        pair.say("notify", "account", "ana", "leo", dialogue=dialogue, words=words, reported=reported)
        assert hits(pair, "reaffirmed framework") == [(2021, "", "reaffirmed")]


def test_new_acts_are_counted_from_the_last_look_and_receipts_are_not_news(talks: Pair) -> None:
    said(talks)
    talks.meet()
    with talks.at("boria"):
        eva = talks.officer("eva")
        assert news.look(eva, open_dialogue(eva, talks.dialogue)) is None
        assert news.since(open_dialogue(eva, talks.dialogue), news.last_looks(eva)[talks.dialogue][0]) == ([], 0)
    with talks.at("alba"):
        for number in range(5):
            words = {"title": {"en": f"Paper {number}"}, "form": "non_paper"}
            talks.say("notify", "paper", "ana", "leo", words=words)
    talks.meet()
    with talks.at("boria"):
        room = open_dialogue(eva, talks.dialogue)
        latest, count = news.since(room, news.last_looks(eva)[talks.dialogue][0])
        assert (count, [one.act.kind for one in latest]) == (5, ["paper"] * 3)
        news.look(eva, room)
        assert news.since(room, news.last_looks(eva)[talks.dialogue][0])[1] == 0


@pytest.fixture
def letters(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def test_reminder_goes_once_a_day_to_who_gave_an_address_and_says_nothing(
    talks: Pair, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(talks)
    talks.meet()
    monkeypatch.setattr(reminders, "now", lambda: datetime(2027, 3, 4, 9, tzinfo=UTC))
    with talks.at("boria"):
        assert reminders.remind() == 0
        Officer.objects.filter(name="eva").update(mail="eva@boria.example", language="ru")
        assert (reminders.remind(), reminders.remind()) == (1, 0)
        (letter,) = letters.iterdir()
        text = letter.read_text()
        assert "eva@boria.example" in text
        for word in ("Round", "twelve", "Alba", "XA", talks.dialogue):
            assert word not in text
        Officer.objects.filter(name="eva").update(reminded_at=None)
        monkeypatch.setattr(reminders, "now", lambda: datetime(2027, 3, 4, 5, tzinfo=UTC))
        assert reminders.remind() == 0


def test_who_was_asked_by_mail_is_reminded_once_and_their_link_goes_on_working(talks: Pair, letters: Path) -> None:
    with talks.at("alba"):
        Post.objects.filter(holder=talks.officer("noa")).update(ministry="Interior")
        draft = positions.Draft("Title", "instructions", "Words.", "Lead", ("Interior",))
        row = positions.begin(talks.officer("ana"), talks.dialogue, draft)
        version = positions.current(row)
        secret = clearance.ask(
            talks.officer("ana"),
            version,
            "Interior",
            deadline=now() + timedelta(days=3),
            silence="stops",
            to="x@y.example",
        )
        assert reminders.remind() == 0
        ClearanceRequest.objects.update(deadline=now() + timedelta(hours=3))
        assert (reminders.remind(), reminders.remind()) == (1, 0)
        assert len(list(letters.iterdir())) == 2
        assert clearance.of_link(secret) is not None
