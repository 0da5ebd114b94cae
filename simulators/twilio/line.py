"""The audio line of one leg: a 20 ms clock between the person and whatever the call is doing."""

from time import monotonic
from typing import Protocol

from simulators.twilio.clock import Pacing, ticks
from simulators.twilio.party import Party
from simulators.twilio.recording import Recording
from simulators.twilio.ulaw import FRAME, SILENCE


class Endpoint(Protocol):
    """The far end of a line: a media stream, a prompt, a bridged leg."""

    def send(self, ulaw: bytes) -> None:
        """Take the frame the person has just finished saying."""

    def play(self) -> bytes:
        """Return the frame the person hears next."""

    def digit(self, key: str) -> None:
        """Take a pressed key."""


class Nobody:
    """The end of a line that nothing is connected to."""

    def send(self, ulaw: bytes) -> None:
        """Ignore speech."""

    def play(self) -> bytes:
        """Return silence."""
        return SILENCE

    def digit(self, key: str) -> None:
        """Ignore keys."""


class Line:
    """Moves one frame each way every 20 ms from the answer on and records both."""

    def __init__(self, party: Party, recording: Recording) -> None:
        self._party = party
        self._said = SILENCE
        self.recording = recording
        self.pacing = Pacing()
        self.endpoint: Endpoint = Nobody()
        self.hung_up = False
        """The person is gone: the clock stops at its next tick."""

    def connect(self, endpoint: Endpoint) -> None:
        """Put `endpoint` at the far end."""
        self.endpoint = endpoint
        self.recording.stamp(monotonic(), "connect", type(endpoint).__name__)

    def disconnect(self, endpoint: Endpoint) -> None:
        """Leave the line to nobody, unless something else was connected since."""
        if self.endpoint is endpoint:
            self.endpoint = Nobody()

    async def run(self) -> None:
        """Run the clock until cancelled."""
        self.recording.started_at = monotonic()
        async for _ in ticks(self.recording.started_at, self.pacing):
            if self.hung_up:
                return
            self._tick()

    def _tick(self) -> None:
        # A frame is on the wire only after it was said to its end: the one of the tick before.
        self.endpoint.send(self._said)
        heard = self.endpoint.play()
        self._party.hear(heard)
        said = self._party.speak()
        if len(said) != FRAME:
            raise ValueError(
                f"{type(self._party).__name__}.speak() gave {len(said)}, not 160 bytes"
            )
        self._said = said
        self.recording.frame(said, heard)
