"""Makes news of what happens in a call. Pure: the same events give the same news."""

import re
from collections.abc import Iterator

from agent.call.latency import Timing
from agent.dialogue.state import Slots, decode
from agent.events import (
    CallStarted,
    Command,
    Event,
    Heard,
    Key,
    Note,
    NotUnderstood,
    Said,
    Say,
    TakenOver,
)
from agent.nlu.address_words import SUFFIXES
from agent.nlu.masking import mask_numbers as hide_numbers
from agent.telemetry import news
from agent.telemetry.mask import HIDDEN, mask_numbers
from agent.telemetry.news import Item

PRIVATE = frozenset({"first", "last", "address", "message", "reason", "notes", "extension"})
"""Slots of which only that they are known is told."""
BOOKKEEPING = frozenset({"phone_turns", "pieces", "phone_ok", "address_ok", "temperature_asked"})
"""Fields of the slots that say nothing to people."""
QUOTING = frozenset({"safety_hit", "human_requested", "safety_unanswered", "faq_miss"})
"""Notes whose value is what a caller said."""

_WORD = r"[^\s#,.?!]+"
_ROADS = "street|avenue|ave|boulevard|blvd|lane|road|parkway|calle|avenida"
_ENDINGS = "|".join(sorted(SUFFIXES, key=len, reverse=True))
_STREET = re.compile(
    rf"(?:\b{_WORD}\s+){{1,3}}({_ROADS})\b(?! address)|#(?:\s+{_WORD}){{1,3}}?\s+({_ENDINGS})\b",
    re.IGNORECASE,
)
"""A street's name: up to three words before what is surely a street, or between a number and what
may be one."""


def private(text: str) -> str:
    """Spoken words without telephone numbers, house numbers and the streets behind them."""
    return _STREET.sub(lambda found: f"{HIDDEN} {found[1] or found[2]}", hide_numbers(text))


def divided(text: str, heard: str) -> tuple[str, str]:
    """What was and was not heard of a text; where the cut is inside something private, that counts
    as not heard.
    """
    if not text.startswith(heard):
        return private(heard), ""
    whole, part = private(text), private(heard)
    both = zip(whole, part, strict=False)
    same = next((n for n, (a, b) in enumerate(both) if a != b), min(len(whole), len(part)))
    return whole[:same].strip(), whole[same:].strip()


class Reporter:
    """Reports on one call."""

    def __init__(self, call: CallStarted, company: str) -> None:
        self._call = call
        self._company = company
        self._at = 0.0
        self._saying: dict[int, str] = {}

    def applied(self, at: float, event: Event, commands: tuple[Command, ...]) -> Iterator[Item]:
        """An event was applied and led to commands."""
        self._at = at
        yield from self._happened(event)
        for command in commands:
            if isinstance(command, Say):
                self._saying[command.say] = command.text
                text = private(command.text)
                yield news.AgentSays(call=self._sid, at=at, say=command.say, text=text)

    def noted(self, note: Note) -> Iterator[Item]:
        """The dialogue left an analytics fact."""
        if note.name == "slot_filled":
            if note.about in BOOKKEEPING:
                return
            yield news.Learned(call=self._sid, at=self._at, slot=note.about)
            return
        quoted = note.name in QUOTING
        about, value = mask_numbers(note.about), (private if quoted else mask_numbers)(note.value)
        yield news.Noted(call=self._sid, at=self._at, name=note.name, about=about, value=value)
        if note.name == "safety_hit":
            what = f"danger {about}: {value}"
            yield news.Alert(severity="critical", what=what, call=self._sid)
        elif note.name == "emergency_acked":
            what = f"emergency taken by {about}"
            yield news.Alert(severity="warning", what=what, call=self._sid)

    def timed(self, timing: Timing) -> Item:
        """A turn's latency is known."""
        return news.Answered(
            call=self._sid,
            at=self._at,
            turn=timing.turn,
            endpoint_ms=round(timing.endpoint_ms, 1),
            transcript_ms=round(timing.transcript_ms, 1),
            step_ms=round(timing.step_ms, 1),
            voice_ms=round(timing.voice_ms, 1),
            send_ms=round(timing.send_ms, 1),
            total_ms=round(timing.total_ms, 1),
        )

    def milestone(self, name: str, snapshot: bytes) -> Item:
        """The dialogue's state at a milestone."""
        state = decode(snapshot)
        return news.Known(
            call=self._sid,
            at=self._at,
            milestone=name,
            phase=state.phase,
            goal=state.goal,
            language=state.language,
            tier=state.tier,
            hazard=state.hazard.rule if state.hazard else "",
            slots=shown(state.slots),
        )

    @property
    def _sid(self) -> str:
        return self._call.call_sid

    def _happened(self, event: Event) -> Iterator[Item]:
        sid, at = self._sid, self._at
        match event:
            case CallStarted() | TakenOver():
                yield news.CallBegan(
                    call=sid,
                    at=at,
                    began=self._call.now,
                    company=self._company,
                    caller=self._call.caller[-4:],
                )
            case Heard(text=text, guess=guess):
                intent, probability = guess.ranked[0] if guess and guess.ranked else ("", 0.0)
                yield news.CallerSaid(
                    call=sid,
                    at=at,
                    text=private(text),
                    confidence=round(event.confidence, 2),
                    intent=intent,
                    probability=round(probability, 2),
                )
            case NotUnderstood(reason=reason):
                yield news.CallerUnclear(call=sid, at=at, reason=reason)
            case Key():
                yield news.KeyPressed(call=sid, at=at)
            case Said(say=say, heard=heard):
                text = self._saying.pop(say, heard)
                known, rest = divided(text.strip(), heard)
                yield news.AgentSaid(call=sid, at=at, say=say, heard=known, unheard=rest)
            case _:
                pass


def shown(slots: Slots) -> dict[str, str]:
    """What is known, as people at a screen may see it."""
    found: dict[str, str] = {}
    for name in slots.__struct_fields__:
        value = getattr(slots, name)
        if not value or name in BOOKKEEPING or value == type(value)():
            continue
        if name == "phone":
            found[name] = HIDDEN + str(value)[-4:]
        elif name in PRIVATE:
            found[name] = HIDDEN
        elif name == "when":
            found[name] = "known"
        elif isinstance(value, str) and name != "zip":
            found[name] = private(value)
        else:
            found[name] = "yes" if value is True else str(value)
    return found
