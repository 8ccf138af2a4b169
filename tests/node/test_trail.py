# SPDX-License-Identifier: Apache-2.0
"""The trail: a line for what was done and what left, chained, and a change in it is found."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connections
from pair import Pair

from comity.acts.act import Verb
from comity.base.errors import NotPermitted
from comity.node import desk, officers, trail
from comity.node.export import export
from comity.node.national.models import TrailLine
from comity.node.pack import pack

WORDS = {"title": {"en": "Non-paper"}, "form": "non_paper", "marking": "TLP:GREEN"}


def auditor() -> object:
    return officers.add(name="aud", post="Inspector", roles="auditor")


def test_release_is_a_line_for_each_of_two_officers_and_one_for_each_party_it_went_to(talks: Pair) -> None:
    with talks.at("alba"):
        before = TrailLine.objects.count()
        row = desk.propose(talks.officer("ana"), talks.dialogue, desk.Intent(Verb.NOTIFY, "paper", words=WORDS))
        desk.release(talks.officer("leo"), row.pk)
        lines = [
            (line.who, line.post, line.sort, line.what, line.to, line.marking, line.dialogue)
            for line in TrailLine.objects.filter(number__gt=before).order_by("number")
        ]

        assert lines == [
            ("ana", "post of ana", "did", "propose notify paper", "", "", talks.dialogue),
            ("leo", "post of leo", "did", "release proposal", "", "", talks.dialogue),
            ("leo", "post of leo", "left", "act", "XB", "TLP:GREEN", talks.dialogue),
        ]


def test_trail_holds_no_word_of_what_was_said(talks: Pair) -> None:
    with talks.at("alba"):
        words = {**WORDS, "title": {"en": "canary-title"}}
        intent = desk.Intent(Verb.NOTIFY, "paper", words=words, note="canary-note")
        desk.refuse(talks.officer("leo"), desk.propose(talks.officer("ana"), talks.dialogue, intent).pk, "canary-why")

        assert TrailLine.objects.count() > 5
        assert not any("canary" in str(vars(line)) for line in TrailLine.objects.all())


@pytest.mark.parametrize("field", [f.name for f in TrailLine._meta.get_fields() if f.name != "number"])
def test_line_that_was_altered_is_found(talks: Pair, field: str) -> None:
    with talks.at("alba"):
        assert trail.check().broken_at is None
        TrailLine.objects.filter(number=3).update(**{field: "altered"})

        assert trail.check().broken_at == 3


def test_line_that_was_taken_out_is_found(talks: Pair) -> None:
    with talks.at("alba"):
        last = trail.check()
        TrailLine.objects.filter(number=4).delete()

        assert trail.check().broken_at == 5
        assert (last.lines, last.broken_at) == (last.lines, None)


def test_lines_of_many_at_once_are_one_chain(talks: Pair) -> None:
    with talks.at("alba"):
        before = trail.check().lines

        def write() -> None:
            for _ in range(10):
                trail.saw("somebody", "page")
            connections.close_all()

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = trail.check()

        assert (found.lines, found.broken_at) == (before + 40, None)


def test_only_an_auditor_reads_the_trail(talks: Pair) -> None:
    with talks.at("alba"):
        for name in ("ana", "leo", "noa"):
            with pytest.raises(NotPermitted):
                trail.lines(talks.officer(name))
        inspector = officers.add(name="aud", post="Inspector", roles="auditor")
        with pytest.raises(NotPermitted):  # a second officer has not confirmed them yet
            trail.lines(inspector)


def test_pouch_and_export_are_in_the_list_of_what_left(talks: Pair, tmp_path: Path) -> None:
    with talks.at("alba"):
        before = trail.check().lines
        pack(talks.dialogue, "XB")
        export(talks.dialogue, tmp_path / "export")
        lines = TrailLine.objects.filter(number__gt=before, sort="left").order_by("number")

        assert [(line.who, line.what, line.to) for line in lines] == [
            (trail.SHELL, "pouch", "XB"), (trail.SHELL, "export", "folder"),
        ]  # fmt: skip
