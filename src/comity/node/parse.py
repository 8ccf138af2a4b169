# SPDX-License-Identifier: Apache-2.0
"""A file as somebody has it (text in any alphabet table, HTML, PDF, DOCX), to the text that is read.

Four rules:
  1. Plain UTF-8 is decoded here. Everything else is other people's program, and is parsed in a limited process of its
     own (`parse_child.py`): never in the process that holds keys, and never for longer than half a minute.
  2. What a file is, its first bytes say; its name decides nothing.
  3. The original's digest goes with the text, so that a fact can be traced to the very bytes that were given.
  4. A file that cannot be read ends in one sentence and a next step. Nothing is repaired in silence.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass

from comity.base.errors import Ours
from comity.node.parse_child import MAX_ANSWER, SECONDS
from comity.reading.decode import Unreadable, decode

MAX_BYTES = 30_000_000
_OPENING = 1024
_UTF8 = b"\xef\xbb\xbf"
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title|table|section)[\s>/]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The text of a file; what the file was, how it was encoded, and the digest of its bytes."""

    text: str
    kind: str
    encoding: str
    sha256: str

    def as_json(self) -> dict[str, str]:
        """Give where the text came from, without the text."""
        return {"kind": self.kind, "encoding": self.encoding, "sha256": self.sha256}


def kind_of(data: bytes) -> str:
    """Say what these bytes are: pdf, docx, html or text."""
    opening = data[:_OPENING]
    if opening.lstrip()[:5] == b"%PDF-":
        return "pdf"
    if opening.startswith(b"PK\x03\x04"):
        return "docx"
    plain = opening.replace(b"\0", b"") if opening[:2] in {b"\xff\xfe", b"\xfe\xff"} else opening
    start = plain.removeprefix(_UTF8).lstrip()
    return "html" if start[:1] == b"<" and _TAG.search(plain) else "text"


def parse(data: bytes) -> Parsed:
    """Give the text of a file, or raise Ours saying what is wrong with it and what to do."""
    digest = hashlib.sha256(data).hexdigest()
    kind = kind_of(data)
    if kind == "text" and (text := _plain(data)) is not None:
        return Parsed(text, kind, "utf-8", digest)
    if len(data) > MAX_BYTES:
        raise Ours(
            f"the file has {len(data)} bytes, and at most {MAX_BYTES} are read",
            hint="nothing was read; give the communiqué alone", code="parse.too-large",
        )  # fmt: skip
    answer = _ask(kind, data)
    if "error" in answer:
        raise Ours(answer["error"], hint=answer.get("hint", ""), code=answer.get("code", ""))
    text = answer["text"]
    if not text.strip():
        raise Ours("the text is empty", hint="give a file that holds the communiqué", code="reading.empty")
    return Parsed(_printable(text), kind, answer["encoding"], digest)


def _plain(data: bytes) -> str | None:
    """Give the text of plain UTF-8; None where it may be another table; raise where it is nothing to be read."""
    try:
        return decode(data)
    except Unreadable as error:
        marked = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        if error.code == "reading.not-utf8" or (error.code == "reading.binary" and marked):
            return None
        raise


def _printable(text: str) -> str:
    """Put a blank for what no text holds: control characters and halves of characters, one for one."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" else char for char in text)


def _ask(kind: str, data: bytes) -> dict[str, str]:
    """Let the limited process parse it. Its answer goes to a file, so that not even its length can hurt us."""
    command = [sys.executable, "-I", "-m", "comity.node.parse_child"]
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603  # our own program
                command, input=json.dumps({"kind": kind}).encode() + b"\n" + data, stdout=answer,
                stderr=subprocess.DEVNULL, timeout=SECONDS + 10, check=False, env={"LANG": "C.UTF-8"}, cwd="/",
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise _gave_up(kind) from error
        answer.seek(0)
        said = answer.read(MAX_ANSWER + 1)
    if done.returncode or not said:
        raise _gave_up(kind)
    try:
        found: dict[str, str] = json.loads(said)
    except ValueError as error:
        raise _gave_up(kind) from error
    return found


def _gave_up(kind: str) -> Ours:
    return Ours(
        f"the file ({kind}) could not be read within the limits of time and memory",
        hint="nothing was read; open it in its own program, copy the text and give that", code="parse.limits",
    )  # fmt: skip
