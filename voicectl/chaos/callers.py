"""Who phones: people who understand tones and book a visit, or a script that any node can take."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, cast

import msgspec

from simulators.caller import digits
from simulators.caller.caller import Caller, prepare, speech
from simulators.caller.line import Line
from simulators.caller.measure import Said
from simulators.caller.mind import PHRASES
from simulators.caller.persona import Interruption, Named, Scenario
from simulators.caller.recogniser import Recogniser
from simulators.caller.voice import Voice
from simulators.listening import Clip, save
from simulators.twilio.party import Party
from simulators.twilio.ulaw import RATE
from voicectl.bench import latency, tone_caller
from voicectl.bench.rig import HISS
from voicectl.bench.scripted import Scripted, Sound

AGAIN = PHRASES["en"].repeat[0]
INTERRUPTIONS = tuple(Interruption(turn=turn, after_ms=700, say=AGAIN) for turn in (3, 7))
"""Every second caller speaks up while we speak."""
NUMBERS = 6
"""Phone numbers that callers give, in turn: services must know the sound of each."""
GOOD = frozenset({"booked"})
"""Outcomes of callers who got what they called for."""
FIRST = 1000
"""Number of the first caller."""
SCRIPTED = 4
"""Answers that a script gives before it hangs up."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a phone, and what they do beside holding it."""

    caller_id: str
    party: Party
    said: Callable[[], list[Said]]
    """What they have said so far, in ms of the recording."""
    talk: Callable[[], Coroutine[Any, Any, object]]
    """Runs until they put the phone down or the call is over."""


People = Callable[[int], Person]
"""The n-th caller."""


async def bookers(voices: Path, known: Path, reader: tone_caller.ToneReader) -> People:
    """People who converse until they have a visit. What they may say is kept as clips: in `voices`
    for the next run, in `known` with its words, for those who listen. Raises VoiceError.
    """
    voice = Voice(voices)
    given = [tone_caller.scenario(caller_id(n), "Robert Hill") for n in range(NUMBERS)]
    clips = await prepare(voice, Named("load", _person(given, 0), known))
    texts = (AGAIN, *(text for who in given for text in tone_caller.sentences(who)))
    spoken = [text for text in dict.fromkeys(texts) if not text.startswith("keys:")]
    sounds = await asyncio.gather(*(speech(voice, text) for text in spoken))
    for text, sound in zip(spoken, sounds, strict=True):
        save(known, Clip(re.sub(r"<\d+>", " ", text), sound))

    def one(n: int) -> Person:
        who = _person(given, n)
        line = Line(HISS, seed=n)
        caller = Caller(who, voice, cast(Recogniser, reader), line, clips)
        return Person(who.caller_id, caller, lambda: _spoken(caller), caller.run)

    return one


async def readers(voices: Path, seed: int) -> People:
    """People who say the usual answers of a booking, one after the other, whatever they are told,
    and hang up; they understand nothing. Raises VoiceError.
    """
    voice, random = Voice(voices), Random(seed)
    sounds = [Sound(await voice.speak(text), text) for text in latency.ANSWERS[:SCRIPTED]]

    def one(n: int) -> Person:
        script = latency.caller(Random(random.random()), sounds)
        party = Scripted(script, Line(HISS, seed=n).carry)
        return Person(caller_id(n), party, lambda: _made(party), party.over.wait)

    return one


def caller_id(n: int) -> str:
    """The number of the n-th caller."""
    return f"+1972555{FIRST + n}"


def _person(given: list[Scenario], n: int) -> Scenario:
    base = given[n % NUMBERS]
    facts = msgspec.structs.replace(base.facts, phone=digits.national(base.caller_id))
    return msgspec.structs.replace(
        base,
        caller_id=caller_id(n),
        facts=facts,
        interruptions=() if n % 2 else INTERRUPTIONS,
    )


def _spoken(caller: Caller) -> list[Said]:
    return [
        Said(one.at_ms, one.end_ms, one.kind == "speech")
        for one in caller.lines
        if one.role == "caller" and one.kind != "keys"
    ]


def _made(party: Scripted) -> list[Said]:
    return [Said(one.start * 1000 // RATE, one.end * 1000 // RATE) for one in party.stage.made]
