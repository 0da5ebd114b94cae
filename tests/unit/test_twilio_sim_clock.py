"""The 20 ms grid under a made-up clock: no drift, and nothing skipped after a stall."""

import asyncio

import pytest

from simulators.twilio import clock


class FakeTime:
    """A clock that only sleeping moves; each sleep takes a little too long, like a real one."""

    def __init__(self) -> None:
        self.now = 100.0
        self.naps = 0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps += 1
        self.now += seconds + (0.001 if seconds else 0.0)


async def collect(time: FakeTime, count: int, stall_at: int = -1) -> tuple[list[float], float]:
    """Return the times of `count` ticks since the start, and the worst lateness."""
    pacing = clock.Pacing()
    times: list[float] = []
    async for number in clock.ticks(100.0, pacing):
        times.append(time.now - 100.0)
        if number == stall_at:
            time.now += 0.5
        if len(times) == count:
            break
    return times, pacing.percentile(1.0)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime()
    monkeypatch.setattr(clock, "monotonic", fake.monotonic)
    monkeypatch.setattr(clock.asyncio, "sleep", fake.sleep)
    return fake


def test_late_sleeps_do_not_add_up(time: FakeTime) -> None:
    """After ten minutes of sleeps that are 1 ms late each, a tick is still only 1 ms late."""
    times, worst = asyncio.run(collect(time, 30_001))
    assert times[-1] == pytest.approx(600.001)
    assert worst == pytest.approx(0.001)


def test_after_a_stall_the_missed_ticks_follow_at_once(time: FakeTime) -> None:
    """Half a second is lost: 25 ticks are due, then the grid goes on as before."""
    times, worst = asyncio.run(collect(time, 40, stall_at=3))
    assert times[4:29] == pytest.approx([0.561] * 25)
    assert times[29] == pytest.approx(0.581)
    assert worst == pytest.approx(0.481)


def test_waiting_data_comes_in_before_missed_ticks_run(time: FakeTime) -> None:
    """Each missed tick lets the loop turn, so that a stall does not look like an underrun."""
    asyncio.run(collect(time, 4, stall_at=3))
    before = time.naps
    asyncio.run(collect(time, 1))  # the start lies far in the past now
    assert time.naps - before >= 2


def test_percentiles_of_lateness() -> None:
    """Half a period late or more counts as a late tick."""
    pacing = clock.Pacing()
    assert pacing.percentile(0.99) == 0.0
    for late in (0.011, 0.001, 0.002, 0.003):
        pacing.note(late)
    assert (pacing.percentile(0.5), pacing.percentile(1.0)) == (0.003, 0.011)
    assert pacing.late_ticks == 1
