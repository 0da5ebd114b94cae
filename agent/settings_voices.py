"""Settings of speech services: whose account, which voice, where, and what it costs."""

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from agent.events import Language
from agent.settings_section import Section, Url

VoiceName = Literal["elevenlabs", "openai", "polly", "piper", "pico", "tones"]
SERVICES: frozenset[VoiceName] = frozenset({"elevenlabs", "openai", "polly"})
"""Voices that are not made on this machine."""
Cents = Annotated[float, Field(ge=0)]


class Service(Section):
    """What has a voice per language."""

    @field_validator("voices", mode="before", check_fields=False)
    @classmethod
    def _rest_as_it_was(cls, given: object) -> object:
        """Naming one voice leaves the others at their defaults; an empty one takes it away."""
        if not isinstance(given, dict):
            return given
        named = {**cls.model_fields["voices"].default, **given}
        return {language: voice for language, voice in named.items() if voice}


class ElevenLabs(Service):
    """The account at ElevenLabs; used where speech.tts_order or speech.stt_order says so."""

    api_key: SecretStr = SecretStr("")
    """Key of the account. What the agent says is sent there, or audio of callers."""
    base_url: Url = "https://api.elevenlabs.io"
    """Where the service is; the region's host, or a simulator."""
    model: str = "eleven_flash_v2_5"
    """A model of the text-to-speech sockets; eleven_v3 and eleven_v4 are refused by them."""
    voices: Mapping[Language, str] = {"en": "JBFqnCBsd6RMkjVDRZzb", "es": "JBFqnCBsd6RMkjVDRZzb"}
    """Voice id per language; empty: that language is spoken by the other voices."""
    cents_per_1000: Cents = 5.0
    """US cents for 1,000 characters, for tts_preference "cost". A guess: see your plan."""

    @field_validator("model")
    @classmethod
    def _of_these_sockets(cls, value: str) -> str:
        if value.startswith(("eleven_v3", "eleven_v4")):
            raise ValueError("models of version 3 and 4 have other sockets; name an older one")
        return value


class OpenAiVoice(Service):
    """Voices of OpenAI; used when speech.tts_order names "openai". Key and URL: see llm."""

    model: str = "gpt-4o-mini-tts"
    """Speech model. The service has announced the end of this one for 2027-01-06."""
    voices: Mapping[Language, str] = {"en": "marin", "es": "marin"}
    """Voice per language."""
    manner: str = ""
    """How to speak, in words ("warm and calm"); for models that take instructions."""
    cents_per_1000: Cents = 1.8
    """US cents for 1,000 characters, for tts_preference "cost". A guess: see your plan."""


class Polly(Service):
    """Voices of Amazon Polly; used when speech.tts_order names "polly"."""

    access_key_id: str = ""
    """Access key of an account that may polly:SynthesizeSpeech."""
    secret_access_key: SecretStr = SecretStr("")
    """Its secret."""
    session_token: SecretStr = SecretStr("")
    """Only with temporary keys."""
    region: str = "us-east-1"
    """Region of the service."""
    base_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    """Where the service is; empty: the region's own host."""
    grade: Literal["standard", "neural", "long-form", "generative"] = "standard"
    """Polly's engine. Standard has ten times the quota of the others, so it is there when
    everything else fails at once."""
    voices: Mapping[Language, str] = {"en": "Joanna", "es": "Lupe"}
    """Voice per language; it must have the engine of `grade`."""
    cents_per_1000: Cents = 0.4
    """US cents for 1,000 characters, for tts_preference "cost". List price of standard voices."""


def on_this_machine(url: str) -> bool:
    """Whether a URL names this machine by its loopback address."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def in_use(
    order: tuple[VoiceName, ...], offline: bool, urls: Mapping[str, str]
) -> tuple[VoiceName, ...]:
    """The voices of an order; offline without services elsewhere, but never none."""
    if not offline:
        return order
    near = tuple(
        name for name in order if name not in SERVICES or on_this_machine(urls.get(name, ""))
    )
    return near or ("piper", "pico")


def needs_of(
    service: ElevenLabs | OpenAiVoice | Polly, openai_url: str, openai_key: SecretStr
) -> tuple[VoiceName, str, dict[str, bool]]:
    """A service's name, its URL, and whether each setting is there that it can't do without."""
    match service:
        case ElevenLabs():
            key = bool(service.api_key.get_secret_value())
            return "elevenlabs", service.base_url, {"elevenlabs.api_key (ELEVENLABS_API_KEY)": key}
        case OpenAiVoice():
            key = bool(openai_key.get_secret_value())
            return "openai", openai_url, {"llm.openai_api_key (OPENAI_API_KEY)": key}
        case Polly():
            secret = bool(service.secret_access_key.get_secret_value())
            return (
                "polly",
                service.base_url,
                {
                    "AWS_ACCESS_KEY_ID": bool(service.access_key_id),
                    "AWS_SECRET_ACCESS_KEY": secret,
                },
            )
