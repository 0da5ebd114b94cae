"""Calls for people: the transcript while it happens, then what came of it."""

from collections.abc import Sequence
from typing import IO, Any

from simulators.caller.caller import Spoken

_COLOURS = {"agent": "cyan", "caller": "green"}


class Transcript:
    """Prints lines as they are spoken, with the scenario in front when calls run side by side."""

    def __init__(self, stream: IO[str], *, several: bool) -> None:
        from rich.console import Console

        self._console = Console(file=stream, highlight=False, soft_wrap=True)
        self._several = several

    def __call__(self, scenario: str, line: Spoken) -> None:
        """Print one line."""
        from rich.text import Text

        minutes, ms = divmod(line.at_ms, 60_000)
        words = {"speech": line.text, "sound": f"({line.text})", "keys": f"[keys {line.text}]"}
        shown = Text(f"{minutes}:{ms / 1000:04.1f} ", style="dim")
        if self._several:
            shown.append(f"{scenario:<15} ", style="dim")
        shown.append(f"{line.role:<6} ", style=_COLOURS[line.role])
        shown.append(words[line.kind])
        self._console.print(shown)


def summary(calls: Sequence[dict[str, Any]]) -> None:
    """Print the outcome, booking, latency and recording of every call."""
    from voicectl.render import say, table

    rows = [
        [
            one["scenario"],
            "ok" if one["ok"] else "MISSED",
            one["outcome"],
            _visit(one["booking"]),
            f"{one['response_ms']['p50']:.0f} / {one['response_ms']['p95']:.0f}",
            f"{one['seconds']:.0f} s",
        ]
        for one in calls
    ]
    columns = ("scenario", "", "outcome", "visit in the database", "answer ms p50/p95", "length")
    table("Calls", columns, rows)
    for one in calls:
        for missed in one["missed"]:
            say(f"{one['scenario']}: {missed}")
    if len(calls) == 1:
        _details(calls[0])


def phones(figures: dict[str, Any]) -> None:
    """Print which of the spoken numbers were confirmed."""
    from voicectl.render import say, table

    rows = ([one["id"], one["truth"], one["confirmed"] or "-"] for one in figures["calls"])
    table("Spoken numbers", ("recording", "truth", "confirmed"), rows)
    say(
        f"captured {figures['captured']} of {figures['n']}, "
        f"at the first answer {figures['at_first_answer']}, by keypad {figures['by_keypad']}, "
        f"wrong number confirmed: {figures['wrong_confirmed']}"
    )


def _visit(booking: dict[str, Any] | None) -> str:
    if booking is None:
        return "-"
    window = f"{booking['date']} {booking['start']}-{booking['end']}"
    return f"{booking['code']} {window}, {booking['name']}, {booking['address']}"


def _details(call: dict[str, Any]) -> None:
    from voicectl.render import say, table

    if call["booking"]:
        table("Visit in the database", ("field", "value"), call["booking"].items())
    if call["stages_ms"]:
        stages = [(name.removesuffix("_ms"), ms) for name, ms in call["stages_ms"].items()]
        table("Where an answer's time goes (mean of the turns)", ("stage", "ms"), stages)
    if call["recording"]:
        say(f"recording (left: caller, right: agent): {call['recording']}")
