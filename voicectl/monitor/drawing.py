"""Text of the screen's parts, made from the board. Pure.

Every meaning has a sign beside its colour, so nothing is lost without colours.
"""

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from agent.telemetry.news import Answered
from voicectl.monitor.acts import LEVELS
from voicectl.monitor.hanging import Entry
from voicectl.monitor.model import Board, Call, Line, Link

BARS = "▁▂▃▄▅▆▇█"
STAGES = (
    ("endpoint_ms", "done?", "#ffb454"),
    ("transcript_ms", "words", "#5fd7e7"),
    ("step_ms", "decide", "#8ae234"),
    ("voice_ms", "voice", "#ff8fab"),
    ("send_ms", "send", "#b39ddb"),
)
GOOD, BAD, ODD, FAINT = "#8ae234", "bold #ff6b81", "#ffb454", "dim"
NEWS = "#5fd7e7"
"""Light, since without colours only their brightness is left."""
SLOW_MS = 1500.0


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def local(when: str) -> str:
    """Wall clock time of a UTC text, on this machine."""
    return datetime.fromisoformat(when).astimezone().strftime("%H:%M:%S") if when else "--:--:--"


def quantile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank quantile; None of nothing."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else None


def spark(values: Sequence[float], width: int) -> str:
    """The newest values as bars, scaled to the greatest of them."""
    shown = values[-width:]
    most = max(shown, default=0.0) or 1.0
    return "".join(BARS[min(7, int(value / most * 7.99))] for value in shown)


def linked(link: Link) -> Text:
    """How a connection stands."""
    text = Text()
    match link.state:
        case "live":
            text.append("● live", GOOD)
        case "recorded":
            text.append("▶ recorded calls", NEWS)
        case "connecting":
            text.append("◌ connecting…", ODD)
        case "lost":
            text.append(f"✖ LOST, try {link.attempt + 1} in {link.retry_s:.1f} s", BAD)
    if link.why and link.state != "live":
        text.append(f"  {link.why}", FAINT)
    return text


def header(board: Board, name: str, read_only: bool) -> Text:
    """Whose screen this is, and how the connection stands."""
    text = Text.assemble(("voicectl monitor ", "bold"), (f"{name} ", FAINT))
    text.append(f"{local(board.when)}  ", FAINT)
    if read_only:
        text.append("read-only  ", ODD)
    return text.append_text(linked(board.link))


def strip(board: Board) -> Text:
    """The node in one line: capacity, level, lateness, what callers wait."""
    pulse = board.pulse
    if pulse is None:
        return Text("no news of the node yet", FAINT)
    full = pulse.live >= pulse.limit
    text = Text.assemble("calls ", (f"{pulse.live}/{pulse.limit}", BAD if full else "bold"))
    if pulse.draining:
        text.append(" DRAINING", BAD)
    hand = "" if pulse.by_hand_s is None else f" by hand {clock(pulse.by_hand_s)}"
    worse = pulse.level > pulse.best or pulse.level == 3
    text.append("  level ")
    text.append(f"{pulse.level} {LEVELS[pulse.level]}{hand}", ODD if worse else GOOD)
    broken = [name for name, one in pulse.circuits.items() if one.state != "closed"]
    text.append("  circuits ")
    text.append(f"{len(broken)} open" if broken else "all closed", BAD if broken else GOOD)
    text.append(f"  late {pulse.loop_lag_ms:.0f} ms")
    if pulse.underruns:
        text.append(f"  underruns {pulse.underruns}", ODD)
    return text


def responses(board: Board, width: int) -> Text:
    """How long callers waited for answers of late."""
    p50, p95 = quantile(board.responses, 0.5), quantile(board.responses, 0.95)
    if p50 is None or p95 is None:
        return Text("answers: none yet", FAINT)
    text = Text("answers ")
    text.append(f"p50 {p50:.0f} ", "bold")
    text.append(f"p95 {p95:.0f} ms ", BAD if p95 > SLOW_MS else "bold")
    text.append(spark(board.responses, max(8, width - len(text.plain) - 1)), NEWS)
    return text


def call_row(call: Call, now: str) -> tuple[Text, ...]:
    """A row of the table of calls."""
    state = Text("●", GOOD) if call.live else Text("○", FAINT)
    if call.hazard:
        state = Text("!", BAD)
    style = "" if call.live else FAINT
    where = (call.phase.lower() if call.live else call.outcome).replace("_", " ")
    last = call.answers[-1].total_ms if call.answers else None
    slow = BAD if (last or 0) > SLOW_MS else style
    wait = Text("" if last is None else f"{last:.0f}", slow, justify="right")
    return (
        state,
        Text(call.sid[:8], style),
        Text(call.caller or "—", style),
        Text(clock(call.seconds(now)), style, justify="right"),
        Text(where, BAD if call.hazard and call.live else style),
        wait,
        Text(_asked(call), style),
    )


CALL_COLUMNS = ("", "call", "caller", "time", "where", "wait", "last words")


def _asked(call: Call) -> str:
    if not call.lines:
        return ""
    return ("» " if call.lines[-1].who == "caller" else "") + call.asked


def call_head(call: Call, now: str) -> Text:
    """One call in a line."""
    state = ("● live ", GOOD) if call.live else (f"○ {call.outcome.replace('_', ' ')} ", "bold")
    text = Text.assemble(
        state,
        (call.sid, "bold"),
        f"  caller {call.caller or 'withheld'}  {clock(call.seconds(now))}  {call.language}",
    )
    if call.goal not in ("", "none"):
        text.append(f"  {call.goal}")
    if call.hazard:
        text.append(f"  ! {call.tier} {call.hazard}", BAD)
    return text


