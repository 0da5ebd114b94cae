"""One recogniser made of several: services by the network, and the engine on this machine.

    asked ──► first service ──words──► done
                 │ fails: the next one, at once
                 │ late (`hedge`): the engine here as well; whoever has words first is believed
                 └ hears nothing: the engine here is asked, too; silence needs both

What one of them has said is returned once and nothing is asked twice of the same one, so no
utterance is lost or doubled. A service that lost the race is heard out in the background until its
own deadline, since only then is it known whether it is slow; nobody waits for it.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agent.background import Background
from agent.events import Expecting
from agent.ports import ProviderError, Recognizer, Transcript
from agent.resilience.deadlines import bounded, limit_of_answer
from agent.resilience.guarded import Guard
from agent.resilience.ladder import LadderRules
from agent.tongue import Tongue

NUMBERS: frozenset[Expecting] = frozenset({"phone", "zip", "code"})
"""What the engine here has a network of its own for."""

LADDER = LadderRules()
Outcome = Transcript | ProviderError


@dataclass(frozen=True, slots=True)
class Ear:
    """One of the recognisers."""

    name: str
    recognizer: Recognizer
    guard: Guard | None = None
    """None: the engine on this machine, which keeps its own deadlines."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One utterance and what is known about it."""

    ulaw: bytes
    expecting: Expecting
    have: str
    tongue: Tongue | None


@dataclass(frozen=True, slots=True)
class _Try:
    ear: Ear
    last_resort: bool = False


