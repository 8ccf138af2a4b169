# SPDX-License-Identifier: Apache-2.0
"""The long poll: for a node whose bell cannot be rung, because nothing from outside reaches it.

    GET /road/TOKEN/wait/412     answered once the peer's log has more than 412 entries, or it has cosigned ours; with
                                 nothing (204) after ten seconds; then it is asked again

Rules:
  1. It carries no content: what is new is fetched and judged as ever, when the keeper looks.
  2. A peer whose program does not know it answers 404, as to anything; then polling goes on alone.
  3. It is asked for in node.json, "long_poll": true. Where bells can be rung, there is no need of it.
"""

from __future__ import annotations

import threading
import time

from django.db import DatabaseError, close_old_connections, connections

from comity.base.errors import ComityError
from comity.exchange.introduction import decode
from comity.node import ledger
from comity.node.home import here
from comity.node.joint.models import Dialogue, Log
from comity.node.keyring import road_key
from comity.node.road_client import RoadClient


class Listeners:
    """One thread for each peer of each dialogue; all end with the process."""

    def __init__(self) -> None:
        self._threads: dict[tuple[str, str], threading.Thread] = {}
        self._rest = float(here().settings().poll_seconds)

    def start(self) -> None:
        """Begin to listen to whoever is not listened to yet."""
        for dialogue, party in Log.objects.filter(channel="joint", ours=False).values_list("dialogue_id", "party"):
            if (dialogue, party) not in self._threads:
                thread = threading.Thread(target=self._listen, args=(dialogue, party), daemon=True)
                self._threads[dialogue, party] = thread
                thread.start()

    def _listen(self, dialogue: str, party: str) -> None:
        while True:
            try:
                close_old_connections()
                heard = listen(dialogue, party)
            except (ComityError, DatabaseError):
                heard = None  # the keeper's own looks say what is wrong
            finally:
                connections.close_all()
            if heard is None:
                time.sleep(self._rest)
            elif heard:
                time.sleep(1.0)  # the keeper looks; what it has not fetched by then is asked for again


def listen(dialogue: str, party: str) -> bool | None:
    """Wait once for something new at a peer, and ring our own bell; None where the peer does not know how to wait."""
    row = Dialogue.objects.get(pk=dialogue)
    ours = ledger.our_log(dialogue)
    size = Log.objects.get(dialogue=row, party=party, channel="joint").size
    client = RoadClient(decode(bytes(row.introduction)).party(party), ours.party, road_key(ours, party))
    try:
        heard = client.wait(size)
    finally:
        client.close()
    if heard:
        (here().folder("run") / "bell").write_bytes(b"")
    return heard
