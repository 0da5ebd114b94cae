"""One voice at work on the rest of a text, in a task of its own."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from agent.ports import ProviderError, Spoken
from agent.resilience.circuit import Circuit
from agent.resilience.guarded import Guard
from agent.resilience.outcomes import Failure, evidence_of
from agent.tts.clips import Cached
from agent.tts.pronouncing import Manner, Wanted, pronounce

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long an engine may be late before the next one is started beside it, in seconds."""

    least: float = 0.25
    most: float = 0.8
    above_usual: float = 1.3
    """Times what 95 of 100 recent calls took."""


class Engine:
    """A voice as `agent.tts.hybrid.Hybrid` uses it."""

    def __init__(
        self,
        name: str,
        voice: Cached,
        last_resort: Cached,
        guard: Guard,
        *,
        manner: Manner,
        languages: frozenset[str],
        local: bool = False,
        patience: Patience = Patience(),  # frozen
        usual_first_s: float = 0.3,
        cents: float = 0.0,
    ) -> None:
        """`last_resort`: the same voice past its open circuit. `usual_first_s`: to the first
        audio that can be let out, until it was measured. `cents`: for 1,000 characters.
        """
        self.name = name
        self.voice = voice
        self.last_resort = last_resort
        self.guard = guard
        self.manner = manner
        self.languages = languages
        self.local = local
        self.patience = patience
        self.cents = cents
        self.usual_first_s = usual_first_s

    @property
    def circuit(self) -> Circuit:
        """Whether it may be asked."""
        return self.guard.circuit

    def first_s(self, share: float, now: float) -> float:
        """Seconds that `share` of the recent calls did not exceed until something could be heard:
        the first audio of a voice that tells how far it is, else the whole of a phrase."""
        figures = self.guard.figures
        measured = figures.total_ms if self.manner.words else figures.first_ms
        found = measured.percentile(share, now)
        return self.usual_first_s if found is None else found / 1000

    def late_s(self, now: float) -> float:
        """Seconds without audio after which it is late."""
        usual = self.first_s(0.95, now) * self.patience.above_usual
        return min(max(usual, self.patience.least), self.patience.most)


class Attempt:
    """Collects what one engine makes of the text from `start` on."""

    def __init__(
        self,
        engine: Engine,
        wanted: Wanted,
        start: int,
        *,
        last_resort: bool,
        stirred: Callable[[], None],
    ) -> None:
        """`stirred` is told whenever something changes. Starts at once."""
        loop = asyncio.get_running_loop()
        self.engine = engine
        self.began = loop.time()
        self.units: deque[Spoken] = deque()
        self.failed: ProviderError | None = None
        self.over = False
        self.left = False
        """Nobody waits for it any more."""
        self._to_end = False
        self._stirred = stirred
        voice = engine.last_resort if last_resort else engine.voice
        self.task = loop.create_task(self._run(voice, wanted, start))

    def cancel(self) -> None:
        """We lost interest: nothing is learned about the provider."""
        self.left = True
        self.task.cancel()

    def leave(self, *, to_end: bool) -> None:
        """It is late and nobody waits any more: let it go on only until it gives something or its
        own deadline tells that it was too slow. `to_end`: to learn whether it is well again, it
        goes on to its end."""
        self.left, self._to_end = True, to_end

    async def _run(self, voice: Cached, wanted: Wanted, start: int) -> None:
        try:
            await pronounce(voice, wanted, start, self.engine.manner, self._emit)
        except ProviderError as error:
            self.failed = error
        except Exception as error:  # a bug of one adapter must not silence the others
            log.error("voice_raised", voice=self.engine.name, exc_info=error)
            self.failed = Failure(evidence_of(error))
        finally:
            self.over = True
            self._stirred()

    def _emit(self, unit: Spoken) -> None:
        if self.left:
            if not self._to_end:
                self.task.cancel()
            return
        self.units.append(unit)
        self._stirred()
