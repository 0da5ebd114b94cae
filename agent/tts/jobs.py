"""What a voice and its worker process say to each other, and the loop both engines share."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from agent.events import Language
from agent.workers.child import Engine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Speak = Callable[[str, Language, bool], "tuple[NDArray[np.float32], int]"]
"""(text, language, slow) -> samples of -1..1 and their rate in Hz."""


SILENCE = b"\xff" * 160
"""Where an engine has no sound for a word."""


class Utterance(msgspec.Struct, frozen=True):
    """A job: text to speak."""

    text: str
    language: Language
    slow: bool


def engine(speak: Speak) -> Engine:
    """Answer jobs clause by clause with polished 8 kHz mu-law, one part for each with words."""
    from agent.tts.clauses import has_words, split
    from agent.tts.polish import polish

    def answer(body: bytes) -> Iterator[bytes]:
        wanted = msgspec.msgpack.decode(body, type=Utterance)
        for clause in split(wanted.text):
            samples, rate = speak(clause.text, wanted.language, wanted.slow)
            audio = polish(samples, rate, clause.pause)
            # One part a clause, so that whoever counts them knows how far it is.
            if audio or has_words(clause.text):
                yield audio or SILENCE

    return answer