def transcript(call: Call) -> list[Entry]:
    """Both sides; of ours what was heard, what was not, and what is still being said."""
    return [(_lead(line), _words(line)) for line in call.lines]


def _lead(line: Line) -> Text:
    text = Text(f"{clock(line.at):>5} ", FAINT)
    if line.who == "caller":
        return text.append("» ", f"not dim bold {NEWS}")
    return text.append("… " if line.pending else "  ")


def _words(line: Line) -> Text:
    if line.who == "caller":
        text = Text(line.text, f"bold {NEWS}")
        if line.about:
            text.append(f"  [{line.about}]", f"not bold dim {NEWS}")
        return text
    if line.pending:
        return Text(line.text, "dim italic")
    text = Text(line.text)
    if line.unheard:
        text.append(" ✂ " if line.text else "✂ ", BAD)
        text.append("not heard: ", FAINT)
        text.append(line.unheard, "dim strike")
    return text


def slots(call: Call) -> list[Entry]:
    """What is known."""
    width = max((len(name) for name, _ in call.slots), default=0)
    shown = [(Text(f"{name:<{width}} ", FAINT), Text(value or "✓")) for name, value in call.slots]
    return shown or _nothing("nothing yet")


def decisions(call: Call, most: int) -> list[Entry]:
    """The newest decisions, newest first."""
    shown = [
        (Text(f"{clock(at):>5} ", FAINT), Text(what, BAD if what.startswith("safety") else ""))
        for at, what in reversed(call.decisions[-most:])
    ]
    return shown or _nothing("none yet")


def _nothing(what: str) -> list[Entry]:
    return [(Text(), Text(what, FAINT))]


def waterfall(call: Call, width: int, turns: int) -> Text:
    """Where the time of the newest answers went: one bar a turn, stages one behind the other."""
    shown = call.answers[-turns:]
    if not shown:
        return Text("no answer yet", FAINT)
    text = Text()
    for place, (_, about, style) in enumerate(STAGES):
        text.append(f"{place + 1}", f"reverse {style}")
        text.append(f" {about} ", FAINT)
    most = max(one.total_ms for one in shown)
    for one in shown:
        text.append(f"\n{one.turn:>3} {one.total_ms:>5.0f} ms ", FAINT)
        _bar(text, one, max(4, width - 13), most)
    return text


def _bar(text: Text, one: Answered, width: int, most: float) -> None:
    """Cells are shared out along the whole bar, so that roundings do not add up; without colours
    the number at its begin tells a stage.
    """
    passed, drawn = 0.0, 0
    for place, (name, _, style) in enumerate(STAGES):
        passed += getattr(one, name)
        upto = round(passed / most * width) if most else 0
        if upto > drawn:
            text.append(f"{place + 1:<{upto - drawn}}", f"reverse {style}")
        drawn = max(drawn, upto)


CIRCUIT_COLUMNS = ("", "circuit", "state", "faults", "why")


def circuit_rows(board: Board) -> dict[str, tuple[Text, ...]]:
    """Rows of the table of circuits by their names."""
    rows: dict[str, tuple[Text, ...]] = {}
    for name, one in (board.pulse.circuits if board.pulse else {}).items():
        closed = one.state == "closed"
        state = one.state.replace("_", " ") + (" by hand" if one.held else "")
        rows[name] = (
            Text("●" if closed else "✖", GOOD if closed else BAD),
            Text(name),
            Text(state, GOOD if closed else BAD),
            Text(f"{one.faults}/{one.calls}"),
            Text(one.why, FAINT),
        )
    return rows


def alerts(board: Board, most: int) -> list[Entry]:
    """The newest alerts, newest first."""
    shown = []
    for when, alert in reversed(board.alerts[-most:]):
        critical = alert.severity == "critical"
        lead = Text(f"{local(when)} ", FAINT)
        lead.append("!! " if critical else "!  ", f"not dim {BAD if critical else ODD}")
        words = Text(alert.what)
        if alert.call:
            words.append(f"  {alert.call[:8]}", FAINT)
        shown.append((lead, words))
    return shown or _nothing("no alerts")


def log(board: Board, most: int, words: str = "") -> list[Entry]:
    """The end of the node's log; with a filter only lines that hold every word."""
    wanted = words.lower().split()
    lines = [
        (when, line)
        for when, line in board.log
        if all(
            word in f"{line.level} {line.event} {line.call} {line.detail}".lower()
            for word in wanted
        )
    ]
    styles = {"warning": ODD, "error": BAD, "critical": BAD, "change": NEWS}
    shown = []
    for when, line in lines[-most:]:
        lead = Text(f"{local(when)} ", FAINT)
        lead.append(f"{line.level:<7} ", f"not dim {styles.get(line.level, '')}")
        about = " ".join(filter(None, (line.call[:8], line.detail)))
        shown.append((lead, Text(line.event).append(f" {about}", FAINT)))
    return shown or _nothing("no log lines")


def circuits_brief(board: Board) -> Text:
    """All circuits in a line each."""
    text = Text()
    for sign, name, state, _, _ in circuit_rows(board).values():
        text.append_text(sign).append(f" {name.plain} ").append_text(state).append("\n")
    text.rstrip()
    return text if text else Text("this node asks no provider", FAINT)
