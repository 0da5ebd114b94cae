"""Settings of hearing and speaking: engines and services, best first, and their models."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from agent.events import Language
from agent.settings_section import Seconds, Section
from agent.settings_voices import VoiceName


class Speech(Section):
    """Hearing and speaking."""

    stt_model: str = "whisper-tiny.en"
    """Weights for general speech: a known name, or a directory with the model."""
    stt_digits_model: str = "whisper-base"
    """Weights used while digits are asked for; empty: the same as stt_model."""
    stt_digit_head: bool = True
    """Hear digits with our own small network on Whisper base as well as with Whisper's decoder;
    off: with Whisper's decoder alone. Other digit models are always used without it."""
    stt_order: tuple[Literal["openai", "elevenlabs", "local"], ...] = ("local",)
    """Who hears callers, best first; the next one when one fails. "local" is this machine's engine:
    it must be there, and starts as well when a service is late. Services are sent all audio of
    callers but digits (see stt_digits_here); they need llm.openai_api_key, elevenlabs.api_key."""
    stt_digits_here: bool = True
    """Digits that were asked for are heard on this machine first, by services if that fails."""
    stt_openai_model: str = "gpt-live-transcribe"
    """Model for realtime transcription at OpenAI."""
    stt_elevenlabs_model: str = "scribe_v2_realtime"
    """The same at ElevenLabs."""
    stt_keywords: tuple[str, ...] = (
        *("furnace", "thermostat", "heat pump", "air handler", "condenser", "compressor"),
        *("mini split", "water heater", "boiler", "ductwork", "freon", "pilot light"),
    )
    """Words that callers say, told to recognition services; add names of the company and its
    streets. Longer than 20 characters: not told to ElevenLabs."""
    stt_threads: Annotated[int, Field(ge=1, le=64)] = 2
    """Threads of one recogniser process."""
    stt_processes: Annotated[int, Field(ge=1, le=64)] = 1
    """Recogniser processes."""
    intent_model: Literal["minilm", "none"] = "minilm"
    """The model that tells what callers want; none: rules alone, no worker process, and no
    language model to be asked either."""
    intent_artefact: Path | None = None
    """What `scripts/train --out` wrote; empty: the shipped one. One of "openai:..." sends what
    callers say to that service, without longer numbers."""
    tts_order: Annotated[tuple[VoiceName, ...], Field(min_length=1)] = ("piper", "pico")
    """Voices to try, best first; the next one speaks when one fails. Services: "elevenlabs",
    "openai", "polly"; voices of this machine always come after them. "tones" is for tests: it
    sings one tone pair a word, so that a recording proves which words were heard."""
    tts_preference: Literal["quality", "latency", "cost"] = "quality"
    """Which service speaks first: the one named first, the quickest of late, or the cheapest."""
    tts_hedge_least_s: Seconds = 0.25
    """A service is given at least so long before another voice is started beside it."""
    tts_hedge_most_s: Seconds = 0.8
    """And at most so long, however slow it usually is."""
    tts_hedge_doubt: bool = False
    """A service that was late or failed, and has not spoken well since, is given no time at all:
    the next voice starts with it, and who gives sound first speaks. Less silence, more requests."""
    voices: Mapping[Language, str] = {"en": "piper-en_US-joe-medium"}
    """Voice weights per language: a known name, or a path."""
    tts_threads: Annotated[int, Field(ge=1, le=64)] = 1
    """Threads of one voice process."""
    clip_cache_mb: Annotated[int, Field(ge=0)] = 64
    """Memory for synthesised clips; 0: none are kept, on the disk neither."""

    @field_validator("stt_order")
    @classmethod
    def _with_this_machine(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if "local" not in value or len(set(value)) < len(value):
            raise ValueError('must name "local" and nothing twice')
        return value
