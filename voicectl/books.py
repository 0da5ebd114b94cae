"""The database behind the settings, opened for a command that looks at it or ticks things off."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from voicectl.configured import settings_of
from voicectl.errors import CommandError


@contextmanager
def open_books(ctx: typer.Context, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to the configured database; without `create` it must exist and be up to date.

    Raises CommandError and ProviderError with what to do.
    """
    from agent.bookings import migrations
    from agent.bookings.connection import connect, fault

    path = settings_of(ctx).settings.database_path
    if not create and not Path(path).is_file():
        raise CommandError(
            f"there is no database at {path} yet; run `voicectl db migrate`, or start the daemon"
        )
    try:
        db = connect(path)
    except (sqlite3.Error, OSError) as error:
        raise fault(error, path) from error
    try:
        if not create and any(step.applied is None for step in migrations.status(db)):
            raise CommandError(f"{path} is of an older version; run `voicectl db migrate`")
        yield db
    except sqlite3.Error as error:
        raise fault(error, path) from error
    finally:
        db.close()
