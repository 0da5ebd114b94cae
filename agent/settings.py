"""Everything an operator can set, as one frozen tree; where the values come from is next door.

`Settings` reads nothing by itself: `agent.settings_sources.load` gathers flags, environment, .env
and voicectl.toml and builds it once. Parts are passed on (`Node(settings.server)`), never imported.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from agent.events import Language
from agent.settings_costs import Costs
from agent.settings_fleet import Fleet
from agent.settings_levels import Levels
from agent.settings_limits import HeatWave, Limits
from agent.settings_section import Percent, Port, Seconds, Section, Telephone, Url
from agent.settings_timeouts import Resilience, Timeouts
from agent.settings_voices import (
    ElevenLabs,
    OpenAiVoice,
    Polly,
    VoiceName,
    in_use,
    needs_of,
    on_this_machine,
)
from agent.urls import is_postgres

FlagName = Literal[
    "resume_offer",
    "speak_ahead",
    "head_start",
    "spanish_by_ear",
    "intent_model",
    "mood_model",
    "intent_llm",
    "llm_answers",
    "llm_readings",
    "gather",
    "limits",
]


class Server(Section):
    """Where the daemon listens."""

    host: str = "127.0.0.1"
    """Address to listen on; 0.0.0.0 for all interfaces."""
    port: Port = 8080
    """Port of webhooks, media streams and the control API; 0 picks a free one."""
    public_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    """URL under which the carrier reaches us; its signatures depend on it, so set it exactly."""
    stream_url: Annotated[str, Field(pattern=r"^(wss?://\S+)?$")] = ""
    """WebSocket URL of the media stream; empty: derived from public_url."""
    max_calls: Annotated[int, Field(ge=1)] = 100
    """Calls at once with full service; see limits for what happens beyond."""
    drain_s: Seconds = 60.0
    """How long SIGTERM waits for live calls to end, or to go on at another node."""
    handover_s: Seconds = 20.0
    """So long a node that leaves waits for a moment in which nobody in a call speaks; then it gives
    the call to another node all the same. Other nodes need sessions.redis_url."""


class Twilio(Section):
    """The carrier account."""

    account_sid: str = ""
    """Account SID, "AC..."."""
    auth_token: SecretStr = SecretStr("")
    """Auth token; signs webhooks and authorises REST calls."""
    phone_number: Telephone = ""
    """The number we answer and send texts from."""
    api_base: Url = "https://api.twilio.com"
    """REST base URL; point it at a simulator for tests."""
    skip_validation: bool = False
    """Accept webhooks without a valid signature. Only for a closed test network."""


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


class Llm(Section):
    """Language models: asked where the local intent model is unsure, for open questions and for
    answers no parser understands. Off without a model name."""

    openai_api_key: SecretStr = SecretStr("")
    """Key of the service. Answers to open questions are sent there, without longer numbers."""
    openai_base_url: Url = "https://api.openai.com/v1"
    """Base URL of the service or of one that speaks the same protocol."""
    intent_model: str = ""
    """Name of a chat model with structured output; empty: none is asked."""
    intent_effort: Literal["", "none", "minimal", "low"] = "none"
    """How much the model may reason before it answers; empty: for models that take no such wish."""
    intent_threshold: Annotated[float, Field(ge=0, le=1)] = 0.7
    """Asked when the local model's likeliest label is less probable than this."""

    answer_model: str = ""
    """Name of a chat model with tools that answers open questions from the profile's facts and puts
    unclear answers plainly; empty: none is asked. Everything it says passes a guard."""
    fast_model: str = ""
    """The same for calls served at level 1; empty: answer_model."""
    answer_effort: Literal["", "none", "minimal", "low"] = "none"
    """How much these may reason first; empty: for models that take no such wish."""

    @field_validator("intent_model", "answer_model", "fast_model")
    @classmethod
    def _with_key(cls, value: str, info: ValidationInfo) -> str:
        key = info.data.get("openai_api_key")
        if value and not (key and key.get_secret_value()):
            raise ValueError("needs llm.openai_api_key (OPENAI_API_KEY)")
        return value


class Database(Section):
    """The books."""

    url: str = ""
    """sqlite:///PATH or a path, or postgresql://USER:PASSWORD@HOST/NAME; empty: voicectl.db in
    data_dir."""
    pool: Annotated[int, Field(ge=1, le=50)] = 4
    """Connections of a node to PostgreSQL."""

    @field_validator("url")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        scheme = re.match(r"([a-z0-9+]+)://", value)
        if scheme and scheme[1] != "sqlite" and not is_postgres(value):
            raise ValueError(
                f"{scheme[1]} databases are not supported; write sqlite:///PATH or"
                " postgresql://USER:PASSWORD@HOST/NAME"
            )
        return value


