"""Everything around a node, in memory and under the weather: voices, ears, books, store, REST."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from agent.bookings.connection import Connection
from agent.bookings.database import Database
from agent.events import Expecting, KnownCaller, Language, Tool, ToolResult
from agent.ports import CallRef, Desk, ProviderError, Spoken, Transcript
from agent.resilience.outcomes import Evidence, Failure
from agent.sessions.memory import Memory
from agent.sessions.session import Session
from agent.tongue import Tongue
from simulators.world import coded
from simulators.world.coded import Vocabulary
from simulators.world.weather import Weather

T = TypeVar("T")

NEVER = 1e6
"""Seconds."""


class CodedVoice:
    """`agent.ports.TimedVoice` that speaks in codes and tells each word's place."""

    def __init__(
        self, name: str, words: Vocabulary, weather: Weather, *, first: float, pace: float
    ) -> None:
        """`first`: seconds to the first audio. Its faults are called "NAME hangs" and so on."""
        self._name = name
        self._words = words
        self._weather = weather
        self._first = first
        self._pace = pace

    @property
    def name(self) -> str:
        """Part of a clip's key."""
        return self._name

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Audio of `text`. Raises ProviderError."""
        async for part in self.speak(text, language, slow=slow):
            yield part.audio

    async def speak(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[Spoken, None]:
        """A part for every few words. Raises ProviderError."""
        await self._begin()
        halts = self._weather.is_(f"{self._name} breaks off")
        silent = self._weather.is_(f"{self._name} is silent")
        audio, end = b"", 0
        for count, word in enumerate(text.split()):
            if halts and count == 2:
                raise Failure(Evidence(kind="reset", begun=True))
            sound = coded.say(word, self._words, pace=self._pace)
            audio += b"\xff" * len(sound) if silent else sound
            end = text.index(word, end) + len(word)
            if count % 8 == 7:
                yield Spoken(audio, end)
                audio = b""
                await asyncio.sleep(0.05)
        if audio:
            yield Spoken(audio, len(text))

    async def probe(self) -> None:
        """A few words. Raises ProviderError."""
        await self._begin()
        if any(self._weather.is_(f"{self._name} {what}") for what in ("breaks off", "is silent")):
            raise Failure(Evidence(kind="silent"))

    async def _begin(self) -> None:
        if self._weather.is_(f"{self._name} hangs"):
            await asyncio.sleep(NEVER)
        await asyncio.sleep(2.5 if self._weather.is_(f"{self._name} is slow") else self._first)
        if self._weather.is_(f"{self._name} refuses"):
            raise Failure(Evidence(kind="http", status=503))


class CodedEar:
    """`agent.ports.Recognizer` that reads codes."""

    def __init__(self, name: str, words: Vocabulary, weather: Weather, *, seconds: float) -> None:
        self._name = name
        self._words = words
        self._weather = weather
        self._seconds = seconds

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """The words, after a while. Raises ProviderError."""
        await self.probe()
        deaf = self._weather.is_(f"{self._name} hears nothing")
        text = "" if deaf else coded.read(ulaw, self._words)
        return Transcript(text=text, confidence=0.9 if text else 0.0, engine=self._name)

    async def probe(self) -> None:
        """Ask for nothing much. Raises ProviderError."""
        if self._weather.is_(f"{self._name} hangs"):
            await asyncio.sleep(NEVER)
        await asyncio.sleep(1.5 if self._weather.is_(f"{self._name} is slow") else self._seconds)
        if self._weather.is_(f"{self._name} refuses"):
            raise Failure(Evidence(kind="http", status=500))


class WeatheredBooks:
    """One node's way to books that all nodes share; stands for its `Database`."""

    def __init__(self, inner: Database, weather: Weather) -> None:
        self.name = inner.name
        self.cut = False
        """The node is gone: nothing it asks for arrives any more."""
        self._inner = inner
        self._weather = weather

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` after a moment. Raises ProviderError."""
        if self.cut:
            await asyncio.sleep(NEVER)
        if self._weather.is_("books hang"):
            await asyncio.sleep(3.0)
            raise ProviderError("slow", "the books gave no answer")
        await asyncio.sleep(0.8 if self._weather.is_("books are slow") else 0.004)
        if self._weather.is_("books refuse"):
            raise ProviderError("broken", "the books are closed")
        result = self._inner.run_now(work)
        if self._weather.is_("books lose answers"):
            raise ProviderError("slow", "the answer was lost after the commit")
        return result

    def run_now(self, work: Callable[[Connection], T]) -> T:
        """At start-up."""
        return self._inner.run_now(work)

    def close(self) -> None:
        """They belong to everybody."""

    def as_database(self) -> Database:
        """For constructors that name the class."""
        return cast(Database, self)


class LossyDesk:
    """`agent.ports.Desk` whose answers get lost now and then, after the act was done."""

    def __init__(self, inner: Desk, loses: Callable[[str, int], bool]) -> None:
        """`loses` is asked about the first answer to each operation (by call) of this node."""
        self._inner = inner
        self._loses = loses
        self._asked: set[tuple[str, int]] = set()

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        """Do it. Raises ProviderError."""
        result = await self._inner.use(call, op, tool)
        key = (call.call_sid, op)
        first = key not in self._asked
        self._asked.add(key)
        if first and self._loses(*key):
            raise ProviderError("slow", "the answer was lost on its way")
        return result

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        """What the books say about the calling number. Raises ProviderError."""
        return await self._inner.known(company, caller)


class WeatheredStore:
    """The session store that all nodes share."""

    def __init__(self, inner: Memory, weather: Weather) -> None:
        self.cut = False
        self._inner = inner
        self._weather = weather

    async def put(self, sessions: Sequence[Session]) -> None:
        """Keep them. Raises ProviderError."""
        await self._way()
        await self._inner.put(sessions)

    async def get(self, call_sid: str) -> Session | None:
        """The newest session of a call. Raises ProviderError."""
        await self._way()
        return await self._inner.get(call_sid)

    async def drop(self, ended: Mapping[str, int]) -> None:
        """Forget calls that are over. Raises ProviderError."""
        await self._way()
        await self._inner.drop(ended)

    async def epochs(self, call_sids: Iterable[str]) -> dict[str, int]:
        """The newest epochs. Raises ProviderError."""
        await self._way()
        return await self._inner.epochs(call_sids)

    async def listed(self) -> list[Session]:
        """All sessions. Raises ProviderError."""
        await self._way()
        return await self._inner.listed()

    async def _way(self) -> None:
        if self.cut:
            await asyncio.sleep(NEVER)
        if self._weather.is_("store hangs"):
            await asyncio.sleep(0.25)
            raise ProviderError("slow", "the store gave no answer")
        await asyncio.sleep(0.001)
        if self._weather.is_("store refuses"):
            raise ProviderError("broken", "the store is gone")


@dataclass(slots=True)
class Carrier:
    """`agent.ports.Telephony`: what was asked of the carrier by REST."""

    weather: Weather
    texts: list[tuple[float, str, str]] = field(default_factory=list)
    """(loop time, to, body) of every text that went out."""
    redirected: Callable[[str], None] = lambda _: None
    hung_up: Callable[[str], None] = lambda _: None

    async def hang_up(self, call_sid: str) -> None:
        """End a call. Raises ProviderError."""
        await self._way()
        self.hung_up(call_sid)

    async def redirect(self, call_sid: str, url: str) -> None:
        """Have the carrier ask anew. Raises ProviderError."""
        await self._way()
        self.redirected(call_sid)

    async def send_text(self, to: str, sender: str, body: str) -> str:
        """Send a text. Raises ProviderError."""
        await self._way()
        now = asyncio.get_running_loop().time()
        self.texts.append((now, to, body))
        return f"SM{len(self.texts):032d}"

    async def _way(self) -> None:
        if self.weather.is_("carrier hangs"):
            await asyncio.sleep(5.0)
            raise ProviderError("slow", "the carrier gave no answer")
        await asyncio.sleep(0.1)
        if self.weather.is_("carrier refuses"):
            raise ProviderError("broken", "the carrier refuses")
