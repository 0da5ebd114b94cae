"""What remembering calls costs the event loop: handing over, encoding, sending to a real Redis.

Loop time is the processor time of the callbacks themselves, taken around every step of the loop
while only the keeper runs; waiting for Redis, or for other programs, is not part of it. The state
is as large as states get.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import thread_time
from typing import Any

from agent.dialogue.state import Line, State, encode
from agent.ports import Kept
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.sessions.keeper import Keeper
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.sessions.redis_store import RedisStore
from agent.sessions.session import Session
from voicectl.bench.fleet import redis_server

DEADLINES = Deadlines(connect=0.2, first=0.25, between=0.25, total=0.5, spoken=0.25)
SECONDS = 10.0
EVENTS_A_SECOND = 5.0
BUDGET_MS = 5.0


@dataclass
class Steps:
    """Durations of the loop's callbacks, in ms."""

    ms: list[float] = field(default_factory=list)

    def watch(self) -> Callable[[], None]:
        """Measure from now on; returns what stops it."""
        run = asyncio.events.Handle._run
        ms = self.ms

        def timed(handle: asyncio.Handle) -> None:
            began = thread_time()
            run(handle)
            ms.append(1000 * (thread_time() - began))

        asyncio.events.Handle._run = timed  # type: ignore[method-assign, assignment]

        def stop() -> None:
            asyncio.events.Handle._run = run  # type: ignore[method-assign]

        return stop


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Figures for some numbers of calls, with Redis there and frozen. Raises CommandError."""
    found: dict[str, Any] = {"budget_ms": BUDGET_MS, "state_bytes": len(encode(_long_state()))}
    async with redis_server() as server:
        for calls in settings.pop("calls", [1, 25, 100]):
            found[f"{calls} calls"] = await _run(server.url, calls)
        server.freeze(True)
        found["25 calls, Redis frozen"] = await _run(server.url, 25)
        server.freeze(False)
    return found


async def _run(url: str, calls: int) -> dict[str, Any]:
    redis = RedisStore(url, Guards(), DEADLINES)
    keeper = Keeper(Layered(redis, Memory()), lambda: 0.0)
    for call in range(calls):
        keeper.began(Session(call_sid=f"CA{call}", company="acme", node="a", epoch=1))
    state, steps, handing = _long_state(), Steps(), list[float]()
    rounds = round(SECONDS * EVENTS_A_SECOND)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(keeper.run())
        await asyncio.sleep(0.2)
        stop = steps.watch()
        for n in range(1, rounds + 1):
            for call in range(calls):
                began = thread_time()
                keeper.keep(Kept(f"CA{call}", n, n * 1.0, lambda: encode(state)))
                handing.append(1000 * (thread_time() - began))
            await asyncio.sleep(1 / EVENTS_A_SECOND)
        stop()
        task.cancel()
    await redis.close()
    return {
        "handed_over": keeper.handed,
        "written": keeper.written,
        "hand_over_ms_p99": round(_share(handing, 0.99), 4),
        "loop_ms_per_value": round(sum(steps.ms) / keeper.handed, 3),
        "step_ms_p50": round(_share(steps.ms, 0.5), 3),
        "step_ms_p99": round(_share(steps.ms, 0.99), 3),
        "step_ms_max": round(max(steps.ms), 2),
        "steps_over_budget": sum(one > BUDGET_MS for one in steps.ms),
    }


def _share(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def _long_state() -> State:
    """As large as states get: 32 KB."""
    lines = tuple(
        Line(who="caller" if n % 2 else "agent", text=f"{n} " + "word " * 60) for n in range(96)
    )
    return State(history=lines, turn=500)
