"""The configuration of a transcription session, and what changes to it are refused.

Texts of refusals as quoted by users of the GA interface in 2026: openai-realtime-api-beta #9
(unknown parameter), livekit/agents #5779 (turn detection), livekit/agents-js #1756 (model).
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

_FORMATS = ("audio/pcm", "audio/pcmu", "audio/pcma")
_PCM_RATE = 24_000
_UNAIDED = ("gpt-live-transcribe", "gpt-realtime-whisper")
"""Models that find no ends of turns by themselves."""
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "session": ("type", "audio", "include"),
    "session.audio": ("input",),
    "session.audio.input": ("format", "noise_reduction", "transcription", "turn_detection"),
    "session.audio.input.format": ("type", "rate"),
    "session.audio.input.noise_reduction": ("type", "strength"),
    "session.audio.input.transcription": (
        "model",
        "language",
        "languages",
        "prompt",
        "keywords",
        "delay",
    ),
}
_LOGPROBS = "item.input_audio_transcription.logprobs"


class Bad(Exception):
    """A change that is refused; the session goes on as it was."""

    def __init__(self, message: str, code: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param


def initial(session_id: str, expires_at: int) -> dict[str, Any]:
    """What a session begins with. That turn detection is off is ours: none is simulated."""
    return {
        "type": "transcription",
        "object": "realtime.transcription_session",
        "id": session_id,
        "expires_at": expires_at,
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": _PCM_RATE},
                "noise_reduction": None,
                "transcription": None,
                "turn_detection": None,
            }
        },
        "include": None,
    }


def changed(now: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The whole configuration after a change. Raises Bad."""
    _check_names("session", change)
    found = deepcopy(dict(now))
    if "include" in change:
        found["include"] = _include(change["include"])
    asked = (change.get("audio") or {}).get("input") or {}
    have = found["audio"]["input"]
    if "format" in asked:
        have["format"] = _format(asked["format"])
    if "noise_reduction" in asked:
        have["noise_reduction"] = asked["noise_reduction"]
    if "transcription" in asked:
        given = asked["transcription"]
        have["transcription"] = {**(have["transcription"] or {}), **given} if given else None
        _check_transcription(have["transcription"])
    if asked.get("turn_detection") is not None:
        _refuse_turn_detection(str((have["transcription"] or {}).get("model")))
    return found


def _check_names(path: str, given: Any) -> None:
    if path not in _KNOWN or given is None:
        return
    if not isinstance(given, Mapping):
        raise Bad(f"Invalid type for '{path}': expected an object.", "invalid_type", path)
    for name, value in given.items():
        if name not in _KNOWN[path]:
            where = f"{path}.{name}"
            raise Bad(f"Unknown parameter: '{where}'.", "unknown_parameter", where)
        _check_names(f"{path}.{name}", value)


def _include(given: Any) -> list[str] | None:
    if given is not None and (not isinstance(given, list) or set(given) - {_LOGPROBS}):
        raise _value("session.include", (_LOGPROBS,))
    return given


def _format(given: Any) -> dict[str, Any]:
    path = "session.audio.input.format"
    kind = given.get("type") if given else None
    if kind not in _FORMATS:
        raise _value(f"{path}.type", _FORMATS)
    if kind != "audio/pcm":
        return {"type": kind}
    if given.get("rate", _PCM_RATE) != _PCM_RATE:
        raise _value(f"{path}.rate", (str(_PCM_RATE),))
    return {"type": kind, "rate": _PCM_RATE}


def _check_transcription(given: Mapping[str, Any] | None) -> None:
    if given is None:
        return
    path, model = "session.audio.input.transcription", str(given.get("model") or "")
    if "transcribe" not in model and "whisper" not in model:
        message = f'Model "{model}" is not supported in transcription mode.'
        raise Bad(message, "invalid_model", f"{path}.model")
    allowed = {
        "keywords": ("gpt-transcribe", "gpt-live-transcribe"),
        "languages": ("gpt-transcribe", "gpt-live-transcribe"),
        "delay": ("gpt-realtime-whisper",),
    }
    for name, models in allowed.items():
        if given.get(name) is not None and model not in models:
            raise _unsupported(name, model)
    if given.get("prompt") and model == "gpt-realtime-whisper":
        raise _unsupported("prompt", model)
    if given.get("languages") == []:
        raise Bad("'languages' must not be empty.", "invalid_value", f"{path}.languages")


def _refuse_turn_detection(model: str) -> None:
    path = "session.audio.input.turn_detection"
    if model in _UNAIDED:
        message = "Turn detection is not supported for this transcription model."
        raise Bad(message, "invalid_value", path)
    raise Bad("This simulator finds no ends of turns: send null.", "not_simulated", path)


def _unsupported(name: str, model: str) -> Bad:
    path = f"session.audio.input.transcription.{name}"
    return Bad(f"'{name}' is not supported with the model '{model}'.", "unsupported_value", path)


def _value(path: str, supported: tuple[str, ...]) -> Bad:
    values = ", ".join(f"'{one}'" for one in supported)
    return Bad(
        f"Invalid value for '{path}'. Supported values are: {values}.", "invalid_value", path
    )
