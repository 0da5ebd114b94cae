"""What the fleet's screen shows, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.telemetry.fleet import NodeState
from voicectl.monitor.model import Link

Condition = Literal["up", "draining", "silent", "gone"]
MISSED = 3
"""A node that missed so many of its beats is silent."""
SLACK_S = 2.0
"""And so much more for the way."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node as it was last told of."""

    state: NodeState
    seen: str
    """UTC: when we heard it; by the node's own clock where the broker remembered it."""
    waits: tuple[float, ...] = ()
    """Milliseconds callers waited for answers, newest last."""
    run: str = ""
    n: int = 0
    """Up to which news of this run we know."""

    def age(self, now: str) -> float:
        """Seconds since it was last seen; clocks that disagree make it 0 at least."""
        if not self.seen:
            return 0.0
        passed = datetime.fromisoformat(now) - datetime.fromisoformat(self.seen)
        return max(0.0, passed.total_seconds())

    def condition(self, now: str) -> Condition:
        """How it stands."""
        if not self.state.up:
            return "gone"
        if self.age(now) > MISSED * self.state.every_s + SLACK_S:
            return "silent"
        return "draining" if self.state.draining else "up"


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news in words."""

    when: str
    node: str
    text: str
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Fleet:
    """Everything that is known."""

    link: Link = field(default_factory=Link)
    nodes: dict[str, Node] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    """Newest last."""
