"""The body of SynthesizeSpeech, checked in full: what is asked for, or why it is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulators.polly import script, speaking
from simulators.polly.errors import PollyError, outside
from simulators.polly.script import Script
from simulators.polly.sound import CONTENT_TYPES
from simulators.polly.voices import ENGINES, LANGUAGES, Engine, PollyVoice

_MUSIC = ("8000", "16000", "22050", "24000", "44100", "48000")
RATES: Mapping[str, tuple[str, ...]] = {
    "alaw": ("8000",),
    "json": _MUSIC,
    "mp3": _MUSIC,
    "mulaw": ("8000",),
    "ogg_opus": ("48000",),
    "ogg_vorbis": _MUSIC,
    "pcm": ("8000", "16000"),
}
"""Sample rates by output format, as the API reference lists them."""
_TEXT_TYPES = ("ssml", "text")


@dataclass(frozen=True, slots=True)
class Wish:
    """A request that can be served."""

    form: str
    """OutputFormat."""
    rate: int
    engine: Engine
    voice: PollyVoice
    script: Script
    marks: frozenset[str]


def read(body: Mapping[str, Any], voices: Sequence[PollyVoice]) -> Wish:
    """Raises PollyError."""
    _check_types(body)
    form = body["OutputFormat"]
    _check_member(form, "outputFormat", sorted(CONTENT_TYPES))
    engine = body.get("Engine", "standard")
    _check_member(engine, "engine", ENGINES)
    kind = body.get("TextType", "text")
    _check_member(kind, "textType", _TEXT_TYPES)
    voice = next((one for one in voices if one.id == body["VoiceId"]), None)
    if voice is None:
        raise outside(body["VoiceId"], "voiceId", _shown(one.id for one in voices))
    if engine not in voice.engines:
        raise PollyError(
            "EngineNotSupportedException", f"This voice does not support the {engine} engine."
        )
    _check_language(body, voice)
    if body.get("LexiconNames"):
        raise PollyError("LexiconNotFoundException", "Lexicon not found")
    return Wish(
        form=form,
        rate=_rate(body, form, engine),
        engine=engine,
        voice=voice,
        marks=_marks(body, form, kind),
        script=script.ssml(body["Text"], engine) if kind == "ssml" else script.plain(body["Text"]),
    )


def _check_types(body: Mapping[str, Any]) -> None:
    missing = [name for name in ("OutputFormat", "Text", "VoiceId") if body.get(name) is None]
    if missing:
        members = "; ".join(
            f"Value null at '{name[0].lower()}{name[1:]}' failed to satisfy constraint: Member "
            "must not be null"
            for name in missing
        )
        plural = "s" if len(missing) > 1 else ""
        raise PollyError(
            "ValidationException", f"{len(missing)} validation error{plural} detected: {members}"
        )
    for name in ("Engine", "LanguageCode", "OutputFormat", "SampleRate", "Text", "VoiceId"):
        if not isinstance(body.get(name, ""), str):
            raise PollyError("SerializationException", f"{name} must be a string")
    for name in ("LexiconNames", "SpeechMarkTypes"):
        if not isinstance(body.get(name, []), list):
            raise PollyError("SerializationException", f"{name} must be a list")


def _check_member(value: str, member: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise outside(value, member, _shown(allowed))


def _shown(names: Any) -> str:
    return f"[{', '.join(names)}]"


def _check_language(body: Mapping[str, Any], voice: PollyVoice) -> None:
    code = body.get("LanguageCode")
    if code is None:
        return
    _check_member(code, "languageCode", sorted(LANGUAGES))
    if code not in (voice.language, *voice.more_languages):
        raise PollyError(
            "LanguageNotSupportedException", f"Voice {voice.id} does not speak {code}."
        )


def _rate(body: Mapping[str, Any], form: str, engine: Engine) -> int:
    default = "22050" if engine == "standard" else "24000"
    given = body.get("SampleRate")
    if given is None:
        fixed = {"pcm": "16000", "mulaw": "8000", "alaw": "8000", "ogg_opus": "48000"}
        return int(fixed.get(form, default))
    if given not in RATES[form]:
        raise PollyError(
            "InvalidSampleRateException",
            f"Sample rate {given} is not valid for {form}; valid are {', '.join(RATES[form])}.",
        )
    return int(given)


def _marks(body: Mapping[str, Any], form: str, kind: str) -> frozenset[str]:
    wanted = body.get("SpeechMarkTypes") or []
    for one in wanted:
        _check_member(one, "speechMarkTypes", speaking.MARKS)
    if bool(wanted) != (form == "json"):
        raise PollyError(
            "MarksNotSupportedForFormatException",
            "Speech marks are given as json, and json is speech marks only.",
        )
    if "ssml" in wanted and kind != "ssml":
        raise PollyError(
            "SsmlMarksNotSupportedForTextTypeException", "SSML marks need a text of type ssml."
        )
    return frozenset(wanted)
