# SPDX-License-Identifier: Apache-2.0
"""One party of a simulation: its node's home, its clock, what it was told is done, and every signature it ever made.

The node is the real one. What reaches into it comes from the run (node/means.py): its clock may be wrong, its process
may end before any statement to a database and before any signature, and each signature is written down here, so that
two signed roots for one size cannot escape.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.errors import Malformed
from comity.log.checkpoint import parse_checkpoint
from comity.log.keys import PublicKey, SigningKey
from comity.node.home import Home

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Ended(BaseException):
    """The process of a node has ended, at once and wherever it was. No code of the node may catch it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Party:
    """A party, as the run knows it."""

    code: str
    home: Home
    wrong_by: timedelta = timedelta()
    down: bool = False
    ends_in: int | None = None  # how many statements and signatures on
    acknowledged: dict[int, bytes] = field(default_factory=dict)  # our entries by index, since they were acknowledged
    signed: dict[tuple[str, int], set[bytes]] = field(default_factory=dict)  # roots by origin and size
    backups: list[Path] = field(default_factory=list)
    restored: bool = False  # an older copy was put in place, and our log is not whole again

    def tick(self) -> None:
        """Take a step of the process, which may be its last."""
        if self.ends_in is not None:
            self.ends_in -= 1
            if self.ends_in < 0:
                self.ends_in, self.down = None, True
                raise Ended(self.code)

    def now(self, true: datetime) -> datetime:
        """Say what this node's clock shows."""
        return true + self.wrong_by

    @contextmanager
    def watching(self, connections: dict[str, BaseDatabaseWrapper]) -> Iterator[None]:
        """Count the statements of these connections as steps."""

        def step(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            self.tick()
            return execute(sql, params, many, context)

        for connection in connections.values():
            connection.execute_wrappers.append(step)
        try:
            yield
        finally:
            for connection in connections.values():
                connection.execute_wrappers.remove(step)

    def write_down(self, message: bytes) -> None:
        """Write down what a key of this node signs, where it is a checkpoint."""
        try:
            checkpoint = parse_checkpoint(message.decode())
        except (Malformed, UnicodeDecodeError):
            return  # a cosignature, a keyset, a pouch
        self.signed.setdefault((checkpoint.origin, checkpoint.size), set()).add(checkpoint.root)


class Watched:
    """A real key whose signatures are steps of its party's process, and are written down."""

    __slots__ = ("_key", "_party", "public")

    def __init__(self, key: SigningKey, party: Party) -> None:
        self._key, self._party = key, party
        self.public: PublicKey = key.public

    def sign_ed25519(self, message: bytes, /) -> bytes:
        """Sign with the Ed25519 half."""
        self._party.tick()
        self._party.write_down(message)
        return self._key.sign_ed25519(message)

    def sign_mldsa44(self, message: bytes, /) -> bytes:
        """Sign with the ML-DSA-44 half."""
        self._party.tick()
        return self._key.sign_mldsa44(message)
