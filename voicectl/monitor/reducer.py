"""News become the board: pure functions, one for each kind of news."""

from dataclasses import replace
from typing import assert_never

from agent.telemetry import news
from agent.telemetry.news import Told
from voicectl.monitor.model import Board, Call, Line, Link

LINES = 400
DECISIONS = 200
ANSWERS = 60
RESPONSES = 240
LAGS = 120
ALERTS = 200
LOG = 500
CALLS_ENDED = 100

DULL = frozenset({"slot_asked", "frustration_changed"})
"""Notes that decide nothing."""


def linked(board: Board, link: Link) -> Board:
    """The connection changed; what was known stays on the screen."""
    return replace(board, link=link)


def reduce(board: Board, told: Told) -> Board:
    """The board after one piece of news."""
    item = told.news
    board = replace(board, when=told.when)
    match item:
        case news.Hello():
            return board if item.resumed else Board(link=board.link, when=told.when)
        case news.Pulse():
            lags = (*board.lags, item.loop_lag_ms)[-LAGS:]
            return replace(board, pulse=item, lags=lags)
        case news.Alert():
            return replace(board, alerts=(*board.alerts, (told.when, item))[-ALERTS:])
        case news.LogLine():
            return replace(board, log=(*board.log, (told.when, item))[-LOG:])
        case news.CircuitTurned() | news.LevelTurned() | news.DrainTurned():
            return _turned(board, item)
        case news.CallBegan():
            call = Call(item.call, told.when, company=item.company, caller=item.caller)
            return _bounded(replace(board, calls={**board.calls, item.call: call}))
        case _:
            call_before = board.calls.get(item.call)
            if call_before is None:
                return board
            after = in_call(replace(call_before, at=max(call_before.at, item.at)), item)
            board = replace(board, calls={**board.calls, item.call: after})
            if isinstance(item, news.Answered):
                board = replace(board, responses=(*board.responses, item.total_ms)[-RESPONSES:])
            return board


InCall = (
    news.CallEnded
    | news.CallMoved
    | news.CallerSaid
    | news.CallerUnclear
    | news.KeyPressed
    | news.AgentSays
    | news.AgentSaid
    | news.Learned
    | news.Known
    | news.Noted
    | news.Answered
)


def in_call(call: Call, item: InCall) -> Call:
    """A call after news of it."""
    match item:
        case news.CallEnded():
            return replace(call, outcome=item.outcome)
        case news.CallMoved():
            return replace(call, outcome="moved")
        case news.CallerSaid():
            about = f"{item.intent} {item.probability:.2f}" if item.intent else ""
            return _line(call, Line(item.at, "caller", item.text, about=about))
        case news.CallerUnclear():
            return _line(call, Line(item.at, "caller", f"({item.reason})"))
        case news.KeyPressed():
            return _line(call, Line(item.at, "caller", "[key]"))
        case news.AgentSays():
            return _line(call, Line(item.at, "agent", item.text, say=item.say, pending=True))
        case news.AgentSaid():
            return replace(call, lines=_heard(call.lines, item))
        case news.Learned():
            slots = {item.slot: "", **dict(call.slots)}
            return replace(call, slots=tuple(slots.items()))
        case news.Known():
            return replace(
                call,
                phase=item.phase,
                goal=item.goal,
                language=item.language,
                tier=item.tier,
                hazard=item.hazard,
                slots=tuple(item.slots.items()),
            )
        case news.Noted():
            if item.name in DULL:
                return call
            text = " ".join(part for part in (item.name, item.about, item.value) if part)
            return replace(call, decisions=(*call.decisions, (item.at, text))[-DECISIONS:])
        case news.Answered():
            return replace(call, answers=(*call.answers, item)[-ANSWERS:])
        case _:
            assert_never(item)


def _line(call: Call, line: Line) -> Call:
    return replace(call, lines=(*call.lines, line)[-LINES:])


def _heard(lines: tuple[Line, ...], said: news.AgentSaid) -> tuple[Line, ...]:
    """The line of a `Say` with what became of it; one that we never saw begin is added."""
    found = Line(said.at, "agent", said.heard, unheard=said.unheard, say=said.say)
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].who == "agent" and lines[place].say == said.say:
            at = lines[place].at
            return (*lines[:place], replace(found, at=at), *lines[place + 1 :])
    return (*lines, found)[-LINES:]


def _turned(board: Board, item: news.CircuitTurned | news.LevelTurned | news.DrainTurned) -> Board:
    """Show a change before the next pulse does, and keep it in the log."""
    match item:
        case news.CircuitTurned():
            hand = " by hand" if item.held else ""
            line = f"circuit {item.circuit} is {item.state}{hand}"
            detail = item.why
        case news.LevelTurned():
            line, detail = f"level of service {item.level}", item.why
            if board.pulse is not None:
                pulse = _with(board.pulse, level=item.level, why=item.why)
                board = replace(board, pulse=pulse)
        case news.DrainTurned():
            line, detail = ("no more calls are taken" if item.on else "calls are taken"), ""
            if board.pulse is not None:
                board = replace(board, pulse=_with(board.pulse, draining=item.on))
    entry = (board.when, news.LogLine(level="change", event=line, detail=detail))
    return replace(board, log=(*board.log, entry)[-LOG:])


def _with(pulse: news.Pulse, **changes: object) -> news.Pulse:
    from msgspec.structs import replace as changed

    return changed(pulse, **changes)


def _bounded(board: Board) -> Board:
    """Forget the oldest calls that are over, so that a long watch does not grow."""
    ended = [call.sid for call in board.calls.values() if not call.live]
    gone = set(ended[: max(0, len(ended) - CALLS_ENDED)])
    if not gone:
        return board
    return replace(board, calls={s: call for s, call in board.calls.items() if s not in gone})
