"""How much of a spoken clause was heard, given how much of its audio was played.

Pauses carry no words, so only the sounding part of the audio is shared out among the words. When
the audio shows exactly as many sounds as there are words (a voice that separates them), each word
has its own sound; else a word gets sounding time in proportion to its length.
"""

import audioop

from agent.call.clauses import word_ends

STEP = 80
"""Bytes (10 ms of mu-law) judged at once."""
SOUND_RMS = 250
"""Above this 16-bit RMS a step sounds (about -42 dB below full scale)."""
GAP_STEPS = 3
"""So many quiet steps in a row separate two sounds."""
HALF = 0.5
"""A word counts once half of it was played."""


def heard_part(text: str, audio: bytes, played: int) -> str:
    """The words of `text` heard when `played` bytes of its mu-law `audio` were played."""
    ends = word_ends(text)
    if played >= len(audio) and audio:
        return text
    if not ends or played <= 0:
        return ""
    count = _words_heard(text, ends, audio, played)
    return text[: ends[count - 1]] if count else ""


def replay_point(audio: bytes, played: int, back: int) -> int:
    """Where to go on after a cut: a quiet place at most `back` bytes before, else `back` bytes."""
    earliest = max(0, played - back)
    for place in range(played - played % STEP - STEP, earliest, -STEP):
        if not _sounds(audio[place : place + STEP]):
            return place
    return earliest


def _words_heard(text: str, ends: tuple[int, ...], audio: bytes, played: int) -> int:
    steps = [_sounds(audio[place : place + STEP]) for place in range(0, len(audio), STEP)]
    done = played // STEP
    sounds = _runs(steps)
    if len(sounds) == len(ends):
        return sum(1 for first, last in sounds if done >= first + (last - first) * HALF)
    sounding = sum(steps)
    if not sounding:
        return 0
    share = sum(steps[:done]) / sounding
    weights = _weights(text, ends)
    total, before, count = sum(weights), 0.0, 0
    for weight in weights:
        if share * total < before + weight * HALF:
            break
        before += weight
        count += 1
    return count


def _weights(text: str, ends: tuple[int, ...]) -> list[float]:
    """Spoken length of each word in letters; a digit is a whole spoken word of about four."""
    weights = []
    start = 0
    for end in ends:
        word = text[start:end].strip()
        digits = sum(sign.isdigit() for sign in word)
        weights.append(1.5 + sum(sign.isalpha() for sign in word) + 4.0 * digits)
        start = end
    return weights


def _runs(steps: list[bool]) -> list[tuple[int, int]]:
    """(first, last + 1) of each sound; gaps shorter than `GAP_STEPS` do not separate."""
    runs: list[tuple[int, int]] = []
    for place, sounding in enumerate(steps):
        if not sounding:
            continue
        if runs and place - runs[-1][1] < GAP_STEPS:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _sounds(step: bytes) -> bool:
    return bool(step) and audioop.rms(audioop.ulaw2lin(step, 2), 2) >= SOUND_RMS
