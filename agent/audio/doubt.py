"""Is it a person that the echo canceller left, or still ourselves?

A canceller loses the echo whenever the way from speaker to microphone changes its length: a card
that ran dry, clocks that drift, a chair that moves. Until it has found it again, up to half a
second, we hear ourselves, as loud as before and as much like speech. So we keep apart from it how
long the way is and how loud each pitch comes back, learnt where the canceller shows that there was
nothing but echo, and take for a person only what is more than an echo can be.

The canceller also swallows the first 100 ms of who speaks over us. What a linear filter leaves
shows them at once; it counts as soon as that filter is known to leave little of us.
"""

from typing import TYPE_CHECKING

from agent.audio.mulaw import FULL_SCALE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bands = NDArray[np.float64]
    """Energy of each band."""

RATE = 16_000
WINDOW = 256
EDGES_HZ = (100, 250, 400, 550, 750, 950, 1200, 1500, 1850, 2250, 2750, 3400, 4000)
"""Of bands that are about equally wide to an ear."""
LONGEST = 80
"""Blocks (10 ms each) that the way may take at most."""
SLACK = 3
"""Blocks by which the way may change unnoticed."""
LEARNS, LEARNS_WAY = 150, 75
"""Loud blocks of ours after which we know the room, or only the way anew; before, nothing is taken
for a person while we speak."""
LOST = 150
"""Blocks of echo after which we don't trust what we know any more; one that was cancelled makes up
for three that were not."""
LOUD = 10.0**-5
"""Energy of a block (full scale is 1) of ours that can be heard back, or of a person's voice."""
CANCELLED = 0.03
"""The canceller left so little (-15 dB) of what was heard: all of it was echo."""
FADES = 0.85
"""Share of an echo that is left after a block: a living room."""
FORGETS, ADAPTS = 0.997, 1.007
"""Share of what is known of the way that is left after a block; step of the loudness known."""
SURE, SPREADS = 3.0, 0.02
"""An echo may be so much louder than those before, and so much of it may be at any pitch."""
CLEAR = 0.6
"""Share of the filter's rest that no echo explains where a person is better heard in it: the
canceller softens also what is said over us."""
TRUSTED = 0.2
"""The filter leaves at most such a share of our echo, mostly: what it leaves counts."""
AGAIN = 3.0
"""So many times what it left at best, once it has followed a change of the way."""
MORE, LESS = 1.06, 1 / 1.01
"""Steps of the share known when a block has more of it or less: about six of seven have less."""
WRONG, SLOWLY = 1.3, 0.1
"""A filter that leaves so much of what was heard adds an echo that is not there, whoever speaks;
weight of the newest block in that share."""
STANDS_OUT = 4.0
"""A person makes it leave so many times the share known."""
STEADY = 0.4
"""Weight of the newest block in the smoothed energy."""
PERSON = 0.4
"""Share of the energy left that no echo explains."""
OPENS, HOLDS = 0.5, 50
"""Sum of shares above it that open the ear; blocks for which it stays open."""


