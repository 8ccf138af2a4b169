# SPDX-License-Identifier: Apache-2.0
"""Measure the log between two nodes: append, replicate, verify, prove, show. Prints a line per figure, NAME VALUE UNIT.

    make bench-log       100,000 acts between two nodes, a log of a million       (QUICK=1: 10,000 acts, 50 seconds)

Rules:
  1. Two nodes as they ship, on loopback: `comity serve`, HTTPS with pinned certificates, both databases on the disk
     under --home. This process is the third: it replicates for one of them, in one thread, and so on one core.
  2. The floor is measured in the same run over the same bundles: bare HTTP, SHA-256, decode and re-encode,
     `executemany` in the same batches into the same table with the same pragmas.
  3. Time is the clock's. A busy machine is slower: its load is printed before and after. `*_per_cpu_s` is the
     processor's time of the process that does the work.
  4. What could not be measured is said on standard error, and has no line.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from world import World

QUICK = os.environ.get("QUICK", "") not in {"", "0"}
ACTS = 10_000 if QUICK else 100_000
LONG = 20_000 if QUICK else 1_000_000
ONE_BY_ONE = 300 if QUICK else 2_000
PROOFS = 500 if QUICK else 5_000
PAGES = 15 if QUICK else 60
STEP = 10_000
BATCH = 1_000
Line = tuple[str, float, str]


def main() -> None:
    """Measure everything, printing each figure as soon as it is there."""
    parser = argparse.ArgumentParser(description="Measure the log between two nodes on loopback.")
    parser.add_argument("--home", help="where the nodes' homes are made  [default: a temporary folder]")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="comity-bench-", dir=given.home) as folder, World(Path(folder)) as world:
        put("load_before", os.getloadavg()[0], "processes")
        put("sync_ms", _sync(Path(folder)), "ms")
        for part in (write_and_replicate, show, verify_and_prove):
            for line in part(world):
                put(*line)
        put("load_after", os.getloadavg()[0], "processes")


def put(name: str, value: float, unit: str) -> None:
    """Print a figure."""
    print(f"{name} {value:.3f} {unit}" if value < 10 else f"{name} {value:.0f} {unit}", flush=True)


def _sync(folder: Path) -> float:
    """Say how long the disk takes to make a block durable, which every append waits for twice."""
    took = []
    with (folder / "sync").open("wb") as file:
        for _ in range(50):
            file.write(bytes(4096))
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            took.append(1000 * (time.perf_counter() - start))
    return sorted(took)[25]


# --- append, replicate, floor ------------------------------------------------------------------------------------


def write_and_replicate(world: World) -> Iterator[Line]:
    """Let Boria write, and take it over for Alba, step by step."""
    from comity.node import store
    from comity.node.pull import pull

    dialogue = world.found("Alba-Boria, a bench")
    wall, own = world.boria.ask("one_by_one", dialogue=dialogue, number=ONE_BY_ONE)
    yield "append_one_acts_per_s", ONE_BY_ONE / wall, "/s"
    yield "append_one_acts_per_cpu_s", ONE_BY_ONE / own, "/s"
    pull(dialogue)
    log = world.peer_log(dialogue)
    start, writing, written, taking, cpu, memory = log.size, 0.0, 0.0, 0.0, 0.0, []
    for _ in range(0, ACTS, STEP):
        wall, own = world.boria.ask("in_batches", dialogue=dialogue, number=STEP, batch=BATCH)
        writing, written = writing + wall, written + own
        wall, own = time.perf_counter(), time.process_time()
        (result,) = pull(dialogue)
        taking, cpu = taking + time.perf_counter() - wall, cpu + time.process_time() - own
        if result.error is not None or result.receipted != result.after or result.after - result.before != STEP:
            raise SystemExit(f"bench: {result.sentence()}")
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    yield "append_batch_acts_per_s", ACTS / writing, "/s"
    yield "append_batch_acts_per_cpu_s", ACTS / written, "/s"
    yield "replicate_acts_per_s", ACTS / taking, "/s"
    yield "replicate_acts_per_cpu_s", ACTS / cpu, "/s"
    log = world.peer_log(dialogue)
    entries = store.entries(log, start, start + 1000)
    yield "act_bytes", sum(map(len, entries)) / len(entries), "bytes"
    floor = _floor(world, dialogue, start, log.size)
    yield "floor_acts_per_s", floor, "/s"
    yield "replicate_over_floor", ACTS / taking / floor, "of the floor"
    yield "replicate_peak_first_mib", memory[0], "MiB"
    yield "replicate_peak_last_mib", memory[-1], "MiB"


def _floor(world: World, dialogue: str, start: int, end: int) -> float:
    """Do with the same bundles what nobody could leave out; gives acts per second."""
    from comity.log.tile import TILE_WIDTH, decode_bundle

    port = world.boria.ask("plain_http", dialogue=dialogue, start=start, end=end)
    database = sqlite3.connect(world.folder / "floor.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        database.execute(f"PRAGMA {pragma}")
    for statement in world.alba_rows(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'joint_entry' AND sql IS NOT NULL"
    ):
        database.execute(statement)
    database.execute("CREATE TABLE joint_log (id integer PRIMARY KEY)")
    database.execute("INSERT INTO joint_log (id) VALUES (1)")
    insert = 'INSERT INTO joint_entry (log_id, "index", data) VALUES (?, ?, ?)'
    decode, encode = msgspec.json.Decoder().decode, msgspec.json.Encoder(order="deterministic").encode
    began, connection = time.perf_counter(), http.client.HTTPConnection("127.0.0.1", port)
    for step in range(start, end, STEP):
        last, rows = min(step + STEP, end), []
        for index in range(step // TILE_WIDTH, (last + TILE_WIDTH - 1) // TILE_WIDTH):
            width = min(end - index * TILE_WIDTH, TILE_WIDTH)
            connection.request("GET", f"/{index}/{width}")
            entries = decode_bundle(connection.getresponse().read(), count=width)
            for place, data in enumerate(entries, index * TILE_WIDTH):
                if step <= place < last:
                    hashlib.sha256(data).digest()
                    if encode(decode(data)) != data:
                        raise SystemExit("bench: an entry is not in its only spelling")
                    rows.append((1, place, data))
        database.execute("BEGIN IMMEDIATE")
        database.executemany(insert, rows)
        database.execute("COMMIT")
    database.close()
    return (end - start) / (time.perf_counter() - began)


# --- verify, prove -----------------------------------------------------------------------------------------------


def verify_and_prove(world: World) -> Iterator[Line]:
    """Read a long log back from the store, and prove entries of it from its tiles."""
    from comity.log.audit import audit
    from comity.log.checkpoint import Checkpoint
    from comity.log.merkle import leaf_hash, verify_inclusion
    from comity.node import store

    log = world.long_log(LONG)
    tree = store.tree(log)
    root = tree.root()
    start = time.perf_counter()
    count = sum(len(entries) for entries in audit(Checkpoint(log.origin, log.size, root), store.fetcher(log)))
    yield "verify_acts_per_s", count / (time.perf_counter() - start), "/s"
    chance = random.Random(1)  # noqa: S311  # which entries are proved is no secret
    places = [chance.randrange(LONG) for _ in range(PROOFS)]
    start = time.perf_counter()
    proofs = [tree.inclusion_proof(place) for place in places]
    yield "proofs_per_s", PROOFS / (time.perf_counter() - start), "/s"
    for place, proof in zip(places[:50], proofs, strict=False):
        verify_inclusion(leaf_hash(store.entries(log, place, place + 1)[0]), place, LONG, proof, root)


# --- show --------------------------------------------------------------------------------------------------------


def show(world: World) -> Iterator[Line]:
    """Look at the page of a long dialogue, warm, as one officer, over HTTP; and right after a new act in it."""
    dialogue = world.found("Alba-Boria, a long negotiation")
    counts = world.alba.ask("negotiate", dialogue=dialogue, number=ACTS)
    print(f"the dialogue has {ACTS} acts: {counts}", file=sys.stderr)
    with world.browser() as browser:
        path = f"/desk/{dialogue}/"
        yield "page_first_ms", _took(browser, path), "ms"
        took = sorted(_took(browser, path) for _ in range(PAGES))
        yield "page_p50_ms", took[len(took) // 2], "ms"
        yield "page_p95_ms", took[int(len(took) * 0.95)], "ms"
        yield "page_bytes", len(browser.get(path)), "bytes"
        world.alba.ask("one_by_one", dialogue=dialogue, number=1)
        yield "page_after_act_ms", _took(browser, path), "ms"


def _took(browser: Any, path: str) -> float:
    start = time.perf_counter()
    browser.get(path)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
