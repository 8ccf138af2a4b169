# SPDX-License-Identifier: Apache-2.0
"""Publishing: what a joint release makes public is written to our public log, from which the portal proves it.

    joint release in effect -> keyset and founding, at the first -> an entry for each version -> signed checkpoint

Rules:
  1. `publish` looks at the record and writes what is released and not there yet, in the order of `in_effect`. It may be
     called at any time, by anybody, again and again; the keeper calls it after each look.
  2. A version is published with its words, never without: whose payload is missing or erased waits.
  3. The public log names nothing of the joint one: its own origin and key, and versions as they stand.
  4. Its keyset is signed by the root beforehand, when the dialogue is opened, since the root is kept elsewhere later.
     A dialogue of earlier days gets one by `comity keys public --root FILE`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from comity.acts.act import Act
from comity.acts.public import decode_opening, encode_opening, encode_released
from comity.base import canonical
from comity.base.errors import Ours
from comity.exchange.card import Card, card_of, encode_card
from comity.exchange.introduction import Introduction, decode
from comity.log.note import format_vkey
from comity.log.proof import TlogProof, format_proof
from comity.node import folding, gist, keys, ledger, store
from comity.node.clock import now_instant
from comity.node.home import here
from comity.node.joint.models import Dialogue, Log
from comity.node.keyring import our_log_key, ring_of
from comity.node.locks import append_lock
from comity.node.means import means
from comity.node.witnesses import note_of
from comity.record.dialogue import Version
from comity.record.release import in_effect


@dataclass(frozen=True, slots=True)
class Place:
    """Where a publication stands: in which public log, at which entry; `size` is the log's size now."""

    log: Log
    index: int
    card: Card

    @property
    def token(self) -> str:
        """The last part of the log's origin, by which the web serves it."""
        return self.log.origin.rsplit("/", 1)[1]


def publish(dialogue: str) -> range:
    """Write to our public log what joint releases have made public by now; gives the indexes of the new entries.

    Nothing is written where nothing is due, or where the root has not signed a keyset for the public log.
    """
    if not due(dialogue):
        return range(0)
    with append_lock(here()):
        return publish_locked(dialogue)


def publish_locked(dialogue: str) -> range:
    """Do the work of `publish` for a caller that holds the append lock."""
    versions = due(dialogue)
    log = (public_log(dialogue) or _opened(dialogue)) if versions else None
    if log is None:
        return range(0)
    at = now_instant()
    entries = _opening(log, at) if not log.size else []
    entries += [
        encode_released(
            v.kind, v.object, v.structure, v.payload, v.supersedes, by=log.party, dialogue=dialogue, at=at
        )
        for v in versions
    ]  # fmt: skip
    written = ledger.append_public_locked(log, entries)
    return range(written.stop - len(versions), written.stop)


def due(dialogue: str) -> list[Version]:
    """Give the versions that are public by now and do not stand in our public log yet."""
    if not gist.may_be_joint(dialogue, "release"):
        return []
    record = folding.dialogue(dialogue)
    released = in_effect(record, now_instant())
    there = places(dialogue) if released else {}
    found = []
    for name in released.keys() - there.keys() if released else ():
        version = record.version(name)
        if version is not None and _has_words(dialogue, version):
            found.append(version)
    order = list(released)
    return sorted(found, key=lambda version: order.index(version.id))


def public_log(dialogue: str) -> Log | None:
    """Give our public log in a dialogue, where anything was published."""
    return (
        Log.objects.select_related("dialogue").filter(dialogue_id=dialogue, ours=True, channel=keys.PUBLIC).first()
    )  # fmt: skip


def public_logs() -> list[Log]:
    """Give every public log of ours that holds something."""
    rows = Log.objects.select_related("dialogue").filter(ours=True, channel=keys.PUBLIC, size__gt=0)
    return list(rows.order_by("origin"))


def published_words(log: Log, commitment: str) -> bytes | None:
    """Give salt and words of a version that a public log publishes, or None."""
    for act in folding.acts(log):
        if isinstance(act, Act) and act.payload is not None and act.payload.commitment == commitment:
            return store.salted_payload(log.dialogue_id, commitment)
    return None


def vkeys_of(log: Log) -> list[str]:
    """Give the two verifier keys by which a log of ours is signed now, as a witness is told them."""
    return [format_vkey(key) for key in our_log_key(log).vkeys]


def places(dialogue: str) -> dict[str, int]:
    """Say at which entry of our public log each version stands."""
    log = public_log(dialogue)
    if log is None or not log.size:
        return {}
    return {act.version: index for index, act in enumerate(folding.acts(log)) if isinstance(act, Act)}


