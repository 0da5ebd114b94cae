"""Cut what we want to say into pieces a voice can speak one by one, and count words inside them.

Short first pieces bring the first sound early; a piece ends where a person would breathe. Nothing
is lost: the pieces joined are the text.
"""

import re
from collections.abc import Iterator

SHORTEST = 18
"""Letters a piece must have before a comma may end it; sentences end anywhere."""
LONGEST = 160
"""A piece never gets longer: without any mark it ends at a blank."""

_SENTENCE = re.compile(r"[.?!…][\"')\]]*\s+")
_BREATH = re.compile(r"[,;:—][\"')\]]*\s+")
_WORD = re.compile(r"\S+")
_TITLES = frozenset({"dr.", "mr.", "mrs.", "ms.", "st.", "ave.", "no.", "apt.", "mt.", "ft."})


def split(text: str) -> tuple[str, ...]:
    """Speakable pieces of `text` in order; joined they are `text` again. Empty for no words."""
    if not text.strip():
        return ()
    return tuple(_pieces(text))


def word_ends(text: str) -> tuple[int, ...]:
    """For each word of `text` the position just behind it."""
    return tuple(match.end() for match in _WORD.finditer(text))


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = _next_end(text, start)
        if not text[end:].strip():
            end = len(text)
        yield text[start:end]
        start = end


def _next_end(text: str, start: int) -> int:
    """Where the piece that begins at `start` ends."""
    ends = [
        found
        for found in (_sentence_end(text, start), _breath_end(text, start))
        if found is not None
    ]
    end = min(ends, default=len(text))
    if end - start <= LONGEST:
        return end
    blank = text.rfind(" ", start + 1, start + LONGEST)
    return blank + 1 if blank > start else start + LONGEST


def _sentence_end(text: str, start: int) -> int | None:
    for match in _SENTENCE.finditer(text, start):
        last_word = text[start : match.end()].split()[-1].lower()
        if last_word not in _TITLES and text[start : match.start()].strip():
            return match.end()
    return None


def _breath_end(text: str, start: int) -> int | None:
    for match in _BREATH.finditer(text, start):
        if match.end() - start >= SHORTEST and len(text) - match.end() >= SHORTEST // 2:
            return match.end()
    return None
