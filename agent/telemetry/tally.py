"""Counts what happened in calls, for collectors of figures."""

from collections import Counter
from time import monotonic
from typing import get_args

from agent.call.latency import Timing
from agent.events import CallStarted, Command, Event, Note, Outcome
from agent.resilience.figures import Histogram


class Tally:
    """Implements the call's observer; everything since the node's start."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter(dict.fromkeys(get_args(Outcome), 0))
        self.answers_ms = Histogram()
        """End of a caller's speech to our first sound."""
        self.dangers: Counter[str] = Counter()
        """By the rule that heard them."""

    def applied(
        self, call: CallStarted, at: float, event: Event, commands: tuple[Command, ...]
    ) -> None:
        """Nothing of it is counted."""

    def noted(self, call: CallStarted, note: Note) -> None:
        """The dialogue left an analytics fact."""
        if note.name == "safety_hit":
            self.dangers[note.about] += 1

    def timed(self, call: CallStarted, timing: Timing) -> None:
        """The latency of a turn is known."""
        self.answers_ms.add(timing.total_ms, monotonic())

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """Nothing of it is counted."""

    def ended(self, outcome: Outcome) -> None:
        """A call is over."""
        self.outcomes[outcome] += 1
