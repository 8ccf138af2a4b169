# SPDX-License-Identifier: Apache-2.0
"""A position out of many ministries: cleared or stopped, by people who never sign in too, approved by two, and out."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pair import Pair

from comity.acts.act import Verb
from comity.base.errors import NotPermitted, Ours
from comity.node import clearance, desk, dialogues, marking, officers, position_paper, positions
from comity.node.clock import now
from comity.node.dialogues import NotHere
from comity.node.national.models import ClearanceRequest, Position, Post, TrailLine

MINISTRIES = ("Ministry of Defence", "Ministry of the Interior")
WORDS = "Notification within twelve hours.\n\nThrough the points of contact."


@pytest.fixture
def house(talks: Pair) -> Pair:
    """Alba with a clearer in the Ministry of the Interior, and mails that are files of its home."""
    with talks.at("alba"):
        Post.objects.filter(holder=talks.officer("noa")).update(ministry=MINISTRIES[1], roles="clearer")
    return talks


def begin(pair: Pair, sort: str = "paper", **more: Any) -> Position:
    draft = positions.Draft(
        title="Notification of incidents", sort=sort, wording=WORDS, lead="Foreign Ministry", ministries=MINISTRIES,
        red_lines="Nothing about attribution.", marking="TLP:GREEN", **more,
    )  # fmt: skip
    return positions.begin(pair.officer("ana"), pair.dialogue, draft)


def ask(pair: Pair, row: Position, ministry: str, **more: Any) -> str:
    options = {"deadline": now() + timedelta(hours=5), "silence": "stops", **more}
    return clearance.ask(pair.officer("ana"), positions.current(row), ministry, **options)


def clear_all(pair: Pair, row: Position) -> None:
    secret = ask(pair, row, MINISTRIES[0], to="defence@alba.example")
    clearance.answer_by_link(secret, "cleared")
    ask(pair, row, MINISTRIES[1])
    (asked,) = clearance.asked_of(pair.officer("noa"))
    clearance.answer(pair.officer("noa"), asked.pk, "cleared")


def states(row: Position) -> list[str]:
    return [one.state for one in clearance.standing_of(row, positions.current(row))]


def test_outcome_of_two_ministries_goes_out_by_two_officers_and_nothing_else_does(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        positions.comment(house.officer("ana"), row.pk, "canary-comment")
        assert states(row) == ["not-asked", "not-asked"]
        clear_all(house, row)
        digest = positions.current(row).digest
        positions.approve(house.officer("leo"), row.pk, digest)
        assert Position.objects.get(pk=row.pk).state == "open"
        with pytest.raises(NotPermitted):
            positions.approve(house.officer("leo"), row.pk, digest)
        done = positions.approve(house.officer("ida"), row.pk, digest)
        assert (done.state, done.proposal.proposed_by.name, done.proposal.decided_by.name) == ("issued", "leo", "ida")
    house.meet()
    with house.at("boria"):
        (paper,) = dialogues.room_of(house.dialogue).dialogue.of_kind("paper")
        words = dialogues.room_of(house.dialogue).words(paper.told.payload)
        assert words["text"] == {"en": WORDS}
        assert not any("attribution" in str(value) or "canary" in str(value) for value in words.values())
    assert not any(b"attribution" in answer.data for answer in house.sent)


def test_change_between_two_approvals_voids_the_first(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house, "instructions")
        clear_all(house, row)
        old = positions.current(row).digest
        positions.approve(house.officer("leo"), row.pk, old)
        positions.change(house.officer("ana"), row.pk, wording=WORDS + " At once.", based_on=old)
        assert states(row) == ["not-asked", "not-asked"]
        for version in (old, positions.current(row).digest):
            with pytest.raises(NotPermitted):
                positions.approve(house.officer("ida"), row.pk, version)
        clear_all(house, row)
        new = positions.current(row).digest
        assert positions.approve(house.officer("ida"), row.pk, new).state == "open"
        assert positions.approve(house.officer("leo"), row.pk, new).state == "issued"
        with pytest.raises(NotPermitted):
            positions.change(house.officer("ana"), row.pk, wording="Too late.")


def test_who_writes_upon_what_was_changed_meanwhile_is_told(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        old = positions.current(row).digest
        positions.change(house.officer("ana"), row.pk, wording="One.", based_on=old)
        with pytest.raises(NotPermitted) as caught:
            positions.change(house.officer("leo"), row.pk, wording="Other.", based_on=old)
        assert caught.value.code == "position.changed"
        assert positions.current(row).wording == "One."


def test_objection_and_silence_do_what_was_said_beforehand(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        digest = positions.current(row).digest
        secret = ask(house, row, MINISTRIES[0], to="defence@alba.example")
        with pytest.raises(Ours):
            clearance.answer_by_link(secret, "objected")
        clearance.answer_by_link(secret, "objected", "Our people sleep.")
        ask(house, row, MINISTRIES[1], silence="clears")
        assert states(row) == ["objected", "waits"]
        ClearanceRequest.objects.filter(silence="clears").update(deadline=now() - timedelta(seconds=1))
        assert states(row) == ["objected", "silent-clears"]
        ClearanceRequest.objects.filter(silence="clears").update(silence="stops")
        assert states(row) == ["objected", "silent-stops"]
        with pytest.raises(NotPermitted) as caught:
            positions.approve(house.officer("leo"), row.pk, digest)
        assert caught.value.code == "position.not-cleared"


def test_link_answers_once_shows_one_version_and_ends_with_its_deadline(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        secret = ask(house, row, MINISTRIES[0], to="defence@alba.example")
        for _ in range(3):
            assert clearance.of_link(secret).version.wording == WORDS
        positions.change(house.officer("ana"), row.pk, wording="Another version.")
        assert clearance.of_link(secret) is None
        secret = ask(house, row, MINISTRIES[0], to="defence@alba.example")
        clearance.answer_by_link(secret, "cleared")
        with pytest.raises(NotHere):
            clearance.answer_by_link(secret, "objected", "No.")
        late = ask(house, row, MINISTRIES[1], to="interior@alba.example")
        ClearanceRequest.objects.filter(ministry=MINISTRIES[1]).update(deadline=now() - timedelta(seconds=1))
        assert clearance.of_link(late) is None
        assert not ClearanceRequest.objects.filter(link=secret).exists()


def test_only_a_clearer_of_the_ministry_answers_for_it(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        ask(house, row, MINISTRIES[1])
        number = ClearanceRequest.objects.get().pk
        for name in ("ana", "leo"):
            with pytest.raises(NotPermitted):
                clearance.answer(house.officer(name), number, "cleared")
        Post.objects.filter(holder=house.officer("noa")).update(ministry=MINISTRIES[0])
        with pytest.raises(NotPermitted):
            clearance.answer(house.officer("noa"), number, "cleared")


def test_mail_says_nothing_of_the_position_and_its_link_works(house: Pair, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    with house.at("alba"):
        row = begin(house)
        secret = ask(house, row, MINISTRIES[0], to="defence@alba.example")
        (mail,) = [path.read_text() for path in (tmp_path / "mail").iterdir()]
        assert f"/clear/{secret}/" in mail.replace("=\n", "")
        for word in ("Notification", "twelve", "attribution", "Boria", "XB", "TLP", "Defence", house.dialogue):
            assert word not in mail
        assert TrailLine.objects.get(sort="left", what="mail").to == "defence@alba.example"


def test_words_go_through_word_and_come_back_as_a_suggestion(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        secret = ask(house, row, MINISTRIES[0], to="defence@alba.example")
        version = clearance.of_link(secret).version
        file = position_paper.as_word(version, dialogues.room_of(house.dialogue), "defence@alba.example")
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            everything = b"".join(package.read(name) for name in package.namelist())
        assert b"TLP:GREEN" in everything
        for name in (b"ana", b"post of", b"attribution", b"Defence"):
            assert name not in everything
        suggestion = clearance.bring_wording(secret, position_paper.words_of(file))

        assert suggestion.wording == WORDS
        assert clearance.of_link(secret) is not None


def test_marking_is_asked_at_each_exit(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        Position.objects.filter(pk=row.pk).update(marking="TLP:RED")
        room = dialogues.room_of(house.dialogue)
        with pytest.raises(NotPermitted, match="does not leave by file"):
            position_paper.as_word(positions.current(Position.objects.get(pk=row.pk)), room, "x")
        for spelled, way, to, code in (
            ("TLP:GREEN", "feed", (), "marking.exit"),
            ("TLP:AMBER", "mail", (), "marking.exit"),
            ("TLP:CLEAR // REL XA", "publication", (), "marking.releasable"),
            ("TLP:AMBER // REL XA", "act", ("XB",), "marking.releasable"),
        ):
            with pytest.raises(NotPermitted) as caught:
                marking.require_exit(spelled, way, to=to)
            assert caught.value.code == code
        assert str(marking.require_exit("TLP:AMBER // REL XB XA", "act", to=("XB",))) == "TLP:AMBER // REL XA XB"
        with pytest.raises(Ours):
            marking.marking("SECRET")


def test_paper_that_is_not_releasable_to_the_other_side_stays(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        Position.objects.filter(pk=row.pk).update(marking="TLP:AMBER // REL XA")
        clear_all(house, row)
        digest = positions.current(row).digest
        positions.approve(house.officer("leo"), row.pk, digest)
        with pytest.raises(NotPermitted) as caught:
            positions.approve(house.officer("ida"), row.pk, digest)
        assert caught.value.code == "marking.releasable"
        kept = Position.objects.get(pk=row.pk)
        assert (kept.state, [one.officer.name for one in positions.approvals(positions.current(kept))]) == (
            "open", ["leo"],
        )  # fmt: skip
        assert not dialogues.room_of(house.dialogue).dialogue.of_kind("paper")


def test_own_scale_and_highest_marking_are_the_operators(house: Pair) -> None:
    with house.at("alba"):
        set_ = house.homes["alba"].settings_file
        set_.write_text(
            set_.read_text().replace("{", '{"scale": ["Interne", "Restreint"], "highest": "TLP:AMBER // Interne",', 1)
        )
        assert str(marking.require_held("TLP:AMBER // Interne")) == "TLP:AMBER // Interne"
        for spelled in ("TLP:RED", "TLP:AMBER // Restreint"):
            with pytest.raises(NotPermitted) as caught:
                marking.require_held(spelled)
            assert caught.value.code == "marking.too-high"
        with pytest.raises(NotPermitted):
            marking.require_exit("TLP:CLEAR // Interne", "act", to=("XB",))
        words = {"title": {"en": "x"}, "form": "non_paper", "marking": "TLP:RED"}
        with pytest.raises(NotPermitted):
            desk.propose(house.officer("ana"), house.dialogue, desk.Intent(Verb.NOTIFY, "paper", words=words))


def test_position_of_a_dialogue_one_need_not_know_is_not_there(house: Pair) -> None:
    with house.at("alba"):
        row = begin(house)
        from comity.node.national.models import Admission

        Admission.objects.create(dialogue=house.dialogue, ministry=MINISTRIES[1], by=house.officer("leo"))
        assert positions.positions(house.officer("ana")) == []
        for closed in (
            lambda: positions.find(house.officer("ana"), row.pk),
            lambda: positions.change(house.officer("ana"), row.pk, wording="x"),
            lambda: positions.approve(house.officer("leo"), row.pk, "x"),
        ):
            with pytest.raises(NotHere):
                closed()
        assert positions.find(house.officer("noa"), row.pk) == row
        assert officers.Officer.objects.count() == 4
