# SPDX-License-Identifier: Apache-2.0
"""Copying the two stores row by row, between PostgreSQL and the files of a backup; the node is prepared.

    PostgreSQL -> joint.sqlite3, national.sqlite3        each as of one moment, while others may write
    joint.sqlite3, national.sqlite3 -> PostgreSQL        into stores that hold nothing yet, all or nothing for each

Every value goes as the node's own models spell it, so that both ends hold the same rows under the same numbers.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.models.sql import InsertQuery

from comity.node.databases import STORES, sqlite
from comity.node.router import COPY, TwoStores

_AT_ONCE = {"Payload": 4, "Pouch": 2, "Evidence": 8}  # rows that may be megabytes each
_USUALLY = 500


def out_of_database(folder: Path) -> None:
    """Write both stores into files of a backup."""
    for alias, store in STORES.items():
        file = folder / f"{store}.sqlite3"
        file.touch(mode=0o600)
        with _file(alias, file) as copy:
            _copy(alias, alias, copy)
            with connections[copy].cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


def into_database(folder: Path) -> None:
    """Fill both stores from the files of a backup, which stay as they are; an older one is brought up first."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        for alias, store in STORES.items():
            file = Path(name) / f"{store}.sqlite3"
            shutil.copyfile(folder / file.name, file)
            with _file(alias, file) as copy:
                _copy(alias, copy, alias)


@contextmanager
def _file(alias: str, file: Path) -> Iterator[str]:
    """Open a file as the copy of a store, with all its tables, and give its alias."""
    copy = alias + COPY
    connections.settings[copy] = {**connections.settings[alias], "CONN_MAX_AGE": 0, **sqlite(file)}
    try:
        call_command("migrate", database=copy, verbosity=0, interactive=False)
        yield copy
    finally:
        connections[copy].close()
        del connections[copy], connections.settings[copy]


def _copy(store: str, source: str, target: str) -> None:
    """Copy every row of a store; what migrations left in the target goes first."""
    found = [
        model for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and TwoStores().db_for_read(model) == store  # noqa: SLF001  # Django's way
    ]  # fmt: skip
    with transaction.atomic(using=source), transaction.atomic(using=target):
        if connections[source].vendor == "postgresql":
            with connections[source].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with connections[target].cursor() as cursor:
            for model in reversed(found):
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608, SLF001  # a name of ours
        for model in found:
            _copy_rows(model, source, target)
        with connections[target].cursor() as cursor:
            for statement in connections[target].ops.sequence_reset_sql(no_style(), found):
                cursor.execute(statement)


def _copy_rows(model: type[models.Model], source: str, target: str) -> None:
    at_once = _AT_ONCE.get(model.__name__, _USUALLY)
    rows = iter(model._base_manager.using(source).order_by("pk").iterator(chunk_size=at_once))  # noqa: SLF001  # the same
    fields = list(model._meta.concrete_fields)  # noqa: SLF001  # the same
    while some := list(islice(rows, at_once)):
        room: Any = connections[target].ops.bulk_batch_size(fields, some)
        for start in range(0, len(some), room):
            query = InsertQuery(model)
            query.insert_values(fields, some[start : start + room], raw=True)  # as they are: no new dates
            query.get_compiler(using=target).execute_sql()
