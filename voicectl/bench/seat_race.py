"""64 callers on two nodes want the same window of 8 seats, round after round, on both databases.

Nobody may be booked twice or beside a seat, all seats are taken, and who comes too late is offered
another window. What is counted comes from the tables, by plain SQL; see `ledger`.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

from voicectl.bench import ledger
from voicectl.bench.nodes import ask, node
from voicectl.bench.traces import figures
from voicectl.temporary_postgres import temporary_postgres

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
def books(name: str, folder: Path) -> Iterator[str]:
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
    return counted(url, told, seats)


def counted(url: str, told: list[dict[str, Any]], seats: int) -> dict[str, Any]:
    """The figures of a race: what the tables have, against what the callers were told."""
    booked = [one for one in told if one.get("code")]
    late = [one for one in told if "offered" in one]
    failed = Counter(one["failed"] for one in told if "failed" in one)
    offered = sum(one["offered"] is not None for one in late)
    wanted = Counter(one.window for one in ledger.visits(url))
    count = ledger.count(url, [(one["call"], _line(one["code"])) for one in booked])
    return {
        "rounds_with_all_seats_booked": sum(number == seats for number in wanted.values()),
        "booked_in_a_round": {"fewest": min(wanted.values()), "most": max(wanted.values())},
        "visits": count.visits,
        "doubled": count.doubled,
        "lost": count.lost,
        "not_told": count.unspoken,
        "offered_something_else": offered,
        "left_without": len(told) - len(booked) - offered - failed.total(),
        "office_gave_up": dict(failed),
        "ms_to_booked": figures([one["ms"] for one in booked if "ms" in one]),
        "ms_to_another_offer": figures([one["ms"] for one in late if "ms" in one]),
    }


def _line(code: str) -> str:
    return f"Your code is {', '.join(code)}."
