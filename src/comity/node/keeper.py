# SPDX-License-Identifier: Apache-2.0
"""The keeper: the process that looks at peers, writes receipts, and rings the peers' bells when our logs have grown.

    run/bell    touched when a peer rang: look now
    run/ring    touched when a log of ours grew, or we cosigned: ring the peers
    each second what an instant that has come asks for: the closing entries of silence procedures, publications
    each minute what third witnesses are to cosign, where any are named

Where no bell can pass, it looks every `poll_seconds` all the same.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress

from django.db import DatabaseError, close_old_connections

from comity.base.errors import Carrier, ComityError
from comity.exchange.introduction import decode
from comity.node import erasure, ledger, publication, silence, witnesses
from comity.node.disk import stop_on_failed_sync
from comity.node.home import here, touched
from comity.node.joint.models import Dialogue, Log
from comity.node.keyring import road_key
from comity.node.listener import Listeners
from comity.node.pull import pull_from
from comity.node.reminders import remind
from comity.node.road_client import RoadClient

STEP_SECONDS = 0.2
REMIND_SECONDS = 600.0
HOUR_SECONDS = 1.0
logger = logging.getLogger("comity.keeper")


def ask_before_signing() -> None:
    """Ask third witnesses, before a node that begins writes anything, whether they know more of our logs than we do.

    Who does not answer holds up nothing: a witness is optional.
    """
    _tell(again=True)


def _tell(*, again: bool) -> None:
    try:
        failed = [asked for asked in witnesses.ask_all(again=again) if asked.error is not None]
    except (ComityError, DatabaseError, OSError) as error:
        stop_on_failed_sync(error)
        logger.warning("third witnesses: %s", error)
        return
    for asked in failed:
        if not isinstance(asked.error, Carrier) or asked.error.code == "node.restart-guard":
            logger.warning("%s: %s", asked.witness, asked.error)


class Keeper:
    """One pass after another; a failure of one peer holds up no other."""

    def __init__(self) -> None:
        self._run = here().folder("run")
        self._poll = here().settings().poll_seconds
        self._listeners = Listeners() if here().settings().long_poll else None
        self._bell = self._ring = 0.0
        self._looked = self._told_hour = self._asked = 0.0
        self._reminded = time.monotonic()
        self._said: dict[str, str] = {}

    def forever(self) -> None:
        """Keep on until the process is ended."""
        while True:
            self.step()
            time.sleep(STEP_SECONDS)

    def step(self) -> None:
        """Do what is to be done now."""
        bell, ring = touched(self._run / "bell"), touched(self._run / "ring")
        if bell != self._bell or time.monotonic() - self._looked >= self._poll or not self._looked:
            self._bell, self._looked = bell, time.monotonic()
            if self._listeners is not None:
                self._listeners.start()
            self._each(self._look)
        ring = max(ring, touched(self._run / "ring"))
        if ring != self._ring:
            self._ring = ring
            self._each(self._wake)
        if time.monotonic() - self._told_hour >= HOUR_SECONDS:
            self._told_hour = time.monotonic()
            self._at_the_hour()
        if time.monotonic() - self._asked >= self._poll or not self._asked:
            self._asked = time.monotonic()
            self._ask_witnesses()
        if time.monotonic() - self._reminded >= REMIND_SECONDS:
            self._reminded = time.monotonic()
            self._remind()

    def _remind(self) -> None:
        """Send the reminders that are due; a store that cannot be used is told, and tried again."""
        close_old_connections()
        try:
            remind()
        except (ComityError, DatabaseError) as error:
            stop_on_failed_sync(error)
            logger.warning("reminders: %s", error)

    def _at_the_hour(self) -> None:
        """Do what an instant that has come asks for; a warning is said once."""
        close_old_connections()
        for row in Dialogue.objects.all():
            try:
                silence.close(row.pk)
                erasure.erase(row.pk)
                publication.publish(row.pk)
                self._said.pop(row.pk, None)
            except (ComityError, DatabaseError) as error:
                stop_on_failed_sync(error)
                if self._said.get(row.pk) != error.__class__.__name__:
                    logger.warning("%s: %s", row.pk[:8], error)
                self._said[row.pk] = error.__class__.__name__

    def _ask_witnesses(self) -> None:
        """Have what grew cosigned; who does not answer is asked again, and holds up nothing."""
        _tell(again=False)

    def _each(self, work: object) -> None:
        close_old_connections()
        for row in Dialogue.objects.all():
            for log in Log.objects.filter(dialogue=row, ours=False):
                try:
                    assert callable(work)
                    work(row, log.party)
                except (ComityError, DatabaseError) as error:
                    stop_on_failed_sync(error)
                    logger.warning("%s: %s", log.party, error)

    def _look(self, row: Dialogue, party: str) -> None:
        result = pull_from(row, party)
        if result.error is not None and not isinstance(result.error, Carrier):
            logger.warning("%s: %s", party, result.sentence())

    def _wake(self, row: Dialogue, party: str) -> None:
        ours = ledger.our_log(row.pk)
        client = RoadClient(decode(bytes(row.introduction)).party(party), ours.party, road_key(ours, party))
        try:
            with suppress(Carrier):  # it will look by itself
                client.wake()
        finally:
            client.close()
