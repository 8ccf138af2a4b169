# SPDX-License-Identifier: Apache-2.0
"""Reading very many texts: shards of Parquet in, facts as Parquet out, on one machine or on a Ray cluster.

    in     texts-0001.parquet               id, text, date (the day of publication, may be missing)
    out    texts-0001.documents.parquet     digest, vocabulary, id, kind, lang, facts
           texts-0001.facts.parquet         digest, vocabulary, number, field, value, spans, rule, support, doubts

Five rules:
  1. One function reads a shard, wherever it runs: the facts are the same on one core and on a cluster.
  2. A row is keyed by the digest of the text and the version of the vocabularies, which is the digest of all of them as
     SKOS: what was read with other words is other rows.
  3. A shard is written whole or not at all, and a shard that was written with these vocabularies is not read again: a
     broken run is simply run again.
  4. A shard is read batch by batch: memory does not grow with it.
  5. pyarrow and Ray are loaded only here, and only when asked.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

from comity.base.errors import Ours
from comity.reading import beside, read, using
from comity.reading.skos import turtle

_BATCH = 512
_VERSION = 16
_MOST = 5_000_000
DOCUMENTS = ("digest", "vocabulary", "id", "kind", "lang", "facts")
FACTS = ("digest", "vocabulary", "number", "field", "value", "spans", "rule", "support", "doubts")
_NUMBERS = frozenset({"facts", "number"})


@dataclass(frozen=True, slots=True)
class Shard:
    """What came of a shard: texts, characters and facts, and the seconds it took; 0 where it was there already."""

    name: str
    texts: int = 0
    characters: int = 0
    facts: int = 0
    seconds: float = 0.0


def version(vocabulary: Mapping[str, str]) -> str:
    """Give the version of our vocabularies with an operator's beside them."""
    return hashlib.sha256(turtle(beside(vocabulary).schemes).encode()).hexdigest()[:_VERSION]


def read_shard(path: str, out: str, vocabulary: Mapping[str, str]) -> Shard:
    """Read one shard into two files of the folder `out`."""
    parquet = _load("pyarrow.parquet")
    words = version(vocabulary)
    stem = f"{Path(path).stem}.{words}"
    documents, facts = (Path(out) / f"{stem}.{name}.parquet" for name in ("documents", "facts"))
    if documents.is_file() and facts.is_file():
        return Shard(Path(path).name)
    start = time.perf_counter()
    texts = characters = found = 0
    with (
        using(beside(vocabulary)),
        _writer(documents, DOCUMENTS) as put_documents,
        _writer(facts, FACTS) as put_facts,
        parquet.ParquetFile(path) as file,
    ):
        for batch in file.iter_batches(batch_size=_BATCH):
            rows = batch.to_pylist()
            read_rows = [_read_row(row, words) for row in rows if row.get("text")]
            put_documents([document for document, _ in read_rows])
            put_facts([fact for _, each in read_rows for fact in each])
            texts += len(read_rows)
            characters += sum(len(row["text"]) for row in rows if row.get("text"))
            found += sum(len(each) for _, each in read_rows)
    facts.with_suffix(".part").replace(facts)
    documents.with_suffix(".part").replace(documents)
    return Shard(Path(path).name, texts, characters, found, time.perf_counter() - start)


def read_shards(paths: Sequence[str], out: Path, vocabulary: Mapping[str, str], *, jobs: int = 1) -> Iterator[Shard]:
    """Read shards on this machine, with so many processes; they are answered in their order."""
    out.mkdir(parents=True, exist_ok=True)
    orders = [(path, str(out), dict(vocabulary)) for path in paths]
    if jobs <= 1:
        yield from (read_shard(*order) for order in orders)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(read_shard, *zip(*orders, strict=True))


def read_on_cluster(paths: Sequence[str], out: Path, vocabulary: Mapping[str, str], *, address: str) -> Iterator[Shard]:
    """Read shards on a Ray cluster whose machines see the same folders; as each is done, it is answered.

    `address` is the cluster's, or `local:2` for one of two workers on this machine, which ends with the run.
    """
    ray = _load("ray")
    out.mkdir(parents=True, exist_ok=True)
    local = address.startswith("local:")
    where = {"num_cpus": int(address.removeprefix("local:"))} if local else {"address": address}
    ray.init(**where, include_dashboard=False if local else None, log_to_driver=False, configure_logging=False)
    try:
        task = ray.remote(num_cpus=1, max_retries=2)(read_shard)
        waiting = [task.remote(path, str(out), dict(vocabulary)) for path in paths]
        while waiting:
            done, waiting = ray.wait(waiting)
            yield from ray.get(done)
    finally:
        ray.shutdown()


def _read_row(row: Mapping[str, Any], vocabulary: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = str(row["text"])[:_MOST]
    key = {"digest": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "vocabulary": vocabulary}
    draft = read(text, {"date": str(row.get("date") or "")}).as_json()
    facts = [
        {
            **key, "number": number, "field": fact["field"], "value": _json(fact["value"]),
            "spans": _json(fact["spans"]), "rule": fact["rule"], "support": fact["support"],
            "doubts": _json(fact["doubts"]),
        }
        for number, fact in enumerate(draft["facts"])
    ]  # fmt: skip
    about = {"id": str(row.get("id") or ""), "kind": draft["kind"], "lang": draft["lang"], "facts": len(facts)}
    return {**key, **about}, facts


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


class _writer:  # noqa: N801  # used as a function is, in a with statement
    """A Parquet file that is being written under another name; called with rows, it adds them."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        arrow = self._arrow = _load("pyarrow")
        fields = [(name, arrow.int32() if name in _NUMBERS else arrow.string()) for name in columns]
        self._schema = arrow.schema(fields)
        self._file = _load("pyarrow.parquet").ParquetWriter(path.with_suffix(".part"), self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __call__(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._file.write_table(self._arrow.Table.from_pylist(rows, schema=self._schema))

    def __exit__(self, *_error: object) -> None:
        self._file.close()


def _load(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package = name.split(".", 1)[0]
        raise Ours(
            f"this needs the package {package}, which is not installed",
            hint="install the extra: pip install 'comity[scale]' (or requirements/scale.txt)", code="scale.missing",
        ) from error  # fmt: skip
