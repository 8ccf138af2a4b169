# SPDX-License-Identifier: Apache-2.0
"""A dialogue handed to the archives: a bag (RFC 8493) that any archive's own tools check, and that proves itself.

    bagit.txt, bag-info.txt                       what this is, whose, how many bytes
    manifest-sha256.txt, tagmanifest-sha256.txt   the digest of every file
    data/dialogue/…                               the dialogue as `comity export` gives it
    data/comity_verify.py                         the program that checks it, one file

Rules:
  1. The bag holds what the parties hold: every log, every payload that is here, no key, nothing of the national file.
  2. What was erased by agreement is not in it; the logs say that it was, and verify all the same.
  3. Writing one is an exit: it asks for the marking and leaves a line in the trail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import comity_verify
from comity.exchange.introduction import decode
from comity.node import trail
from comity.node.clock import now
from comity.node.dialogues import NotHere, room_of
from comity.node.export import files_of, write_new
from comity.node.home import here
from comity.node.joint.models import Dialogue
from comity.node.marking import require_all

_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def archive(dialogue: str, folder: Path) -> int:
    """Write a dialogue as a bag into an empty folder; gives the number of files that it hands over."""
    row = Dialogue.objects.filter(pk=dialogue).first()
    if row is None:
        raise NotHere(f"dialogue {dialogue[:40]}")
    marked = str(require_all(room_of(dialogue).markings(), "export"))
    data = {f"data/dialogue/{name}": content for name, content in files_of(dialogue).items()}
    data["data/comity_verify.py"] = Path(comity_verify.__file__).read_bytes()
    tags = {
        "bagit.txt": _BAGIT,
        "bag-info.txt": _info(row, data, marked),
        "manifest-sha256.txt": _manifest(data),
    }
    write_new({**data, **tags, "tagmanifest-sha256.txt": _manifest(tags)}, folder)
    trail.left(trail.SHELL, "export", to="archives", dialogue=dialogue, thing=folder.name, marking=marked)
    return len(data)


def _info(row: Dialogue, data: Mapping[str, bytes], marked: str) -> bytes:
    introduction, ours = decode(bytes(row.introduction)), here().settings()
    title = introduction.title.get("en") or next(iter(introduction.title.values()), "")
    lines = {
        "Source-Organization": ours.name.get("en") or next(iter(ours.name.values())),
        "External-Identifier": row.pk,
        "External-Description": f"{title} ({introduction.purpose}); parties: {', '.join(introduction.codes)}",
        "Bagging-Date": now().date().isoformat(),
        "Payload-Oxum": f"{sum(map(len, data.values()))}.{len(data)}",
        "Marking": marked,
        "Check-With": "python3 data/comity_verify.py data/dialogue",
    }
    return "".join(f"{key}: {' '.join(value.split())}\n" for key, value in lines.items()).encode()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
