# SPDX-License-Identifier: Apache-2.0
"""A third witness: it cosigns logs that it was told of, each if it grows out of what was cosigned before.

    FOLDER/witness.json      its name
    FOLDER/key.json          its key, of two halves, mode 0600
    FOLDER/logs/SHA256.json  one file for each log: origin, its two verifier keys, the size and root cosigned last

It keeps no entries, and needs no node. Anybody with a machine that stays up can run one: a neutral ministry, a
secretariat, a library.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from comity.base.errors import Damaged, Ours
from comity.exchange.witness import MAX_REQUEST, SIZE_TYPE, Refusal, judge, parse_request
from comity.log.checkpoint import Checkpoint
from comity.log.note import VerifierKey, format_vkey, parse_note, parse_vkey
from comity.log.signature import LOG_TYPES, Cosigner, check_vkeys, cosign
from comity.node.clock import timestamp
from comity.node.home import write_private
from comity.node.means import means


class Witness:
    """The witness of one folder; one process at a time serves it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        name, seeds = _read(folder / "witness.json")["name"], _read(folder / "key.json")
        signer = means().signer(bytes.fromhex(seeds["ed25519"]), bytes.fromhex(seeds["mldsa44"]))
        self.cosigner = Cosigner(name, signer)

    @classmethod
    def create(cls, folder: Path, name: str) -> Witness:
        """Make a witness with fresh keys in a new folder."""
        if (folder / "witness.json").exists():
            raise Ours(f"there is a witness in {folder} already", hint="nothing was changed")
        VerifierKey(name, LOG_TYPES[0], bytes(32))  # or Malformed for what is no name
        seeds = {half: means().random(32).hex() for half in ("ed25519", "mldsa44")}
        write_private(folder / "key.json", json.dumps(seeds).encode())
        write_private(folder / "witness.json", json.dumps({"comity": "witness", "format": 1, "name": name}).encode())
        return cls(folder)

    @property
    def vkeys(self) -> tuple[str, ...]:
        """Its verifier keys, as the logs' operators write them into witnesses.json."""
        return tuple(format_vkey(key) for key in self.cosigner.vkeys)

    def trust(self, vkeys: Sequence[str]) -> str:
        """Know a log by its two verifier keys, or by new ones after it renewed them; gives its origin."""
        keys = [parse_vkey(text) for text in vkeys]
        origin = keys[0].name if keys else ""
        check_vkeys(origin, LOG_TYPES, keys)
        with self._lock:
            value = self._known(origin) or {"origin": origin, "size": 0, "root": ""}
            self._remember({**value, "vkeys": list(vkeys)})
        return origin

    def add_checkpoint(self, body: bytes) -> tuple[int, str, bytes]:
        """Answer a request: status, content type and body. What was cosigned is on disk before this returns."""
        with self._lock:
            judged = judge(body, self._keys_of, self._latest_of)
            if isinstance(judged, Refusal):
                if judged.size is not None:
                    return judged.status, SIZE_TYPE, f"{judged.size}\n".encode()
                return judged.status, "text/plain; charset=utf-8", f"{judged.why}\n".encode()
            value = self._known(judged.origin)
            assert value is not None
            self._remember({**value, "size": judged.size, "root": judged.root.hex()})
        signed = parse_note(cosign(parse_request(body).note, self.cosigner, timestamp()))
        own = [line.line() for line in signed.signatures if line.name == self.cosigner.name]
        return 200, "text/plain; charset=utf-8", "".join(own).encode()

    def _keys_of(self, origin: str) -> Sequence[VerifierKey] | None:
        value = self._known(origin)
        return None if value is None else [parse_vkey(text) for text in value["vkeys"]]

    def _latest_of(self, origin: str) -> Checkpoint | None:
        value = self._known(origin)
        if value is None or not value["size"]:
            return None
        return Checkpoint(origin, int(value["size"]), bytes.fromhex(value["root"]))

    def _known(self, origin: str) -> dict[str, Any] | None:
        file = self._file(origin)
        return _read(file) if file.exists() else None

    def _remember(self, value: dict[str, Any]) -> None:
        write_private(self._file(value["origin"]), json.dumps(value).encode())

    def _file(self, origin: str) -> Path:
        return self._folder / "logs" / f"{hashlib.sha256(origin.encode()).hexdigest()}.json"


def server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Give an HTTP server that answers `POST /add-checkpoint`, and nothing else; a proxy with TLS stands before it."""

    class Handler(BaseHTTPRequestHandler):
        timeout: ClassVar[float] = 20.0
        server_version, sys_version = "comity-witness", ""

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint":
                return self._answer(404, "text/plain; charset=utf-8", b"not found\n")
            if not length.isdigit() or int(length) > MAX_REQUEST:
                return self._answer(400, "text/plain; charset=utf-8", b"a request has a length, and a small one\n")
            return self._answer(*witness.add_checkpoint(self.rfile.read(int(length))))

        def _answer(self, status: int, sort: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", sort)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep no list of who asked."""

    return ThreadingHTTPServer((host, port), Handler)


def _read(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Damaged(
            f"{file} cannot be read: {error}", hint="restore it; a witness that forgets cannot witness"
        ) from error
    if not isinstance(value, dict):
        raise Damaged(f"{file} is not what a witness writes", hint="restore it")
    return value
