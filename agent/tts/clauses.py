"""Cut text where a speaker would breathe, so that the first words can be heard early."""

import re
from dataclasses import dataclass

BREAK = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|(?<=[,;:])\s+|\s+(?=[—–-]\s)")
SENTENCE_END = re.compile(r"[.!?…][\"')\]]*$")
ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Ave|Blvd|Rd|Apt|Ste|No|a\.m|p\.m|[A-Z])\.$")

FIRST = 18
"""The first clause has at least this many characters: cut there, its sound is ready early."""
LATER = 60
"""Later clauses are longer, because melody suffers from cuts; sentences always end a clause."""

SENTENCE_PAUSE = 0.28
CLAUSE_PAUSE = 0.12


@dataclass(frozen=True, slots=True)
class Clause:
    """Text to synthesise in one go and the seconds of silence after it."""

    text: str
    pause: float


def split(text: str) -> list[Clause]:
    """Clauses of `text` in order; the last one has no pause after it."""
    pieces: list[str] = []
    held = ""
    for piece in _pieces(text):
        held = f"{held} {piece}".strip()
        if ABBREVIATION.search(held):
            continue
        least = LATER if pieces else FIRST
        if SENTENCE_END.search(held) or len(held) >= least:
            pieces.append(held)
            held = ""
    if held:
        pieces.append(held)
    pauses = [SENTENCE_PAUSE if SENTENCE_END.search(piece) else CLAUSE_PAUSE for piece in pieces]
    pauses[-1:] = [0.0]
    return [Clause(piece, pause) for piece, pause in zip(pieces, pauses, strict=False)]


def has_words(text: str) -> bool:
    """Whether there is anything to speak."""
    return any(map(str.isalnum, text))


def places(text: str) -> list[int]:
    """Where in `text` each clause with words ends; the last place is the text's end."""
    visible = [place for place, letter in enumerate(text) if not letter.isspace()]
    found, letters = [], 0
    for clause in split(text):
        letters += len("".join(clause.text.split()))
        if has_words(clause.text):
            found.append(visible[letters - 1] + 1)
    if found:
        found[-1] = len(text)
    return found


def _pieces(text: str) -> list[str]:
    return [piece for piece in BREAK.split(" ".join(text.split())) if piece]
