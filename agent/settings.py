"""Everything an operator can set, as one frozen tree; where the values come from is next door.

`Settings` reads nothing by itself: `agent.settings_sources.load` gathers flags, environment, .env
and voicectl.toml and builds it once. Parts are passed on (`Node(settings.server)`), never imported.
"""

import re
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

from agent.settings_costs import Costs
from agent.settings_flags import Flags
from agent.settings_fleet import Fleet
from agent.settings_levels import Levels
from agent.settings_limits import HeatWave, Limits
from agent.settings_llm import Llm
from agent.settings_section import Port, Seconds, Section, Telephone, Url
from agent.settings_speech import Speech
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
    stall_ms: Annotated[float, Field(ge=0)] = 50.0
    """A beat of the event loop that is late by so much is explained in health and metrics; 0:
    nobody watches, which saves a hundredth of a core at most."""


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
