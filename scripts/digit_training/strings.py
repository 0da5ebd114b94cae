"""Stitch a bank into phone-like recordings and keep what Whisper's encoder makes of them.

`strings.py OUT.npz BANK.npz... --windows N --whisper DIRECTORY`. One window of the encoder holds
one or more spoken numbers; its labels are the number words in order. Audio is what a telephone
gives: mu-law at 8 kHz, noise, lost packets, other microphones and rooms.
"""

import argparse
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from words import CLASS, FILLERS

from agent.audio import mulaw
from agent.stt.whisper import Whisper

RATE = 8000
LONGEST = 14.4
"""Seconds of audio in a window of 15 s."""
Audio = NDArray[np.float32]
GAPS = {  # seconds between digits, and between groups
    "run": ((0.0, 0.02), (0.05, 0.25)),
    "fast": ((0.0, 0.06), (0.1, 0.35)),
    "normal": ((0.05, 0.25), (0.25, 0.7)),
    "slow": ((0.2, 0.6), (0.6, 1.4)),
    "long": ((0.1, 0.35), (1.0, 3.0)),
}


class Voices:
    """All banks: speaker -> text -> recordings."""

    def __init__(self, paths: list[Path]) -> None:
        self.single: dict[str, dict[str, list[Audio]]] = {}
        self.groups: dict[str, list[tuple[list[str], Audio]]] = defaultdict(list)
        self.fillers: dict[str, list[Audio]] = defaultdict(list)
        for path in paths:
            data = np.load(path)
            ends = np.cumsum(data["lengths"])
            samples = data["audio"]
            for speaker, text, end, length in zip(
                data["speakers"], data["texts"], ends, data["lengths"], strict=True
            ):
                audio = samples[end - length : end].astype(np.float32) / 32768.0
                name, words = f"{path.stem} {speaker}", text.split(",")
                if text in FILLERS:
                    self.fillers[name].append(audio)
                elif len(words) == 1:
                    self.single.setdefault(name, {}).setdefault(text, []).append(audio)
                else:
                    self.groups[name].append((words, audio))
        by_kind: dict[str, list[str]] = defaultdict(list)
        for name in self.single:
            by_kind[name.split()[1]].append(name)
        self.by_kind = dict(by_kind)

    def pick(self, rng: random.Random, weights: dict[str, float]) -> str:
        """A speaker: first the engine, then one of its speakers."""
        kinds = [kind for kind in weights if kind in self.by_kind]
        (kind,) = rng.choices(kinds, [weights[kind] for kind in kinds])
        return rng.choice(self.by_kind[kind])


WEIGHTS = {"kokoro": 0.56, "espeak": 0.14, "flite": 0.08, "festival": 0.05, "pico": 0.09,
           "piper": 0.08}  # fmt: skip


def number(voices: Voices, rng: random.Random, speaker: str) -> tuple[Audio, list[int]]:
    """One spoken number of a speaker: stitched digits, groups, a stutter, words around it."""
    (style,) = rng.choices(list(GAPS), (10, 10, 6, 1, 1))
    between, apart = GAPS[style]
    single, groups = voices.single[speaker], voices.groups[speaker]
    fillers = voices.fillers[speaker]
    parts: list[Audio] = []
    labels: list[int] = []
    if fillers and rng.random() < 0.15:
        parts += [rng.choice(fillers), silence(rng.uniform(0.02, 0.8))]
    connected = bool(groups) and rng.random() < 0.3
    sizes = rng.choice(((3, 3, 4), (3, 4), (5,), (6,), (3, 2), (3, 3), (2, 2, 2), (4,), (1,), (2,)))
    words = list(single)
    plain = [word for word in words if CLASS[word] <= 10]
    for count in sizes:
        if connected and rng.random() < 0.7:
            said, audio = rng.choice(groups)
            parts += [audio]
            labels += [CLASS[word] for word in said]
        else:
            again = rng.choice(plain) if rng.random() < 0.12 else ""
            for _ in range(count):
                word = again or rng.choice(words if rng.random() < 0.06 else plain)
                audio = rng.choice(single[word])
                if rng.random() < 0.03:
                    cut = int(len(audio) * rng.uniform(0.2, 0.45))
                    parts += [faded(audio[:cut]), silence(rng.uniform(0.1, 0.6))]
                parts += [varied(audio, rng), silence(rng.uniform(*between))]
                labels.append(CLASS[word])
        parts.append(silence(rng.uniform(*apart)))
        if fillers and rng.random() < 0.03:
            parts += [rng.choice(fillers), silence(rng.uniform(0.02, 0.5))]
    return np.concatenate(parts), labels


def silence(seconds: float) -> Audio:
    return np.zeros(int(seconds * RATE), dtype=np.float32)


def faded(audio: Audio) -> Audio:
    """With a short end, as where somebody stops in a word."""
    end = min(len(audio), 160)
    out = audio.copy()
    out[len(out) - end :] *= np.linspace(1.0, 0.0, end, dtype=np.float32)
    return out


def varied(audio: Audio, rng: random.Random) -> Audio:
    """Another take: a little faster or slower, louder or softer, its edges cut closer."""
    out = resampled(audio, rng.uniform(0.94, 1.06)) * rng.uniform(0.6, 1.0)
    if rng.random() < 0.3 and len(out) > 1600:
        out = out[rng.randint(0, 240) : len(out) - rng.randint(1, 400)]
    return out.astype(np.float32)


