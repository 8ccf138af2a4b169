# SPDX-License-Identifier: Apache-2.0
"""Asking third witnesses to cosign our logs, where the operator has named any (c2sp.org/tlog-witness).

    HOME/witnesses.json   [{"url": "https://witness.example/comity", "vkeys": ["…", "…"], "dialogues": ["0f5c…"]}]
    HOME/witnessed/       what each has cosigned last of each log, as a note

Rules:
  1. A public log is shown to every witness named. A joint log is shown only for the dialogues that are named with it:
     its origin and its rhythm are what the witness learns, never an entry.
  2. A witness is optional. Where it does not answer nothing waits for it, and it is asked again.
  3. A witness that has cosigned more of our log than we hold, or another history of it, holds our log back: the restart
     guard lets nothing be appended until the log is here again and the witness has cosigned it, or two officers
     override the guard. Witnesses are asked before a node begins, and each minute.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import urllib3

from comity.base.errors import BadSignature, Carrier, ComityError, Damaged, Malformed, Theirs
from comity.exchange.gate import size_of
from comity.exchange.witness import Request, add_lines, format_request
from comity.log.note import VerifierKey, parse_note, parse_vkey
from comity.log.signature import cosignatures
from comity.node import guard, keys, store
from comity.node.home import here, write_private
from comity.node.joint.models import Log
from comity.node.locks import append_lock

MAX_ANSWER = 100_000


@dataclass(frozen=True, slots=True)
class Named:
    """One witness as the operator names it."""

    url: str
    vkeys: tuple[VerifierKey, ...]
    dialogues: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name under which it signs."""
        return self.vkeys[0].name


@dataclass(frozen=True, slots=True)
class Asked:
    """How asking one witness about one log went: the size that it has cosigned, and what stood in the way."""

    origin: str
    witness: str
    size: int
    error: ComityError | None = None

    def sentence(self) -> str:
        """Say it in words."""
        if self.error is not None:
            return f"not cosigned: {self.error}"
        return f"{self.size} entries cosigned"


def named() -> tuple[Named, ...]:
    """Read which witnesses the operator has named; none where there is no file."""
    file = here().path / "witnesses.json"
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        found = [
            Named(str(row["url"]).rstrip("/"), tuple(map(parse_vkey, row["vkeys"])), tuple(row.get("dialogues", ())))
            for row in rows
        ]  # fmt: skip
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Malformed) as error:
        raise Damaged(
            f"{file} cannot be read: {error}", hint='each witness is {"url": "…", "vkeys": ["…", "…"]}'
        ) from error  # fmt: skip
    if any(len({key.name for key in row.vkeys}) != 1 for row in found):
        raise Damaged(f"{file} names a witness by keys of several names", hint="each has its own two keys")
    return tuple(found)


def ask_all(*, again: bool = False) -> list[Asked]:
    """Ask every witness about every log of ours that it may see and has not cosigned as it stands; or all, `again`."""
    asked = []
    for witness in named():
        for log in Log.objects.filter(ours=True, size__gt=0).order_by("origin"):
            if log.channel != keys.PUBLIC and log.dialogue_id not in witness.dialogues:
                continue
            if again or _text(witnessed(log, witness)) != _text(bytes(log.checkpoint)):
                asked.append(_ask(log, witness))
    return asked


def witnessed(log: Log, witness: Named) -> bytes:
    """Give the note that a witness has cosigned last of a log, or nothing."""
    file = _file(log, witness)
    return file.read_bytes() if file.exists() else b""


def highest(log: Log) -> int:
    """Say how much of a log of ours any witness that is named has cosigned."""
    return max((size_of(note) for witness in named() if (note := witnessed(log, witness))), default=0)


def note_of(log: Log) -> bytes:
    """Give a log's newest checkpoint with the cosignatures of the witnesses that have cosigned just this one."""
    note = bytes(log.checkpoint)
    for witness in named():
        theirs = witnessed(log, witness)
        if _text(theirs) == _text(note):
            lines = [line for line in parse_note(theirs).signatures if line.name == witness.name]
            note = add_lines(note, "".join(line.line() for line in lines).encode())
    return note


def _ask(log: Log, witness: Named) -> Asked:
    before = witnessed(log, witness)
    size = size_of(before) if before else 0
    try:
        note = _cosigned(witness, log, size)
    except (Carrier, Theirs) as error:
        return Asked(log.origin, witness.name, size_of(before) if before else 0, error)
    write_private(_file(log, witness), note)
    guard.let_go(here(), log, witness.name)
    return Asked(log.origin, witness.name, log.size)


def _cosigned(witness: Named, log: Log, size: int) -> bytes:
    """Give our newest checkpoint as the witness cosigned it; `size` is what we believe it has cosigned last."""
    status, body = _post(witness, log, size)
    if status == 409:  # it knows better than we do
        size = _their_size(body, witness)
        if size > log.size:
            _hold_back(witness, log, size)
        status, body = _post(witness, log, size)
    if status in {409, 422}:
        _hold_back(witness, log, size, other=True)
    if status != 200:
        said = body[:200].decode(errors="replace").strip()
        raise Carrier(f"{witness.name} answered {status}: {said}", hint="ask its operator")
    note = add_lines(bytes(log.checkpoint), body)
    if not cosignatures(note, witness.vkeys):
        raise BadSignature(f"{witness.name} answered without both of its signatures", hint="nothing was kept")
    return note


def _hold_back(witness: Named, log: Log, size: int, *, other: bool = False) -> None:
    """Let nothing be appended to a log of which a witness knows more, or otherwise; raises unless we were too slow."""
    with append_lock(here()):
        now = Log.objects.get(pk=log.pk)  # it may have grown while we asked, by another process, which asked as well
        if now.size != log.size and (other or now.size >= size):
            raise Carrier(f"{log.origin} grew while {witness.name} was asked", hint="it will be asked again")
        what = "another history" if other else f"{size} entries"
        why = f"the witness {witness.name} has cosigned {what} of it"
        guard.hold(here(), log, guard.Hold(witness.name, size, why, always=other))
    raise Carrier(
        f"{witness.name} has cosigned {what} of {log.origin}, and {log.size} are here: nothing is appended any more",
        hint="bring back the newest database, or our log with `comity recover`; if the witness errs, take it out of"
        " witnesses.json, and let two officers override the guard",
        code="node.restart-guard", size=size,
    )  # fmt: skip


def _post(witness: Named, log: Log, old: int) -> tuple[int, bytes]:
    proof = tuple(store.tree(log).consistency_proof(old)) if 0 < old < log.size else ()
    body = format_request(Request(old, proof, bytes(log.checkpoint)))
    pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5.0, read=15.0), retries=False)
    try:
        response = pool.request(
            "POST", f"{witness.url}/add-checkpoint", body=body, preload_content=False, redirect=False
        )
        try:
            return response.status, response.read(MAX_ANSWER)
        finally:
            response.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Carrier(f"{witness.name} does not answer at {witness.url}", hint="it will be asked again") from error
    finally:
        pool.clear()


def _their_size(body: bytes, witness: Named) -> int:
    text = body.decode("ascii", errors="replace").removesuffix("\n")
    if not text.isdigit() or len(text) > 16:
        raise Malformed(f"{witness.name} answered 409 without the size that it has cosigned")
    return int(text)


def _text(note: bytes) -> str:
    return parse_note(note).text if note else ""


def _file(log: Log, witness: Named) -> Path:
    name = hashlib.sha256(f"{log.origin}\n{witness.name}".encode()).hexdigest()[:32]
    return here().folder("witnessed") / f"{name}.note"
