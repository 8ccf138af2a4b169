# SPDX-License-Identifier: Apache-2.0
"""The keys of one dialogue, made fresh for it and kept as files: root, log, mirror, road, age, and the TLS certificate.

Nothing here is shared between two dialogues, so that one partner cannot tell from a key that there is another.
The root is needed once, for the keyset, and again for a new keyset only: move ``root.json`` to where it is safe.

    HOME/keys/DIALOGUE/log.json      the log key of the first keyset, and of each later one that names no other
    HOME/keys/DIALOGUE/log.2.json    the one that keyset 2 brought
    HOME/keys/DIALOGUE/public.json   the log key of our public log, made beforehand
    HOME/keys/DIALOGUE/public-keyset.json    its keyset, signed while the root was here

Which keyset is in force is said by our own log, never by these files (node/keyring.py).
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

from comity.acts.act import Act, Verb
from comity.acts.keyset import DOMAIN, keyset_message
from comity.base.errors import Damaged, Ours
from comity.base.names import is_name
from comity.exchange.introduction import Introduction, RootKey
from comity.log.keys import Signer, sign_message
from comity.log.note import format_vkey
from comity.log.signature import Cosigner, LogKey, mirror_name
from comity.node.home import Home, write_private
from comity.node.means import means

SEED_BYTES = 32
SORTS = ("log", "mirror", "road", "age")
PUBLIC = "public"
_RESTORE = "restore it from where you keep it; nothing was signed"


@dataclass(frozen=True, slots=True)
class DialogueKeys:
    """The private keys that speak for us in one dialogue; the root is read only when a keyset is signed."""

    log: LogKey
    mirror: Cosigner
    road: ed25519.Ed25519PrivateKey
    age: str

    @property
    def road_public(self) -> bytes:
        """The road key's public half."""
        return self.road.public_key().public_bytes_raw()

    @property
    def age_recipient(self) -> str:
        """The age recipient of pouches for us."""
        return str(pyrage.x25519.Identity.from_str(self.age).to_public())


def create(home: Home, dialogue: str) -> None:
    """Make the keys of a dialogue, refusing to write over any."""
    folder = _folder(home, dialogue)
    if folder.exists():
        raise Ours(f"there are keys for the dialogue {dialogue} already", hint="nothing was changed")
    for sort in ("root", *SORTS, PUBLIC):
        _write(folder / f"{sort}.json", _fresh(sort))


def load(home: Home, dialogue: str, origin: str, serial: int = 0) -> DialogueKeys:
    """Read the keys of the keyset with this serial number; `origin` is that of our log."""
    folder = _folder(home, dialogue)
    return DialogueKeys(
        log=load_log(home, dialogue, origin, serial),
        mirror=Cosigner(mirror_name(origin), _pair(_file(folder, "mirror", serial))),
        road=ed25519.Ed25519PrivateKey.from_private_bytes(_seed(_file(folder, "road", serial), "ed25519")),
        age=_read(_file(folder, "age", serial), "identity"),
    )


def load_log(home: Home, dialogue: str, origin: str, serial: int = 0, sort: str = "log") -> LogKey:
    """Read the key that signs a log of ours, and no other: of the joint one or, by its sort, of the public one."""
    return LogKey(origin, _pair(_file(_folder(home, dialogue), sort, serial)))


def identities(home: Home, dialogue: str, serial: int) -> list[str]:
    """Read the lasting age identities of this and all earlier keysets, newest first."""
    folder = _folder(home, dialogue)
    files = dict.fromkeys(_file(folder, "age", number) for number in range(serial, -1, -1))
    return [_read(file, "identity") for file in files]


def renew(home: Home, dialogue: str, sorts: Sequence[str], serial: int) -> None:
    """Make new keys of these sorts for the keyset with this serial; those that an earlier attempt made are kept."""
    for sort in sorts:
        file = _folder(home, dialogue) / f"{sort}.{serial}.json"
        if not file.exists():
            _write(file, _fresh(sort))


def root_public(home: Home, dialogue: str) -> RootKey:
    """Read the public halves of the root."""
    public = _pair(_folder(home, dialogue) / "root.json").public
    return RootKey(public.ed25519, public.mldsa44)


def require_root(home: Home, dialogue: str, root: Path | None = None) -> None:
    """Raise Damaged or Ours unless the root's file is there, before anything is made for it to sign."""
    file = root or _folder(home, dialogue) / "root.json"
    if not file.exists():
        raise Ours(
            f"the root key is not in {file}", hint="name the file where you keep it with `--root`; nothing was changed"
        )
    _pair(file)


def keyset(
    home: Home, introduction: Introduction, code: str, at: str, *,
    serial: int = 0, root: Path | None = None, revoked_from: int | None = None,
) -> Act:  # fmt: skip
    """Make a keyset of our log, signed by the root, which lies in the node's home or in the file `root`."""
    party = introduction.party(code)
    keys = load(home, introduction.dialogue, party.origin, serial)
    structure: dict[str, Any] = {
        "origin": party.origin,
        "serial": serial,
        "log": [format_vkey(v) for v in keys.log.vkeys],
        "mirror": [format_vkey(v) for v in keys.mirror.vkeys],
        "road": base64.b64encode(keys.road_public).decode(),
        "age": [keys.age_recipient],
    }
    if revoked_from is not None:
        structure["revoked_from"] = revoked_from
    structure["signature"] = _sign(home, introduction, code, structure, root)
    return Act(
        Verb.NOTIFY, "keyset", code, introduction.dialogue, at, object=introduction.dialogue, structure=structure
    )


