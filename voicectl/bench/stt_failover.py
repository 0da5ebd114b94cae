"""What faults of a recognition service cost a caller: every service, one fault after the other.

Each trial has a service, a fault proxy before it and our adapter, all fresh. A first utterance is
heard undisturbed, the fault strikes the second, and the third comes when the service is well again.
Right are the second and third if exactly their own words were heard. `added_ms` is what the second
took longer than the first. The simulated services need 0.15 s for an utterance; this machine's
engine is a stand-in that needs 0.4 s (`--set local_s=...`) and knows the same words.
"""

import asyncio
import audioop
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent.events import Expecting
from agent.ports import Transcript
from agent.resilience.guarded import Guards
from agent.settings import Settings
from agent.stt import openai_realtime, scribe
from agent.stt.failover import Ear, Failover
from agent.stt.live import Options
from agent.tongue import Tongue
from simulators import elevenlabs, openai
from simulators.elevenlabs import RequestFault, SegmentFault
from simulators.faults import Close, Duplicate, Entry, Fault, FaultProxy, Truncate
from simulators.listening import Listener
from simulators.speech.tones import Tones
from voicectl.bench.traces import figures

TRIALS = 3
LOCAL_S = 0.4
SERVICE_S = 0.15
FIRST, STRUCK, THIRD = "my furnace died", "we have no hot water since monday", "yes please"
TEXTS = (FIRST, STRUCK, THIRD)
SESSIONS = 2
COMMIT = "/v1/realtime/commit"


class StandIn:
    """This machine's engine for the bench."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._listener = Listener(words=TEXTS)

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """The words, after a while."""
        await asyncio.sleep(self._seconds)
        return Transcript(self._listener.hear(ulaw).text, 0.9, engine="local")


@dataclass(frozen=True, slots=True)
class Rig:
    """One trial's service, proxy and recogniser."""

    server: Any
    proxy: FaultProxy
    adapter: Any
    ears: Failover

    def spoil(self, *faults: Any) -> None:
        """Queue faults of the simulated service."""
        self.server.faults.extend(faults)

    def between(self, fault: Fault) -> None:
        """Let the proxy spoil what goes through."""
        self.proxy.schedule.add(Entry(fault))

    async def drop(self) -> None:
        """End all sessions."""
        ended = self.server.drop()
        if ended is not None:
            await ended

    async def ready(self, least: int) -> None:
        """Wait until sessions are open."""
        while self.adapter.health()["sessions"] < least:  # noqa: ASYNC110  # no event tells
            await asyncio.sleep(0.01)


