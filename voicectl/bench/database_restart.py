"""PostgreSQL is restarted again and again while two nodes book: what is said stays true.

Every second restart is a crash (all sessions cut off, recovery from the log). Afterwards the books
are compared with what callers heard, by plain SQL; see `ledger`.
"""

import asyncio
import signal
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from voicectl.bench import ledger
from voicectl.bench.nodes import ask, node
from voicectl.bench.traces import figures
from voicectl.temporary_postgres import PostgresServer, temporary_postgres

CALLS = 200
NODES = 2
UNLOGGED = ("seats", "appointment_events", "appointments")
"""Tables with visits, those that refer to others first; without the server's log a crash empties
them."""
PAUSE_S = (1.0, 5.0)
"""Between the start of the server and its next end."""


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Book and restart; `settings` may give the number of `calls`, and `logged` false: the server's
    log is without visits. The seed picks the moments.
    """
    calls = int(settings.get("calls", CALLS))
    each = calls // NODES
    with temporary_postgres() as server:
        url = server.create("books")
        async with AsyncExitStack() as stack:
            nodes = [
                await stack.enter_async_context(node("talkers", url, number * each, each))
                for number in range(NODES)
            ]
            for table in () if settings.get("logged", True) else UNLOGGED:
                server.ask(f"ALTER TABLE {table} SET UNLOGGED", "books")
            async with asyncio.TaskGroup() as group:
                talks = [group.create_task(ask(one, "talk")) for one in nodes]
                restarts = await restart(server, Random(seed), talks, PAUSE_S)
            told = [talk.result() for talk in talks]
            before = ledger.count(url, _lines(told))
            found = sum([await ask(one, "follow") for one in nodes])
        after = ledger.count(url, _lines(told))
    return {
        "calls": each * NODES,
        "nodes": NODES,
        "restarts": restarts,
        "outcomes": dict(Counter(outcome for one in told for outcome in one["outcomes"])),
        **asdict(after),
        "unspoken_before_follow_up": before.forgotten,
        "tasks_made": found,
        "office_gave_up": sum(one["failed"] for one in told),
        "rows_of_calls_not_written": sum(one["not_written"] for one in told),
        "office_ms": figures([ms for one in told for ms in one["waits"]]),
    }


async def restart(
    server: PostgresServer,
    random: Random,
    talks: list["asyncio.Task[Any]"],
    pause_s: tuple[float, float],
) -> dict[str, int]:
    """End and start the server until all talks are done; how often, by how it ended."""
    done = Counter(orderly=0, crash=0)
    while not all(talk.done() for talk in talks):
        await asyncio.wait(talks, timeout=random.uniform(*pause_s))
        crash = done.total() % 2 == 1
        await asyncio.to_thread(server.stop, signal.SIGQUIT if crash else signal.SIGINT)
        await asyncio.to_thread(server.start)
        done["crash" if crash else "orderly"] += 1
    return dict(done)


def _lines(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(call, line) for one in told for call, line in one["lines"]]
