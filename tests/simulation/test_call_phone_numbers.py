"""A phone number that is misheard again and again, by callers who talk over us, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from agent.events import Expecting
from agent.ports import Transcript
from agent.profile.load import load_default
from agent.reception import Talk
from agent.tongue import Tongue
from simulators.world.call import World, world
from simulators.world.loop import run
from simulators.world.speech import ToneRecognizer
from simulators.world.tones import speak

NUMBER = "six one nine two three oh four one eight eight"
KEYS = "6192304188"
MISHEARD = "6 1 9 2 3 0 4 1 8 6"
BREATH = b"\xff" * 8 * 700
"""Between "no" and the number: long enough for us to begin our question."""


class Mishearing:
    """Hears tones as the world's recogniser does, but never the caller's number."""

    def __init__(self, others: Sequence[str] = ()) -> None:
        self.ears: ToneRecognizer
        self._others = tuple(others)

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        heard = await self.ears.transcribe(ulaw, expecting, have=have, tongue=tongue)
        if NUMBER not in heard.text:
            return heard
        text = heard.text.replace(NUMBER, MISHEARD)
        return Transcript(text=text, confidence=0.5, alternatives=self._others)


async def until_asked(here: World, *keys: str) -> str:
    """Wait until one of these questions was heard to its end; returns which."""
    for _ in range(600):
        asked = here.state().asked
        if asked is not None and asked.key in keys and not here.state().speaking:
            return str(asked.key)
        await asyncio.sleep(0.1)
    raise AssertionError(f"none of {keys} was asked, but {here.state().asked}")


async def until_heard(here: World, word: str) -> None:
    """Wait until we are just saying this word."""
    for _ in range(600):
        if here.heard()[-1] == word:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{word} was never said, but {here.heard()}")


async def give_number(here: World) -> None:
    """Answer all questions up to the one for the phone number, and that one too."""
    for key, answer in (
        ("how_can_i_help", "book a tune up"),
        ("zip", "seven five two oh four"),
        ("name", "my name is June Abbott"),
        ("phone", NUMBER),
    ):
        await until_asked(here, key)
        here.say(answer)
        await asyncio.sleep(1.0)


def deny_in_one_breath(here: World) -> None:
    """ "No", and the number again, over whatever we ask."""
    here.line.speak(speak("no", here.words) + BREATH + speak(NUMBER, here.words))


@asynccontextmanager
async def misheard(*others: str) -> AsyncIterator[World]:
    """A call in which the number was just given and not heard right."""
    recognizer = Mishearing(others)
    async with world(Talk(load_default()), recognizer=recognizer) as here:
        recognizer.ears = here.recognizer
        await give_number(here)
        yield here


def test_who_talks_over_the_request_for_the_keypad_hears_it_in_the_end() -> None:
    async def scene() -> None:
        async with misheard() as here:
            rejected = 0
            while await until_asked(here, "confirm_phone", "phone_keys") != "phone_keys":
                deny_in_one_breath(here)
                rejected += 1
                await asyncio.sleep(5.0)
            assert rejected == 2
            for key in KEYS:
                here.line.press(key)
                await asyncio.sleep(0.3)
            await until_asked(here, "confirm_phone")
            here.say("yes")
            await until_asked(here, "address")
            assert here.state().slots.phone == f"+1{KEYS}"

    run(scene())


def test_a_number_rejected_gives_way_to_the_next_best_reading() -> None:
    async def scene() -> None:
        async with misheard("6 1 9 2 3 0 4 1 8 8", "6 1 9 2 3 0 4 1 8 2") as here:
            await until_asked(here, "confirm_phone")
            deny_in_one_breath(here)
            await asyncio.sleep(5.0)
            await until_asked(here, "confirm_phone")
            here.say("yes")
            await until_asked(here, "address")
            assert here.state().slots.phone == f"+1{KEYS}"

    run(scene())


def test_a_yes_before_the_number_was_read_back_confirms_nothing() -> None:
    async def scene() -> None:
        async with misheard() as here:
            await until_heard(here, "nine")
            here.say("yes")
            await asyncio.sleep(2.0)
            assert await until_asked(here, "confirm_phone", "address") == "confirm_phone"
            here.say("yes")
            await until_asked(here, "address")

    run(scene())
