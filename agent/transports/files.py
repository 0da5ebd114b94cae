"""Sound from and into memory, in real time: the ends of a call that has no sound card."""

import asyncio
from collections.abc import Callable

RATE = 8000
BEAT_S = 0.02
PIECE = round(2 * RATE * BEAT_S)


class _Beat:
    """Calls `beat` every 20 ms on a grid of the loop's clock; late beats are made up for."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._loop = asyncio.get_running_loop()
        self._due = self._loop.time()
        self._timer = self._loop.call_at(self._due, self._tick)

    def stop(self) -> None:
        self._timer.cancel()

    def _tick(self) -> None:
        self._due += BEAT_S
        self._timer = self._loop.call_at(self._due, self._tick)
        self._beat()


class Recorded:
    """A `Source` that plays 16-bit mono samples at 8 kHz once, then silence."""

    rate = RATE

    def __init__(self, pcm: bytes) -> None:
        self._pcm, self._at = pcm, 0
        self._beat: _Beat | None = None

    @property
    def over(self) -> bool:
        """All of it was played."""
        return self._at >= len(self._pcm)

    def start(
        self,
        heard: Callable[[bytes], None],
        ended: Callable[[str], None],
        slipped: Callable[[], None],
    ) -> None:
        """Play from now on."""

        def beat() -> None:
            piece = self._pcm[self._at : self._at + PIECE].ljust(PIECE, b"\0")
            self._at += PIECE
            heard(piece)

        self._beat = _Beat(beat)

    def stop(self) -> None:
        """Play no more."""
        if self._beat is not None:
            self._beat.stop()


class Kept:
    """A `Sink` that keeps 16-bit mono samples at 8 kHz, pauses included."""

    rate = RATE

    def __init__(self) -> None:
        self.pcm = bytearray()
        self._beat: _Beat | None = None

    def start(
        self,
        take: Callable[[int], bytes],
        ended: Callable[[str], None],
        slipped: Callable[[], None],
    ) -> None:
        """Keep all from now on."""

        def beat() -> None:
            self.pcm.extend(take(PIECE))

        self._beat = _Beat(beat)

    def drop(self, dropped: Callable[[], None]) -> None:
        """What was taken has sounded: nothing is lost."""

    def stop(self) -> None:
        """Keep no more."""
        if self._beat is not None:
            self._beat.stop()
