"""What a language model, or a person who takes over, gets to read of a call, within a budget.

Facts and slots come first and whole, then the summary, then as many of the last turns as fit. A
token is estimated as four bytes of UTF-8 begun in every word: "furnace" counts two. That is above
the four characters a token of English usually has, and well above it for other scripts.
"""

from collections.abc import Iterable

import msgspec

from agent.dialogue import fidelity, notes, summary
from agent.dialogue.state import Line, State

TOKEN_BYTES = 4


class Block(msgspec.Struct, frozen=True):
    """One part of the context: facts, slots, summary or turns, a line per entry."""

    name: str
    text: str


def tokens(text: str) -> int:
    """Estimated tokens of `text`; of texts joined by a blank or a line's end it is the sum."""
    sizes = (len(word.encode(errors="replace")) for word in text.split())
    return sum(-(-size // TOKEN_BYTES) for size in sizes)


def context(state: State, budget_tokens: int) -> tuple[Block, ...]:
    """The blocks that fit, in order; together never more than `budget_tokens`.

    When not even the facts fit, the first told stay. Of story and turns the latest stay.
    """
    facts = [fact.text for fact in notes.facts_of(state)]
    slots = [f"{name}: {value}" for name, value in fidelity.known(state)]
    parts = (
        ("facts", facts, False),
        ("slots", slots, False),
        ("summary", summary.story(state.summary.text), True),
        ("turns", [_line(one) for one in state.history], True),
    )
    blocks = []
    left = budget_tokens
    for name, lines, latest in parts:
        kept = _fitting(lines, left, latest=latest)
        if kept:
            text = "\n".join(kept)
            blocks.append(Block(name, text))
            left -= tokens(text)
    return tuple(blocks)


def _fitting(lines: Iterable[str], budget: int, *, latest: bool) -> list[str]:
    """Whole lines from one end, until the next one would not fit."""
    wanted = list(lines)
    kept: list[str] = []
    for line in reversed(wanted) if latest else wanted:
        budget -= tokens(line)
        if budget < 0:
            break
        kept.append(line)
    return kept[::-1] if latest else kept


def _line(line: Line) -> str:
    return f"{'Caller' if line.who == 'caller' else 'We'}: {line.text}"
