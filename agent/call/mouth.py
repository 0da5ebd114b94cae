"""What we say, from text to frames on the wire, and the truth about what of it was heard.

Clauses are synthesised a bounded way ahead, sent a few frames ahead of their playing, and proved
heard by marks. A stop raises the epoch: nothing of an older epoch is sent, and a mark of an
older epoch proves nothing (a clear returns all pending marks). After a stop the unheard rest is
kept until somebody decides: `resume` goes on where it was cut, `drop` gives it up.

On a path that speaks by turns nothing is sent: `agent.call.prompts` hands whole clauses over.
"""

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from itertools import islice
from typing import Any

from agent.call.clauses import split
from agent.call.clock import Clock
from agent.call.headstart import Headstart
from agent.call.heard import replay_point
from agent.call.pacer import Pacer
from agent.call.playout import BYTES_PER_SECOND, Clause
from agent.call.speaking import Clips, Listener
from agent.call.synthesis import LOOK_AHEAD, Synthesis
from agent.events import Said, Say
from agent.ports import (
    AHEAD,
    FRAME_SECONDS,
    AudioPath,
    Pausing,
    ProviderError,
    Transport,
    TurnTransport,
    Voice,
)

BRACED = 0.04
"""Seconds of audio the path holds while the caller may be about to speak: silence comes sooner
then."""
LATE = 0.001
"""Seconds of silence between two frames of a `Say` that make an underrun."""
MARK_GRACE = 2.0
"""So long after its end a clause without its mark is taken as heard (the mark was lost)."""
STALLED = 1.0
"""A mark overdue by more means that the carrier stopped playing: no proof by time any more."""
REPLAY_BACK = 0.6
"""After a false stop we go back to a quiet place at most so many seconds before the cut."""


