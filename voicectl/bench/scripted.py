"""A person at a phone who follows a script, frame by frame, and reacts to sound only.

A script is a generator: it looks at its `Ear` and yields the next 20 ms it says. What it said and
when is noted on the recording's own sample clock.
"""

import asyncio
import audioop
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from simulators.twilio.party import Handset
from simulators.twilio.ulaw import FRAME, SILENCE, frames
from voicectl.bench.traces import AUDIBLE, RATE

PAUSE = 35
"""Frames (0.7 s) of silence after which the agent's next sound is a new turn."""

FINISHED = 1.5
"""Seconds of silence after which the agent waits for us."""


@dataclass(slots=True)
class Ear:
    """What can be heard of the agent; all counts are frames of 20 ms."""

    now: int = 0
    began: int = 0
    """When the agent's present turn began; a turn may hold short pauses."""
    last: int = -PAUSE
    """When the agent was last audible."""

    def hear(self, ulaw: bytes) -> None:
        """Take the next frame."""
        if audioop.rms(audioop.ulaw2lin(ulaw, 2), 2) >= AUDIBLE:
            if self.now - self.last > PAUSE:
                self.began = self.now
            self.last = self.now
        self.now += 1

    @property
    def sounding(self) -> bool:
        """The agent is audible in the frame just heard."""
        return self.last == self.now - 1

    @property
    def quiet(self) -> float:
        """Seconds since the agent was last audible."""
        return (self.now - 1 - self.last) * FRAME / RATE

    @property
    def speaking(self) -> float:
        """Seconds since the agent's present turn began; 0 between turns."""
        return 0.0 if self.quiet > PAUSE * FRAME / RATE else (self.now - self.began) * FRAME / RATE


@dataclass(frozen=True, slots=True)
class Sound:
    """Something a script can say."""

    ulaw: bytes = field(repr=False)
    name: str
    kind: str = "speech"


@dataclass(frozen=True, slots=True)
class Made:
    """A sound that was made, in samples of the recording."""

    sound: Sound
    start: int
    end: int
    over_agent: bool
    """The agent was audible when it began."""


class Stage:
    """The verbs of a script; each yields frames until it is done."""

    def __init__(self) -> None:
        self.ear = Ear()
        self.made: list[Made] = []
        self.spoken = 0
        """Frames given out so far: the recording's clock."""

    def say(self, sound: Sound) -> Iterator[bytes]:
        """Make a sound."""
        start, over = self.spoken * FRAME, self.ear.sounding
        yield from frames(sound.ulaw)
        self.made.append(Made(sound, start, start + len(sound.ulaw), over))

    def pause(self, seconds: float) -> Iterator[bytes]:
        """Say nothing for a while."""
        for _ in range(round(seconds * RATE / FRAME)):
            yield SILENCE

    def until(self, ready: Callable[[Ear], bool], limit: float) -> Iterator[bytes]:
        """Say nothing until `ready`, at most `limit` seconds."""
        for _ in range(round(limit * RATE / FRAME)):
            if ready(self.ear):
                return
            yield SILENCE

    def over_agent(self, wait: float, limit: float = 12.0) -> Iterator[bytes]:
        """Wait until the agent has spoken for `wait` seconds and is audible, or has finished."""
        since = self.ear.now

        def ready(ear: Ear) -> bool:
            over = ear.last >= since and ear.quiet > FINISHED
            return over or (ear.speaking >= wait and ear.sounding)

        yield from self.until(ready, limit)

    def after_agent(self, quiet: float = 0.9, limit: float = 20.0) -> Iterator[bytes]:
        """Wait until the agent has begun something new and is silent again."""
        since = self.ear.now
        yield from self.until(lambda ear: ear.last >= since and ear.quiet >= quiet, limit)


Script = Callable[[Stage], Iterator[bytes]]
Carry = Callable[[bytes], bytes]
"""What the line makes of a frame (noise)."""


class Scripted:
    """A `simulators.twilio.party.Party` that hangs up when its script is over."""

    def __init__(self, script: Script, carry: Carry) -> None:
        self.stage = Stage()
        self.over = asyncio.Event()
        """The script has ended or the agent hung up."""
        self._carry = carry
        self._script = script(self.stage)

    def joined(self, phone: Handset) -> None:
        """Nothing to do."""

    def hear(self, ulaw: bytes) -> None:
        """Listen."""
        self.stage.ear.hear(ulaw)

    def speak(self) -> bytes:
        """The script's next frame."""
        frame = next(self._script, None)
        if frame is None:
            self.over.set()
        self.stage.spoken += 1
        return self._carry(frame or SILENCE)

    def left(self) -> None:
        """The call is over."""
        self.over.set()
