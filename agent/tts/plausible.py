"""Whether audio can be what a text sounds like, before anybody hears it.

It finds what a provider's "200 OK" hides: nothing but silence, half of the words, audio at another
rate. It does not understand speech: other words of the same length pass.
"""

import re
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from statistics import median

from agent.ports import Spoken
from agent.resilience.outcomes import Evidence, Failure

BYTES_PER_SECOND = 8000
WORD_S = 0.12
LETTER_S = 0.04
"""A rough length of speech: about 180 words a minute."""
DIGIT = 5
"""A digit is spoken as about so many letters."""
SHORTEST, LONGEST = 0.25, 5.0
"""Shares of the rough length that no voice leaves: whispering fast, spelling slowly."""
EDGE_S = 1.5
"""Silence around a text, at most."""
USUAL_SHORTEST, USUAL_LONGEST = 0.55, 1.7
"""Shares of what this voice usually takes: half and double rates lie outside."""
SLIP_S = 0.1
"""Off the shorter limit: single words differ more than sentences."""
LEAST_KNOWN = 10
"""Texts before a voice's usual length is believed."""
LEAST_S = 1.2
"""Rough length below which only the wide limits hold."""
QUIET = bytes(code for code in range(256) if (~code & 0x7F) < 0x18)
"""Mu-law codes of amplitudes below about 0.4 % of full scale (G.711)."""
LEAST_SOUND = 0.03
"""Share of the samples that are louder in any speech."""

_WORDS = re.compile(r"\w+")


def rough_seconds(text: str) -> float:
    """About how long a text takes to say; 0 for no words."""
    words = _WORDS.findall(text)
    letters = sum(DIGIT if letter.isdigit() else 1 for word in words for letter in word)
    return len(words) * WORD_S + letters * LETTER_S


class Usual:
    """How long one voice takes, learned from its good answers."""

    def __init__(self) -> None:
        self._shares: deque[float] = deque(maxlen=50)

    def learn(self, text: str, audio: int) -> None:
        """`audio` bytes were right for the text."""
        rough = rough_seconds(text)
        if rough >= LEAST_S:
            self._shares.append(audio / BYTES_PER_SECOND / rough)

    def limits(self, text: str) -> tuple[float, float]:
        """Seconds between which the audio of a text must last."""
        rough = rough_seconds(text)
        shortest, longest = rough * SHORTEST, rough * LONGEST + EDGE_S
        if rough >= LEAST_S and len(self._shares) >= LEAST_KNOWN:
            usual = median(self._shares) * rough
            shortest, longest = usual * USUAL_SHORTEST - SLIP_S, usual * USUAL_LONGEST + EDGE_S / 3
        return shortest, longest


async def checked(
    source: AsyncGenerator[Spoken, None], text: str, usual: Usual
) -> AsyncGenerator[Spoken, None]:
    """The same speech. Raises Failure (malformed, truncated) as soon as it can't be the text.

    What a voice is known to have spoken is checked when it says so, the whole at the end; parts
    are only safe to play once a later part with a place, or the end, has come through.
    """
    length, sound, told, longest = 0, 0, 0, usual.limits(text)[1]
    async with aclosing(source):
        async for part in source:
            length += len(part.audio)
            sound += len(part.audio.translate(None, QUIET))
            if length > longest * BYTES_PER_SECOND:
                raise _wrong(f"{length / BYTES_PER_SECOND:.1f} s and more are too long")
            if part.text_end:
                told = part.text_end
                _check(text[: part.text_end], length, sound, usual)
            yield part
    if 0 < told < len(text.rstrip()):
        raise Failure(Evidence(kind="truncated", begun=True, detail=f"{told} of {len(text)}"))
    if length:  # nothing at all is judged by whoever asked for it
        _check(text, length, sound, usual)
        usual.learn(text, length)


def _check(text: str, length: int, sound: int, usual: Usual) -> None:
    seconds = length / BYTES_PER_SECOND
    if seconds < usual.limits(text)[0]:
        raise _wrong(f"{seconds:.1f} s are too short")
    if rough_seconds(text) and sound < length * LEAST_SOUND:
        raise _wrong("silence")


def _wrong(what: str) -> Failure:
    return Failure(Evidence(kind="malformed", detail=what))
