"""The voice behind a simulated speech service."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Word:
    """A word and when it sounds, in seconds from the start of the speech."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Spoken text: 16-bit mono samples and their words."""

    samples: "NDArray[np.int16]"
    rate: int
    """Samples a second."""
    words: tuple[Word, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


class Voice(Protocol):
    """Speaks for a simulated service."""

    async def speak(self, text: str, rate: int) -> Speech:
        """`text` at `rate` samples a second."""
        ...
