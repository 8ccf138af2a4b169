# SPDX-License-Identifier: Apache-2.0
"""The keeper's listening threads: one for each peer of each dialogue, which rings our bell, rests, and never dies.

Nothing here is timed: a thread says what it does on a queue, and waits until it is let go on.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from pair import Pair

from comity.base.errors import Carrier
from comity.node import keeper, listener
from comity.node.listener import Listeners

PATIENCE = 60.0


class Ended(BaseException):
    """Ends a listening thread of a test, as the end of the process does."""


class Script:
    """What a peer answers, one after the other; what the threads did is on `did`, and `let_go` ends them."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.did: queue.Queue[tuple[str, object]] = queue.Queue()
        self.open = True
        self.lock = threading.Lock()

    def listen(self, dialogue: str, party: str) -> Any:
        with self.lock:
            if not self.answers or not self.open:
                self.did.put(("end", threading.current_thread()))
                raise Ended
            answer = self.answers.pop(0)
        self.did.put(("listen", (dialogue, party)))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sleep(self, seconds: float) -> None:
        self.did.put(("sleep", seconds))

    def heard(self, number: int) -> list[tuple[str, object]]:
        return [self.did.get(timeout=PATIENCE) for _ in range(number)]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a thread of a test end without a word."""
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)


def played(monkeypatch: pytest.MonkeyPatch, *answers: object) -> Script:
    script = Script(*answers)
    monkeypatch.setattr(listener, "listen", script.listen)
    monkeypatch.setattr(listener, "time", SimpleNamespace(sleep=script.sleep))
    return script


@pytest.mark.usefixtures("quiet")
def test_thread_goes_on_after_everything_that_may_come_and_rests_where_it_must(
    talks: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing new: at once again. Something new: a moment for the keeper. No answer, or a fault: as long as a poll."""
    script = played(
        monkeypatch, False, True, None, Carrier("no route"), OperationalError("the store is away"), False
    )  # fmt: skip
    with talks.at("boria"):
        Listeners().start()
        did = script.heard(11)
    poll = float(talks.homes["boria"].settings().poll_seconds)
    assert [one for one in did if one[0] == "listen"] == [("listen", (talks.dialogue, "XA"))] * 6
    assert [one for one in did if one[0] == "sleep"] == [("sleep", 1.0), *[("sleep", poll)] * 3]
    assert [name for name, _ in did] == [
        "listen", "listen", "sleep", "listen", "sleep", "listen", "sleep", "listen", "sleep", "listen", "end",
    ]  # fmt: skip


@pytest.mark.usefixtures("quiet")
def test_each_peer_is_listened_to_once_and_a_new_one_when_it_comes(
    talks: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = played(monkeypatch)
    with talks.at("boria"):
        listeners = Listeners()
        listeners.start()
        listeners.start()
        first = script.heard(1)
        old = talks.dialogue
        talks.found()
    with talks.at("boria"):
        listeners.start()
        second = script.heard(1)
        assert script.did.empty()
        assert set(listeners._threads) == {(old, "XA"), (talks.dialogue, "XA")}
    assert all(thread.daemon for thread in listeners._threads.values())  # they end with the process
    assert {thread for _, thread in (*first, *second)} == set(listeners._threads.values())


@pytest.mark.usefixtures("quiet")
def test_file_of_our_own_has_nobody_to_listen_to(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    script = played(monkeypatch)
    pair.open_file("alba")
    with pair.at("alba"):
        listeners = Listeners()
        listeners.start()
    assert (listeners._threads, script.did.empty()) == ({}, True)


@pytest.mark.usefixtures("quiet")
def test_real_thread_rings_our_bell_when_the_peer_has_something_new(
    talks: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the rest between two waits is played: the request goes along the road, and the answer comes from Alba."""
    with talks.at("alba"):
        talks.say("table", "round", "ana", "leo", words={"title": {"en": "One"}})
    bell = talks.homes["boria"].path / "run" / "bell"
    bell.unlink(missing_ok=True)
    go, rested = threading.Event(), threading.Event()
    listen = listener.listen

    def at_boria(dialogue: str, party: str) -> bool | None:
        assert go.wait(PATIENCE)  # until the test itself has let Boria's stores go
        with talks.at("boria"):
            return listen(dialogue, party)

    def sleep(_seconds: float) -> None:
        rested.set()
        raise Ended

    monkeypatch.setattr(listener, "time", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(listener, "listen", at_boria)
    with talks.at("boria"):
        listeners = Listeners()
        listeners.start()
    go.set()
    assert rested.wait(PATIENCE)
    for thread in listeners._threads.values():
        thread.join(PATIENCE)
    assert bell.exists()


@pytest.mark.parametrize("asked", [True, False])
def test_keeper_listens_only_where_the_operator_asks_for_it(
    talks: Pair, monkeypatch: pytest.MonkeyPatch, *, asked: bool
) -> None:
    began: list[str] = []
    monkeypatch.setattr(Listeners, "start", lambda _self: began.append("listens"))
    with talks.at("boria"):
        home = talks.homes["boria"]
        settings = home.settings()
        monkeypatch.setattr(type(home), "settings", lambda _self: replace(settings, long_poll=asked))
        keeper.Keeper().step()
    assert began == (["listens"] if asked else [])
