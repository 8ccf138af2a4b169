# SPDX-License-Identifier: Apache-2.0
"""No outgoing byte depends on the national file (law 7): canaries in its fields, and nodes that differ in it alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from pair import Pair, Process, make_pair

from comity.acts.act import Verb
from comity.log.keys import SigningKey
from comity.node import box, desk, dialogues, duty, keys, means, officers
from comity.node.clock import now
from comity.node.export import export
from comity.node.means import REAL
from comity.node.national import models as national
from comity.node.national.models import Mandate, Officer, Proposal, Reading
from comity.node.policy import ROLES

CANARY = "canary"
WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}
TEXT = f"The parties met on 4 March 2027 in {CANARY}-reading. Alba and Boria discussed {CANARY}-draft."

# What is spelled by the program and takes no words of an officer's, or is what goes out when it is released.
NOT_WORDS = {
    "Officer": {"password", "roles", "language"},
    "Credential": {"sort", "digest"},
    "Proposal": {"dialogue", "verb", "kind", "object", "act", "salted", "digest", "state"},
    "Mandate": {"dialogue", "kinds"},
    "PendingIntroduction": {"dialogue", "introduction"},
    "Reading": set(),
}  # fmt: skip
FIELDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def prepare(pair: Pair) -> None:
    """Put canaries into every field of the national file of Alba that takes words, and work with it."""
    with pair.at("alba"):
        for number, role in enumerate(("drafter", "releaser", "releaser", "duty")):
            officers.give_token(
                officers.add(
                    name=f"{CANARY}-name-{number}", post=f"{CANARY}-post-{number}", roles=role,
                    ministry=f"{CANARY}-ministry-{number}",
                )
            )  # fmt: skip
        drafter, one, other, holder = Officer.objects.filter(name__startswith=CANARY).order_by("name")
        box.read_into(drafter, TEXT.encode())
        note = f"{CANARY}-note"
        for decide in ("release", "refuse", "withdraw", "leave"):
            intent = desk.Intent(Verb.TABLE, "round", words={"title": {"en": f"Round {decide}"}}, note=note)
            if decide != "release":
                intent = desk.Intent(Verb.TABLE, "round", words={"title": {"en": f"{CANARY}-draft"}}, note=note)
            row = desk.propose(drafter, pair.dialogue, intent)
            if decide == "release":
                desk.release(one, row.pk)
            elif decide == "refuse":
                desk.refuse(other, row.pk, f"{CANARY}-reason")
            elif decide == "withdraw":
                desk.refuse(drafter, row.pk, f"{CANARY}-withdrawn")
        until = now() + timedelta(hours=8)
        mandate = duty.give(one, to=holder.name, dialogue=pair.dialogue, kinds=["contact"], until=until, at_most=3)
        duty.confirm(other, mandate.pk)
        intent = desk.Intent(Verb.NOTIFY, "contact", words=WORDS, note=f"{CANARY}-duty")
        duty.act_under(holder, pair.dialogue, intent)


def test_list_of_fields_without_words_knows_every_model_of_the_national_file() -> None:
    found = [model for model in vars(national).values() if isinstance(model, type) and issubclass(model, models.Model)]
    own = {model.__name__: {f.name for f in model._meta.get_fields() if isinstance(f, FIELDS)} for model in found
           if model.__module__ == national.__name__}  # fmt: skip

    assert own.keys() == NOT_WORDS.keys()
    assert {name: fields - NOT_WORDS[name] for name, fields in own.items()} == {
        "Officer": {"name", "post", "ministry"},
        "Credential": set(),
        "Proposal": {"note", "reason"},
        "Mandate": set(),
        "PendingIntroduction": set(),
        "Reading": {"text", "draft"},
    }
    assert ROLES


def test_no_byte_that_leaves_the_node_holds_a_word_of_the_national_file(talks: Pair, tmp_path: Path) -> None:
    prepare(talks)
    talks.meet()
    with talks.at("alba"):
        # The canaries are there: what is looked for could have left.
        assert {field for row in Proposal.objects.all() for field in (row.note[:6], row.reason[:6])} >= {CANARY}
        assert Reading.objects.filter(text__contains=CANARY).exists()
        assert Mandate.objects.count() == 1
        assert export(talks.dialogue, tmp_path / "export") > 5
    with talks.at("boria"):
        titles = [
            v.payload for thing in dialogues.room_of(talks.dialogue).dialogue.of_kind("round") for v in thing.versions
        ]
        assert len(titles) == 1

    left: list[tuple[str, bytes]] = [
        (answer.path, answer.path.encode() + repr(answer.headers).encode() + answer.data)
        for answer in talks.sent if answer.node == "alba"
    ]  # fmt: skip
    for folder in (tmp_path / "export", talks.homes["boria"].path):
        left += [(str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    assert len(left) > 30
    words = [CANARY.encode(), CANARY.encode("utf-16-le"), b"post of leo", b"post of ana"]
    assert [(where, word) for where, data in left for word in words if word in data] == []


# --- two runs ------------------------------------------------------------------------------------------------------


@pytest.fixture
def certain(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Make chance and time the same in every run: give a function that begins a run anew."""
    real, sign, signed = keys.certificate, SigningKey.sign_mldsa44, {}
    moment, identity = datetime(2027, 3, 4, 13, 2, 11, tzinfo=UTC), REAL.identity()

    def once(self: SigningKey, message: bytes) -> bytes:
        """Sign each message once: ML-DSA-44 adds fresh randomness to every signature."""
        place = (self.public.mldsa44, message)
        if place not in signed:
            signed[place] = sign(self, message)
        return signed[place]

    def begin() -> None:
        public = random.Random(7)
        certain = replace(REAL, now=lambda: moment, random=public.randbytes, identity=lambda: identity)
        monkeypatch.setattr(means, "_in_use", [certain])
        monkeypatch.setattr(SigningKey, "sign_mldsa44", once)
        monkeypatch.setattr(keys, "certificate", lambda home: (*real(home)[:2], "5e" * 32))

    return begin