class Sessions(Section):
    """Where live calls are remembered, so that another node can go on with them."""

    redis_url: SecretStr = SecretStr("")
    """redis://HOST:PORT/DB of all nodes together; empty: this process alone remembers."""
    node: Annotated[str, Field(pattern=r"^[\w.-]{0,100}$")] = ""
    """This node's name, different on each; empty: made of host and process."""
    ttl_s: Annotated[int, Field(ge=60, le=86400)] = 3600
    """A session that nobody wrote for so long is forgotten."""
    cache_size: Annotated[int, Field(ge=1)] = 1000
    """Sessions this process keeps, and calls that wait while Redis is gone."""
    cache_ttl_s: Annotated[int, Field(ge=10, le=86400)] = 300
    """The same as ttl_s for those this process keeps beside Redis."""
    dead_after_s: Annotated[float, Field(ge=0.5, le=60)] = 1.5
    """A node that gave no sign of life for so long is dead: another one takes its calls up. It has
    to be longer than nodes are ever late: their loops (a second), and Redis."""
    silent_path_s: Annotated[float, Field(ge=0.5, le=6)] = 1.2
    """Without a frame of the caller for so long a media stream is dead, though nobody closed it:
    the carrier is told to open another one. Longer where the network holds up frames longer."""

    @field_validator("redis_url")
    @classmethod
    def _a_url(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"((rediss?|unix)://\S+)?", value.get_secret_value()):
            raise ValueError("write redis://HOST:PORT/DB, rediss://... or unix://PATH")
        return value


class Recordings(Section):
    """Audio of calls, off by default: switch on only with the notice your lawyer wants."""

    enabled: bool = False
    """Write both channels of every call to a WAV file."""
    directory: Path | None = None
    """Where; empty: recordings in data_dir."""


class Admin(Section):
    """Access to the control API."""

    token: SecretStr = SecretStr("")
    """Bearer token of those who may act; empty, as the other one: loopback only, all is allowed."""
    view_token: SecretStr = SecretStr("")
    """Bearer token of those who may only look."""


