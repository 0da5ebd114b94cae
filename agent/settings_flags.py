"""Settings of features: which share of the calls gets each."""

import hashlib
from typing import Literal

from agent.settings_section import Percent, Section

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
