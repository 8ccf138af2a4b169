# SPDX-License-Identifier: Apache-2.0
"""comity-verify: check an exported dialogue, or evidence of two histories, with nothing of Comity, network or clock.

    Example: comity-verify export-of-2027 --introduction introduction.json
    Example: comity-verify --evidence two-histories.json

One file, to be read in one sitting by whoever does not trust its authors. It needs Python 3.11 and `cryptography`.
It and Comity are two writings of one rule that must agree: docs/spec/{log,act,introduction}.md, and what log.md names.

What it proves: that the keys which the introduction names signed these very entries, in this order, and that each
party's copy of the other's log was the same. What it does not: that what was said is true, that the introduction is the
one your officers compared (it prints the fingerprint for you to compare), or that a party has not said more since.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey


class DoesNotHold(Exception):
    """Something is not what was signed; the sentence says what and where."""


def require(condition: object, sentence: str) -> None:
    """Go on only if the condition holds."""
    if not condition:
        raise DoesNotHold(sentence)


def read(path: Path) -> bytes:
    """Read a file of the export."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DoesNotHold(f"{path}: cannot be read ({error.strerror})") from None


def unb64(text: str, size: int, what: str) -> bytes:
    """Read base64 in its only spelling; `size` 0 leaves the length open."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    sound = data and size in (0, len(data)) and base64.b64encode(data).decode() == text
    require(sound, f"{what}: not base64 of the length it must have")
    return data


REFUSED = re.compile(  # control, invisible and direction-changing characters; a fixed list, see docs/spec/act.md
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)


def encode(value: Any) -> bytes:
    """Write canonical JSON: keys sorted, no white space (RFC 8785, for keys in ASCII and integers)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(data: bytes) -> Any:
    """Read JSON that is the only spelling of its value, or raise ValueError."""
    value = json.loads(data.decode())
    _check(value, 0)
    if encode(value) != data:
        raise ValueError("not in canonical form")
    return value


def _check(value: Any, depth: int) -> None:
    bad = depth > 12 or isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53)
    if isinstance(value, str):
        bad = REFUSED.search(value) or not unicodedata.is_normalized("NFC", value)
    if isinstance(value, dict):
        bad = bad or not all(key.isascii() and key.isprintable() for key in value)
        value = list(value.values())
    if bad:
        raise ValueError("too deep, a number or character that is not accepted, or a key that is not plain ASCII")
    for item in value if isinstance(value, list) else ():
        _check(item, depth + 1)


def sha256(*parts: bytes) -> bytes:
    """Hash the parts one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def roots_of(hashes: list[bytes]) -> list[bytes]:
    """Give the root over the first 0, 1, 2, ... of these hashes (leaves, or full tiles of one level)."""
    roots, edge = [sha256()], list[bytes]()  # the edge: roots of the complete subtrees, largest first
    for carry, top in enumerate(hashes):
        while carry & 1:
            top, carry = sha256(b"\x01", edge.pop(), top), carry >> 1  # noqa: PLW2901
        edge.append(top)
        for left in reversed(edge[:-1]):
            top = sha256(b"\x01", left, top)  # noqa: PLW2901
        roots.append(top)
    return roots


def prefix_roots(old: int, new: int, hashes: Iterator[bytes], start: int = 0) -> tuple[bytes, bytes]:
    """Compute the roots over the leaves from `start` to `old` and to `new` from a prefix proof (docs/spec/log.md)."""
    if old == new:
        return (whole := next(hashes)), whole
    middle = start + (1 << (new - start - 1).bit_length() - 1)
    if old <= middle:
        first, second = prefix_roots(old, middle, hashes, start)
        return first, sha256(b"\x01", second, next(hashes))
    first, second = prefix_roots(old, new, hashes, middle)
    left = next(hashes)
    return sha256(b"\x01", left, first), sha256(b"\x01", left, second)


P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
HALVES = {"ed25519": 32, "mldsa44": 1312}
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature holds: Ed25519 by the strict rule of docs/spec/log.md, or ML-DSA-44, context empty."""
    try:
        if (len(public), len(signature)) == (1312, 2420):
            MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
            return True
        if (len(public), len(signature)) != (32, 64) or int.from_bytes(signature[32:], "little") >= L:
            return False
        for point in (public, signature[:32]):
            y = int.from_bytes(point, "little") & (1 << 255) - 1
            if y >= P or y in (0, 1, P - 1, ORDER_8, P - ORDER_8):  # another spelling, or of small order
                return False
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Key:
    """A verifier key of c2sp.org/signed-note: a name, a type (1, 4 or 6), the public key, and the id of its lines."""

    name: str
    type: int
    public: bytes
    id: bytes


