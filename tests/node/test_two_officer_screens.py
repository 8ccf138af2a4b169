# SPDX-License-Identifier: Apache-2.0
"""Two acts that two officers answer for, by their forms: erasing words on both sides, and overriding the guard.

The pages are those of the web, asked in this process as each officer in turn.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pair import Pair
from test_erasure import CANARY, told_paper

from comity.base.errors import Ours
from comity.node import guard, override, store
from comity.node.dialogues import room_of
from comity.node.joint.models import Log
from comity.node.national.models import Proposal, TrailLine


class Screen:
    """One officer at a browser of this process."""

    def __init__(self, talks: Pair, key: str, name: str, language: str = "en") -> None:
        self.talks, self.key, self.language = talks, key, language
        with talks.at(key):
            self.client = Client(HTTP_HOST="127.0.0.1", headers={"accept-language": language})
            self.client.force_login(talks.officer(name))

    def get(self, path: str) -> str:
        with self.talks.at(self.key):
            return self._words(self.client.get(path, {"lang": self.language}, follow=True, secure=True))

    def post(self, path: str, **fields: str) -> str:
        with self.talks.at(self.key):
            return self._words(self.client.post(path, fields, follow=True, secure=True))

    @staticmethod
    def _words(answer: Any) -> str:
        assert answer.status_code == 200, answer.status_code
        body: str = answer.content.decode()
        return body


@pytest.fixture
def paper(talks: Pair) -> Iterator[tuple[Pair, str, str, str]]:
    """A paper that should not have been sent: its page, its version, and the commitment of its words."""
    commitment = told_paper(talks)
    talks.meet()
    with talks.at("alba"):
        (thing,) = room_of(talks.dialogue).dialogue.of_kind("paper")
        yield talks, f"/desk/{talks.dialogue}/{thing.id}/", thing.versions[0].id, commitment


def erasure_of(talks: Pair, key: str) -> tuple[str, str]:
    with talks.at(key):
        (thing,) = room_of(talks.dialogue).dialogue.of_kind("erasure")
        return f"/desk/{talks.dialogue}/{thing.id}/", thing.versions[0].id


def last_proposal(talks: Pair, key: str) -> str:
    with talks.at(key):
        return f"/desk/proposal/{Proposal.objects.latest('pk').pk}/"


def test_words_are_erased_by_the_forms_of_four_officers_and_each_sees_what_is_to_go(
    paper: tuple[Pair, str, str, str],
) -> None:
    talks, page, version, commitment = paper
    ana, leo = Screen(talks, "alba", "ana"), Screen(talks, "alba", "leo")
    assert "Erase these words by agreement" in ana.get(page)

    asked = ana.post(page, do="erase", version=version, said="A slip of ours.", language="en")
    assert "Words to be erased" in asked
    proposal = last_proposal(talks, "alba")
    ana.post(proposal, do="release")  # the button is not there; sent all the same, it changes nothing
    with talks.at("alba"):
        assert Proposal.objects.latest("pk").state == Proposal.OPEN
    seen = leo.get(proposal)
    assert CANARY in seen  # whoever releases sees what is to go, and why
    assert "A slip of ours." in seen
    leo.post(proposal, do="release")
    talks.meet()
    assert CANARY in ana.get(page)  # one side alone erases nothing

    mir, eva = Screen(talks, "boria", "mir"), Screen(talks, "boria", "eva")
    there, erasure = erasure_of(talks, "boria")
    assert CANARY in mir.get(there)
    mir.post(there, do="accept", version=erasure)
    theirs = last_proposal(talks, "boria")
    assert CANARY in eva.get(there)
    eva.post(theirs, do="release")
    talks.meet()

    for screen in (ana, leo, mir, eva):
        gone = screen.get(page)
        assert CANARY not in gone
        assert "Erase these words by agreement" not in gone
    for key in ("alba", "boria"):
        with talks.at(key):
            assert store.salted_payload(talks.dialogue, commitment) is None
    assert "erased already" in ana.post(page, do="erase", version=version)


def test_page_of_an_erasure_shows_the_words_of_a_reservation_too(talks: Pair) -> None:
    """Not only a version has words: a reason is erased by the command, and seen by whoever releases it."""
    with talks.at("alba"):
        talks.say("table", "finding", "ana", "leo", words={"wording": {"en": "A finding"}})
    talks.meet()
    with talks.at("boria"):
        (thing,) = room_of(talks.dialogue).dialogue.of_kind("finding")
        talks.say("reserve", "finding", "mir", "eva", object=thing.id, version=thing.versions[0].id,
                  words={"reason": {"en": CANARY}})  # fmt: skip
        talks.meet()
    with talks.at("boria"):
        acts = [judged.act for judged in room_of(talks.dialogue).dialogue.timeline]
        (commitment,) = [a.payload.commitment for a in acts if a is not None and a.verb == "reserve" and a.payload]
        talks.say("table", "erasure", "mir", "eva", structure={"erases": [commitment]})
    page, _ = erasure_of(talks, "boria")
    assert CANARY in Screen(talks, "boria", "eva").get(page)


@pytest.mark.parametrize(("language", "words"), [
    ("fr", "Effacer ces mots d’un commun accord"), ("en", "Erase these words by agreement"),
    ("ru", "Удалить этот текст по взаимному согласию"),
])  # fmt: skip
def test_form_is_reached_by_keyboard_and_says_in_each_language_what_it_does(
    paper: tuple[Pair, str, str, str], language: str, words: str
) -> None:
    """A summary, a labelled field and a button: what every browser reaches with Tab, Enter and Space."""
    talks, page, version, _ = paper
    body = Screen(talks, "alba", "ana", language).get(page)
    form = re.search(rf'(?s)<details class="act" id="erase-{version[:12]}".*?</details>', body)
    assert form is not None
    assert f"<summary>{words}</summary>" in form[0]
    field = re.search(r'<textarea id="([^"]+)" name="said"', form[0])
    assert field is not None
    assert f'<label for="{field[1]}">' in form[0]
    assert '<button type="submit" class="second" name="do" value="erase">' in form[0]


@pytest.fixture
def restored(talks: Pair, tmp_path: Path) -> tuple[Pair, str]:
    """Alba came back from a copy made before its last act, which nobody saw; gives the mark kept elsewhere."""
    home = talks.homes["alba"]
    with talks.at("alba"):
        (held,) = [row for row in override.show() if row.channel == "joint"]
    for name in ("joint", "national"):
        shutil.copy(home.path / f"{name}.sqlite3", tmp_path / name)
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "Lost"}})
    for name in ("joint", "national"):
        for rest in home.path.glob(f"{name}.sqlite3-*"):
            rest.unlink()
        shutil.copy(tmp_path / name, home.path / f"{name}.sqlite3")
    return talks, f"{held.size}:{held.root}"


def goes_on(talks: Pair) -> bool:
    with talks.at("alba"):
        log = Log.objects.get(dialogue_id=talks.dialogue, ours=True, channel="joint")
        try:
            guard.require(talks.homes["alba"], log)
        except Ours:
            return False
        return True


def test_guard_is_overridden_by_the_forms_of_two_officers_above_the_mark(restored: tuple[Pair, str]) -> None:
    talks, mark = restored
    leo, ida = Screen(talks, "alba", "leo"), Screen(talks, "alba", "ida")
    log = {"dialogue": talks.dialogue, "channel": "joint"}
    assert "holds one of our logs back" in leo.get("/desk/")
    page = leo.get("/desk/guard/")
    assert mark in page  # what is to be written down stands there for the log as it is now
    assert "will have two histories, signed by us" in page

    for wrong in ("", "nonsense", "9" * 40 + ":00"):
        assert "That is no mark." in leo.post("/desk/guard/", do="propose", mark=wrong, **log)
    size = mark.partition(":")[0]
    assert "does not hold what the mark" in leo.post("/desk/guard/", do="propose", mark=f"{size}:{'0' * 64}", **log)
    assert "Nobody has proposed" in leo.post("/desk/guard/", do="confirm", **log)
    proposed = leo.post("/desk/guard/", do="propose", mark=f" {mark} ", **log)
    assert "Another officer must confirm." in proposed
    assert 'value="confirm"' not in proposed
    leo.post("/desk/guard/", do="confirm", **log)  # the form is not there; sent all the same, it changes nothing
    assert not goes_on(talks)

    seen = ida.get("/desk/guard/")
    assert "leo proposes to override" in seen
    assert 'value="confirm"' in seen
    done = ida.post("/desk/guard/", do="confirm", **log)
    assert "The guard lets this log go on." in done
    assert goes_on(talks)
    assert "holds one of our logs back" not in leo.get("/desk/")
    with talks.at("alba"):
        did = [(line.who, line.what) for line in TrailLine.objects.filter(what__contains="guard").order_by("number")]
    assert did == [("leo", "propose guard override"), ("ida", "override guard")]


@pytest.mark.parametrize(("language", "title", "button"), [
    ("fr", "Garde de reprise", "Proposer de passer outre"), ("en", "Restart guard", "Propose the override"),
    ("ru", "Защита при перезапуске", "Предложить снять защиту"),
])  # fmt: skip
def test_page_of_the_guard_speaks_each_language_and_needs_no_pointer(
    restored: tuple[Pair, str], language: str, title: str, button: str
) -> None:
    talks, _ = restored
    body = Screen(talks, "alba", "leo", language).get("/desk/guard/")
    assert f"<h1>{title}</h1>" in body
    assert button in body
    field = re.search(r'<input id="(mark-[^"]+)" name="mark" required', body)
    assert field is not None
    assert f'<label for="{field[1]}">' in body
    assert re.search(r'aria-describedby="(hint-[^"]+)"', body)


def test_page_of_the_guard_is_for_posts_that_introduce(talks: Pair) -> None:
    with talks.at("alba"):
        client = Client(HTTP_HOST="127.0.0.1")
        assert client.get("/desk/guard/", secure=True).status_code == 302
        client.force_login(talks.officer("ana"))
        assert client.get("/desk/guard/", secure=True).status_code == 403
        assert client.post("/desk/guard/", {"do": "confirm"}, secure=True).status_code == 403
