"""All rows from one database into another, empty one: from a file to a server and back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from agent.bookings import audit, schema
from agent.bookings.connection import Connection, transaction
from agent.urls import is_postgres

BATCH = 500
TABLES: Mapping[str, bool] = {
    found[1]: "id INTEGER PRIMARY KEY" in statement
    for statement in (*schema.TABLES, schema.CALL_FACTS)
    if (found := re.search(r"CREATE TABLE (\w+)", statement))
}
"""Every table in an order that references allow, and whether the database numbers its rows."""


class NotCopied(Exception):
    """Nothing was copied; the message says why."""


def copy(source: Connection, target: Connection, target_url: str) -> dict[str, int]:
    """Copy everything in one transaction on each side; how many rows each table has.

    Both must have today's schema. Raises NotCopied, and what the connections raise.
    """
    used = [table for table, rows in counts(target).items() if rows]
    if used:
        raise NotCopied(f"the target has rows already (in {', '.join(used)}); give an empty one")
    with transaction(source), transaction(target):
        for table, numbered in TABLES.items():
            for batch in _batches(source.execute(f"SELECT * FROM {table}")):  # noqa: S608
                _insert(target, table, batch)
            if numbered and is_postgres(target_url):
                target.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
                )
        had, has = counts(source), counts(target)
        if had != has:
            raise NotCopied(f"the copy has other numbers of rows: {had} became {has}")
        faults = audit.faults(target)
        if faults:
            raise NotCopied(f"the books are not sound: {'; '.join(faults[:5])}")
    return has


def counts(db: Connection) -> dict[str, int]:
    """Rows of every table."""
    return {
        table: int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
        for table in TABLES
    }


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _insert(target: Connection, table: str, batch: list[Any]) -> None:
    names = batch[0].keys()
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    target.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608
        [tuple(row) for row in batch],
    )
