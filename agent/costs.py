"""Joins settings, prices and what services use.

Part of the composition root, beside `engines`.
"""

from collections.abc import Callable

from agent.llm.meter import Meter
from agent.resilience.budget import CostBudget
from agent.resilience.spending import CARRIER, Item, Spending
from agent.settings import Settings

MILLION = 1e6


def spending_of(settings: Settings) -> Spending:
    """Nothing spent yet, at the prices and within the budget of the settings."""
    costs = settings.costs
    prices = {Item(CARRIER, "minutes"): costs.carrier_minute}
    voices = {
        "elevenlabs": settings.elevenlabs.cents_per_1000,
        "openai": settings.openai_voice.cents_per_1000,
        "polly": settings.polly.cents_per_1000,
    }
    prices |= {Item(name, "characters"): cents / 1000 for name, cents in voices.items()}
    prices |= {Item(name, "seconds"): cents / 60 for name, cents in costs.stt.items()}
    for model, (read, written) in costs.llm.items():
        prices[Item(_model(model), "input_tokens")] = read / MILLION
        prices[Item(_model(model), "output_tokens")] = written / MILLION
    budget = CostBudget(hour_cents=costs.hour_cents, day_cents=costs.day_cents)
    return Spending({item: cents for item, cents in prices.items() if cents}, budget)


def tokens_of(spending: Spending, model: str) -> Meter:
    """Counts the tokens of a language model."""

    def count(read: int, written: int) -> None:
        spending.use(_model(model), "input_tokens", read)
        spending.use(_model(model), "output_tokens", written)

    return count


def characters_of(spending: Spending, service: str) -> Callable[[int], None]:
    """Counts what a voice is given to say."""
    return lambda characters: spending.use(service, "characters", characters)


def seconds_of(spending: Spending, service: str) -> Callable[[float], None]:
    """Counts what a recogniser is given to hear."""
    return lambda seconds: spending.use(service, "seconds", seconds)


def _model(name: str) -> str:
    return f"openai/{name}"
