"""The text of `.env.example`, made from the settings themselves so it can't fall behind."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr

from agent.settings import Settings
from agent.settings_sources import EARLIER_NAMES, PREFIX

_HEAD = """\
# Settings of voicectl. Copy to .env and uncomment what you change.
# Precedence: flags > environment > .env > voicectl.toml > defaults (shown here).
"""


def env_example() -> str:
    """All settings as commented lines with what they mean and their defaults."""
    return "\n".join([_HEAD, *_lines(Settings(), ()), *_earlier()]) + "\n"


def _lines(model: BaseModel, above: tuple[str, ...]) -> Iterator[str]:
    fields = type(model).model_fields
    for name, field in fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            heading = field.description or (type(value).__doc__ or "").strip().splitlines()[0]
            yield f"\n# --- {'.'.join((*above, name))}: {' '.join(heading.split())}"
            yield from _lines(value, (*above, name))
        else:
            yield f"# {' '.join((field.description or '').split())}"
            yield f"#{PREFIX}{'__'.join((*above, name)).upper()}={_written(value)}"


def _earlier() -> Iterator[str]:
    yield "\n# --- names of the earlier prototype and of providers' tools that work as well"
    for name, path in sorted(EARLIER_NAMES.items()):
        yield f"#{name}=   # same as {PREFIX}{'__'.join(path).upper()}"


def _written(value: Any) -> str:
    if isinstance(value, SecretStr) or value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | dict):
        return json.dumps(value)
    return str(value)
