# SPDX-License-Identifier: Apache-2.0
"""Where a node's two stores lie: two SQLite files in its home, or two schemas of one PostgreSQL database.

    ""                                                HOME/joint.sqlite3, HOME/national.sqlite3
    "postgresql://comity@db.alba.example/comity"      schemas `joint` and `national` of this database

The second is libpq's own way to name a database, and stands in node.json as `database`. A password belongs in libpq's
password file, not there. One database serves one node. The same statements go to both (node/store.py), and both must
promise that a commit is on the disk before it returns.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from comity.base.errors import Damaged, Ours
from comity.node.home import Home

STORES = {"default": "national", "joint": "joint"}  # Django's alias, and the name of the store
OLDEST = 130_000

_DURABLE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply", "remote_write")}


def databases(home: Home) -> dict[str, dict[str, Any]]:
    """Give Django's settings of the two stores, by alias."""
    database = home.settings().database
    if database:
        return {alias: postgresql(database, store) for alias, store in STORES.items()}
    return {alias: sqlite(home.path / f"{store}.sqlite3") for alias, store in STORES.items()}


def sqlite(file: Path) -> dict[str, Any]:
    """Give Django's settings of a store in a file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # Brought into the file by store.fold_wal, since SQLite is silent where its own doing so fails.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            + (" PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=0;" if file.name == "joint.sqlite3" else ""),
        },
    }


def postgresql(database: str, schema: str) -> dict[str, Any]:
    """Give Django's settings of a store in a schema."""
    parts = _parts(database)
    named = {key: parts.pop(key, "") for key in ("dbname", "user", "password", "host", "port")}
    options = f"{parts.pop('options', '')} -c search_path={schema} -c synchronous_commit=on"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": named["dbname"],
        "USER": named["user"],
        "PASSWORD": named["password"],
        "HOST": named["host"],
        "PORT": named["port"],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, **parts, "options": options.strip()},
    }


def require_free(database: str) -> None:
    """Raise Ours unless this PostgreSQL database can be reached and no node has its stores there."""
    import psycopg  # noqa: PLC0415  # loaded only where a node has PostgreSQL

    try:
        with psycopg.connect(database, connect_timeout=10) as connection:
            version = connection.info.server_version
            found = connection.execute(
                "SELECT count(*) FROM pg_namespace WHERE nspname = ANY(%s)", [list(STORES.values())]
            ).fetchone()
    except psycopg.Error as error:
        raise Ours(
            f"the database {shown(database)} cannot be reached: {str(error).strip()}",
            hint="nothing was made; name it as libpq does, such as postgresql://comity@localhost/comity",
        ) from error
    if version < OLDEST:
        raise Ours(f"PostgreSQL {version // 10_000} is too old; 13 is the oldest", hint="nothing was made")
    if found is not None and found[0]:
        raise Ours(f"a node has its stores in {shown(database)} already", hint="nothing was made; use another database")


def make_schemas(home: Home) -> None:
    """Make the schemas of a node that are not there, or raise Damaged where its database cannot be reached."""
    for store in STORES.values():
        _in_database(home, f'CREATE SCHEMA IF NOT EXISTS "{store}"')


def put_aside(home: Home) -> str:
    """Give the schemas of a node other names, which are kept; says which, or nothing where there were none."""
    number = 1
    while _has(home, _aside("joint", number)):
        number += 1
    found = [store for store in STORES.values() if _has(home, store)]
    for store in found:
        _in_database(home, f'ALTER SCHEMA "{store}" RENAME TO "{_aside(store, number)}"')
    return ", ".join(f"the schema {_aside(store, number)}" for store in found)


def _has(home: Home, schema: str) -> bool:
    return _in_database(home, "SELECT 1 FROM pg_namespace WHERE nspname = %s", schema)


def _aside(store: str, number: int) -> str:
    return f"{store}_before_restore_{number}"


def require_durable(cursor: Any, alias: str) -> None:
    """Raise Damaged unless the server syncs each commit; the cursor is one of its."""
    for name, allowed in _DURABLE.items():
        cursor.execute(f"SHOW {name}")
        found = cursor.fetchone()[0]
        if found not in allowed:
            raise Damaged(
                f"the database {alias} runs with {name}={found}",
                hint=f"set {name} to {allowed[0]} on the server; without it an act that was acknowledged may be lost",
            )


def shown(database: str) -> str:
    """Name a database for people, without its password."""
    parts = _parts(database)
    return f"{parts.get('dbname', '')} at {parts.get('host', 'this machine')}"


def _in_database(home: Home, statement: str, *values: str) -> bool:
    """Do a statement of ours in a node's database, if it has one, and say whether it gave a row."""
    import psycopg  # noqa: PLC0415  # loaded only where a node has PostgreSQL

    database = home.settings().database
    if not database:
        return False
    try:
        with psycopg.connect(database, autocommit=True, connect_timeout=10) as connection:
            done = connection.execute(statement.encode(), values or None)
            return done.description is not None and done.fetchone() is not None
    except psycopg.Error as error:
        raise Damaged(
            f"the database {shown(database)} cannot be used: {str(error).strip()}",
            hint="see that the server runs and `database` in node.json is right; nothing was changed",
        ) from error


def _parts(database: str) -> dict[str, Any]:
    import psycopg  # noqa: PLC0415  # loaded only where a node has PostgreSQL
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  # the same

    try:
        return dict(conninfo_to_dict(database))
    except psycopg.ProgrammingError as error:
        raise Ours(
            f"the name of the database cannot be read: {str(error).strip()}",
            hint="name it as libpq does, such as postgresql://comity@localhost/comity",
        ) from None
