# SPDX-License-Identifier: Apache-2.0
"""Introductions made of small numbers, with the keys that they name."""

from __future__ import annotations

from base64 import b64encode

from comity.acts.act import Act, Verb
from comity.acts.keyset import DOMAIN, keyset_message
from comity.exchange.introduction import Introduction, PartyEntry, RootKey
from comity.log.keys import sign_message
from comity.log.note import format_vkey
from comity.log.signature import Cosigner, LogKey, mirror_name
from comity.sim.hostile import AT, PeerLog, key_of

DIALOGUE = "0f5c8a61d2b34e7f9a10b2c3d4e5f607"
NUMBERS = {"XA": 1, "XB": 11, "XC": 21}
NAMES = {"XA": "Alba", "XB": "Boria", "XC": "Cadria"}


def entry_of(code: str) -> PartyEntry:
    """Make what a party says of itself."""
    number, name = NUMBERS[code], NAMES[code]
    root = key_of(number).public
    return PartyEntry(
        code=code, name={"en": name}, zone="UTC", origin=f"{name.lower()}.example/4c1d0a7be2f94c55",
        root=RootKey(root.ed25519, root.mldsa44), address=f"https://{name.lower()}.example:8443", certificate="5e" * 32,
        road=bytes([number]) * 32, age="age1qqq",
    )  # fmt: skip


def introduction(*codes: str) -> Introduction:
    """Make a complete introduction of these parties, proposed by the first."""
    return Introduction(
        dialogue=DIALOGUE, proposer=codes[0], invited=codes[1:], purpose="exercise", title={"en": "Talks"},
        parties=tuple(entry_of(code) for code in sorted(codes)),
    )  # fmt: skip


def log_of(code: str, talks: Introduction) -> PeerLog:
    """Make a party's log with its keyset and its founding, as the spec has entries 0 and 1."""
    origin, number = talks.party(code).origin, NUMBERS[code]
    log, mirror = LogKey(origin, key_of(number + 2)), Cosigner(mirror_name(origin), key_of(number + 4))
    structure = {
        "origin": origin, "serial": 0, "log": [format_vkey(v) for v in log.vkeys],
        "mirror": [format_vkey(v) for v in mirror.vkeys], "road": b64encode(talks.party(code).road).decode(),
        "age": ["age1qqq"],
    }  # fmt: skip
    signature = sign_message(key_of(number), DOMAIN, keyset_message(code, talks.dialogue, structure))
    structure["signature"] = {
        "ed25519": b64encode(signature.ed25519).decode(), "mldsa44": b64encode(signature.mldsa44).decode()
    }  # fmt: skip
    keyset = Act(Verb.NOTIFY, "keyset", code, talks.dialogue, AT, object=talks.dialogue, structure=structure)
    founding = Act(Verb.TABLE, "founding", code, talks.dialogue, AT, object=talks.dialogue, structure=talks.founding())
    if talks.proposer != code:
        founding = Act(
            Verb.ACCEPT, "founding", code, talks.dialogue, AT, object=talks.dialogue, version=talks.founding_version()
        )
    return PeerLog(code, talks.dialogue, log).add(keyset).add(founding)
