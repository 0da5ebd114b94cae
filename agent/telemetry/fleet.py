"""What a node tells its fleet: how it is, and what happens in its calls. Pure.

A broker is read by more people than a node, so less is told than to those who watch one node: no
words of either side, no caller's digits, nothing that a caller said.
"""

import msgspec
from msgspec.structs import replace

from agent.events import Level
from agent.telemetry import news
from agent.telemetry.mask import mask_numbers
from agent.telemetry.news import Item, Pulse

BARE_NOTES = frozenset(
    {"booking_created", "emergency_acked", "guard_blocked", "human_requested", "safety_unanswered"}
)
"""Decisions of which only the name is told: the rest may be somebody's words or number."""
NOTES = frozenset(
    {"escalated", "intent_classified", "level", "no_match", "safety_hit", "safety_suspected"}
    | {"tool_failed", "tool_gave_up", "transfer_started"}
)
"""Those that are told with what they are about, which is a word of ours."""


class NodeState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a node is; the broker remembers the newest."""

    node: str
    run: str
    """Differs each time the node is started."""
    up: bool = True
    """False is the last will: the broker says it for a node that is gone without a word."""
    when: str = ""
    """UTC, ISO with milliseconds, by the node's clock."""
    since: str = ""
    """The same, when it was started."""
    every_s: float = 0.0
    """How often it says so."""
    live: int = 0
    limit: int = 0
    draining: bool = False
    level: Level = 0
    why: str = ""
    """Of the level."""
    late_ms: float = 0.0
    """How late its loop is."""
    circuits: dict[str, str] = {}
    """States of those that are not closed."""
    gaps: int = 0
    """How often news were forgotten before the broker took them."""


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news; within a run its number only grows, and comes again after a lost link."""

    n: int
    when: str
    news: Item


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """News that were told together."""

    node: str
    run: str
    news: list[Numbered]


def state_of(node: str, run: str, pulse: Pulse) -> NodeState:
    """How a node is, from its pulse."""
    return NodeState(
        node=node,
        run=run,
        live=pulse.live,
        limit=pulse.limit,
        draining=pulse.draining,
        level=pulse.level,
        why=mask_numbers(pulse.why),
        late_ms=round(pulse.loop_lag_ms, 1),
        circuits={n: one.state for n, one in pulse.circuits.items() if one.state != "closed"},
    )


def public(item: Item) -> Item | None:
    """As much of a piece of news as the fleet is told; None: nothing."""
    match item:
        case news.CallBegan():
            return replace(item, caller="")
        case news.CallEnded() | news.Answered() | news.DrainTurned():
            return item
        case news.LevelTurned():
            return replace(item, why=mask_numbers(item.why))
        case news.CircuitTurned():
            return replace(item, why="")
        case news.Noted(name="transfer_ended"):
            return item
        case news.Noted(name=name) if name in NOTES:
            return replace(item, value="")
        case news.Noted(name=name) if name in BARE_NOTES:
            return replace(item, about="", value="")
        case _:
            return None