def keys_of(vkeys: Any, name: str, types: list[int], where: str) -> list[Key]:
    """Read the two verifier keys of one signer, ``name+id+base64(type || public key)`` each."""
    keys = []
    for text in vkeys:
        written, id_, material = text.split("+", 2)
        data = unb64(material, 0, where)
        keys.append(Key(written, data[0], data[1:], sha256(written.encode(), b"\n", data)[:4]))
        sound = written == name and keys[-1].id.hex() == id_ and len(data) == (1313 if data[0] == 6 else 33)
        require(sound, f"{where}: {written}+{id_} is no key of {name}")
    require(sorted(key.type for key in keys) == types, f"{where}: {name} must have one key of each type of {types}")
    return keys


@dataclass(frozen=True)
class Checkpoint:
    """A log's origin, size and root as a note gives them, and the note's signature lines, not yet verified."""

    origin: str
    size: int
    root: bytes
    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]  # name, key id, signature


def read_checkpoint(path: Path, note: str = "") -> Checkpoint:
    """Read a note, or the one in a file, whose text is a checkpoint, in its only spelling; nothing is verified."""
    try:
        whole = note or read(path).decode()
        require(not re.search("[\x00-\x09\x0b-\x1f]", whole), f"{path}: control characters in a note")
        text, _, below = whole.rpartition("\n\n")
        origin, size, root = text.split("\n")
        lines = []
        for line in below.removesuffix("\n").split("\n"):
            dash, name, digits = line.split(" ")
            require(dash == "—" and re.fullmatch(r"[^\s+]+", name), f"{path}: a signature line is spelled otherwise")
            data = unb64(digits, 0, f"{path}: signature by {name!r}")
            lines.append((name, data[:4], data[4:]))
        good = re.fullmatch("0|[1-9][0-9]{0,15}", size) and int(size) < 2**53 and below.endswith("\n")
        require(good, f"{path}: the size is not in its only spelling, or the last line does not end")
    except ValueError:
        raise DoesNotHold(f"{path}: not a note of three lines, an empty line and signatures") from None
    return Checkpoint(origin, int(size), unb64(root, 32, f"{path}: root"), text + "\n", tuple(lines))


def signed_at(checkpoint: Checkpoint, keys: list[Key]) -> str | None:
    """Say when both keys of one signer signed, or None if one of them did not; a signature that fails is an error."""
    times = []
    for key in keys:
        own = [signature for name, id_, signature in checkpoint.lines if (name, id_) == (key.name, key.id)]
        if not own:
            continue
        require(len(own) == 1, f"{checkpoint.origin}: two signatures by one key of {key.name}")
        stamp, signature = (b"", own[0]) if key.type == 1 else (own[0][:8], own[0][8:])
        time = int.from_bytes(stamp, "big")
        message = checkpoint.text.encode()
        if key.type == 4:
            message = f"cosignature/v1\ntime {time}\n".encode() + message
        if key.type == 6:
            name, origin = (bytes([len(n)]) + n for n in (key.name.encode(), checkpoint.origin.encode()))
            message = b"subtree/v1\n\0" + name + stamp + origin + bytes(8)
            message += checkpoint.size.to_bytes(8, "big") + checkpoint.root
        sound = holds(key.public, message, signature) and (key.type == 1 or 0 < time < 2**63)
        where = f"{checkpoint.origin} at size {checkpoint.size}"
        require(sound, f"the signature of type {key.type:02x} by {key.name} on {where} does not hold")
        times.append(time)
    return f"{datetime.fromtimestamp(min(max(times), 2**37), UTC):%Y-%m-%dT%H:%M:%SZ}" if len(times) == 2 else None


