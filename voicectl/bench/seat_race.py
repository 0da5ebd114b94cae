"""64 callers on two nodes want the same window of 8 seats, round after round, on both databases.

Nobody may be booked twice or beside a seat, all seats are taken, and who comes too late is offered
another window. What is counted comes from the tables, by plain SQL; see `ledger`.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicectl.bench import ledger
from voicectl.bench.traces import figures
from voicectl.temporary_postgres import temporary_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 200
CALLERS = 64
SEATS = 8
NODES = 2
DATABASES = ("sqlite", "postgres")


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Race; `settings` may give `rounds`, `callers`, `seats` and `databases`. Nothing is random."""
    rounds, callers, seats = (
        int(settings.get(name, usual))
        for name, usual in (("rounds", ROUNDS), ("callers", CALLERS), ("seats", SEATS))
    )
    found: dict[str, Any] = {"rounds": rounds, "callers": callers, "seats": seats, "nodes": NODES}
    for name in settings.get("databases", DATABASES):
        with books(name, folder) as url:
            found[name] = await race(url, rounds, callers, seats)
    return found


@contextmanager
def books(name: str, folder: Path) -> "Iterator[str]":
    """Empty books of a kind; a server's commits wait for the disk."""
    if name == "sqlite":
        yield str(folder / "books.db")
        return
    with temporary_postgres() as server:
        yield server.create("books")


async def race(url: str, rounds: int, callers: int, seats: int) -> dict[str, Any]:
    """All rounds on one database, then the count."""
    told: list[dict[str, Any]] = []
    each = callers // NODES
    async with AsyncExitStack() as stack:
        nodes = []
        for number in range(NODES):  # one after the other, so that only one of them migrates
            words = (url, seats, rounds, number * each, each)
            nodes.append(await stack.enter_async_context(node("racers", *words)))
        for round_no in range(rounds):
            await asyncio.gather(*(ask(one, f"look {round_no}") for one in nodes))
            for answers in await asyncio.gather(*(ask(one, f"take {round_no}") for one in nodes)):
                told += answers
    return counted(url, told, seats, rounds)


def counted(url: str, told: list[dict[str, Any]], seats: int, rounds: int) -> dict[str, Any]:
    """The figures of a race: what the tables have, against what the callers were told."""
    booked = [one for one in told if one.get("code")]
    late = [one for one in told if "offered" in one]
    wanted = Counter(one.window for one in ledger.visits(url))
    count = ledger.count(url, [(one["call"], _line(one["code"])) for one in booked])
    return {
        "rounds_with_all_seats_booked": sum(number == seats for number in wanted.values()),
        "booked_in_a_round": {"fewest": min(wanted.values()), "most": max(wanted.values())},
        "visits": count.visits,
        "doubled": count.doubled,
        "lost": count.lost,
        "not_told": count.unspoken,
        "offered_something_else": sum(one["offered"] is not None for one in late),
        "left_without": len(told) - len(booked) - sum(one["offered"] is not None for one in late),
        "rounds_without_a_visit": rounds - len(wanted),
        "ms_to_booked": figures([one["ms"] for one in booked]),
        "ms_to_another_offer": figures([one["ms"] for one in late]),
    }


def _line(code: str) -> str:
    return f"Your code is {', '.join(code)}."


@asynccontextmanager
async def node(module: str, *words: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of `voicectl.bench` that answers lines, ready for the first one."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"voicectl.bench.{module}", *map(str, words)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        ready = await process.stdout.readline()
        if ready.strip() != b"ready":
            raise RuntimeError(f"a node of {module} did not start")
        yield process
    finally:
        process.stdin.close()
        await process.wait()


async def ask(process: asyncio.subprocess.Process, line: str) -> Any:
    """Send one line; the answer. Raises RuntimeError when the node is gone."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n".encode())
    answer = await process.stdout.readline()
    if not answer:
        raise RuntimeError(f"a node ended during {line!r}")
    return json.loads(answer)
