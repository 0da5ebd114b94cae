"""Takes what our own speaker plays out of what the microphone hears: WebRTC's audio processing.

LiveKit's SDK carries it; only that part of the SDK is used, and nothing of it is on the network.
Beside it runs a filter that leaves more of us, but all of who speaks over us.
"""

from itertools import cycle
from typing import Any

from agent.audio.doubt import Doubt
from agent.audio.linear import LinearFilter

RATE = 16_000
"""Samples a second of both streams; 16 bit, one channel."""
BLOCK = 2 * RATE // 100
"""Bytes of the 10 ms that are processed at once."""
USUAL, MOST = 6 * BLOCK, 25 * BLOCK
"""Bytes that wait as long as a card holds them, and at most. More than usual waits for good where
the microphone lost sound; then what was played would be compared later than its echo comes."""
HUSH, HUSH_BLOCKS = 12.0, 101
"""16-bit RMS of the quiet room that is heard where we are not sure of a person, and its length:
voice activity is slow to notice who speaks out of digital silence."""
PATIENCE = 100
"""Blocks for which more than usual may wait: threads come late, and every repair costs the
canceller its knowledge of the room for a moment."""


class EchoCanceller:
    """The canceller of one call.

    One block of what was played is compared with one block of what is heard, in order. So what
    was given to the card ahead of its time waits here just as long as it waits there, and the
    way from one to the other takes the same time always, also after a stop. What it leaves is
    heard only where it is more than our own voice can be: see `Doubt`.
    """

    def __init__(self, delay_s: float) -> None:
        """`delay_s`: about so long a sound takes from the speaker into our hands; it finds out
        itself, sooner with a good guess. Raises ImportError without LiveKit's package.
        """
        import numpy as np
        from livekit.rtc.apm import AudioProcessingModule
        from livekit.rtc.audio_frame import AudioFrame

        self._module = AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
        self._module.set_stream_delay_ms(round(1000 * delay_s))
        self._frame = AudioFrame
        self._doubt = Doubt()
        self._filter = LinearFilter()
        room = np.random.default_rng(0).normal(0.0, HUSH, (HUSH_BLOCKS, BLOCK // 2))
        self._hush = cycle([block.tobytes() for block in np.rint(room).astype("<i2")])
        self._far = bytearray()
        self._near = bytearray()
        self.let_in = False
        """In the sound cleaned last a person began to be heard over us."""
        self._much = 0
        """Blocks for which more than usual has waited."""

    def played(self, pcm: bytes) -> None:
        """This was given to the card, silence included."""
        self._far += pcm

    def dropped(self) -> None:
        """The card forgot what it held."""
        self._far.clear()

    def slipped(self) -> None:
        """The card ran dry or lost sound: an echo takes another time from now on."""
        self._doubt.unsettle()
        self._filter.unsettle()

    def clean(self, pcm: bytes) -> bytes:
        """What the microphone heard, without us, in whole blocks; the rest comes next time."""
        self._near += pcm
        found = bytearray()
        self.let_in = False
        while len(self._near) >= BLOCK:
            self._trim()
            ours, heard = self._next(self._far), self._next(self._near)
            far, near = self._framed(ours), self._framed(heard)
            self._module.process_reverse_stream(far)
            self._module.process_stream(near)
            found += self._judged(ours, heard, bytes(near.data))
        return bytes(found)

    def _judged(self, ours: bytes, heard: bytes, left: bytes) -> bytes:
        """What of a block may be heard."""
        rest = self._filter.rest(ours, heard)
        if self._filter.moved:
            self._doubt.resettle()
        was_open = self._doubt.open
        admitted = self._doubt.admits(ours, heard, left, rest)
        self.let_in = self.let_in or (self._doubt.open and not was_open)
        if admitted:
            return rest if self._doubt.clear else left
        hush = next(self._hush)
        return drowned(rest, heard, self._doubt.leak, hush) if self._doubt.trusts else hush

    def _trim(self) -> None:
        """Let go of what has waited too long."""
        self._much = self._much + 1 if len(self._far) > USUAL else 0
        most = USUAL if self._much > PATIENCE else MOST
        del self._far[: max(0, len(self._far) - most)]

    def _next(self, waiting: bytearray) -> bytes:
        block = bytes(waiting[:BLOCK].ljust(BLOCK, b"\0"))
        del waiting[:BLOCK]
        return block

    def _framed(self, block: bytes) -> Any:
        return self._frame(bytearray(block), RATE, 1, RATE // 100)


def drowned(rest: bytes, heard: bytes, share: float, hush: bytes) -> bytes:
    """What a filter left, so softly in a quiet room that our echo is not louder than the room when
    the filter leaves such a share of it.
    """
    import numpy as np

    left, all_of_it, room = np.frombuffer(rest + heard + hush, "<i2").reshape(3, -1).astype(float)
    ours = np.sqrt(share * (all_of_it**2).mean())
    samples = np.rint(left * min(1.0, HUSH / (ours + 1e-9)) + room).clip(-32768, 32767)
    return bytes(samples.astype("<i2"))
