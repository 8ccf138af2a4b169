# SPDX-License-Identifier: Apache-2.0
"""Logs of two parties or more, in memory: what the tests of the record are written with.

pair = Pair()                                  # XA and XB, founded, each having seen all of the other
v = pair.table("XA", words="reaffirm")         # a paragraph
pair.exchange()                                # each sees all and says so by a receipt
pair.accept("XB", v)
pair.dialogue().version(v.version).standing
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from comity.acts.act import Act, PayloadRef, Reported, Seen, Verb, decode, encode
from comity.acts.kinds import KINDS, Payload
from comity.base.digest import digest
from comity.base.names import instant
from comity.record.dialogue import Dialogue
from comity.record.fold import fold_acts

DIALOGUE = digest("test", b"dialogue")[:32]
START = datetime(2027, 3, 4, 13, 0, tzinfo=UTC)
_VKEY = "{}+1a2b3c4d+" + "A" * 44


def object_id(name: str) -> str:
    """Give the id of the object that a test calls by this name."""
    return DIALOGUE if name == "founding" else digest("test", b"object", name.encode())[:32]


def payload(words: str) -> PayloadRef:
    """Commit to words without a salt, since nothing is hidden in a test."""
    return PayloadRef(digest("test", words.encode()), len(words.encode()), "text/plain")


def keyset(party: str) -> dict[str, Any]:
    """Give the structure of a keyset that looks like one."""
    origin = f"{party.lower()}.example/1"
    keys = [_VKEY.format(origin), _VKEY.format(origin + "-pq")]
    return {
        "origin": origin, "serial": 1, "log": keys, "mirror": keys, "road": "AAAA", "age": ["age1xyz"],
        "signature": {"ed25519": "AAAA", "mldsa44": "AAAA"},
    }  # fmt: skip


def founding(parties: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """Give the structure of a founding."""
    entries = [{"code": p, "origin": f"{p.lower()}.example/1", "root": digest("test", p.encode())} for p in parties]
    structure = {"parties": entries, "purpose": "exercise", "spec": 1, "title": {"en": "Cyber dialogue"}, "options": {}}
    return {**structure, **more}


STRUCTURES: dict[str, dict[str, Any]] = {
    "mandate": {"part": "mandate", "place": "a"},
    "agenda_item": {"place": "a"},
    "strand": {"place": "a"},
    "contribution": {"strand": object_id("strand"), "sort": "offer"},
    "state_of_play": {"of": object_id("round"), "state": "held"},
    "position": {"sort": "before"},
    "attachment": {"about": digest("test", b"about")},
    "text": {"languages": [{"language": "en", "status": "authentic"}]},
    "paragraph": {"text": object_id("communique"), "language": "en", "place": "a"},
    "commitment": {"owners": ["XA"]},
    "release": {"releases": [digest("test", b"r")]},
    "erasure": {"erases": [digest("test", b"e")]},
    "corrigendum": {"text": object_id("communique"), "objections_until": "2027-05-01T00:00:00Z"},
    "silence_rule": {"kinds": ["paragraph"], "hours": 72},
    "translation": {"text": object_id("communique"), "language": "ru", "status": "courtesy"},
    "remark": {"about": digest("test", b"about")},
    "dissociation": {"about": digest("test", b"about")},
    "silence": {
        "about": digest("test", b"about"),
        "first_instant": "2027-03-05T00:00:00Z",
        "expiry": "2027-03-08T00:00:00Z",
    },
}


class Logs:
    """The logs of some parties; each act is written knowing what its party had looked at."""

    def __init__(self, *parties: str, founded: bool = True, **founding_fields: Any) -> None:
        self.parties = parties
        self.logs: dict[str, list[Act]] = {party: [] for party in parties}
        self.seen: dict[str, dict[str, int]] = {party: {} for party in parties}
        self._news: dict[str, set[str]] = {party: set() for party in parties}
        self._clock = START
        if founded:
            self.found(**founding_fields)

    # -- knowing

    def look(self, party: str, at: str = "", size: int | None = None) -> None:
        """Let a party verify the other logs (or one, or a part of it); its next act will say so."""
        for other in [at] if at else [p for p in self.parties if p != party]:
            known = len(self.logs[other]) if size is None else size
            if known > self.seen[party].get(other, 0):
                self.seen[party][other] = known
                self._news[party].add(other)

    def receipt(self, party: str, *, look: bool = True) -> Act:
        """Let a party look at everything and write a receipt."""
        if look:
            self.look(party)
        return self.write(party, Verb.ACKNOWLEDGE, "receipt", structure={"held": dict(self.seen[party])})

    def exchange(self) -> None:
        """Let everybody see everything and say so."""
        for party in self.parties:
            self.receipt(party)
        for party in self.parties:
            self.receipt(party)

    # -- acting

    def write(
        self,
        party: str,
        verb: Verb,
        kind: str,
        *,
        name: str = "",
        object_: str = "",
        structure: Mapping[str, Any] | None = None,
        words: str = "",
        at: str = "",
        **fields: Any,
    ) -> Act:
        """Write one act into a party's log, read back from its bytes."""
        self._clock += timedelta(minutes=1)
        seen = {other: Seen(self.seen[party][other], digest("test", other.encode())) for other in self._news[party]}
        if verb in {Verb.TABLE, Verb.NOTIFY} and kind != "keyset":
            if structure is None:
                structure = STRUCTURES.get(kind, {})
            if KINDS[kind].payload is Payload.REQUIRED:
                fields.setdefault("payload", payload(words or name))
        act = decode(
            encode(
                Act(
                    verb=verb,
                    kind=kind,
                    by=party,
                    dialogue=DIALOGUE,
                    at=at or instant(self._clock),
                    object=object_ or (object_id(name) if name else ""),
                    structure=structure or {},
                    seen=seen,
                    **fields,
                )
            )
        )
        self.logs[party].append(act)
        self._news[party].clear()
        return act

    def table(self, party: str, name: str = "point", words: str = "", kind: str = "paragraph", **fields: Any) -> Act:
        """Table a version."""
        return self.write(party, Verb.TABLE, kind, name=name, words=words, **fields)

    def notify(self, party: str, name: str = "note", words: str = "", kind: str = "paper", **fields: Any) -> Act:
        """Notify one's own word."""
        return self.write(party, Verb.NOTIFY, kind, name=name, words=words, **fields)

    def speak(self, party: str, verb: Verb, of: Act, **fields: Any) -> Act:
        """Write an act about a version that another act brought."""
        return self.write(party, verb, of.kind, **{"version": of.version, **fields}, name="", object_=of.object)

    def accept(self, party: str, of: Act, **fields: Any) -> Act:
        """Accept a version."""
        return self.speak(party, Verb.ACCEPT, of, **fields)

    def reserve(self, party: str, of: Act, **fields: Any) -> Act:
        """Reserve a version."""
        return self.speak(party, Verb.RESERVE, of, **fields)

    def withdraw(self, party: str, of: Act, **fields: Any) -> Act:
        """Withdraw one's word on a version."""
        return self.speak(party, Verb.WITHDRAW, of, **fields)

    def acknowledge(self, party: str, of: Act, **fields: Any) -> Act:
        """Acknowledge a told version."""
        return self.speak(party, Verb.ACKNOWLEDGE, of, **fields)

    def found(self, **fields: Any) -> None:
        """Write the keysets and the founding, and let everybody see that it is joint."""
        for party in self.parties:
            self.write(party, Verb.NOTIFY, "keyset", name=f"keys {party}", structure=keyset(party))
        first, *others = self.parties
        act = self.write(first, Verb.TABLE, "founding", name="founding", structure=founding(self.parties, **fields))
        for party in others:
            self.accept(party, act)
        if others:
            self.exchange()

    # -- reading

    def dialogue(self, sizes: Mapping[str, int] | None = None) -> Dialogue:
        """Fold the logs, or as much of each as `sizes` says."""
        parts = {p: log if sizes is None else log[: sizes[p]] for p, log in self.logs.items()}
        return fold_acts(parts, dialogue=DIALOGUE)

    def reason(self, act: Act) -> str:
        """Say why an act of these logs is without effect, or the empty string."""
        (judged,) = [j for j in self.dialogue().timeline if j.act is act]
        return judged.without_effect


class Pair(Logs):
    """Alba and Boria."""

    def __init__(self, *, founded: bool = True, **fields: Any) -> None:
        super().__init__("XA", "XB", founded=founded, **fields)


def reported(party: str, on: str = "2027-03", means: str = "note_verbale") -> Reported:
    """Say of whom an act is reported."""
    return Reported(party, on, means)
