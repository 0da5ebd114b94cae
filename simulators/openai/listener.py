"""What the simulated service understands of audio, and how it mishears."""

from dataclasses import dataclass
from random import Random
from typing import Protocol
from zlib import crc32

_CONFUSED = {
    "nine": "five",
    "five": "nine",
    "fifteen": "fifty",
    "fifty": "fifteen",
    "thirteen": "thirty",
    "no": "now",
    "can": "can't",
    "can't": "can",
    "am": "pm",
    "tuesday": "thursday",
    "thursday": "tuesday",
    "oak": "oat",
    "heat": "heap",
    "yes": "yet",
}
_WRONG_WORDS = ("thank you", "uh", "the", "furnish", "kneel")


class Understood(Protocol):
    """What was heard."""

    @property
    def text(self) -> str:
        """The words, "" if there are none."""
        ...


class Listener(Protocol):
    """Understands audio for a simulated service."""

    def hear(self, ulaw: bytes, /) -> Understood:
        """What is said in 8 kHz mu-law audio."""
        ...


@dataclass(frozen=True, slots=True)
class Nothing:
    """No words."""

    text: str = ""


class Deaf:
    """A `Listener` that hears nothing."""

    def hear(self, ulaw: bytes, /) -> Nothing:
        """Nothing."""
        return Nothing()


class Hearing:
    """A listener that is wrong now and then: same audio, same time, same mistake."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._times: dict[int, int] = {}

    def hear(self, ulaw: bytes, share: float, seed: int) -> str:
        """The words; in `share` of all cases one of them is another, missing or made up."""
        text = self._listener.hear(ulaw).text
        print_ = crc32(ulaw)
        self._times[print_] = self._times.get(print_, 0) + 1
        random = Random(f"{seed}|{print_}|{self._times[print_]}")
        return misheard(text, random) if text and random.random() < share else text


def misheard(text: str, random: Random) -> str:
    """The text with one word wrong."""
    words = text.split()
    likely = [at for at, word in enumerate(words) if word.lower() in _CONFUSED or word.isdigit()]
    at = random.choice(likely or range(len(words)))
    word = words[at].lower()
    if word in _CONFUSED:
        words[at] = _CONFUSED[word]
    elif word.isdigit():
        place = random.randrange(len(word))
        words[at] = word[:place] + str((int(word[place]) + 1) % 10) + word[place + 1 :]
    elif random.random() < 0.5 and len(words) > 1:
        del words[at]
    else:
        words[at] = random.choice(_WRONG_WORDS)
    return " ".join(words)
