"""A rolling summary: transcript lines that leave the kept window are condensed, never just dropped.

Our own summariser is deterministic: what is known and noted now, then turn by turn what was asked
and what became of it. A summary of a language model may arrive as an event; either is taken only
if `fidelity` finds nothing lost, else the old one stays.
"""

from collections.abc import Callable, Sequence

import msgspec

from agent.dialogue import fidelity
from agent.dialogue.state import HISTORY_LINES, KeyFact, Line, State, Summary

WINDOW_LINES = 96
"""With more lines than this, the oldest are condensed down to HISTORY_LINES."""
WINDOW_BYTES = 6000
SUMMARY_BYTES = 7500
STORY_BYTES = 1500
QUOTE_CHARS = 60
KNOWN, NOTED, EARLIER, ENTRY = "Known: ", "Noted: ", "Earlier: ", "- "

Summariser = Callable[[str, Sequence[Line], State], str]
"""(old summary, lines to condense, state) -> new summary."""


def condense(old: str, lines: Sequence[Line], state: State) -> str:
    """Our own summary: what holds, then the story; at most SUMMARY_BYTES.

    In the story facts and slots stand by name only, so a later correction can't make it untrue.
    """
    skipped, told = _story(old)
    told = list(dict.fromkeys(reversed([*told, *_entries(lines)])))
    kept: list[str] = []
    left = STORY_BYTES
    for entry in told:
        left -= len(entry.encode(errors="replace")) + 3
        if left < 0:
            break
        if _holds(entry, state.facts):
            kept.append(entry)
    skipped += len(told) - len(kept)
    known = KNOWN + "; ".join(f"{name} {value}" for name, value in fidelity.known(state))
    noted = NOTED + "; ".join(fact.text for fact in state.facts)
    parts = [known, noted, f"{EARLIER}{skipped} more"] if skipped else [known, noted]
    return "\n".join((*parts, *(ENTRY + entry for entry in reversed(kept))))


def story(summary: str) -> tuple[str, ...]:
    """The lines of a summary that are neither facts nor slots, oldest first."""
    return tuple(
        line.removeprefix(ENTRY)
        for line in summary.splitlines()
        if line.strip() and not line.startswith((KNOWN, NOTED))
    )


def _story(old: str) -> tuple[int, list[str]]:
    """How many entries were left out before, and those that were not.

    The text of a model has no entries: its sentences become some.
    """
    lines = story(old)
    skipped = 0
    if lines and lines[0].startswith(EARLIER):
        count = lines[0].removeprefix(EARLIER).partition(" ")[0]
        skipped = int(count) if count.isdecimal() else 0
        lines = lines[1:]
    if f"\n{ENTRY}" not in old:
        lines = tuple(said for line in lines for said in fidelity.sentences(line))
    return skipped, list(lines)


def _holds(entry: str, facts: tuple[KeyFact, ...]) -> bool:
    """Whether an entry may stay: it contradicts no fact and brings no number of its own."""
    return fidelity.contradicted(facts, entry) is None and not any(
        len(number) >= fidelity.PHONE_DIGITS for number in fidelity.read(entry).numbers
    )


def _entries(lines: Sequence[Line]) -> list[str]:
    out: list[str] = []
    answering = False
    for line in lines:
        if line.who == "caller":
            asked = f"asked {line.asked.replace('_', ' ')}: " if line.asked else ""
            learned = ", ".join(name.replace("_", " ") for name in line.learned)
            answering = not learned
            out.append(asked + (f"told {learned}" if learned else _quote(line.text)))
        elif answering and not line.text.rstrip().endswith("?"):
            out.append("we said " + _quote(line.text))
            answering = False
    return out


def _quote(text: str) -> str:
    short = " ".join(text.split())[:QUOTE_CHARS]
    return f'"{short}"'.replace(";", ",")


def append(
    state: State, line: Line, summarise: Summariser = condense
) -> tuple[State, tuple[str, ...]]:
    """`state` with one more line of transcript, and what was wrong with a summary refused."""
    history = (*state.history, line)
    cut = _overflow(history)
    if not cut:
        return msgspec.structs.replace(state, history=history), ()
    state = msgspec.structs.replace(state, history=history[cut:])
    text = summarise(state.summary.text, history[:cut], state)
    wrong = check(state, text)
    if not wrong:
        new = Summary(text=text, turn=state.turn)
        state = msgspec.structs.replace(state, summary=new)
    return state, wrong


def _overflow(history: Sequence[Line]) -> int:
    """How many of the oldest lines must go."""
    over = len(history) - HISTORY_LINES if len(history) > WINDOW_LINES else 0
    size = sum(_bytes(line.text) for line in history[over:])
    while size > WINDOW_BYTES:
        size -= _bytes(history[over].text)
        over += 1
    return over


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="replace"))


def check(state: State, text: str) -> tuple[str, ...]:
    """Why a summary can't be taken; empty when it can."""
    if len(text.encode(errors="replace")) > SUMMARY_BYTES:
        return ("too long",)
    return fidelity.faults(state.facts, fidelity.known(state), text)
