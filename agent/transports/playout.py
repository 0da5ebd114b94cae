"""What waits to be played: the call's loop adds, the sound card's own thread takes."""

from collections import deque
from threading import Lock


class Playout:
    """16-bit mono samples with marks between them. Every method returns at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting = bytearray()
        self._marks: deque[tuple[int, str]] = deque()
        """(bytes that go before it, name)."""
        self._taken = 0
        self._paused = False
        self._idle = 0

    @property
    def idle(self) -> int:
        """Bytes of silence taken since the last sound."""
        return self._idle

    def add(self, pcm: bytes) -> None:
        """Play this behind what waits."""
        with self._lock:
            self._waiting += pcm

    def mark(self, name: str) -> None:
        """Tell by `take` when all that waits now was taken."""
        with self._lock:
            self._marks.append((self._taken + len(self._waiting), name))

    def pause(self, on: bool) -> None:
        """Give silence for an instant, and then what waits."""
        with self._lock:
            self._paused = on

    def take(self, size: int) -> tuple[bytes, list[str]]:
        """The next `size` bytes, silence where nothing waits, and the marks passed by now."""
        with self._lock:
            piece = b"" if self._paused else bytes(self._waiting[:size])
            del self._waiting[: len(piece)]
            self._taken += len(piece)
            self._idle = 0 if any(piece) else self._idle + size
            passed = []
            while self._marks and self._marks[0][0] <= self._taken:
                passed.append(self._marks.popleft()[1])
        return piece.ljust(size, b"\0"), passed

    def clear(self) -> list[str]:
        """Drop what waits; returns the marks behind it."""
        with self._lock:
            self._waiting.clear()
            marks = [name for _, name in self._marks]
            self._marks.clear()
        return marks
