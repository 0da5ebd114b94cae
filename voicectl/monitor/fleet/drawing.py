"""Text of the fleet's screen. Pure; every meaning has a sign beside its colour."""

from rich.text import Text

from agent.telemetry.fleet import NodeState
from voicectl.monitor.acts import LEVELS
from voicectl.monitor.drawing import BAD, FAINT, GOOD, ODD, SLOW_MS, linked, local, quantile
from voicectl.monitor.fleet.model import Condition, Fleet, Node
from voicectl.monitor.hanging import Entry

COLUMNS = ("", "node", "state", "calls", "load", "level", "circuits", "late", "p95", "seen", "why")
SIGNS: dict[Condition, tuple[str, str]] = {
    "up": ("●", GOOD),
    "draining": ("◐", ODD),
    "silent": ("?", BAD),
    "gone": ("✖", BAD),
}
LOAD = 8
"""Cells of the bar."""


def header(fleet: Fleet, name: str) -> Text:
    """Which fleet, and how the connection with its broker stands."""
    text = Text.assemble(("voicectl fleet ", "bold"), (f"{name} ", FAINT))
    return text.append_text(linked(fleet.link))


def strip(fleet: Fleet, now: str) -> Text:
    """The fleet in one line."""
    nodes = fleet.nodes.values()
    if not nodes:
        return Text("no node has told anything yet", FAINT)
    well = [node.state for node in nodes if node.condition(now) in ("up", "draining")]
    taking = [state for state in well if not state.draining]
    free = sum(max(0, state.limit - state.live) for state in taking)
    text = Text.assemble("nodes ", (f"{len(well)}/{len(nodes)}", _alarm(len(well) < len(nodes))))
    text.append("  calls ")
    text.append(f"{sum(s.live for s in well)}/{sum(s.limit for s in well)}", "bold")
    text.append("  free ").append(f"{free}", _alarm(free == 0))
    worst = max((state.level for state in well), default=3)
    text.append("  worst level ").append(f"{worst} {LEVELS[worst]}", ODD if worst else GOOD)
    open_ = sum(len(state.circuits) for state in well)
    text.append("  circuits ").append(f"{open_} open" if open_ else "all closed", _alarm(open_ > 0))
    waits = [wait for node in nodes for wait in node.waits]
    if (p95 := quantile(waits, 0.95)) is not None:
        text.append("  answers p95 ").append(f"{p95:.0f} ms", _alarm(p95 > SLOW_MS))
    return text


def rows(fleet: Fleet, now: str) -> dict[str, tuple[Text, ...]]:
    """Rows of the table of nodes by their names."""
    return {name: _row(node, now) for name, node in sorted(fleet.nodes.items())}


def _row(node: Node, now: str) -> tuple[Text, ...]:
    state, condition = node.state, node.condition(now)
    sign, style = SIGNS[condition]
    dead = condition == "gone"
    p95 = quantile(node.waits, 0.95)
    return (
        Text(sign, style),
        Text(state.node, FAINT if dead else ""),
        Text(condition, style),
        Text("" if dead else f"{state.live}/{state.limit}", _alarm(0 < state.limit <= state.live)),
        Text("" if dead else _bar(state.live, state.limit)),
        Text("" if dead else f"{state.level} {LEVELS[state.level]}", ODD if state.level else GOOD),
        Text("" if dead else _circuits(state), BAD if state.circuits else GOOD),
        Text("" if dead else f"{state.late_ms:.0f}"),
        Text("" if p95 is None else f"{p95:.0f}", _alarm((p95 or 0) > SLOW_MS)),
        Text(_ago(node.age(now)) if node.seen else "never"),
        Text(state.why, FAINT),
    )


def _bar(live: int, limit: int) -> str:
    full = min(LOAD, -(-live * LOAD // limit)) if limit else 0
    return "█" * full + "░" * (LOAD - full)


def _ago(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _circuits(state: NodeState) -> str:
    return f"{len(state.circuits)} open" if state.circuits else "closed"


def _alarm(on: bool) -> str:
    return BAD if on else "bold"


def about(node: Node | None, now: str) -> Text:
    """One node: since when, and its circuits that are not closed."""
    if node is None:
        return Text("no node is chosen", FAINT)
    state = node.state
    text = Text.assemble((state.node, "bold"), f"  since {local(state.since)}")
    text.append(f"\nrun {state.run}", FAINT)
    if state.gaps:
        text.append(f"  news lost {state.gaps}×", ODD)
    for name, how in sorted(state.circuits.items()):
        text.append("\n✖ ", BAD).append(f"{name} {how.replace('_', ' ')}")
    if not state.circuits:
        text.append("\nall its circuits are closed", FAINT)
    if node.condition(now) == "silent":
        text.append("\nit says nothing: does it hang, or is it cut off?", BAD)
    return text


def lines(fleet: Fleet, most: int) -> list[Entry]:
    """The newest news, newest first."""
    shown = []
    for line in reversed(fleet.lines[-most:]):
        lead = Text(f"{local(line.when)} ", FAINT)
        lead.append("!! " if line.critical else "   ", f"not dim {BAD}")
        shown.append((lead, Text.assemble((f"{line.node} ", "bold"), line.text)))
    return shown or [(Text(), Text("no news yet", FAINT))]
