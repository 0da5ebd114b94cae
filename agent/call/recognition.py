"""One attempt to recognise an interval: a task that may be given up when the caller goes on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from agent.events import Expect, Language
from agent.ports import ProviderError, Recognizer, Transcript
from agent.tongue import Tongue


class Recognition:
    """Has a transcript or the reason why there is none, once it is done."""

    def __init__(
        self,
        recognizer: Recognizer,
        expect: Expect,
        tongue: Tongue | None,
        deadline: float,
        done: Callable[["Recognition"], None],
    ) -> None:
        """`done` is called at the end, unless the attempt was cancelled."""
        self.transcript: Transcript | None = None
        self.failure = ""
        self._recognizer = recognizer
        self._expect = expect
        self._tongue = tongue
        self._deadline = deadline
        self._tell = done
        self._task: asyncio.Task[None] | None = None

    @property
    def done(self) -> bool:
        """It is known what was said, or that it cannot be known."""
        return self.transcript is not None or bool(self.failure)

    @property
    def language(self) -> Language | None:
        """The language of the words; None when their sound was not judged."""
        tongue = self.transcript.tongue if self.transcript else None
        return tongue.language if tongue else None

    @property
    def text(self) -> str:
        """The words; empty without any."""
        return self.transcript.text.strip() if self.transcript else ""

    def begin(
        self, audio: bytes, start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    ) -> None:
        """Recognise mu-law `audio` in a task of the call."""
        self._task = start(self._recognise(audio))

    def cancel(self) -> None:
        """Give up; nothing is told."""
        if self._task is not None:
            self._task.cancel()

    async def _recognise(self, audio: bytes) -> None:
        try:
            async with asyncio.timeout(self._deadline):
                self.transcript = await self._recognizer.transcribe(
                    audio, self._expect.what, have=self._expect.have, tongue=self._tongue
                )
        except TimeoutError:
            self.failure = "slow"
        except ProviderError as error:
            self.failure = error.fault
        self._tell(self)
