"""Where the time of one turn went: end of the caller's speech to our first audio, in stages.

The stages are differences of one row of instants, so they add up to the whole by construction.
"""

from dataclasses import dataclass
from itertools import pairwise

import msgspec


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds per stage of one turn; their sum is `total_ms`."""

    turn: int
    endpoint_ms: float
    """Silence awaited until the turn was judged over."""
    transcript_ms: float
    """Waiting for the recogniser beyond that."""
    step_ms: float
    """Deciding what to do (and tools, when the answer needed one)."""
    voice_ms: float
    """Until the first audio of the answer was at hand."""
    send_ms: float
    """Until its first frame left."""
    total_ms: float


@dataclass(slots=True)
class TurnClock:
    """The instants of one turn (loop times), filled in as they come."""

    turn: int
    speech_ended: float
    endpoint: float
    transcript: float
    say: int = 0
    """The first `Say` of the answer; 0 until there is one."""
    step: float = 0.0
    audio: float = 0.0

    def answered(self, say: int, now: float) -> None:
        """The dialogue gave its first words for this turn."""
        if not self.say:
            self.say, self.step = say, now

    def first_audio(self, say: int, now: float) -> None:
        """The voice's first audio for this turn is at hand."""
        if say == self.say and not self.audio:
            self.audio = now

    def sent(self, say: int, now: float) -> Timing | None:
        """The first frame left: the turn's figures; None when it was not this turn's answer."""
        if not self.say or say != self.say:
            return None
        row = [self.speech_ended, self.endpoint, self.transcript, self.step, self.audio, now]
        for place in range(1, len(row)):
            row[place] = max(row[place], row[place - 1])
        stages = [(after - before) * 1000 for before, after in pairwise(row)]
        return Timing(
            turn=self.turn,
            endpoint_ms=stages[0],
            transcript_ms=stages[1],
            step_ms=stages[2],
            voice_ms=stages[3],
            send_ms=stages[4],
            total_ms=sum(stages),
        )
