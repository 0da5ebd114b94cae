"""Make further spoken numbers out of recorded single digits, as telephone audio.

The recorded set holds fictitious phone numbers only, all of one pattern (exchange 555, line 01xx).
These have random valid exchanges, so a recogniser that knows the pattern scores better there than
here. But so does one that finds a 5 or a 0 easier than a 4; hence the same numbers can be had with
the pattern, and with its digits in another order. The same seed gives the same audio, alike in
everything but the digits.
"""

import random
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from agent.audio import mulaw

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Audio = NDArray[np.float64]

RATE = 8000
PACKET = 160
KINDS: Mapping[str, tuple[int, tuple[int, ...]]] = {
    "phone10": (14, (3, 3, 4)),
    "phone7": (2, (3, 4)),
    "zip5": (2, (5,)),
    "code6": (2, (3, 3)),
}
"""How many of twenty, and the lengths of the groups."""
STYLES: Mapping[str, tuple[int, tuple[float, float], tuple[float, float]]] = {
    "fast": (5, (0.0, 0.06), (0.12, 0.3)),
    "normal": (9, (0.05, 0.2), (0.35, 0.8)),
    "slow": (3, (0.25, 0.55), (0.8, 1.6)),
    "longpause": (3, (0.1, 0.3), (1.5, 3.2)),
}
"""How many of twenty, seconds between digits, seconds between groups."""
TALKERS = 6
"""In babble: so many that no single one is understood."""
FICTITIOUS = "55501"
NOISES = ("white", "pink", "hum", "babble")
STUTTERS, REPEATS = 0.2, 0.05
"""Shares of the phone numbers."""

Exchange = Literal["random", "fictitious", "shuffled"]
"""Exchange and first two digits of the line: any valid ones; 555 and 01; those five digits in
another order, which no recogniser can know."""

Clips = dict[str, dict[str, list[bytes]]]
"""Speaker -> digit -> recordings, as mu-law."""


def recordings(archive: Path) -> Clips:
    """The single digits of `clips/SPEAKER/DIGIT_SPEAKER_INDEX.wav`. Raises OSError, ValueError."""
    found: Clips = {}
    try:
        with tarfile.open(archive) as file:
            for member in sorted(file.getmembers(), key=lambda one: one.name):
                content = file.extractfile(member) if member.name.endswith(".wav") else None
                if content is not None:
                    _, speaker, name = member.name.rsplit("/", 2)
                    takes = found.setdefault(speaker, {}).setdefault(name[0], [])
                    takes.append(_payload(content.read()))
    except tarfile.TarError as error:
        raise ValueError(f"{archive}: {error}") from error
    return found


def stitched(
    clips: Clips, count: int, seed: int, exchange: Exchange = "random"
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """`count` items in the shape of the recorded set's truth, each with its audio (mu-law)."""
    import numpy as np

    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        speaker = sorted(clips)[number % len(clips)]
        kind = _drawn(rng, {name: weight for name, (weight, _) in KINDS.items()})
        style = _drawn(rng, {name: weight for name, (weight, *_) in STYLES.items()})
        digits = _number(kind, random.Random(f"{seed}/{number}/digits"), exchange)
        event = _event(kind, rng)
        noise = rng.choice(NOISES) if rng.random() < 2 / 3 else None
        snr = rng.choice((10, 15, 15, 20, 25, 25)) if noise else None
        loss = rng.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 3))
        level = rng.choice((0, 0, -12, -6, 6))
        item = {
            "id": f"stitched_{number:04d}", "kind": kind, "speaker": speaker, "digits": digits,
            "style": style, "event": event, "noise": noise, "snr_db": snr, "loss_pct": loss,
            "level_db": level,
        }  # fmt: skip
        audio = _spoken(digits, item, clips[speaker], rng)
        if noise is not None and snr is not None:
            others = [clips[name] for name in sorted(clips) if name != speaker]
            audio = _noisy(audio, noise, snr, others, rng)
        audio *= 10 ** (level / 20.0)
        for start in range(0, len(audio), PACKET):
            if rng.random() < loss / 100.0:
                audio[start : start + PACKET] = 0.0
        pcm = np.clip(audio, -1.0, 1.0) * (mulaw.FULL_SCALE - 1.0)
        yield item, mulaw.encode(pcm.astype("<i2").tobytes())