@dataclass
class Party:
    """One party as the introduction names it, and what was read of its log."""

    code: str
    origin: str
    root: list[bytes]  # the root key's halves, Ed25519 and ML-DSA-44
    acts: list[dict[str, Any] | None] = field(default_factory=list)  # None: an entry without effect
    keysets: list[tuple[list[Key], list[Key], int]] = field(default_factory=list)  # of log, mirror; revoked from
    roots: list[bytes] = field(default_factory=list)  # by size
    public: dict[str, Any] | None = None  # of a public log (comity_verify_public.py): what its founding says


def signed_by(party: Party, checkpoint: Checkpoint) -> str | None:
    """Say when a log's keys signed a checkpoint; those that a later keyset revokes from below its size did not."""
    for number, (keys, _, _) in enumerate(party.keysets):
        revoked = any(later != keys and size < checkpoint.size for later, _, size in party.keysets[number:])
        if time := None if revoked else signed_at(checkpoint, keys):
            return time
    return None


def tile_path(level: int | str, index: int, width: int) -> str:
    """Spell the path of a tile or bundle."""
    name, rest = f"{index % 1000:03d}", index // 1000
    while rest:
        name, rest = f"x{rest % 1000:03d}/{name}", rest // 1000
    return f"tile/{level}/{name}" + ("" if width == 256 else f".p/{width}")


