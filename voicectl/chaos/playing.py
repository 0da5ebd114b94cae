"""Plays one scenario: people phone a node whose world breaks, or a bench does it all."""

import asyncio
import importlib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp

from voicectl.bench.fleet import redis_server
from voicectl.chaos import ground, load, strikes
from voicectl.chaos.load import Progress, Run
from voicectl.chaos.objectives import judge
from voicectl.chaos.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Played:
    """How it went."""

    found: dict[str, Any]
    """With objectives and `ok`."""
    run: Run | None
    """None: a bench played it."""


async def play(
    name: str, scenario: Scenario, folder: Path, seed: int, progress: Progress, *, without: bool
) -> Played:
    """Play it. `without`: the protection is missing. Raises CommandError."""
    began = monotonic()
    more = scenario.without.settings if without and scenario.without else {}
    if scenario.bench:
        found, run = await _bench(scenario.bench, folder, seed, more), None
    else:
        run = await _traffic(scenario, folder, seed, progress, more)
        found = load.report(run, name, _faults(scenario))
    judged = judge(found, scenario.wanted())
    told = {"scenario": name, "about": scenario.what_breaks, "protected": not without}
    how = {"folder": str(folder), "took_s": round(monotonic() - began, 1)}
    return Played(told | found | judged | how, run)


async def _bench(
    bench: Mapping[str, Any], folder: Path, seed: int, more: Mapping[str, Any]
) -> dict[str, Any]:
    options = {**bench, **more}
    module = importlib.import_module(f"voicectl.bench.{options.pop('name')}")
    found: dict[str, Any] = await module.measure(folder, seed, options)
    return found


async def _traffic(
    scenario: Scenario, folder: Path, seed: int, progress: Progress, more: Mapping[str, Any]
) -> Run:
    settings = {**scenario.settings, **more}
    async with AsyncExitStack() as stack:
        redis = None
        if any(one.kind.startswith("redis") for one in scenario.strike):
            redis = await stack.enter_async_context(redis_server())
            settings.setdefault("sessions.redis_url", redis.url)
        ready = await stack.enter_async_context(
            ground.own(folder, settings, faulty=bool(scenario.fault))
        )
        assert ready.services is not None
        assert ready.rig is not None
        await _announce(ready.services.control, scenario)
        async with asyncio.TaskGroup() as tasks:
            striking = tasks.create_task(strikes.all_of(scenario.strike, ready.rig.pid, redis))
            done = await load.run(
                ready, scenario.crowd(seed), faults=scenario.line, progress=progress
            )
            striking.cancel()
        return done


async def _announce(control: str, scenario: Scenario) -> None:
    """Tell the proxies in front of the services; their times count from now."""
    async with aiohttp.ClientSession() as session:
        for one in scenario.fault:
            async with session.post(f"{control}/faults", json=one) as answer:
                answer.raise_for_status()


def _faults(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        *({**one} for one in scenario.fault),
        *({"kind": one.kind, "start": one.start, "end": one.end} for one in scenario.strike),
    ]
