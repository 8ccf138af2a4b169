# SPDX-License-Identifier: Apache-2.0
"""A log that grows: many acts under one checkpoint, and a page that costs no more queries for a longer log."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pair import Pair, make_pair

from comity.acts.act import Verb, decode
from comity.base.errors import NotPermitted
from comity.log.checkpoint import parse_checkpoint
from comity.log.note import parse_note
from comity.node import dialogues, folding, ledger, store
from comity.node.fsck import fsck
from comity.node.joint.models import Log, SignedRoot
from comity.record.fold import fold


@pytest.fixture(params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Two nodes, on either kind of store."""
    process = request.getfixturevalue("process" if request.param == "sqlite" else "postgres_process")
    return make_pair(process, tmp_path, monkeypatch)


def release() -> ledger.Draft:
    return ledger.Draft(
        Verb.TABLE, "release", object=secrets.token_hex(16), structure={"releases": [secrets.token_hex(32)]}
    )


def receipt() -> ledger.Draft:
    return ledger.receipt_draft({"XA": 1})


def whole(dialogue):
    """Fold everything in the store anew."""
    logs = Log.objects.filter(dialogue_id=dialogue)
    return fold({log.party: store.entries(log, 0, log.size) for log in logs}, dialogue=dialogue)


def test_many_acts_are_written_under_one_checkpoint(talks: Pair) -> None:
    with talks.at("alba"):
        before = ledger.our_log(talks.dialogue).size
        roots = SignedRoot.objects.count()
        written = ledger.append_many(talks.dialogue, [release() for _ in range(300)])
        log = ledger.our_log(talks.dialogue)
        assert (written, log.size) == (range(before, before + 300), before + 300)
        assert SignedRoot.objects.count() == roots + 1
        assert parse_checkpoint(parse_note(bytes(log.checkpoint)).text).size == log.size
        assert repr(folding.dialogue(talks.dialogue)) == repr(whole(talks.dialogue))
        assert [finding for checked in fsck() for finding in checked.findings] == []
    talks.meet()
    with talks.at("boria"):
        assert repr(folding.dialogue(talks.dialogue)) == repr(whole(talks.dialogue))


def test_first_of_many_acts_says_what_was_seen_and_the_others_do_not_say_it_again(talks: Pair) -> None:
    with talks.at("boria"):
        ledger.append(talks.dialogue, release())
    talks.pull("alba")  # which says so in a receipt
    with talks.at("boria"):
        ledger.append(talks.dialogue, receipt())
    talks.pull("alba")  # a receipt is not receipted: this is left for the next act to say
    with talks.at("alba"):
        at = ledger.append_many(talks.dialogue, [release(), release()])
        first, second = (decode(d) for d in store.entries(ledger.our_log(talks.dialogue), at.start, at.stop))
        assert (list(first.seen), dict(second.seen)) == (["XB"], {})


def test_many_acts_are_written_all_or_none(talks: Pair) -> None:
    with talks.at("alba"):
        size, twice = ledger.our_log(talks.dialogue).size, release()
        with pytest.raises(NotPermitted) as caught:
            ledger.append_many(talks.dialogue, [release(), twice, twice])
        assert caught.value.code == "act.not-permitted.already"
        assert (ledger.our_log(talks.dialogue).size, store.count(ledger.our_log(talks.dialogue))) == (size, size)
        assert repr(folding.dialogue(talks.dialogue)) == repr(whole(talks.dialogue))
        assert ledger.append_many(talks.dialogue, []) == range(size, size)
        assert ledger.append(talks.dialogue, twice) == size


def test_dialogue_takes_the_same_number_of_queries_whatever_its_length(talks: Pair) -> None:
    counts = []
    with talks.at("alba"):
        leo = talks.officer("leo")
        for number in (3, 300):
            ledger.append_many(talks.dialogue, [release() for _ in range(number)])
            folding.forget()
            for _ in range(2):  # read anew, and warm
                with CaptureQueriesContext(connections["joint"]) as asked:
                    room = dialogues.open_dialogue(leo, talks.dialogue)
                    room.gather(
                        version.payload for thing in room.dialogue.objects.values() for version in thing.versions
                    )
                counts.append(len(asked))
    assert counts[:2] == counts[2:]
