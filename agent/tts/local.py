"""A voice whose engine runs in worker processes; Piper and Pico are two ways to start them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

import msgspec

from agent.events import Language
from agent.ports import ProviderError, Spoken
from agent.tts.clauses import places
from agent.tts.jobs import Utterance
from agent.tts.spoken import audio_of
from agent.workers.pool import Limits, Pool

DEADLINE = 6.0
"""Seconds to each next clause of audio; then the worker is restarted."""


class LocalVoice:
    """`agent.ports.TimedVoice` on a pool of worker processes."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        languages: frozenset[Language],
        pool: int = 1,
        deadline: float = DEADLINE,
        limits: Limits | None = None,
    ) -> None:
        """`command`: arguments of the Python interpreter that start one worker."""
        self._name = name
        self._languages = languages
        self._deadline = deadline
        self._pool = Pool(command, pool, limits)

    @property
    def name(self) -> str:
        """Engine, voice and version: part of a clip's key."""
        return self._name

    async def start(self) -> None:
        """Start the workers and wait until the engine is loaded. Raises ProviderError."""
        await self._pool.start()

    async def close(self) -> None:
        """End the workers."""
        await self._pool.close()

    def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield 8 kHz mu-law, one chunk a clause. Raises ProviderError."""
        return audio_of(self.speak(text, language, slow=slow))

    async def speak(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[Spoken, None]:
        """The same with the place where each clause ends."""
        if language not in self._languages:
            raise ProviderError("broken", f"{self._name} does not speak {language!r}")
        if not any(map(str.isalnum, text)):
            return
        ends = iter(places(text))
        job = msgspec.msgpack.encode(Utterance(text, language, slow))
        async with aclosing(self._pool.run(job, self._deadline)) as parts:
            async for part in parts:
                yield Spoken(part, next(ends, len(text)))

    def health(self) -> dict[str, Any]:
        """Facts about the worker processes for health checks."""
        return self._pool.health()
