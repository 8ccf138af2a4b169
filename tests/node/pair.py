# SPDX-License-Identifier: Apache-2.0
"""Two nodes in one process: two homes, two databases each, and a road that carries bytes and keeps a copy of them.

    pair = make_pair(process, folder)
    with pair.at("alba"):
        ...                       everything of comity.node is now Alba's

Nothing is simplified but the wire: requests are signed, go through the real views of the road, and come back as bytes.
The wire keeps what each node answered, and a test may put its hand into it (`tamper`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from comity.node.home import Home
from comity.sim.process import Process
from comity.sim.wire import Answer, Tamper, Wire, ask

OFFICERS = {
    "alba": {"ana": "drafter", "leo": "releaser", "ida": "releaser", "noa": "duty"},
    "boria": {"mir": "drafter", "eva": "releaser", "jan": "releaser", "kai": "duty"},
}
CODES = {"alba": "XA", "boria": "XB"}


@dataclass
class Pair:
    """Alba and Boria. `sent` is every answer that either gave on the road, as it was given."""

    process: Process
    homes: dict[str, Home]
    sent: list[Answer] = field(default_factory=list)
    tamper: Tamper | None = None
    dialogue: str = ""
    down: set[str] = field(default_factory=set)

    def at(self, key: str) -> Any:
        """Be this node."""
        return self.process.at(self.homes[key])

    def let_go(self) -> None:
        """Close what is open of both, as when their processes end."""
        for home in self.homes.values():
            self.process.let_go(home)

    def ask(self, key: str, method: str, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask a node something on the road, as it comes over the wire."""
        with self.at(key):
            answer = ask(key, method, path, headers or {})
        self.sent.append(answer)
        return answer

    def wire(self, key: str) -> Wire:
        """Give the way to a node."""

        def carry(method: str, target: str, headers: Mapping[str, str]) -> Answer:
            if key in self.down:
                raise OSError("no route to host")
            answer = self.ask(key, method, target, headers)
            changed = self.tamper(answer) if self.tamper is not None else None
            return changed or answer

        return Wire(carry)

    def officer(self, name: str) -> Any:
        """Give an officer of the node at which we are."""
        from comity.node.national.models import Officer

        return Officer.objects.get(name=name)

    def say(self, verb: str, kind: str, by: str, second: str, **intent: Any) -> Any:
        """Propose and release an act at the node at which we are; gives the proposal."""
        from comity.acts.act import Verb
        from comity.node import desk

        dialogue = intent.pop("dialogue", self.dialogue)
        row = desk.propose(self.officer(by), dialogue, desk.Intent(Verb(verb), kind, **intent))
        return desk.release(self.officer(second), row.pk)

    def pull(self, key: str) -> Any:
        """Let a node look at the other."""
        from comity.node.pull import pull

        with self.at(key):
            (result,) = pull(self.dialogue)
        return result

    def meet(self) -> None:
        """Let each look at the other until nothing is new."""
        for key in ("alba", "boria", "alba", "boria", "alba"):
            result = self.pull(key)
            assert result.error is None, (key, result.error)

    def found(self) -> str:
        """Introduce the two, and let them meet until the founding is joint."""
        from comity.exchange.introduction import encode
        from comity.node import seating

        with self.at("alba"):
            one = seating.offer(seating.Offer("exercise", {"en": "Talks"}, invited=("XB",)))
        with self.at("boria"):
            complete = encode(seating.join(one))
        for key, first, second in (("alba", "leo", "ida"), ("boria", "eva", "jan")):
            with self.at(key):
                seating.bring_in(self.officer(first), complete)
                seating.confirm(self.officer(second), one.dialogue)
        self.dialogue = one.dialogue
        self.meet()
        return one.dialogue

    def open_file(self, key: str, *, counterparts: tuple[str, ...] = ()) -> str:
        """Open a file of a node's own: a dialogue with one party."""
        from comity.exchange.introduction import encode
        from comity.node import seating

        first, second = [name for name, role in OFFICERS[key].items() if role == "releaser"]
        with self.at(key):
            what = seating.offer(seating.Offer("exercise", {"en": "Our file"}, counterparts=counterparts))
            seating.bring_in(self.officer(first), encode(what))
            seating.confirm(self.officer(second), what.dialogue)
        return what.dialogue


def make_pair(process: Process, folder: Path, monkeypatch: Any) -> Pair:
    """Make two nodes with their officers, not yet introduced."""
    from comity.node import means, officers

    homes = {key: process.home(folder / key, code, 2000 + number) for number, (key, code) in enumerate(CODES.items())}
    pair = Pair(process, homes)
    by_address = {home.settings().road_address: key for key, home in homes.items()}

    ways = replace(means.means(), road=lambda peer: pair.wire(by_address[peer.address]))
    monkeypatch.setattr(means, "_in_use", [ways])
    for key, names in OFFICERS.items():
        with pair.at(key):
            for name, role in names.items():
                officers.add(name=name, post=f"post of {name}", roles=role)
    return pair
