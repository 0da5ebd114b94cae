"""The node's level of service: from signals and by hand, told to live calls."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from structlog.testing import capture_logs

from agent.events import Level
from agent.levels import Levels
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guard, Guards
from agent.resilience.schedule import parse
from simulators.world.loop import VirtualLoop, run

LIMITS = Deadlines(connect=1.0, first=1.0, between=1.0, total=1.0, spoken=1.0)


async def well() -> None:
    pass


def two_models() -> tuple[Levels, dict[int, Guard], list[Level]]:
    guards, told = Guards(), list[Level]()
    both = {
        level: guards.add("acme", f"answer:{level}", deadlines=LIMITS, probe=well)
        for level in (0, 1)
    }
    models: dict[Level, Guard | None] = {0: both[0], 1: both[1]}
    return Levels(models, lambda level, why: told.append(level)), both, told


def in_loop(play: Any) -> None:
    async def main() -> None:
        play()

    asyncio.run(main())


def test_an_open_circuit_moves_down_at_once_and_health_back_step_by_step() -> None:
    def play() -> None:
        levels, guards, told = two_models()
        levels.look(0.0)
        assert (levels.level, levels.why) == (0, "all is well")
        guards[0].circuit.hold(1.0)
        levels.look(1.0)
        assert levels.level == 1
        assert "the full model can't be asked" in levels.why
        guards[1].circuit.hold(2.0)
        levels.look(2.0)
        assert levels.level == 2
        for guard in guards.values():
            guard.circuit.reset(3.0)
        for now in range(3, 130):
            levels.look(float(now))
        assert told == [1, 2, 1, 0]

    in_loop(play)


def test_by_hand_counts_until_its_time_is_over_or_it_is_released() -> None:
    def play() -> None:
        levels, _, told = two_models()
        levels.look(0.0)
        levels.set(2, 10.0, "maintenance", 0.0)
        levels.look(5.0)
        assert (levels.level, levels.status(5.0)["by_hand_s"]) == (2, 5.0)
        assert levels.why == "by hand: maintenance"
        levels.look(10.5)
        assert levels.level == 0
        levels.set(3, 10.0, "", 11.0)
        levels.release()
        assert told == [2, 0, 3, 0]

    in_loop(play)


def test_each_part_of_the_budget_that_is_spent_is_told_once_even_without_models() -> None:
    shares = [0.5, 0.81, 0.9, 1.2, 1.3, 0.85, 0.3, 0.8]
    levels = Levels({}, lambda level, why: None, cost_share=lambda: shares[0])
    with capture_logs() as logs:
        while shares:
            levels.look(0.0)
            del shares[0]
    told = [one["spent"] for one in logs if one["event"] == "budget_alert"]
    assert told == ["81%", "120%", "80%"]


def test_without_models_no_hand_makes_it_better_than_rules() -> None:
    levels = Levels({}, lambda level, why: None)
    levels.look(0.0)
    assert (levels.level, levels.why) == (2, "no language model is set up")
    levels.set(0, 60.0, "", 0.0)
    assert levels.level == 2
    levels.set(3, 60.0, "drill", 0.0)
    assert (levels.level, levels.why) == (3, "by hand: drill")


def test_a_lagging_loop_steps_down_and_recovers() -> None:
    async def scene() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        told: list[tuple[Level, str]] = []
        levels = Levels({0: None, 1: None}, lambda level, why: told.append((level, why)))
        watching = loop.create_task(levels.run())

        async def compute(seconds: float) -> None:
            while True:
                await asyncio.sleep(0.03)
                loop.block(seconds)

        async def lagging(seconds: float, until: Level) -> None:
            work = loop.create_task(compute(seconds))
            await reached(until)
            work.cancel()

        async def reached(level: Level) -> None:
            async with asyncio.timeout(600.0):  # in virtual time
                while levels.level != level:  # noqa: ASYNC110  # looks from outside
                    await asyncio.sleep(0.5)

        await asyncio.sleep(30.0)
        loop.block(0.9)  # one hiccup is no trouble
        await asyncio.sleep(30.0)
        assert told == []
        # A look is due after 0.5 s and runs when the computation under way is over.
        await lagging(0.30, 1)
        await lagging(0.90, 2)
        await lagging(2.50, 3)
        await reached(0)
        watching.cancel()
        assert [level for level, _ in told] == [1, 2, 3, 2, 1, 0]
        assert all("ms late" in why for _, why in told[:3])
        assert levels.why == "all is well"
        assert levels.late_ms.most > 1000.0

    run(scene())


def test_the_schedule_moves_the_level_and_may_be_replaced() -> None:
    clock = [datetime(2026, 11, 23, 21, 59, tzinfo=UTC)]
    levels = Levels(
        {0: None, 1: None},
        lambda level, why: None,
        local=lambda: clock[0],
        windows=[parse("22:00-06:00=2")],
    )
    levels.look(0.0)
    assert levels.level == 0
    clock[0] = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    levels.look(1.0)
    assert (levels.level, levels.why) == (2, "scheduled 22:00-06:00=2")
    assert levels.status(1.0)["schedule"] == ["22:00-06:00=2"]
    levels.windows = ()
    for now in range(2, 130):
        levels.look(float(now))
    assert levels.level == 0


def test_a_loop_that_is_late_again_and_again_asks_for_less() -> None:
    levels = Levels({}, lambda level, why: None)
    levels._lags.extend([1200.0, 2.0, 3.0])
    levels.look(0.0)
    assert levels.level == 2
    levels._lags.append(1500.0)
    levels.look(1.0)
    assert levels.level == 3
    assert "late" in levels.why
