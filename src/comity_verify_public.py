# SPDX-License-Identifier: Apache-2.0
"""comity-verify-public: check a publication, or the copy of a public log, with nothing of Comity, network or clock.

    Example: comity-verify-public 41c09d77aa01b3f2.json --card card.json
    Example: comity-verify-public copy-of-the-public-log

It lies beside comity_verify.py, takes hashing, signing and spelling from there, and adds what docs/spec/publication.md
says. A publication is the file that a page of the register gives under *Proof*; a copy is the folder that
`comity monitor` and `comity export --public` write.

What it proves: that the root key on the card named the key which signed this, and that the words are those to which
the entry commits. What it does not: that the card is the ministry's (compare its words with what is printed elsewhere),
that nothing else was published, or that others were shown the same log.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from comity_verify import (
    HALVES,
    DoesNotHold,
    Party,
    check_evidence,
    check_keyset,
    check_log,
    check_payloads,
    decode,
    encode,
    read,
    read_act,
    read_checkpoint,
    require,
    sha256,
    signed_by,
    unb64,
)

MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError, StopIteration)
OPENING = ("keyset", "founding")


def root_above(index: int, size: int, leaf: bytes, hashes: Iterator[bytes]) -> bytes:
    """Compute the root of a tree from one leaf and its inclusion proof, the hashes from the leaf up."""
    if size == 1:
        return leaf
    left = 1 << (size - 1).bit_length() - 1
    if index < left:
        return sha256(b"\x01", root_above(index, left, leaf, hashes), next(hashes))
    below = root_above(index - left, size - left, leaf, hashes)
    return sha256(b"\x01", next(hashes), below)


def open_card(data: bytes, trusted: Path | None) -> tuple[dict[str, Any], Party]:
    """Read the card of a public log, hold it against the one that is trusted, and say whose it is."""
    require(trusted is None or read(trusted).rstrip(b"\n") == data, f"another card than {trusted}")
    try:
        card = decode(data)
        require((card["comity"], card["format"], card["spec"]) == ("card", 1, 1), "the card: not of specification 1")
        halves = [unb64(card["root"][half], size, "the card: its root key") for half, size in HALVES.items()]
        founding = {key: card[key] for key in ("parties", "purpose", "spec")}
        party = Party(card["party"], card["origin"], halves, public=founding)
        roots = {said["code"]: said["root"] for said in card["parties"]}
        require(roots[party.code] == sha256(b"comity/root-key/v1\n", *halves).hex(), "the card: two root keys")
        parties = " and ".join(roots)
        print(f"public log {party.origin} of {party.code}, dialogue {card['dialogue']} of {parties}: {card['purpose']}")
    except MALFORMED:
        raise DoesNotHold("the card: not one as docs/spec/publication.md has it") from None
    what = "the one that was named" if trusted else f"compare it with what {party.code} has printed elsewhere"
    print(f"card {sha256(b'comity/card/v1', bytes([10]), data).hex()}: {what}")
    return card, party


def check_publication(file: Path, trusted: Path | None) -> str:
    """Check that a version stands in a party's public log with these words, and name it; raise if it does not."""
    try:
        value = decode(read(file))
        require((value["comity"], value["format"]) == ("publication", 1), f"{file}: no publication")
        card, party = open_card(encode(value["card"]), trusted)
        for keyset in value["keysets"]:
            about = {"by": party.code, "dialogue": card["dialogue"], "kind": "keyset", "structure": keyset}
            check_keyset(party, about, f"keyset {len(party.keysets)} of {party.code}")
        entry, checkpoint = check_proof(value["proof"], file)
        act = read_act(entry, party.code, card["dialogue"])
        require(act and act["kind"] not in OPENING, f"{file}: the entry publishes nothing in this dialogue")
        assert act is not None
        check_words(act, unb64(value["payload"], 0, "the payload") if "payload" in value else None)
    except MALFORMED:
        raise DoesNotHold(f"{file}: not a publication as docs/spec/publication.md has it") from None
    time = signed_by(party, checkpoint) if checkpoint.origin == party.origin else None
    require(time, f"{file}: not signed with both keys of {party.origin}, or by keys revoked from below its size")
    print(f"{party.code}: signed at {time} by its clock, with {checkpoint.size} entries in its public log")
    named = {key: act[key] for key in ("kind", "object", "payload", "structure", "supersedes") if key in act}
    version = sha256(b"comity/version/v1\n", encode({"structure": {}} | named)).hex()
    return f"{party.code} published this {act['kind']}, version {version}"


