"""A few sessions with a recognition service, kept open so that no caller waits for a handshake.

Each place has one session: it is opened again when it ends (at once, then ever later, or when a
probe asks), and replaced by a fresh one before the service ends it of age; utterances on the old
one are finished first. All of that happens in the background.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import structlog

from agent.background import Background
from agent.resilience.deadlines import Limit, bounded
from agent.resilience.exceptions import failure_of
from agent.resilience.figures import Connections
from agent.resilience.outcomes import Evidence, Failure

log = structlog.get_logger()

SHORT_LIFE_S = 5.0
"""A session that ended sooner counts as one that could not be opened."""
FINISH_S = 10.0
"""How long utterances on a replaced session may still take."""
MARGIN_S = 60.0
"""A session is replaced so long before the service ends it."""


class Session(Protocol):
    """One open session."""

    @property
    def load(self) -> int:
        """Utterances that it owes an answer for, given up ones included."""
        ...

    @property
    def room(self) -> bool:
        """Whether it takes one more."""
        ...

    @property
    def hung(self) -> bool:
        """It owes an answer for so long that it will give none."""
        ...

    @property
    def expires_in(self) -> float | None:
        """Seconds after its opening at which the service ends it; None: not told."""
        ...

    async def run(self) -> None:
        """Take in what the service sends, until it ends. Raises Failure."""
        ...

    async def finish(self) -> None:
        """Wait until nothing is owed any more."""
        ...

    async def close(self) -> None:
        """End it; what is owed fails."""
        ...


S = TypeVar("S", bound=Session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How many, how long; in seconds."""

    size: int = 2
    connect: float = 1.0
    """A session is open and ready within this time."""
    age: float = 600.0
    """It is replaced at this age, or `MARGIN_S` before the service says it ends."""
    first_pause: float = 0.25
    longest_pause: float = 30.0
    """Between attempts to open one."""


class Sessions(Generic[S]):
    """The open sessions of one service."""

    def __init__(
        self, background: Background, opened: Callable[[], Awaitable[S]], rules: Rules
    ) -> None:
        """`opened` gives a session that is ready. Raises anything."""
        self._background = background
        self._opened = opened
        self._rules = rules
        self._ready: list[S] = []
        self._alive: set[S] = set()
        """Not closed yet; the old ones are finishing."""
        self._fault: Failure | None = None
        """Why the last attempt to open one failed, until one succeeds."""
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        self._opens = self._ends = self._reconnects = 0

    def start(self) -> None:
        """Begin to open them."""
        for _ in range(self._rules.size):
            self._background.start(self._keep())

    async def close(self) -> None:
        """End all of them and what keeps them."""
        await self._background.close()
        for session in tuple(self._alive):
            await self._close(session)

    def health(self) -> dict[str, Any]:
        """How many are open, and how often they were opened and ended by the service."""
        fault = str(self._fault) if self._fault else ""
        return {
            "sessions": len(self._ready),
            "opened": self._opens,
            "ended": self._ends,
            "fault": fault,
        }

    def connections(self) -> Connections:
        """The open ones, and how many were opened in place of those that the service ended."""
        return Connections(len(self._ready), self._reconnects)

    async def pick(self) -> S:
        """The least busy one, as soon as one has room. Raises Failure when none can be opened."""
        while True:
            for one in [one for one in self._ready if one.hung]:
                self._drop(one)
                self._background.start(self._close(one))
            free = [one for one in self._ready if one.room]
            if free:
                chosen = min(free, key=lambda one: one.load)
                self._ready.remove(chosen)  # the others come first next time
                self._ready.append(chosen)
                return chosen
            if self._fault is not None and not self._ready:
                raise Failure(self._fault.evidence)
            await self._news.wait()

    def retry(self) -> None:
        """Try to open them now, whatever pause was meant."""
        self._fault = None
        self._wanted.set()
        self._wanted = asyncio.Event()

    def tell(self) -> None:
        """Something changed for those who wait for a session."""
        self._news.set()
        self._news = asyncio.Event()

    # --- one place -----------------------------------------------------------------------------

    async def _keep(self) -> None:
        old: S | None = None
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            fresh = await self._open()
            if fresh is None:
                failures += 1
                await self._pause(failures)
                continue
            began = loop.time()
            running = self._background.start(self._serve(fresh))
            if old is not None:
                self._background.start(self._retire(old))
            done, _ = await asyncio.wait([running], timeout=self._age_of(fresh))
            old = None if done else fresh
            if not done or loop.time() - began >= SHORT_LIFE_S:
                failures = 0
                continue
            failures += 1
            if failures > 1:  # once may be a restart over there
                self._fault = running.result() or self._fault
                self.tell()
                await self._pause(failures - 1)

    async def _open(self) -> S | None:
        try:
            fresh = await bounded(self._opened(), Limit(self._rules.connect, "connect"))
        except Exception as error:  # of a client; told to whoever asks next
            self._fault = failure_of(error)
            log.info("session_not_opened", why=str(self._fault))
            self.tell()
            return None
        self._opens += 1
        self._reconnects += self._reconnects < self._ends
        self._fault = None
        self._alive.add(fresh)
        self._ready.append(fresh)
        self.tell()
        return fresh

    async def _serve(self, session: S) -> Failure | None:
        """Until it ends; why, unless we ended it."""
        try:
            await session.run()
        except Failure as failure:
            if session in self._ready:
                self._ends += 1
                log.info("session_ended", why=str(failure))
                return failure
        finally:
            self._drop(session)
            await self._close(session)
        return None

    async def _retire(self, session: S) -> None:
        self._drop(session)
        try:
            async with asyncio.timeout(FINISH_S):
                await session.finish()
        except TimeoutError:
            pass
        finally:
            await self._close(session)

    async def _close(self, session: S) -> None:
        await session.close()
        self._alive.discard(session)

    def _drop(self, session: S) -> None:
        if session in self._ready:
            self._ready.remove(session)
            self.tell()

    def _age_of(self, session: S) -> float:
        told = session.expires_in
        usual = self._rules.age * random.uniform(0.9, 1.0)  # not all of them at once
        return usual if told is None else min(usual, max(1.0, told - MARGIN_S))

    async def _pause(self, failures: int) -> None:
        rules = self._rules
        longest = min(rules.longest_pause, rules.first_pause * 2.0 ** min(failures - 1, 20))
        try:
            async with asyncio.timeout(longest * random.uniform(0.5, 1.0)):
                await self._wanted.wait()
        except TimeoutError:
            return


def unanswered() -> Failure:
    """What an utterance is told whose session was closed by us."""
    return Failure(Evidence(kind="reset", detail="the session was closed"))
