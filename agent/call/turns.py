"""Who has the floor: joins ears and mouth, so that both parties are heard out.

The caller's speech holds back what we have not begun to say, stops what we are saying, and becomes
one event when it is over. A stop for a cough or an "uh-huh" is taken back: the mouth goes on.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

from msgspec import structs

from agent.call.ahead import LIKELY, Ahead
from agent.call.backchannel import is_backchannel, misheard
from agent.call.byturns import ByTurns
from agent.call.bywords import WordEars
from agent.call.clock import Clock
from agent.call.ears import Ears
from agent.call.hearing import Utterance
from agent.call.latency import Timing, TurnClock
from agent.call.mouth import Mouth
from agent.call.needs import Node, Tuning
from agent.call.prompts import Prompts
from agent.events import (
    Command,
    Event,
    Guess,
    Heard,
    Interim,
    Key,
    Language,
    NotUnderstood,
    Said,
    Say,
    SpeechStarted,
)
from agent.ports import (
    AudioPath,
    Frame,
    Inbound,
    KeyPress,
    Mark,
    ProviderError,
    Quiet,
    Words,
)

STATEMENT_WORDS = 8
"""A yes inside so long a statement does not answer the question that is still to follow it. After
less ("I didn't hear you.") it may answer the question as it was asked before."""


class Host(Protocol):
    """The call as its turn-taking sees it; all plain calls."""

    def apply(self, event: Event) -> None:
        """Something happened that the dialogue must know."""
        ...

    def would(self, event: Event) -> tuple[Command, ...]:
        """What the dialogue would do about `event`; asking changes nothing."""
        ...

    def remark(self, what: str, about: str = "") -> None:
        """Something for the journal only."""
        ...

    def speaking(self, voices: int) -> None:
        """So many sides speak now."""
        ...

    def quiet(self) -> None:
        """Everything we wanted to say was said."""
        ...

    @property
    def leaving(self) -> bool:
        """After what we say comes a transfer or the end."""
        ...

    def silent(self) -> None:
        """The carrier waited for the caller, who said nothing."""
        ...

    def timed(self, timing: Timing) -> None:
        """A turn's latency is known."""
        ...

    def voice_failed(self, error: ProviderError, in_a_row: int) -> None:
        """The voice gave no audio for a clause, `in_a_row` times now."""
        ...

    def failed(self, error: Exception) -> None:
        """A bug showed where nobody else can catch it."""
        ...


class Tape(Protocol):
    """Where the call's sound is kept. Times are loop times."""

    def caller(self, now: float, ulaw: bytes) -> None:
        """Caller audio came."""
        ...

    def agent(self, plays_at: float, frame: bytes) -> None:
        """Our audio went out."""
        ...

    def cleared(self, now: float) -> None:
        """The carrier was told to drop what it had not played."""
        ...