def run(process: Process, folder: Path, monkeypatch: pytest.MonkeyPatch, private: int) -> list[tuple[Any, ...]]:
    """Play one and the same dialogue with other private data; give all that Alba answered."""
    chance = random.Random(private)
    with monkeypatch.context() as patch:
        pair = make_pair(process, folder, patch)
        pair.found()
        for _ in range(3):
            with pair.at("alba"):
                _private_work(pair, chance)
                one, other = chance.sample(["leo", "ida"], 2)
                by = chance.choice(["ana", one])
                note = f"note {chance.random()}"
                intent = desk.Intent(Verb.NOTIFY, "contact", words=WORDS, note=note)
                if chance.random() < 0.5:
                    desk.release(pair.officer(other), desk.propose(pair.officer(by), pair.dialogue, intent).pk)
                else:
                    until = now() + timedelta(hours=chance.randrange(1, 9))
                    kinds = chance.choice((["contact"], ["contact", "check"]))
                    mandate = duty.give(
                        pair.officer(one), to="noa", dialogue=pair.dialogue, kinds=kinds, until=until, at_most=9
                    )
                    duty.confirm(pair.officer(other), mandate.pk)
                    duty.act_under(pair.officer("noa"), pair.dialogue, intent)
            pair.meet()
        return [(a.method, a.path, a.status, a.headers, a.data) for a in pair.sent if a.node == "alba"]


def _private_work(pair: Pair, chance: random.Random) -> None:
    """Do what stays inside, and draws its own chance: readings, officers, links, drafts that come to nothing."""
    with means.using(replace(means.means(), random=chance.randbytes)):
        for _ in range(chance.randrange(3)):
            name = f"officer {chance.random()}"
            officers.give_link(officers.add(name=name, post=name * 3, roles=chance.choice(ROLES)))
        for _ in range(chance.randrange(3)):
            box.read_into(pair.officer("ana"), f"The parties met in {chance.random()}. {TEXT}".encode())
        for _ in range(chance.randrange(4)):
            draft = desk.Intent(Verb.TABLE, "round", words={"title": {"en": "x" * chance.randrange(1, 900)}})
            row = desk.propose(pair.officer("ana"), pair.dialogue, draft)
            if chance.random() < 0.7:
                desk.refuse(pair.officer("leo"), row.pk, f"reason {chance.random()}")


def test_what_a_node_sends_is_the_same_whatever_it_prepares(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certain: Any
) -> None:
    sent = []
    for private in range(4):
        certain()
        sent.append(run(process, tmp_path / str(private), monkeypatch, private))

    assert len(sent[0]) > 25
    for other in sent[1:]:
        assert len(other) == len(sent[0])
        assert [pair for pair in zip(sent[0], other, strict=True) if pair[0] != pair[1]] == []
