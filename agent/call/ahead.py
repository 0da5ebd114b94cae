"""Begin with what we shall probably say while the caller is still being heard out.

The dialogue is pure, so it can be asked what it would say to words that are not settled yet, or to
the likely answers to a question. The voice makes the first clauses of that in advance; when the
guess was wrong, only its time is lost, and what is really wanted goes first.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from agent.call.clauses import split
from agent.call.speaking import Clips
from agent.events import Command, Expecting, Language, Say
from agent.ports import ProviderError, Voice

CLAUSES = 2
"""Clauses made in advance for one guess: while they play, the rest is made in time."""
LIKELY: dict[Expecting, tuple[str, ...]] = {
    "yes_no": ("yes", "no"),
    "choice": ("the first one",),
}
"""Answers worth a guess before the caller opens their mouth."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause and how to speak it."""

    text: str
    language: Language
    slow: bool


@dataclass(slots=True, eq=False)
class _Making:
    """A clause being made; `done` with `error` when the voice failed."""

    wording: Wording
    chunks: list[bytes] = field(default_factory=list)
    done: bool = False
    taken: bool = False
    error: ProviderError | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Ahead:
    """`agent.ports.Voice` around another one for one call."""

    def __init__(
        self,
        voice: Voice,
        clips: Clips | None,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        """`clips`: where the voice keeps what it made; without it nothing is made in advance."""
        self._voice = voice
        self._clips = clips
        self._start = start
        self._queue: list[Wording] = []
        self._making: _Making | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The inner voice's name."""
        return self._voice.name

    def prepare(self, guesses: Iterable[Iterable[Command]]) -> None:
        """Make the first clauses of what each guess would say; earlier guesses are given up."""
        if self._clips is None:
            return
        wanted = dict.fromkeys(one for guess in guesses for one in self._missing(guess))
        making = self._making
        if making is not None and not making.done and making.wording in wanted:
            del wanted[making.wording]
            self._queue = list(wanted)
            return
        self._give_up()
        self._queue = list(wanted)
        if self._queue and self._task is None:
            self._task = self._start(self._work())

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Audio of `text`, from what is being made if it is just that. Raises ProviderError."""
        wording = Wording(text, language, slow)
        making = self._making
        if making is not None and making.wording == wording and not making.taken:
            making.taken = True
            async for chunk in _follow(making):
                yield chunk
            return
        self._give_up()
        async for chunk in self._voice.synthesize(text, language, slow=slow):
            yield chunk

    def _missing(self, commands: Iterable[Command]) -> list[Wording]:
        assert self._clips is not None
        found = [
            Wording(text.strip(), command.language, command.slow)
            for command in commands
            if isinstance(command, Say)
            for text in split(command.text)
        ]
        clips = self._clips
        missing = [one for one in found if clips.get(one.text, one.language, slow=one.slow) is None]
        return missing[:CLAUSES]

    def _give_up(self) -> None:
        """Free the voice, unless what it makes is wanted after all."""
        self._queue.clear()
        if self._task is not None and not (self._making is not None and self._making.taken):
            self._task.cancel()
            self._task = self._making = None

    async def _work(self) -> None:
        task = self._task
        while self._queue:
            self._making = making = _Making(self._queue.pop(0))
            await self._make(making)
        if self._task is task:
            self._task = self._making = None

    async def _make(self, making: _Making) -> None:
        wording = making.wording
        try:
            audio = self._voice.synthesize(wording.text, wording.language, slow=wording.slow)
            async for chunk in audio:
                making.chunks.append(chunk)
                making.news.set()
        except ProviderError as error:
            making.error = error
        finally:
            making.done = True
            making.news.set()


async def _follow(making: _Making) -> AsyncGenerator[bytes, None]:
    """The chunks of a clause as they come."""
    place = 0
    while True:
        while place < len(making.chunks):
            yield making.chunks[place]
            place += 1
        if making.error is not None:
            raise making.error
        if making.done:
            return
        making.news.clear()
        await making.news.wait()
