"""One outgoing operation made safe: circuit, deadlines, outcome, figures, at most one retry.

    guard = guards.add("elevenlabs", "speech", deadlines=..., probe=say_a_word)
    answer = await guard.call(lambda: client.ask(text))
    async with aclosing(guard.stream(lambda: client.speak(text))) as audio:
        async for chunk in audio: ...

Every attempt is judged exactly once, where it ends: a reader who closes a stream or is cancelled
(a barge-in) has `cancelled_by_us` and says nothing about the provider. So deadlines belong inside:
an `asyncio.timeout` around a guard looks like a lost interest. Whatever goes wrong comes out as
ProviderError, so a fallback needs to know that one exception only.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar

import structlog

from agent.ports import ProviderError
from agent.resilience.buckets import Buckets, LocalBuckets, Rate
from agent.resilience.budget import RetryBudget, RetryRules
from agent.resilience.circuit import Circuit, Key, Rules, State, Status
from agent.resilience.deadlines import (
    Deadlines,
    Waits,
    bounded,
    limit_of_answer,
    limit_of_first,
    timed,
)
from agent.resilience.figures import Connections, Figures, Histogram, Operation
from agent.resilience.outcomes import Evidence, Failure, evidence_of, verdict_of

log = structlog.get_logger()

T = TypeVar("T")

Probe = Callable[[], Awaitable[object]]
"""Asks a provider for something small. Raises ProviderError."""

PAUSE_S = 0.05
"""Before a retry, where the provider does not say how long; up to twice as long."""


class Resting(ProviderError):
    """The circuit is open: nothing was sent. `fault` is what opened it."""

    def __init__(self, circuit: Circuit) -> None:
        super().__init__(circuit.fault or "broken", f"{circuit.key} rests: {circuit.why}")


class Limited(ProviderError):
    """Nothing was sent: the service was sent as much as it may be of late."""

    def __init__(self, key: Key, wait: float) -> None:
        super().__init__("quota", f"{key} has its limit of requests; the next in {wait:.1f} s")


@dataclass(slots=True)
class ApiLimits:
    """How many requests services are sent, by their names; buckets may be shared by nodes."""

    buckets: Buckets = field(default_factory=LocalBuckets)
    rates: Mapping[str, Rate] = field(default_factory=dict)

    async def wait(self, provider: str) -> float:
        """Seconds until a service may be asked; 0: now, and this request is counted.

        Raises ProviderError if the buckets do.
        """
        rate = self.rates.get(provider)
        return await self.buckets.take(f"api:{provider}", rate) if rate else 0.0


class Guard:
    """The one way to a provider's operation."""

    def __init__(
        self,
        circuit: Circuit,
        deadlines: Deadlines,
        figures: Operation,
        retries: RetryBudget,
        probe: Probe,
        limits: ApiLimits,
    ) -> None:
        self.circuit = circuit
        self.deadlines = deadlines
        self.figures = figures
        self.retries = retries
        self.probe = probe
        self._limits = limits

    async def call(
        self,
        make: Callable[[], Awaitable[T]],
        *,
        patience: float | None = None,
        last_resort: bool = False,
        repeatable: bool = True,
    ) -> T:
        """One answer. Raises ProviderError.

        `make` starts one attempt. `patience`: seconds left of the caller's, if less than usual.
        `repeatable` False: retried only where surely nothing was carried out. A result that is
        empty as it should be: let `make` raise Failure(Evidence(kind="empty")).
        """
        limit = limit_of_answer(self.deadlines, patience)
        trip = _Trip(self, limit.seconds, last_resort, self.figures.total_ms)
        while True:
            try:
                await self._within_limits(last_resort)
                with Attempt(self, last_resort):
                    return await bounded(make(), limit)
            except ProviderError as error:
                left = await trip.again(error, repeatable=repeatable)
                if left is None:
                    raise
                limit = limit_of_answer(self.deadlines, left)

    async def stream(
        self,
        make: Callable[[], AsyncIterator[T]],
        *,
        patience: float | None = None,
        last_resort: bool = False,
        may_be_empty: bool = False,
    ) -> AsyncGenerator[T, None]:
        """The chunks of one stream, retried before its first chunk only. Raises ProviderError.

        A stream without any chunk is broken, unless it `may_be_empty`. Close it
        (`contextlib.aclosing`) where it may be left early.
        """
        first = limit_of_first(self.deadlines, patience)
        trip = _Trip(self, first.seconds, last_resort, self.figures.first_ms)
        begun = False
        while True:
            try:
                await self._within_limits(last_resort)
                with Attempt(self, last_resort) as attempt:
                    chunks = timed(make(), self.deadlines, patience=patience, waits=attempt.waits)
                    async with aclosing(chunks):
                        async for chunk in chunks:
                            begun = True
                            attempt.got()
                            yield chunk
                    if not begun:
                        raise Failure(Evidence(kind="empty" if may_be_empty else "silent"))
                return
            except ProviderError as error:
                if may_be_empty and error.fault == "empty_by_design":
                    return
                if begun:
                    raise
                patience = await trip.again(error, repeatable=True)
                if patience is None:
                    raise

    def attempt(self, *, last_resort: bool = False) -> "Attempt":
        """A block for what is neither one answer nor one stream, such as a session; it keeps its
        own deadlines (`deadlines.bounded`). Entering raises Resting.
        """
        return Attempt(self, last_resort)

    async def _within_limits(self, last_resort: bool) -> None:
        """Raises Limited; late speech beats none, so a last resort goes beyond."""
        wait = await self._limits.wait(self.circuit.key.provider)
        if wait and not last_resort:
            self.figures.limited += 1
            raise Limited(self.circuit.key, wait)


