"""What PostgreSQL's errors mean for the one who asked, and what to do about them.

Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

import psycopg

from agent.bookings.connection import Rerun
from agent.ports import Fault, ProviderError

OVERTAKEN = {
    "40001",  # serialization_failure: another transaction was first
    "40P01",  # deadlock_detected
    "23505",  # unique_violation: the row came between our look and our insert
    "42P07",  # duplicate_table: two nodes migrate a new database
}
WAITED = {"55P03", "57014"}
"""lock_not_available, query_canceled (by statement_timeout)."""
LOST = {"57P01", "57P02", "57P03", "57P05", "25P03", "25P04"}
"""The server stops, starts, or ended a session that was silent for too long."""

_ADVICE: dict[str, tuple[Fault, str]] = {
    "53100": ("broken", "no space left at {url}; free disk space there, then try again"),
    "53200": ("slow", "{url} is out of memory; lower its load"),
    "53300": ("slow", "{url} has no connection left; raise max_connections or lower database.pool"),
    "42P01": ("broken", "{url} has no such table ({error}); run `voicectl db migrate`"),
    "42703": ("broken", "{url} is of another version ({error}); run `voicectl db migrate`"),
    "42501": ("broken", "this user may not do that at {url} ({error}); grant it the schema"),
    "25006": ("broken", "{url} is read-only (a standby?); give the address of the primary"),
}

_REFUSED: tuple[tuple[str, Fault, str], ...] = (
    ("password authentication failed", "auth", "wrong user or password; correct DATABASE_URL"),
    ("no password supplied", "auth", "it wants a password; write postgresql://USER:PASSWORD@HOST"),
    ("no pg_hba.conf entry", "auth", "it refuses this host or user; add a line to pg_hba.conf"),
    ("authentication failed", "auth", "it refuses this user; correct DATABASE_URL or pg_hba.conf"),
    ("role ", "auth", "there is no such user; create it (createuser) or correct DATABASE_URL"),
    ("database ", "broken", "there is no such database; create it: createdb NAME"),
    ("translate host name", "slow", "no such host; correct DATABASE_URL"),
    (
        "too many clients",
        "slow",
        "no connection left; raise max_connections or lower database.pool",
    ),
    ("remaining connection slots", "slow", "no connection left; raise max_connections"),
)


def fault(error: psycopg.Error, url: str, *, committing: bool) -> ProviderError:
    """An error of a statement; `committing` tells that its outcome is not known if it was lost."""
    code = error.sqlstate or ""
    words = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if code in OVERTAKEN:
        return Rerun(f"others change the same rows at {url} all the time ({words}); try again")
    if code in LOST or code.startswith("08") or (not code and _is_lost(error)):
        if committing:
            return ProviderError(
                "slow", f"{url} was lost during a commit; the same request again tells what holds"
            )
        return Rerun(f"the connection to {url} was lost ({words}); see whether the server runs")
    if code in WAITED:
        return ProviderError(
            "slow", f"{url} is locked or overloaded ({words}); end long transactions, try again"
        )
    kind, advice = _ADVICE.get(code, ("broken", "the database {url} failed: {error}"))
    return ProviderError(kind, advice.format(url=url, error=words))


def refused(error: psycopg.Error, url: str) -> ProviderError:
    """No session was opened; libpq tells why in words only."""
    text = " ".join(str(error).split())
    if isinstance(error, psycopg.ProgrammingError):
        return ProviderError("broken", f"{url} is no address of a database ({text})")
    for words, kind, advice in _REFUSED:
        if words in text and not ("does not exist" not in text and words in ("role ", "database ")):
            return ProviderError(kind, f"can't open {url}: {advice} ({text})")
    return Rerun(
        f"no database answers at {url}; start the server, or correct DATABASE_URL ({text})"
    )


def unfit(version: int, encoding: str, url: str, oldest: int) -> ProviderError | None:
    """Why this server can't hold the books; None if it can. `version` is as 150018 for 15.18."""
    if version < oldest * 10000:
        return ProviderError(
            "broken",
            f"{url} runs PostgreSQL {version // 10000}; version {oldest} or newer is needed",
        )
    if encoding != "UTF8":
        return ProviderError(
            "broken", f"{url} stores {encoding}; create a database with ENCODING 'UTF8'"
        )
    return None


def _is_lost(error: psycopg.Error) -> bool:
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