def _payload(wav: bytes) -> bytes:
    """The mu-law samples of a RIFF file."""
    at = 12
    while at + 8 <= len(wav):
        size = int.from_bytes(wav[at + 4 : at + 8], "little")
        if wav[at : at + 4] == b"data":
            return wav[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise ValueError("a WAV file without samples")


def _drawn(rng: random.Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _number(kind: str, rng: random.Random, exchange: Exchange) -> str:
    """Random digits; a phone number is valid, or (with 555) as fictitious ones are."""
    import phonenumbers

    if not kind.startswith("phone"):
        return "".join(rng.choice("0123456789") for _ in range(sum(KINDS[kind][1])))
    while True:
        digits = str(rng.randrange(2_000_000_000, 10_000_000_000))
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(digits))
        if digits[3:6] != "555" and phonenumbers.is_valid_number(number):
            digits = digits[:3] + _middle(digits[3:8], exchange, rng) + digits[8:]
            return digits if kind == "phone10" else digits[3:]


def _middle(digits: str, exchange: Exchange, rng: random.Random) -> str:
    if exchange == "random":
        return digits
    if exchange == "fictitious":
        return FICTITIOUS
    while True:
        other = "".join(rng.sample(FICTITIOUS, len(FICTITIOUS)))
        if other[0] == "5" and other[:3] != "555":
            return other


def _event(kind: str, rng: random.Random) -> str | None:
    if not kind.startswith("phone"):
        return None
    drawn = rng.random()
    if drawn < STUTTERS:
        return "stutter"
    return "repeat_group" if drawn < STUTTERS + REPEATS else None


def _spoken(
    digits: str, item: Mapping[str, Any], takes: Mapping[str, Sequence[bytes]], rng: random.Random
) -> "Audio":
    """The digits one after the other with the pauses of the style, and what goes wrong."""
    import numpy as np

    _, between, apart = STYLES[item["style"]]
    parts = [_silence(rng.uniform(0.26, 0.7))]
    groups = KINDS[item["kind"]][1]
    stutter = rng.randrange(len(digits)) if item["event"] == "stutter" else -1
    ends = {sum(groups[:count]) for count in range(1, len(groups) + 1)}
    last = digits[-groups[-1] :] if item["event"] == "repeat_group" else ""
    for at, digit in enumerate(digits + last):
        if at == len(digits):
            parts.append(_silence(rng.uniform(0.5, 0.8)))
        audio = _samples(rng.choice(takes[digit]))
        if at == stutter:
            cut = min(len(audio), int(RATE * rng.uniform(0.06, 0.21)))
            parts += [audio[:cut], _silence(rng.uniform(0.16, 0.4))]
        parts += [audio, _silence(rng.uniform(*(apart if at + 1 in ends else between)))]
    parts[-1] = _silence(rng.uniform(0.4, 1.08))
    return np.concatenate(parts)


def _samples(ulaw: bytes) -> "Audio":
    import numpy as np

    return np.frombuffer(mulaw.decode(ulaw), dtype="<i2").astype(np.float64) / mulaw.FULL_SCALE


def _silence(seconds: float) -> "Audio":
    import numpy as np

    return np.zeros(int(seconds * RATE))


def _noisy(
    audio: "Audio", kind: str, snr: float, others: Sequence[Mapping[str, Sequence[bytes]]],
    rng: random.Random,
) -> "Audio":  # fmt: skip
    """With noise `snr` dB below the speech (the mean over the samples that are not silence)."""
    import numpy as np

    noise = _noise(kind, len(audio), others, np.random.default_rng(rng.getrandbits(32)))
    speech = float(np.mean(audio[np.abs(audio) > 0.0] ** 2))
    power = float(np.mean(noise**2)) or 1.0
    gain: float = np.sqrt(speech / power / 10 ** (snr / 10.0))
    return audio + noise * gain


def _noise(
    kind: str, count: int, others: Sequence[Mapping[str, Sequence[bytes]]],
    rng: "np.random.Generator",
) -> "Audio":  # fmt: skip
    import numpy as np

    if kind == "babble":
        talkers = (others[n % len(others)] for n in range(TALKERS))
        return sum((_talk(takes, count, rng) for takes in talkers), np.zeros(count))
    white = rng.standard_normal(count)
    if kind == "white":
        return white
    if kind == "hum":
        clock = np.arange(count) / RATE
        tones: Callable[[int], Audio] = lambda n: np.sin(2 * np.pi * 60.0 * n * clock) / n  # noqa: E731
        return sum((tones(n) for n in range(1, 6)), 0.05 * white)
    hertz = np.maximum(np.fft.rfftfreq(count, 1.0 / RATE), 20.0)
    return np.fft.irfft(np.fft.rfft(white) / np.sqrt(hertz), count)


def _talk(takes: Mapping[str, Sequence[bytes]], count: int, rng: "np.random.Generator") -> "Audio":
    """Somebody saying digits without end, from anywhere in the row."""
    import numpy as np

    parts: list[Audio] = []
    skipped = int(rng.integers(RATE))
    while sum(len(part) for part in parts) < count + skipped:
        said = takes[str(rng.integers(10))]
        parts.append(_samples(said[int(rng.integers(len(said)))]))
    return np.concatenate(parts)[skipped : skipped + count]
