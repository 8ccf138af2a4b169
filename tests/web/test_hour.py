# SPDX-License-Identifier: Apache-2.0
"""How hours, dates and orders of states are written, without a node."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.node import means
from comity.web import wording
from comity.web.hour import ago_text, date_text, instant_text, machine_text
from comity.web.perspective import Perspective

NAMES = {"XA": {"en": "Alba", "fr": "Alba", "ru": "Альба"}, "XB": {"en": "Boria", "fr": "Borie", "ru": "Бория"}}
ZONES = {"XA": "Europe/Lisbon", "XB": "Europe/Helsinki"}


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch):
    def speaking(language: str):
        monkeypatch.setattr(wording, "get_language", lambda: language)

    speaking("en")
    return speaking


@pytest.mark.usefixtures("speak")
def test_hour_shows_both_capitals_our_own_first():
    ours, theirs = Perspective("XB", NAMES, ZONES), Perspective("", NAMES, ZONES)

    assert instant_text("2027-03-04T14:02:11Z", ours) == (
        "Thu 4 March 2027, 16:02\xa0Boria (UTC+2) · 14:02\xa0Alba (UTC)"
    )
    assert instant_text("2027-03-04T14:02:11Z", theirs) == (
        "Thu 4 March 2027, 14:02\xa0Alba (UTC) · 16:02\xa0Boria (UTC+2)"
    )
    assert machine_text("2027-03-04T14:02:11Z") == "2027-03-04T14:02:11Z"


@pytest.mark.usefixtures("speak")
def test_hour_says_another_day_and_joins_equal_clocks():
    view = Perspective("XA", NAMES, ZONES)
    same = Perspective("XA", NAMES, {"XA": "Europe/Paris", "XB": "Europe/Berlin"})

    assert instant_text("2027-03-04T22:30:00Z", view).endswith("22:30\xa0Alba (UTC) · Fri 5, 00:30\xa0Boria (UTC+2)")
    assert instant_text("2027-07-04T22:30:00Z", same) == "Mon 5 July 2027, 00:30\xa0Alba, Boria (UTC+2)"


@pytest.mark.usefixtures("speak")
def test_hour_without_a_capital_is_in_utc():
    assert instant_text("2027-03-04T14:02:11Z", Perspective()) == "Thu 4 March 2027, 14:02 UTC"


@pytest.mark.usefixtures("speak")
def test_hour_west_of_greenwich_and_off_the_hour_has_its_sign():
    view = Perspective("", {}, {"US": "America/New_York", "IN": "Asia/Kolkata"})
    text = instant_text("2027-03-04T14:02:11Z", view)

    assert text == "Thu 4 March 2027, 19:32\xa0India (UTC+5:30) · 09:02\xa0United States (UTC−5)"


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("en", "2018-02-07", "7 February 2018"),
        ("fr", "2018-02-01", "1 février 2018"),
        ("ru", "2018-02-07", "7 февраля 2018"),
        ("en", "2018-02", "February 2018"),
        ("fr", "2018-02-XX", "février 2018"),
        ("en", "2018", "2018"),
        ("en", "2018-XX-XX", "2018"),
        ("en", "XXXX", "date open"),
        ("fr", "XXXX-02-07", "date ouverte"),
        ("ru", "", "дата не определена"),
        ("en", "2018-02~", "about February 2018"),
        ("en", "2018-02-07/2018-02-08", "7–8 February 2018"),
        ("fr", "2018-02-27/2018-03-01", "27 février–1 mars 2018"),
        ("ru", "2018/2019", "2018 – 2019"),
        ("en", "2018-02-07/2018-02-07", "7 February 2018"),
    ],
)
def test_date_says_no_more_than_it_knows(speak, language: str, value: str, shown: str):
    speak(language)

    assert date_text(value) == shown


@pytest.mark.parametrize(
    ("language", "order"),
    [("en", ("FR", "RU", "US")), ("fr", ("US", "FR", "RU")), ("ru", ("RU", "US", "FR"))],
)
def test_states_stand_in_the_alphabet_of_the_page(speak, language: str, order: tuple[str, ...]):
    speak(language)

    assert Perspective().order(["US", "RU", "FR", "RU"]) == order
    assert Perspective(us="RU").order(["US", "RU", "FR"])[0] == "RU"


def test_russian_counts_in_three_ways(speak):
    speak("ru")

    assert [wording.say("account.agencies", n=n) for n in (1, 3, 5, 11, 21)] == [
        "1 ведомство", "3 ведомства", "5 ведомств", "11 ведомств", "21 ведомство",
    ]  # fmt: skip


def test_sentence_escapes_its_facts(speak):
    speak("fr")

    assert wording.say("sign-in.enter", name="<b>") == "Entrer comme &lt;b&gt;"


@pytest.mark.usefixtures("speak")
def test_fictional_state_without_a_name_is_called_by_its_code():
    assert [Perspective().name(code) for code in ("XA", "XB", "XZ", "XK", "FR")] == [
        "XA",
        "XB",
        "XZ",
        "Kosovo",
        "France",
    ]


@pytest.mark.parametrize(
    ("lang", "gone", "text"),
    [
        ("en", timedelta(seconds=5), "1 minute ago"),
        ("en", timedelta(minutes=4, seconds=20), "4 minutes ago"),
        ("fr", timedelta(minutes=4), "il y a 4 minutes"),
        ("ru", timedelta(minutes=4), "4 минуты назад"),
        ("ru", timedelta(days=2), "2 дня назад"),
    ],
)
def test_how_long_ago_is_said_in_the_page_s_language(speak, lang, gone, text):
    at = datetime(2027, 3, 4, 13, tzinfo=UTC)
    speak(lang)
    with means.using(replace(means.means(), now=lambda: at + gone)):
        assert ago_text(at) == text