class Turns:
    """Turn-taking of one call. Listens to its own ears and mouth."""

    def __init__(
        self,
        clock: Clock,
        node: Node,
        tuning: Tuning,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        host: Host,
        tape: Tape,
    ) -> None:
        self._time = clock
        self._stamp = node.stamp
        self._tuning = tuning
        self._host = host
        self._tape = tape
        self._began = clock.time()
        self._hold: asyncio.TimerHandle | None = None
        self._clock: TurnClock | None = None
        self._heard = 0
        self._faults = 0
        self._we_speak = False
        self._attached = False
        self.ears = Ears(clock, node.recognizer, node.detector, start, self, tuning.ears)
        self._ahead = Ahead(node.voice, node.clips, start) if tuning.speak_ahead else None
        voice = self._ahead or node.voice
        headstart = node.pacer.headstart if tuning.head_start else None
        self.mouth = Mouth(
            clock, voice, node.pacer, start, self, node.clips, node.may_speak, headstart
        )
        self._words = WordEars(clock, node.recognizer, start, self)
        self.by_turns = ByTurns(Prompts(self.mouth), self._words)

    # --- what the call asks -------------------------------------------------------------------

    @property
    def heard(self) -> int:
        """Caller turns so far."""
        return self._heard

    def began(self, loop_time: float) -> None:
        """The call's clock starts at this loop time."""
        self._began = loop_time

    def attach(self, transport: AudioPath) -> None:
        """Both directions go through this path from now on."""
        self._attached = True
        self.ears.attach()
        self.by_turns.attach(transport)
        self.mouth.attach(transport)

    def detach(self) -> None:
        """The path is gone."""
        self._attached = False
        self.mouth.detach()
        self.by_turns.detach()
        self._words.nothing()
        self.ears.attach()

    def tell_path(self) -> None:
        """Let a path that goes by turns know whose turn it is."""
        self.by_turns.tell(self.ears.expecting, leaving=self._host.leaving)

    def receive(self, item: Inbound) -> None:
        """Take what arrived on the path."""
        match item:
            case Frame():
                self._tape.caller(self._time.time(), item.ulaw)
                say = self.mouth.audible(self._time.time())
                self.ears.hear(item, say is not None, say is not None and say.interruptible)
            case Mark():
                self.mouth.mark_returned(item.name)
            case KeyPress():
                self._key(item.key)
            case Words():
                say = self.mouth.audible(self._time.time())
                bargeable = say is not None and say.interruptible
                self._words.hear(item, self.ears.expecting, say is not None, bargeable)
                self.tell_path()
            case Quiet():
                self._words.nothing()
                if self.mouth.quiet:
                    self._host.silent()

    def say(self, say: Say) -> None:
        """Speak, after what is queued, and not into the caller's words."""
        if self._clock is not None:
            self._clock.answered(say.say, self._time.time())
        self.mouth.say(say)

    def stop(self) -> None:
        """Say nothing of what is queued or playing."""
        self._silence()
        self.mouth.drop()

    def unanswered(self) -> None:
        """The last caller turn got no words for an answer: what follows is not timed by it."""
        self._clock = None

    def close(self) -> None:
        """Hear and say nothing any more."""
        self._attached = False
        self.mouth.close()
        self.ears.close()
        self._release()

    # --- the caller (Ears' listener) ----------------------------------------------------------

    def speech_began(self) -> None:
        """The caller speaks while we are silent: let them finish."""
        self._hold_back()
        self._host.apply(SpeechStarted())

    def interrupted(self) -> None:
        """The caller speaks over us: be silent at once, tell the dialogue, sort it out later."""
        if self.mouth.stopped:
            return
        decided = self._stamp()
        self._silence()
        self._hold_back()
        self._host.remark("barge_in", f"decided at {decided:.6f}")
        self._host.apply(SpeechStarted())

    def stirred(self, on: bool) -> None:
        """Be ready to fall silent."""
        self.mouth.brace(on)

    def suspected(self, on: bool) -> None:
        """Hesitate rather than talk into what may be the caller's first sound."""
        self.mouth.hesitate(on)

    def words_so_far(self, text: str, language: Language | None) -> None:
        """An unfinished utterance has words already."""
        self._host.apply(Interim(text=text, language=language))
        self._guess(text, language=language)

    def utterance(self, utterance: Utterance) -> None:
        """The caller said something: a turn, unless it only encouraged us."""
        text = utterance.transcript.text if utterance.transcript else ""
        over_us = utterance.interrupting and (self.mouth.stopped or self._we_speak)
        if over_us and not utterance.failure and self._go_on(text, utterance.speech):
            self.ignored("backchannel" if text else "noise", utterance.speech)
            return
        self._take_turn()
        self._heard += 1
        self._clock = TurnClock(
            turn=self._heard,
            speech_ended=utterance.ended,
            endpoint=utterance.endpoint,
            transcript=utterance.decided,
        )
        self._host.apply(self._event(utterance))
        self._release()

    def ignored(self, reason: str, seconds: float) -> None:
        """A sound that is no turn: as if nothing had been."""
        self._host.remark(f"ignored: {reason}", f"{seconds:.2f} s")
        if self.mouth.stopped:
            if self._tuning.resume_after_backchannel:
                self.mouth.resume()
            else:
                self.mouth.drop()
        self._release()
        self.tell_path()

    def _go_on(self, text: str, seconds: float) -> bool:
        """Nothing that the caller said over us asks for an answer."""
        if misheard(text, seconds):
            return True
        statement = self.mouth.midway
        unasked = statement is not None and len(statement.text.split()) >= STATEMENT_WORDS
        return is_backchannel(text, "nothing" if unasked else self.ears.expecting.what)

    def _guess(self, *texts: str, language: Language | None = None) -> None:
        """Let the voice begin with the answers to what the caller probably says."""
        if self._ahead is None or not texts or not self._attached:
            return
        with suppress(Exception):  # only a guess: the real event will show the bug
            guesses = (Heard(text=text, language=language) for text in texts)
            self._ahead.prepare([self._host.would(guess) for guess in guesses])

    def _take_turn(self) -> None:
        """What we were saying is over: the caller answers it."""
        say = self.mouth.audible(self._time.time())
        if self.mouth.stopped or (say is not None and say.interruptible):
            self.stop()

    def _event(self, utterance: Utterance) -> Event:
        transcript = utterance.transcript
        if transcript is None:
            return NotUnderstood(reason=utterance.failure)
        if not transcript.text.strip():
            return NotUnderstood(reason="empty")
        return Heard(
            text=transcript.text,
            confidence=transcript.confidence,
            alternatives=transcript.alternatives,
            guess=self._opinion(transcript.guess),
            started=round(utterance.began - self._began, 3),
            ended=round(utterance.ended - self._began, 3),
            language=transcript.tongue.language if transcript.tongue else None,
        )

    def _opinion(self, guess: Guess | None) -> Guess | None:
        """What this call may know of the models' guesses."""
        if guess is None or not self._tuning.intent_model:
            return None
        return guess if self._tuning.mood_model else structs.replace(guess, feeling=None)

    def _key(self, key: str) -> None:
        self.ears.key()
        say = self.mouth.audible(self._time.time())
        if self.mouth.stopped or (say is not None and say.interruptible):
            self.stop()
        self._host.apply(Key(key=key))

    # --- us (Mouth's listener) ----------------------------------------------------------------

    def said(self, event: Said) -> None:
        """A `Say` is over."""
        self._host.apply(event)

    def we_speak(self, on: bool) -> None:
        """We begin or cease to speak."""
        self._we_speak = on
        self._tell_voices()
        if not on and self.mouth.quiet:
            self._host.quiet()
            self._guess(*LIKELY.get(self.ears.expecting.what, ()))

    def first_audio(self, say: int, sent: bool) -> None:
        """The answer becomes audible: take the turn's time."""
        clock, now = self._clock, self._time.time()
        if sent:
            self._faults = 0
        if clock is None:
            return
        if not sent:
            clock.first_audio(say, now)
        elif (timing := clock.sent(say, now)) is not None:
            self._clock = None
            self._host.timed(timing)

    def voice_failed(self, error: ProviderError) -> None:
        """No audio for a clause."""
        if not self.by_turns.there:  # else the carrier's own voice speaks instead
            self._faults += 1
        self._host.voice_failed(error, self._faults)

    def failed(self, error: Exception) -> None:
        """Mouth or ears have a bug."""
        self._host.failed(error)

    def frame_out(self, frame: bytes, plays_at: float) -> None:
        """Our audio went out."""
        self._tape.agent(plays_at, frame)

    def unsaid_changed(self) -> None:
        """What waits to be said by turns changed."""
        self.tell_path()

    # --- the floor ----------------------------------------------------------------------------

    def _silence(self) -> None:
        self.mouth.stop()
        self._tape.cleared(self._time.time())

    def _hold_back(self) -> None:
        self.mouth.hold(True)
        if self._hold is not None:
            self._hold.cancel()
        self._hold = self._time.call_later(self._tuning.hold_limit, self._hold_over)
        self._tell_voices()

    def _hold_over(self) -> None:
        """Nobody talks for so long while being talked to: it is noise, speak over it."""
        self._host.remark("hold_over")
        self.mouth.resume()
        self._release()

    def _release(self) -> None:
        if self._hold is not None:
            self._hold.cancel()
            self._hold = None
        self.mouth.hold(False)
        self._tell_voices()

    def _tell_voices(self) -> None:
        self._host.speaking(int(self._we_speak) + int(self.ears.busy))
