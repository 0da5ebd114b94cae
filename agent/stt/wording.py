"""Transcripts made of what services say."""

import re
from dataclasses import dataclass

from agent.events import Expecting
from agent.ports import Transcript
from agent.stt.worker import DIGITS, NAMES
from agent.tongue import Tongue, judged

CONFIDENCE = 0.9
"""Services do not tell how sure they are."""
CLEARLY = 3.0
"""Log odds for a language that a service names (see `agent.tongue`)."""
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Words:
    """What a service heard."""

    text: str
    languages: tuple[str, ...] = ()
    """Codes of the languages it heard; empty: it does not tell."""


def transcript_of(
    words: Words, engine: str, expecting: Expecting, tongue: Tongue | None, seconds: float
) -> Transcript:
    """The same as our own engines tell it; `seconds`: how long it took."""
    text = SPACES.sub(" ", words.text).strip()
    return Transcript(
        text=text,
        confidence=CONFIDENCE if text else 0.0,
        engine=engine,
        decode_ms=seconds * 1000.0,
        tongue=_after(words, expecting, tongue) if text else tongue,
    )


def _after(words: Words, expecting: Expecting, tongue: Tongue | None) -> Tongue | None:
    """What is believed of the caller's language; numbers and names tell nothing about it."""
    codes = {code[:2].lower() for code in words.languages} & {"en", "es"}
    if tongue is None or len(codes) != 1 or expecting in DIGITS | NAMES:
        return tongue
    return judged(tongue, CLEARLY if "es" in codes else -CLEARLY)