class Log(Section):
    """Logging."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important level that is written."""
    format: Literal["console", "json"] = "console"
    """For people or for collectors."""

    @field_validator("level", "format", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value


class Overrides(Section):
    """Facts of the profile that the environment may replace (names of the earlier prototype)."""

    company_name: str = ""
    """Company name as spoken."""
    emergency_phone: Telephone = ""
    """First number of the on-call list."""
    transfer_phone: Telephone = ""
    """Office number for transfers."""


class Flags(Section):
    """Features by rollout: the percentage of calls that get them."""

    resume_offer: Percent = 100
    """Offer to go on with a call that was cut off."""
    speak_ahead: Percent = 100
    """Synthesise the first words of likely answers while the caller is still being heard out."""
    head_start: Percent = 100
    """Hold the first sound of a streaming voice back for as long as its next chunks were late
    lately (0.1 s at most), so that no word has a hole."""
    spanish_by_ear: Percent = 100
    """Tell by the sound of their words that callers speak Spanish, and recognise them in Spanish.
    Needs a multilingual stt_digits_model; else who speaks Spanish is handed to people."""
    intent_model: Percent = 100
    """Ask the trained model what a caller wants; without it the rules answer alone."""
    mood_model: Percent = 100
    """Ask the mood model along with the intent model; without it the rules judge moods alone."""
    intent_llm: Percent = 100
    """Ask the language model of the settings, if any, where the trained one is unsure."""
    llm_answers: Percent = 100
    """Let the language model of the settings, if any, answer open questions from the facts."""
    llm_readings: Percent = 100
    """Let it put answers plainly that no parser understands."""
    gather: Percent = 0
    """Talk by turns: the carrier recognises speech (<Gather>) and plays our clips. Off: by media
    stream; a call whose stream fails goes on by turns all the same."""
    limits: Percent = 0
    """Judge new calls by `limits`. Off: everybody is served in full until server.max_calls are."""

    def on(self, name: FlagName, call_sid: str) -> bool:
        """Whether a call gets a feature; the same call always gets the same answer."""
        share: int = getattr(self, name)
        digest = hashlib.sha256(f"{name}:{call_sid}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % 100 < share


class Settings(BaseSettings):
    """The whole tree."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="VOICECTL_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        use_attribute_docstrings=True,
    )

    data_dir: Path = Path("var")
    """Where the daemon writes: database, journals, recordings."""
    journal_dir: Path | None = None
    """Where calls are journaled; empty: journal in data_dir."""
    profile: Path | None = None
    """Company profile, or a directory with one per company; empty: the built-in demo company."""
    offline: bool = False
    """Ask no service for speech or language unless its URL is on this machine (a simulator);
    voices of services are left out then."""
    models: Path | None = None
    """Directory with weights of engines; empty: those that installed packages carry."""
    server: Server = Server()
    twilio: Twilio = Twilio()
    speech: Speech = Speech()
    llm: Llm = Llm()
    elevenlabs: ElevenLabs = Field(default=ElevenLabs(), validate_default=True)
    openai_voice: OpenAiVoice = Field(default=OpenAiVoice(), validate_default=True)
    polly: Polly = Field(default=Polly(), validate_default=True)
    timeouts: Timeouts = Timeouts()
    resilience: Resilience = Resilience()
    costs: Costs = Costs()
    levels: Levels = Levels()
    database: Database = Database()
    sessions: Sessions = Sessions()
    fleet: Fleet = Fleet()
    recordings: Recordings = Recordings()
    admin: Admin = Admin()
    log: Log = Log()
    overrides: Overrides = Overrides()
    flags: Flags = Flags()
    limits: Limits = Limits()
    heat_wave: HeatWave = HeatWave()

    @model_validator(mode="after")
    def _a_second_opinion_needs_a_first(self) -> Self:
        if self.speech.intent_model == "none" and self.llm.intent_model and self.flags.intent_llm:
            raise ValueError(
                "llm.intent_model is asked where the local intent model is unsure, and "
                "speech.intent_model is none; set that to minilm, or leave llm.intent_model empty"
            )
        return self

    @field_validator("elevenlabs", "openai_voice", "polly")
    @classmethod
    def _with_keys(
        cls, value: ElevenLabs | OpenAiVoice | Polly, info: ValidationInfo
    ) -> ElevenLabs | OpenAiVoice | Polly:
        """A voice that is to speak has what it needs."""
        speech, llm = info.data.get("speech"), info.data.get("llm")
        if speech is None or llm is None:
            return value  # their own errors are told
        name, url, keys = needs_of(value, llm.openai_base_url, llm.openai_api_key)
        used = in_use(speech.tts_order, bool(info.data.get("offline")), {name: url})
        missing = [name for name, key in keys.items() if not key]
        if name in used and missing:
            raise ValueError(f"speech.tts_order names {name!r}, which needs {', '.join(missing)}")
        return value

    def may_ask(self, url: str) -> bool:
        """Whether a service may be asked: offline only one on this machine."""
        return not self.offline or on_this_machine(url)

    @property
    def voices_in_use(self) -> tuple[VoiceName, ...]:
        """speech.tts_order, offline without what is not on this machine."""
        urls = {
            "elevenlabs": self.elevenlabs.base_url,
            "openai": self.llm.openai_base_url,
            "polly": self.polly.base_url,
        }
        return in_use(self.speech.tts_order, self.offline, urls)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take given values only, so building one never depends on hidden surroundings."""
        return (init_settings,)

    @field_validator("llm", "elevenlabs")
    @classmethod
    def _keys_of_ears(cls, value: Llm | ElevenLabs, info: ValidationInfo) -> Llm | ElevenLabs:
        speech = info.data.get("speech")
        if isinstance(value, Llm):
            name, key, url = "openai", value.openai_api_key, value.openai_base_url
            said = "llm.openai_api_key (OPENAI_API_KEY)"
        else:
            name, key, url = "elevenlabs", value.api_key, value.base_url
            said = "elevenlabs.api_key (ELEVENLABS_API_KEY)"
        asked = not info.data.get("offline") or on_this_machine(url)
        if speech and name in speech.stt_order and asked and not key.get_secret_value():
            raise ValueError(f'"{name}" in speech.stt_order needs {said}')
        return value

    @property
    def database_url(self) -> str:
        """Path of the SQLite file, ``:memory:``, or a PostgreSQL URL with its password."""
        url = self.database.url.removeprefix("sqlite:///")
        return url or str(self.data_dir / "voicectl.db")

    @property
    def journal_path(self) -> Path:
        """Directory of the journals."""
        return self.journal_dir or self.data_dir / "journal"

    @property
    def recordings_path(self) -> Path:
        """Directory of the recordings."""
        return self.recordings.directory or self.data_dir / "recordings"
