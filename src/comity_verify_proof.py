# SPDX-License-Identifier: Apache-2.0
"""comity-verify-proof: check who brought and who accepted one version, with nothing of Comity, network or clock.

    Example: comity-verify-proof 41c09d77aa01b3f2.json --introduction introduction.json

It lies beside comity_verify.py and comity_verify_public.py, takes hashing, signing and spelling from there, and adds
what docs/spec/log.md says under *Proof of one version*. The file is what *Proof* beside a version on the desk gives,
and what `comity prove` writes.

What it proves: that the keys which the introduction names signed these acts, and that the words are those to which the
version commits. What it does not: that the acceptances stand to this day, or that the version is joint, since a party
may have taken its own back first; that is said by both logs as a whole (`comity-verify`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from comity_verify import (
    DoesNotHold,
    Party,
    check_keyset,
    decode,
    encode,
    open_introduction,
    read,
    read_act,
    require,
    sha256,
    signed_at,
    signed_by,
    unb64,
)
from comity_verify_public import MALFORMED, check_proof, check_words, told

DOES = {"table": "tables", "notify": "notifies", "accept": "accepts"}


def check_version(file: Path, trusted: Path | None) -> str:
    """Check the acts on one version, and say whose they are; raise at the first thing that does not hold."""
    try:
        value = decode(read(file))
        require((value["comity"], value["format"]) == ("proof", 1), f"{file}: no proof of a version")
        introduction, parties = open_introduction(encode(value["introduction"]), trusted)
        for code, keysets in value["keysets"].items():
            for keyset in keysets:
                about = {"by": code, "dialogue": introduction["dialogue"], "kind": "keyset", "structure": keyset}
                check_keyset(parties[code], about, f"keyset {len(parties[code].keysets)} of {code}")
        acts = [check_act(text, file, introduction["dialogue"], parties) for text in value["proofs"]]
        brought = [act for act in acts if act["verb"] in {"table", "notify"}]
        require(brought, f"{file}: no act in it brings a version")
        versions = {version_of(act) if act in brought else act["version"] for act in acts}
        require(len(versions) == 1, f"{file}: the acts are not on one version")
        for act in brought:
            check_words(act, unb64(value["payload"], 0, "the payload") if "payload" in value else None)
    except MALFORMED:
        raise DoesNotHold(f"{file}: not a proof of a version as docs/spec/log.md has it") from None
    return f"{'; '.join(map(said, acts))}: version {versions.pop()}"


def check_act(text: str, file: Path, dialogue: str, parties: dict[str, Party]) -> dict[str, Any]:
    """Check one act in its log, and the signatures on the checkpoint above it."""
    entry, checkpoint = check_proof(text, file)
    party = next((one for one in parties.values() if one.origin == checkpoint.origin), None)
    require(party, f"{file}: {checkpoint.origin} is the log of no party")
    assert party is not None
    act = read_act(entry, party.code, dialogue)
    require(act and act["verb"] in DOES, f"{file}: an entry that brings or accepts nothing")
    assert act is not None
    time = signed_by(party, checkpoint)
    require(time, f"{file}: not signed with both keys of {party.origin}, or by keys revoked from below its size")
    print(f"{party.code}: signed at {time} by its clock, with {checkpoint.size} entries in its log")
    for other in (one for one in parties.values() if one is not party):
        when = next(filter(None, (signed_at(checkpoint, mirror) for _, mirror, _ in reversed(other.keysets))), None)
        print(f"{party.code}: {other.code} countersigned this, at {when} by its clock" if when else
              f"{party.code}: {other.code} has not countersigned this checkpoint")  # fmt: skip
    return act


def version_of(act: dict[str, Any]) -> str:
    """Name the version that an act brings (docs/spec/act.md)."""
    named = {key: act[key] for key in ("kind", "object", "payload", "structure", "supersedes") if key in act}
    return sha256(b"comity/version/v1\n", encode({"structure": {}} | named)).hex()


def said(act: dict[str, Any]) -> str:
    """Say in words what an act does; what is only reported of another is no word of theirs."""
    if "reported" in act:
        return f"{act['by']} reports that {act['reported']['party']} {DOES[act['verb']]} this {act['kind']}"
    referendum = " ad referendum" if act.get("ad_referendum") else ""
    return f"{act['by']} {DOES[act['verb']]} this {act['kind']}{referendum}"


def main(arguments: list[str] | None = None) -> int:
    """Check what is named on the command line."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="comity-verify-proof", description=__doc__, formatter_class=as_written)
    parser.add_argument("proof", type=Path, help="the file that `comity prove` wrote, or a page of the desk gave")
    parser.add_argument("--introduction", type=Path, help="the introduction that you trust; else the one enclosed")
    named = parser.parse_args(arguments)
    for path in (named.proof, named.introduction):
        if path and not path.exists():
            parser.error(f"there is no {path}")
    return told(check_version, named.proof, named.introduction)


if __name__ == "__main__":
    sys.exit(main())
