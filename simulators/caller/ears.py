"""Cuts what the caller hears into the agent's turns, by loudness and pauses alone. No clock, no IO.

The agent's channel is clean (noise is added to the caller's side only), so a fixed threshold does.
"""

import audioop
from dataclasses import dataclass
from typing import Literal

from simulators.caller.audio import FRAME_MS, RATE

Change = Literal["began", "paused", "over"]
"""The agent began to speak · made a pause worth recognising · has probably finished the turn."""

LOUD = 150
"""RMS (16-bit scale) of a frame with somebody speaking in it."""
START_FRAMES = 3
"""60 ms of sound within 100 ms: a click is no speech."""
PAUSE_MS = 260
"""Longer than the pauses between words, shorter than most between sentences."""
OVER_MS = 620
LONGEST = 14 * RATE
"""Samples recognised at once."""
TAIL_AFTER = 8
"""Frames of silence (160 ms) that begin a new last stretch."""
LEAD = 10
"""Frames kept from before the sound was noticed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the agent said since we last answered, as audio. Times in ms of the call."""

    pieces: tuple[bytes, ...]
    """Cut at pauses so that each is short enough to recognise at once."""
    tail: bytes
    """The last stretch after a pause within it: short questions at the end get lost otherwise."""
    began_ms: int
    ended_ms: int


class Ears:
    """Feed it every 20 ms frame that the caller hears."""

    def __init__(self) -> None:
        self.now_ms = 0
        """Time of the call: frames heard x 20 ms."""
        self.began_ms = 0
        """When the agent's present (or last) stretch of sound began."""
        self.ended_ms = 0
        """When its last sound ended."""
        self.turns = 0
        """Turns of the agent that began."""
        self.speaking = False
        """Between the first sound of a turn and its `over`."""
        self._recent: list[bool] = []
        self._lead: list[bytes] = []
        self._sounds: list[bytearray] = []
        self._first_ms = 0
        self._quiet_frames = 0
        self._tail = bytearray()

    @property
    def silent_ms(self) -> int:
        """Time since the agent's last sound."""
        return self.now_ms - self.ended_ms

    @property
    def heard_ms(self) -> int:
        """How long the agent's present turn has lasted; 0 while silent."""
        return self.now_ms - self.began_ms if self.speaking else 0

    def hear(self, ulaw: bytes) -> Change | None:
        """Take the next frame and say what changed with it."""
        loud = audioop.rms(audioop.ulaw2lin(ulaw, 2), 2) > LOUD
        self.now_ms += FRAME_MS
        self._recent = [*self._recent[-4:], loud]
        self._tail = bytearray() if loud and self._quiet_frames >= TAIL_AFTER else self._tail
        self._quiet_frames = 0 if loud else self._quiet_frames + 1
        self._tail += ulaw
        if loud:
            self.ended_ms = self.now_ms
        if not self.speaking:
            self._lead = [*self._lead[-LEAD:], ulaw]
            return self._begin() if sum(self._recent) >= START_FRAMES else None
        self._sounds[-1] += ulaw
        if loud and self._sounds[-1:] and len(self._sounds[-1]) > LONGEST:
            self._sounds.append(bytearray())
        return self._pause()

    def _begin(self) -> Change:
        self.speaking = True
        self.turns += 1
        self.began_ms = self.ended_ms = self.now_ms
        if not self._sounds:
            self._first_ms = self.now_ms
        if not self._sounds or len(self._sounds[-1]) > LONGEST // 2:
            self._sounds.append(bytearray())
        self._sounds[-1] += b"".join(self._lead)
        self._lead = []
        return "began"

    def _pause(self) -> Change | None:
        silent = self.silent_ms
        if silent == OVER_MS:
            self.speaking = False
            return "over"
        if silent == PAUSE_MS:
            if len(self._sounds[-1]) > LONGEST // 2:
                self._sounds.append(bytearray())
            return "paused"
        if silent == 0 and self._was_pausing():
            return "began"
        return None

    def _was_pausing(self) -> bool:
        # A frame of sound right after two of silence: the agent goes on after a pause.
        return len(self._recent) > 2 and not any(self._recent[-3:-1])

    def turn(self) -> Turn:
        """What was said since the last `forget`."""
        pieces = tuple(bytes(one) for one in self._sounds if len(one) > RATE // 10)
        return Turn(pieces, bytes(self._tail), self._first_ms, self.ended_ms)

    def forget(self) -> None:
        """The turn was answered: start afresh."""
        self._sounds = [bytearray()] if self.speaking else []
        self._first_ms = self.now_ms
