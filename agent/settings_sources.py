"""Where settings come from: flags > environment > .env > voicectl.toml > defaults.

Every value remembers its source, so `config show` can tell it and an error can name what to change.
"""

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from agent.settings import Settings
from agent.urls import masked

PREFIX = "VOICECTL_"
EARLIER_NAMES: Mapping[str, tuple[str, ...]] = {
    "AWS_ACCESS_KEY_ID": ("polly", "access_key_id"),
    "AWS_ENDPOINT_URL_POLLY": ("polly", "base_url"),
    "AWS_REGION": ("polly", "region"),
    "AWS_SECRET_ACCESS_KEY": ("polly", "secret_access_key"),
    "AWS_SESSION_TOKEN": ("polly", "session_token"),
    "DATABASE_URL": ("database", "url"),
    "ELEVENLABS_API_KEY": ("elevenlabs", "api_key"),
    "ELEVENLABS_VOICE_ID": ("elevenlabs", "voices", "en"),
    "EMERGENCY_PHONE": ("overrides", "emergency_phone"),
    "HVAC_COMPANY_NAME": ("overrides", "company_name"),
    "LOG_FORMAT": ("log", "format"),
    "LOG_LEVEL": ("log", "level"),
    "MQTT_URL": ("fleet", "mqtt_url"),
    "OPENAI_API_KEY": ("llm", "openai_api_key"),
    "PORT": ("server", "port"),
    "REDIS_URL": ("sessions", "redis_url"),
    "SESSION_CACHE_SIZE": ("sessions", "cache_size"),
    "SESSION_CACHE_TTL": ("sessions", "cache_ttl_s"),
    "SESSION_TTL": ("sessions", "ttl_s"),
    "SKIP_TWILIO_VALIDATION": ("twilio", "skip_validation"),
    "STREAM_WEBSOCKET_URL": ("server", "stream_url"),
    "TRANSFER_PHONE": ("overrides", "transfer_phone"),
    "TWILIO_ACCOUNT_SID": ("twilio", "account_sid"),
    "TWILIO_AUTH_TOKEN": ("twilio", "auth_token"),
    "TWILIO_PHONE_NUMBER": ("twilio", "phone_number"),
}
"""Names of the earlier prototype, and those that providers' own tools read, which mean the same
here; the prefixed name wins over them."""

UNUSED_EARLIER_NAMES = (
    "OPENAI_MODEL",
    "MAX_TOOL_CALLS",
    "USE_ELEVENLABS",
    "RESPONSE_CACHE_TTL",
    "SENDGRID_API_KEY",
    "SMTP_HOST",
    "EMAIL_FROM",
    "DEBUG",
)
"""Names of the earlier prototype that nothing here reads; `config show` says so if one is set."""

NO_SETTINGS = frozenset({"sim_pid", "sim_control", "eval_data", "public_data"})
"""Prefixed variables of other purposes: `sim up --export` sets the first two, tests read others."""

DEFAULT = "default"


class ConfigError(Exception):
    """Settings that can't be used; `problems` holds one line for each, with its source."""

    def __init__(self, problems: tuple[str, ...], fix: str) -> None:
        super().__init__("\n".join((*problems, f"fix: {fix}")))
        self.problems = problems
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings with the source of every leaf and remarks for the operator."""

    settings: Settings
    sources: Mapping[str, str]
    """Dotted name -> where its value comes from; a name not listed has its default."""
    remarks: tuple[str, ...] = ()

    def source(self, name: str) -> str:
        """Where the value of a dotted name comes from."""
        return self.sources.get(name, DEFAULT)


@dataclass(frozen=True, slots=True)
class _Layer:
    origin: str
    values: Mapping[tuple[str, ...], Any]
    names: Mapping[tuple[str, ...], str]
    """What the operator wrote, e.g. a variable's name."""


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    config: Path | None = None,
    directory: Path = Path(),
) -> Loaded:
    """Gather the settings.

    `flags` are dotted names with values (None means "not given"), `config` a TOML file that must
    exist, `directory` where .env and voicectl.toml are looked for. Raises ConfigError.
    """
    layers = tuple(_layers(flags or {}, config, directory))
    merged: dict[tuple[str, ...], tuple[Any, str]] = {}
    for layer in layers:
        for path, value in layer.values.items():
            label = layer.names.get(path)
            origin = f"{layer.origin} {label}" if label else layer.origin
            merged.setdefault(path, (value, origin))
    _refuse_unknown(merged)
    try:
        settings = Settings(**_tree({path: value for path, (value, _) in merged.items()}))
    except ValidationError as error:
        raise _explain(error, merged) from None
    sources = {".".join(path): origin for path, (_, origin) in merged.items()}
    return Loaded(settings, sources, (*_unused(), *_whose(settings)))


def leaves(settings: Settings) -> Iterator[tuple[str, Any]]:
    """Every dotted name with its value, in the order of declaration; secrets stay wrapped."""
    yield from _leaves(settings, "")


def shown(value: Any) -> str:
    """A value as text for people; secrets never appear."""
    if isinstance(value, SecretStr):
        return "(set, hidden)" if value.get_secret_value() else ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else masked(str(value))


