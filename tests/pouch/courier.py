# SPDX-License-Identifier: Apache-2.0
"""A courier between the two nodes of a `Pair`: packs at one, carries the file, opens it at the other."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pair import CODES, Pair

from comity.acts.act import PayloadRef, Verb
from comity.base.digest import commitment


@dataclass
class Courier:
    """Who carries, and where the files lie meanwhile."""

    pair: Pair
    folder: Path
    count: int = field(default=0)

    @property
    def dialogue(self) -> str:
        return self.pair.dialogue

    def pack(self, key: str, **options: Any) -> Any:
        """Pack at a node for the other."""
        from comity.node.pack import pack

        with self.pair.at(key):
            return pack(self.dialogue, CODES[other(key)], **options)

    def file(self, data: bytes) -> Path:
        """Put a pouch into a file."""
        self.count += 1
        path = self.folder / f"{self.count}.pouch"
        path.write_bytes(data)
        return path

    def open(self, key: str, data: bytes) -> Any:
        """Open a pouch at a node."""
        from comity.node.pouch import open_pouch

        with self.pair.at(key):
            return open_pouch(self.file(data))

    def carry(self, sender: str, to: str) -> Any:
        """Pack, carry, open."""
        return self.open(to, self.pack(sender).data)

    def say(self, key: str, words: bytes = b"{}") -> str:
        """Let a node say a word of its own, with a payload; gives the commitment."""
        from comity.node import ledger

        salted = secrets.token_bytes(32) + words
        held = commitment(salted[:32], words)
        with self.pair.at(key):
            draft = ledger.Draft(
                Verb.NOTIFY, "paper", object=secrets.token_hex(16), salted=salted,
                payload=PayloadRef(held, len(words), "application/json"),
            )  # fmt: skip
            ledger.append(self.dialogue, draft)
        return held

    def room(self, key: str) -> Any:
        """Open the dialogue at a node."""
        from comity.node import dialogues

        with self.pair.at(key):
            return dialogues.room_of(self.dialogue)

    def peer(self, key: str) -> Any:
        """Give the other party's log as a node holds it."""
        from comity.node.joint.models import Log

        with self.pair.at(key):
            return Log.objects.get(dialogue_id=self.dialogue, ours=False)

    def record(self, key: str) -> Any:
        """Give what was kept of the logs at a node: sizes, payloads, countersignatures, receipts."""
        from comity.node.joint.models import Countersignature, Log, Payload

        with self.pair.at(key):
            logs = list(Log.objects.order_by("pk").values_list("party", "size", "receipted", "cosigned"))
            payloads = sorted(Payload.objects.values_list("commitment", flat=True))
            return logs, payloads, list(Countersignature.objects.values_list("party", "size"))

    def disk(self, key: str) -> str:
        """Digest all that a node has: every row of both databases, every file of its keys and guard."""
        from django.apps import apps

        state = hashlib.sha256()
        with self.pair.at(key):
            for model in apps.get_models():
                state.update(f"{model.__name__} {list(model.objects.order_by('pk').values())}".encode())
            home = self.pair.homes[key].path
            for file in sorted(home.rglob("*")):
                if file.is_file() and file.parent.name != "run" and not file.name.startswith(("joint.", "national.")):
                    state.update(file.name.encode() + file.read_bytes())
        return state.hexdigest()


def other(key: str) -> str:
    """Name the other node."""
    return "boria" if key == "alba" else "alba"
