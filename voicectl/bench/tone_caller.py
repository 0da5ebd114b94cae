"""Callers who speak and hear in tones, without an engine: they understand what is asked.

What the agent says is read from its sound, three words at a time, so that words that sound alike
are told apart by their neighbours.
"""

import audioop
import re
from collections.abc import Iterable
from string import Formatter
from typing import cast

import numpy as np

from simulators.caller import digits
from simulators.caller.asks import ASKS
from simulators.caller.caller import Caller
from simulators.caller.line import Line
from simulators.caller.mind import PHRASES, PLAIN, Mind
from simulators.caller.persona import Expected, Facts, LineSpec, Scenario, VoiceSpec
from simulators.caller.recogniser import Recogniser
from simulators.caller.voice import Voice
from simulators.speech import tones

DIGITS = "zero one two three four five six seven eight nine"
NUMBERS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
DAYS = (
    "today, Monday the, Tuesday the, Wednesday the, Thursday the, Friday the, Saturday the",
    "tomorrow, between eight and noon, or Monday, Tuesday, Wednesday, Thursday, Friday, Saturday",
    "between noon and four, between eight and noon. Which one works for you?",
    "I have today, Saturday, I can do today, There's today, or Monday",
)
"""How windows are said."""


class ToneVoice:
    """Stands for `simulators.caller.voice.Voice`."""

    async def speak(self, text: str) -> bytes:
        """8 kHz mu-law."""
        speech = await tones.Tones().speak(text, tones.HEARD_RATE)
        return audioop.lin2ulaw(np.asarray(speech.samples, "<i2").tobytes(), 2)


class ToneReader:
    """Stands for `simulators.caller.recogniser.Recogniser`: knows what the agent may say."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: dict[tuple[int, ...], tuple[str, ...]] = {}
        for text in (DIGITS, NUMBERS, *DAYS, *texts):
            for fragment in fragments(text):
                words = fragment.split()
                for size in (3, 2, 1):
                    for at in range(len(words) - size + 1):
                        run = tuple(words[at : at + size])
                        self._words.setdefault(tuple(map(tones.number, run)), run)

    async def read(self, ulaw: bytes, language: str = "en", *, spelled: bool = False) -> str:
        """The words in an utterance; those it does not know are passed over."""
        return self.words([one.number for one in tones.heard(ulaw)])

    def words(self, numbers: list[int]) -> str:
        """The words of these sounds."""
        found: list[str] = []
        at = 0
        while at < len(numbers):
            for size in (3, 2, 1):
                run = self._words.get(tuple(numbers[at : at + size]))
                if run is not None and len(run) == size:
                    found += run
                    at += size
                    break
            else:
                at += 1
        return " ".join(found)


def fragments(text: str) -> list[str]:
    """The parts of a wording between its fields."""
    return [
        part.strip(" ,.?!") + _mark(part) for part, *_ in Formatter().parse(text) if part.strip()
    ]


def _mark(part: str) -> str:
    end = re.search(r"([.?!])\s*$", part)
    return end.group(1) if end else ""


def scenario(number: str, name: str) -> Scenario:
    """A caller who wants a repair, and answers whatever is asked."""
    return Scenario(
        about="a caller in tones",
        caller_id=number,
        facts=Facts(name=name, street="1214 Maple Street", city="Irving", zip="75061"),
        answers={
            "need": ("My air conditioner is blowing warm air.",),
            "issue": ("My air conditioner is blowing warm air.",),
            "confirm_address": ("Yes, that's right.",),
            "confirm_phone": ("Yes, that's right.",),
            "caller_id": ("Yes, that one is fine.",),
            "sms": ("No, thank you.",),
        },
        voice=VoiceSpec(reaction_ms=100),
        patience=8,
        longest_s=300.0,
        expect=Expected(outcome=("booked",)),
    )


def caller(who: Scenario, reader: ToneReader, seed: int) -> Caller:
    """A person at a phone; `run` it beside the call."""
    line = Line(LineSpec(), seed=seed)
    return Caller(who, cast(Voice, ToneVoice()), cast(Recogniser, reader), line, {})


def sentences(who: Scenario) -> list[str]:
    """Everything this caller may say, for those who listen to tones."""
    mind = Mind(who, digits.national(who.caller_id))
    said = [one for options in (*who.answers.values(), *PLAIN.values()) for one in options]
    for ask in ASKS:
        said += mind._facts(ask)
    own = PHRASES["en"]
    said += [*own.repeat, own.give_up, *own.hello, own.bye]
    return list(dict.fromkeys(one for one in said if one))
