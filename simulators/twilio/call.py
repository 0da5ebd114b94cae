"""One leg of a call: who, when, in which state, and what the person at the phone can do."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from time import monotonic
from typing import TYPE_CHECKING, Literal

from simulators.twilio.faults import Faults
from simulators.twilio.line import Line
from simulators.twilio.party import Party
from simulators.twilio.recording import Recording
from simulators.twilio.verbs import Source

if TYPE_CHECKING:
    from simulators.twilio.stream import MediaStream

Direction = Literal["inbound", "outbound-api", "outbound-dial"]
Status = Literal[
    "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
FINAL: frozenset[Status] = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


def new_sid(prefix: str) -> str:
    """Return a fresh identifier such as ``CA`` + 32 hex digits."""
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Words:
    """What the carrier's recogniser understands of a person."""

    text: str
    confidence: float
    seconds: float
    """How long it takes to say."""


class Call:
    """A leg with its person, its audio line and its recording. It is the person's `Handset`."""

    def __init__(
        self,
        from_: str,
        to: str,
        party: Party,
        direction: Direction = "inbound",
        parent_sid: str = "",
        faults: Faults | None = None,
    ) -> None:
        self.sid = new_sid("CA")
        self.from_ = from_
        self.to = to
        self.party = party
        self.direction = direction
        self.parent_sid = parent_sid
        self.faults = faults or Faults()
        self.random = Random(self.faults.seed)  # each call draws from its own sequence
        self.status: Status = "queued" if direction == "outbound-api" else "ringing"
        self.recording = Recording()
        self.line = Line(party, self.recording)
        self.streams: list[MediaStream] = []
        """Media streams of this leg, the latest last."""
        self.texts: list[str] = []
        """What `<Say>` verbs said on this leg."""
        self.created = datetime.now(UTC)
        self.answered: datetime | None = None
        self.finished: datetime | None = None
        self.dialed_at = monotonic()
        self.answered_at = 0.0
        """Monotonic; 0 before the answer."""
        self.ended_at = 0.0
        self.orders: asyncio.Queue[Source | None] = asyncio.Queue()
        """New documents to run instead of the running one; None ends the call."""
        self.spoken: asyncio.Queue[Words] = asyncio.Queue()
        """What a speech Gather will understand."""
        self.listening = False
        """A speech Gather runs."""
        self._answer = asyncio.Event()
        self._end = asyncio.Event()

    @property
    def stream(self) -> "MediaStream | None":
        """The latest media stream."""
        return self.streams[-1] if self.streams else None

    @property
    def duration(self) -> int:
        """Whole seconds between answer and end (or now); 0 if never answered."""
        if not self.answered_at:
            return 0
        return round((self.ended_at or monotonic()) - self.answered_at)

    @property
    def over(self) -> bool:
        """True once the leg has a final status."""
        return self.status in FINAL

    async def press(self, digits: str, *, gap: float = 0.1) -> None:
        """Press keys (0-9 * #), `gap` seconds apart."""
        for key in digits:
            if key not in "0123456789*#":
                raise ValueError(f"{key!r} is not a key of a phone")
            self.recording.stamp(monotonic(), "digit", key)
            self.line.endpoint.digit(key)
            await asyncio.sleep(gap)

    async def say(self, text: str, *, confidence: float = 0.92, seconds: float = 0.0) -> None:
        """Have the carrier's recogniser understand `text` in the current or next speech Gather."""
        self.spoken.put_nowait(Words(text, confidence, seconds))

    def aloud(self, text: str, seconds: float) -> None:
        """Say what is in the person's audio now as text: understood if a speech Gather runs."""
        if self.listening:
            self.spoken.put_nowait(Words(text, 0.92, seconds))

    async def hang_up(self) -> None:
        """Put the phone down. Returns at once; `wait_end` waits for the leg to be over."""
        self.drop()

    def drop(self) -> None:
        """End the leg: the same as `hang_up` for code that cannot await."""
        self.finish("completed" if self.answered_at else "canceled")
        self.orders.put_nowait(None)

    async def wait_answer(self) -> None:
        """Wait until the leg is answered (or over without an answer)."""
        await self._answer.wait()

    async def wait_end(self) -> Status:
        """Wait until the leg is over and tidied up; return its final status."""
        await self._end.wait()
        return self.status

    def pick_up(self) -> None:
        """Answer: the audio clock may start, the status is in-progress."""
        self.status = "in-progress"
        self.answered, self.answered_at = datetime.now(UTC), monotonic()
        self.party.joined(self)
        self._answer.set()

    def finish(self, status: Status) -> None:
        """Set the final status, once."""
        if self.over:
            return
        self.status = status
        self.finished, self.ended_at = datetime.now(UTC), monotonic()
        self.recording.stamp(self.ended_at, "end", status)
        self.line.hung_up = True
        if self.answered_at:
            self.party.left()

    def close(self) -> None:
        """Let go of whoever waits for the leg: nothing of it runs any more."""
        self._answer.set()
        self._end.set()

    async def run_line(self) -> None:
        """Run the audio clock from the answer on, until cancelled."""
        await self._answer.wait()
        if not self.over:
            await self.line.run()