def public_keyset(
    home: Home, introduction: Introduction, code: str, origin: str, *,
    serial: int = 0, root: Path | None = None, revoked_from: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Make the structure of a keyset of our public log, signed by the root: its log key and nothing else."""
    folder = _folder(home, introduction.dialogue)
    if serial == 0 and not (folder / f"{PUBLIC}.json").exists():  # a dialogue from before there were public logs
        _write(folder / f"{PUBLIC}.json", _fresh(PUBLIC))
    keys = load_log(home, introduction.dialogue, origin, serial, PUBLIC)
    structure: dict[str, Any] = {"origin": origin, "serial": serial, "log": [format_vkey(v) for v in keys.vkeys]}
    if revoked_from is not None:
        structure["revoked_from"] = revoked_from
    structure["signature"] = _sign(home, introduction, code, structure, root)
    return structure


def road_key_in(file: Path) -> ed25519.Ed25519PrivateKey:
    """Read a road key from a file of its own, as one who watches a joint log is lent it."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(_seed(file, "ed25519"))


def forget_public(home: Home, dialogue: str) -> None:
    """Let go of key and keyset of a public log that never began: the keyset first, since it names the key."""
    for name in (f"{PUBLIC}-keyset.json", f"{PUBLIC}.json"):
        (_folder(home, dialogue) / name).unlink(missing_ok=True)


def keep_public_keyset(home: Home, dialogue: str, structure: dict[str, Any]) -> None:
    """Keep the first keyset of a public log until there is something to publish."""
    write_private(_folder(home, dialogue) / f"{PUBLIC}-keyset.json", json.dumps(structure).encode())


def kept_public_keyset(home: Home, dialogue: str) -> dict[str, Any] | None:
    """Give the keyset that was signed beforehand, or None."""
    try:
        value = json.loads((_folder(home, dialogue) / f"{PUBLIC}-keyset.json").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Damaged(f"the keyset of the public log cannot be read: {error}", hint=_RESTORE) from error
    return value if isinstance(value, dict) else None


def has_root(home: Home, dialogue: str) -> bool:
    """Say whether the root's file still lies where it was made."""
    return (_folder(home, dialogue) / "root.json").exists()


def _sign(
    home: Home, introduction: Introduction, code: str, structure: dict[str, Any], root: Path | None
) -> dict[str, str]:
    """Sign a keyset with the root of the introduction, and no other key."""
    signer = _pair(root or _folder(home, introduction.dialogue) / "root.json")
    if RootKey(signer.public.ed25519, signer.public.mldsa44).digest != introduction.party(code).root.digest:
        raise Ours("this root key is not the one in the introduction", hint="nothing was changed; find the right file")
    signature = sign_message(signer, DOMAIN, keyset_message(code, introduction.dialogue, structure))
    return {
        "ed25519": base64.b64encode(signature.ed25519).decode(),
        "mldsa44": base64.b64encode(signature.mldsa44).decode(),
    }  # fmt: skip


def certificate(home: Home) -> tuple[Path, Path, str]:
    """Give the road's certificate file, key file and the certificate's SHA-256, made on first use for ten years.

    Peers pin the certificate at introduction, so it names nobody but the host and needs no authority.
    """
    cert_file, key_file = home.path / "keys" / "road.crt", home.path / "keys" / "road.key"
    if not cert_file.exists():
        _make_certificate(home.settings().road_host, cert_file, key_file)
    try:
        der = x509.load_pem_x509_certificate(cert_file.read_bytes()).public_bytes(serialization.Encoding.DER)
    except (OSError, ValueError) as error:
        raise Damaged(f"{cert_file} cannot be read: {error}", hint="restore it; peers have pinned it") from error
    return cert_file, key_file, hashlib.sha256(der).hexdigest()


def _make_certificate(host: str, cert_file: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3652))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    write_private(
        key_file,
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    write_private(cert_file, cert.public_bytes(pem))


def _folder(home: Home, dialogue: str) -> Path:
    return home.path / "keys" / dialogue


def _file(folder: Path, sort: str, serial: int) -> Path:
    """Name the file of a key in the keyset with this serial: its own, or that of the last one that brought one."""
    for number in range(serial, 0, -1):
        if (file := folder / f"{sort}.{number}.json").exists():
            return file
    return folder / f"{sort}.json"


def _fresh(sort: str) -> dict[str, str]:
    if sort == "age":
        return {"identity": means().identity()}
    halves = ("ed25519",) if sort == "road" else ("ed25519", "mldsa44")
    return {half: means().random(SEED_BYTES).hex() for half in halves}


def _pair(path: Path) -> Signer:
    """Give the key in a file; it is read and computed once, and again when the file is another."""
    return _made(path, _stamp(path))


@lru_cache(maxsize=256)
def _made(path: Path, _stamp: tuple[int, ...]) -> Signer:
    return means().signer(_seed(path, "ed25519"), _seed(path, "mldsa44"))


def _stamp(path: Path) -> tuple[int, ...]:
    """Tell a file from one that was put in its place."""
    try:
        found = path.stat()
    except OSError:
        return ()  # reading it says what is wrong
    return (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)


def _seed(path: Path, name: str) -> bytes:
    text = _read(path, name)
    if not is_name("digest", text):
        raise Damaged(f"the key file {path} cannot be read: {name} is not {SEED_BYTES} bytes", hint=_RESTORE)
    return bytes.fromhex(text)


def _write(path: Path, value: dict[str, str]) -> None:
    write_private(path, json.dumps(value).encode())


def _read(path: Path, name: str) -> str:
    try:
        return str(json.loads(path.read_text(encoding="ascii"))[name])
    except FileNotFoundError:
        raise Damaged(f"the key file {path} is missing", hint=_RESTORE) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"the key file {path} cannot be read: {error}", hint=_RESTORE) from error
