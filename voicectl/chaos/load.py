"""Callers against a node: the run, what was seen of each call, and the report of all of them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import aiohttp

from simulators.twilio.faults import Faults
from voicectl.bench import node_loss_report
from voicectl.bench.traces import figures
from voicectl.chaos.callers import GOOD
from voicectl.chaos.gauge import Gauge, load
from voicectl.chaos.ground import Ground
from voicectl.chaos.objectives import Objective, judge
from voicectl.chaos.seen import Seen, made, seen
from voicectl.chaos.shapes import Traffic
from voicectl.chaos.traffic import Phoned, Town

OBJECTIVES = (
    "success_rate >= 0.98",
    "duplicates <= 0",
    "lost <= 0",
    "response_ms.p50 <= 1000",
    "response_ms.p95 <= 1500",
    "audio.underruns <= 0",
    "audio.gaps <= 0",
)
Progress = Callable[[float, int, int], None]
"""Told now and then: seconds so far, live calls, calls so far."""
TELL_S = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """All that a report needs."""

    traffic: Traffic
    calls: tuple[Seen, ...]
    gauge: Gauge
    node: dict[str, Any] | None
    """What the node tells of its speaking and its loop; None: not asked."""
    books: dict[str, Any] | None
    """What the books and the callers' ears say about each other; None: not known."""
    load: tuple[float, ...]


async def run(
    ground: Ground,
    traffic: Traffic,
    *,
    faults: Faults | None = None,
    to_the_end: bool = True,
    progress: Progress = lambda *_: None,
) -> Run:
    """Let people phone, then look at every call. Raises CommandError."""
    town = Town(ground.carrier, ground.number, ground.people, faults)
    gauge = Gauge(ground.pids, lambda: town.live, town.began)
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(gauge.run())
        telling = tasks.create_task(_tell(town, progress))
        await town.phone(traffic, to_the_end=to_the_end)
        gauge.look()
        looking.cancel()
        telling.cancel()
    busy, node = load(), await _health(ground)
    return Run(
        traffic=traffic,
        calls=tuple([await _seen(ground, one) for one in town.calls]),
        gauge=gauge,
        node=node,
        books=await asyncio.to_thread(_books, ground, town.calls),
        load=tuple(busy),
    )


async def _health(ground: Ground) -> dict[str, Any] | None:
    if ground.rig is None:
        return None
    try:
        return await ground.rig.health()
    except (aiohttp.ClientError, TimeoutError):  # it is dead, which its calls will tell
        return None


async def _tell(town: Town, progress: Progress) -> None:
    while True:
        progress(monotonic() - town.began, town.live, len(town.calls))
        await asyncio.sleep(TELL_S)


async def _seen(ground: Ground, phoned: Phoned) -> Seen:
    finished = None
    if ground.rig is not None and phoned.call.streams:
        try:
            finished = await ground.rig.finished(phoned.call, made(phoned))
        except RuntimeError:  # it left no journal: the report counts it as failed
            finished = None
    found = await asyncio.to_thread(seen, phoned, finished, tones=ground.reader is not None)
    if found.spoilt:
        sound = phoned.call.recording
        await asyncio.to_thread(sound.save, ground.folder / f"{phoned.call.sid}.wav")
    return found


def _books(ground: Ground, calls: Sequence[Phoned]) -> dict[str, Any] | None:
    if ground.reader is None:
        return None
    legs = [one.call for one in calls]
    books = str(ground.folder / "voicectl.db")
    return node_loss_report.judge(books, ground.folder / "journal", legs, ground.reader.words)


# --- the report ----------------------------------------------------------------------------------


def check(objectives: Iterable[Objective]) -> None:
    """Make sure that the report will have these figures. Raises CommandError."""
    gauge = Gauge({}, lambda: 0, 0.0)
    gauge.look()
    judge(report(Run(Traffic(1.0), (), gauge, None, None, ()), ""), objectives)


def report(done: Run, name: str, faults: Sequence[Any] = ()) -> dict[str, Any]:
    """The figures in the shape that scripts rely on; null: not known."""
    counted = [one for one in done.calls if not one.cut]
    known = done.books is not None
    good = [one for one in counted if one.outcome in GOOD or (not known and one.responses)]
    books = done.books or {}
    return {
        "scenario": name,
        "shape": done.traffic.shape,
        "seed": done.traffic.seed,
        "calls": len(done.calls),
        "at_once": max((one.live for one in done.gauge.looks), default=0),
        "completed": len(good),
        "failed": len(counted) - len(good),
        "cut_at_the_end": len(done.calls) - len(counted),
        "success_rate": round(len(good) / len(counted), 4) if counted else None,
        "outcomes": dict(Counter(one.outcome or "none" for one in counted)),
        "bookings": books.get("visits"),
        "duplicates": books.get("visits_doubled"),
        "lost": books.get("visits_lost"),
        "asked_again": books.get("slots_asked_again"),
        "reconnected": sum(max(0, one.streams - 1) for one in done.calls),
        "answered_ms": _figures([one.answered for one in done.calls if one.answered is not None]),
        "response_ms": _figures([r.latency_ms for one in done.calls for r in one.responses]),
        "first_byte_ms": _figures([ms for one in done.calls for ms in one.first_bytes]),
        "barge_in_ms": _barge_in(done.calls),
        "overhead_ms": _figures([ms for one in done.calls for ms in one.overheads]),
        "audio": {
            "underruns": sum(one.underruns for one in done.calls),
            "gaps": sum(len(one.gaps_at_s) for one in done.calls) if known else None,
            "glitches": sum(len(one.glitches) for one in done.calls) if known else None,
        },
        "cpu_per_call": _rounded(done.gauge.cores_per_call(), 4),
        "rss_mb_per_call": _rounded(done.gauge.mb_per_call(), 2),
        "node": _node(done),
        "spoilt": [_spoilt(one) for one in done.calls if one.spoilt],
        "faults": list(faults),
        "conditions": {
            "seconds": round(done.gauge.looks[-1].at_s, 1),
            "load": list(done.load),
            "late_ticks": sum(one.late_ticks for one in done.calls),
        },
    }


def _figures(values: Sequence[float]) -> dict[str, float | None]:
    found = figures(values, 0)
    return dict(found) if values else {**dict.fromkeys(found, None), "n": 0}


def _barge_in(calls: Sequence[Seen]) -> dict[str, float | None]:
    every = [ms for one in calls for ms in one.barge_ins]
    stopped = [ms for ms in every if ms is not None]
    return _figures(stopped) | {"spoke_on": len(every) - len(stopped)}


def _spoilt(one: Seen) -> dict[str, Any]:
    names = ("sid", "underruns", "gaps_at_s", "late_ticks")
    return {name: getattr(one, name) for name in names} | {"glitches": list(one.glitches)}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _node(done: Run) -> dict[str, Any] | None:
    if done.node is None:
        return None
    speaking, level = done.node["speaking"], done.node["level"]
    sessions = done.node["sessions"]
    return {
        "cores_max": round(max((share for _, share in done.gauge.busy("node")), default=0.0), 2),
        **{name: speaking[name] for name in ("frames", "underruns", "silent_s")},
        "tick_late_max_ms": speaking["tick_late_max_ms"],
        **{name: level[name] for name in ("loop_lag_p99_ms", "loop_lag_max_ms")},
        "sessions_given_up": sessions.get("given_up", 0),
    }
