# SPDX-License-Identifier: Apache-2.0
"""A dialogue as a folder of plain files, which `comity-verify` and anybody's own program can check.

    introduction.json
    logs/CODE/checkpoint, logs/CODE/tile/…        as in c2sp.org/tlog-tiles
    logs/CODE/cosigned                            the newest checkpoint that was cosigned, where there is one
    payloads/COMMITMENT                           salt and payload

It holds what the parties of the dialogue hold, and no key: give it to nobody who may not read the dialogue. A public
log is exported apart, with its card, and is for everybody (`comity-verify-public`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from comity.acts.act import Act
from comity.base.errors import Ours
from comity.exchange.card import encode_card
from comity.log.tile import ENTRIES, Tile, tiles_for
from comity.node import folding, store, trail
from comity.node.dialogues import NotHere, room_of
from comity.node.joint.models import Countersignature, Dialogue, Log, Payload
from comity.node.marking import require_all
from comity.node.publication import card_for, public_log


def export(dialogue: str, folder: Path) -> int:
    """Write a dialogue into an empty folder; gives the number of files."""
    files = files_of(dialogue)
    marked = str(require_all(room_of(dialogue).markings(), "export"))
    written = write_new(files, folder)
    trail.left(trail.SHELL, "export", to="folder", dialogue=dialogue, thing=f"{written} files", marking=marked)
    return written


def files_of(dialogue: str) -> dict[str, bytes]:
    """Give a dialogue as plain files, by their paths."""
    row = Dialogue.objects.filter(pk=dialogue).first()
    if row is None:
        raise NotHere(f"dialogue {dialogue[:40]}")
    files = {"introduction.json": bytes(row.introduction) + b"\n"}
    for log in Log.objects.filter(dialogue=row, channel="joint", size__gt=0):
        files |= {f"logs/{log.party}/{name}": data for name, data in _log_files(log).items()}
    for payload in Payload.objects.filter(dialogue=row, salted__isnull=False):
        files[f"payloads/{payload.commitment}"] = bytes(payload.salted or b"")
    return files


def export_public(dialogue: str, folder: Path) -> int:
    """Write our public log into an empty folder, as an outsider could fetch it; gives the number of files."""
    log = public_log(dialogue)
    if log is None or not log.size:
        raise Ours("nothing was published in this dialogue", hint="a joint release publishes")
    files = {"card.json": encode_card(card_for(log)) + b"\n"} | _log_files(log)
    for act in folding.acts(log):
        if isinstance(act, Act) and act.payload is not None:
            salted = store.salted_payload(dialogue, act.payload.commitment)
            if salted is not None:
                files[f"payloads/{act.payload.commitment}"] = salted
    return write_new(files, folder)


def write_new(files: Mapping[str, bytes], folder: Path) -> int:
    """Write files into an empty folder, or a new one; gives their number."""
    if folder.exists() and any(folder.iterdir()):
        raise Ours(f"{folder} is not empty", hint="nothing was written; name a new folder")
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return len(files)


def _log_files(log: Log) -> dict[str, bytes]:
    files = {"checkpoint": bytes(log.checkpoint)} | _cosigned(log)
    for tile in tiles_for(0, log.size):
        files[tile.path] = _must(log, tile)
        if tile.level == 0:
            bundle = Tile(ENTRIES, tile.index, tile.width)
            files[bundle.path] = _must(log, bundle)
    return files


def _cosigned(log: Log) -> dict[str, bytes]:
    """Give the newest checkpoint that was cosigned: a peer's by us, ours by the peer that holds most of it."""
    if not log.ours:
        return {"cosigned": bytes(log.cosigned)} if log.cosigned else {}
    newest = Countersignature.objects.filter(log=log).order_by("-size").first()
    return {"cosigned": bytes(newest.note)} if newest is not None else {}


def _must(log: Log, tile: Tile) -> bytes:
    data = store.tile(log, tile.level, tile.index, tile.width)
    assert data is not None
    return data
