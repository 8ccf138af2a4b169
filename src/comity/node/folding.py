# SPDX-License-Identifier: Apache-2.0
"""The running folds of this process: one for each dialogue and channel, caught up with the store when it is asked.

Rules:
  1. Logs only grow, so what was read and judged stays. Who puts another store in place of one calls `forget`.
  2. Nothing is read before somebody asks what it means; who only takes in a peer's log asks node/gist.py.
  3. One thread at a time reads on; the Dialogues that come out never change, and are for all.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock

from comity.acts.act import Act
from comity.node import store
from comity.node.home import here
from comity.node.joint.models import Log
from comity.record.dialogue import Dialogue
from comity.record.entry import Entry, decode_entry
from comity.record.fold import Running

AT_ONCE = 5_000
MANY = 10_000

_folds: dict[tuple[str, str, str], Running] = {}
_lock = RLock()


def dialogue(id_: str, logs: Sequence[Log] | None = None) -> Dialogue:
    """Fold a dialogue as the store has it, or at least as these rows of all its logs say."""
    with _lock:
        return _caught_up(id_, _rows(id_) if logs is None else logs).dialogue()


def why_not(act: Act, logs: Sequence[Log] | None = None) -> str:
    """Say why an act, written now, would be without effect; the empty string where it would count."""
    with _lock:
        rows = _rows(act.dialogue) if logs is None else logs
        return _caught_up(act.dialogue, rows).why_not(act, heard(rows))


def heard(logs: Sequence[Log]) -> dict[str, int]:
    """Say how much of each peer's log our next entry says it has seen: all that we hold, if every cause of it is here.

    Of three parties, one may have heard from the second what we have not yet from the third. Its log is held, and what
    we say ourselves waits for nothing: we go on saying what we said of it before, until the third is heard.
    """
    sizes, ours = {log.party: log.size for log in logs}, next(log for log in logs if log.ours)
    peers = [log for log in logs if not log.ours]
    if all(size <= sizes.get(party, size) for log in logs for party, size in log.seen.items()):
        return {peer.party: peer.size for peer in peers}
    with _lock:
        running = _caught_up(ours.dialogue_id, logs)
        return {
            peer.party: peer.size if running.whole(peer.party) else int(ours.seen.get(peer.party, 0)) for peer in peers
        }


def acts(log: Log, start: int = 0) -> tuple[Entry, ...]:
    """Give the signed entries of a log from an index on, decoded."""
    with _lock:
        found = _caught_up(log.dialogue_id, [log], log.channel).entries(log.party, start)
        return tuple(found[: max(log.size - start, 0)])


@contextmanager
def ahead(id_: str, logs: Sequence[Log]) -> Iterator[Running]:
    """Give the fold to one who writes, who may have it take what is not in the store yet; nobody else looks meanwhile.

    If the writing fails, what was read is forgotten, and read anew by the next who asks.
    """
    with _lock, _undisturbed():
        running = _caught_up(id_, logs)
        sizes = [running.size(party) for party in sorted(running.parties)]
        try:
            yield running
        except BaseException:
            if sizes != [running.size(party) for party in sorted(running.parties)]:
                del _folds[_key(id_, "joint")]
            raise


def forget() -> None:
    """Let go of everything that was read."""
    with _lock:
        _folds.clear()


def _caught_up(id_: str, logs: Sequence[Log], channel: str = "joint") -> Running:
    key = _key(id_, channel)
    running = _folds.get(key)
    if running is None or not running.parties >= {log.party for log in logs}:
        running = _folds[key] = Running(id_, {log.party for log in _rows(id_, channel)})
    for log in logs:
        with _undisturbed(log.size - running.size(log.party)):
            for start in range(running.size(log.party), log.size, AT_ONCE):
                found = store.entries(log, start, min(start + AT_ONCE, log.size))
                running.take(log.party, [decode_entry(data) for data in found])
    return running


def _rows(id_: str, channel: str = "joint") -> list[Log]:
    return list(Log.objects.filter(dialogue_id=id_, channel=channel))


def _key(id_: str, channel: str) -> tuple[str, str, str]:
    return (str(here().path), id_, channel)


@contextmanager
def _undisturbed(number: int = 0) -> Iterator[None]:
    """Keep Python's collector from looking again and again at what is made here, since nearly all of it stays.

    After so many entries that they are a long log, it does not look at them later either.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if number >= MANY:
            gc.freeze()
        gc.enable()
