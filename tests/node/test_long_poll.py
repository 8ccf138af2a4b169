# SPDX-License-Identifier: Apache-2.0
"""The long poll: a peer waits for what is new, hears of it at once, and a stranger gets the same 404 as ever."""

from __future__ import annotations

import threading
import time

import pytest

from comity.node import ledger, listener, road
from comity.node.joint.models import Log


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(road, "WAIT_SECONDS", 0.3)


def bell(talks, key: str) -> bool:
    file = talks.homes[key].path / "run" / "bell"
    heard = file.exists()
    file.unlink(missing_ok=True)
    return heard


@pytest.mark.usefixtures("quick")
def test_waiting_ends_with_nothing_where_nothing_is_new(talks):
    bell(talks, "boria")
    with talks.at("boria"):
        assert listener.listen(talks.dialogue, "XA") is False
    assert bell(talks, "boria") is False


def test_what_is_new_already_is_told_at_once_and_rings_our_own_bell(talks):
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
    bell(talks, "boria")
    start = time.monotonic()
    with talks.at("boria"):
        assert listener.listen(talks.dialogue, "XA") is True
    assert (bell(talks, "boria"), time.monotonic() - start < road.WAIT_SECONDS) == (True, True)
    assert talks.sent[-1].data == b"new\n"  # and nothing else


def test_what_comes_while_one_waits_is_told(talks):
    ring = talks.homes["alba"].path / "run" / "ring"
    later = threading.Timer(0.5, lambda: ring.write_bytes(b""))
    later.start()
    with talks.at("boria"):
        assert listener.listen(talks.dialogue, "XA") is True
    later.join()


def test_stranger_and_nonsense_get_the_same_404(talks):
    with talks.at("alba"):
        token = ledger.our_log(talks.dialogue).origin.rsplit("/", 1)[1]
        size = Log.objects.get(dialogue_id=talks.dialogue, ours=True, channel="joint").size
    answers = [
        talks.ask("alba", "GET", f"/road/{token}/wait/{size}"),
        talks.ask("alba", "GET", f"/road/{token}/nothing"),
    ]
    assert {(answer.status, answer.data) for answer in answers} == {(404, b"not found\n")}


def test_peer_that_does_not_know_how_to_wait_is_polled_only(talks):
    talks.tamper = lambda answer: type(answer)(answer.node, answer.method, answer.path, 404, b"not found\n")
    with talks.at("boria"):
        assert listener.listen(talks.dialogue, "XA") is None


def test_more_waiting_than_there_is_room_for_are_answered_at_once(talks, monkeypatch):
    monkeypatch.setattr(road, "_waiting", threading.BoundedSemaphore(1))
    assert road._waiting.acquire(blocking=False)
    start = time.monotonic()
    with talks.at("boria"):
        assert listener.listen(talks.dialogue, "XA") is False
    assert time.monotonic() - start < road.WAIT_SECONDS