class Failover:
    """`agent.ports.Recognizer`: the first of several that has words."""

    def __init__(
        self,
        ears: Sequence[Ear],
        *,
        hedge: float,
        numbers_here: bool = True,
        spent: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """`ears`, best first. `hedge`: seconds a service has before the engine here starts as well.

        `numbers_here`: digits that were asked for are heard here first, by services after that;
        and so is everything once all of the budget is `spent`.
        """
        if not ears:
            raise ValueError("needs at least one recogniser")
        self._ears = tuple(ears)
        self._background = Background()
        self._hedge = hedge
        self._numbers_here = numbers_here
        self._spent = spent
        self._heard: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._hedged = 0
        self._doubted = 0

    async def start(self) -> None:
        """Nothing to load; the recognisers are started by whoever made them."""

    async def close(self) -> None:
        """Give up what is still heard out."""
        await self._background.close()

    def health(self) -> dict[str, Any]:
        """Who heard how many utterances, who failed, and how often the engine here stepped in."""
        return {
            "order": [ear.name for ear in self._ears],
            "heard": dict(self._heard),
            "failed": dict(self._failed),
            "hedged": self._hedged,
            "doubted": self._doubted,
            "running": len(self._background),
        }

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise one utterance (8 kHz mu-law). Raises the last ProviderError if all fail."""
        race = _Race(self, _Asked(ulaw, expecting, have, tongue), self._order(expecting))
        try:
            return await race.run()
        finally:
            race.leave()

    def _order(self, expecting: Expecting) -> list[_Try]:
        """Who works, best first; then, as a last resort, those whose circuits are open."""
        ears = list(self._ears)
        here = self._numbers_here and expecting in NUMBERS
        if here or self._spent() >= LADDER.spent_share:
            ears.sort(key=lambda ear: ear.guard is not None)
        well = [_Try(ear) for ear in ears if ear.guard is None or ear.guard.circuit.closed]
        return well + [
            _Try(ear, last_resort=True)
            for ear in ears
            if ear.guard and not ear.guard.circuit.closed and not ear.guard.circuit.held
        ]

    # --- what a race tells ---------------------------------------------------------------------

    def ask(self, one: _Try, asked: _Asked) -> "asyncio.Task[Outcome]":
        """Ask one of them."""
        return self._background.start(self._hear(one, asked))

    def hedged(self) -> None:
        """The engine here starts because a service is late."""
        self._hedged += 1

    def doubted(self) -> None:
        """The engine here starts because a service heard nothing."""
        self._doubted += 1

    def won(self, ear: Ear) -> None:
        """What this one heard counts."""
        self._heard[ear.name] += 1

    @property
    def hedge(self) -> float:
        """Seconds after which a service is late."""
        return self._hedge

    async def _hear(self, one: _Try, asked: _Asked) -> Outcome:
        try:
            return await self._guarded(one, asked)
        except ProviderError as error:
            self._failed[one.ear.name] += 1
            return error

    async def _guarded(self, one: _Try, asked: _Asked) -> Transcript:
        hearing = one.ear.recognizer.transcribe
        guard = one.ear.guard
        if guard is None:
            return await hearing(asked.ulaw, asked.expecting, have=asked.have, tongue=asked.tongue)
        with guard.attempt(last_resort=one.last_resort):
            return await bounded(
                hearing(asked.ulaw, asked.expecting, have=asked.have, tongue=asked.tongue),
                limit_of_answer(guard.deadlines),
            )


class _Race:
    """One utterance on its way through the recognisers."""

    def __init__(self, owner: Failover, asked: _Asked, order: list[_Try]) -> None:
        self._owner = owner
        self._asked = asked
        self._waiting = deque(order)
        self._running: dict[asyncio.Task[Outcome], Ear] = {}
        self._first: Ear | None = None
        """Who was asked first."""
        self._late_at: float | None = None
        """When the one that started last is late."""
        self._silence: tuple[Ear, Transcript] | None = None
        self._fault = ProviderError("broken", "no recogniser may be asked")
        self._over = False

    async def run(self) -> Transcript:
        """The words of whoever has them first. Raises ProviderError."""
        while self._running or self._go_on():
            for task in await self._news():
                found = self._take(task)
                if found is not None:
                    return found
        if self._silence is None:
            raise self._fault
        return self._won(*self._silence)

    def leave(self) -> None:
        """Stop caring. After a result, services are still heard out; else all is given up."""
        for task, ear in self._running.items():
            if not (self._over and ear.guard):
                task.cancel()

    async def _news(self) -> "list[asyncio.Task[Outcome]]":
        """Those that are done, in the order in which they were asked; none: one was late."""
        now = asyncio.get_running_loop().time()
        left = None if self._late_at is None else max(0.0, self._late_at - now)
        done, _ = await asyncio.wait(
            self._running, timeout=left, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            self._late_at = None
            if self._start_here():
                self._owner.hedged()
        return [task for task in self._running if task in done]

    def _take(self, task: "asyncio.Task[Outcome]") -> Transcript | None:
        """The result if it ends the race."""
        ear, outcome = self._running.pop(task), task.result()
        if isinstance(outcome, ProviderError):
            self._fault = outcome
        elif outcome.text.strip():
            return self._won(ear, outcome)
        else:
            self._silence = self._silence or (ear, outcome)
        return None

    def _won(self, ear: Ear, found: Transcript) -> Transcript:
        self._over = True
        self._owner.won(ear)
        if self._first and self._first is not ear and self._first.guard:
            self._first.guard.figures.failovers += 1
        return found

    def _go_on(self) -> bool:
        """Nobody is at it any more: ask the next one, if there is sense in it."""
        if self._silence is None:
            return self._start(0)
        ear, _ = self._silence
        if ear.guard is None or not self._start_here():
            return False
        self._owner.doubted()
        return True

    def _start_here(self) -> bool:
        """Ask the engine on this machine, unless it was."""
        places = [n for n, one in enumerate(self._waiting) if one.ear.guard is None]
        return bool(places) and self._start(places[0])

    def _start(self, place: int) -> bool:
        if not self._waiting:
            return False
        one = self._waiting[place]
        del self._waiting[place]
        self._first = self._first or one.ear
        self._running[self._owner.ask(one, self._asked)] = one.ear
        service = one.ear.guard is not None
        now = asyncio.get_running_loop().time()
        self._late_at = now + self._owner.hedge if service else None
        return True
