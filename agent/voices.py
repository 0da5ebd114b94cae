"""Builds what a call speaks with: engines of this machine, services, guards, clips, fallbacks.

Part of the composition root, as `engines` is.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from agent import models
from agent.costs import characters_of
from agent.events import Language
from agent.ports import Voice
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.resilience.spending import Spending
from agent.settings import Settings
from agent.settings_voices import VoiceName
from agent.tts import elevenlabs, openai_speech, polly
from agent.tts.attempt import Engine, Patience
from agent.tts.clips import Cached, Clips
from agent.tts.guarded import GuardedVoice
from agent.tts.hybrid import Hybrid
from agent.tts.local import LocalVoice
from agent.tts.metered import Metered
from agent.tts.pico import pico
from agent.tts.piper import piper
from agent.tts.pronouncing import Manner
from agent.tts.spoken import PROBE
from agent.tts.tones import Tones

PIPER_NAME = "piper-en_US-joe-medium"
LANGUAGES: tuple[Language, ...] = ("en", "es")
PHRASE_WORDS = 6
"""Of voices that do not tell how far they are; two phrases are asked for at once."""
LOCAL_TOTAL_S = 120.0

Service = elevenlabs.ElevenLabs | openai_speech.OpenAiSpeech | polly.Polly
Spoken = Service | LocalVoice | Tones


@dataclass(frozen=True, slots=True)
class Voices:
    """What calls speak with."""

    voice: Voice
    names: Mapping[Language, str]
    """The voice whose clips come first, by language."""
    preferred: Cached
    """The English voice (or the first one) whose clips are made in advance."""
    processes: Mapping[str, "Service | LocalVoice | Hybrid"]
    """What must be started, closed and asked for its health, by the name health checks show."""


def build(
    settings: Settings, shelf: models.Shelf, store: Clips, guards: Guards, spending: Spending
) -> Voices:
    """All voices in use, not started yet. Raises ModelMissing and ModelCorrupt."""
    made = {name: _made(name, settings, shelf) for name in settings.voices_in_use}
    processes = {
        f"tts:{name}": voice for name, voice in made.items() if not isinstance(voice, Tones)
    }
    engines = [
        _engine(name, voice, settings, store, guards, spending) for name, voice in made.items()
    ]
    speech = settings.speech
    hybrid = Hybrid(
        engines,
        preference=speech.tts_preference,
        spent=lambda: spending.share,
        hedge_doubt=speech.tts_hedge_doubt,
    )
    first = {
        language: found[0].voice
        for language in LANGUAGES
        if (found := hybrid.preferred(language, 0.0))
    }
    return Voices(
        voice=hybrid,
        names={language: voice.name for language, voice in first.items()},
        preferred=first.get("en") or engines[0].voice,
        processes={"voice": hybrid, **processes},
    )


def _languages(name: VoiceName, settings: Settings) -> frozenset[Language]:
    match name:
        case "elevenlabs":
            return frozenset(settings.elevenlabs.voices)
        case "openai":
            return frozenset(settings.openai_voice.voices)
        case "polly":
            return frozenset(settings.polly.voices)
        case "piper":
            return frozenset({"en"})
        case "pico" | "tones":
            return frozenset(LANGUAGES)


def _made(name: VoiceName, settings: Settings, shelf: models.Shelf) -> Spoken:
    match name:
        case "elevenlabs":
            return _elevenlabs(settings)
        case "openai":
            return _openai(settings)
        case "polly":
            return polly_of(settings)
        case "piper":
            wanted = settings.speech.voices.get("en", PIPER_NAME)
            return piper(
                shelf,
                path=None if wanted == PIPER_NAME else Path(wanted),
                threads=settings.speech.tts_threads,
                deadline=settings.timeouts.tts_s,
            )
        case "pico":
            return pico(deadline=settings.timeouts.tts_s)
        case "tones":
            return Tones()


def _elevenlabs(settings: Settings) -> elevenlabs.ElevenLabs:
    told = settings.elevenlabs
    return elevenlabs.ElevenLabs(
        elevenlabs.Options(
            api_key=told.api_key.get_secret_value(),
            base_url=told.base_url,
            model=told.model,
            voices=told.voices,
            connect_s=settings.timeouts.tts.connect_s,
        )
    )


def _openai(settings: Settings) -> openai_speech.OpenAiSpeech:
    told, deadlines = settings.openai_voice, settings.timeouts.tts
    return openai_speech.OpenAiSpeech(
        openai_speech.Options(
            api_key=settings.llm.openai_api_key.get_secret_value(),
            base_url=settings.llm.openai_base_url,
            model=told.model,
            voices=told.voices,
            manner=told.manner,
            connect_s=deadlines.connect_s,
            total_s=deadlines.total_s,
        )
    )


def polly_of(settings: Settings) -> polly.Polly:
    """The account at Polly, not started yet."""
    told, deadlines = settings.polly, settings.timeouts.tts
    return polly.Polly(
        polly.Options(
            access_key_id=told.access_key_id,
            secret_access_key=told.secret_access_key.get_secret_value(),
            session_token=told.session_token.get_secret_value(),
            region=told.region,
            base_url=told.base_url,
            grade=told.grade,
            voices=told.voices,
            connect_s=deadlines.connect_s,
            total_s=deadlines.total_s,
        )
    )


def _metered(name: VoiceName, voice: Spoken, spending: Spending) -> Voice:
    """What is made on this machine costs nothing."""
    if isinstance(voice, LocalVoice | Tones):
        return voice
    return Metered(voice, characters_of(spending, name))


def _engine(
    name: VoiceName,
    voice: Spoken,
    settings: Settings,
    store: Clips,
    guards: Guards,
    spending: Spending,
) -> Engine:
    """A voice behind its guard and clips, and how it is asked."""
    local = isinstance(voice, LocalVoice | Tones)
    speech, timeouts = settings.speech, settings.timeouts
    # Voices that tell how far they are get whole texts.
    whole = local or name == "elevenlabs"
    deadlines = _local_deadlines(settings) if local else timeouts.tts.deadlines
    if not whole:  # nothing of a phrase is heard before it is there: that, too, is waiting
        deadlines = replace(deadlines, total=deadlines.spoken)
    languages = _languages(name, settings)

    async def looked_at() -> None:
        await guarded.probe("en" if "en" in languages else "es")

    guard = guards.add(
        name,
        "speech",
        deadlines=deadlines,
        # What a voice of whole texts sends tells itself whether it is right.
        probe=_probe(voice) if whole else looked_at,
        connections=voice.connections if isinstance(voice, elevenlabs.ElevenLabs) else None,
    )
    guarded = GuardedVoice(_metered(name, voice, spending), guard, checks=not local)
    cents = {
        "elevenlabs": settings.elevenlabs.cents_per_1000,
        "openai": settings.openai_voice.cents_per_1000,
        "polly": settings.polly.cents_per_1000,
    }
    return Engine(
        name,
        Cached(guarded, store),
        Cached(guarded.last_resort(), store),
        guard,
        manner=Manner() if whole else Manner(words=PHRASE_WORDS, ahead=2),
        languages=languages,
        local=local,
        patience=Patience(least=1.0, most=max(1.0, timeouts.tts_first_s))
        if local
        else Patience(least=speech.tts_hedge_least_s, most=speech.tts_hedge_most_s),
        usual_first_s=FIRST_S.get(name, 0.2),
        cents=cents.get(name, 0.0),
    )


FIRST_S: Mapping[str, float] = {"elevenlabs": 0.2, "openai": 0.6, "polly": 0.3}
"""To the first audio that can be let out, until it was measured: guesses."""


def _local_deadlines(settings: Settings) -> Deadlines:
    """Late speech beats none: the next voice starts long before, but this one may go on."""
    clause = settings.timeouts.tts_s
    return Deadlines(
        connect=clause, first=clause, between=clause, total=LOCAL_TOTAL_S, spoken=clause
    )


def _probe(voice: Spoken) -> Callable[[], Awaitable[object]]:
    if isinstance(voice, LocalVoice | Tones):

        async def speak() -> None:
            async for _ in voice.synthesize(PROBE, "en", slow=False):
                pass

        return speak
    return voice.probe
