"""The query of a transcription socket: what may be set, and within which bounds (documented)."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulators.elevenlabs.errors import Closed
from simulators.elevenlabs.plan import Scribe

_FORMATS = {
    "ulaw_8000": 8000,
    "pcm_8000": 8000,
    "pcm_16000": 16000,
    "pcm_22050": 22050,
    "pcm_24000": 24000,
    "pcm_44100": 44100,
    "pcm_48000": 48000,
}
_STRATEGIES = ("manual", "vad", "turn_prediction")
_MOST_KEYTERMS, _LONGEST_KEYTERM = 50, 20


@dataclass(frozen=True, slots=True)
class Options:
    """How one session transcribes."""

    model: str
    form: str
    rate: int
    strategy: str
    silence: float
    """Seconds after which speech is committed (not with the strategy manual)."""
    threshold: float
    """0.1 for faint speech to 0.9 for loud speech only."""
    least_speech: float
    """Seconds of sound that are speech."""
    timestamps: bool
    language: str | None
    keyterms: tuple[str, ...]

    @classmethod
    def read(cls, scribe: Scribe, request: web.Request) -> "Options":
        """Raises Closed with invalid_request."""
        query = request.query
        form = query.get("audio_format") or "pcm_16000"
        strategy = query.get("commit_strategy") or "manual"
        terms = tuple(query.getall("keyterms", []))
        model = query.get("model_id") or ""
        _check(model in scribe.models, f"Model {model!r} does not exist.")
        _check(form in _FORMATS, f"Audio format {form!r} is not supported.")
        _check(strategy in _STRATEGIES, f"Commit strategy {strategy!r} is not supported.")
        _check(
            len(terms) <= _MOST_KEYTERMS and all(len(one) <= _LONGEST_KEYTERM for one in terms),
            "At most 50 keyterms of at most 20 characters.",
        )
        return cls(
            model=model,
            form=form,
            rate=_FORMATS[form],
            strategy=strategy,
            silence=_number(request, "vad_silence_threshold_secs", 1.5, 0.3, 3.0),
            threshold=_number(request, "vad_threshold", 0.4, 0.1, 0.9),
            least_speech=_number(request, "min_speech_duration_ms", 100, 50, 2000) / 1000,
            timestamps=query.get("include_timestamps", "").lower() == "true",
            language=query.get("language_code"),
            keyterms=terms,
        )

    def config(self) -> dict[str, Any]:
        """What `session_started` tells."""
        return {
            "sample_rate": self.rate,
            "audio_format": self.form,
            "language_code": self.language,
            "commit_strategy": self.strategy,
            "vad_silence_threshold_secs": self.silence,
            "vad_threshold": self.threshold,
            "min_speech_duration_ms": round(self.least_speech * 1000),
            "min_silence_duration_ms": 100,
            "model_id": self.model,
            "enable_logging": True,
            "include_timestamps": self.timestamps,
            "include_language_detection": False,
            "keyterms": list(self.keyterms),
        }


def _number(request: web.Request, name: str, usual: float, least: float, most: float) -> float:
    try:
        value = float(request.query.get(name) or usual)
    except ValueError:
        value = -1.0
    _check(least <= value <= most, f"{name} must be between {least:g} and {most:g}.")
    return value


def _check(right: bool, message: str) -> None:
    if not right:
        raise Closed("invalid_request", message)
