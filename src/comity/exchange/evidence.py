# SPDX-License-Identifier: Apache-2.0
"""Evidence of two histories: one file that convicts a log before anybody who has the introduction.

    {"comity":"equivocation","first":"alba.example/4c1d…\\n420\\n…","format":1,"introduction":{…},"keysets":[{…}],
     "log":"XA","proof":["9d41…"],"second":"alba.example/4c1d…\\n421\\n…"}

Two notes, each signed by both halves of a log key that the party's root named, and the hashes that show that both
cannot be true. Nothing in it is ours to be believed: `comity-verify --evidence` checks it alone. See docs/spec/log.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.base import canonical
from comity.base.errors import Equivocation
from comity.exchange.card import Card, encode_card
from comity.exchange.introduction import Introduction
from comity.exchange.introduction import encode as encode_introduction


def encode_equivocation(
    error: Equivocation, names: Introduction | Card, code: str, keysets: Sequence[Mapping[str, Any]]
) -> bytes:
    """Write the file; `names` is what names the root key: the introduction, or of a public log its card.

    `keysets` are the structures of the log's keysets, in order, as far as we hold it.
    """
    if isinstance(names, Card):
        named = {"card": canonical.decode(encode_card(names))}
    else:
        named = {"introduction": canonical.decode(encode_introduction(names))}
    return canonical.encode({
        "comity": "equivocation", "format": 1, **named, "log": code,
        "keysets": [dict(keyset) for keyset in keysets], "first": error.first.decode(),
        "second": error.second.decode(), "proof": [node.hex() for node in error.proof],
    })  # fmt: skip
