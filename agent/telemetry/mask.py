"""Take names, numbers and addresses out of log entries; of a number the last four digits stay."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HIDDEN = "***"
PRIVATE_KEYS = frozenset(
    {"name", "first", "last", "address", "street", "text", "body", "heard", "transcript", "quote"}
    | {"message", "email", "summary", "whisper"}
)
"""Fields whose values are about a person or said by one; they never stand in a log."""
SECRET_KEYS = frozenset({"token", "auth_token", "password", "signature", "authorization", "secret"})

_NOT_A_DATE = r"(?!\d{4}-\d\d-\d\d(?!\d))"
_NUMBER = re.compile(rf"(?<![\w.:-]){_NOT_A_DATE}\+?\d(?:[ ().-]{{0,2}}\d){{6,14}}(?![\w:-])")


def mask_numbers(text: str) -> str:
    """Replace telephone numbers inside a text, e.g. ``+13035550144`` by ``***0144``."""
    return _NUMBER.sub(lambda found: HIDDEN + _last_four(found[0]), text)


def _last_four(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-4:]


def mask(value: Any, key: str = "") -> Any:
    """The value as it may be logged under this key."""
    if key in SECRET_KEYS or (key in PRIVATE_KEYS and value):
        return HIDDEN
    match value:
        case str():
            return mask_numbers(value)
        case Mapping():
            return {name: mask(inner, str(name)) for name, inner in value.items()}
        case list() | tuple():
            return [mask(inner) for inner in value]
        case bytes():
            return f"{len(value)} bytes"
        case _:
            return value


UNTOUCHED = frozenset({"event", "level", "timestamp", "logger"})
"""Fields the program writes itself; free text in `event` still loses its numbers."""


def masking(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that masks every field of an entry."""
    for key, value in entry.items():
        if key in UNTOUCHED:
            entry[key] = mask_numbers(value) if key == "event" and isinstance(value, str) else value
        else:
            entry[key] = mask(value, key)
    return entry
