"""One voice made of several that does not fall silent, and says every word once.

Every engine lets out whole words only, with their place in the text (`pronouncing`). So whatever
happens to one, another goes on with exactly the words that were not let out. What was let out is
played (but for a caller who interrupts), so the mouth needs to know nothing of this.

Nobody waits for a failure: audio that was let out plays in real time, which gives slack; the next
engine starts as soon as the slack left is what it usually needs, or when the first audio takes
longer than usual. Who gives audio first goes on alone.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any, Literal

import structlog

from agent.events import Language
from agent.ports import ProviderError
from agent.resilience.circuit import in_order
from agent.resilience.ladder import LadderRules
from agent.tts.attempt import Attempt, Engine
from agent.tts.pronouncing import Wanted

log = structlog.get_logger()

Preference = Literal["quality", "latency", "cost"]
LADDER = LadderRules()
BYTES_PER_SECOND = 8000
MARGIN_S = 0.1
"""The next engine is started so much earlier than its audio is needed."""
SEAM = b"\xff" * 480
"""60 ms of silence where one voice takes over from another inside a text."""
MOST_LEFT = 2
"""Late attempts of one engine that are watched to their own deadline; others are cancelled."""


class Hybrid:
    """`agent.ports.Voice`: several engines, best first by preference; those that run here last,
    unless the budget is spent."""

    def __init__(
        self,
        engines: Sequence[Engine],
        *,
        preference: Preference = "quality",
        spent: Callable[[], float] = lambda: 0.0,
        hedge_doubt: bool = False,
    ) -> None:
        """`engines`: best first. `spent`: the share of the budget that is. `hedge_doubt`: start the
        next one at once beside one that was late or failed and has not spoken well since. Raises
        ValueError without engines.
        """
        if not engines:
            raise ValueError("a hybrid voice needs at least one engine")
        self.engines = tuple(engines)
        self._preference = preference
        self._spent = spent
        self._hedge_doubt = hedge_doubt
        self.led: Counter[str] = Counter()
        """Texts that an engine began."""
        self.characters: Counter[str] = Counter()
        """Characters that an engine spoke."""
        self.failovers: Counter[tuple[str, str, str]] = Counter()
        """(from, to, why) of every change inside a text; why: a fault, or "late"."""
        self.silent = 0
        """Texts of which a part could not be spoken."""
        self._alive: set[Attempt] = set()

    @property
    def name(self) -> str:
        """All engines as they were given."""
        return ">".join(engine.voice.name for engine in self.engines)

    def preferred(self, language: Language, now: float) -> list[Engine]:
        """Engines that speak a language, best first, whether they are well or not."""
        known = [engine for engine in self.engines if language in engine.languages]
        spent = self._spent()
        if spent >= LADDER.spent_share:
            return sorted(known, key=lambda one: not one.local)
        match "cost" if spent >= LADDER.saving_share else self._preference:
            case "latency":
                # In steps, so that a millisecond does not change the voice.
                known.sort(key=lambda one: (one.local, round(one.first_s(0.5, now) / 0.05)))
            case "cost":
                known.sort(key=lambda one: (one.local, one.cents))
            case "quality":
                known.sort(key=lambda one: one.local)
        return known

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield 8 kHz mu-law of whole words. Raises ProviderError when all engines failed."""
        if not any(map(str.isalnum, text)):
            return
        clip = self._clip(text, language, slow)
        if clip is not None:
            yield clip
            return
        race = _Race(self, Wanted(text, language, slow))
        try:
            while (audio := await race.next()) is not None:
                yield audio
        finally:
            race.end()

    async def start(self) -> None:
        """Nothing to load: the engines are started by whoever made them."""

    async def close(self) -> None:
        """End what is still at work."""
        tasks = [attempt.task for attempt in self._alive]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def health(self) -> dict[str, Any]:
        """Who spoke, and what changed; never unhealthy by itself."""
        total = self.characters.total() or 1
        return {
            "preference": self._preference,
            "order": [engine.name for engine in self.engines],
            "share": {name: round(n / total, 4) for name, n in self.characters.items()},
            "texts": dict(self.led),
            "failovers": {f"{a}>{b} {why}": n for (a, b, why), n in self.failovers.items()},
            "silent": self.silent,
            "at_work": len(self._alive),
        }

    def _clip(self, text: str, language: Language, slow: bool) -> bytes | None:
        """What the best engine said once; whether it is well now does not matter then."""
        for engine in self.preferred(language, asyncio.get_running_loop().time())[:1]:
            clip = engine.voice.clip(text, language, slow=slow)
            if clip is not None:
                self.led[engine.name] += 1
                self.characters[engine.name] += len(text)
                return clip
        return None

    def begin(
        self, engine: Engine, wanted: Wanted, place: int, race: "_Race", *, last_resort: bool
    ) -> Attempt:
        """An attempt that is kept until it is over, whoever has left meanwhile."""
        attempt = Attempt(engine, wanted, place, last_resort=last_resort, stirred=race.stirred.set)
        self._alive.add(attempt)
        attempt.task.add_done_callback(lambda _: self._alive.discard(attempt))
        return attempt

    def doubts(self, engine: Engine, now: float) -> bool:
        """Whether an engine may well fail again: nobody waits to see that."""
        if not self._hedge_doubt:
            return False
        overtaken = any(one.engine is engine and one.left and not one.over for one in self._alive)
        return overtaken or engine.circuit.status(now).faults_in_a_row > 0

    def let_go(self, attempt: Attempt, *, doubted: bool) -> None:
        """Leave a late attempt behind: its own deadline is to find out whether it was too slow;
        its end, whether one in doubt is well again."""
        watched = sum(one.engine is attempt.engine and one.left for one in self._alive)
        if watched < MOST_LEFT:
            attempt.leave(to_end=doubted)
        else:
            attempt.cancel()


