"""What nodes tell becomes the fleet. Pure functions."""

from dataclasses import replace

import msgspec

from agent.telemetry import news
from agent.telemetry.fleet import NodeState, Numbered, Page
from agent.telemetry.news import Item
from voicectl.monitor.acts import LEVELS
from voicectl.monitor.fleet.model import Fleet, Line, Node
from voicectl.monitor.model import Link

LINES = 300
WAITS = 100

CRITICAL = frozenset({"safety_hit", "tool_gave_up"})
DULL = frozenset({"intent_classified", "level", "no_match"})
"""Notes that are no news for the whole fleet."""


def linked(fleet: Fleet, link: Link) -> Fleet:
    """The connection with the broker changed; what was known stays on the screen."""
    return replace(fleet, link=link)


def stated(fleet: Fleet, state: NodeState, seen: str) -> Fleet:
    """A node told how it is, or the broker told that it is gone."""
    before = fleet.nodes.get(state.node)
    lines: tuple[Line, ...] = ()
    if before is not None and before.state.up and not state.up and before.state.run != state.run:
        return fleet  # the will of an earlier run came late
    if not state.up:
        state, seen = _last_of(before, state), before.seen if before else ""
        if before is None or before.state.up:
            lines = (Line(seen, state.node, "is GONE without a word", critical=True),)
    elif before is not None and not before.state.up:
        lines = (Line(seen, state.node, "is back"),)
    after = replace(before, state=state, seen=seen) if before else Node(state, seen)
    return _with(fleet, state.node, after, lines)


def left(fleet: Fleet, name: str, seen: str) -> Fleet:
    """A node stopped in order."""
    if name not in fleet.nodes:
        return fleet
    others = {other: node for other, node in fleet.nodes.items() if other != name}
    line = Line(seen, name, "stopped in order")
    return replace(fleet, nodes=others, lines=(*fleet.lines, line)[-LINES:])


def told(fleet: Fleet, page: Page, seen: str) -> Fleet:
    """A node told news; those that are known are left out."""
    node = fleet.nodes.get(page.node)
    if node is None:
        node = Node(NodeState(node=page.node, run=page.run), seen)
    known = node.n if node.run == page.run else 0
    fresh = [one for one in page.news if one.n > known]
    if not fresh:
        return fleet
    waits = [one.news.total_ms for one in fresh if isinstance(one.news, news.Answered)]
    after = replace(node, run=page.run, n=fresh[-1].n, waits=(*node.waits, *waits)[-WAITS:])
    lines = tuple(line for one in fresh if (line := _line(page.node, one)) is not None)
    return _with(fleet, page.node, after, lines)


def _last_of(before: Node | None, gone: NodeState) -> NodeState:
    """What was known of a node that is gone; a will knows nothing."""
    return msgspec.structs.replace(before.state, up=False, live=0) if before else gone


def _with(fleet: Fleet, name: str, node: Node, lines: tuple[Line, ...]) -> Fleet:
    nodes = {**fleet.nodes, name: node}
    return replace(fleet, nodes=nodes, lines=(*fleet.lines, *lines)[-LINES:])


def _line(node: str, one: Numbered) -> Line | None:
    found = _words(one.news)
    if found is None:
        return None
    text, critical = found
    return Line(one.when, node, text, critical)


def _words(item: Item) -> tuple[str, bool] | None:
    """News in words, and whether somebody should look at once."""
    match item:
        case news.CallBegan():
            return f"{item.call[:8]} began", False
        case news.CallEnded():
            return f"{item.call[:8]} ended: {item.outcome}", item.outcome == "system_error"
        case news.Noted() if item.name not in DULL:
            about = " ".join(part for part in (item.name, item.about, item.value) if part)
            return f"{item.call[:8]} {about}", item.name in CRITICAL
        case news.CircuitTurned():
            hand = " by hand" if item.held else ""
            return f"circuit {item.circuit} is {item.state}{hand}", item.state == "open"
        case news.LevelTurned():
            return f"level {item.level} {LEVELS[item.level]}: {item.why}", item.level == 3
        case news.DrainTurned():
            return "takes no more calls" if item.on else "takes calls", False
        case _:
            return None
