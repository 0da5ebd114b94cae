"""Recognition on this machine: Whisper in worker processes behind the `Recognizer` port."""

from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from agent import models
from agent.events import Expecting, Language
from agent.ports import ProviderError, Transcript
from agent.stt import head
from agent.stt.directory import WhisperModel, examine
from agent.stt.worker import DIGITS, Config, Request, Result
from agent.tongue import Tongue
from agent.workers.pool import Limits, Pool

Size = Literal["tiny.en", "base"]
"""tiny.en: English only, fast. base: better with digits and accents, knows Spanish, slower."""


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """Settings of local recognition.

    On two cores one process with one thread each for recognition and voice leaves room for the
    loop; `nice` keeps decoding from delaying audio that must leave on time.
    """

    free: Size | Path = "tiny.en"
    """Model for speech in words; a path is a directory with another one."""
    digits: Size | Path = "base"
    """Model for phone numbers, ZIP codes and codes."""
    head: bool = True
    """Hear digits with the head for "base" (`agent.stt.head`), too; not with other weights."""
    pool: int = 1
    """Processes; each holds the models in memory (about 400 MB)."""
    threads: int = 1
    nice: int = 2
    deadline: float = 8.0
    """Seconds for one utterance, waiting included; then the worker is restarted."""
    queue: int = 16


class LocalRecognizer:
    """`agent.ports.Recognizer` on local worker processes."""

    def __init__(self, shelf: models.Shelf, options: LocalOptions | None = None) -> None:
        """Find the weights. Raises ModelMissing, ModelCorrupt, OSError."""
        self._options = chosen = options or LocalOptions()
        self._free, self._digits = _model(shelf, chosen.free), _model(shelf, chosen.digits)
        self._head = chosen.head and chosen.digits == "base"
        if self._head:
            head.check()
        config = Config(
            free=str(self._free.directory),
            digits=str(self._digits.directory),
            head=self._head,
            threads=chosen.threads,
            nice=chosen.nice,
        )
        command = ("-m", "agent.stt.worker", msgspec.json.encode(config).decode())
        self._pool = Pool(command, chosen.pool, Limits(queue=chosen.queue))

    async def start(self) -> None:
        """Start the workers and wait until the models are loaded. Raises ProviderError."""
        await self._pool.start()

    async def close(self) -> None:
        """End the workers."""
        await self._pool.close()

    @property
    def languages(self) -> tuple[Language, ...]:
        """What the models understand."""
        return ("en", "es") if self._digits.multilingual else ("en",)

    @property
    def described(self) -> str:
        """The models and their languages, for people."""
        helped = " with our digit head" if self._head else ""
        return f"words: {self._free.described}; digits: {self._digits.described}{helped}"

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise one utterance (8 kHz mu-law). Raises ProviderError."""
        request = msgspec.msgpack.encode(Request(ulaw, expecting, have, tongue))
        async with aclosing(self._pool.run(request, self._options.deadline)) as parts:
            async for part in parts:
                result = msgspec.msgpack.decode(part, type=Result)
                spanish = result.tongue is not None and result.tongue.language == "es"
                large = expecting in DIGITS or spanish
                return Transcript(
                    text=result.readings[0] if result.readings else "",
                    confidence=result.confidence,
                    alternatives=result.readings[1:],
                    engine=f"whisper-{(self._digits if large else self._free).name}",
                    decode_ms=result.decode_ms,
                    tongue=result.tongue,
                )
        raise ProviderError("broken", "the recogniser gave no result")

    def health(self) -> dict[str, Any]:
        """Facts about the worker processes for health checks."""
        return self._pool.health()


def _model(shelf: models.Shelf, chosen: Size | Path) -> WhisperModel:
    """A known model by its name, or another one in its directory."""
    if isinstance(chosen, Path):
        return examine(chosen.parent if chosen.is_file() else chosen)
    weights = models.WHISPER_TINY if chosen == "tiny.en" else models.WHISPER_BASE
    return replace(examine(models.whisper(shelf, weights)), name=chosen)
