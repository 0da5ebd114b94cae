"""A PostgreSQL server of our own for tests and measurements: real, with data that is thrown away.

It listens on a free port of this machine, never on the usual one, and is stopped by its process.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from voicectl.errors import UNREACHABLE, CommandError

PASSWORD = "only-for-tests"  # noqa: S105  # of a server that lives for a minute
READY_S = 30.0
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "lc_messages": "C",
}


class PostgresServer:
    """One server in `folder`; `durable` says whether commits wait for the disk as in production."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._folder = folder
        self._user = _unprivileged()
        self._settings = {**_SETTINGS, "fsync": "on" if durable else "off"}
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if self._user:
            shutil.chown(folder, self._user)
            shutil.chown(secret, self._user)
        self._run(
            "initdb",
            *("-D", str(folder / "data"), "-U", "voicectl", f"--pwfile={secret}"),
            *("-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"),
        )

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://voicectl:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it and wait until it answers. Raises CommandError."""
        settings = [word for pair in self._settings.items() for word in ("-c", "=".join(pair))]
        command = [_program("postgres"), "-D", str(self._folder / "data"), "-p", str(self.port)]
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *settings], stdout=log, stderr=log, **self._as_user()
            )
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends all sessions, SIGQUIT stops as if it had crashed; waits until it is gone."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
        self.process = None

    def create(self, name: str) -> str:
        """Make a database; returns its URL."""
        self.ask(f"CREATE DATABASE {name}")
        return self.url(name)

    def ask(self, sql: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements without values in one of its databases; rows of the last one, if any."""
        import psycopg

        with psycopg.connect(self.url(name), autocommit=True, connect_timeout=5) as db:
            cursor = db.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def _wait(self) -> None:
        import psycopg

        until = monotonic() + READY_S
        while True:
            try:
                self.ask("SELECT 1")
            except psycopg.OperationalError as error:
                ended = self.process is None or self.process.poll() is not None
                if ended or monotonic() > until:
                    words = (self._folder / "log").read_text()[-500:]
                    raise CommandError(f"PostgreSQL does not start: {words}") from error
                sleep(0.02)
            else:
                return

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [_program(program), *words], capture_output=True, check=False, **self._as_user()
        )
        if done.returncode:
            raise CommandError(f"{program} failed: {done.stderr.decode()[-500:]}")

    def _as_user(self) -> dict[str, Any]:
        how: dict[str, Any] = {"cwd": self._folder, "start_new_session": True}
        if self._user:
            how |= {"user": self._user, "group": self._user, "extra_groups": []}
        return how


@contextmanager
def temporary_postgres(*, durable: bool = True) -> Iterator[PostgresServer]:
    """A running server, stopped and deleted at the end. Raises CommandError."""
    with tempfile.TemporaryDirectory(prefix="voicectl-postgres-") as folder:
        server = PostgresServer(Path(folder), durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def is_installed() -> bool:
    """Whether this machine has the server's programs."""
    return _found("postgres") is not None


def _program(name: str) -> str:
    found = _found(name)
    if found is None:
        raise CommandError(
            "PostgreSQL is not installed; run scripts/bootstrap dev (apt-get install postgresql)",
            UNREACHABLE,
        )
    return found


def _found(name: str) -> str | None:
    """Debian keeps the programs out of the path, one folder a version."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return shutil.which(name) or (str(packaged[0]) if packaged else None)


def _unprivileged() -> str:
    """Whom to run it as: it refuses root."""
    return "postgres" if os.geteuid() == 0 else ""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