def place_of(dialogue: str, version: str) -> Place | None:
    """Say where a version stands in our public log, or None where it does not yet."""
    index = places(dialogue).get(version)
    log = public_log(dialogue)
    return None if index is None or log is None else Place(log, index, card_for(log))


def card_for(log: Log) -> Card:
    """Make the card of a public log of ours."""
    return card_of(decode(bytes(log.dialogue.introduction)), log.party, log.origin)


def tlog_proof(log: Log, index: int) -> bytes:
    """Prove an entry under the newest checkpoint of its log, in a file of c2sp.org/tlog-proof with the entry in it."""
    (entry,) = store.entries(log, index, index + 1)
    hashes = tuple(store.tree(log).inclusion_proof(index))
    return format_proof(TlogProof(index, hashes, note_of(log), entry))


def proof_file(place: Place) -> bytes:
    """Give everything that an outsider needs to check one publication, as one file (docs/spec/publication.md)."""
    log = place.log
    entries = [store.entries(log, index, index + 1)[0] for index, _ in ring_of(log).sets]
    keysets = [decode_opening(entry, "keyset", log.party, log.dialogue_id) for entry in entries]
    act = folding.acts(log)[place.index]
    assert isinstance(act, Act)
    salted = store.salted_payload(log.dialogue_id, act.payload.commitment) if act.payload is not None else None
    value = {
        "comity": "publication", "format": 1, "card": canonical.decode(encode_card(place.card)), "keysets": keysets,
        "proof": tlog_proof(log, place.index).decode(),
    }  # fmt: skip
    if salted is not None:
        value["payload"] = base64.b64encode(salted).decode()
    return canonical.encode(value)


def prepare(introduction: Introduction, us: str, *, root: Path | None = None) -> None:
    """Have the root sign the first keyset of our public log, if that was not done; the caller has the root at hand."""
    if keys.kept_public_keyset(here(), introduction.dialogue) is None:
        domain = here().settings().domain
        origin = f"{domain}/public-{means().random(8).hex()}"
        keyset = keys.public_keyset(here(), introduction, us, origin, root=root)
        keys.keep_public_keyset(here(), introduction.dialogue, keyset)


def prepare_for(dialogue: str, *, root: Path | None = None) -> None:
    """Do the work of `prepare` for a dialogue that is open, with the root in this file or where it was made."""
    keys.require_root(here(), dialogue, root)
    row = Dialogue.objects.get(pk=dialogue)
    prepare(decode(bytes(row.introduction)), here().settings().code, root=root)


def prepare_anew(dialogue: str, log: Log | None, *, root: Path | None = None) -> None:
    """Give a public log that never began another key and another name; `log` is its row, where there is one."""
    keys.forget_public(here(), dialogue)
    prepare_for(dialogue, root=root)
    keyset = keys.kept_public_keyset(here(), dialogue)
    if log is not None and keyset is not None:
        log.origin = keyset["origin"]
        log.save(update_fields=["origin"])


def row_to_recover(dialogue: str) -> Log:
    """Give the row of our public log, opened again where the database was lost: its name is in the folder keys."""
    log = public_log(dialogue) or _opened(dialogue)
    if log is None:
        raise Ours("there is no public log of ours in this dialogue", hint="bring back the folder keys from its backup")
    return log


def _opened(dialogue: str) -> Log | None:
    """Open our public log by the keyset that was signed beforehand, or by the root where it is still here."""
    row = Dialogue.objects.get(pk=dialogue)
    us = here().settings().code
    if keys.kept_public_keyset(here(), dialogue) is None and keys.has_root(here(), dialogue):
        prepare(decode(bytes(row.introduction)), us)
    keyset = keys.kept_public_keyset(here(), dialogue)
    if keyset is None:
        return None
    log, _ = Log.objects.get_or_create(
        dialogue=row, party=us, channel=keys.PUBLIC, defaults={"origin": keyset["origin"], "ours": True}
    )
    return log


def _opening(log: Log, at: str) -> list[bytes]:
    keyset = keys.kept_public_keyset(here(), log.dialogue_id)
    if keyset is None or keyset["origin"] != log.origin:
        raise Ours(
            f"the keyset of {log.origin} is missing in the folder keys", hint="bring it back from its backup"
        )  # fmt: skip
    return [
        encode_opening("keyset", log.party, log.dialogue_id, at, keyset),
        encode_opening("founding", log.party, log.dialogue_id, at, card_for(log).founding()),
    ]


def _has_words(dialogue: str, version: Version) -> bool:
    return version.payload is None or store.salted_payload(dialogue, version.payload.commitment) is not None
