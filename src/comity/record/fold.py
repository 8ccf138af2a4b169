# SPDX-License-Identifier: Apache-2.0
"""The fold: logs in, Dialogue out. All that anybody sees is made here, and nowhere else.

    entries -> their course by causes -> each judged by what its writer had seen -> noted -> the Dialogue

    running = Running(dialogue, ("XA", "XB"))
    running.take("XB", entries)         more of any log, at any time, in any order of logs
    running.why_not(act)                in time that depends on the act's object, not on the length of the logs
    running.dialogue()                  all that was taken so far; it never changes

Rules:
  1. This file does not know which party we are. The same entries give the same Dialogue on every node, bit for bit,
     whatever the order in which they arrived.
  2. Nothing is decided by time, by size, or by the order of the parties' codes; these only order the display.
  3. An entry that is without effect stays, with its reason, and what its writer had seen still counts.

See docs/spec/standing.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from comity.acts.act import Act
from comity.record.dialogue import Dialogue
from comity.record.entry import Entry, decode_entry
from comity.record.notes import Notes
from comity.record.picture import picture


class Running:
    """A fold that goes on as its logs grow. One at a time may take and ask; the Dialogues it gave are for all."""

    __slots__ = ("_fresh", "_notes", "_numbers", "_picture")

    def __init__(self, dialogue: str, parties: Iterable[str]) -> None:
        codes = tuple(sorted(parties))
        self._notes = Notes(dialogue, codes)
        self._numbers = {party: number for number, party in enumerate(codes)}
        self._picture: Dialogue | None = None
        self._fresh = False

    @property
    def parties(self) -> frozenset[str]:
        """The parties whose logs are folded."""
        return frozenset(self._numbers)

    def take(self, party: str, entries: Iterable[Entry]) -> None:
        """Take in what stands next in a party's log."""
        self._fresh = False
        self._notes.take(self._numbers[party], entries)

    def size(self, party: str) -> int:
        """Say how much of a party's log was taken in, its causes here or not."""
        return len(self._notes.course.entries[self._numbers[party]])

    def entries(self, party: str, start: int = 0) -> list[Entry]:
        """Give what was taken in of a party's log, from an index on."""
        return self._notes.course.entries[self._numbers[party]][start:]

    def whole(self, party: str) -> bool:
        """Say whether every cause of what was taken in of a party's log is here."""
        number = self._numbers[party]
        return self._notes.course.sizes[number] == len(self._notes.course.entries[number])

    def why_not(self, act: Act, heard: Mapping[str, int] | None = None) -> str:
        """Say why the act would be without effect as the next entry of its party.

        `heard` is how much of each other log the party will have said it has seen, else all that is here. The empty
        string where it would count. This is the fold's own judgement: a node asks before it writes.
        """
        return self._notes.why_not(act, heard)

    def dialogue(self) -> Dialogue:
        """Give all that was taken in so far, as far as its causes are here."""
        if self._picture is None or not self._fresh:
            self._notes.judge()
            self._picture, self._fresh = picture(self._notes, self._picture), True
        return self._picture


def fold(logs: Mapping[str, Sequence[bytes]], *, dialogue: str) -> Dialogue:
    """Fold the logs of a dialogue, by party code, as far as their causes are here."""
    return fold_acts({party: [decode_entry(data) for data in log] for party, log in logs.items()}, dialogue=dialogue)


def fold_acts(logs: Mapping[str, Sequence[Entry]], *, dialogue: str) -> Dialogue:
    """Fold logs whose entries were decoded before, by `decode_entry`."""
    return _running(logs, dialogue).dialogue()


def why_not(logs: Mapping[str, Sequence[Entry]], act: Act, *, dialogue: str) -> str:
    """Say why the act would be without effect, as `Running.why_not` does."""
    return _running(logs, dialogue).why_not(act)


def _running(logs: Mapping[str, Sequence[Entry]], dialogue: str) -> Running:
    running = Running(dialogue, logs)
    for party, log in logs.items():
        running.take(party, log)
    return running
