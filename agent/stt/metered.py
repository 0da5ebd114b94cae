"""A recogniser whose audio is counted, as services bill it: by seconds."""

from collections.abc import Callable

from agent.events import Expecting
from agent.ports import ProviderError, Recognizer, Transcript
from agent.tongue import Tongue

RATE = 8000


class Metered:
    """`agent.ports.Recognizer` around a service."""

    def __init__(self, recognizer: Recognizer, use: Callable[[float], None]) -> None:
        """`use` is told the seconds of each utterance, unless the service failed."""
        self._recognizer = recognizer
        self._use = use

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """The inner recogniser's words. Raises ProviderError."""
        failed = False
        try:
            return await self._recognizer.transcribe(ulaw, expecting, have=have, tongue=tongue)
        except ProviderError:
            failed = True
            raise
        finally:
            if not failed:
                self._use(len(ulaw) / RATE)
