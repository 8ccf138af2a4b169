# SPDX-License-Identifier: Apache-2.0
"""No outgoing byte depends on the national file (law 7): canaries in its fields, and nodes that differ in it alone."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.apps import apps
from django.db import models
from django.test import Client, RequestFactory
from figures import figure
from pair import Pair, make_pair

from comity.acts.act import Verb
from comity.formats.docx import docx_of
from comity.formats.odt import odt_of
from comity.formats.paper import bracketed_pdf
from comity.log.keys import SigningKey
from comity.node import appointments, box, clearance, desk, dialogues, duty, keys, means, officers, positions
from comity.node.clock import now
from comity.node.export import export
from comity.node.means import REAL
from comity.node.national.models import Admission, Mandate, Officer, Position, Proposal, Reading
from comity.node.pack import pack
from comity.node.policy import ROLES
from comity.node.pouch import open_pouch
from comity.node.text import working_copy
from comity.sim.process import Process
from comity.web import fault

CANARY = "canary"
PAIRS = int(os.environ.get("COMITY_PAIRS", "6"))  # raised for a soak
WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}
SPECIMEN = f"The parties met on 4 March 2027 in {CANARY}-reading. Alba and Boria discussed {CANARY}-draft."

# What the program spells and works by, or what goes out when it is released: in rows that are worked with, these keep
# their values. Every other field of every model of the national file takes a canary, a new field or model by itself.
NOT_WORDS = {
    "Officer": {"password", "language"},
    "Post": {"roles"},
    "Credential": {"sort", "digest"},
    "Proposal": {"dialogue", "verb", "kind", "object", "act", "salted", "digest", "state"},
    "Mandate": {"dialogue", "kinds"},
    "PendingIntroduction": {"dialogue", "introduction"},
    "Appointment": {"sort", "state"},
    "Admission": {"dialogue", "ministry"},
}  # fmt: skip
TEXT = (models.CharField, models.TextField)


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
        for row in appointments.waiting(pair.officer("leo")):
            appointments.confirm(pair.officer("leo"), row.pk)
        drafter, one, other, holder = Officer.objects.filter(name__startswith=CANARY).order_by("name")
        box.read_into(drafter, SPECIMEN.encode())
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


def plant(dialogue: str) -> int:
    """Put a canary into every field of every row of the national file, and a row of canaries beside; count fields."""
    made: dict[Any, Any] = {}
    fields = 0
    for model in apps.get_app_config("national").get_models():
        spelled = NOT_WORDS.get(model.__name__, set())
        for field in model._meta.concrete_fields:
            canary = _canary(field, dialogue)
            if canary is None or field.primary_key or field.is_relation:
                continue
            fields += 1
            if field.name not in spelled:
                for number, row in enumerate(model.objects.all()):
                    value = f"{number}-{canary}"[: field.max_length] if field.unique else canary
                    model.objects.filter(pk=row.pk).update(**{field.name: value})
        _row_of_canaries(model, dialogue, made)
    return fields


def _canary(field: Any, dialogue: str) -> Any:
    """Give a canary that the field can hold; None where it holds no words."""
    words = f"{CANARY}-{field.model.__name__}-{field.name}"
    if isinstance(field, TEXT):
        return dialogue if field.name == "dialogue" else words[: field.max_length]
    if isinstance(field, models.JSONField):
        return {"wording": {"en": words}}
    return words.encode() if isinstance(field, models.BinaryField) else None


def _row_of_canaries(model: Any, dialogue: str, made: dict[Any, Any]) -> Any:
    if model not in made:
        values: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.is_relation:
                if not field.null:
                    values[field.name] = _row_of_canaries(field.related_model, dialogue, made)
            elif isinstance(field, models.DateTimeField):
                values[field.name] = now() + timedelta(days=1)
            elif isinstance(field, models.IntegerField) and not isinstance(field, models.AutoField):
                values[field.name] = 90_000 + len(made)
            elif (canary := _canary(field, dialogue)) is not None:
                values[field.name] = f"{CANARY}-pk" if field.primary_key else canary
        made[model] = model.objects.create(**values)
    return made[model]


def test_no_byte_that_leaves_the_node_holds_a_word_of_the_national_file(talks: Pair, tmp_path: Path) -> None:
    prepare(talks)
    with talks.at("alba"):
        assert plant(talks.dialogue) > 40
    talks.meet()
    with talks.at("alba"):
        # The canaries are there: what is looked for could have left.
        assert {field for row in Proposal.objects.all() for field in (row.note[:6], row.reason[:6])} == {CANARY}
        assert Reading.objects.filter(text__contains=CANARY).exists()
        assert Mandate.objects.count() == 2
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


@pytest.mark.pdf
def test_no_page_file_mail_or_calendar_for_others_holds_a_word_of_the_national_file(
    talks: Pair, tmp_path: Path, settings: Any
) -> None:
    """Public pages, errors, feed, calendar, mail, Word, ODT and PDF with their properties, and a pouch, unpacked."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = _FILES, tmp_path / "mail"
    languages = [{"language": "en", "status": "authentic"}]
    with talks.at("alba"):
        words, structure = {"title": {"en": "Text"}}, {"languages": languages}
        text = talks.say("table", "text", "ana", "leo", words=words, structure=structure)
        place = {"text": text.object, "language": "en", "place": "c"}
        talks.say("table", "paragraph", "ana", "leo", words={"wording": "The Parties met."}, structure=place)
        draft = positions.Draft("Title", "instructions", "Words.", "Lead", ("Interior",), red_lines="Lines.")
        row = positions.begin(talks.officer("ana"), talks.dialogue, draft)
        secret = officers.give_calendar(talks.officer("leo"))
        ana = talks.officer("ana")
        prepare(talks)
        assert plant(talks.dialogue) > 40
        Admission.objects.all().delete()  # the planted one shuts everybody out of the dialogue
        row.refresh_from_db()
        assert (row.title[:6], positions.current(row).red_lines[:6]) == (CANARY, CANARY)
        version, (asked,) = positions.current(row), row.contributions.all()
        ana.refresh_from_db()
        options = {"deadline": now() + timedelta(days=1), "silence": "stops", "to": "x@alba.example"}
        Position.objects.filter(pk=row.pk).update(state=Position.OPEN)
        version.position.refresh_from_db()
        clearance.ask(ana, version, asked.ministry, **options)

        client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        left: list[tuple[str, bytes]] = []
        for path, status in (
            ("/", 200), ("/register/", 200), ("/register/feed.rss", 200), ("/sign-in/", 200), ("/sign-in/ways/", 200),
            ("/nowhere/", 404), ("/clear/nothing/", 410), (f"/calendar/{secret}/en.ics", 200), ("/api/proposals", 401),
            ("/desk/position/1/", 302),
        ):  # fmt: skip
            answer = client.get(path, secure=True)
            assert answer.status_code == status, path
            left.append((path, repr(answer.headers).encode() + answer.content))
        request = RequestFactory().get("/")
        left += [(str(code), fault.error_page(request, code).content) for code in (400, 403, 404, 500, 503)]
        left.append(("broken", fault.broken(request).content))
        room = dialogues.room_of(talks.dialogue)
        copy = working_copy(room, room.dialogue.objects[text.object])
        for name, data in (("docx", docx_of(copy)), ("odt", odt_of(copy))):
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                left += [(f"{name} {part}", package.read(part)) for part in package.namelist()]
        paper = bracketed_pdf(copy)
        reader = pypdf.PdfReader(io.BytesIO(paper))
        left += [("pdf", paper), ("pdf properties", repr(reader.metadata).encode())]
        left += [("pdf page", page.extract_text().encode()) for page in reader.pages]
        left += [("mail", path.read_bytes()) for path in (tmp_path / "mail").iterdir()]
        packed = pack(talks.dialogue, "XB")
        (tmp_path / "pouch").write_bytes(packed.data)
    with talks.at("boria"):
        open_pouch(tmp_path / "pouch")
    left += [(path.name, path.read_bytes()) for path in talks.homes["boria"].path.rglob("*") if path.is_file()]
    assert len(left) > 40
    assert any(b"The Parties met." in data for where, data in left if where == "docx word/document.xml")
    assert any(b"BEGIN:VCALENDAR" in data for _, data in left)
    canaries = [CANARY.encode(), CANARY.encode("utf-16-le")]
    assert [(where, word) for where, data in left for word in canaries if word in data] == []


