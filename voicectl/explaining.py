"""What `voicectl calls why` tells: the decisions and the latency of each turn, from the journal."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.call.journal import Entry, Recording
    from agent.call.latency import Timing

STAGES = (
    ("endpoint_ms", "was the caller done?"),
    ("transcript_ms", "which words?"),
    ("step_ms", "what to do?"),
    ("voice_ms", "first audio of the answer"),
    ("send_ms", "on its way"),
)


@dataclass(slots=True)
class Turn:
    """One caller turn (0: before the caller spoke) and everything until the next one."""

    n: int
    at: float
    heard: str
    entries: "list[Entry]" = field(default_factory=list)
    timing: "Timing | None" = None


def turns(recording: "Recording") -> list[Turn]:
    """The call's turns; a turn begins with each utterance or key of the caller."""
    from agent.events import Heard, Key, NotUnderstood

    found = [Turn(0, 0.0, "")]
    for entry in recording.entries:
        match entry.event:
            case Heard(text=text):
                found.append(Turn(len(found), entry.at, text))
            case NotUnderstood(reason=reason):
                found.append(Turn(len(found), entry.at, f"({reason})"))
            case Key(key=key):
                found.append(Turn(len(found), entry.at, f"[{key}]"))
            case _:
                pass
        found[-1].entries.append(entry)
    for line in recording.timings:
        spoken = [turn for turn in found if turn.at <= line.at + 0.001]
        spoken[-1].timing = line.timing
    return found


def decisions(turn: Turn) -> Iterator[tuple[float, str, str]]:
    """(seconds, what happened, what was decided) for each event of a turn."""
    from agent.events import Interim

    for entry in turn.entries:
        if entry.commands or not isinstance(entry.event, Interim):
            wanted = "; ".join(brief(command) for command in entry.commands)
            yield entry.at, brief(entry.event), wanted


def waterfall(turn: Turn, width: int = 40) -> list[tuple[str, float, str]]:
    """(stage, ms, bar) of a turn's latency; the bars stand one behind the other."""
    timing = turn.timing
    if timing is None or timing.total_ms <= 0:
        return []
    rows = []
    start = 0.0
    for name, about in STAGES:
        took = float(getattr(timing, name))
        left = round(start / timing.total_ms * width)
        long = max(1 if took else 0, round(took / timing.total_ms * width))
        rows.append((f"{name.removesuffix('_ms')} ({about})", took, " " * left + "#" * long))
        start += took
    return rows


def brief(fact: Any) -> str:
    """An event or command on one line: its name and what is not empty."""
    parts = []
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if value in ("", None, (), 0, False) or isinstance(value, bytes):
            continue
        shown = brief(value) if hasattr(value, "__struct_fields__") else str(value)
        parts.append(f"{name}={shown[:100]}")
    return f"{type(fact).__name__}({', '.join(parts)})"
