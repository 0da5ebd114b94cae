"""A person in a room with a speaker and a microphone that hears the speaker, too.

The room's clock is that of the speaker: 20 ms of it heard, 20 ms said. What the person says and
what the walls return of the speaker reach the microphone together.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from simulators.room.card import Card
from simulators.twilio.party import Party
from simulators.twilio.recording import Recording
from simulators.twilio.ulaw import FRAME, RATE, SILENCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REVERBERATION_S = 0.12
FADES_S = 0.03
"""Time in which the returned sound falls to a third."""
AIR_S = 0.003
BLOCK_S = FRAME / RATE
QUIET = 100
"""Samples below it are the line's hiss."""
EAR_MS, MOUTH_MS = 10, 40
"""How long the ends of the card may hold sound."""


class Echo:
    """What comes back of a sound from the walls and the table, block by block."""

    def __init__(self, level_db: float, seed: int = 0) -> None:
        """`level_db`: of the returned sound against the played one; -100 and less: none."""
        import numpy as np

        count = int(REVERBERATION_S * RATE)
        times = np.arange(count) / RATE
        walls = np.random.default_rng(seed).standard_normal(count) * np.exp(-times / FADES_S)
        walls[: int(AIR_S * RATE)] = 0.0
        walls[int(AIR_S * RATE)] = 6.0
        gain = 10 ** (level_db / 20) if level_db > -100 else 0.0
        self._walls: NDArray[np.float64] = walls / np.sqrt((walls**2).sum()) * gain
        self._tail: NDArray[np.float64] = np.zeros(count - 1)

    def of(self, played: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """What is heard in the time in which `played` sounds."""
        import numpy as np

        whole = np.convolve(played, self._walls)
        whole[: len(self._tail)] += self._tail
        self._tail = whole[len(played) :]
        return whole[: len(played)]


class Room:
    """Moves sound between a card and a person. Left in the recording: the person alone."""

    def __init__(self, party: Party, echo: Echo) -> None:
        self.recording = Recording()
        self.wire = Recording()
        """Left: what has reached the microphone, by the same clock as the recording."""
        self._party, self._echo = party, echo
        self._present = asyncio.Event()
        self._blocks, self._least = 0, inf
        """Blocks that have come, and by how much sooner than the clock at the worst moment."""
        self.alive = asyncio.Event()
        """The card runs: until somebody listens it may hold sound for two seconds."""

    def enter(self) -> None:
        """The person begins to listen and speak; until then the room is quiet."""
        self._present.set()

    def _surplus(self) -> float:
        """When this program came late, the card has played a pause instead, and for ever holds what
        came after it so much longer: seconds. In a room no sound waits, so it is to be left out.
        """
        self._blocks += 1
        ahead = self._blocks * BLOCK_S - monotonic()
        self._least = min(self._least, ahead)
        return ahead - self._least

    async def run(self, ear: asyncio.StreamReader, mouth: asyncio.StreamWriter) -> None:
        """Run until cancelled or the card is gone."""
        import audioop

        import numpy as np

        async for heard in _blocks(ear):
            self.alive.set()
            said = SILENCE
            if self._present.is_set():
                ulaw = audioop.lin2ulaw(heard, 2)
                self._party.hear(ulaw)
                said = self._party.speak()
                _keep(self.recording, said, ulaw)
            mixed = np.frombuffer(audioop.ulaw2lin(said, 2), "<i2").astype(np.float64)
            mixed += self._echo.of(np.frombuffer(heard, "<i2").astype(np.float64))
            if self._surplus() >= 2 * BLOCK_S and abs(mixed).max() < QUIET:
                self._least += BLOCK_S
                continue
            mouth.write(np.clip(np.rint(mixed), -32768, 32767).astype("<i2").tobytes())

    async def watch(self, wire: asyncio.StreamReader) -> None:
        """Record the microphone until cancelled or the card is gone."""
        import audioop

        async for heard in _blocks(wire):
            _keep(self.wire, audioop.lin2ulaw(heard, 2), SILENCE)


async def _blocks(stream: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """20 ms of 16-bit samples at a time until the card is gone."""
    while True:
        try:
            yield await stream.readexactly(2 * FRAME)
        except asyncio.IncompleteReadError:
            return


def _keep(recording: Recording, left: bytes, right: bytes) -> None:
    """Add a block that has just come."""
    recording.frame(left, right)
    began = monotonic() - len(recording.left) / RATE
    # The least late of all blocks tells best when the first one began.
    first = recording.started_at
    recording.started_at = min(first, began) if first else began


@asynccontextmanager
async def in_room(card: Card, party: Party, echo: Echo) -> AsyncIterator[Room]:
    """Put a person before a card's microphone and speaker; it speaks from `enter` on."""
    form = ("--raw", f"--rate={RATE}", "--channels=1", "--format=s16le")
    listen = ("parec", f"--latency-msec={EAR_MS}", *form, "-d")
    speak = ("pacat", f"--latency-msec={MOUTH_MS}", *form, "-d", "micwire")
    async with AsyncExitStack() as stack:
        ear = await stack.enter_async_context(_program(card, *listen, "speaker.monitor"))
        wire = await stack.enter_async_context(_program(card, *listen, "micwire.monitor"))
        mouth = await stack.enter_async_context(_program(card, *speak))
        assert ear.stdout is not None
        assert wire.stdout is not None
        assert mouth.stdin is not None
        room = Room(party, echo)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        living = tasks.create_task(room.run(ear.stdout, mouth.stdin))
        watching = tasks.create_task(room.watch(wire.stdout))
        await room.alive.wait()
        yield room
        living.cancel()
        watching.cancel()


@asynccontextmanager
async def _program(card: Card, *command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | card.environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
