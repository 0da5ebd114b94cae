"""What the caller says: frames in, utterances with their words out.

Recognition starts as soon as the caller pauses, inside the wait that decides whether the turn is
over, and is done again when the caller goes on. Every speech interval ends as exactly one of: a
turn, or ignored with a reason (an interval taken up again after a pause is one merged interval).
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from agent.audio.mulaw import level_db
from agent.call import endpointing
from agent.call.bargein import BargeIn
from agent.call.clock import Clock
from agent.call.floor import NoiseFloor, Stir
from agent.call.hearing import EarRules, Listener, Utterance
from agent.call.recognition import Recognition
from agent.call.segments import RATE, Segments, SpeechDetector
from agent.events import Expect
from agent.ports import FRAME_SECONDS, SILENCE, Frame, Recognizer, Transcript
from agent.tongue import Tongue, held

LOUD_LIKENESS = 0.5
"""Just enough to begin an interval (see `segments.Rules.begin`)."""


@dataclass(slots=True)
class _Interval:
    interrupting: bool
    told: bool = False
    """The listener knows that the caller speaks."""
    full: bool = False
    """It is as long as we allow: it ends when its words are known."""
    decode: Recognition | None = None
    merged: int = 0
    """How often the caller went on after a pause long enough to recognise."""


class Ears:
    """Listens on one audio path after the other of one call."""

    def __init__(
        self,
        clock: Clock,
        recognizer: Recognizer,
        detector: Callable[[], SpeechDetector],
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        listener: Listener,
        rules: EarRules | None = None,
    ) -> None:
        self._clock = clock
        self._recognizer = recognizer
        self._new_detector = detector
        self._detector = detector()
        self._start = start
        self._listener = listener
        self._rules = rules or EarRules()
        self._segments = Segments()
        self._floor = NoiseFloor()
        self._stir = Stir()
        self._stirred = False
        self._barge_in = BargeIn()
        self._interval: _Interval | None = None
        self._expect = Expect(what="free")
        self._tongue = Tongue() if self._rules.languages else None
        self._offset: float | None = None
        """Loop time of the stream's first sample, by the fastest frame so far."""
        self._next_ms: int | None = None
        self._key_at: int | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._suspicious = False
        self._closed = False

    # --- what the call asks -------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """The caller speaks, or what they said is not settled yet."""
        return self._interval is not None

    @property
    def expecting(self) -> Expect:
        """What the pending question asks for."""
        return self._expect

    @property
    def floor_db(self) -> float:
        """The line's noise floor."""
        return self._floor.db

    def expect(self, expect: Expect) -> None:
        """The dialogue asks for something else from now on."""
        self._expect = expect
        if self._tongue is not None:
            self._tongue = held(self._tongue, expect.language)

    def key(self) -> None:
        """A telephone key was pressed: its tone may be in the audio as well."""
        self._key_at = self._segments.position

    def attach(self) -> None:
        """A new audio path begins."""
        self._forget("path changed")
        self._segments = Segments()
        self._detector = self._new_detector()
        self._offset = None
        self._next_ms = None
        self._key_at = None
        self._suspect(False)
        self._notice(False)

    def close(self) -> None:
        """Hear nothing any more and keep nothing."""
        self._forget("call over")
        self._closed = True
        self._segments.clear()

    def __len__(self) -> int:
        return len(self._segments) if not self._closed else 0

    # --- hearing ------------------------------------------------------------------------------

    def hear(self, frame: Frame, speaking: bool, interruptible: bool) -> None:
        """Take one frame; `speaking`: the caller hears us now."""
        if self._closed:
            return
        self._fill_gap(frame)
        if frame.anew:
            self._detector.begin_anew()
        self._push(frame.ulaw, speaking, interruptible)

    def _fill_gap(self, frame: Frame) -> None:
        """Lost frames become silence, so that pauses keep their length."""
        expected, length = self._next_ms, len(frame.ulaw) * 1000 // RATE
        self._next_ms = frame.at_ms + length
        if expected is None:
            return
        missing = min((frame.at_ms - expected) / 1000, self._rules.gap)
        for _ in range(int(missing / FRAME_SECONDS + 0.01)):
            self._push(SILENCE, speaking=False, interruptible=False)

    def _push(self, ulaw: bytes, speaking: bool, interruptible: bool) -> None:
        now = self._clock.time()
        self._segments.push(ulaw)
        judged = partial(self._judged, self._segments, speaking, interruptible)
        self._detector.hear(ulaw, judged, self._listener.failed)
        begins = now - self._segments.received / RATE
        self._offset = begins if self._offset is None else min(begins, self._offset + 2e-5)

    def _judged(
        self, segments: Segments, speaking: bool, interruptible: bool, probability: float
    ) -> None:
        """The next window is judged, unless its path is gone meanwhile."""
        if self._closed or segments is not self._segments:
            return
        level = level_db(segments.next_window())
        self._floor.hear(level, probability >= 0.5)
        segments.judge(self._likeness(probability, level))
        self._window(probability, level, speaking and interruptible, speaking)

    def _window(
        self, probability: float, level: float, interruptible: bool, speaking: bool
    ) -> None:
        verdict = self._barge_in.hear(probability, level, self._floor.db)
        self._suspect(verdict == "suspect")
        self._notice(self._stir.hear(level, self._floor.db))
        state = self._segments.state
        if state == "speaking":
            self._speech(speaking)
        if verdict == "speech" and self._interval is not None and interruptible:
            self._interval.told = True
            self._listener.interrupted()
        if state == "pausing":
            self._pause()

    def _likeness(self, probability: float, level: float) -> float:
        """How much a window is like speech, given that it may be loud on a quiet line."""
        rules = self._rules
        loud = probability >= rules.likely and level >= self._floor.db + rules.loud_db
        return max(probability, LOUD_LIKENESS) if loud else probability

    def _notice(self, on: bool) -> None:
        if on != self._stirred:
            self._stirred = on
            self._listener.stirred(on)

    def _suspect(self, on: bool) -> None:
        if on != self._suspicious:
            self._suspicious = on
            self._listener.suspected(on)

    def _speech(self, speaking: bool) -> None:
        interval = self._interval
        if interval is None:
            interval = self._interval = _Interval(interrupting=speaking)
        elif interval.full:
            return
        elif interval.decode:
            interval.merged += 1
            self._cancel_decode()
        self._stop_stall_timer()
        if not speaking and not interval.told:
            interval.told = True
            self._listener.speech_began()
        if self._segments.position - self._segments.began > self._rules.longest * RATE:
            interval.full = True
            self._start_decode(interval)

    def _pause(self) -> None:
        """Somebody spoke and is silent now: recognise, and decide whether the turn is over."""
        interval = self._interval
        if interval is None:
            return
        if self._segments.spoken < self._rules.shortest * RATE:
            if self._segments.pause >= self._rules.speculate:
                self._ignore("too short")
            return
        if interval.decode is None and self._segments.pause >= self._rules.speculate:
            self._start_decode(interval)
        self._consider(self._segments.pause)

    def _consider(self, pause: float) -> None:
        """End the interval when its pause is long enough and its words are known."""
        interval = self._interval
        if interval is None or interval.decode is None:
            return
        decode = interval.decode
        if decode.done and (interval.full or pause >= self._wait(decode.transcript)):
            self._finish(interval, decode)

    def _wait(self, transcript: Transcript | None) -> float:
        text = transcript.text if transcript is not None else None
        return endpointing.wait(self._expect.what, self._expect.have, text)

    # --- recognition --------------------------------------------------------------------------

    def _start_decode(self, interval: _Interval) -> None:
        interval.decode = Recognition(
            self._recognizer,
            self._expect,
            self._tongue,
            self._rules.decode_deadline,
            self._recognised,
        )
        interval.decode.begin(self._segments.audio(), self._start)
        self._restart_stall_timer()

    def _recognised(self, decode: Recognition) -> None:
        interval = self._interval
        if interval is None or interval.decode is not decode:
            return
        self._consider(self._segments.pause)
        if self._interval is interval and decode.text:
            self._listener.words_so_far(decode.text, decode.language)

    def _cancel_decode(self) -> None:
        interval = self._interval
        if interval is not None and interval.decode is not None:
            interval.decode.cancel()
            interval.decode = None

    # --- the end of an interval ---------------------------------------------------------------

    def _finish(self, interval: _Interval, decode: Recognition) -> None:
        segments = self._segments
        spoken = segments.spoken / RATE
        near_key = self._key_at is not None and (
            segments.began - RATE < self._key_at <= segments.position
        )
        if near_key and spoken < self._rules.key_tone:
            self._ignore("key tone")
        elif decode.transcript and not decode.text and spoken < self._rules.complaint:
            self._ignore("noise")
        elif decode.transcript and not decode.text and interval.interrupting:
            self._ignore("noise while we spoke")
        else:
            if decode.transcript and decode.transcript.tongue:
                self._tongue = decode.transcript.tongue
            now, ended = self._clock.time(), self._loop_time(segments.ended)
            utterance = Utterance(
                transcript=decode.transcript,
                failure=decode.failure,
                began=self._loop_time(segments.began),
                ended=ended,
                speech=spoken,
                endpoint=min(now, ended + self._wait(decode.transcript)),
                decided=now,
                interrupting=interval.interrupting,
                merged=interval.merged,
            )
            self._over()
            self._listener.utterance(utterance)

    def _ignore(self, reason: str) -> None:
        spoken = self._segments.spoken / RATE
        self._over()
        self._listener.ignored(reason, spoken)

    def _over(self) -> None:
        self._stop_stall_timer()
        self._interval = None
        self._barge_in.reset()
        self._suspect(False)
        self._segments.end()

    def _forget(self, reason: str) -> None:
        """The interval, if any, ends without words."""
        if self._interval is not None:
            self._cancel_decode()
            self._ignore(reason)

    def _loop_time(self, position: int) -> float:
        assert self._offset is not None
        return self._offset + position / RATE

    # --- frames that stop coming --------------------------------------------------------------

    def _restart_stall_timer(self) -> None:
        self._stop_stall_timer()
        longest = endpointing.longest(self._expect.what) + self._rules.stall
        self._stall = self._clock.call_later(longest, self._stalled)

    def _stop_stall_timer(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _stalled(self) -> None:
        """No frame came for long: the pause is as long as it needs to be."""
        self._stall = None
        if self._interval is not None:
            self._consider(endpointing.longest(self._expect.what))
            if self._interval is not None:
                self._restart_stall_timer()
