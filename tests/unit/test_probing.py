"""Open circuits are probed off the call path until they close, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from agent.ports import ProviderError
from agent.resilience.budget import RetryRules
from agent.resilience.circuit import Rules
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guard, Guards
from agent.resilience.outcomes import Evidence, Failure
from agent.resilience.probing import keep_probing
from simulators.world.loop import run

DEADLINES = Deadlines(connect=1.0, first=2.0, between=1.0, total=15.0, spoken=3.0)
RULES = Rules(in_a_row=2, probe_s=5.0, good_probes=2)
BROKEN = ProviderError("broken", "as planned")


class Service:
    """Well, broken, or hanging; notes when it was probed."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.takes = 0.0
        self.probed: list[float] = []
        self.asked = 0

    async def probe(self) -> None:
        self.probed.append(asyncio.get_running_loop().time())
        await self._answer()

    async def call(self) -> str:
        self.asked += 1
        await self._answer()
        return "yes"

    async def _answer(self) -> None:
        await asyncio.sleep(self.takes)
        if self.error is not None:
            raise self.error


def guards_of(jitter: Callable[[], float] = lambda: 0.0) -> Guards:
    return Guards(rules=RULES, retries=RetryRules(burst=0.0), draw=jitter)


@asynccontextmanager
async def probing(guards: Guards, deadline: float = 4.0) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(keep_probing(guards, deadline=deadline))
        yield
        task.cancel()


def guarded(guards: Guards, service: Service, name: str = "acme") -> Guard:
    return guards.add(name, "speech", deadlines=DEADLINES, probe=service.probe)


async def fail(guard: Guard, service: Service, error: Exception = BROKEN, times: int = 2) -> None:
    service.error = error
    for _ in range(times):
        with pytest.raises(ProviderError):
            await guard.call(service.call)


def test_a_probe_that_hangs_does_not_put_off_the_healing() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards):
            await fail(guard, service)
            service.error, service.takes = None, 60.0
            while not service.probed:  # noqa: ASYNC110  # no event tells
                await asyncio.sleep(0.1)
            service.takes = 0.2
            await asyncio.sleep(2 * RULES.probe_s)
            assert guard.circuit.closed

    run(main())


def test_a_closed_circuit_is_never_probed() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards):
            await guard.call(service.call)
            await asyncio.sleep(3600.0)
        assert service.probed == []

    run(main())


def test_an_open_one_is_probed_until_it_is_well_and_callers_never_are_the_test() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards):
            await fail(guard, service)
            for _ in range(104):
                await asyncio.sleep(0.3)
                with pytest.raises(ProviderError):
                    await guard.call(service.call)
            assert service.asked == 2
            assert service.probed == [5.0, 10.0, 15.0, 20.0, 25.0, 30.0]
            service.error = None
            await asyncio.sleep(10.0)
            assert await guard.call(service.call) == "yes"
            probes = len(service.probed)
            await asyncio.sleep(600.0)
        assert len(service.probed) == probes == 8

    run(main())


def test_a_probe_has_a_deadline_of_its_own() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards, deadline=1.0):
            await fail(guard, service)
            service.error, service.takes = None, 60.0
            await asyncio.sleep(30.0)
            assert service.probed == [5.0, 10.0, 15.0, 20.0, 25.0]
            assert not guard.circuit.closed
            service.takes = 0.9
            await asyncio.sleep(12.0)
            assert guard.circuit.closed

    run(main())


def test_a_provider_that_hangs_delays_no_other() -> None:
    async def main() -> None:
        guards, hanging, other = guards_of(), Service(), Service()
        one, two = guarded(guards, hanging), guarded(guards, other, "umbrella")
        async with probing(guards, deadline=100.0):
            await fail(one, hanging)
            await fail(two, other)
            hanging.takes, other.error = 1000.0, None
            await asyncio.sleep(10.0)
            assert two.circuit.closed
            assert len(hanging.probed) == 1

    run(main())


def test_a_refused_key_is_probed_more_rarely() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards):
            await fail(guard, service, Failure(Evidence(kind="http", status=401)), times=1)
            await asyncio.sleep(130.0)
        assert service.probed == [60.0, 120.0]

    run(main())


def test_a_defect_in_a_probe_ends_no_probing() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards):
            await fail(guard, service)
            service.error = KeyError("choices")
            await asyncio.sleep(11.0)
            assert len(service.probed) == 2
            service.error = None
            await asyncio.sleep(10.0)
            assert guard.circuit.closed

    run(main())


def test_what_is_opened_by_hand_is_left_alone_until_reset() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards):
            guard.circuit.hold(0.0)
            await asyncio.sleep(600.0)
            assert service.probed == []
            guard.circuit.reset(600.0)
            assert await guard.call(service.call) == "yes"

    run(main())


def test_stopping_in_the_middle_of_a_probe_leaves_none_on_its_way() -> None:
    async def main() -> None:
        guards, service = guards_of(), Service()
        guard = guarded(guards, service)
        async with probing(guards):
            await fail(guard, service)
            service.takes = 3.0
            await asyncio.sleep(6.0)
        now = asyncio.get_running_loop().time()
        status = guard.circuit.status(now)
        assert (status.state, status.next_probe_s) == ("open", 5.0)
        service.error = None
        async with probing(guards):  # started anew, it goes on
            await asyncio.sleep(20.0)
        assert guard.circuit.closed

    run(main())
