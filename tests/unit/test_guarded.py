"""An outgoing operation in virtual time: every attempt is judged once, and only for what it did."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest

from agent.ports import Fault, ProviderError
from agent.resilience.budget import RetryRules
from agent.resilience.circuit import Rules
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guard, Guards, Resting
from agent.resilience.outcomes import Evidence, Failure
from simulators.world.loop import run

DEADLINES = Deadlines(connect=1.0, first=2.0, between=1.0, total=15.0, spoken=3.0)
NEVER = RetryRules(share=0.0, floor_per_s=0.0, burst=0.0)

Step = float | Exception | str
"""Wait, raise, or give."""


class Provider:
    """Plays one script per attempt; the last one again and again."""

    def __init__(self, *scripts: list[Step]) -> None:
        self.scripts = list(scripts)
        self.asked = 0
        self.closed = 0

    def _script(self) -> list[Step]:
        self.asked += 1
        return self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]

    async def answer(self) -> str:
        for step in self._script():
            if isinstance(step, Exception):
                raise step
            if isinstance(step, str):
                return step
            await asyncio.sleep(step)
        raise AssertionError("a script without an answer")

    async def stream(self) -> AsyncIterator[str]:
        try:
            for step in self._script():
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, str):
                    yield step
                else:
                    await asyncio.sleep(step)
        finally:
            self.closed += 1


async def well() -> None:
    """A probe that finds everything in order."""


def guard(retries: RetryRules = NEVER, **rules: Any) -> Guard:
    guards = Guards(rules=Rules(**{"in_a_row": 2, **rules}), retries=retries, draw=lambda: 0.0)
    return guards.add("acme", "speech", deadlines=DEADLINES, probe=well)


async def spoken(guarded: Guard, provider: Provider, **how: Any) -> str:
    async with aclosing(guarded.stream(provider.stream, **how)) as chunks:
        return "".join([chunk async for chunk in chunks])


async def fault_of(work: Awaitable[object]) -> Fault | None:
    try:
        await work
    except ProviderError as error:
        return error.fault
    return None


def outcomes(guarded: Guard) -> dict[str, int]:
    return dict(guarded.figures.outcomes.items())


def both(
    script: list[Step],
) -> list[tuple[Guard, Callable[[], Awaitable[object]]]]:
    """The same script as an answer and as a stream."""
    one, other = guard(), guard()
    provider = Provider(script)
    return [
        (one, lambda: one.call(provider.answer)),
        (other, lambda: spoken(other, provider)),
    ]


# --- outcomes -----------------------------------------------------------------------------------


def test_a_good_call_is_ok_and_its_time_is_kept() -> None:
    async def main() -> None:
        for guarded, work in both([0.5, "words"]):
            assert await work() == "words"
            assert outcomes(guarded) == {"ok": 1}
            now = asyncio.get_running_loop().time()
            assert guarded.figures.total_ms.percentile(0.5, now) == pytest.approx(500)

    run(main())


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ([9.0, "late"], "slow"),
        ([ProviderError("broken", "no worker")], "broken"),
        ([Failure(Evidence(kind="http", status=401))], "auth"),
        ([ConnectionRefusedError()], "broken"),
        ([TimeoutError()], "slow"),
        ([KeyError("choices")], "broken"),
        ([asyncio.IncompleteReadError(b"", 3)], "broken"),
    ],
)
def test_whatever_goes_wrong_is_a_provider_error_and_counted_once(
    script: list[Step], fault: Fault
) -> None:
    async def main() -> None:
        for guarded, work in both(script):
            assert await fault_of(work()) == fault
            assert outcomes(guarded) == {fault: 1}
            now = asyncio.get_running_loop().time()
            assert guarded.circuit.closed == (fault != "auth")
            if guarded.circuit.closed:
                assert guarded.circuit.status(now).faults_in_a_row == 1

    run(main())


def test_a_stream_that_breaks_midway_is_told_as_it_is() -> None:
    async def main() -> None:
        guarded = guard()
        provider = Provider(["a", 0.1, ProviderError("broken", "cut")])
        chunks = guarded.stream(provider.stream)
        assert await anext(chunks) == "a"
        with pytest.raises(ProviderError, match="cut"):
            await anext(chunks)
        assert outcomes(guarded) == {"broken": 1}
        assert provider.closed == 1

    run(main())


# --- what we do ourselves -----------------------------------------------------------------------


def test_a_stream_closed_by_us_midway_is_cancelled_by_us() -> None:
    """A barge-in, a hundred times over, leaves the provider as healthy as it was."""

    async def main() -> None:
        guarded, provider = guard(), Provider(["a", 0.1, "b", 60.0])
        for _ in range(100):
            async with aclosing(guarded.stream(provider.stream)) as chunks:
                assert await anext(chunks) == "a"
        assert outcomes(guarded) == {"cancelled_by_us": 100}
        assert guarded.circuit.closed
        assert provider.closed == 100

    run(main())


@pytest.mark.parametrize("script", [[1.0, "late"], ["a", 0.9, "b", 0.9, "c"]])
def test_a_cancelled_task_is_cancelled_by_us(script: list[Step]) -> None:
    async def main() -> None:
        guarded, provider = guard(), Provider(script)
        for _ in range(10):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await spoken(guarded, provider)
        assert outcomes(guarded) == {"cancelled_by_us": 10}
        assert guarded.circuit.closed

    run(main())


def test_a_reader_that_breaks_is_no_fault_of_the_provider() -> None:
    async def main() -> None:
        guarded, provider = guard(), Provider(["a", "b"])

        async def read() -> None:
            async with aclosing(guarded.stream(provider.stream)) as chunks:
                async for _ in chunks:
                    raise ZeroDivisionError

        for _ in range(10):
            with pytest.raises(ZeroDivisionError):
                await read()
        assert outcomes(guarded) == {"cancelled_by_us": 10}

    run(main())


def test_a_client_that_turns_our_cancellation_into_an_error_deceives_nobody() -> None:
    async def disguising() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as error:
            raise ConnectionError("closed") from error
        return ""

    async def main() -> None:
        guarded = guard()
        for _ in range(10):
            task: asyncio.Task[str] | None = None
            async with asyncio.TaskGroup() as group:
                task = group.create_task(guarded.call(disguising))
                await asyncio.sleep(0.1)
                task.cancel()
            assert task.cancelled()
        assert outcomes(guarded) == {"cancelled_by_us": 10}

    run(main())


def test_a_cancellation_that_is_not_ours_is_the_clients_breakdown() -> None:
    async def main() -> None:
        guarded = guard()

        async def gives_up() -> str:
            await asyncio.sleep(0.1)
            raise asyncio.CancelledError

        assert await fault_of(guarded.call(gives_up)) == "broken"
        assert outcomes(guarded) == {"broken": 1}

    run(main())


def test_a_failure_while_cleaning_up_after_a_cancellation_is_a_failure() -> None:
    """The carrier that refuses to hang up is at fault, though the call's task was cancelled."""

    async def main() -> None:
        guarded = guard()
        found: list[Fault | None] = []

        async def call() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                found.append(await fault_of(guarded.call(Provider([ConnectionError()]).answer)))

        async with asyncio.TaskGroup() as group:
            task = group.create_task(call())
            await asyncio.sleep(0.1)
            task.cancel()
        assert found == ["broken"]

    run(main())


def test_a_stream_that_was_never_read_leaves_no_trace() -> None:
    async def main() -> None:
        guarded = guard()
        await guarded.stream(Provider(["a"]).stream).aclose()
        assert outcomes(guarded) == {}

    run(main())


# --- nothing at all -----------------------------------------------------------------------------


def test_a_stream_that_ends_without_anything_is_broken_unless_it_may() -> None:
    async def main() -> None:
        guarded, silent = guard(), Provider([0.1])
        assert await spoken(guarded, silent, may_be_empty=True) == ""
        assert outcomes(guarded) == {"empty_by_design": 1}
        assert await fault_of(spoken(guarded, silent)) == "broken"
        assert outcomes(guarded) == {"empty_by_design": 1, "broken": 1}

    run(main())


def test_an_idle_connection_that_was_closed_is_no_silent_end() -> None:
    """What was asked has not been said, so it is tried again or told."""

    async def main() -> None:
        idle = Failure(Evidence(kind="websocket", status=1008, code="input_timeout_exceeded"))
        guarded = guard()
        assert await fault_of(spoken(guarded, Provider([idle]))) == "empty_by_design"
        again = guard(RetryRules())
        assert await spoken(again, Provider([idle], ["words"])) == "words"

    run(main())


# --- the circuit --------------------------------------------------------------------------------


def test_an_open_circuit_costs_no_time_and_no_request() -> None:
    async def main() -> None:
        guarded, provider = guard(), Provider([9.0])
        for _ in range(2):
            await fault_of(guarded.call(provider.answer))
        before = asyncio.get_running_loop().time()
        with pytest.raises(Resting) as rest:
            await guarded.call(provider.answer)
        with pytest.raises(Resting):
            await spoken(guarded, provider)
        assert rest.value.fault == "slow"
        assert asyncio.get_running_loop().time() == before
        assert provider.asked == 2
        assert guarded.figures.refused == 2
        assert outcomes(guarded) == {"slow": 2}

    run(main())


def test_a_last_resort_is_tried_and_heals() -> None:
    async def main() -> None:
        guarded = guard()
        for _ in range(2):
            await fault_of(guarded.call(Provider([ConnectionError()]).answer))
        for _ in range(2):
            assert await guarded.call(Provider(["yes"]).answer, last_resort=True) == "yes"
        assert guarded.circuit.closed
        assert guarded.figures.last_resorts == 2

    run(main())


