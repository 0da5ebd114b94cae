"""Who answers when a call is passed on: accepts with a key, says a sentence, hangs up."""

import asyncio
from collections import deque

from simulators.caller import audio
from simulators.caller.ears import Ears
from simulators.twilio.party import Handset

ACCEPT_AFTER_MS = 3000
"""Presses the key then at the latest, even if no whisper was heard."""
SPEAK_AFTER_MS = 1200
STAY_MS = 1500
"""Listens so long after the own sentence before hanging up."""


class Technician:
    """Listens to the whisper, presses 1, talks to the caller for a moment."""

    def __init__(self, tasks: asyncio.TaskGroup, sentence: bytes, key: str = "1") -> None:
        """`sentence`: mu-law audio; `key`: what accepts the call, empty to never accept."""
        self._tasks, self._key = tasks, key
        self._ears = Ears()
        self._mouth = deque(
            sentence[at : at + audio.FRAME].ljust(audio.FRAME, b"\xff")
            for at in range(0, len(sentence), audio.FRAME)
        )
        self._accepted_ms = 0
        self._spoke_ms = 0
        self._phone: Handset | None = None

    def joined(self, phone: Handset) -> None:
        """The technician took the phone."""
        self._phone = phone

    def hear(self, ulaw: bytes) -> None:
        """Wait for the end of the whisper, then accept; after the own sentence, hang up."""
        change = self._ears.hear(ulaw)
        now = self._ears.now_ms
        assert self._phone is not None
        if not self._accepted_ms and (change == "over" or now >= ACCEPT_AFTER_MS):
            self._accepted_ms = now
            if self._key:
                self._tasks.create_task(self._phone.press(self._key))
        if self._spoke_ms and now - self._spoke_ms >= STAY_MS:
            self._spoke_ms = 0
            self._tasks.create_task(self._phone.hang_up())

    def speak(self) -> bytes:
        """Say the sentence a moment after accepting."""
        now = self._ears.now_ms
        if not self._key or not self._accepted_ms or now < self._accepted_ms + SPEAK_AFTER_MS:
            return audio.SILENCE
        if not self._mouth:
            return audio.SILENCE
        frame = self._mouth.popleft()
        if not self._mouth:
            self._spoke_ms = now
        return frame

    def left(self) -> None:
        """Nothing is left to do."""
