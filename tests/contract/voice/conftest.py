"""Every voice there is, ready to speak: services on their simulators, engines of ours, wrappers."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from agent.ports import Voice
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.tts import elevenlabs, openai_speech, polly
from agent.tts.attempt import Engine
from agent.tts.clips import Cached, Clips
from agent.tts.guarded import GuardedVoice
from agent.tts.hybrid import Hybrid
from agent.tts.pronouncing import Manner
from agent.tts.tones import Tones
from simulators.elevenlabs import INSTANT, ElevenLabsServer
from simulators.elevenlabs import Plan as ElevenPlan
from simulators.openai import OpenAiServer
from simulators.polly import Credentials, PollyServer

DEADLINES = Deadlines(connect=2.0, first=5.0, between=5.0, total=30.0, spoken=5.0)
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


def cloud(name: str) -> Maker:
    """The adapter of a service."""

    @asynccontextmanager
    async def make(_: Path) -> AsyncIterator[Voice]:
        async with simulated(name) as url:
            voice = AT[name](url)
            await voice.start()
            try:
                yield voice
            finally:
                await voice.close()

    return make


@asynccontextmanager
async def tones(_: Path) -> AsyncIterator[Voice]:
    yield Tones()


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


SINGING: dict[str, Maker] = {
    **{name: cloud(name) for name in AT},
    "tones": tones,
    "cached": cached(cloud("elevenlabs")),
    "guarded": guarded(cloud("polly")),
    "hybrid": hybrid,
}
"""Voices whose words can be told from a recording."""


@pytest.fixture(params=SINGING)
def make(request: pytest.FixtureRequest) -> Maker:
    """Each voice in turn."""
    return SINGING[request.param]


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
