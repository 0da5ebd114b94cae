"""Sounds that are no interruption, in a random order: coughs, assent in words and hums, noises."""

from pathlib import Path
from random import Random

from simulators.caller import audio
from simulators.caller.noises import MAKERS, at_level
from simulators.caller.voice import Voice
from voicectl.bench.scripted import Sound

SPEAKERS = ("rms", "slt", "awb", "kal16")
WORDS = ("uh-huh", "uh huh", "yeah", "right", "okay")
"""What flite says well; people also say it slower than flite does."""
ASSENT_DB = (-12.0, -3.0)
"""Level of words of assent against full speech: people say them softly."""
NOISE_DB = (-12.0, 3.0)
COUGHS = ("cough", "cough", "cough", "throat")
NOISES = ("bang", "burst", "burst", "buzz")


async def sounds(seed: int, folder: Path, coughs: int, assents: int, noises: int) -> list[Sound]:
    """So many of each kind, in a random order. Raises VoiceError."""
    random = Random(seed)
    found = [_made("cough", random.choice(COUGHS), random) for _ in range(coughs)]
    found += [_made("noise", random.choice(NOISES), random) for _ in range(noises)]
    for place in range(assents):
        if place % 2:
            found.append(_made("assent", "hum", random, ASSENT_DB))
        else:
            found.append(await _word(random, folder))
    random.shuffle(found)
    return found


def _made(kind: str, maker: str, random: Random, level_db: tuple[float, float] = NOISE_DB) -> Sound:
    db = random.uniform(*level_db)
    return Sound(at_level(MAKERS[maker](random), db), f"{maker} {db:+.0f} dB", kind)


async def _word(random: Random, folder: Path) -> Sound:
    db = random.uniform(*ASSENT_DB)
    text, stretch = random.choice(WORDS), round(random.uniform(1.0, 1.4), 1)
    voice = Voice(
        folder, random.choice(SPEAKERS), stretch, round(audio.SPEECH_RMS * 10 ** (db / 20))
    )
    return Sound(await voice.speak(text), f"{voice.name}: {text} x{stretch} {db:+.0f} dB", "assent")