class Doubt:
    """What one call knows of its room, block by block."""

    def __init__(self) -> None:
        import numpy as np

        count = len(EDGES_HZ) - 1
        hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
        self._first = np.searchsorted(hertz, EDGES_HZ)
        self._shape = np.hanning(WINDOW)
        self._sound = np.zeros((4, WINDOW))
        self._ours = np.zeros((LONGEST + SLACK + 1, count))
        """Energy of what we played, newest first."""
        self._sums = np.zeros((5, LONGEST))
        """For the likeness of what was heard to what we played so many blocks before."""
        self._way = 0
        self._gain: Bands = np.full(count, 1e-3)
        self._echo: Bands = np.zeros(count)
        self._expected: Bands = np.zeros(count)
        self._smooth = np.zeros((2, count))
        """Energy of what canceller and filter left."""
        self._clear = 0.0
        self.leak = 1.0
        """Share of our echo that the filter leaves at most, mostly."""
        self._least_leak = 1.0
        self._around = np.zeros(2)
        """Energy that the filter left and that was heard in the last 0.1 s."""
        self._learnt = 0
        self._lost = 0
        """Blocks of echo that the canceller left, less those that it took out."""
        self._evidence = 0.0
        self._open = 0

    def unsettle(self) -> None:
        """The way has another length from now on."""
        self._sums *= 0.0
        self._learn_again()

    def resettle(self) -> None:
        """The way has another length, and the filter has followed: it leaves as little as ever."""
        self.leak = min(self.leak, AGAIN * self._least_leak)

    def _learn_again(self) -> None:
        self._lost = 0
        self.leak = 1.0
        self._learnt = min(self._learnt, LEARNS - LEARNS_WAY)

    @property
    def trusts(self) -> bool:
        """The filter is known to leave little of us."""
        return self.leak < TRUSTED

    @property
    def open(self) -> bool:
        """A person is heard, while we speak."""
        return self._open > 0

    @property
    def clear(self) -> bool:
        """Who was admitted is much louder than our echo: better heard by what the filter left."""
        return self._open > 0 and self._clear > CLEAR

    def admits(self, played: bytes, heard: bytes, left: bytes, rest: bytes) -> bool:
        """Take the next 10 ms of all four (16-bit samples); what the canceller `left` may be of a
        person, and so may the filter's `rest`.
        """
        import numpy as np

        new = np.frombuffer(played + heard + left + rest, "<i2").reshape(4, -1) / FULL_SCALE
        self._sound = np.concatenate([self._sound[:, new.shape[1] :], new], axis=1)
        spectrum = np.abs(np.fft.rfft(self._sound * self._shape)) ** 2
        energy = np.add.reduceat(spectrum, self._first, axis=1)[:, :-1]
        energy /= WINDOW * (self._shape**2).sum() / 2
        return self._judge(*energy)

    def _judge(self, ours: "Bands", heard: "Bands", left: "Bands", rest: "Bands") -> bool:
        import numpy as np

        self._ours = np.concatenate([ours[None], self._ours[:-1]])
        loud = bool((self._ours.sum(1) > LOUD).any())
        self._learnt += bool(ours.sum() > LOUD)
        knows = self._learnt > LEARNS
        cancelled = left.sum() < CANCELLED * heard.sum()
        if loud and (cancelled or not knows):
            self._learn(heard)
        if min(ours.sum(), heard.sum()) > LOUD:
            self._lost = max(0, self._lost + (-3 if cancelled else 1))
        if self._lost > LOST:
            self._learn_again()
        around = self._ours[max(0, self._way - SLACK) : self._way + SLACK + 1]
        self._echo = np.maximum(around.max(0), FADES * self._echo)
        share = rest.sum() / (heard.sum() + 1e-9)
        self._around += SLOWLY * (np.array([rest.sum(), heard.sum()]) - self._around)
        wrong = bool(self._around[0] > WRONG * self._around[1])
        if loud and heard.sum() > LOUD:
            self._learn_leak(share, wrong=wrong)
        self._weigh(left, rest, stands_out=not wrong and share > STANDS_OUT * self.leak)
        return self._open > 0 and knows if loud else True

    def _learn(self, heard: "Bands") -> None:
        """There was nothing but echo, or we know too little to tell."""
        import numpy as np

        played = np.log10(self._ours[:LONGEST].sum(1) + 1e-9)
        level = np.full(LONGEST, np.log10(heard.sum() + 1e-9))
        self._sums *= FORGETS
        self._sums += (np.ones(LONGEST), played, level, played * level, played**2)
        n, x, y, xy, xx = self._sums
        self._way = int(((n * xy - x * y) / np.sqrt(n * xx - x * x + 1e-9)).argmax())
        if self._learnt < LEARNS - LEARNS_WAY // 2:
            return  # first the way, then how loud it comes back
        share = heard / np.maximum(self._echo, 1e-9)
        if self._learnt > LEARNS:
            # The canceller may take a person for echo, too: no single block counts for much.
            gain = self._gain * np.where(share > self._gain, ADAPTS, 1 / ADAPTS)
        else:
            gain = self._gain + 0.05 * (share - self._gain)
        self._gain = np.where(self._echo > LOUD / 100, gain, self._gain)

    def _learn_leak(self, share: float, *, wrong: bool) -> None:
        """Of a block with echo the filter left this share; a person's voice teaches nothing."""
        if wrong or not self._open:
            step = MORE if wrong or share > self.leak else LESS
            self.leak = min(1.0, step * self.leak)
            self._least_leak = min(self._least_leak, self.leak)

    def _weigh(self, left: "Bands", rest: "Bands", *, stands_out: bool) -> None:
        import numpy as np

        expected = self._gain * self._echo
        expected = SURE * expected + SPREADS * expected.sum()
        self._expected = np.maximum(expected, (1 - STEADY) * self._expected + STEADY * expected)
        new = np.stack([left, rest])
        self._smooth = (1 - STEADY) * self._smooth + STEADY * new
        more = np.maximum(self._smooth - self._expected, 0.0).sum(1)
        share, self._clear = more / (self._smooth.sum(1) + 1e-9)
        loud = self._smooth.sum(1) > LOUD
        told = share - PERSON if loud[0] else -PERSON
        if loud[1] and self.trusts and stands_out:
            told = max(told, self._clear - PERSON)
        self._evidence = min(1.0, max(0.0, self._evidence + told))
        self._open = HOLDS if self._evidence > OPENS else max(0, self._open - 1)
