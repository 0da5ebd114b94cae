"""The caller's words where the carrier recognises speech: the same news as ears give.

A carrier that listens by turns sends words so far, the words of a whole answer, or that there were
none; there is no audio. What they ask for is read here, as after our own recognition.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from agent.call.clock import Clock
from agent.call.hearing import Listener, Utterance
from agent.events import Expect
from agent.ports import Reader, Recognizer, Transcript, Words

WORDS_PER_S = 2.5
"""How fast people speak; only a guess at how long they spoke."""


class WordEars:
    """Listens on a path that carries words."""

    def __init__(
        self,
        clock: Clock,
        recognizer: Recognizer,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        listener: Listener,
    ) -> None:
        """`recognizer`: its understanding is used, if it has any."""
        self._clock = clock
        self._reader = recognizer if isinstance(recognizer, Reader) else None
        self._start = start
        self._listener = listener
        self._began: float | None = None
        """Loop time; None while the caller is silent."""
        self._interrupting = False
        self.reading = False
        """It is being found out what the words ask for."""

    def hear(self, words: Words, expect: Expect, speaking: bool, interruptible: bool) -> None:
        """Take words; `speaking`: the caller hears us now."""
        if words.final and not words.text.strip():
            self.nothing()
            return
        if self._began is None:
            self._begin(words.text, speaking, interruptible)
        found = Transcript(words.text, words.confidence)
        if not words.final:
            self._listener.words_so_far(words.text, None)
        elif self._reader is not None and expect.language == "en":
            self.reading = True
            self._start(self._read(self._reader, found, expect))
        else:
            self._finish(found)

    def nothing(self) -> None:
        """What seemed to be speech is over without words."""
        if self._began is not None:
            began, self._began = self._began, None
            self._listener.ignored("no words", self._clock.time() - began)

    def _begin(self, text: str, speaking: bool, interruptible: bool) -> None:
        self._began = self._clock.time() - _seconds(text)
        self._interrupting = speaking
        if not speaking:
            self._listener.speech_began()
        elif interruptible:
            self._listener.interrupted()

    async def _read(self, reader: Reader, found: Transcript, expect: Expect) -> None:
        understood = await reader.read(found, expect.what)
        self.reading = False
        self._finish(understood)

    def _finish(self, transcript: Transcript) -> None:
        now = self._clock.time()
        began, self._began = self._began, None
        utterance = Utterance(
            transcript=transcript,
            failure="",
            began=now if began is None else began,
            ended=now,
            speech=_seconds(transcript.text),
            endpoint=now,
            decided=now,
            interrupting=self._interrupting,
            merged=0,
        )
        self._listener.utterance(utterance)


def _seconds(text: str) -> float:
    return len(text.split()) / WORDS_PER_S
