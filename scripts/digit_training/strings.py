"""Stitch a bank into phone-like recordings and keep what Whisper's encoder makes of them.

`strings.py OUT.npz BANK.npz... --windows N --whisper DIRECTORY`. One window of the encoder holds
one or more spoken numbers; its labels are the number words in order. With `--unseen` one window is
one number, said by the voices that are kept out of training (`UNSEEN`).
"""

import argparse
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from alter import Audio, other_speaker, resampled, weak_onset
from numpy.typing import NDArray
from telephone import RATE, shaped, telephone
from words import CLASS, CONTRAST, FILLERS, SPOKEN_DIGITS

from agent.stt.whisper import Whisper

LONGEST = 14.4
"""Seconds of audio in a window of 15 s."""
GAPS = {  # seconds between digits, and between groups
    "run": ((0.0, 0.02), (0.05, 0.25)),
    "fast": ((0.0, 0.06), (0.1, 0.35)),
    "normal": ((0.05, 0.25), (0.25, 0.7)),
    "slow": ((0.2, 0.6), (0.6, 1.4)),
    "long": ((0.1, 0.35), (1.0, 3.0)),
}
SIZES = ((3, 3, 4), (3, 3, 4), (3, 4), (5,), (6,), (3, 2), (3, 3), (2, 2, 2), (4,), (1,), (2,))
PLAIN_SIZES = ((3, 3, 4), (3, 3, 4), (3, 4), (5,), (3, 3))
WEIGHTS = {"kokoro": 0.56, "espeak": 0.12, "flite": 0.08, "festival": 0.05, "pico": 0.09,
           "piper": 0.1}  # fmt: skip
WEAK = {"four": 0.4, "five": 0.3, "three": 0.2, "six": 0.2, "seven": 0.15, "zero": 0.1}
"""How often the telephone loses or weakens the onset of a word; of others `SELDOM`."""
SELDOM = 0.05
UNSEEN = ("am_fenrir", "bf_emma", "am_eric", "rms", "ked_diphone", "es-ES", "scotland", "pt+")
"""Voices that only measure; no training window holds them."""


class Voices:
    """Of all banks the voices to train with, or the others: speaker -> text -> recordings."""

    def __init__(self, paths: list[Path], *, unseen: bool) -> None:
        self.single: dict[str, dict[str, list[Audio]]] = {}
        self.groups: dict[str, list[tuple[list[str], Audio]]] = defaultdict(list)
        self.fillers: dict[str, list[Audio]] = defaultdict(list)
        for path in paths:
            self._add(path, unseen)
        by_kind: dict[str, list[str]] = defaultdict(list)
        for name in self.single:
            by_kind[name.split()[1]].append(name)
        self.by_kind = dict(by_kind)

    def _add(self, path: Path, unseen: bool) -> None:
        data = np.load(path)
        ends = np.cumsum(data["lengths"])
        samples = data["audio"]
        for speaker, text, end, length in zip(
            data["speakers"], data["texts"], ends, data["lengths"], strict=True
        ):
            if any(voice in str(speaker) for voice in UNSEEN) != unseen:
                continue
            audio = samples[end - length : end].astype(np.float32) / 32768.0
            name, words = f"{path.stem} {speaker}", text.split(",")
            if text in FILLERS:
                self.fillers[name].append(audio)
            elif len(words) == 1:
                self.single.setdefault(name, {}).setdefault(text, []).append(audio)
            else:
                self.groups[name].append((words, audio))

    def pick(self, rng: random.Random) -> str:
        """A speaker: first the engine, then one of its speakers."""
        kinds = [kind for kind in WEIGHTS if kind in self.by_kind]
        (kind,) = rng.choices(kinds, [WEIGHTS[kind] for kind in kinds])
        return rng.choice(self.by_kind[kind])