class _Race:
    """One text, from the first engine to the last word."""

    def __init__(self, hybrid: Hybrid, wanted: Wanted) -> None:
        self._hybrid = hybrid
        self._wanted = wanted
        self._end = len(wanted.text.rstrip())
        self._loop = asyncio.get_running_loop()
        self.stirred = asyncio.Event()
        self._done = 0
        """Place in the text up to which words were let out."""
        self._plays_until: float | None = None
        """When what was let out will have been played, if it is played at once."""
        self._heard_at = float("-inf")
        """When something was let out last."""
        self._running: list[Attempt] = []
        """At work on the same rest; the first one leads."""
        engines = hybrid.preferred(wanted.language, self._loop.time())
        order = in_order([engine.circuit for engine in engines])
        self._next = [(engines[place], last_resort) for place, last_resort in order]
        # One more try with what runs here, should everything else have failed.
        self._next += [(one, True) for one in engines if one.local and not one.circuit.held]
        self._fault = ProviderError("broken", f"no voice for {wanted.language!r}")
        self._spoke = ""
        """Engine whose audio was let out last."""
        self._lost: tuple[str, str] | None = None
        """Engine that led before and why it does not any more."""

    async def next(self) -> bytes | None:
        """Audio of the next whole words; None after the last one. Raises ProviderError."""
        while self._done < self._end:
            self.stirred.clear()
            for attempt in self._running:
                if attempt.units:
                    return self._let_out(attempt)
            for attempt in [one for one in self._running if one.over]:
                self._running.remove(attempt)
                self._failed(attempt)
            if self._running:
                await self._wait()
            elif not self._start_next():
                self._hybrid.silent += 1
                raise self._fault
        return None

    def end(self) -> None:
        """Leave: interrupted, or after the last word."""
        for attempt in self._running:
            if self._done < self._end:
                attempt.cancel()
        self._running.clear()

    # --- the lead ----------------------------------------------------------------------------

    def _let_out(self, attempt: Attempt) -> bytes:
        unit = attempt.units.popleft()
        now = self._loop.time()
        self._take_lead(attempt)
        hybrid, name = self._hybrid, attempt.engine.name
        audio = unit.audio
        if self._done and name != self._spoke:
            audio = SEAM + audio
        self._spoke = name
        if not self._done:
            hybrid.led[name] += 1
        hybrid.characters[name] += unit.text_end - self._done
        self._done = unit.text_end
        self._heard_at = now
        self._plays_until = max(self._plays_until or now, now) + len(audio) / BYTES_PER_SECOND
        return audio

    def _take_lead(self, attempt: Attempt) -> None:
        """It goes on alone: what the others have is of no use any more."""
        lead, now = self._running[0], self._loop.time()
        if attempt is not lead:
            self._lost = (lead.engine.name, "late")
        for other in reversed(self._running):
            if other is attempt:
                continue
            if attempt is lead:
                other.cancel()
                self._next.insert(0, (other.engine, False))
            elif (doubted := self._hybrid.doubts(other.engine, now)) or self._is_late(other):
                self._hybrid.let_go(other, doubted=doubted)
            else:
                other.cancel()
        self._running = [attempt]
        if self._lost is not None:
            self._changed(attempt)

    def _changed(self, attempt: Attempt) -> None:
        assert self._lost is not None
        before, why = self._lost
        self._lost = None
        if before == attempt.engine.name:
            return
        self._hybrid.failovers[before, attempt.engine.name, why] += 1
        for engine in self._hybrid.engines:
            engine.guard.figures.failovers += engine.name == before
        log.info("voice_changed", before=before, now=attempt.engine.name, why=why, at=self._done)

    def _failed(self, attempt: Attempt) -> None:
        fault = attempt.failed or ProviderError("broken", "ended before the text")
        self._fault = fault
        if self._lost is None:
            self._lost = (attempt.engine.name, fault.fault)

    # --- when the next one starts ------------------------------------------------------------

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout_at(self._next_start()):
                await self.stirred.wait()
        except TimeoutError:
            self._start_next()

    def _start_next(self) -> bool:
        if not self._next:
            return False
        engine, last_resort = self._next.pop(self._best())
        self._running.append(
            self._hybrid.begin(engine, self._wanted, self._done, self, last_resort=last_resort)
        )
        return True

    def _best(self) -> int:
        """Place of the engine to start next: the first that is quick enough for the slack left,
        or else the quickest."""
        if self._plays_until is None:
            return 0
        now = self._loop.time()
        slack = self._plays_until - now
        needed = [
            (engine.first_s(0.95, now) + MARGIN_S, place)
            for place, (engine, last_resort) in enumerate(self._next)
            if not last_resort
        ]
        enough = (place for seconds, place in needed if seconds <= slack)
        return next(enough, min(needed)[1] if needed else 0)

    def _next_start(self) -> float | None:
        """Loop time at which one more engine is to start; None: there is none."""
        if not self._next:
            return None
        latest, now = self._running[-1], self._loop.time()
        if self._heard_at <= latest.began and self._hybrid.doubts(latest.engine, now):
            return latest.began
        if self._heard_at <= latest.began:
            at = latest.began + latest.engine.late_s(now)
        else:
            at = self._heard_at + latest.engine.patience.least
        if self._plays_until is None:
            return at
        # What was let out plays meanwhile; the next one must be ready when it has been played.
        needed = self._next[0][0].first_s(0.95, now) + MARGIN_S
        return max(at, self._plays_until - needed)

    def _is_late(self, attempt: Attempt) -> bool:
        if self._heard_at > attempt.began:
            return True
        return self._loop.time() >= attempt.began + attempt.engine.late_s(self._loop.time())