class Attempt:
    """One attempt as a block: let in, timed, and judged once, when it is left."""

    def __init__(self, guard: Guard, last_resort: bool) -> None:
        self._guard = guard
        self._last_resort = last_resort
        self.waits = Waits()
        self._begun = False

    def __enter__(self) -> "Attempt":
        """Raises Resting."""
        guard = self._guard
        self._began_at = _now()
        ticket = guard.circuit.admit(self._began_at, last_resort=self._last_resort)
        if ticket is None:
            guard.figures.refused += 1
            raise Resting(guard.circuit)
        guard.figures.last_resorts += ticket.role == "last_resort"
        self._ticket = ticket
        self._task = asyncio.current_task()
        self._cancelling = self._task.cancelling() if self._task else 0
        return self

    def got(self) -> None:
        """A chunk has come."""
        if not self._begun:
            self._begun = True
            self._guard.figures.first_ms.add(self.waits.seconds * 1000, _now())

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        """Raises Failure in place of an exception that is none of ours."""
        if error is None:
            self._settle(None)
        elif self._left_by_us(error):
            self._settle(Failure(Evidence(kind="cancelled")))
            if isinstance(error, Exception):  # what a client made of our cancellation
                raise asyncio.CancelledError from error
        else:
            failed = _translated(error, self._guard.circuit.key)
            self._settle(failed)
            if failed is not error:
                raise failed from error

    def _left_by_us(self, error: BaseException) -> bool:
        """Whether the reader left or was cancelled, or the program ends."""
        task = asyncio.current_task()
        if task is None or task is not self._task:
            return not isinstance(error, Exception)
        if task.cancelling() > self._cancelling:
            return True
        # Without our doing, a cancelled future is something of the client's that gave up.
        return not isinstance(error, Exception | asyncio.CancelledError)

    def _settle(self, failed: ProviderError | None) -> None:
        now, guard = _now(), self._guard
        guard.circuit.settle(self._ticket, verdict_of(failed) if failed else None, now)
        guard.figures.outcomes[failed.fault if failed else "ok"] += 1
        if failed is None:
            # Of a stream what was waited for, not the time its reader took.
            seconds = self.waits.seconds if self._begun else now - self._began_at
            guard.figures.total_ms.add(seconds * 1000, now)
        elif verdict_of(failed).counts != "no":
            log.warning(
                "provider_failed",
                provider=guard.circuit.key.provider,
                operation=guard.circuit.key.operation,
                fault=failed.fault,
                detail=failed.detail,
            )


