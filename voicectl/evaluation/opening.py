"""What the dialogue would keep of a caller's very first words."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.dialogue.state import State
from agent.dialogue.step import begin, step
from agent.events import CallStarted, Command, Heard
from agent.profile.load import load_default
from agent.profile.schema import CompanyProfile
from voicectl.understanding import classifier

NOW = "2026-03-02T09:00:00-06:00"
"""A Monday morning on which the demo company is open."""


@lru_cache(maxsize=1)
def _answered() -> tuple[CompanyProfile, State]:
    """The demo company and the state in which it has just asked what the call is about."""
    profile = load_default()
    started = CallStarted(call_sid="CA" + "0" * 32, conversation_id="opening", now=NOW)
    return profile, step(profile, begin(), started)[0]


def answered(text: str, config: Path | None = None) -> tuple[State, tuple[Command, ...]]:
    """State and commands after a call was opened with `text`, the intent model asked as well."""
    profile, state = _answered()
    classify = classifier(config)
    guess = classify(text) if classify else None
    return step(profile, state, Heard(text=text, guess=guess))


def kept(text: str, config: Path | None = None) -> dict[str, Any]:
    """Phone number (E.164) and street line put into the slots when a call opens with `text`."""
    slots = answered(text, config)[0].slots
    return {"phone": slots.phone or None, "address": slots.address.street_line or None}
