"""Models and the days their service ends.

Days as in the deprecation notes of openai-python 3.54.0 and the deprecation page, read 2026-11-22.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

SHUTDOWNS: Mapping[str, date] = {
    "gpt-4.1-nano": date(2026, 10, 23),
    "gpt-4-turbo": date(2026, 10, 23),
    "gpt-3.5-turbo": date(2026, 10, 23),
    "o4-mini": date(2026, 10, 23),
    "gpt-5": date(2026, 12, 11),
    "gpt-5-mini": date(2026, 12, 11),
    "gpt-5-nano": date(2026, 12, 11),
    "o3": date(2026, 12, 11),
    "tts-1": date(2027, 1, 6),
    "tts-1-hd": date(2027, 1, 6),
    "gpt-4o-mini-tts": date(2027, 1, 6),
    "gpt-4o-mini-tts-2025-12-15": date(2027, 1, 6),
    "gpt-4o": date(2027, 1, 14),
    "gpt-4o-mini": date(2027, 1, 14),
    "gpt-4.1": date(2027, 1, 14),
    "gpt-4.1-mini": date(2027, 1, 14),
    "gpt-realtime": date(2027, 1, 20),
    "gpt-realtime-mini": date(2027, 1, 20),
    "gpt-audio-mini": date(2027, 1, 20),
    "whisper-1": date(2027, 2, 26),
    "gpt-4o-transcribe": date(2027, 2, 26),
    "gpt-4o-mini-transcribe": date(2027, 2, 26),
    "gpt-4o-transcribe-diarize": date(2027, 2, 26),
    "gpt-5.4-nano": date(2027, 4, 1),
    "gpt-5.1": date(2027, 4, 1),
}
LASTING = (
    "gpt-6.1-terra",
    "gpt-6.1-sol",
    "gpt-6-luna",
    "gpt-5.5",
    "gpt-5.4",
    "gpt-5.4-mini",
    "gpt-realtime-2.1",
    "gpt-realtime-2.1-mini",
    "gpt-transcribe",
    "gpt-live-transcribe",
    "gpt-realtime-whisper",
    "text-embedding-3-small",
    "text-embedding-3-large",
)
"""A choice of those without an announced end."""
TODAY = date(2026, 11, 22)
"""The day these facts were read, and the day it is for a plan that names none."""
_CREATED = 1_700_000_000


def is_gone(model: str, shutdowns: Mapping[str, date], today: date) -> bool:
    """Tell whether a model's last day is over."""
    return model in shutdowns and shutdowns[model] <= today


def listed(shutdowns: Mapping[str, date], today: date) -> dict[str, Any]:
    """The body of `GET /v1/models`."""
    served = [name for name in (*LASTING, *shutdowns) if not is_gone(name, shutdowns, today)]
    return {
        "object": "list",
        "data": [described(name, shutdowns) for name in dict.fromkeys(served)],
    }


def described(model: str, shutdowns: Mapping[str, date]) -> dict[str, Any]:
    """One model."""
    end = shutdowns.get(model)
    return {
        "id": model,
        "object": "model",
        "created": _CREATED,
        "owned_by": "system",
        "shutdown_date": end.isoformat() if end else None,
    }


def reasons(model: str) -> bool:
    """Tell whether a model thinks before it answers unless told not to."""
    return model.startswith(("gpt-5", "gpt-6", "o1", "o3", "o4"))