def read_entries(folder: Path, size: int) -> list[bytes]:
    """Read all entries of a log out of its bundles."""
    entries = []
    for first in range(0, size, 256):
        count = min(size - first, 256)
        path = folder / tile_path("entries", first // 256, count)
        data, end = read(path), 0
        for _ in range(count):
            start, end = end + 2, end + 2 + int.from_bytes(data[end : end + 2], "big")
            require(end <= len(data) and end - start <= 60_000, f"{path}: ends within an entry, or one is too long")
            entries.append(data[start:end])
        require(end == len(data), f"{path}: goes on after its {count} entries")
    return entries


def read_act(entry: bytes, code: str, dialogue: str) -> dict[str, Any] | None:
    """Read an entry as an act of this party in this dialogue, or give None: it is kept, and has no effect."""
    try:
        act = decode(entry)
    except (ValueError, RecursionError):
        return None
    sound = isinstance(act, dict) and (act.get("act"), act.get("by"), act.get("dialogue")) == (1, code, dialogue)
    return act if sound and act["act"] is not True else None


def check_keyset(party: Party, act: dict[str, Any], where: str) -> None:
    """Check a keyset: for this party, origin and dialogue, the next in order, signed by both halves of its root."""
    try:
        keyset = dict(act["structure"])
        signature = keyset.pop("signature")
        said = encode({"by": act["by"], "dialogue": act["dialogue"], "structure": keyset})
        for half, root in zip(HALVES, party.root, strict=True):
            sound = holds(root, b"comity/keyset/v1\n" + said, unb64(signature[half], 0, where))
            require(sound, f"{where}: not signed by the root ({half})")
        sound = (act["kind"], keyset["origin"], keyset["serial"]) == ("keyset", party.origin, len(party.keysets))
        require(sound, f"{where}: not the next keyset of {party.origin}")
        log = keys_of(keyset["log"], party.origin, [1, 6], where)
        revoked_from = keyset.get("revoked_from", 2**53)
        require(type(revoked_from) is int and revoked_from >= 0, f"{where}: not revoked from a size")
        mirror = [] if party.public else keys_of(keyset["mirror"], f"{party.origin}/mirror", [4, 6], where)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DoesNotHold(f"{where}: not a keyset as docs/spec/act.md has it") from None
    party.keysets.append((log, mirror, revoked_from))


def check_founding(party: Party, parties: dict[str, Party], introduction: dict[str, Any]) -> None:
    """Check that entry 1 tables or accepts the very founding to which the introduction leads."""
    roots = {code: sha256(b"comity/root-key/v1\n", *other.root).hex() for code, other in parties.items()}
    said = [{"code": code, "origin": parties[code].origin, "root": root} for code, root in roots.items()]
    optional = {key: introduction[key] for key in ("counterparts", "continues") if introduction.get(key)}
    structure = {key: introduction.get(key) for key in ("purpose", "spec", "title")} | optional
    structure = party.public or structure | {"parties": said, "options": introduction.get("options", {})}
    about = {"kind": "founding", "object": introduction["dialogue"]}
    version = sha256(b"comity/version/v1\n", encode(about | {"structure": structure})).hex()
    act = party.acts[1] or {}
    tabled = act.get("verb") == "table" and act.get("structure") == structure
    accepted = act.get("verb") == "accept" and act.get("version") == version
    sound = about.items() <= act.items() and (tabled or accepted)
    require(sound, f"entry 1 of {party.code} is not for the founding that this introduction leads to")
    print(f"{party.code}: entry 1 {act['verb']}s the founding: these parties, purpose {introduction['purpose']}")


def check_log(folder: Path, party: Party, parties: dict[str, Party], introduction: dict[str, Any]) -> None:
    """Check one log by itself: root and tiles, keysets, signatures, founding."""
    code, checkpoint = party.code, read_checkpoint(folder / "checkpoint")
    require(checkpoint.origin == party.origin, f"{folder}/checkpoint: of {checkpoint.origin!r}, not of {party.origin}")
    entries = read_entries(folder, checkpoint.size)
    party.roots = roots_of(row := [sha256(b"\x00", entry) for entry in entries])
    require(party.roots[-1] == checkpoint.root, f"{folder}: the entries do not hash to the root in the checkpoint")
    level = 0
    while row:
        tiles = [row[at : at + 256] for at in range(0, len(row), 256)]
        for index, hashes in enumerate(tiles):
            path = folder / tile_path(level, index, len(hashes))
            require(read(path) == b"".join(hashes), f"{path}: not what the entries hash to")
        level, row = level + 1, [roots_of(hashes)[-1] for hashes in tiles if len(hashes) == 256]
    party.acts = [read_act(entry, code, introduction["dialogue"]) for entry in entries]
    require(party.acts and party.acts[0], f"{folder}: entry 0 is not the keyset of {code} in this dialogue")
    for index, act in enumerate(party.acts):
        if act and (index == 0 or act.get("kind") == "keyset"):
            try:
                check_keyset(party, act, f"{folder}: entry {index}")
            except DoesNotHold:
                if index == 0:
                    raise
                party.acts[index] = None
    time = signed_at(checkpoint, party.keysets[-1][0])
    require(time is not None, f"{folder}/checkpoint: not signed with both keys of the log of {code}")
    print(f"{code}: {len(entries)} entries; every entry and every tile hashes to the signed root")
    print(f"{code}: signed at {time} by its clock, with both keys that the root of {code} named")
    if len(entries) > 1:
        check_founding(party, parties, introduction)
    if idle := [str(index) for index, act in enumerate(party.acts) if act is None]:
        print(f"{code}: {len(idle)} entries are no acts of {code} in their only spelling, without effect: {idle[:20]}")


def check_seen(party: Party, parties: dict[str, Party]) -> None:
    """Check that what each entry had seen of another log is a root that this log had at that size."""
    newest: dict[str, int] = {}
    for index, act in enumerate(party.acts):
        for code, said in _fields(act, "seen").items():
            where = f"entry {index} of {party.code}, on what it has seen of {code}"
            sound = code in parties and isinstance(said, dict) and type(said.get("size")) is int
            require(sound and said["size"] >= newest.get(code, 1), f"{where}: no size, or less than before")
            newest[code] = size = said["size"]
            if roots := parties[code].roots:
                require(size < len(roots), f"{where}: {size} entries, and only {len(roots) - 1} are here")
                require(roots[size].hex() == said.get("root"), f"{where}: a root that this log never had")
    for code, size in sorted(newest.items()):
        found = "every root it names is one of that log" if parties[code].roots else "that log is not here"
        print(f"{party.code}: had seen {size} entries of {code}; {found}")


def check_cosigned(folder: Path, party: Party, other: Party) -> None:
    """Say which size of this log the other party's mirror has countersigned."""
    for path in (folder / "checkpoint", *folder.glob("cosigned")):
        note = read_checkpoint(path)
        sound = note.origin == party.origin and note.size < len(party.roots) and party.roots[note.size] == note.root
        below = [act for act in party.acts[: note.size] if act and act.get("kind") == "keyset"]
        sound = sound and signed_at(note, party.keysets[len(below) - 1][0])
        require(sound, f"{path}: not a root that the log of {party.code} had and signed")
        for _, mirror, _ in reversed(other.keysets):
            if (time := signed_at(note, mirror)) is not None:
                rest = len(party.roots) - 1 - note.size
                after = f"; the {rest} after them are not countersigned" if rest else ""
                print(f"{party.code}: {other.code} countersigned {note.size} entries, at {time} by its clock{after}")
                return
    print(f"{party.code}: not countersigned; nothing here shows that {other.code} holds the same log")


def check_payloads(folder: Path, parties: dict[str, Party]) -> None:
    """Check each payload that is here against the commitment in its entry."""
    wanted, named = dict[str, set[str]](), set[str]()
    for act in (act for party in parties.values() for act in party.acts):
        if said := _fields(act, "payload"):
            wanted.setdefault(str(said.get("commitment")), set()).add(str(said.get("size")))
        named |= set(re.findall("[0-9a-f]{64}", str(_fields(act, "structure").get("erases"))))
    here = {path.name: path for path in sorted(folder.iterdir())} if folder.is_dir() else {}
    for name, path in here.items():
        data = read(path)
        require(name in wanted, f"{path}: belongs to no entry")
        require(sha256(b"comity/payload/v1\n", data).hex() == name, f"{path}: does not open its commitment")
        require({str(len(data) - 32)} == wanted[name], f"{path}: {len(data) - 32} bytes, and its entry says otherwise")
    missing = wanted.keys() - here.keys()
    agreed = f"; acts of erasure name {len(missing & named)} of them" if missing & named else ""
    absent = f"{len(missing)} not here: not delivered, erased or left out{agreed}"
    print(f"payloads: {len(here)} here, each opens its commitment; {absent}")


def _fields(act: dict[str, Any] | None, name: str) -> dict[str, Any]:
    return found if isinstance(found := (act or {}).get(name), dict) else {}


def open_introduction(data: bytes, trusted: Path | None) -> tuple[dict[str, Any], dict[str, Party]]:
    """Read a complete introduction, hold it against the one that is trusted, and say whose it is."""
    require(trusted is None or read(trusted).rstrip(b"\n") == data, f"another introduction than {trusted}")
    parties = {}
    try:
        introduction = decode(data)
        codes = [party["code"] for party in introduction["parties"]]
        whole = sorted({introduction["proposer"], *introduction["invited"]}) == codes
        require(whole, f"introduction.json: not complete, only {' and '.join(codes)} added its entry")
        sound = introduction["comity"] == "introduction" and introduction["spec"] == 1
        require(sound and introduction["title"], "introduction.json: not of specification 1")
        for said in introduction["parties"]:
            require(re.fullmatch(r"[a-z0-9.-]{1,100}/[a-z0-9-]{1,64}", said["origin"]), "introduction.json: no origin")
            halves = [unb64(said["root"][half], HALVES[half], "introduction.json: a root key") for half in HALVES]
            parties[said["code"]] = Party(said["code"], said["origin"], halves)
        print(f"dialogue {introduction['dialogue']} of {' and '.join(parties)}; purpose: {introduction['purpose']}")
    except (KeyError, TypeError, ValueError, RecursionError):
        raise DoesNotHold("introduction.json: not an introduction as docs/spec/introduction.md has it") from None
    what = "the one that was named" if trusted else "compare it with the one that your officers hold"
    print(f"introduction {sha256(b'comity/introduction/v1', bytes([10]), data).hex()}: {what}")
    return introduction, parties


def check_evidence(file: Path, trusted: Path | None, by: str = "introduction", opened: Any = None) -> str:
    """Check that two notes convict a log of two histories, and say of which sizes; raise if they do not."""
    try:
        value = decode(read(file))
        require((value["comity"], value["format"]) == ("equivocation", 1), f"{file}: no evidence of two histories")
        introduction, parties = (opened or open_introduction)(encode(value[by]), trusted)
        party, proof = parties[value["log"]], iter([bytes.fromhex(node) for node in value["proof"]])
        require(all(len(node) == 64 for node in value["proof"]), f"{file}: a hash of the proof has not its length")
        for structure in value["keysets"]:
            act = {"by": party.code, "dialogue": introduction["dialogue"], "kind": "keyset", "structure": structure}
            check_keyset(party, act, f"keyset {len(party.keysets)} of {party.code}")
        small, large = sorted((read_checkpoint(file, value[n]) for n in ("first", "second")), key=lambda n: n.size)
        roots = (large.root,) * 2 if small.size == large.size else prefix_roots(small.size, large.size, proof)
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError, RecursionError):
        raise DoesNotHold(f"{file}: not evidence as docs/spec/log.md has it") from None
    signed = all(note.origin == party.origin and signed_by(party, note) for note in (small, large))
    require(signed, f"{file}: not two checkpoints that {party.code} signed with both keys, none of them revoked")
    led = roots[1] == large.root and next(proof, None) is None
    require(led, f"{file}: the proof does not lead to the root signed for size {large.size}")
    require(roots[0] != small.root, f"{file}: size {small.size} is the beginning of {large.size}; both can be true")
    return f"{party.code} signed two histories: one with {small.size} entries, another with {large.size}"


