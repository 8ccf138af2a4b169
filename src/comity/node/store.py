# SPDX-License-Identifier: Apache-2.0
"""How entries, tiles and payloads lie in the joint store: bulk SQL on Django's connection.

entries   (log, index) -> bytes
tiles     (log, level, index) -> 1 to 256 hashes; a narrower tile is its beginning
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connections, transaction

from comity.base.digest import SALT_BYTES
from comity.base.errors import Damaged
from comity.log.edge import Edge
from comity.log.merkle import HASH_BYTES, Frontier
from comity.log.tile import ENTRIES, TILE_WIDTH, Tile, encode_bundle
from comity.log.tiletree import TileTree
from comity.node.joint.models import Log, Payload

STORE = "joint"
AT_ONCE = 1_000
MOST_WAL = 4_000_000  # bytes
_COLUMNS = (  # in the order of the class
    "id", "dialogue_id", "party", "channel", "origin", "ours", "size", "checkpoint", "cosigned", "receipted", "seen",
    "frozen",
)  # fmt: skip
_LOGS = f"SELECT {', '.join(_COLUMNS)} FROM joint_log WHERE dialogue_id = %s AND channel = %s"  # noqa: S608  # our names


def logs(dialogue: str, channel: str = "joint") -> tuple[Log, ...]:
    """Read what we know of each log of a dialogue; when we looked at it last is not asked here."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(_LOGS, [dialogue, channel])
        rows = cursor.fetchall()
    return tuple(Log.from_db(STORE, _COLUMNS, [*r[:5], bool(r[5]), *r[6:10], json.loads(r[10]), r[11]]) for r in rows)


def entries(log: Log, start: int, end: int) -> list[bytes]:
    """Read the entries from `start` to one before `end`; raises Damaged if any is missing."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(
            'SELECT data FROM joint_entry WHERE log_id = %s AND "index" >= %s AND "index" < %s ORDER BY "index"',
            [log.pk, start, end],
        )
        found = [bytes(row[0]) for row in cursor.fetchall()]
    if len(found) != end - start:
        raise Damaged(
            f"the log of {log.party} in {log.dialogue_id} lacks entries between {start} and {end}",
            hint="run `comity fsck`; nothing was changed",
        )
    return found


def each(log: Log, start: int, end: int) -> Iterator[bytes]:
    """Read the entries from `start` to one before `end` one after the other, a few thousand of them at once."""
    for first in range(start, end, AT_ONCE):
        yield from entries(log, first, min(first + AT_ONCE, end))


def count(log: Log) -> int:
    """Count the entries that lie in the store, signed or not: they lie one after the other, so the last one says it."""
    with connections[STORE].cursor() as cursor:
        cursor.execute('SELECT max("index") FROM joint_entry WHERE log_id = %s', [log.pk])
        last = cursor.fetchone()[0]
    return 0 if last is None else int(last) + 1


def add(log: Log, start: int, new: Sequence[bytes], tiles: Sequence[tuple[Tile, bytes]]) -> None:
    """Write entries and the tiles they bring. Call within a transaction on the joint store."""
    assert transaction.get_connection(STORE).in_atomic_block
    with connections[STORE].cursor() as cursor:
        cursor.executemany(
            'INSERT INTO joint_entry (log_id, "index", data) VALUES (%s, %s, %s)',
            [(log.pk, start + offset, data) for offset, data in enumerate(new)],
        )
        cursor.executemany(
            'INSERT INTO joint_tile (log_id, level, "index", data) VALUES (%s, %s, %s, %s)'
            ' ON CONFLICT (log_id, level, "index") DO UPDATE SET data = excluded.data',
            [(log.pk, tile.level, tile.index, data) for tile, data in tiles],
        )


def fold_wal() -> None:
    """Bring what SQLite has in its write-ahead log into the store, where that has grown.

    SQLite would do it by itself after a commit, and keep a sync that fails there to itself (node/databases.py).
    """
    connection = connections[STORE]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        length = Path(f"{connection.settings_dict['NAME']}-wal").stat().st_size
    except FileNotFoundError:
        return
    if length > MOST_WAL:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


@contextmanager
def unsynced() -> Iterator[None]:
    """Write in one transaction that a power cut may take back, with nothing that comes after it left standing.

    For what can be made again from that which was synced before. What the next transaction syncs, it syncs with it.
    """
    connection = connections[STORE]
    if connection.in_atomic_block or connection.vendor not in {"sqlite", "postgresql"}:
        with transaction.atomic(using=STORE):
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=STORE), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            try:
                with transaction.atomic(using=STORE):
                    yield
            finally:
                cursor.execute("PRAGMA synchronous=FULL")


def keep_checkpoint(log: Log, size: int, root: str, note: bytes, seen: Mapping[str, int]) -> None:
    """Keep a checkpoint of ours that was just signed; a power cut may take it back, and `recover` signs it again."""
    with unsynced(), connections[STORE].cursor() as cursor:
        cursor.execute("INSERT INTO joint_signedroot (log_id, size, root) VALUES (%s, %s, %s)", [log.pk, size, root])
        cursor.execute(
            "UPDATE joint_log SET size = %s, checkpoint = %s, seen = %s WHERE id = %s",
            [size, note, json.dumps(dict(seen)), log.pk],
        )


def tile(log: Log, level: int, index: int, width: int) -> bytes | None:
    """Read a tile or bundle at this width, or None where we have not so much."""
    if level == ENTRIES:
        start = index * TILE_WIDTH
        if start + width > log.size:
            return None
        return encode_bundle(entries(log, start, start + width))
    with connections[STORE].cursor() as cursor:
        cursor.execute(
            'SELECT data FROM joint_tile WHERE log_id = %s AND level = %s AND "index" = %s', [log.pk, level, index]
        )
        row = cursor.fetchone()
    if row is None or len(row[0]) < width * HASH_BYTES:
        return None
    return bytes(row[0])[: width * HASH_BYTES]


def holds(log: Log, tiles: Sequence[tuple[Tile, bytes]]) -> bool:
    """Say whether these tiles lie in the store, byte for byte."""
    return all(tile(log, named.level, named.index, named.width) == data for named, data in tiles)


class _Fetcher:
    def __init__(self, log: Log) -> None:
        self.log = log

    def __call__(self, level: int, index: int, width: int, /) -> bytes:
        data = tile(self.log, level, index, width)
        if data is None:
            raise Damaged(
                f"tile {level}/{index} of the log of {self.log.party} in {self.log.dialogue_id} is missing",
                hint="run `comity fsck`; nothing was changed",
            )
        return data


def fetcher(log: Log) -> _Fetcher:
    """Give the log's tiles as `TileTree` asks for them."""
    return _Fetcher(log)


def tree(log: Log, size: int | None = None) -> TileTree:
    """Give the log's tree, from its tiles."""
    return TileTree(log.size if size is None else size, fetcher(log))


def frontier(log: Log, size: int | None = None) -> Frontier:
    """Give the right edge of the log's tree."""
    at = log.size if size is None else size
    return tree(log, at).frontier() if at else Frontier()


def edge(log: Log) -> Edge:
    """Give the right edge of the log's tree with its tiles, so that it can grow."""
    return Edge.of(log.size, fetcher(log))


def keep_payload(dialogue: str, commitment: str, salted: bytes | None) -> None:
    """Keep a payload, or (None) that one is missing; what is already here is not written over."""
    keep_payloads(dialogue, {commitment: salted})


def keep_payloads(dialogue: str, payloads: Mapping[str, bytes | None]) -> None:
    """Keep payloads, or (None) that they are missing; what is already here, or was erased, is not written over."""
    with connections[STORE].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO joint_payload (dialogue_id, commitment, salted, erased) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (dialogue_id, commitment) DO UPDATE SET salted = excluded.salted"
            " WHERE joint_payload.salted IS NULL AND NOT joint_payload.erased",
            [(dialogue, commitment, salted, False) for commitment, salted in payloads.items()],
        )


def erase(dialogue: str, commitments: Collection[str]) -> None:
    """Take payloads and their salts away for good, written over on the disk; each stays known as erased."""
    connection = connections[STORE]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        cursor.executemany(
            "INSERT INTO joint_payload (dialogue_id, commitment, salted, erased) VALUES (%s, %s, NULL, %s)"
            " ON CONFLICT (dialogue_id, commitment) DO UPDATE SET salted = NULL, erased = excluded.erased",
            [(dialogue, commitment, True) for commitment in sorted(commitments)],
        )
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = OFF")
    write_over(STORE, "joint_payload")


def write_over(alias: str, table: str, *, whole: bool = False) -> None:
    """Leave nothing of deleted rows on the disk: not in the journal and, with `whole`, not in pages let go earlier."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            if whole:
                cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")


def salted_payload(dialogue: str, commitment: str) -> bytes | None:
    """Read salt and payload as they travel, or None."""
    row = Payload.objects.filter(dialogue_id=dialogue, commitment=commitment).first()
    return None if row is None or row.salted is None else bytes(row.salted)


def payload(dialogue: str, commitment: str) -> bytes | None:
    """Read a payload, or None where it is missing or erased."""
    salted = salted_payload(dialogue, commitment)
    return None if salted is None else salted[SALT_BYTES:]


def settled(dialogue: str, commitments: Collection[str]) -> set[str]:
    """Say which of these payloads are here or were erased; a query for each thousand."""
    found: set[str] = set()
    wanted = sorted(set(commitments))
    with connections[STORE].cursor() as cursor:
        for at in range(0, len(wanted), AT_ONCE):
            some = wanted[at : at + AT_ONCE]
            places = ", ".join(["%s"] * len(some))
            cursor.execute(
                "SELECT commitment FROM joint_payload"  # noqa: S608  # only places for values are written in
                f" WHERE dialogue_id = %s AND (salted IS NOT NULL OR erased) AND commitment IN ({places})",
                [dialogue, *some],
            )
            found.update(row[0] for row in cursor.fetchall())
    return found


def payloads(dialogue: str, commitments: Collection[str]) -> dict[str, bytes]:
    """Read payloads by commitment, without those that are missing or erased; a query for each thousand."""
    return payloads_of({dialogue: commitments}).get(dialogue, {})


def payloads_of(wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, bytes]]:
    """Read payloads of several dialogues at once, as `payloads` does of one; a query for each thousand in all."""
    found: dict[str, dict[str, bytes]] = {}
    pairs = [(dialogue, commitment) for dialogue in sorted(wanted) for commitment in sorted(wanted[dialogue])]
    with connections[STORE].cursor() as cursor:
        for at in range(0, len(pairs), AT_ONCE):
            some = pairs[at : at + AT_ONCE]
            dialogues = sorted({dialogue for dialogue, _ in some})
            first, second = (", ".join(["%s"] * number) for number in (len(dialogues), len(some)))
            cursor.execute(
                "SELECT dialogue_id, commitment, salted FROM joint_payload"  # noqa: S608  # only places for values
                f" WHERE dialogue_id IN ({first}) AND salted IS NOT NULL AND commitment IN ({second})",
                [*dialogues, *(commitment for _, commitment in some)],
            )
            for dialogue, commitment, salted in cursor.fetchall():
                if commitment in wanted[dialogue]:
                    found.setdefault(dialogue, {})[commitment] = bytes(salted)[SALT_BYTES:]
    return found
