"""What calls use of services that cost money, and what that costs. Without IO.

    spending = Spending(prices, budget)
    bill = spending.open()          # one call's
    with bill.charged(): ...        # whatever is used in here, tasks included, is the call's
    spending.use("elevenlabs", "characters", 120)
    bill.settled(61.5)              # "1.8 cents: carrier 2 minutes; elevenlabs 120 characters"

Every use counts for the node; those in the context of a call on its bill as well.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

from agent.resilience.budget import CostBudget
from agent.resilience.together import Counted, wall

Unit = Literal["input_tokens", "output_tokens", "characters", "seconds", "minutes"]
CARRIER = "carrier"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something that is paid for."""

    service: str
    """E.g. "elevenlabs"; for language models "openai/MODEL"."""
    unit: Unit

    def __str__(self) -> str:
        return f"{self.service} {self.unit.replace('_', ' ')}"


class Spending:
    """All uses of a node since its start."""

    def __init__(
        self,
        prices: Mapping[Item, float] | None = None,
        budget: CostBudget | None = None,
        clock: Callable[[], float] = wall,
    ) -> None:
        """`prices`: US cents for one unit; what has none is counted and costs nothing. `clock`:
        seconds since 1970.
        """
        self.used: Counter[Item] = Counter()
        self.cents: Counter[Item] = Counter()
        self._prices = prices or {}
        self._budget = budget or CostBudget()
        self._clock = clock

    def use(self, service: str, unit: Unit, amount: float) -> None:
        """So much was used, by the call in whose context this is, if any."""
        item = Item(service, unit)
        cents = self._prices.get(item, 0.0) * amount
        self.used[item] += amount  # type: ignore[assignment]  # parts of units count, too
        self.cents[item] += cents  # type: ignore[assignment]
        self._budget.spend(cents, self._clock())
        bill = _charged.get()
        if bill is not None:
            bill.add(item, amount, cents)

    def open(self) -> "Bill":
        """The bill of one call."""
        return Bill(self)

    @property
    def share(self) -> float:
        """How much of the budget all nodes have spent; 1 and more: all of it. 0 without one."""
        return self._budget.share(self._clock())

    @property
    def counted(self) -> tuple[Counted, ...]:
        """What all nodes count together."""
        return self._budget.counted

    @property
    def lately_cents(self) -> tuple[float, float]:
        """Spent by this node in the last hour and in the last day."""
        return self._budget.spent_cents(self._clock())

    def as_dict(self) -> dict[str, Any]:
        """For health."""
        hour, day = self.lately_cents
        all_hour, all_day = self._budget.all_cents(self._clock())
        return {
            "hour_cents": round(hour, 2),
            "day_cents": round(day, 2),
            "all_hour_cents": round(all_hour, 2),
            "all_day_cents": round(all_day, 2),
            "budget_share": round(self.share, 3),
            "used": {str(item): round(amount, 1) for item, amount in sorted(self.used.items())},
            "without_price": sorted(str(item) for item in self.used if item not in self._prices),
        }


class Bill:
    """What one call has used so far."""

    def __init__(self, spending: Spending) -> None:
        self.cents = 0.0
        self.used: Counter[Item] = Counter()
        self._spending = spending

    def add(self, item: Item, amount: float, cents: float) -> None:
        """One more use."""
        self.used[item] += amount  # type: ignore[assignment]
        self.cents += cents

    @contextmanager
    def charged(self) -> Iterator[None]:
        """Whatever is used inside, in this task and those it starts, is on this bill."""
        token = _charged.set(self)
        try:
            yield
        finally:
            _charged.reset(token)

    def settled(self, seconds: float) -> str:
        """The whole bill in words, with the call's time: carriers count minutes that were begun."""
        with self.charged():
            self._spending.use(CARRIER, "minutes", ceil(seconds / 60.0))
        uses = "; ".join(f"{item} {amount:g}" for item, amount in sorted(self.used.items()))
        return f"{self.cents:.2f} cents: {uses}"


_charged: ContextVar[Bill | None] = ContextVar("charged", default=None)
