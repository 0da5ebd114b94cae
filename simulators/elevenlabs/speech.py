"""Text becomes speech in chunks, and chunks are handed out as a real service has them ready."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from simulators.elevenlabs.alignment import Char, aligned, cut, normalised
from simulators.elevenlabs.faults import SpeechFault
from simulators.elevenlabs.formats import Format, encode, pieces
from simulators.elevenlabs.service import Service

_LEAST = 0.02
"""Seconds: a shorter rest goes with the chunk before."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A message's worth of audio; times in seconds of its speech."""

    audio: bytes
    start: float
    end: float
    chars: Sequence[Char]
    normal: Sequence[Char]
    """The characters as they are read out."""


async def speak(service: Service, text: str, form: Format, fault: SpeechFault) -> list[Chunk]:
    """A whole text in chunks, one of which ends where the fault strikes."""
    rate = fault.rate or form.rate
    speech = await service.voice.speak(text, rate)
    ends = _ends(service, speech.seconds, fault.after)
    data = await encode(speech.samples, form)
    audio = pieces(data, form, ends, speech.seconds, rate)
    chars = aligned(text, speech.words, speech.seconds)
    spelled = normalised(chars)
    starts = [0.0, *ends[:-1]]
    parts = zip(audio, starts, ends, cut(chars, ends), cut(spelled, ends), strict=True)
    return [Chunk(*part) for part in parts]


def _ends(service: Service, seconds: float, after: float) -> list[float]:
    """Where chunks end: at lengths of the profile, and at a moment that is wished for."""
    found: list[float] = []
    at = 0.0
    while True:
        following = at + service.draw(service.plan.profile.chunk)
        if at < after < following:
            following = after
        if following >= seconds - _LEAST:
            return [*found, seconds]
        found.append(following)
        at = following


async def paced(service: Service, chunks: Sequence[Chunk], wait: float) -> AsyncIterator[Chunk]:
    """Each chunk when it is generated: the first after `wait` seconds, the rest at the speed."""
    loop = asyncio.get_running_loop()
    start = loop.time() + wait
    speed = service.draw(service.plan.profile.speed)
    for chunk in chunks:
        due = start + (chunk.end - chunks[0].end) / speed
        await asyncio.sleep(max(0.0, due - loop.time()))
        yield chunk


def first_byte(service: Service, fault: SpeechFault, *, waited: bool) -> float:
    """Seconds from the trigger of a generation to its first audio."""
    profile = service.plan.profile
    return service.draw(profile.first_byte) + fault.slow + (profile.queued if waited else 0.0)
