"""Between a mouth and us: microphone, room, noise, level, lost packets, mu-law."""

import numpy as np
from numpy.typing import NDArray

from agent.audio import mulaw

RATE = 8000
Audio = NDArray[np.float32]
NOISES = ("white", "pink", "hum", "fan", "street", "babble")
LIKELY = (0.14, 0.16, 0.14, 0.12, 0.12, 0.32)
QUIET = 0.28
"""Share of windows without added noise."""


def shaped(audio: Audio, rng: np.random.Generator) -> Audio:
    """Through another microphone, room and telephone: a random smooth response and short echo."""
    spectrum = np.fft.rfft(audio)
    hertz = np.fft.rfftfreq(len(audio), 1.0 / RATE)
    points = np.array([0, 200, 500, 1000, 1700, 2500, 3400, 4000], dtype=np.float64)
    gains = np.cumsum(rng.normal(0.0, 2.5, len(points)))
    gains -= gains.mean()
    if rng.random() < 0.5:  # the band of a telephone
        gains[0] -= 25.0
        gains[-1] -= 20.0
    out = np.fft.irfft(spectrum * 10 ** (np.interp(hertz, points, gains) / 20.0), len(audio))
    if rng.random() < 0.35:
        out = _in_room(out, rng)
    if rng.random() < 0.08:  # an overdriven microphone
        limit = np.abs(out).max() * rng.uniform(0.15, 0.6)
        out = np.clip(out, -limit, limit)
    return out.astype(np.float32)


def _in_room(audio: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    length = int(RATE * rng.uniform(0.05, 0.4))
    echo = rng.normal(0.0, 1.0, length) * np.exp(-np.arange(length) / (length / 6.0))
    echo *= rng.uniform(0.1, 0.7) / np.sqrt((echo**2).sum())
    echo[0] += 1.0
    size = len(audio) + length
    return np.fft.irfft(np.fft.rfft(audio, size) * np.fft.rfft(echo, size), size)[: len(audio)]


def noise(kind: str, count: int, rng: np.random.Generator, babble: list[Audio]) -> Audio:
    """White, pink, mains hum, fan, passing cars, or people talking (`babble`)."""
    if kind == "babble":
        out = np.zeros(count)
        for one in babble:
            out += np.resize(np.roll(one, int(rng.integers(len(one)))), count) * rng.uniform(0.5, 1)
        return out.astype(np.float32)
    white = rng.normal(0.0, 1.0, count)
    if kind == "white":
        return white.astype(np.float32)
    hertz = np.fft.rfftfreq(count, 1.0 / RATE)
    tilt = 1.0 if kind == "pink" else 2.0
    out = np.fft.irfft(np.fft.rfft(white) / np.maximum(hertz, 20.0) ** (tilt / 2.0), count)
    out /= np.sqrt((out**2).mean()) + 1e-9
    clock = np.arange(count) / RATE
    if kind == "street":
        swell = sum(
            np.sin(2 * np.pi * (rng.uniform(0.05, 0.6) * clock + rng.random())) for _ in "abc"
        )
        out *= np.exp(0.5 * swell)
    if kind in ("hum", "fan"):
        mains = float(rng.choice((50.0, 60.0)))
        tones = sum(
            rng.uniform(0.1, 1.0) / n * np.sin(2 * np.pi * (mains * n * clock + rng.random()))
            for n in range(1, 9)
        )
        out = (0.1 if kind == "hum" else 0.7) * out + tones
    return np.asarray(out, dtype=np.float32)


def telephone(audio: Audio, rng: np.random.Generator, babble: list[Audio]) -> tuple[Audio, str]:
    """Noise, level, lost packets and mu-law on a whole window; and what noise it was."""
    level = 10 ** (rng.uniform(-22.0, 6.0) / 20.0)
    out = audio / (np.abs(audio).max() + 1e-6) * level
    kind = "none" if rng.random() < QUIET else str(rng.choice(NOISES, p=LIKELY))
    if kind != "none":
        added = noise(kind, len(out), rng, babble)
        loud = out[np.abs(out) > np.abs(out).max() * 0.03]
        power = float((loud**2).mean()) if len(loud) else 1e-4
        # A single talker as loud as the caller would be a second caller, not noise.
        snr = rng.uniform(8.0 if kind == "babble" and len(babble) < 3 else 4.0, 28.0)
        out = out + added * np.sqrt(power / ((added**2).mean() + 1e-12) / 10 ** (snr / 10.0))
    if rng.random() < 0.35:
        lost = rng.random(len(out) // 160 + 1) < rng.uniform(0.0, 0.05)
        out = out * ~np.repeat(lost, 160)[: len(out)]
    pcm = (np.clip(out, -1.0, 1.0) * 32000).astype("<i2").tobytes()
    back = np.frombuffer(mulaw.decode(mulaw.encode(pcm)), dtype="<i2")
    return (back.astype(np.float32) / np.float32(mulaw.FULL_SCALE)).astype(np.float32), kind
