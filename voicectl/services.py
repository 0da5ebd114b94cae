"""What services say themselves of keys, voices and models. Only lists are asked for: they are free,
and nothing of a call is in the questions.
"""

import asyncio
import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicectl.checks import Check
from voicectl.errors import CommandError

if TYPE_CHECKING:
    from agent.ports import ProviderError
    from agent.settings import Settings
    from agent.tts.elevenlabs_catalogue import Catalogue

TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a service told; `fix` is what to do about it, empty if it is well."""

    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service and how it is asked."""

    name: str
    url: str
    keys: str
    """The variables that hold its keys."""
    keyed: bool
    """They are there."""
    needed: bool
    """Calls use it."""
    ask: "Callable[[Settings], Iterator[Finding]]"
    """Raises ProviderError."""


def asked(settings: "Settings") -> Iterator[Check]:
    """Every service whose keys are there, unless the settings keep us offline."""
    from agent.ports import ProviderError

    for service in services(settings):
        if not (service.keyed and settings.may_ask(service.url)):
            continue
        try:
            findings = list(service.ask(settings))
        except ProviderError as fault:
            findings = [_refused(service, fault)]
        for one in findings:
            name = f"service {service.name}"
            yield Check(name, not one.fix, one.detail, one.fix, needed=service.needed)


def services(settings: "Settings") -> tuple[Service, ...]:
    """All services that may be in use."""
    voices, ears = settings.voices_in_use, settings.speech.stt_order
    llm, twilio, aws = settings.llm, settings.twilio, settings.polly
    return (
        Service(
            "elevenlabs",
            settings.elevenlabs.base_url,
            "ELEVENLABS_API_KEY",
            bool(settings.elevenlabs.api_key.get_secret_value()),
            "elevenlabs" in voices or "elevenlabs" in ears,
            elevenlabs,
        ),
        Service(
            "openai",
            llm.openai_base_url,
            "OPENAI_API_KEY",
            bool(llm.openai_api_key.get_secret_value()),
            bool(openai_models(settings)),
            openai,
        ),
        Service(
            "polly",
            aws.base_url,
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            bool(aws.access_key_id and aws.secret_access_key.get_secret_value()),
            "polly" in voices,
            polly,
        ),
        Service(
            "twilio",
            twilio.api_base,
            "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
            bool(twilio.account_sid and twilio.auth_token.get_secret_value()),
            True,
            carrier,
        ),
    )


def elevenlabs(settings: "Settings") -> Iterator[Finding]:
    """The key, every voice, the model that speaks."""
    told, catalogue = settings.elevenlabs, _catalogue(settings)
    models = catalogue.models()
    yield Finding("the key is good")
    if told.model not in models:
        # Those of version 3 and 4 have sockets that the voice does not use.
        able = [one for one in models if not one.startswith(("eleven_v3", "eleven_v4"))]
        yield _gone("elevenlabs.model", told.model, able)
    for language, voice in told.voices.items():
        if not catalogue.has_voice(voice):
            yield _no_voice("elevenlabs", language, voice)


def _catalogue(settings: "Settings") -> "Catalogue":
    from agent.tts.elevenlabs_catalogue import Catalogue

    told = settings.elevenlabs
    key = told.api_key.get_secret_value()
    return Catalogue(api_key=key, base_url=told.base_url, timeout=TIMEOUT_S)


def openai(settings: "Settings") -> Iterator[Finding]:
    """The key and every model that is in use."""
    from agent.llm.openai_catalogue import served

    llm = settings.llm
    key = llm.openai_api_key.get_secret_value()
    models = served(api_key=key, base_url=llm.openai_base_url, timeout=TIMEOUT_S)
    yield Finding("the key is good")
    for setting, model in openai_models(settings).items():
        if model not in models:
            yield _gone(setting, model, models)
        elif models[model]:
            yield Finding(f"{setting}: {model} is served until {models[model]}")


def openai_models(settings: "Settings") -> dict[str, str]:
    """The models that calls use, by the setting that names them."""
    speech, llm = settings.speech, settings.llm
    used = {
        "openai_voice.model": settings.openai_voice.model
        if "openai" in settings.voices_in_use
        else "",
        "speech.stt_openai_model": speech.stt_openai_model if "openai" in speech.stt_order else "",
        "llm.intent_model": llm.intent_model,
        "llm.answer_model": llm.answer_model,
        "llm.fast_model": llm.fast_model,
    }
    return {setting: model for setting, model in used.items() if model}


def polly(settings: "Settings") -> Iterator[Finding]:
    """The keys, and every voice with the engine of `polly.grade`."""
    grade = settings.polly.grade
    voices = asyncio.run(polly_voices(settings))
    yield Finding("the keys are good")
    for language, voice in settings.polly.voices.items():
        if voice not in voices:
            yield _no_voice("polly", language, voice, f" with the engine {grade}")


async def polly_voices(settings: "Settings") -> Mapping[str, str]:
    """Language by voice. Raises ProviderError."""
    from agent.voices import polly_of

    voice = polly_of(settings)
    try:
        return await voice.offered()
    finally:
        await voice.close()


def carrier(settings: "Settings") -> Iterator[Finding]:
    """The account."""

    async def ask() -> None:
        import aiohttp

        from agent.telephony.twilio_rest import TwilioTelephony

        twilio, deadlines = settings.twilio, settings.timeouts.telephony.deadlines
        token = twilio.auth_token.get_secret_value()
        async with aiohttp.ClientSession() as client:
            await TwilioTelephony(
                client, twilio.account_sid, token, base=twilio.api_base, deadlines=deadlines
            ).probe()

    asyncio.run(ask())
    yield Finding("the account answers")


def voices_of(settings: "Settings", name: str) -> Mapping[str, str]:
    """What is known of every voice of a service, by id. Raises CommandError and ProviderError."""
    service = next((one for one in services(settings) if one.name == name), None)
    if service is None or name not in ("elevenlabs", "polly"):
        raise CommandError(f"elevenlabs and polly tell their voices, {name} does not")
    if not service.keyed:
        raise CommandError(f"set {service.keys} to list the voices of {name}")
    if not settings.may_ask(service.url):
        raise CommandError(f"offline: {name} is not asked")
    if name == "polly":
        return asyncio.run(polly_voices(settings))
    return _catalogue(settings).voices()


def _refused(service: Service, fault: "ProviderError") -> Finding:
    """It did not answer."""
    match fault.fault:
        case "auth":
            return Finding(
                f"it refuses the key ({fault.detail})",
                f"put a valid key into {service.keys}, with the right to list voices and models",
            )
        case "quota":
            return Finding(
                f"it has no room for this account ({fault.detail})",
                "look at the account's limits and bills",
            )
        case _:
            return Finding(
                f"no good answer from {service.url or 'its host'} ({fault.detail})",
                "check the network and the address; `doctor --no-ask` leaves services out",
            )


def _gone(setting: str, model: str, served: Iterable[str]) -> Finding:
    near = difflib.get_close_matches(model, sorted(served), n=5, cutoff=0.0)
    return Finding(
        f"{setting}: there is no model {model} any more, or not for this account",
        f"name another one in {setting}; there are, for example, {', '.join(near)}",
    )


def _no_voice(service: str, language: str, voice: str, how: str = "") -> Finding:
    return Finding(
        f"{service}.voices: the account has no voice {voice}{how}",
        f"name one in {service}.voices.{language}; `voicectl say --voices {service}` lists them",
    )