def _layers(flags: Mapping[str, Any], config: Path | None, directory: Path) -> Iterator[_Layer]:
    given = {tuple(name.split(".")): value for name, value in flags.items() if value is not None}
    yield _Layer("command line", given, {path: f"--{path[-1].replace('_', '-')}" for path in given})
    env = EnvSettingsSource(Settings)
    yield from _variables(env, "environment variable")
    dotenv = directory / ".env"
    if dotenv.is_file():
        yield from _variables(DotEnvSettingsSource(Settings, env_file=dotenv), f"{dotenv}:")
    toml = config or directory / "voicectl.toml"
    if config or toml.is_file():
        yield _toml_layer(toml)


def _variables(source: EnvSettingsSource, origin: str) -> Iterator[_Layer]:
    """The prefixed variables of an environment, then the earlier names."""
    values: dict[tuple[str, ...], Any] = {}
    names: dict[tuple[str, ...], str] = {}
    for name, text in source.env_vars.items():
        if not name.startswith(PREFIX.lower()) or not text:
            continue
        path = tuple(name.removeprefix(PREFIX.lower()).split("__"))
        if path[0] in NO_SETTINGS:
            continue
        parsed = _flat({path[-1]: _parsed(path, text, f"{origin} {name.upper()}")}, path[:-1])
        values.update(parsed)
        names.update(dict.fromkeys(parsed, name.upper()))
    yield _Layer(origin, values, names)
    earlier = {
        path: source.env_vars[name.lower()]
        for name, path in EARLIER_NAMES.items()
        if source.env_vars.get(name.lower())
    }
    wrote = {path: name for name, path in EARLIER_NAMES.items()}
    yield _Layer(origin, earlier, wrote)


def _parsed(path: tuple[str, ...], text: str, origin: str) -> Any:
    """Lists and tables are written as JSON in variables; everything else stays text."""
    if not isinstance(dict(leaves(Settings())).get(".".join(path)), tuple | dict):
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise ConfigError(
            (f"{origin}: {'.'.join(path)}: not valid JSON",),
            """write lists and tables as JSON, e.g. '["piper", "pico"]'""",
        ) from None


def _toml_layer(path: Path) -> _Layer:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError((f"{path}: no such file",), "name an existing file: --config") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{path}: {error}",), "make it a readable UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"{path}: {error}",), "correct the TOML at that line") from None
    values = _flat(table)
    return _Layer(f"{path}:", values, {key: ".".join(key) for key in values})


def _flat(tree: Mapping[str, Any], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    flat: dict[tuple[str, ...], Any] = {}
    for key, value in tree.items():
        path = (*above, key)
        if isinstance(value, dict):
            flat.update(_flat(value, path))
        else:
            flat[path] = value
    return flat


def _tree(flat: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in flat.items():
        place = tree
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = value
    return tree


def _section(path: tuple[str, ...]) -> type[BaseModel] | None:
    """The section at a path, None when there is a plain value or nothing."""
    model: type[BaseModel] = Settings
    for key in path:
        field = model.model_fields.get(key)
        kind = field.annotation if field else None
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            return None
        model = kind
    return model


def _refuse_unknown(merged: Mapping[tuple[str, ...], tuple[Any, str]]) -> None:
    names = {name for name, _ in leaves(Settings())}
    problems = []
    for path, (_, origin) in merged.items():
        dotted = ".".join(path)
        known = dotted in names or any(".".join(path[:n]) in names for n in range(1, len(path)))
        if known:
            continue
        if _section(path) is not None:
            problems.append(f"{origin}: {dotted} is a section, not a value")
            continue
        close = difflib.get_close_matches(dotted, names, n=1, cutoff=0.5)
        hint = f"; did you mean {close[0]}?" if close else ""
        problems.append(f"{origin}: there is no setting {dotted}{hint}")
    if problems:
        raise ConfigError(tuple(problems), "correct or remove it; `voicectl config show` lists all")


def _explain(
    error: ValidationError, merged: Mapping[tuple[str, ...], tuple[Any, str]]
) -> ConfigError:
    problems = []
    for item in error.errors():
        reason = item["msg"].removeprefix("Value error, ")
        place = tuple(str(part) for part in item["loc"])
        if not place:
            problems.append(reason)  # of several values that do not go together
            continue
        origin = next(
            (
                merged[place[:length]][1]
                for length in range(len(place), 0, -1)
                if place[:length] in merged
            ),
            DEFAULT,
        )
        problems.append(f"{origin}: {'.'.join(place)}: {reason}")
    return ConfigError(tuple(problems), "correct the value; .env.example describes each setting")


def _leaves(model: BaseModel, prefix: str) -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _whose(settings: Settings) -> Iterator[str]:
    """Whose money and calls are counted, where something hangs on it."""
    if settings.sessions.redis_url.get_secret_value():
        yield "budgets and heat waves count all nodes with the same sessions.redis_url together"
    elif settings.costs.hour_cents or settings.costs.day_cents:
        yield "budgets count each node by itself: sessions.redis_url is empty"


def _unused() -> tuple[str, ...]:
    present = EnvSettingsSource(Settings).env_vars
    return tuple(
        f"{name} is set, but nothing reads it in this version"
        for name in UNUSED_EARLIER_NAMES
        if present.get(name.lower())
    )