_FILES = "django.core.mail.backends.filebased.EmailBackend"


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
            box.read_into(pair.officer("ana"), f"The parties met in {chance.random()}. {SPECIMEN}".encode())
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


@pytest.mark.timeout(3600)
def test_what_a_node_sends_is_the_same_for_any_national_file(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certain: Any
) -> None:
    """The joint store, keys, clock and chance of both go back each time; the national file grows as it likes."""
    certain()
    pair = make_pair(process, tmp_path, monkeypatch)
    pair.found()
    kept = [(home.path, [*home.path.glob("joint.sqlite3"), *(home.path / "guard").iterdir()])
            for home in pair.homes.values()]  # fmt: skip
    files = [(file, file.read_bytes()) for _, found in kept for file in found]
    chance, first, different, other = random.Random(20270304), None, 0, set()
    for _ in range(PAIRS):
        for file, data in files:
            for left in file.parent.glob(f"{file.name}-*"):
                left.unlink()
            file.write_bytes(data)
        pair.sent.clear()
        with means.using(replace(means.means(), random=random.Random(7).randbytes)):
            with pair.at("alba"):
                other.add(_quick_private_work(pair, chance))
            assert pair.pull("boria").error is None
            assert pair.pull("alba").error is None
        sent = [(a.method, a.path, a.status, a.headers, a.data) for a in pair.sent if a.node == "alba"]
        first = first or sent
        different += sum(len(x[-1]) for x, y in zip(sent, first, strict=True) if x != y)
    figure("national_files", PAIRS, "nodes")
    figure("national_files_different_bytes", different, "bytes")

    assert len(first or ()) >= 4
    assert len(other) == PAIRS
    assert different == 0


def _quick_private_work(pair: Pair, chance: random.Random) -> str:
    """Prepare this and that, and say one and the same word in the end, by one or the other; gives what was private."""
    note = f"note {chance.random()}"
    with means.using(replace(means.means(), random=chance.randbytes)):
        if chance.random() < 0.1:
            officers.add(name=f"officer {note}", post="Desk officer", roles=chance.choice(ROLES))
        draft = desk.Intent(Verb.TABLE, "round", words={"title": {"en": "x" * chance.randrange(1, 900)}}, note=note)
        row = desk.propose(pair.officer("ana"), pair.dialogue, draft)
        if chance.random() < 0.7:
            desk.refuse(pair.officer(chance.choice(["leo", "ida"])), row.pk, f"reason {chance.random()}")
    one, two = chance.sample(["leo", "ida"], 2)
    intent = desk.Intent(Verb.NOTIFY, "contact", words=WORDS, note=note)
    desk.release(pair.officer(two), desk.propose(pair.officer(chance.choice(["ana", one])), pair.dialogue, intent).pk)
    return note