def check_proof(text: str, file: Path) -> tuple[bytes, Any]:
    """Check a proof of c2sp.org/tlog-proof that has the entry as its extra data; gives entry and checkpoint."""
    above, _, note = text.partition("\n\n")
    head, extra, at, *lines = above.split("\n")
    index, hashes = int(at[6:]), iter([unb64(line, 32, f"{file}: a hash") for line in lines])
    entry, checkpoint = unb64(extra[6:], 0, f"{file}: the entry"), read_checkpoint(file, note)
    spelled = (head, extra[:6], at) == ("c2sp.org/tlog-proof@v1", "extra ", f"index {index}")
    require(spelled and 0 <= index < checkpoint.size, f"{file}: not a proof as c2sp.org/tlog-proof has it")
    root = root_above(index, checkpoint.size, sha256(b"\x00", entry), hashes)
    require(root == checkpoint.root and next(hashes, None) is None, f"{file}: the proof does not lead to the root")
    print(f"entry {index} of {checkpoint.origin} hashes to the root of size {checkpoint.size}")
    return entry, checkpoint


def check_words(act: dict[str, Any], salted: bytes | None) -> None:
    """Check the words of a version against what its entry commits to; a version without words has no payload."""
    said = act.get("payload")
    if said is None:
        require(salted is None, "words that no entry commits to")
        return
    require(salted is not None, "the words are not in the file")
    assert salted is not None
    opens = sha256(b"comity/payload/v1\n", salted).hex() == said["commitment"] and len(salted) == 32 + said["size"]
    require(opens, "these are not the words to which the entry commits")
    print(f"the words open their commitment: {said['size']} bytes of {said['type']}")


def open_named(data: bytes, trusted: Path | None) -> tuple[dict[str, Any], dict[str, Party]]:
    """Read a card as the check of evidence wants it."""
    card, party = open_card(data, trusted)
    return card, {party.code: party}


def check_file(file: Path, trusted: Path | None) -> str:
    """Check a publication, or evidence that a public log has two histories."""
    try:
        value = decode(read(file))
    except MALFORMED:
        value = None
    if isinstance(value, dict) and value.get("comity") == "equivocation":
        return check_evidence(file, trusted, "card", open_named)
    return check_publication(file, trusted)


def check_copy(folder: Path, trusted: Path | None) -> str:
    """Check the copy of a whole public log."""
    card, party = open_card(read(folder / "card.json").rstrip(b"\n"), trusted)
    check_log(folder, party, {party.code: party}, card)
    check_payloads(folder / "payloads", {party.code: party})
    return f"this is the public log that the root of {party.code} named"


def main(arguments: list[str] | None = None) -> int:
    """Check what is named on the command line."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="comity-verify-public", description=__doc__, formatter_class=as_written)
    parser.add_argument("subject", type=Path, help="a publication, evidence from a monitor, or the folder of a copy")
    parser.add_argument("--card", type=Path, help="the card that you trust; else the one enclosed")
    named = parser.parse_args(arguments)
    for path in (named.subject, named.card):
        if path and not path.exists():
            parser.error(f"there is no {path}")
    return told(check_copy if named.subject.is_dir() else check_file, named.subject, named.card)


def told(check: Callable[[Path, Path | None], str], subject: Path, trusted: Path | None) -> int:
    """Check something, print the verdict, and give the exit code."""
    try:
        print(f"holds: {check(subject, trusted)}")
    except DoesNotHold as error:
        print(f"does not hold: {error}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
