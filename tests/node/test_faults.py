# SPDX-License-Identifier: Apache-2.0
"""A disk that fails at any step of an append: nothing is signed that should not be, and a later try makes it good."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from pair import Pair
from sound import require_sound

from comity.acts.act import Verb
from comity.base.errors import Damaged, NotPermitted, Ours
from comity.node import desk, guard, keys, ledger, store
from comity.node.joint.models import Log, SignedRoot
from comity.node.national.models import Proposal

WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}

# Where a fault is injected: before anything is written, between writing and signing, between signing and keeping.
BEFORE = ((store, "add"), (store, "keep_payloads"))
BETWEEN = (
    (store, "holds"),
    (guard, "begin_mark"),
    (guard, "_write_down"),
    (ledger, "sign_checkpoint"),
    (keys, "load_log"),
)
AFTER = ((store, "keep_checkpoint"),)
ERRORS = (
    OperationalError("database or disk is full"), OSError(errno.ENOSPC, "No space left on device"),
    sqlite3.OperationalError("unable to open database file"), IntegrityError("UNIQUE constraint failed"),
)  # fmt: skip


class Ended(BaseException):
    """The process would have ended."""


def _fails(error: Exception) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def _cases(*groups: tuple[tuple[Any, str], ...]) -> list[Any]:
    return [pytest.param(*place, id=f"{place[0].__class__.__name__}-{place[1]}") for group in groups for place in group]


def _propose(pair: Pair, dialogue: str) -> Proposal:
    intent = desk.Intent(Verb.NOTIFY, "contact", object=secrets.token_hex(16), words=WORDS)
    return desk.propose(pair.officer("ana"), dialogue, intent)


def _state(proposal: Proposal) -> tuple[str, str | None]:
    row = Proposal.objects.get(pk=proposal.pk)
    return row.state, row.decided_by.name if row.decided_by is not None else None


@pytest.mark.parametrize(("room", "name"), _cases(BEFORE))
def test_fault_before_anything_is_written_leaves_nothing_behind(
    room: Any, name: str, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogue = pair.open_file("alba")
    with pair.at("alba"):
        for error in ERRORS:
            proposal, size = _propose(pair, dialogue), ledger.our_log(dialogue).size
            with monkeypatch.context() as fault:
                fault.setattr(room, name, _fails(error))
                with pytest.raises(Damaged, match="could not be written"):
                    desk.release(pair.officer("leo"), proposal.pk)

            assert require_sound(dialogue) == size
            assert _state(proposal) == ("open", None)
            assert desk.release(pair.officer("ida"), proposal.pk).expected_index == size
            assert _state(proposal) == ("released", "ida")
            assert require_sound(dialogue) == size + 1


@pytest.mark.parametrize(("room", "name"), _cases(BETWEEN, AFTER))
def test_fault_before_the_signature_is_kept_is_made_good_by_the_next_try(
    room: Any, name: str, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogue = pair.open_file("alba")
    with pair.at("alba"):
        for error in ERRORS:
            proposal, size = _propose(pair, dialogue), ledger.our_log(dialogue).size
            note = bytes(ledger.our_log(dialogue).checkpoint)
            with monkeypatch.context() as fault:
                fault.setattr(room, name, _fails(error))
                for _ in range(2):
                    with pytest.raises(Damaged, match="could not be signed"):
                        desk.release(pair.officer("leo"), proposal.pk)

            log = ledger.our_log(dialogue)
            assert (log.size, bytes(log.checkpoint), store.count(log)) == (size, note, size + 1)
            assert _state(proposal) == ("releasing", "leo")
            assert desk.release(pair.officer("leo"), proposal.pk).state == "released"
            assert _state(proposal) == ("released", "leo")
            assert require_sound(dialogue) == size + 1


def test_act_left_unsigned_is_signed_by_the_next_act_and_its_proposal_settled_at_the_next_start(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogue = pair.open_file("alba")
    with pair.at("alba"):
        first, second = _propose(pair, dialogue), _propose(pair, dialogue)
        size = ledger.our_log(dialogue).size
        with monkeypatch.context() as fault:
            fault.setattr(ledger, "sign_checkpoint", _fails(ERRORS[0]))
            with pytest.raises(Damaged):
                desk.release(pair.officer("leo"), first.pk)
        assert desk.release(pair.officer("leo"), second.pk).expected_index == size + 1
        assert require_sound(dialogue) == size + 2
        assert _state(first) == ("releasing", "leo")
        desk.settle()
        assert _state(first) == ("released", "leo")


def test_tile_that_reads_back_otherwise_than_it_was_written_is_never_signed(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogue = pair.open_file("alba")
    with pair.at("alba"):
        proposal, size = _propose(pair, dialogue), ledger.our_log(dialogue).size
        add = store.add

        def flip(log: Log, start: int, new: Any, tiles: Any) -> None:
            add(log, start, new, [(tile, data[:-1] + bytes([data[-1] ^ 1])) for tile, data in tiles])

        monkeypatch.setattr(store, "add", flip)
        with pytest.raises(Damaged, match="does not hash to what was written"):
            desk.release(pair.officer("leo"), proposal.pk)

        log = ledger.our_log(dialogue)
        assert log.size == size
        assert not SignedRoot.objects.filter(log=log, size__gt=size).exists()
        mark = guard.mark(pair.homes["alba"], log)
        assert mark is not None
        assert mark.size == size


@pytest.mark.parametrize(
    ("room", "name", "error"),
    [
        (store, "add", OperationalError("disk I/O error")),
        (store, "keep_checkpoint", OperationalError("disk I/O error")),
        (guard, "_write_down", OSError(errno.EIO, "Input/output error")),
    ],
    ids=["entry", "checkpoint", "mark"],
)
def test_failed_sync_ends_the_process_and_acknowledges_nothing(
    room: Any,
    name: str,
    error: Exception,
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    dialogue = pair.open_file("alba")
    with pair.at("alba"):
        proposal, size = _propose(pair, dialogue), ledger.our_log(dialogue).size

        def end(code: int) -> None:
            raise Ended(code)

        with monkeypatch.context() as fault:
            fault.setattr(os, "_exit", end)
            fault.setattr(room, name, _fails(error))
            with pytest.raises(Ended, match="1"):
                desk.release(pair.officer("leo"), proposal.pk)
        assert "the disk failed while an act was written; the node stops" in capfd.readouterr().err

        # As after a restart.
        ledger.recover()
        desk.settle()
        state, _ = _state(proposal)
        assert require_sound(dialogue) == size + (state == "released")
        assert state == ("open" if name == "add" else "released")


@pytest.mark.parametrize(("room", "name"), _cases(BEFORE[:1], BETWEEN[:4], AFTER))
def test_fault_while_a_log_begins_is_made_good_by_confirming_again(
    room: Any, name: str, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.exchange.introduction import encode
    from comity.node import seating

    with pair.at("alba"):
        introduction = seating.offer(seating.Offer("exercise", {"en": "Our file"}))
        seating.bring_in(pair.officer("leo"), encode(introduction))
        with monkeypatch.context() as fault:
            fault.setattr(room, name, _fails(ERRORS[0]))
            with pytest.raises(Ours):
                seating.confirm(pair.officer("ida"), introduction.dialogue)
        seating.confirm(pair.officer("ida"), introduction.dialogue)

        assert require_sound(introduction.dialogue) == 2


def test_act_that_the_table_does_not_permit_leaves_its_proposal_open(pair: Pair) -> None:
    dialogue = pair.open_file("alba")
    with pair.at("alba"):
        one = _propose(pair, dialogue)
        intent = desk.Intent(Verb.NOTIFY, "contact", object=one.object, words=WORDS)
        other = desk.propose(pair.officer("ana"), dialogue, intent)
        desk.release(pair.officer("leo"), one.pk)
        with pytest.raises(NotPermitted):
            desk.release(pair.officer("leo"), other.pk)

        assert _state(other) == ("open", None)
        assert require_sound(dialogue) == 3
