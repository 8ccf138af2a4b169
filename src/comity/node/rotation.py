# SPDX-License-Identifier: Apache-2.0
"""New keys: a later keyset in our own log, signed by the root, in the presence of two officers (law 8).

    new key files -> keyset, signed by the root -> appended -> the checkpoint above it is signed by the new log key

Validity goes by index: a checkpoint of size n is signed by the keys of the last keyset below n, so everything signed
before stays what it was. The new key is on disk before the entry is, and the entry decides: a crash between leaves
either the old keyset in force, with unused files that the next attempt takes up, or the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.acts.act import Verb
from comity.acts.public import encode_opening
from comity.base.digest import digest
from comity.base.errors import NotPermitted, Ours
from comity.exchange.introduction import decode
from comity.node import folding, guard, keys, ledger, policy, publication, witnesses
from comity.node.clock import now_instant
from comity.node.home import here
from comity.node.joint.models import Countersignature, Log
from comity.node.keyring import ring_of, serial_of
from comity.node.locks import append_lock
from comity.node.national.models import Officer


@dataclass(frozen=True, slots=True)
class Row:
    """One keyset of one party, for showing: since which entry it holds, and its keys by their digests."""

    party: str
    serial: int
    index: int
    keys: dict[str, str]


def rotate(
    first: Officer, second: Officer, dialogue: str, *,
    sorts: Sequence[str] = keys.SORTS, root: Path | None = None, revoked_from: int | None = None,
) -> int:  # fmt: skip
    """Bring new keys of these sorts into force, and give the index of their keyset in our log.

    With `revoked_from`, the log keys so far are revoked: what they sign of a larger size that is not our log is no word
    of ours. It is not below what a peer has receipted or cosigned: that stands.
    """
    _require_two(first, second)
    if unknown := sorted(set(sorts) - set(keys.SORTS)):
        raise Ours(f"there are no keys of the sort {unknown[0]!r}; there are: {', '.join(keys.SORTS)}")
    ledger.recover()
    with append_lock(here()):
        ours = ledger.our_log(dialogue)
        guard.require(here(), ours)
        if revoked_from is not None:
            _require_not_below_receipts(ours, revoked_from, sorts)
        serial = serial_of(ours) + 1
        keys.require_root(here(), dialogue, root)
        keys.renew(here(), dialogue, sorts, serial)
        introduction = decode(bytes(ours.dialogue.introduction))
        act = keys.keyset(
            here(), introduction, ours.party, now_instant(), serial=serial, root=root,
            revoked_from=revoked_from,
        )  # fmt: skip
        draft = ledger.Draft(Verb.NOTIFY, "keyset", object=dialogue, structure=dict(act.structure))
        return ledger.append_locked(dialogue, draft)


def rotate_public(
    first: Officer, second: Officer, dialogue: str, *, root: Path | None = None, revoked_from: int | None = None
) -> int | None:
    """Bring a new key of our public log into force, and give the index of its keyset in that log.

    Nobody receipts a public log. What third witnesses have cosigned stands; a key is not revoked from below it.
    While nothing is published, no checkpoint is signed: key and name of the log to come are replaced; gives None.
    """
    _require_two(first, second)
    keys.require_root(here(), dialogue, root)
    ledger.recover()
    with append_lock(here()):
        log = publication.public_log(dialogue)
        if log is None or not log.size:
            publication.prepare_anew(dialogue, log, root=root)
            return None
        guard.require(here(), log)
        if revoked_from is not None:
            _require_between(witnesses.highest(log), revoked_from, log.size)
        serial = serial_of(log) + 1
        keys.renew(here(), dialogue, (keys.PUBLIC,), serial)
        structure = keys.public_keyset(
            here(), decode(bytes(log.dialogue.introduction)), log.party, log.origin, serial=serial, root=root,
            revoked_from=revoked_from,
        )  # fmt: skip
        entry = encode_opening("keyset", log.party, dialogue, now_instant(), structure)
        return ledger.append_public_locked(log, [entry]).start


def _require_two(first: Officer, second: Officer) -> None:
    for officer in (first, second):
        policy.require(officer, "introduce")
    if first.pk == second.pk:
        raise NotPermitted(
            f"{first.name} stands for both officers, and new keys need two",
            hint="ask a colleague to be present; nothing was changed", code="release.own-proposal",
        )  # fmt: skip


def receipted(ours: Log) -> int:
    """Say how much of our log peers hold by cosignature or receipt: below it nothing is revoked."""
    held = folding.dialogue(ours.dialogue_id).held
    sizes = [found.size for peer in _peers(ours) if (found := held.latest(peer, ours.party)) is not None]
    return max([*sizes, *Countersignature.objects.filter(log=ours).values_list("size", flat=True)], default=0)


def _peers(ours: Log) -> list[str]:
    rows = Log.objects.filter(dialogue_id=ours.dialogue_id, channel=ours.channel, ours=False)
    return list(rows.values_list("party", flat=True))


def _require_not_below_receipts(ours: Log, revoked_from: int, sorts: Sequence[str]) -> None:
    if "log" not in sorts:
        raise Ours("a log key is revoked by a new one", hint="take `--sort log` in; nothing was changed")
    _require_between(receipted(ours), revoked_from, ours.size)


def _require_between(lowest: int, revoked_from: int, highest: int) -> None:
    if not lowest <= revoked_from <= highest:
        raise Ours(
            f"the log key cannot be revoked from size {revoked_from}: others hold {lowest} entries by their receipts or"
            f" cosignatures, and the log has {highest}",
            hint=f"name a size from {lowest} to {highest}; nothing was changed", code="keys.below-receipt",
        )  # fmt: skip


def show(dialogue: str) -> tuple[Row, ...]:
    """Give every keyset of every party, as far as we hold them."""
    rows = []
    for log in Log.objects.filter(dialogue_id=dialogue, channel="joint").order_by("-ours", "party"):
        for serial, (index, held) in enumerate(ring_of(log).sets):
            halves = {"log": held.log, "mirror": held.mirror}
            named = {sort: digest("key/v1", *(key.public for key in pair)) for sort, pair in halves.items()}
            named |= {"road": digest("key/v1", held.road), "age": digest("key/v1", *(a.encode() for a in held.age))}
            rows.append(Row(log.party, serial, index, named))
    public = publication.public_log(dialogue)
    for serial, (index, held) in enumerate(ring_of(public).sets if public is not None else ()):
        named = {keys.PUBLIC: digest("key/v1", *(key.public for key in held.log))}
        rows.append(Row(here().settings().code, serial, index, named))
    return tuple(rows)
