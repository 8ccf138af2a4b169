# SPDX-License-Identifier: Apache-2.0
"""One run: some parties, a courier and perhaps an adversary, from one seed.

    run = Run(process, folder, seed=7, parties=3, hostile=True)
    run.play(80)                  raises Broken, naming the seed, where a promise does not hold

Chance, time and the wire come from the run, and the same seed does the same deeds with the same outcome: `trace` says
them line by line. ML-DSA-44 and age add randomness of their own to their bytes, which no decision looks at.
All keys and signatures are real; they are a thirtieth of the time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from comity.base.errors import ComityError
from comity.exchange.introduction import Introduction, PartyEntry, encode
from comity.log.keys import SigningKey
from comity.node.home import here
from comity.node.means import REAL, using
from comity.sim.party import Ended, Party, Watched
from comity.sim.process import Process
from comity.sim.wire import Answer, Wire, ask

if TYPE_CHECKING:
    from comity.node.national.models import Officer

CODES = ("XA", "XB", "XC")
NAMES = {"XA": "alba", "XB": "boria", "XC": "cadria"}
FIRST, SECOND = "one", "other"  # the two officers of each node
START = datetime(2027, 3, 4, 13, tzinfo=UTC)
MOST_STEPS = 60  # of a process, before the end that is set for it

Bend = Callable[[Party, Answer], Answer | None]  # what the adversary makes of its node's answer to somebody


class Broken(AssertionError):
    """A promise did not hold; the sentence names the seed."""


class Run:
    """The world of one run."""

    def __init__(self, process: Process, folder: Path, *, seed: int, parties: int = 2, hostile: bool = False) -> None:
        self.process, self.folder, self.seed = process, folder, seed
        self.chance = random.Random(f"comity.sim {seed} {parties} {hostile}")  # noqa: S311  # it is to be the same again
        self.true = START
        self.parties: dict[str, Party] = {}
        for number, code in enumerate(CODES[:parties]):
            self.parties[code] = Party(code, process.home(folder / NAMES[code], code, 2000 + number))
        self.hostile = self.parties[CODES[parties - 1]] if hostile else None
        self.dialogue = ""
        self.trace: list[str] = []
        self.parted: set[frozenset[str]] = set()
        self.calm = True  # nothing is lost or late on the wire
        self.bend: Bend | None = None
        self.pouches: list[tuple[str, bytes]] = []  # to whom, and what; the courier has them
        self.joint: dict[str, set[str]] = {code: set() for code in self.parties}  # versions, as each node saw them
        self.convicted = 0  # forks that somebody was shown who held the other history
        self._stale: dict[tuple[str, str], Answer] = {}
        self._by_path = {party.home.path: party for party in self.parties.values()}
        self._by_address = {party.home.settings().road_address: party for party in self.parties.values()}

    @property
    def honest(self) -> list[Party]:
        """Give those whose promises are kept."""
        return [party for party in self.parties.values() if party is not self.hostile]

    def play(self, steps: int) -> None:
        """Found a dialogue, let chance do its deeds, make everything well again, and hold it against the promises."""
        from comity.sim import deeds, promises  # noqa: PLC0415  # Django is set up by now

        try:
            with self._in_this_world():
                self._found()
                self.calm = False
                for _ in range(steps):
                    self.true += timedelta(seconds=self.chance.randrange(1, 90))
                    deeds.one(self)
                    promises.while_it_runs(self)
                deeds.make_well(self)
                promises.at_the_end(self)
        except AssertionError as broken:
            raise Broken(f"seed {self.seed}: {broken} (after: {'; '.join(self.trace[-6:])})") from broken
        finally:
            for party in self.parties.values():
                self.process.let_go(party.home)

    def do(self, party: Party, what: str, work: Callable[[], str]) -> bool:
        """Let a party's node do some work, and write down how it went; gives whether it was done."""
        if not self.calm and self.chance.random() < 0.06:
            party.ends_in = self.chance.randrange(MOST_STEPS)
        try:
            with self.at(party), party.watching(self.process.connections(party.home)):
                outcome, done = work(), True
        except Ended as ended:
            outcome, done = f"{ended.code} ended", False
            self.process.let_go(party.home)
        except ComityError as error:
            outcome, done = error.code, False
        party.ends_in = None
        self.trace.append(f"{party.code} {what}: {outcome}")
        return done

    def at(self, party: Party) -> AbstractContextManager[None]:
        """Be at a party's node."""
        return self.process.at(party.home)

    # --- what reaches into a node ------------------------------------------------------------------------------------

    @contextmanager
    def _in_this_world(self) -> Iterator[None]:
        ours = replace(
            REAL, now=lambda: self._me().now(self.true), random=self.chance.randbytes, signer=self._signer,
            road=self._road,
        )  # fmt: skip
        with using(ours):
            yield

    def _me(self) -> Party:
        return self._by_path[here().path]

    def _signer(self, ed25519: bytes, mldsa44: bytes) -> Watched:
        return Watched(SigningKey.generate(ed25519, mldsa44), self._me())

    def _road(self, peer: PartyEntry) -> Wire:
        to, by = self._by_address[peer.address], self._me()
        return Wire(lambda method, target, headers: self._carry(by, to, method, target, headers))

    def _carry(self, by: Party, to: Party, method: str, target: str, headers: Mapping[str, str]) -> Answer:
        """Carry a request from one node to another, and its answer back, as far as chance has it."""
        fate = 1.0 if self.calm else self.chance.random()
        if to.down or frozenset((by.code, to.code)) in self.parted or fate < 0.02:
            raise OSError("lost on the way there")
        answer = self._ask(to, method, target, headers)
        if fate < 0.03:
            answer = self._ask(to, method, target, headers)  # it came twice
        elif fate < 0.05:
            raise OSError("lost on the way back")
        elif fate < 0.08:
            answer = self._stale.get((to.code, target), answer)  # an old copy, from somewhere between
        else:
            self._stale[to.code, target] = answer
        bent = self.bend(by, answer) if self.bend is not None and to is self.hostile else None
        return bent or answer

    def _ask(self, to: Party, method: str, target: str, headers: Mapping[str, str]) -> Answer:
        try:
            with self.at(to), to.watching(self.process.connections(to.home)):
                return ask(to.code, method, target, headers)
        except Ended:
            self.process.let_go(to.home)
            raise OSError("its process ended") from None

    # --- the beginning -----------------------------------------------------------------------------------------------

    def _found(self) -> None:
        """Introduce all, and let them meet until the founding is joint."""
        from comity.node import officers, pull, seating  # noqa: PLC0415  # Django is set up by now

        introduction: Introduction | None = None
        for party in self.parties.values():
            with self.at(party):
                for name in (FIRST, SECOND):
                    officers.add(name=name, post="Head of delegation", roles="releaser")
                if introduction is None:
                    others = tuple(code for code in self.parties if code != party.code)
                    introduction = seating.offer(seating.Offer("exercise", {"en": "Talks"}, invited=others))
                else:
                    introduction = seating.join(introduction)
        assert introduction is not None
        self.dialogue = introduction.dialogue
        for party in self.parties.values():
            with self.at(party):
                seating.bring_in(officer(FIRST), encode(introduction))
                seating.confirm(officer(SECOND), self.dialogue)
        for _ in range(3):
            for party in self.parties.values():
                with self.at(party):
                    found = [result.sentence() for result in pull.pull(self.dialogue) if result.error is not None]
                assert not found, f"{party.code} cannot begin: {found}"


def officer(name: str) -> Officer:
    """Give one of the two officers of the node at which this process is."""
    from comity.node.national.models import Officer as Rows  # noqa: PLC0415  # Django is set up by now

    return Rows.objects.get(name=name)
