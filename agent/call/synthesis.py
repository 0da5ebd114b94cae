"""Turns the waiting clauses of one mouth into audio, in order and a bounded way ahead."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from agent.call.playout import Clause
from agent.ports import ProviderError, Voice

LOOK_AHEAD = 3
"""Clauses synthesised but not yet sent, at most, where audio is sent as it plays."""
CHUNK_DEADLINE = 6.0
"""Seconds a voice may take for its next chunk before the clause is given up."""


class Host(Protocol):
    """The mouth as its synthesis sees it."""

    def audio_came(self, clause: Clause, chunk: bytes) -> None:
        """More audio of a clause is at hand."""
        ...

    def clause_done(self, clause: Clause) -> None:
        """All audio of a clause is at hand, or no more will come."""
        ...

    def voice_failed(self, error: ProviderError) -> None:
        """The voice gave no (more) audio for a clause."""
        ...


class Synthesis:
    """At most one clause at a time. What was cancelled never reports anything again."""

    def __init__(
        self,
        voice: Voice,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        waiting: Sequence[Clause],
        host: Host,
    ) -> None:
        """`waiting`: the mouth's own queue of clauses not yet sent, watched from here."""
        self._voice = voice
        self._start = start
        self._waiting = waiting
        self._host = host
        self.look_ahead = LOOK_AHEAD
        self._task: asyncio.Task[None] | None = None
        self._run = 0
        """Rises with every cancel: an older run is stale."""

    def go_on(self) -> None:
        """See to it that the next clauses get their audio."""
        if self._task is None and self._next() is not None:
            self._task = self._start(self._work(self._run))

    def cancel(self) -> None:
        """Stop at once; audio so far stays."""
        self._run += 1
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _next(self) -> Clause | None:
        for place, clause in enumerate(self._waiting):
            if place >= self.look_ahead:
                return None
            if not clause.complete:
                return clause
        return None

    async def _work(self, run: int) -> None:
        while run == self._run and (clause := self._next()) is not None:
            try:
                await self._whole(clause, run)
            except ProviderError as error:
                if run == self._run:
                    clause.failed = True
                    self._host.voice_failed(error)
            if run == self._run:
                clause.complete = True
                self._host.clause_done(clause)
        if run == self._run:
            self._task = None
            self.go_on()

    async def _whole(self, clause: Clause, run: int) -> None:
        """Fill the clause with audio; a voice that breaks off is asked once for the rest."""
        try:
            await self._fill(clause, clause.text, run)
        except ProviderError as error:
            rest = clause.unspoken()
            if not clause.audio or not rest or run != self._run:
                raise
            self._host.voice_failed(error)
            await self._fill(clause, rest, run)

    async def _fill(self, clause: Clause, text: str, run: int) -> None:
        """Add the audio of `text`. Raises ProviderError when the voice fails or stalls."""
        say = clause.say
        stream = self._voice.synthesize(text.strip(), say.language, slow=say.slow)
        try:
            while True:
                async with asyncio.timeout(CHUNK_DEADLINE):
                    chunk = await anext(stream, None)
                if chunk is None or run != self._run:
                    return
                self._host.audio_came(clause, chunk)
        except TimeoutError as error:
            raise ProviderError("slow", "the voice sent nothing in time") from error
        finally:
            close = getattr(stream, "aclose", None)
            if close is not None:
                await close()