def resampled(audio: Audio, factor: float) -> Audio:
    """Faster and higher (factor > 1) or slower and lower."""
    count = max(1, int(len(audio) / factor))
    positions = np.linspace(0.0, len(audio) - 1.0, count)
    return np.interp(positions, np.arange(len(audio)), audio).astype(np.float32)


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
        length = int(RATE * rng.uniform(0.05, 0.3))
        echo = rng.normal(0.0, 1.0, length) * np.exp(-np.arange(length) / (length / 6.0))
        echo *= rng.uniform(0.1, 0.6) / np.sqrt((echo**2).sum())
        echo[0] += 1.0
        size = len(out) + length
        out = np.fft.irfft(np.fft.rfft(out, size) * np.fft.rfft(echo, size), size)[: len(audio)]
    return out.astype(np.float32)


def noise(kind: str, count: int, rng: np.random.Generator, babble: list[Audio]) -> Audio:
    """White, pink, mains hum, fan, or several people talking."""
    white = rng.normal(0.0, 1.0, count)
    if kind == "white":
        return white.astype(np.float32)
    if kind == "babble":
        out = np.zeros(count)
        for one in babble:
            out += np.resize(np.roll(one, int(rng.integers(len(one)))), count)
        return out.astype(np.float32)
    hertz = np.fft.rfftfreq(count, 1.0 / RATE)
    tilt = 1.0 if kind == "pink" else 2.0
    out = np.fft.irfft(np.fft.rfft(white) / np.maximum(hertz, 20.0) ** (tilt / 2.0), count)
    out /= np.sqrt((out**2).mean()) + 1e-9
    if kind in ("hum", "fan"):
        mains = float(rng.choice((50.0, 60.0)))
        clock = np.arange(count) / RATE
        tones = sum(
            rng.uniform(0.1, 1.0) / n * np.sin(2 * np.pi * (mains * n * clock + rng.random()))
            for n in range(1, 9)
        )
        out = (0.1 if kind == "hum" else 0.7) * out + tones
    return np.asarray(out, dtype=np.float32)


def telephone(audio: Audio, rng: np.random.Generator, babble: list[Audio]) -> Audio:
    """Noise, level, lost packets and mu-law on a whole window."""
    level = 10 ** (rng.uniform(-20.0, 3.0) / 20.0)
    out = audio / (np.abs(audio).max() + 1e-6) * level
    if rng.random() < 0.75:
        kind = str(rng.choice(("white", "pink", "hum", "fan", "babble")))
        added = noise(kind, len(out), rng, babble)
        loud = out[np.abs(out) > np.abs(out).max() * 0.03]
        power = float((loud**2).mean()) if len(loud) else 1e-4
        snr = rng.uniform(3.0, 32.0)
        out = out + added * np.sqrt(power / ((added**2).mean() + 1e-12) / 10 ** (snr / 10.0))
    if rng.random() < 0.35:
        lost = rng.random(len(out) // 160 + 1) < rng.uniform(0.0, 0.05)
        out = out * ~np.repeat(lost, 160)[: len(out)]
    pcm = (np.clip(out, -1.0, 1.0) * 32000).astype("<i2").tobytes()
    back = np.frombuffer(mulaw.decode(mulaw.encode(pcm)), dtype="<i2")
    return (back.astype(np.float32) / np.float32(mulaw.FULL_SCALE)).astype(np.float32)


def window(
    voices: Voices, rng: random.Random, noises: np.random.Generator
) -> tuple[Audio, list[int]]:
    """Audio of up to 14.4 s and its labels; some hold a single number, as in a call."""
    parts: list[Audio] = [silence(rng.uniform(0.0, 0.6))]
    labels: list[int] = []
    full = rng.random() < 0.85
    misses = 0
    while misses < 4:
        speaker = voices.pick(rng, WEIGHTS)
        audio, said = number(voices, rng, speaker)
        audio = shaped(resampled(audio, rng.uniform(0.87, 1.15)), noises)
        audio /= np.abs(audio).max() + 1e-6
        audio *= rng.uniform(0.5, 1.0)
        if sum(map(len, parts)) + len(audio) > LONGEST * RATE:
            misses += 1 if labels else 0
            continue
        parts += [audio, silence(rng.uniform(0.1, 0.7))]
        labels += said
        if not full:
            break
    babble = [_babbler(voices, rng) for _ in range(5)]
    return telephone(np.concatenate(parts)[: int(LONGEST * RATE)], noises, babble), labels


def _babbler(voices: Voices, rng: random.Random) -> Audio:
    """Someone talking in the background: connected words."""
    name = voices.pick(rng, WEIGHTS)
    said = [*voices.fillers[name], *(audio for _, audio in voices.groups[name])]
    rng.shuffle(said)
    return np.concatenate(said[:5]) if said else silence(1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("banks", type=Path, nargs="+")
    parser.add_argument("--windows", type=int, required=True)
    parser.add_argument("--whisper", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9)
    given = parser.parse_args()
    rng, noises = random.Random(given.seed), np.random.default_rng(given.seed)
    voices = Voices(given.banks)
    whisper = Whisper(given.whisper, threads=1)
    encoded: list[NDArray[np.float16]] = []
    labels: list[list[int]] = []
    began = time.monotonic()
    for _ in range(given.windows):
        audio, said = window(voices, rng, noises)
        view = whisper.view(audio)
        frames = min(750, int(len(audio) / RATE * 50) + 15)
        encoded.append(np.array(view.encoded)[0, :frames].astype(np.float16))
        labels.append(said)
        if time.monotonic() - began > given.minutes * 60:
            break
    np.savez(
        given.out,
        encoded=np.concatenate(encoded), frames=np.array([len(one) for one in encoded]),
        labels=np.concatenate(labels), counts=np.array([len(one) for one in labels]),
    )  # fmt: skip
    print(len(encoded), "windows", sum(map(len, labels)), "words", time.monotonic() - began, "s")


if __name__ == "__main__":
    main()