class _Trip:
    """What a caller waits for: one attempt, and a second one if it fits."""

    def __init__(self, guard: Guard, seconds: float, last_resort: bool, typical: Histogram) -> None:
        self._guard = guard
        self._seconds = seconds
        self._until = _now() + seconds
        self._last_resort = last_resort
        self._typical = typical
        self._tried = False
        guard.retries.called(_now())

    async def again(self, error: ProviderError, *, repeatable: bool) -> float | None:
        """Seconds left for another attempt, after a short pause; None: it is not to be made."""
        verdict = verdict_of(error)
        if self._tried or isinstance(error, Resting | Limited) or not verdict.retry:
            return None
        if not (repeatable or verdict.untouched):
            return None
        if not (self._guard.circuit.closed or self._last_resort):
            return None
        pause = verdict.retry_after or PAUSE_S * (1 + random.random())
        now = _now()
        usual = self._typical.percentile(0.5, now)
        needed = self._seconds / 2 if usual is None else usual / 1000
        left = self._until - now - pause
        if left < needed or not self._guard.retries.take(now):
            return None
        self._tried = True
        self._guard.figures.retries += 1
        await asyncio.sleep(pause)
        return left


class Guards:
    """All guarded operations of a node."""

    def __init__(
        self,
        *,
        rules: Rules = Rules(),  # noqa: B008  # frozen
        retries: RetryRules = RetryRules(),  # noqa: B008  # frozen
        draw: Callable[[], float] = random.random,
    ) -> None:
        self.figures = Figures()
        self.woken = asyncio.Event()
        """Set when a circuit changes, for whoever waits to probe it."""
        self._rules = rules
        self._retry_rules = retries
        self._draw = draw
        self.limits = ApiLimits()
        """How much services are sent; may be changed."""
        self._guards: dict[Key, Guard] = {}
        self._budgets: dict[str, RetryBudget] = {}

    def __iter__(self) -> Iterator[Guard]:
        return iter(self._guards.values())

    def add(
        self,
        provider: str,
        operation: str,
        *,
        deadlines: Deadlines,
        probe: Probe,
        rules: Rules | None = None,
        connections: Callable[[], Connections] | None = None,
    ) -> Guard:
        """A guard for one operation. Raises ValueError when there is one already.

        `connections`: how its lasting ones stand, if it has such.
        Without a probe no circuit could ever close again, so there is none without.
        """
        key = Key(provider, operation)
        if key in self._guards:
            raise ValueError(f"{key} is guarded already")
        circuit = Circuit(key, rules or self._rules, draw=self._draw, changed=self._changed)
        budget = self._budgets.setdefault(provider, RetryBudget(self._retry_rules))
        figures = self.figures.of(key)
        figures.connections = connections
        guard = Guard(circuit, deadlines, figures, budget, probe, self.limits)
        self._guards[key] = guard
        return guard

    def find(self, provider: str, operation: str) -> Guard | None:
        """The guard of an operation, if there is one."""
        return self._guards.get(Key(provider, operation))

    def status(self, now: float) -> dict[str, Status]:
        """How every circuit stands, by "provider/operation"."""
        return {str(key): guard.circuit.status(now) for key, guard in self._guards.items()}

    def _changed(self, circuit: Circuit, before: State) -> None:
        write = log.warning if circuit.state == "open" else log.info
        write(
            "circuit_changed",
            provider=circuit.key.provider,
            operation=circuit.key.operation,
            before=before,
            state=circuit.state,
            why=circuit.why,
        )
        self.woken.set()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _translated(error: BaseException, key: Key) -> ProviderError:
    """Whatever a client raised as one of the closed set."""
    if isinstance(error, ProviderError):
        return error
    if isinstance(error, asyncio.CancelledError):
        return Failure(Evidence(kind="reset", code="CancelledError"))
    assert isinstance(error, Exception)
    evidence = evidence_of(error)
    if evidence.kind == "unexpected":
        log.error("provider_raised", provider=key.provider, exc_info=error)
    return Failure(evidence)
