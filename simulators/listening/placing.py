"""Is this clip in the recording at this place? Decided by the samples themselves.

A clip that was played is a copy: after a change of level and some noise its samples still agree
with the recording's, block by block. Other speech, even of the same voice, agrees nowhere for long.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.listening.sound import HOP, Samples

BLOCK = 160
"""Samples that are compared at a time: one frame of a telephone line."""
_CLEAR = 0.8
"""Correlation of blocks that make it worth looking for moves."""
_ALIGNED = 0.6
"""Correlation that an anchor must reach."""
_TOLERANCE = 0.12
"""Correlation that a block may lack, beside what the recording's noise takes."""
_MOST_NOISE = 0.6
_ACCEPTED = 0.86
"""Share of a clip, by level, that must be the same sound."""
_SHORTEST = 8
"""Blocks that must agree, unless the clip has fewer."""
_ANCHOR = 2000
"""Samples that are slid along the recording to find the exact place."""
_ANCHORS = 3
_SLACK = HOP + 80
_MOVED = range(-6, 7)
"""Frames lost or doubled move the rest of a clip by so many blocks."""
_MOVE = 1.5
"""What a move must gain, in blocks that agree."""
_EDGE = 4
"""Blocks at either end that may be too weak to agree."""
_OTHER = 6
"""Blocks of other sound in a row that are another word."""
_NEXT = 15
"""Blocks beside the end of a clip that was cut: silence, or it is speech that began alike."""
_STRONG = 0.01
"""Energy, as a share of the loudest block's, of blocks that carry a word."""
_SOLID = 3.0
"""Energy above the noise, in times of it, from which on a block must agree."""
_FOLLOWED = 0.7
"""Mean correlation, each block at its best move, from which on a path is looked for."""
_QUIET = 0.1
"""Energy, as a share of the clip's own, below which the recording is silent."""
_FAINT = 3e-4
"""Blocks so much weaker than the loudest say nothing."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A clip found in a recording; samples of the clip and of the recording."""

    offset: int
    """Where the clip begins in the recording; may be negative."""
    first: int
    """First sample of the clip that was heard."""
    last: int
    """End of what was heard of the clip."""
    whole: bool
    """Nothing that sounds is missing at its beginning or end."""
    score: float
    """Share of the clip that is the same sound, 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Blocks:
    """A clip and the recording under it, block by block."""

    alike: NDArray[np.float32]
    """Correlation; 0 where the clip is silent or outside of the recording."""
    clip: NDArray[np.float32]
    """Energy of the clip."""
    heard: NDArray[np.float32]
    """Energy of the recording."""


def place(heard: Samples, floor: float, clip: Samples, near: int) -> Placed | None:
    """The clip at about this offset (samples, to within a frame), if it is truly there."""
    tried = set()
    for start in _anchors(clip, max(0, -near), min(len(clip), len(heard) - near)):
        offset = _aligned(heard, clip, start, near, _SLACK)
        if offset is None or offset in tried:
            continue
        tried.add(offset)
        placed = place_at(heard, floor, clip, offset)
        if placed is not None:
            return placed
    return None


def place_at(heard: Samples, floor: float, clip: Samples, offset: int) -> Placed | None:
    """The clip at exactly this offset, if it is there; followed where lost frames move it."""
    still = _compared(heard, clip, offset)
    placed = _judged(still, floor, offset)
    if placed and (placed.whole or offset + placed.last >= len(heard) - _EDGE * BLOCK):
        return placed
    if (still.alike >= _CLEAR).sum() < _SHORTEST:
        return placed
    moved = [_compared(heard, clip, offset + move * BLOCK) for move in _MOVED]
    followed = _judged(_followed(moved), floor, offset)
    return max(placed, followed, key=_length)


def _length(placed: Placed | None) -> int:
    return placed.last - placed.first if placed else 0


def _followed(moved: list[_Blocks]) -> _Blocks:
    """The path through the moves along which most agrees: each move costs something."""
    alike = np.stack([one.alike for one in moved])
    energy = moved[0].clip
    weights = np.sqrt(energy / max(float(energy.mean()), 1e-12))
    if float((alike.max(axis=0) * weights).sum()) < _FOLLOWED * float(weights.sum()):
        return moved[len(moved) // 2]
    gains = alike * weights
    total = gains[:, 0].copy()
    before = np.zeros(alike.shape, np.int64)
    stay = np.arange(len(moved))
    for block in range(1, alike.shape[1]):
        best = int(total.argmax())
        move = total[best] - _MOVE > total
        before[:, block] = np.where(move, best, stay)
        total = np.where(move, total[best] - _MOVE, total) + gains[:, block]
    path = np.empty(alike.shape[1], np.int64)
    path[-1] = int(total.argmax())
    for block in range(len(path) - 1, 0, -1):
        path[block - 1] = before[path[block], block]
    blocks = np.arange(len(path))
    heard = np.stack([one.heard for one in moved])
    return _Blocks(alike[path, blocks], energy, heard[path, blocks])


def _judged(blocks: _Blocks, noise: float, offset: int) -> Placed | None:
    sounding = blocks.clip > blocks.clip.max(initial=0.0) * _FAINT
    clear = np.sqrt(1.0 - np.minimum(noise / np.maximum(blocks.heard, 1e-9), _MOST_NOISE))
    same = sounding & (blocks.alike >= clear - _TOLERANCE)
    agreeing = np.flatnonzero(same)
    if len(agreeing) < min(_SHORTEST, int(sounding.sum())) or not len(agreeing):
        return None
    first, last = int(agreeing[0]), int(agreeing[-1]) + 1
    gain = np.median(blocks.heard[agreeing] / blocks.clip[agreeing])
    played = np.zeros(len(sounding), np.bool_)
    played[first:last] = True
    played |= blocks.heard - noise > _QUIET * gain * blocks.clip
    counted = sounding & played
    weights = np.sqrt(blocks.clip)
    score = float(weights[counted & same].sum() / weights[counted].sum())
    solid = (gain * blocks.clip > _SOLID * noise) & (blocks.clip > blocks.clip.max() * _STRONG)
    ends = np.flatnonzero(solid)
    if score < _ACCEPTED or not len(ends) or _contradicted(same[solid & played]):
        return None
    begun, ended = first <= ends[0] + _EDGE, last > ends[-1] - _EDGE
    other = blocks.heard > np.maximum(_SOLID * noise, gain * blocks.clip.max() * _STRONG)
    if not begun and other[max(0, first - _NEXT) : first].sum() > _EDGE:
        return None
    if not ended and other[last : last + _NEXT].sum() > _EDGE:
        return None
    return Placed(offset, first * BLOCK, last * BLOCK, bool(begun and ended), score)


def _contradicted(same: NDArray[np.bool_]) -> bool:
    """Other words lie where the clip's should: a long run of sound that is not the same."""
    marks = np.flatnonzero(np.concatenate([[True], same, [True]]))
    return bool(np.diff(marks).max() > _OTHER)