def test_a_call_that_had_less_time_than_usual_does_not_blame_the_provider() -> None:
    async def main() -> None:
        guarded, provider = guard(), Provider([1.0, "words"])
        for _ in range(10):
            assert await fault_of(guarded.call(provider.answer, patience=0.5)) == "slow"
            assert await fault_of(spoken(guarded, provider, patience=0.5)) == "slow"
        assert guarded.circuit.closed
        assert outcomes(guarded) == {"slow": 20}

    run(main())


def test_a_session_is_judged_as_a_block() -> None:
    async def main() -> None:
        guarded = guard()
        with guarded.attempt() as session:
            await asyncio.sleep(100.0)
            session.got()
        with pytest.raises(ProviderError), guarded.attempt():
            raise ConnectionResetError
        assert outcomes(guarded) == {"ok": 1, "broken": 1}

    run(main())


# --- retries ------------------------------------------------------------------------------------

RESET = ConnectionResetError()
PLENTY = RetryRules(share=1.0, burst=100.0)


def test_one_retry_where_it_is_sensible() -> None:
    async def main() -> None:
        guarded = guard(PLENTY)
        assert await guarded.call(Provider([RESET], ["words"]).answer) == "words"
        assert await spoken(guarded, Provider([RESET], ["words"])) == "words"
        assert outcomes(guarded) == {"broken": 2, "ok": 2}
        assert guarded.figures.retries == 2
        provider = Provider([RESET])
        assert await fault_of(guarded.call(provider.answer)) == "broken"
        assert provider.asked == 2

    run(main())


@pytest.mark.parametrize(
    ("script", "how"),
    [
        ([Failure(Evidence(kind="http", status=400))], {}),  # would fail again
        ([Failure(Evidence(kind="http", status=401))], {}),
        ([9.0, "late"], {}),  # the time is up
        ([2.5, RESET], {}),
        ([Failure(Evidence(kind="http", status=429, retry_after=4.0))], {}),
        ([Failure(Evidence(kind="http", status=500))], {"repeatable": False}),  # sent or not?
    ],
)
def test_no_retry_where_it_is_not(script: list[Step], how: dict[str, Any]) -> None:
    async def main() -> None:
        provider = Provider(script)
        await fault_of(guard(PLENTY).call(provider.answer, **how))
        assert provider.asked == 1

    run(main())


def test_what_must_happen_once_is_retried_only_where_nothing_was_carried_out() -> None:
    async def main() -> None:
        throttled = Failure(Evidence(kind="http", status=429, code="20429"))
        provider = Provider([throttled], ["sent"])
        assert await guard(PLENTY).call(provider.answer, repeatable=False) == "sent"

    run(main())


@pytest.mark.parametrize("error", [RESET, ConnectionRefusedError()])
def test_nothing_is_retried_once_a_part_was_heard(error: Exception) -> None:
    async def main() -> None:
        guarded, provider = guard(PLENTY), Provider(["a", error], ["a", "b"])
        assert await fault_of(spoken(guarded, provider)) == "broken"
        assert provider.asked == 1
        assert guarded.figures.retries == 0

    run(main())


def test_retries_are_a_small_share_of_calls() -> None:
    async def main() -> None:
        guarded = guard(RetryRules(share=0.1, floor_per_s=0.0, burst=5.0), in_a_row=10_000)
        provider = Provider([Failure(Evidence(kind="http", status=409))])
        for _ in range(100):
            await fault_of(guarded.call(provider.answer))
        assert 110 <= provider.asked <= 112

    run(main())


def test_no_retry_into_a_circuit_that_has_just_opened() -> None:
    async def main() -> None:
        guarded = guard(PLENTY, in_a_row=1)
        provider = Provider([RESET])
        with pytest.raises(ProviderError) as error:
            await guarded.call(provider.answer)
        assert not isinstance(error.value, Resting)
        assert provider.asked == 1

    run(main())


# --- all guards ---------------------------------------------------------------------------------


def test_an_operation_has_one_guard() -> None:
    guards = Guards()
    first = guards.add("acme", "speech", deadlines=DEADLINES, probe=well)
    with pytest.raises(ValueError, match="acme/speech"):
        guards.add("acme", "speech", deadlines=DEADLINES, probe=well)
    guards.add("acme", "ears", deadlines=DEADLINES, probe=well)
    assert guards.find("acme", "speech") is first
    assert guards.find("acme", "nose") is None
    assert len(list(guards)) == 2


def test_providers_fail_one_by_one() -> None:
    async def main() -> None:
        guards = Guards(rules=Rules(in_a_row=1), retries=NEVER)
        one = guards.add("acme", "speech", deadlines=DEADLINES, probe=well)
        other = guards.add("acme", "ears", deadlines=DEADLINES, probe=well)
        await fault_of(one.call(Provider([RESET]).answer))
        assert guards.woken.is_set()
        assert (one.circuit.closed, other.circuit.closed) == (False, True)

    run(main())
