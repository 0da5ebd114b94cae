"""Open a SQLite file safely and say in plain words what is wrong with it."""

import sqlite3
from pathlib import Path

from agent.ports import ProviderError

MEMORY = ":memory:"


def connect(path: str, *, busy_s: float = 2.0) -> sqlite3.Connection:
    """A connection in WAL mode with full sync and foreign keys; transactions are explicit.

    The file's directory is created. Raises sqlite3.Error or OSError.
    """
    if path != MEMORY:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=busy_s, isolation_level=None, check_same_thread=False)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error:
        db.close()
        raise
    return db


def fault(error: sqlite3.Error | OSError, path: str) -> ProviderError:
    """The error as one of the closed set of outcomes, with what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProviderError(
            "slow",
            f"the database {path} is locked by another process; end long transactions on it "
            "(a backup, a shell) and try again",
        )
    if code == sqlite3.SQLITE_FULL:
        return ProviderError(
            "broken", f"no space left for the database {path}; free disk space, then try again"
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return ProviderError(
            "broken",
            f"{path} is damaged or no SQLite database; move it away and restore a backup",
        )
    if code == sqlite3.SQLITE_READONLY:
        return ProviderError(
            "broken", f"the database {path} is read-only; give this user write access to it"
        )
    if code == sqlite3.SQLITE_CANTOPEN or isinstance(error, OSError):
        return ProviderError(
            "broken", f"can't open the database {path} ({error}); check the path and its rights"
        )
    return ProviderError("broken", f"the database {path} failed: {error}")