def noise(heard: Samples) -> float:
    """Energy of a block of a recording in which nobody speaks."""
    count = len(heard) // BLOCK
    if not count:
        return 0.0
    blocks = heard[: count * BLOCK].reshape(count, BLOCK)
    return float(np.percentile((blocks * blocks).sum(axis=1), 10))


def _compared(heard: Samples, clip: Samples, offset: int) -> _Blocks:
    count = max(len(clip) // BLOCK, 1)
    under = np.zeros(count * BLOCK, np.float32)
    start, end = max(0, offset), min(len(heard), offset + len(under))
    if end > start:
        under[start - offset : end - offset] = heard[start:end]
    ours = np.zeros(count * BLOCK, np.float32)
    ours[: len(clip)] = clip[: len(ours)]
    left, right = ours.reshape(count, BLOCK), under.reshape(count, BLOCK)
    clip_energy, heard_energy = (left * left).sum(axis=1), (right * right).sum(axis=1)
    alike = (left * right).sum(axis=1) / np.sqrt(clip_energy * heard_energy + 1e-12)
    return _Blocks(alike, clip_energy, heard_energy)


def _anchors(clip: Samples, start: int, end: int) -> list[int]:
    """The loudest stretches of the clip between two samples, each beside the others."""
    count = (end - start) // BLOCK
    if count < 1:
        return []
    part = clip[start : start + count * BLOCK].reshape(count, BLOCK)
    energy = (part * part).sum(axis=1)
    width = min(_ANCHOR // BLOCK, count)
    sums = np.convolve(energy, np.ones(width, np.float32), "valid")
    found = []
    for _ in range(_ANCHORS):
        best = int(sums.argmax())
        if sums[best] <= 0:
            break
        found.append(start + best * BLOCK)
        sums[max(0, best - width + 1) : best + width] = 0.0
    return found


def _aligned(heard: Samples, clip: Samples, start: int, near: int, slack: int) -> int | None:
    """The exact offset at which the clip's sound from `start` on agrees with the recording."""
    anchor = clip[start : start + _ANCHOR]
    first = start + near - slack
    span = np.zeros(len(anchor) + 2 * slack, np.float32)
    low, high = max(0, first), min(len(heard), first + len(span))
    if high <= low:
        return None
    span[low - first : high - first] = heard[low:high]
    size = -(-len(span) // 60) * 60  # what wraps around lies beyond the sums that are looked at
    product = np.fft.rfft(span, size) * np.fft.rfft(anchor, size).conj()
    sums = np.fft.irfft(product, size)[: 2 * slack + 1]
    energy = np.concatenate([np.zeros(1), np.cumsum(span.astype(np.float64) ** 2)])
    under = energy[len(anchor) :] - energy[: len(energy) - len(anchor)]
    own = float((anchor.astype(np.float64) ** 2).sum())
    alike = sums / np.sqrt(np.maximum(under, own * 1e-4) * own + 1e-12)
    best = int(alike.argmax())
    return near - slack + best if alike[best] >= _ALIGNED else None
