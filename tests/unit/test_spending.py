"""What calls use and cost, by call and node, and what a spent budget does to the level."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from agent.call.tasks import Tasks
from agent.costs import spending_of
from agent.events import Expecting, Language, Level
from agent.levels import Levels
from agent.ports import ProviderError, Transcript
from agent.resilience.budget import CostBudget
from agent.resilience.spending import Item, Spending
from agent.settings import Settings
from agent.stt import metered as hearing
from agent.tongue import Tongue
from agent.tts import metered as speaking
from simulators.world.loop import run

CHARACTERS = Item("acme", "characters")
PRICES = {CHARACTERS: 0.01, Item("carrier", "minutes"): 1.0}


def test_a_bill_holds_what_its_own_call_used() -> None:
    spending = Spending(PRICES)
    first, second = spending.open(), spending.open()
    with first.charged():
        spending.use("acme", "characters", 100)
        with second.charged():
            spending.use("acme", "characters", 50)
        spending.use("acme/chat", "input_tokens", 900)
    spending.use("acme", "characters", 7)
    assert first.settled(61.0) == (
        "3.00 cents: acme characters 100; acme/chat input tokens 900; carrier minutes 2"
    )
    assert second.settled(0.5) == "1.50 cents: acme characters 50; carrier minutes 1"
    assert spending.used[CHARACTERS] == 157
    told = spending.as_dict()
    assert told["hour_cents"] == told["day_cents"] == 4.57
    assert told["without_price"] == ["acme/chat input tokens"]


def test_a_task_is_charged_to_its_call_whoever_starts_it() -> None:
    async def scene() -> tuple[float, float]:
        spending = Spending(PRICES)
        mine, other = spending.open(), spending.open()
        tasks = Tasks(lambda error: None)

        async def speak() -> None:
            spending.use("acme", "characters", 10)

        async with asyncio.TaskGroup() as group:
            tasks.belong_to(group, mine)
            with other.charged():  # as a timer that another call has set
                tasks.start(speak())
        return mine.used[CHARACTERS], other.used[CHARACTERS]

    assert asyncio.run(scene()) == (10, 0)


class Voice:
    name = "voice"

    def __init__(self, *parts: bytes | ProviderError) -> None:
        self.parts = parts

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        for part in self.parts:
            if isinstance(part, ProviderError):
                raise part
            yield part


@pytest.mark.parametrize(
    ("parts", "characters"),
    [
        ((b"a", b"b"), 5),
        ((b"a", ProviderError("broken", "")), 5),
        ((ProviderError("broken", ""),), 0),
    ],
)
def test_a_text_counts_unless_it_failed_before_any_sound(
    parts: tuple[bytes | ProviderError, ...], characters: int
) -> None:
    used: list[int] = []

    async def speak() -> None:
        voice = speaking.Metered(Voice(*parts), used.append)
        try:
            async for _ in voice.synthesize("hello", "en", slow=False):
                pass
        except ProviderError:
            pass

    asyncio.run(speak())
    assert sum(used) == characters


def test_a_text_that_is_left_in_the_middle_counts() -> None:
    used: list[int] = []

    async def speak() -> None:
        parts = speaking.Metered(Voice(b"a", b"b"), used.append).synthesize("hi", "en", slow=False)
        await anext(parts)
        await parts.aclose()

    asyncio.run(speak())
    assert used == [2]


class Ears:
    def __init__(self, failed: bool) -> None:
        self.failed = failed

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        if self.failed:
            raise ProviderError("broken", "")
        return Transcript("yes", 0.9)


@pytest.mark.parametrize(("failed", "seconds"), [(False, 2.0), (True, 0.0)])
def test_an_utterance_counts_unless_the_service_failed(failed: bool, seconds: float) -> None:
    used: list[float] = []

    async def listen() -> None:
        with suppress(ProviderError):
            await hearing.Metered(Ears(failed), used.append).transcribe(b"a" * 16000, "free")

    asyncio.run(listen())
    assert sum(used) == seconds


def test_prices_are_those_of_the_settings_and_none_is_built_in() -> None:
    bare = Settings(elevenlabs={"cents_per_1000": 0}, openai_voice={"cents_per_1000": 0})  # type: ignore[call-arg]
    assert spending_of(bare)._prices == {Item("polly", "characters"): 0.0004}
    costs = {"llm": {"m": (25, 200)}, "stt": {"openai": 0.6}, "carrier_minute": 1.5}
    found = spending_of(Settings(costs=costs))._prices  # type: ignore[arg-type]
    assert found[Item("openai/m", "input_tokens")] == 25e-6
    assert found[Item("openai/m", "output_tokens")] == 200e-6
    assert found[Item("openai", "seconds")] == pytest.approx(0.01)
    assert found[Item("carrier", "minutes")] == 1.5
    assert found[Item("elevenlabs", "characters")] == 0.005


def test_a_spent_budget_asks_for_less_and_its_end_for_more() -> None:
    async def scene() -> None:
        loop = asyncio.get_running_loop()
        spending = Spending(PRICES, CostBudget(hour_cents=100.0), loop.time)
        told: list[tuple[Level, str]] = []
        levels = Levels(
            {0: None, 1: None},
            lambda level, why: told.append((level, why)),
            cost_share=lambda: spending.share,
        )
        watching = loop.create_task(levels.run())
        await asyncio.sleep(10.0)
        spending.use("acme", "characters", 8500)
        await asyncio.sleep(10.0)
        spending.use("acme", "characters", 2000)
        await asyncio.sleep(2 * 3600.0)
        watching.cancel()
        assert told[:2] == [
            (1, "85% of the budget is spent by this node"),
            (2, "105% of the budget is spent by this node"),
        ]
        assert [level for level, _ in told[2:]] == [1, 0]
        assert levels.why == "all is well"

    run(scene())
