"""Tones a phone network makes: ringing, keys, the beep before a recording."""

from array import array
from functools import cache
from math import sin, tau

from simulators.twilio.ulaw import FRAME, RATE, SILENCE, from_pcm

_ROWS = (697, 770, 852, 941)
_COLUMNS = (1209, 1336, 1477)
_KEYS = "123456789*0#"


def tone(seconds: float, *hertz: float, level: float = 0.1) -> bytes:
    """Return µ-law audio of sines of equal level (share of full scale each)."""
    count = round(seconds * RATE)
    samples = (sum(sin(tau * f * n / RATE) for f in hertz) for n in range(count))
    return from_pcm(array("h", (round(32767 * level * s) for s in samples)).tobytes())


@cache
def key_tone(key: str) -> bytes:
    """Return 100 ms of a key's two tones and 60 ms of silence; `w` is half a second of waiting."""
    if key not in _KEYS:
        return b"\xff" * (RATE // 2)
    row, column = divmod(_KEYS.index(key), 3)
    return tone(0.1, _ROWS[row], _COLUMNS[column]) + SILENCE * 3


@cache
def beep() -> bytes:
    """Return the beep before a recording."""
    return tone(0.3, 1000)


@cache
def _ringing_cycle() -> bytes:
    return tone(2.0, 440, 480) + SILENCE * 200


class Ringing:
    """The far end of a line while somebody else's phone rings: 2 s tone, 4 s silence."""

    def __init__(self) -> None:
        self._position = 0

    def send(self, ulaw: bytes) -> None:
        """Ignore speech."""

    def play(self) -> bytes:
        """Return the next frame of the ringing tone."""
        cycle = _ringing_cycle()
        start = self._position % len(cycle)
        self._position += FRAME
        return cycle[start : start + FRAME]

    def digit(self, key: str) -> None:
        """Ignore keys."""