Strike = Callable[[Rig], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Row:
    """One fault."""

    name: str
    before: Strike | None = None
    """Done before the utterance."""
    during: Strike | None = None
    """Done while it is on its way, 50 ms after it was sent."""


def _queue(*faults: Any) -> Strike:
    async def strike(rig: Rig) -> None:
        rig.spoil(*faults)

    return strike


def _proxied(fault: Fault) -> Strike:
    async def strike(rig: Rig) -> None:
        rig.between(fault)

    return strike


def _refused(fault: Any) -> Strike:
    async def strike(rig: Rig) -> None:
        rig.spoil(*[fault] * 100)
        await rig.drop()
        await asyncio.sleep(0.3)

    return strike


def _commit(**how: Any) -> Strike:
    return _queue(openai.Fault(path=COMMIT, **how))


def _segment(**how: Any) -> Strike:
    return _queue(SegmentFault(**how))


async def _drop(rig: Rig) -> None:
    await rig.drop()


BOTH = (
    Row("messages cut in their JSON", _proxied(Truncate(60))),
    Row("every message twice", _proxied(Duplicate())),
)
OPENAI = (
    Row("handshakes refused", _refused(openai.Fault(path="/v1/realtime", status=503))),
    Row("handshakes refused: key", _refused(openai.Fault(path="/v1/realtime", status=401))),
    Row("close 1011 before completed", _commit(close=1011, after=2)),
    Row("close 1006 before completed", _commit(close=1006, after=2)),
    Row("close 1012 by the way", _commit(stall=9.0), _proxied(Close(1012))),
    Row("failed event", _commit(status=500)),
    Row("failed event: quota", _commit(status=429, code="insufficient_quota")),
    Row("completed never comes", _commit(middle="stall", after=2)),
    Row("session ends", _commit(stall=9.0), _drop),
    Row("stall", _commit(stall=9.0)),
    Row("late by 0.4 s", _commit(stall=0.4)),
    Row("late by 1.2 s", _commit(stall=1.2)),
    Row("empty transcript", _commit(content="")),
    *BOTH,
)
SCRIBE = (
    Row("handshakes refused", _refused(RequestFault(path="/speech-to-text", status=503))),
    Row("handshakes refused: key", _refused(RequestFault(path="/speech-to-text", status=401))),
    Row("close 1011 before committed", _segment(stall=9.0), _proxied(Close(1011))),
    Row("close 1006 before committed", _segment(stall=9.0), _drop),
    Row("transcriber_error", _segment(error="transcriber_error")),
    Row("queue_overflow", _segment(error="queue_overflow")),
    Row("quota_exceeded and 1008", _segment(error="quota_exceeded", close=1008)),
    Row("session ends", _segment(error="session_time_limit_exceeded", close=1008)),
    Row("stall", _segment(stall=9.0)),
    Row("late by 0.4 s", _segment(stall=0.4)),
    Row("late by 1.2 s", _segment(stall=1.2)),
    Row("committed twice", _segment(twice=True)),
    Row("empty transcript", _segment(text="")),
    *BOTH,
)


@asynccontextmanager
async def _openai(local_s: float) -> AsyncIterator[Rig]:
    plan = openai.Plan(mishears=0.0, profile=openai.Profile(hearing=SERVICE_S))
    async with (
        openai.OpenAiServer(plan, listener=Listener(words=TEXTS)) as server,
        FaultProxy(server.base_url.removesuffix("/v1")) as proxy,
    ):
        options = Options(
            api_key=plan.key,
            base_url=f"{proxy.base_url}/v1",
            model="gpt-live-transcribe",
            languages=("en",),
            connect=2.0,
            sessions=SESSIONS,
        )
        async with _heard(
            "openai", server, proxy, openai_realtime.recognizer(options), local_s
        ) as rig:
            yield rig


@asynccontextmanager
async def _scribe(local_s: float) -> AsyncIterator[Rig]:
    profile = replace(elevenlabs.INSTANT, transcript=(SERVICE_S, SERVICE_S))
    plan = elevenlabs.Plan(profile=profile, scribe=replace(elevenlabs.Plan().scribe, mishears=0.0))
    async with (
        elevenlabs.ElevenLabsServer(plan, listener=Listener(words=TEXTS)) as server,
        FaultProxy(server.base_url) as proxy,
    ):
        options = Options(
            api_key=plan.key,
            base_url=proxy.base_url,
            model="scribe_v2_realtime",
            languages=("en",),
            connect=2.0,
            sessions=SESSIONS,
        )
        async with _heard("elevenlabs", server, proxy, scribe.recognizer(options), local_s) as rig:
            yield rig


@asynccontextmanager
async def _heard(
    name: str, server: Any, proxy: FaultProxy, adapter: Any, local_s: float
) -> AsyncIterator[Rig]:
    timeouts = Settings().timeouts
    guard = Guards().add(name, "hearing", deadlines=timeouts.stt.deadlines, probe=adapter.probe)
    ears = Failover(
        (Ear(name, adapter, guard), Ear("local", StandIn(local_s))), hedge=timeouts.stt_hedge_s
    )
    await adapter.start()
    try:
        yield Rig(server, proxy, adapter, ears)
    finally:
        await ears.close()
        await adapter.close()


SERVICES: dict[str, tuple[Callable[[float], Any], tuple[Row, ...]]] = {
    "openai": (_openai, OPENAI),
    "elevenlabs": (_scribe, SCRIBE),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault, once."""

    right: bool
    next_right: bool
    by: str
    added_ms: float


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Every fault of every service; `settings` may give `trials`, `local_s` and `rows` (names)."""
    trials = int(settings.get("trials", TRIALS))
    local_s = float(settings.get("local_s", LOCAL_S))
    wanted = settings.get("rows")
    clips = {text: await _clip(text) for text in TEXTS}
    found: dict[str, Any] = {}
    for name, (rig_of, rows) in SERVICES.items():
        found[name] = {}
        for row in [one for one in rows if wanted is None or one.name in wanted]:
            done = [await _trial(rig_of(local_s), row, clips) for _ in range(trials)]
            found[name][row.name] = _told(done)
    rows_found = [row for rows in found.values() for row in rows.values()]
    lost = sum(row["trials"] - row["right"] for row in rows_found)
    wrong_next = sum(row["trials"] - row["next_right"] for row in rows_found)
    worst = max(row["added_max_ms"] for row in rows_found)
    return found | {"utterances_lost": lost, "next_wrong": wrong_next, "added_worst_ms": worst}


def _told(done: list[Trial]) -> dict[str, Any]:
    added = figures([one.added_ms for one in done])
    return {
        "trials": len(done),
        "right": sum(one.right for one in done),
        "next_right": sum(one.next_right for one in done),
        "by": " ".join(f"{name} {n}" for name, n in Counter(one.by for one in done).items()),
        "added_p50_ms": round(added["p50"]),
        "added_max_ms": round(max(one.added_ms for one in done)),
    }


async def _trial(making: Any, row: Row, clips: dict[str, bytes]) -> Trial:
    async with making as rig:
        await rig.ready(SESSIONS)
        _, undisturbed = await _hear(rig, clips[FIRST])
        await asyncio.sleep(2 * scribe.REST_S)
        if row.before:
            await row.before(rig)
        async with asyncio.TaskGroup() as group:
            struck = group.create_task(_hear(rig, clips[STRUCK]))
            if row.during:
                await asyncio.sleep(0.05)
                await row.during(rig)
        found, took = struck.result()
        rig.server.faults.clear()
        rig.proxy.schedule.clear()
        following, _ = await _hear(rig, clips[THIRD])
        return Trial(
            right=found.text == STRUCK,
            next_right=following.text == THIRD,
            by=found.engine.partition(":")[0],
            added_ms=(took - undisturbed) * 1000,
        )


async def _hear(rig: Rig, ulaw: bytes) -> tuple[Transcript, float]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    return await rig.ears.transcribe(ulaw, "free"), loop.time() - began


async def _clip(text: str) -> bytes:
    speech = await Tones().speak(text, 8000)
    return audioop.lin2ulaw(speech.samples.astype("<i2").tobytes(), 2)
