"""Who is served how, beyond the limits; and how much a service is asked at most."""

import asyncio
from typing import Any

import pytest

from agent.admission import Admission, HeatWatch, Load, by_load
from agent.ports import ProviderError
from agent.profile.load import load_default
from agent.resilience.buckets import Rate
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards, Limited
from agent.settings_limits import HeatWave, Limits
from agent.switchboard import Admitted, Ringing

LIMITS = Limits(extra_calls=2, lag_rules_ms=300, lag_recorded_ms=1000)
FLOOD, OTHER, WITHHELD = "+12145550155", "+12145550156", ""
COMPANY = load_default()
DEADLINES = Deadlines(connect=1.0, first=1.0, between=1.0, total=1.0, spoken=1.0)


@pytest.mark.parametrize(
    ("calls", "lag_ms", "way", "why"),
    [
        (9, 0.0, "served", ""),
        (10, 0.0, "rules", "capacity"),
        (11, 299.0, "rules", "capacity"),
        (12, 0.0, "recorded", "capacity"),
        (0, 300.0, "rules", "lag"),
        (12, 300.0, "recorded", "capacity"),
        (0, 1000.0, "recorded", "lag"),
    ],
)
def test_capacity_and_lag_decide(calls: int, lag_ms: float, way: Any, why: Any) -> None:
    assert by_load(Load(calls, 10, lag_ms), LIMITS) == Admitted(way, why)


class Node:
    """Admission with buckets that never fill up again."""

    def __init__(self, *, calls: int = 0, **limits: Any) -> None:
        self.left: dict[str, float] = {}
        self.heat = HeatWatch(HeatWave(calls_per_minute=1, minutes=1), lambda: 0.0)
        load = Load(calls, 10, 0.0)
        self.admission = Admission(Limits(**limits), self, lambda: load, self.heat)

    async def take(self, key: str, rate: Rate) -> float:
        left = self.left.get(key, rate.burst)
        self.left[key] = max(0.0, left - 1)
        return 0.0 if left >= 1 else 60.0

    def ways(self, *callers: str) -> list[str]:
        async def play() -> list[str]:
            calls = [Ringing(f"CA{n}", caller, "+1") for n, caller in enumerate(callers)]
            return [(await self.admission.decide(call, COMPANY)).way for call in calls]

        return asyncio.run(play())


TWICE = {"burst": 2, "per_hour": 1}


def test_who_calls_again_and_again_gets_rules_and_then_the_recorded_line() -> None:
    node = Node(caller=TWICE)
    assert node.ways(*[FLOOD] * 6) == ["served", "served", "rules", "rules", "recorded", "recorded"]
    assert node.ways(OTHER) == ["served"]
    assert node.admission.status() == {
        "recorded": 2,
        "rules": 2,
        "served": 3,
        "limited": {"recorded by caller": 2, "rules by caller": 2},
    }


def test_a_flood_uses_up_nothing_of_others_and_makes_no_heat_wave() -> None:
    node = Node(caller=TWICE, company={"burst": 3, "per_hour": 1})
    node.ways(*[FLOOD] * 50)
    assert node.ways(OTHER) == ["served"]
    assert node.heat.status()["calls_per_minute"] == 3


def test_a_company_has_its_own_limit() -> None:
    node = Node(company=TWICE)
    assert node.ways("+1", "+2", "+3") == ["served", "served", "rules"]


def test_withheld_numbers_are_nobodys() -> None:
    assert set(Node(caller=TWICE).ways(*[WITHHELD] * 9)) == {"served"}


def test_the_worst_limit_counts() -> None:
    assert Node(calls=10, caller=TWICE).ways(*[FLOOD] * 5)[-1] == "recorded"
    assert Node(calls=30, caller=TWICE).ways(FLOOD) == ["recorded"]


# --- services ------------------------------------------------------------------------------------


async def well() -> str:
    return "well"


def test_a_service_is_asked_no_more_than_its_limit() -> None:
    async def play() -> None:
        guards = Guards()
        guards.limits.rates = {"acme": Rate(2, 0.001)}
        one, other = (
            guards.add("acme", name, deadlines=DEADLINES, probe=well) for name in ("chat", "speech")
        )
        assert [await one.call(well), await other.call(well)] == ["well", "well"]
        with pytest.raises(Limited, match="acme/chat has its limit"):
            await one.call(well)

        async def chunks() -> Any:
            yield "chunk"

        with pytest.raises(ProviderError):
            [chunk async for chunk in other.stream(chunks)]
        assert (one.figures.limited, other.figures.limited, one.circuit.state) == (1, 1, "closed")
        assert one.figures.retries == 0
        assert await one.call(well, last_resort=True) == "well"

    asyncio.run(play())


def test_services_without_a_limit_are_asked_freely() -> None:
    async def play() -> None:
        guard = Guards().add("acme", "chat", deadlines=DEADLINES, probe=well)
        assert [await guard.call(well) for _ in range(99)] == ["well"] * 99

    asyncio.run(play())


def test_rates_of_services_come_from_the_settings() -> None:
    assert Limits(apis={"openai": 600, "polly": 3}).api_rates == {
        "openai": Rate(60.0, 10.0),
        "polly": Rate(1.0, 0.05),
    }


def test_a_call_that_is_not_judged_meets_the_capacity_alone() -> None:
    async def way(calls: int) -> str:
        one = Admission(
            LIMITS, Node(), lambda: Load(calls, 10, 5000.0), Node().heat, lambda call_sid: False
        )
        return (await one.decide(Ringing("CA1", FLOOD, "+1"), COMPANY)).way

    assert asyncio.run(way(9)) == "served"
    assert asyncio.run(way(10)) == "recorded"
