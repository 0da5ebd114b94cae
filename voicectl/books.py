"""The database behind the settings, opened for a command that looks at it or ticks things off."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from voicectl.configured import settings_of
from voicectl.errors import CommandError

if TYPE_CHECKING:
    from agent.bookings.connection import Connection

PATIENCE_S = 60.0
"""How long one statement of a command may take; nobody is on the phone."""


@contextmanager
def open_books(ctx: typer.Context, *, create: bool = False) -> Iterator["Connection"]:
    """A connection to the configured database; without `create` it must exist and be up to date.

    Raises CommandError and ProviderError with what to do.
    """
    from agent.bookings import migrations
    from agent.bookings.connection import connect, telling
    from agent.urls import masked

    url = settings_of(ctx).settings.database_url
    if not create and not is_there(url):
        raise CommandError(
            f"there is no database at {url} yet; run `voicectl db migrate`, or start the daemon"
        )
    with telling(url), closing(connect(url, deadline_s=PATIENCE_S)) as db:
        if not create and any(step.applied is None for step in migrations.status(db)):
            raise CommandError(f"{masked(url)} is of an older version; run `voicectl db migrate`")
        yield db


def is_there(url: str) -> bool:
    """Whether there is something to open; a server always is, and says itself what it lacks."""
    from agent.urls import is_postgres

    return is_postgres(url) or Path(url).is_file()
