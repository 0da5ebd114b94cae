"""Sounds people and their rooms make that are no speech: coughs, hums of assent, bangs, noise.

All are made by program; the same random numbers give the same sound. Flite can't hum ("mm-hm"
comes out as letters), so assent without words is made here, and only its words are spoken.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING

from simulators.caller import audio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = audio.RATE


def cough(random: Random) -> "NDArray[np.float64]":
    """One to three expulsions: a hard onset, noise through a throat's resonances, a fast decay."""
    import numpy as np

    parts = []
    formants = (random.uniform(450, 800), random.uniform(1100, 1700), random.uniform(2200, 3000))
    for number in range(random.choice((1, 2, 2, 3))):
        length = random.uniform(0.12, 0.25)
        noise = _through(formants, _noise(random, length), 250.0)
        voiced = _through(formants, _glottis(random, length, random.uniform(90, 200), 0.7), 150.0)
        burst = noise / noise.std() + random.uniform(0.0, 0.5) * voiced / voiced.std()
        parts.append(burst * _envelope(length, 0.008, random.uniform(14, 26)) * 0.8**number)
        parts.append(np.zeros(int(random.uniform(0.08, 0.3) * RATE)))
    return np.concatenate(parts[:-1])


def throat(random: Random) -> "NDArray[np.float64]":
    """Clearing the throat: a rough creak of irregular pulses."""
    length = random.uniform(0.25, 0.5)
    creak = _glottis(random, length, random.uniform(45, 75), 1.1, jitter=0.25)
    rough = _through((random.uniform(400, 600), 1200.0), creak, 300.0)
    return rough * _envelope(length, 0.04, 3.0)


def hum(random: Random) -> "NDArray[np.float64]":
    """ "Mm-hm": two nasal sounds with closed lips, the second one higher, a breath between."""
    import numpy as np

    pitch = random.choice((random.uniform(95, 140), random.uniform(170, 230)))
    first, second = random.uniform(0.12, 0.2), random.uniform(0.16, 0.28)
    parts = []
    for length, rise in ((first, 0.95), (second, random.uniform(1.1, 1.35))):
        voice = _glottis(random, length, pitch, rise)
        nasal = _through((random.uniform(230, 300),), voice, 90.0)
        parts.append(nasal * _envelope(length, 0.03, 1.5) * _release(length, 0.04))
        breath = _noise(random, random.uniform(0.04, 0.09)) * 0.02 * float(np.abs(nasal).max())
        parts.append(breath)
    return np.concatenate(parts[:-1])


def bang(random: Random) -> "NDArray[np.float64]":
    """A door or a dropped thing: a click, a thump, a rattle."""
    import numpy as np

    length = random.uniform(0.15, 0.4)
    time = np.arange(int(length * RATE)) / RATE
    thump = np.sin(2 * np.pi * random.uniform(70, 180) * time) * np.exp(-time * 18)
    rattle = _noise(random, length) * np.exp(-time * random.uniform(20, 50))
    return thump + random.uniform(0.3, 1.0) * rattle


def burst(random: Random) -> "NDArray[np.float64]":
    """A rush of air, a tap, a passing car: noise of some colour."""
    length = random.uniform(0.1, 0.9)
    noise = _coloured(random, length, random.uniform(0.0, 2.0))
    return noise * _envelope(length, random.uniform(0.005, 0.1), random.uniform(0.0, 3.0))


def buzz(random: Random) -> "NDArray[np.float64]":
    """A machine switched on for a moment: mains hum and its overtones."""
    import numpy as np

    length = random.uniform(0.2, 0.8)
    time = np.arange(int(length * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * 120 * n * time) / n for n in range(1, 9))
    return np.asarray(tone) * _envelope(length, 0.03, 0.5)


def breath(random: Random) -> "NDArray[np.float64]":
    """A breath blown over the microphone: soft coloured noise that dies away slowly."""
    length = random.uniform(0.5, 0.8)
    return _coloured(random, length, 0.7) * _envelope(length, 0.15, 2.0)