def check_export(export: Path, trusted: Path | None) -> str:
    """Check an export, printing what holds; raise at the first thing that does not."""
    introduction, parties = open_introduction(read(export / "introduction.json").rstrip(b"\n"), trusted)
    folders = {path.name: path for path in sorted((export / "logs").glob("*"))}
    expected = folders and folders.keys() <= parties.keys()
    require(expected, f"{export}/logs: expected folders of {' and '.join(parties)}, found {', '.join(folders)}")
    for code, folder in folders.items():
        check_log(folder, parties[code], parties, introduction)
    for code, folder in folders.items():
        check_seen(parties[code], parties)
        for other in sorted(parties.keys() - {code}):
            check_cosigned(folder, parties[code], parties[other])
    check_payloads(export / "payloads", parties)
    for code in sorted(parties.keys() - folders.keys()):
        print(f"{code}: its log is not here")
    return "these logs are what the keys of the introduction signed"


def main(arguments: list[str] | None = None) -> int:
    """Check what is named on the command line."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="comity-verify", description=__doc__, formatter_class=as_written)
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("export", type=Path, nargs="?", help="the folder that `comity export` wrote")
    one.add_argument("--evidence", type=Path, help="or a file of two histories, from `comity evidence export`")
    parser.add_argument("--introduction", type=Path, help="the introduction that you trust; else the one enclosed")
    named = parser.parse_args(arguments)
    for path in (named.export, named.evidence, named.introduction):
        if path and not path.exists():
            parser.error(f"there is no {path}")
    try:
        check, subject = (check_export, named.export) if named.export else (check_evidence, named.evidence)
        print(f"holds: {check(subject, named.introduction)}")
    except DoesNotHold as error:
        print(f"does not hold: {error}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
