"""Builds hearing and speaking from the settings: local engines, their fallbacks and the clip store.

Part of the composition root: nothing else names concrete engines.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from agent import models
from agent.audio import vad
from agent.call.clauses import split
from agent.call.segments import SpeechDetector
from agent.events import Language
from agent.ports import Recognizer, Voice
from agent.settings import Settings
from agent.stt.local import LocalOptions, LocalRecognizer
from agent.tts.clips import Cached, Clips, Wording
from agent.tts.failover import ByLanguage, Failover
from agent.tts.local import LocalVoice
from agent.tts.pico import pico
from agent.tts.piper import piper
from agent.tts.tones import Tones

PIPER_NAME = "piper-en_US-joe-medium"
SPANISH_VOICES = ("pico",)
"""Engines that speak Spanish without further weights."""


class Engine(Protocol):
    """A local engine with processes of its own."""

    async def start(self) -> None:
        """Load. Raises ProviderError."""
        ...

    async def close(self) -> None:
        """End the processes."""
        ...

    def health(self) -> dict[str, Any]:
        """Facts about the processes."""
        ...


class ReadyClips:
    """Looks ready audio up for the mouth: the preferred voice of each language."""

    def __init__(self, clips: Clips, names: dict[Language, str]) -> None:
        self._clips = clips
        self._names = names

    def get(self, text: str, language: Language, *, slow: bool) -> bytes | None:
        """Audio of `text` when it is at hand."""
        name = self._names.get(language)
        return self._clips.get(Wording(name, language, slow, text)) if name else None


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything a call hears and speaks with."""

    recognizer: Recognizer
    voice: Voice
    detector: Callable[[], SpeechDetector]
    clips: ReadyClips | None = None
    engines: dict[str, Engine] = field(default_factory=dict)
    """Engines by name, to start, stop and ask for their health."""
    preferred: Cached | None = None
    """The English voice whose clips are made in advance."""

    async def start(self) -> None:
        """Load all engines at the same time. Raises ProviderError."""
        try:
            async with asyncio.TaskGroup() as group:
                for engine in self.engines.values():
                    group.create_task(engine.start())
        except ExceptionGroup as faults:
            await self.close()
            raise _first(faults) from faults

    async def close(self) -> None:
        """End all engines."""
        for engine in self.engines.values():
            await engine.close()

    async def warm(self, texts: Iterable[str]) -> int:
        """Make clips of fixed sentences in advance, one clause after the other.

        Returns how many were made. Raises ProviderError.
        """
        if self.preferred is None:
            return 0
        made = 0
        for clause in dict.fromkeys(part.strip() for text in texts for part in split(text)):
            made += await self.preferred.warm((clause,))
        return made


def build(settings: Settings) -> Speech:
    """Find all weights and prepare the engines. Raises ModelMissing and ModelCorrupt."""
    shelf = models.Shelf(settings.data_dir, settings.models)
    recognizer = _recognizer(settings, shelf)
    store = Clips(
        settings.data_dir / "clips", memory_bytes=max(1, settings.speech.clip_cache_mb) << 20
    )
    voices = _voices(settings, shelf)
    cached = {name: Cached(voice, store) for name, voice in voices.items()}
    english = [cached[name] for name in settings.speech.tts_order]
    by_language: dict[Language, Voice] = {
        "en": Failover(english, deadline=settings.timeouts.tts_first_s)
    }
    names: dict[Language, str] = {"en": english[0].name}
    spanish = next((cached[name] for name in SPANISH_VOICES if name in cached), None)
    if spanish is not None:
        by_language["es"] = spanish
        names["es"] = spanish.name
    session = vad.load(models.silero(shelf))
    return Speech(
        recognizer=recognizer,
        voice=ByLanguage(by_language),
        detector=lambda: vad.SpeechProbability(session),
        clips=ReadyClips(store, names),
        engines={"stt": recognizer, **_processes(voices)},
        preferred=english[0],
    )


def _recognizer(settings: Settings, shelf: models.Shelf) -> LocalRecognizer:
    speech = settings.speech
    free, free_path = _whisper(speech.stt_model)
    digits, digits_path = _whisper(speech.stt_digits_model or speech.stt_model)
    options = LocalOptions(
        free=free,
        digits=digits,
        free_path=free_path,
        digits_path=digits_path,
        head=speech.stt_digit_head,
        pool=speech.stt_processes,
        threads=speech.stt_threads,
        deadline=settings.timeouts.stt_s,
    )
    return LocalRecognizer(shelf, options)


def _whisper(name: str) -> tuple[Any, Path | None]:
    """A known name, or a directory with the model (then it is treated as a large model)."""
    if name in ("whisper-tiny.en", "tiny.en"):
        return "tiny.en", None
    if name in ("whisper-base", "base"):
        return "base", None
    return "base", Path(name)


def _voices(settings: Settings, shelf: models.Shelf) -> dict[str, Voice]:
    voices: dict[str, Voice] = {}
    for name in settings.speech.tts_order:
        if name == "tones":
            voices[name] = Tones()
        elif name == "piper":
            wanted = settings.speech.voices.get("en", PIPER_NAME)
            path = None if wanted == PIPER_NAME else Path(wanted)
            voices[name] = piper(
                shelf,
                path=path,
                threads=settings.speech.tts_threads,
                deadline=settings.timeouts.tts_s,
            )
        else:
            voices[name] = pico(deadline=settings.timeouts.tts_s)
    return voices


def _processes(voices: Mapping[str, Voice]) -> dict[str, Engine]:
    """The voices that run in processes of their own, by the name health checks show."""
    return {f"tts:{name}": voice for name, voice in voices.items() if isinstance(voice, LocalVoice)}


def _first(faults: ExceptionGroup[Any]) -> BaseException:
    """The first plain exception of a group."""
    fault: BaseException = faults
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault
