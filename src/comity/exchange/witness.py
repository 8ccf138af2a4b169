# SPDX-License-Identifier: Apache-2.0
"""Asking a third to cosign, and judging such a request: c2sp.org/tlog-witness, without clock, disk or network.

    POST PREFIX/add-checkpoint
    old 412                                             how much the witness cosigned last, as the log remembers it
    9d41c0…=                                            consistency proof from there, a hash a line

    alba.example/public-91c2a07be2f94c55                the signed checkpoint
    …

    200  the witness's signature lines
    400  not a request of this form, or `old` is more than the checkpoint's size
    403  no signature by a key that the witness trusts for this log
    404  a log that the witness does not know
    409  `old` is not what the witness cosigned last, and the body says what is; or another root at that size
    422  the proof does not lead from the one to the other

Rules:
  1. A witness judges and remembers in one step, and remembers before it answers: else it could be rolled back.
  2. Here a log is known by both of its keys, and a checkpoint that one of them did not sign is not signed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from comity.base.errors import BadProof, BadSignature, Malformed
from comity.log.checkpoint import MAX_SIZE, Checkpoint, parse_checkpoint
from comity.log.merkle import verify_consistency
from comity.log.note import Note, VerifierKey, b64, format_note, parse_note, unb64
from comity.log.signature import open_checkpoint

MAX_HASHES = 63
MAX_REQUEST = 300_000
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks of a witness: the size it believes was cosigned last, the proof from there, the signed note."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a witness does not cosign: the HTTP status, a sentence, and with 409 the size that it has cosigned."""

    status: int
    why: str
    size: int | None = None


def format_request(request: Request) -> bytes:
    """Write the body of a request."""
    lines = [f"old {request.old}", *map(b64, request.proof), "", ""]
    return "\n".join(lines).encode() + request.note


def parse_request(data: bytes) -> Request:
    """Read the body of a request in its only spelling, or raise Malformed."""
    above, empty, note = data.partition(b"\n\n")
    try:
        first, *lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError:
        first, lines = "", []
    number = first.removeprefix("old ")
    if not empty or number == first or not number.isdigit() or len(number) > len(str(MAX_SIZE)):
        raise Malformed("a request begins with `old SIZE`, and has an empty line before the checkpoint")
    if len(lines) > MAX_HASHES:
        raise Malformed(f"a consistency proof has at most {MAX_HASHES} hashes, and this one has {len(lines)}")
    request = Request(int(number), tuple(unb64(line, "hash") for line in lines), note)
    if any(len(node) != 32 for node in request.proof) or format_request(request) != data:
        raise Malformed("the request is not in its only spelling")
    return request


def judge(
    data: bytes,
    keys_of: Callable[[str], Sequence[VerifierKey] | None],
    latest_of: Callable[[str], Checkpoint | None],
) -> Checkpoint | Refusal:
    """Say whether a witness may cosign what is asked: the checkpoint, or why not.

    `keys_of` gives the keys of a log by its origin; `latest_of` the checkpoint of it that was cosigned last. Whoever
    calls this holds what `latest_of` gives until it has remembered the outcome.
    """
    try:
        request = parse_request(data)
        asked = parse_checkpoint(parse_note(request.note).text)
    except Malformed as error:
        return Refusal(400, str(error))
    keys = keys_of(asked.origin)
    if keys is None:
        return Refusal(404, "this log is not known here")
    try:
        open_checkpoint(request.note, origin=asked.origin, vkeys=keys)
    except (BadSignature, Malformed) as error:
        return Refusal(403, str(error))
    if request.old > asked.size:
        return Refusal(400, f"old is {request.old}, and the checkpoint has size {asked.size}")
    return _follows(request, asked, latest_of(asked.origin))


def add_lines(note: bytes, lines: bytes) -> bytes:
    """Add a witness's signature lines to a note, in place of earlier ones by the same keys; or raise Malformed."""
    before, answer = parse_note(note), parse_note(parse_note(note).text.encode() + b"\n" + lines)
    own = {(line.name, line.key_id) for line in answer.signatures}
    others = tuple(line for line in before.signatures if (line.name, line.key_id) not in own)
    return format_note(Note(before.text, (*others, *answer.signatures)))


def _follows(request: Request, asked: Checkpoint, latest: Checkpoint | None) -> Checkpoint | Refusal:
    size = latest.size if latest is not None else 0
    if request.old != size:
        return Refusal(409, f"size {size} was cosigned last, not {request.old}", size)
    if latest is not None and asked.size == size and asked.root != latest.root:
        return Refusal(409, f"another root was cosigned for size {size}", size)
    if latest is None:
        return Refusal(422, "from nothing there is nothing to prove") if request.proof else asked
    try:
        verify_consistency(latest.size, latest.root, asked.size, asked.root, request.proof)
    except (BadProof, Malformed) as error:
        return Refusal(422, str(error))
    return asked
