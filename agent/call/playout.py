"""One clause on its way to the caller's ear: its audio, what was sent of it and when that plays."""

from dataclasses import dataclass, field

from agent.call.heard import heard_part
from agent.events import Say
from agent.ports import FRAME_BYTES, SILENCE

BYTES_PER_SECOND = 8000
SENTENCE_PAUSE = 0.28
CLAUSE_PAUSE = 0.12
LOUD = b"\x00"
"""The loudest mu-law sample; stands for sound that is not there yet."""


@dataclass(slots=True, eq=False)
class Clause:
    """A speakable piece of a `Say`. Times are loop times at which the carrier plays a byte.

    The way to the carrier takes as long for audio as for a clear, so that delay cancels out:
    what plays "now" by this reckoning is what a clear sent now will cut.
    """

    say: Say
    text: str
    index: int
    last: bool
    """The last piece of its `Say`."""
    audio: bytearray = field(default_factory=bytearray, repr=False)
    complete: bool = False
    """No more audio will come."""
    failed: bool = False
    sent: int = 0
    marked: bool = False
    """The carrier proved that all of it was played."""
    heard: int = 0
    """Bytes known to be heard from before an earlier cut."""
    ends: float = 0.0
    """When the last byte sent will have been played."""
    began: float = 0.0
    """Loop time of the first chunk of its audio."""
    lag: float | None = None
    """How late its latest further chunk came, see `agent.call.headstart`; None: none came."""
    _runs: list[tuple[float, int]] = field(default_factory=list)
    """(time, position) of each stretch that plays without a gap."""

    @property
    def all_sent(self) -> bool:
        """Nothing is left to send, now or later."""
        return self.complete and self.sent >= len(self.audio)

    def add_pause(self) -> None:
        """Let the next clause follow as a speaker would, not at once."""
        seconds = SENTENCE_PAUSE if self.text.rstrip()[-1:] in ".?!…" else CLAUSE_PAUSE
        self.audio += SILENCE[:1] * int(seconds * BYTES_PER_SECOND)

    def leave_to_carrier(self) -> None:
        """The carrier's own voice speaks it: as if we had audio of the usual length."""
        self.audio[:] = LOUD * _expected_bytes(self.text)
        self.failed = False

    def came(self, chunk: bytes, now: float) -> None:
        """The voice gave more of it."""
        if self.audio:
            late = now - self.began - len(self.audio) / BYTES_PER_SECOND
            self.lag = late if self.lag is None else max(self.lag, late)
        else:
            self.began, self.lag = now, None
        self.audio += chunk

    @property
    def in_flight(self) -> bool:
        """The carrier holds or has played some of it since the last cut."""
        return bool(self._runs)

    def next_frame(self) -> bytes | None:
        """The next frame to send, padded at the clause's end; None while audio is awaited."""
        frame = bytes(self.audio[self.sent : self.sent + FRAME_BYTES])
        if not frame or (len(frame) < FRAME_BYTES and not self.complete):
            return None
        return frame + SILENCE[len(frame) :]

    def frame_sent(self, plays_at: float) -> None:
        """Record that the next frame was sent and will begin to play at `plays_at`."""
        if not self._runs or abs(plays_at - self.ends) > 0.001:
            self._runs.append((plays_at, self.sent))
        self.sent = min(self.sent + FRAME_BYTES, len(self.audio))
        self.ends = plays_at + FRAME_BYTES / BYTES_PER_SECOND

    def played(self, now: float) -> int:
        """Bytes played by `now`."""
        if self.marked:
            return len(self.audio)
        position = self.heard
        if not self._runs:
            return position
        following = [place for _, place in self._runs[1:]] + [self.sent]
        for (begins, place), until in zip(self._runs, following, strict=True):
            if begins <= now:
                played = place + int((now - begins) * BYTES_PER_SECOND)
                position = max(position, min(played, until))
        return position

    def stood_still(self, since: float, until: float) -> None:
        """Between these times nothing was played: what was to play then plays later."""
        if not self._runs or self.ends <= since:
            return
        late, reached = until - since, self.played(since)
        begun = [run for run in self._runs if run[0] < since]
        rest = [(until, reached)] if begun else []
        self._runs = begun + rest + [(at + late, place) for at, place in self._runs[len(begun) :]]
        self.ends += late

    def cut(self, now: float) -> None:
        """The carrier drops what it has not played: keep what was heard, forget what was sent."""
        self.heard = self.played(now)
        self._runs.clear()

    def heard_text(self) -> str:
        """The words the caller heard of this clause, by `heard`."""
        heard = len(self.audio) if self.marked else self.heard
        if self.complete and not self.failed:
            return heard_part(self.text, bytes(self.audio), heard)
        return heard_part(self.text, self._as_if_whole(), heard)

    def unspoken(self) -> str:
        """The words of which the voice has given no audio yet."""
        return self.text[len(heard_part(self.text, self._as_if_whole(), len(self.audio))) :].strip()

    def _as_if_whole(self) -> bytes:
        """The audio so far, continued by sound to the length its text would take."""
        missing = _expected_bytes(self.text) - len(self.audio)
        return bytes(self.audio) + LOUD * max(FRAME_BYTES, missing)


def _expected_bytes(text: str) -> int:
    """Length of the audio of `text` when the voice has not finished: about 14 letters a second."""
    return len(text) * BYTES_PER_SECOND // 14
