# SPDX-License-Identifier: Apache-2.0
"""A pile of files to be read: text, HTML, PDF, DOCX, folders of them, and JSON-lines with a text on each line.

Five rules:
  1. The answers come in the order of the pile, whatever the number of processes.
  2. One file that cannot be read is one answer with an error; the rest of the pile is read.
  3. A folder is read in the order of its names, without hidden files; a line of JSON has `text`, and may have `id` and
     `date`, the day of publication.
  4. No more than a few texts for each process are held at once.
  5. The operator's vocabulary (`vocabulary/*.yaml` in a node's home) is read beside ours.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import multiprocessing
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comity.base.errors import Ours
from comity.node.parse import MAX_BYTES, parse
from comity.reading import beside, read, using

_WAITING = 4
_LINES = (".jsonl", ".jsonl.gz", ".ndjson")


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be read: a file by its path, or a text with its day of publication."""

    name: str
    path: str = ""
    text: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an item: its text, its draft and where it came from; or the error that stood in the way."""

    name: str
    text: str = ""
    draft: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    error: Ours | None = None


def own_vocabulary(home: Path | None) -> dict[str, str]:
    """Give the operator's vocabulary files by name; none where there is no home, or nothing in it."""
    folder = home / "vocabulary" if home is not None else None
    if folder is None or not folder.is_dir():
        return {}
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def items(names: Sequence[str]) -> Iterator[Item]:
    """Give what stands in the pile; folders and JSON-lines are opened."""
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and not _hidden(each, path))
            if not inside:
                raise Ours(f"{name} cannot be read: the directory holds no file", hint="nothing was read")
            yield from items([str(each) for each in inside])
        elif name.endswith(_LINES):
            yield from _lines(path)
        else:
            yield Item(name, path=name)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _lines(path: Path) -> Iterator[Item]:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_BYTES + 1):
                number += 1
                if line.strip():
                    yield _line(f"{path}:{number}", line)
    except (OSError, EOFError) as error:
        raise Ours(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}", hint="") from error


def _line(name: str, line: bytes) -> Item:
    try:
        entry = json.loads(line) if len(line) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise Ours(
            f"{name} is no JSON object with a `text`", hint='a line is {"id": "...", "date": "...", "text": "..."}'
        )
    return Item(
        str(entry.get("id") or name),
        text=entry["text"],
        date=str(entry.get("date") or ""),
        url=str(entry.get("url") or ""),
    )


def read_item(item: Item) -> Answer:
    """Read one item; an error is part of the answer."""
    try:
        if not item.path:
            digest = hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()
            source = {"kind": "text", "encoding": "utf-8", "sha256": digest}
            return Answer(item.name, item.text, read(item.text, {"date": item.date}).as_json(), source)
        return read_bytes(item.name, _bytes(item.path))
    except Ours as error:
        return Answer(item.name, error=error)


def read_bytes(name: str, data: bytes) -> Answer:
    """Read the bytes of one file; an error is part of the answer."""
    try:
        parsed = parse(data)
    except Ours as error:
        told = Ours(f"{name}: {error}", hint=error.hint, code=error.code)
        return Answer(name, error=told)
    return Answer(name, parsed.text, read(parsed.text).as_json(), parsed.as_json())


def _bytes(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Ours(f"{path} cannot be read: {error.strerror}", hint="nothing was read") from error


def read_pile(names: Sequence[str], *, jobs: int = 1, vocabulary: Mapping[str, str] | None = None) -> Iterator[Answer]:
    """Read a pile, in its order, with so many processes."""
    if jobs <= 1:
        with using(beside(vocabulary or {})):
            yield from map(read_item, items(names))
        return
    beside(vocabulary or {})  # a broken vocabulary is said here, once
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare, initargs=(vocabulary or {},)) as pool:
        waiting: deque[Future[Answer]] = deque()
        for item in items(names):
            waiting.append(pool.submit(read_item, item))
            if len(waiting) >= jobs * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _prepare(vocabulary: Mapping[str, str]) -> None:
    """Set a process up: its vocabularies, once for all that it reads."""
    using(beside(vocabulary)).__enter__()
    read("")