class Mouth:
    """Speaks `Say` after `Say` of one call."""

    def __init__(
        self,
        clock: Clock,
        voice: Voice,
        pacer: Pacer,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        listener: Listener,
        clips: Clips | None = None,
        may_speak: Callable[[], bool] = lambda: True,
        headstart: Headstart | None = None,
    ) -> None:
        """`may_speak` is asked before anything is sent: a node that lost its call is silent.
        `headstart` learns how the voice streams; None: what comes is sent at once.
        """
        self._headstart = headstart
        self._may_speak = may_speak
        self._clock = clock
        self._pacer = pacer
        self._listener = listener
        self._clips = clips
        self._path: AudioPath | None = None
        self._transport: Transport | None = None
        """The same path, if it is one that we send frames to."""
        self._epoch = 0
        self._waiting: deque[Clause] = deque()
        self._sent: deque[Clause] = deque()
        self._kept: list[Clause] = []
        self._done: dict[int, list[Clause]] = {}
        self._ends = 0.0
        self._flowing: int | None = None
        """The `Say` of which the last frame was sent, unless we paused on purpose since."""
        self._held = False
        self._hesitates = False
        self._still_since: float | None = None
        """Loop time since when the path plays nothing, for us."""
        self._most = self._ahead = AHEAD
        self._speaking = False
        self._synthesis = Synthesis(voice, start, self._waiting, self)
        self._watch: asyncio.TimerHandle | None = None

    # --- what the call asks -------------------------------------------------------------------

    @property
    def quiet(self) -> bool:
        """Nothing is queued, playing or kept."""
        return not (self._waiting or self._sent or self._kept)

    @property
    def stopped(self) -> bool:
        """A stop left something that waits for `resume` or `drop`."""
        return bool(self._kept)

    @property
    def midway(self) -> Say | None:
        """The `Say` under way (or cut short), when another one is to follow it."""
        says = [clause.say for clause in (*self._kept, *self._sent, *self._waiting)]
        return says[0] if says and says[0].say != says[-1].say else None

    @property
    def waiting(self) -> Sequence[Clause]:
        """Clauses that the path does not have all of yet, in order."""
        return self._waiting

    def audible(self, now: float) -> Say | None:
        """What we are saying at loop time `now`; it may be pausing for an instant."""
        now = now if self._still_since is None else self._still_since
        for clause in self._sending():
            if clause.in_flight and (now < clause.ends + FRAME_SECONDS or not clause.all_sent):
                return clause.say
        return self._waiting[0].say if self._hesitates and self._waiting else None

    # --- commands -----------------------------------------------------------------------------

    def attach(self, transport: AudioPath) -> None:
        """Speak through this path from now on."""
        self._play_on()
        if isinstance(transport, TurnTransport):
            if self._transport is not None:
                self.detach()  # nobody proves any more what went out there
            self._transport = None
            self._synthesis.look_ahead = sys.maxsize
        else:
            self._transport = transport
            self._most = self._ahead = transport.ahead
            self._synthesis.look_ahead = LOOK_AHEAD
        self._path = transport
        self._ends = 0.0
        self._flowing = None
        self._wake()

    def detach(self) -> None:
        """The path is gone: what it had not played was not heard."""
        self._path = self._transport = None
        self.stop()
        self.drop()

    def say(self, say: Say) -> None:
        """Queue `say`; cached clauses can leave in this very loop step."""
        pieces = split(say.text)
        if not pieces:
            self._listener.said(Said(say=say.say, heard=say.text))
            return
        if self._waiting and self._waiting[-1].complete:
            self._waiting[-1].add_pause()
        for index, text in enumerate(pieces):
            clause = Clause(say, text, index, last=index == len(pieces) - 1)
            clip = self._clips and self._clips.get(text.strip(), say.language, slow=say.slow)
            if clip:
                self._ready(clause, clip)
            self._waiting.append(clause)
        self._set_speaking()
        self._wake()

    def hold(self, on: bool) -> None:
        """While held nothing new leaves: the caller speaks. Urgent says leave all the same."""
        self._held = on
        self._flowing = None
        if not on:
            self._wake()

    def brace(self, on: bool) -> None:
        """Hold less audio at the carrier for an instant; nothing is heard of it."""
        self._ahead = min(BRACED, self._most) if on else self._most

    def hesitate(self, on: bool) -> None:
        """Send nothing more for an instant; what the carrier holds plays out, unless the path can
        stand still.
        """
        self._hesitates = on
        self._flowing = None
        if on:
            self._stand_still()
        else:
            self._play_on()
            self._wake()

    def stop(self) -> None:
        """Silence now. What was not heard is kept for `resume` or `drop`."""
        now = self._clock.time()
        self._epoch += 1
        self._synthesis.cancel()
        if self._path is not None and any(clause.in_flight for clause in self._sending()):
            self._path.clear()
        self._play_on()
        stalled = bool(self._sent) and now > self._sent[0].ends + STALLED
        cut = [*self._sent, *self._waiting]
        for clause in cut:
            clause.cut(now if not stalled else 0.0)
        self._kept += cut
        self._sent.clear()
        self._waiting.clear()
        self._ends = now
        self._flowing = None
        self._pacer.remove(self)
        self._set_speaking()

    def resume(self) -> None:
        """Go on where the last stop cut, from a quiet place just before."""
        back = int(REPLAY_BACK * BYTES_PER_SECOND)
        for clause in self._kept:
            if clause.heard < len(clause.audio):
                clause.sent = replay_point(bytes(clause.audio), clause.heard, back)
            else:
                clause.sent = clause.heard
            if not clause.complete:
                clause.audio.clear()
                clause.sent = clause.heard = 0
        self._waiting.extendleft(reversed(self._kept))
        self._kept = []
        self._set_speaking()
        self._wake()

    def drop(self) -> None:
        """Give up what a stop kept; each `Say` of it ends with what was heard."""
        kept, self._kept = self._kept, []
        for clause in kept:
            self._done.setdefault(clause.say.say, []).append(clause)
        for number in sorted({clause.say.say for clause in kept}):
            self._finish(number)
        self._set_speaking()

    def mark_returned(self, name: str) -> None:
        """The carrier returned a mark; one of an older epoch proves nothing."""
        epoch, _, place = name.partition(":")
        if epoch != str(self._epoch):
            return
        if not any(_mark_place(clause) == place for clause in self._sent):
            return
        while self._sent:
            clause = self._sent.popleft()
            self._prove(clause)
            if _mark_place(clause) == place:
                break
        self._after_proof()

    def close(self) -> None:
        """Forget everything; nothing is sent or told any more."""
        self._epoch += 1
        self._synthesis.cancel()
        self._pacer.remove(self)
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        self._waiting.clear()
        self._sent.clear()
        self._kept.clear()
        self._done.clear()
        self._path = self._transport = None

    # --- sending ------------------------------------------------------------------------------

    def pump(self, now: float) -> bool:
        """Send what is due; False when nothing can be sent until something changes."""
        if not self._may_speak():
            return True
        while self._waiting and self._may_send(self._waiting[0]):
            self._play_on()
            clause = self._waiting[0]
            if clause.all_sent:
                self._clause_sent(self._waiting.popleft())
                continue
            frame = clause.next_frame()
            if frame is None:
                return False
            if self._ends - now > self._ahead - FRAME_SECONDS + 1e-6 or self._too_soon(clause, now):
                return True
            self._send(clause, frame, max(self._ends, now))
        return False

    def failed(self, error: Exception) -> None:
        """The pacer met a bug in `pump`."""
        self._listener.failed(error)

    def _may_send(self, clause: Clause) -> bool:
        waits = self._held or self._hesitates or bool(self._kept)
        return self._path is not None and not (waits and clause.say.interruptible)

    def _too_soon(self, clause: Clause, now: float) -> bool:
        """Nothing is playing, and the voice may not give the rest as fast as we play."""
        if self._headstart is None or clause.sent or clause.complete or self._ends > now:
            return False
        return now < clause.began + self._headstart.seconds

    def _stand_still(self) -> None:
        path, now = self._transport, self._clock.time()
        playing = [clause for clause in self._sending() if clause.ends > now]
        if self._still_since is not None or not isinstance(path, Pausing) or not playing:
            return
        if all(clause.say.interruptible for clause in playing):
            self._still_since = now
            path.pause(True)

    def _play_on(self) -> None:
        since, self._still_since = self._still_since, None
        if since is None:
            return
        now = self._clock.time()
        if isinstance(self._transport, Pausing):
            self._transport.pause(False)
        for clause in self._sending():
            clause.stood_still(since, now)
        self._ends = max([self._ends, *(clause.ends for clause in self._sending())])
        self._watch_marks()

    def _send(self, clause: Clause, frame: bytes, plays_at: float) -> None:
        assert self._transport is not None
        self._transport.send(frame)
        smoothness = self._pacer.smoothness
        smoothness.frames += 1
        if self._flowing == clause.say.say and plays_at - self._ends > LATE:
            smoothness.ran_dry(plays_at - self._ends)
        self._flowing = clause.say.say
        self._sent_frame(clause, frame, plays_at)

    def _sent_frame(self, clause: Clause, frame: bytes, plays_at: float) -> None:
        first = clause.index == 0 and clause.sent == 0
        clause.frame_sent(plays_at)
        self._ends = clause.ends
        self._listener.frame_out(frame, plays_at)
        if first:
            self._listener.first_audio(clause.say.say, sent=True)

    def _clause_sent(self, clause: Clause) -> None:
        assert self._transport is not None
        clause.ends = max(clause.ends, self._clock.time())
        self._sent.append(clause)
        self._transport.mark(self._mark(clause))
        self._watch_marks()
        self._synthesis.go_on()

    def _sending(self) -> Iterator[Clause]:
        """Clauses the carrier may have something of, in order."""
        yield from self._sent
        yield from islice(self._waiting, 1)

    def _wake(self) -> None:
        self._synthesis.go_on()
        if self._transport is not None:
            if self._waiting and self.pump(self._clock.time()):
                self._pacer.add(self)
        elif self._path is not None:
            self._listener.unsaid_changed()

    # --- handing over whole -------------------------------------------------------------------

    def next_whole(self) -> Clause | None:
        """The next clause, if all of its audio is there and may be handed over now."""
        if not (self._waiting and self._waiting[0].complete and self._may_speak()):
            return None
        return self._waiting[0] if self._may_send(self._waiting[0]) else None

    def frame_taken(self, clause: Clause, frame: bytes) -> None:
        """The path has the next frame of the clause at hand."""
        self._sent_frame(clause, frame, max(self._ends, self._clock.time()))

    def clause_taken(self) -> str:
        """The path has all of the clause at hand. Returns the mark that will prove it heard."""
        self._sent.append(clause := self._waiting.popleft())
        return self._mark(clause)

    # --- proof of hearing ---------------------------------------------------------------------

    def _prove(self, clause: Clause) -> None:
        clause.marked = True
        self._done.setdefault(clause.say.say, []).append(clause)
        if clause.last:
            self._finish(clause.say.say)

    def _finish(self, number: int) -> None:
        """All of a `Say` is proved or given up: tell what was heard of it."""
        clauses = sorted(self._done.pop(number), key=lambda clause: clause.index)
        heard = "".join(clause.heard_text() for clause in clauses).strip()
        cut = heard != clauses[0].say.text.strip()
        self._listener.said(Said(say=number, heard=heard, cut=cut))

    def _after_proof(self) -> None:
        self._watch_marks()
        self._set_speaking()

    def _watch_marks(self) -> None:
        """A lost mark must not leave us waiting for ever."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._sent and self._transport is not None:
            due = self._sent[0].ends + MARK_GRACE
            self._watch = self._clock.call_at(due, self._mark_lost)

    def _mark_lost(self) -> None:
        self._watch = None
        if self._sent:
            self._prove(self._sent.popleft())
            self._after_proof()

    def _set_speaking(self) -> None:
        speaking = bool(self._waiting or self._sent)
        if not speaking and self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if speaking != self._speaking:
            self._speaking = speaking
            self._listener.we_speak(speaking)

    # --- synthesis ----------------------------------------------------------------------------

    def _ready(self, clause: Clause, clip: bytes) -> None:
        """A clip is the whole clause."""
        if clause.index == 0:
            self._listener.first_audio(clause.say.say, sent=False)
        clause.audio += clip
        clause.complete = True
        if not clause.last:
            clause.add_pause()

    def audio_came(self, clause: Clause, chunk: bytes) -> None:
        """More audio of a clause is at hand."""
        if clause.index == 0 and not clause.audio:
            self._listener.first_audio(clause.say.say, sent=False)
        clause.came(chunk, self._clock.time())
        self._wake()

    def clause_done(self, clause: Clause) -> None:
        """All audio of a clause is at hand, or no more will come."""
        if self._headstart is not None and clause.lag is not None and not clause.failed:
            self._headstart.lagged(clause.lag)
        if clause is not self._waiting[-1]:
            clause.add_pause()
        self._wake()

    def voice_failed(self, error: ProviderError) -> None:
        """The voice gave no (more) audio for a clause."""
        self._listener.voice_failed(error)

    def _mark(self, clause: Clause) -> str:
        return f"{self._epoch}:{_mark_place(clause)}"


def _mark_place(clause: Clause) -> str:
    return f"{clause.say.say}:{clause.index}"
