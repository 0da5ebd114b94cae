"""Builds what calls are heard with: the engine on this machine, and services before it.

Part of the composition root, like `agent.engines`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from agent import models
from agent.costs import seconds_of
from agent.events import Language
from agent.ports import Recognizer
from agent.resilience.guarded import Guard, Guards
from agent.resilience.spending import Spending
from agent.settings import Settings
from agent.stt import openai_realtime, scribe
from agent.stt.failover import Ear, Failover
from agent.stt.live import Live, Options
from agent.stt.local import LocalOptions, LocalRecognizer, Size
from agent.stt.metered import Metered

LOCAL = "local"


class Engine(Protocol):
    """What has processes or connections of its own."""

    async def start(self) -> None:
        """Load. Raises ProviderError."""
        ...

    async def close(self) -> None:
        """End the processes."""
        ...

    def health(self) -> dict[str, Any]:
        """Facts about the processes."""
        ...


@dataclass(frozen=True, slots=True)
class Hearing:
    """What calls are heard with."""

    recognizer: Recognizer
    languages: tuple[Language, ...]
    engines: Mapping[str, Engine]
    """By the name health checks show: "stt" is this machine's, "stt:NAME" a service."""


def build(settings: Settings, shelf: models.Shelf, guards: Guards, spending: Spending) -> Hearing:
    """Find the weights and prepare the recognisers. Raises ModelMissing, ModelCorrupt."""
    here = local(settings, shelf)
    order = [
        name
        for name in settings.speech.stt_order
        if name == LOCAL or settings.may_ask(_url(name, settings))
    ]
    services = {name: _service(name, settings, here.languages) for name in order if name != LOCAL}
    if not services:
        return Hearing(here, here.languages, {"stt": here})
    ears = [
        Ear(
            name,
            Metered(services[name], seconds_of(spending, name)),
            _guard(name, services[name], settings, guards),
        )
        if name in services
        else Ear(name, here)
        for name in order
    ]
    both = Failover(
        ears,
        hedge=settings.timeouts.stt_hedge_s,
        numbers_here=settings.speech.stt_digits_here,
        spent=lambda: spending.share,
    )
    named = {f"stt:{name}": one for name, one in services.items()}
    return Hearing(both, here.languages, {"hearing": both, "stt": here, **named})


def local(settings: Settings, shelf: models.Shelf) -> LocalRecognizer:
    """What hears on this machine, not started. Raises ModelMissing, ModelCorrupt and OSError."""
    speech = settings.speech
    options = LocalOptions(
        free=_whisper(speech.stt_model),
        digits=_whisper(speech.stt_digits_model or speech.stt_model),
        head=speech.stt_digit_head,
        pool=speech.stt_processes,
        threads=speech.stt_threads,
        deadline=settings.timeouts.stt_s,
    )
    return LocalRecognizer(shelf, options)


def _whisper(name: str) -> Size | Path:
    """A known name, or a directory with another model."""
    if name in ("whisper-tiny.en", "tiny.en"):
        return "tiny.en"
    return "base" if name in ("whisper-base", "base") else Path(name)


def _url(name: str, settings: Settings) -> str:
    return settings.llm.openai_base_url if name == "openai" else settings.elevenlabs.base_url


def _service(name: str, settings: Settings, languages: tuple[Language, ...]) -> Live:
    speech, openai = settings.speech, name == "openai"
    key = settings.llm.openai_api_key if openai else settings.elevenlabs.api_key
    options = Options(
        api_key=key.get_secret_value(),
        base_url=_url(name, settings),
        model=speech.stt_openai_model if openai else speech.stt_elevenlabs_model,
        languages=languages,
        keywords=speech.stt_keywords,
        connect=settings.timeouts.stt.connect_s,
        sessions=2 if openai else 3,  # Scribe's carry one utterance at a time
    )
    return openai_realtime.recognizer(options) if openai else scribe.recognizer(options)


def _guard(name: str, service: Live, settings: Settings, guards: Guards) -> Guard:
    deadlines = settings.timeouts.stt.deadlines
    return guards.add(
        name,
        "hearing",
        deadlines=deadlines,
        probe=service.probe,
        connections=service.connections,
    )
