# SPDX-License-Identifier: Apache-2.0
"""Erasing by agreement where the stores lie in PostgreSQL: the words are in no file of any table or index.

What the server's write-ahead log keeps is for who runs the server: docs/guide/postgresql.md says how to end it.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from cluster import Cluster
from pair import Pair, make_pair
from test_erasure import CANARY, agree_to_erase, told_paper

from comity.node import store
from comity.sim.process import Process

pytestmark = pytest.mark.postgresql


@pytest.fixture
def pair(postgres_process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Two nodes in this process whose stores lie in PostgreSQL."""
    return make_pair(postgres_process, tmp_path, monkeypatch)


def files_with(server: Cluster, words: str, below: str, *before: str) -> list[str]:
    """Name the files of the server that hold these words, after it has written down what it has."""
    with psycopg.connect(server.database, autocommit=True) as connection:
        for statement in (*before, "CHECKPOINT"):
            connection.execute(statement.encode())
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    files = [path for path in (Path(folder) / below).rglob("*") if path.is_file()]
    assert files
    return sorted(path.name for path in files if words.encode() in path.read_bytes())


def test_erased_words_are_in_no_table_of_the_server(talks: Pair, server: Cluster) -> None:
    commitment = told_paper(talks)
    talks.meet()
    assert files_with(server, CANARY, "base")  # they were there

    agree_to_erase(talks, commitment)

    for key in ("alba", "boria"):
        with talks.at(key):
            assert store.salted_payload(talks.dialogue, commitment) is None
    assert files_with(server, CANARY, "base") == []
    # And the write-ahead log, as the guide says to end it.
    assert files_with(server, CANARY, "pg_wal")
    once = ("ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()", "SELECT pg_switch_wal()")
    assert files_with(server, CANARY, "pg_wal", *once) == []
