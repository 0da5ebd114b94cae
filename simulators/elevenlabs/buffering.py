"""When buffered text is spoken: by schedule, on a trigger, on a flush, or message by message."""

from collections.abc import Sequence
from dataclasses import dataclass, field

SCHEDULE = (120, 160, 250, 290)
"""Characters that must be there for the first, second, ... generation; the last one repeats."""
LEAST = 50
"""Characters a trigger needs; the documentation says that there is a minimum, not which (guess)."""


@dataclass
class Buffer:
    """Text of one context that waits for its generation."""

    schedule: Sequence[int] = SCHEDULE
    auto: bool = False
    """Every message is spoken at once."""
    text: str = ""
    spoken: int = field(default=0, init=False)
    """Generations so far."""

    def add(self, text: str, *, trigger: bool = False, flush: bool = False) -> str:
        """Take in text; return what is to be spoken now, or an empty string."""
        self.text += text
        wanted = self.schedule[min(self.spoken, len(self.schedule) - 1)]
        enough = len(self.text) >= wanted or (trigger and len(self.text) >= min(LEAST, wanted))
        return self.take() if flush or self.auto or enough else ""

    def take(self) -> str:
        """All of the text, to be spoken now; empty if there are no words in it."""
        text, self.text = self.text, ""
        if not text.strip():
            return ""
        self.spoken += 1
        return text


def schedule(config: object) -> Sequence[int]:
    """`generation_config.chunk_length_schedule`, or the usual one. Raises ValueError."""
    found = config.get("chunk_length_schedule") if isinstance(config, dict) else None
    if found is None:
        return SCHEDULE
    if not isinstance(found, list) or not found:
        raise ValueError("chunk_length_schedule must be a list of numbers")
    if not all(isinstance(one, int) and 50 <= one <= 500 for one in found):
        raise ValueError("chunk_length_schedule must hold numbers from 50 to 500")
    return found
