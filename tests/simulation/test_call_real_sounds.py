"""Interruptions with real speech, the real voice activity model and no clock but the virtual one.

The caller's voice is flite's, coughs and bangs are made by program; the agent speaks tones.
"""

import asyncio
import audioop
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agent import models
from agent.audio import vad
from agent.audio.judging import CallDetector, Judging
from agent.events import Expecting
from agent.ports import Transcript
from agent.tongue import Tongue
from simulators.caller.noises import noise
from simulators.caller.voice import Voice
from simulators.world.call import world
from simulators.world.loop import run
from simulators.world.parrot import Parrot

pytestmark = pytest.mark.audio

VOICES = ("slt", "rms", "awb", "kal16")
PHRASES = (
    "wait a minute",
    "no that's wrong",
    "actually my furnace is out",
    "hold on, I have a question",
    "excuse me",
    "can I ask you something",
    "I need to speak to a person",
    "that's not my address",
)
MONOLOGUE = " ".join(f"word{number}" for number in range(60))
INTERRUPTED_MS = 250
"""From the caller's first sound to silence, 95 of 100."""
WRONG_STOPS = 3
"""Of 50 coughs, bangs and encouragements."""


class Told:
    """A recogniser that is told what was said."""

    def __init__(self, text: str) -> None:
        self._text = text

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        await asyncio.sleep(0.5)
        return Transcript(self._text, 0.9)


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], CallDetector]:
    shelf = models.Shelf(tmp_path_factory.mktemp("models"))
    try:
        session = vad.load(models.file(shelf, models.SILERO))
    except (models.ModelMissing, ImportError) as error:
        pytest.skip(str(error))
    return Judging(session).detector


@pytest.fixture(scope="module")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bytes]:
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    cache = tmp_path_factory.mktemp("voices")
    return lambda name, text: asyncio.run(Voice(cache, name).speak(text))


def on_a_line(sound: bytes, before: float, seed: int) -> bytes:
    """The sound after `before` seconds, with a line's soft hiss under all of it."""
    chance = random.Random(seed)
    length = int(before * 8000) + len(sound) + 5 * 8000
    hiss = b"".join(
        int(chance.gauss(0, 12)).to_bytes(2, "little", signed=True) for _ in range(length)
    )
    pcm = bytes(2 * int(before * 8000)) + audioop.ulaw2lin(sound, 2)
    return audioop.lin2ulaw(audioop.add(hiss, pcm.ljust(2 * length, b"\0"), 2), 2)


def reaction(
    sound: bytes, text: str, seed: int, detector: Callable[[], CallDetector]
) -> tuple[float, int, tuple[str, ...]]:
    """(seconds to the first silence over 150 ms, clears, what the dialogue heard)."""

    async def scene() -> tuple[float, int, tuple[str, ...]]:
        recognizer = Told(text)
        async with world(Parrot(MONOLOGUE), detector=detector, recognizer=recognizer) as here:
            before = 2.0 + random.Random(seed).random()
            here.line.speak(on_a_line(sound, before, seed))
            began = asyncio.get_running_loop().time() + before
            await asyncio.sleep(before + 4.0)
            times = [at for at, _ in here.line.heard.frames if at > began]
            last = began
            for at in times:
                if at - last > 0.15:
                    break
                last = at
            return last + 0.02 - began, len(here.line.heard.clears), here.state().heard

    return run(scene())


def test_caller_who_means_it_hears_silence_soon(
    detector: Callable[[], CallDetector], speak: Callable[[str, str], bytes]
) -> None:
    found = [
        reaction(speak(name, text), text, seed, detector)
        for seed, (name, text) in enumerate((name, text) for name in VOICES for text in PHRASES)
    ]
    times = sorted(seconds for seconds, _, _ in found)
    assert times[int(0.95 * len(times))] * 1000 <= INTERRUPTED_MS
    assert all(clears == 1 and len(heard) == 1 for _, clears, heard in found)


def test_sounds_that_are_no_interruption_rarely_stop_us(
    tmp_path: Path,
    detector: Callable[[], CallDetector],
    speak: Callable[[str, str], bytes],
) -> None:
    sounds = [(noise(kind, seed), "") for kind in ("cough", "bang") for seed in range(10)]
    sounds += [(noise("hum", seed), "") for seed in range(8)]
    sounds += [(noise("breath", seed), "") for seed in range(6)]
    sounds += [(speak(name, "uh-huh"), "uh-huh") for name in VOICES for _ in range(4)]
    found = [reaction(*sound, seed, detector) for seed, sound in enumerate(sounds)]
    assert len(found) == 50
    assert sum(clears > 0 for _, clears, _ in found) <= WRONG_STOPS
    assert all(heard == () for _, _, heard in found)
