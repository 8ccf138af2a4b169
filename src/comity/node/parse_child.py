# SPDX-License-Identifier: Apache-2.0
"""The limited process that parses one file from elsewhere: a line that says what it is and the bytes in, JSON out.

    in:   {"kind": "pdf"}\\n%PDF-1.7 ...          out:   {"text": "...", "encoding": "", "kind": "pdf"}
                                                 or:    {"error": "...", "hint": "...", "code": "..."}

Three rules:
  1. Before the first byte is looked at it gives up the network, long writing, new processes, most of memory and time.
  2. It holds nothing: no environment, no keys, no database, no open files but its two ends.
  3. Whatever it meets ends in an answer or in its death; both are a sentence for the person.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import re
import resource
import sys
from typing import Any

from comity.base.errors import Ours

SECONDS = 20
MEMORY = 1_000_000_000
MAX_TEXT = 5_000_000
MAX_ANSWER = 40_000_000
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)


def limit() -> None:
    """Give up what a parser does not need. An empty network of its own where the system allows it."""
    with contextlib.suppress(OSError, AttributeError):
        system = ctypes.CDLL(None)
        if system.unshare(_NEW_NETWORK) != 0:
            system.unshare(_NEW_USER | _NEW_NETWORK)
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, MAX_ANSWER),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def parse(kind: str, data: bytes) -> dict[str, Any]:
    """Give the words of these bytes; raises Ours."""
    encoding = ""
    if kind == "pdf":
        from comity.formats.words_of_pdf import words_of_pdf  # noqa: PLC0415  # each kind loads its own parser only

        text = words_of_pdf(data, MAX_TEXT)
    elif kind == "docx":
        from comity.formats.words_of_word import words_of_word  # noqa: PLC0415  # the same

        text = words_of_word(data)
    else:
        from comity.formats.words_of_plain import words_of_plain  # noqa: PLC0415  # the same

        told = _DECLARED.search(data[:4096]) if kind == "html" else None
        text, encoding = words_of_plain(data, told.group(1).decode("ascii") if told else "")
        if kind == "html":
            from comity.formats.words_of_web import words_of_web  # noqa: PLC0415  # the same

            text = words_of_web(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    if len(text) > MAX_TEXT:
        raise Ours("the file has more text than is read", hint="give the communiqué alone", code="parse.too-large")
    return {"text": text, "encoding": encoding, "kind": kind}


def main() -> int:
    """Answer once, and end."""
    limit()
    try:
        order = json.loads(sys.stdin.buffer.readline())
        answer = parse(order["kind"], sys.stdin.buffer.read())
    except Ours as error:
        answer = {"error": str(error), "hint": error.hint, "code": error.code}
    except (MemoryError, RecursionError):
        return 2
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