def number(
    voices: Voices, rng: random.Random, speaker: str, *, plain_only: bool = False
) -> tuple[Audio, list[int]]:
    """One spoken number of a speaker: stitched digits, groups, a stutter, words around it.

    `plain_only`: nothing but ten, seven, six or five single digits, all alike often.
    """
    (style,) = rng.choices(list(GAPS), (8, 10, 8, 3, 2))
    between, apart = GAPS[style]
    single, groups = voices.single[speaker], voices.groups[speaker]
    fillers = [] if plain_only else voices.fillers[speaker]
    parts: list[Audio] = []
    labels: list[int] = []
    if fillers and rng.random() < 0.15:
        parts += [rng.choice(fillers), silence(rng.uniform(0.02, 0.8))]
    connected = bool(groups) and not plain_only and rng.random() < 0.3
    sizes = rng.choice(PLAIN_SIZES if plain_only else SIZES)
    words = list(single)
    favoured = CONTRAST if not plain_only and rng.random() < 0.5 else SPOKEN_DIGITS
    plain = [word for word in favoured if word in single]
    for count in sizes:
        if connected and rng.random() < 0.7:
            said, audio = rng.choice(groups)
            parts += [audio]
            labels += [CLASS[word] for word in said]
        else:
            again = rng.choice(plain) if rng.random() < 0.12 else ""
            rare = 0.0 if plain_only else 0.06
            for _ in range(count):
                word = again or rng.choice(words if rng.random() < rare else plain)
                audio = rng.choice(single[word])
                if rng.random() < WEAK.get(word, SELDOM):
                    audio = weak_onset(audio, rng)
                if rng.random() < 0.03:
                    cut = int(len(audio) * rng.uniform(0.15, 0.55))
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


def window(
    voices: Voices, rng: random.Random, noises: np.random.Generator, *, single: bool
) -> tuple[Audio, list[int], str]:
    """Audio of up to 14.4 s, its labels, and who spoke first in what noise.

    Some hold a single number, as in a call, or (`single`) all do.
    """
    parts: list[Audio] = [silence(rng.uniform(0.0, 0.6))]
    labels: list[int] = []
    alone = single or rng.random() < 0.15
    misses, first = 0, ""
    while misses < 4:
        speaker = voices.pick(rng)
        audio, said = number(voices, rng, speaker, plain_only=single)
        if rng.random() < 0.7:
            audio = other_speaker(audio, rng)
        audio = shaped(audio, noises)
        audio /= np.abs(audio).max() + 1e-6
        audio *= rng.uniform(0.5, 1.0)
        if sum(map(len, parts)) + len(audio) > LONGEST * RATE:
            misses += 1 if labels else 0
            continue
        first = first or speaker
        parts += [audio, silence(rng.uniform(0.1, 0.7))]
        labels += said
        if alone:
            break
    babble = [_babbler(voices, rng) for _ in range(rng.choice((1, 2, 3, 4, 5, 6, 6)))]
    out, kind = telephone(np.concatenate(parts)[: int(LONGEST * RATE)], noises, babble)
    return out, labels, f"{first.split()[1]},{kind}"


def _babbler(voices: Voices, rng: random.Random) -> Audio:
    """Someone talking in the background: digits one by one, numbers and other words."""
    name = voices.pick(rng)
    single = voices.single[name]
    said = [rng.choice(single[rng.choice(list(single))]) for _ in range(8)]
    if rng.random() < 0.6:
        said += [*voices.fillers[name], *(audio for _, audio in voices.groups[name])]
    rng.shuffle(said)
    return np.concatenate(
        [part for one in said[:8] for part in (one, silence(rng.uniform(0, 0.1)))]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("banks", type=Path, nargs="+")
    parser.add_argument("--windows", type=int, required=True)
    parser.add_argument("--whisper", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unseen", action="store_true", help="numbers of the voices kept out")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop with fewer windows")
    given = parser.parse_args()
    rng, noises = random.Random(given.seed), np.random.default_rng(given.seed)
    voices = Voices(given.banks, unseen=given.unseen)
    whisper = Whisper(given.whisper, threads=1)
    encoded: list[NDArray[np.float16]] = []
    labels: list[list[int]] = []
    notes: list[str] = []
    began = time.monotonic()
    for _ in range(given.windows):
        audio, said, note = window(voices, rng, noises, single=given.unseen)
        encoded.append(whisper.frames(whisper.view(audio)).astype(np.float16))
        labels.append(said)
        notes.append(note)
        if time.monotonic() - began > given.minutes * 60:
            break
    np.savez(
        given.out, notes=np.array(notes),
        encoded=np.concatenate(encoded), frames=np.array([len(one) for one in encoded]),
        labels=np.concatenate(labels), counts=np.array([len(one) for one in labels]),
    )  # fmt: skip
    print(len(encoded), "windows", sum(map(len, labels)), "words", time.monotonic() - began, "s")


if __name__ == "__main__":
    main()