Maker = Callable[[Random], "NDArray[np.float64]"]
MAKERS: Mapping[str, Maker] = {
    "cough": cough,
    "throat": throat,
    "hum": hum,
    "bang": bang,
    "burst": burst,
    "buzz": buzz,
    "breath": breath,
}
USUAL_DB: Mapping[str, float] = {"cough": 2.0, "bang": 2.0, "hum": -6.0, "breath": -12.0}
"""Level against full speech where nothing else is said; others are as loud as speech."""


def noise(kind: str, seed: int = 0) -> bytes:
    """One sound at its usual level as mu-law, whole frames. Raises ValueError for other kinds."""
    if kind not in MAKERS:
        raise ValueError(f"no sound '{kind}'; there are: {', '.join(MAKERS)}")
    ulaw = at_level(MAKERS[kind](Random(seed)), USUAL_DB.get(kind, 0.0))
    return ulaw + b"\xff" * (-len(ulaw) % audio.FRAME)


def at_level(samples: "NDArray[np.float64]", db: float) -> bytes:
    """Samples of any scale as mu-law, `db` louder than speech."""
    return audio.to_ulaw(audio.level(samples, audio.SPEECH_RMS * 10 ** (db / 20)))


# --- parts of sounds -----------------------------------------------------------------------------


def _noise(random: Random, length: float) -> "NDArray[np.float64]":
    import numpy as np

    found: NDArray[np.float64] = np.random.default_rng(random.getrandbits(32)).standard_normal(
        int(length * RATE)
    )
    return found


def _coloured(random: Random, length: float, slope: float) -> "NDArray[np.float64]":
    """Noise whose power falls with frequency to the power of `slope`."""
    import numpy as np

    spectrum = np.fft.rfft(_noise(random, length))
    hertz = np.maximum(np.fft.rfftfreq(int(length * RATE), 1 / RATE), 60.0)
    return np.fft.irfft(spectrum * hertz ** (-slope / 2), int(length * RATE))


def _glottis(
    random: Random, length: float, pitch: float, rise: float, jitter: float = 0.01
) -> "NDArray[np.float64]":
    """Pulses of a voice whose pitch (Hz) glides to `rise` times itself."""
    import numpy as np

    samples = np.zeros(int(length * RATE))
    at = 0.0
    while at < length:
        samples[min(int(at * RATE), len(samples) - 1)] = 1.0
        now = pitch * (1 + (rise - 1) * at / length)
        at += (1 + random.gauss(0, jitter)) / now
    tilt = np.exp(-np.arange(40) / 8.0)  # the spectrum of a voice falls towards high frequencies
    return np.convolve(samples, tilt)[: len(samples)]


def _through(
    formants: tuple[float, ...], source: "NDArray[np.float64]", width: float
) -> "NDArray[np.float64]":
    """Source through parallel resonances (Hz) of this bandwidth."""
    import numpy as np

    hertz = np.fft.rfftfreq(len(source), 1 / RATE)
    gain = sum(1 / (1 + ((hertz - at) / width) ** 2) / (n + 1) for n, at in enumerate(formants))
    return np.fft.irfft(np.fft.rfft(source) * gain, len(source))


def _envelope(length: float, attack: float, decay: float) -> "NDArray[np.float64]":
    """Rises within `attack` seconds, then falls by `decay` nepers a second."""
    import numpy as np

    time = np.arange(int(length * RATE)) / RATE
    found: NDArray[np.float64] = np.minimum(1.0, time / attack) * np.exp(-decay * time)
    return found


def _release(length: float, seconds: float) -> "NDArray[np.float64]":
    import numpy as np

    time = np.arange(int(length * RATE)) / RATE
    found: NDArray[np.float64] = np.minimum(1.0, (length - time) / seconds)
    return found
