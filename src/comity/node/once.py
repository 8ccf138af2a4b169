# SPDX-License-Identifier: Apache-2.0
"""One-time age identities: each opens one pouch and is then forgotten, so that a key that is lost later opens nothing.

    HOME/keys/DIALOGUE/once-XB.json     what we offered to Boria and it may still use, the newest last

Every pouch that we pack offers the newest of them. The peer uses each once. Where one never comes back, it is forgotten
when `KEPT` newer ones stand after it; a pouch still under way to it has then to be packed again.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyrage

from comity.base.errors import Damaged
from comity.node.home import Home, write_private
from comity.node.means import means

OFFERED = 4
KEPT = 16


def identities(home: Home, dialogue: str, party: str) -> list[str]:
    """Give the identities that a pouch from this party may be for, the newest last."""
    file = _file(home, dialogue, party)
    try:
        found: list[str] = json.loads(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Damaged(f"the key file {file} cannot be read: {error}", hint="ask for pouches with `--static`") from error
    return found


def offer(home: Home, dialogue: str, party: str) -> tuple[str, ...]:
    """Give recipients for the party's next pouches, at least one of them fresh; on disk before this returns."""
    kept = identities(home, dialogue, party)
    fresh = max(OFFERED - len(kept), 1)
    kept += [means().identity() for _ in range(fresh)]
    _write(home, dialogue, party, kept[-KEPT:])
    return tuple(recipient(identity) for identity in kept[-OFFERED:])


def forget(home: Home, dialogue: str, party: str, identity: str) -> None:
    """Forget an identity whose pouch is open."""
    kept = identities(home, dialogue, party)
    if identity in kept:
        _write(home, dialogue, party, [other for other in kept if other != identity])


def recipient(identity: str) -> str:
    """Give the public half."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def _write(home: Home, dialogue: str, party: str, kept: list[str]) -> None:
    write_private(_file(home, dialogue, party), json.dumps(kept).encode())


def _file(home: Home, dialogue: str, party: str) -> Path:
    return home.path / "keys" / dialogue / f"once-{party}.json"
