"""Reads sound and silence off one channel of a recording (mu-law, 8 kHz), to 5 ms. Pure."""

import audioop
from collections.abc import Sequence
from math import ceil

RATE = 8000
BLOCK = 40
"""Samples judged at once: 5 ms."""
AUDIBLE = 150
"""16-bit RMS of a block that somebody hears; both channels are clean above it."""


def first_sound(
    ulaw: bytes, start: int, stop: int | None = None, *, least: int = AUDIBLE
) -> int | None:
    """The sample at which the first sound from `start` on begins; `least` is its 16-bit RMS."""
    stop = len(ulaw) if stop is None else min(stop, len(ulaw))
    for place in range(start, stop, BLOCK):
        if _sounds(ulaw[place : place + BLOCK], least):
            return place
    return None


def last_sound(ulaw: bytes, start: int, stop: int) -> int | None:
    """The sample just behind the last sound between `start` and `stop`."""
    for place in range(min(stop, len(ulaw)) - BLOCK, start - BLOCK, -BLOCK):
        if _sounds(ulaw[place : place + BLOCK]):
            return place + BLOCK
    return None


def longest_silence(ulaw: bytes, start: int, stop: int) -> int:
    """Samples of the longest silent stretch between `start` and `stop`."""
    longest = run = 0
    for place in range(start, min(stop, len(ulaw)), BLOCK):
        run = 0 if _sounds(ulaw[place : place + BLOCK]) else run + BLOCK
        longest = max(longest, run)
    return longest


def figures(values: Sequence[float], digits: int = 1) -> dict[str, float]:
    """Count, p50, p95, p99 (nearest rank, never below it) and max; zeros without values."""
    ranked = sorted(values)
    named = {"n": float(len(ranked))}
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)):
        place = max(0, ceil(share * len(ranked)) - 1)
        named[name] = round(ranked[place], digits) if ranked else 0.0
    return named


def _sounds(block: bytes, least: int = AUDIBLE) -> bool:
    return bool(block) and audioop.rms(audioop.ulaw2lin(block, 2), 2) >= least
