"""Who is at a phone: the two calls a 20 ms clock makes on a person, and two simple people."""

from collections import deque
from collections.abc import Iterable
from typing import Protocol

from simulators.twilio.ulaw import SILENCE, frames


class Handset(Protocol):
    """What a person can do with the phone in hand; a `Call` is one."""

    async def press(self, digits: str, *, gap: float = 0.1) -> None:
        """Press keys (0-9 * #), `gap` seconds apart."""

    async def say(self, text: str, *, confidence: float = 0.92, seconds: float = 0.0) -> None:
        """Have the carrier's recogniser understand `text` in a speech Gather."""

    def aloud(self, text: str, seconds: float) -> None:
        """Say what is in the audio now as text: understood if a speech Gather runs."""

    async def hang_up(self) -> None:
        """Put the phone down."""


class Party(Protocol):
    """A person at a phone. Called on the carrier's event loop: answer within a millisecond."""

    def joined(self, phone: Handset) -> None:
        """The call was answered; the 20 ms clock starts now."""

    def hear(self, ulaw: bytes) -> None:
        """Take the 160 bytes that sound in the next 20 ms, silence included."""

    def speak(self) -> bytes:
        """Return the 160 bytes said in the next 20 ms; `SILENCE` when saying nothing."""

    def left(self) -> None:
        """The call is over."""


class Tape:
    """A person who plays given audio once, then stays silent, and remembers what was heard."""

    def __init__(self, ulaw: bytes = b"") -> None:
        self._frames = deque(frames(ulaw))
        self.phone: Handset | None = None
        self.heard = bytearray()

    def queue(self, audio: Iterable[bytes]) -> None:
        """Say these frames after all that is queued."""
        self._frames.extend(audio)

    def joined(self, phone: Handset) -> None:
        """Keep the phone."""
        self.phone = phone

    def hear(self, ulaw: bytes) -> None:
        """Remember it."""
        self.heard += ulaw

    def speak(self) -> bytes:
        """Return the next frame of the tape."""
        return self._frames.popleft() if self._frames else SILENCE

    def left(self) -> None:
        """Nothing to do."""
