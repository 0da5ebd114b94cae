"""The clip recogniser on real synthetic speech: 200 planted clips, and as many it does not know."""

import asyncio
import audioop
import itertools
import random
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from simulators.caller.voice import Voice
from simulators.listening import Clip, Listener

pytestmark = pytest.mark.integration

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SHORT = ["yes", "no", "okay", "yes please", "sure", "that works", "monday", "stop", "correct"]
WISHES = ["there is no hot water", "my drain is clogged", "the thermostat is blank"]
WISHES += ["I smell gas in the kitchen", "the toilet keeps running"]
ENDS = ["since Monday", "this morning", "again", "and I have a baby here"]
OTHERS = ["every night", "for two weeks", "and it gets worse", "so please hurry"]
NAMES = ["James", "Mary", "Robert", "Linda", "Carlos", "Susan", "Wei", "Priya", "Ahmed", "Olga"]
SURNAMES = {"Street": ["Reyes", "Tran", "Kowalski", "Abbott", "Hughes", "Novak"]}
SURNAMES["Avenue"] = ["Fischer", "Okafor", "Bennett", "Silva", "Dunlap", "Meyer"]
STREETS = [
    "Maple",
    "Oak",
    "Elm",
    "Cedar",
    "Walnut",
    "Birch",
    "Chestnut",
    "Juniper",
    "Aspen",
    "Willow",
]


def utterances(ends: list[str], kind: str, seed: int) -> list[str]:
    """200 texts; other ends, kinds of street and seeds give others with the same beginnings."""
    rng = random.Random(seed)
    found = [f"{wish} {end}" for wish, end in itertools.product(WISHES, ends)]
    found += [f"my name is {one} {other}" for one in NAMES for other in SURNAMES[kind]]
    found += [f"{rng.randrange(100, 9999)} {street} {kind}" for street in STREETS for _ in range(5)]
    while len(found) < 200 - len(SHORT):
        found.append(" ".join(rng.choices(DIGITS, k=rng.randrange(3, 11))))
    return found[: 200 - len(SHORT)]


def planted(ulaw: bytes, rng: random.Random) -> bytes:
    """Somewhere in a recording, louder or softer, in noise 10 to 30 dB below."""
    sound: NDArray[np.float64] = np.frombuffer(audioop.ulaw2lin(ulaw, 2), "<i2").astype(np.float64)
    sound *= 10 ** (rng.uniform(-10, 5) / 20)
    quiet = [np.zeros(rng.randrange(12000)) for _ in range(2)]
    noise = np.sqrt((sound**2).mean()) * 10 ** (-rng.uniform(10, 30) / 20)
    whole = np.concatenate([quiet[0], sound, quiet[1]])
    whole += np.random.default_rng(rng.randrange(1 << 30)).normal(size=len(whole)) * noise
    return audioop.lin2ulaw(np.clip(np.rint(whole), -32768, 32767).astype("<i2").tobytes(), 2)


async def spoken(texts: list[str], voice: Voice) -> list[bytes]:
    return list(await asyncio.gather(*(voice.speak(text) for text in texts)))


@pytest.mark.parametrize("name", ["rms", "slt"])
def test_known_clips_are_heard_and_others_are_not(name: str, tmp_path: Path) -> None:
    voice, rng = Voice(tmp_path, name), random.Random(7)
    known = [*SHORT, *utterances(ENDS, "Street", 1)]
    others = utterances(OTHERS, "Avenue", 2)
    sounds = asyncio.run(spoken(known + others, voice))
    listener = Listener(Clip(*pair) for pair in zip(known, sounds, strict=False))
    right = [listener.hear(planted(one, rng)).text for one in sounds[: len(known)]]
    false = [listener.hear(planted(one, rng)).text for one in sounds[len(known) :]]
    wrong = [pair for pair in zip(known, right, strict=True) if pair[0] != pair[1]]
    assert len(wrong) <= 2, wrong
    heard = [pair for pair in zip(others, false, strict=True) if pair[1]]
    assert len(heard) <= 1, heard
