"""The ears keep what is believed of a caller's language from one utterance to the next."""

import asyncio
from dataclasses import dataclass, field

from agent.call.hearing import EarRules
from agent.call.needs import Tuning
from agent.events import Expecting
from agent.ports import Transcript
from agent.tongue import Tongue, judged
from simulators.world.call import world
from simulators.world.loop import run
from simulators.world.parrot import Parrot

SPANISH = 6.0
"""Odds of plainly Spanish sound."""


@dataclass
class Bilingual:
    """Hears Spanish in everything and remembers what it was told of the call."""

    told: list[Tongue | None] = field(default_factory=list)

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        self.told.append(tongue)
        return Transcript("hola", 0.9, tongue=judged(tongue, SPANISH) if tongue else None)


def told(*, languages: bool) -> list[Tongue | None]:
    async def scene() -> list[Tongue | None]:
        ears, tuning = Bilingual(), Tuning(ears=EarRules(languages=languages))
        async with world(Parrot(), tuning=tuning, recognizer=ears) as here:
            for _ in range(2):
                await asyncio.sleep(6.0)
                here.say("red green blue")
            await asyncio.sleep(6.0)
        return ears.told

    return run(scene())


def test_the_second_utterance_is_recognised_in_the_language_of_the_first() -> None:
    assert told(languages=True) == [Tongue(), judged(Tongue(), SPANISH)]
    assert judged(Tongue(), SPANISH).language == "es"


def test_without_the_rule_the_recogniser_is_told_of_no_language() -> None:
    assert told(languages=False) == [None, None]
