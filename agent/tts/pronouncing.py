"""Speak the rest of a text with one voice so that only whole words ever come out.

A voice that tells how far it is gets the text in one piece, and its words are let out as it tells
them. Any other gets short phrases; each is held until it is whole, and the next ones are asked for
meanwhile.
"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from agent.events import Language
from agent.ports import ProviderError, Spoken, Voice
from agent.tts.phrases import phrases
from agent.tts.spoken import spoken


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to speak."""

    text: str
    language: Language
    slow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a voice is asked."""

    words: int = 0
    """Most words of a phrase; 0: the text in one piece, for voices that tell how far they are."""
    ahead: int = 1
    """Phrases asked for at once."""


Emit = Callable[[Spoken], None]
"""Takes audio of whole words; `text_end` is a place in the whole text and rises each time."""


async def pronounce(voice: Voice, wanted: Wanted, start: int, manner: Manner, emit: Emit) -> None:
    """Speak `wanted.text[start:]`. Raises ProviderError; what was emitted then stays good."""
    if not manner.words:
        await _as_it_tells(voice, wanted, start, emit)
        return
    places = phrases(wanted.text, start, manner.words)
    gate = asyncio.Semaphore(manner.ahead)
    failed: ProviderError | None = None
    async with asyncio.TaskGroup() as group:
        asked = [
            group.create_task(_gathered(voice, wanted, begin, end, gate)) for begin, end in places
        ]
        for task, (_, end) in zip(asked, places, strict=True):
            audio = await task
            if isinstance(audio, ProviderError):
                failed = audio
                break
            emit(Spoken(audio, len(wanted.text) if task is asked[-1] else end))
        for task in asked:
            task.cancel()
    if failed is not None:
        raise failed


async def _gathered(
    voice: Voice, wanted: Wanted, begin: int, end: int, gate: asyncio.Semaphore
) -> bytes | ProviderError:
    """All audio of one phrase, or why there is none; a later phrase must not end an earlier one."""
    text = wanted.text[begin:end]
    audio = bytearray()
    await gate.acquire()
    try:
        stream = spoken(voice, text, wanted.language, slow=wanted.slow)
        async with aclosing(stream) as parts:
            async for part in parts:
                audio += part.audio
    except ProviderError as error:
        return error  # and no further phrase begins
    gate.release()
    return bytes(audio)


async def _as_it_tells(voice: Voice, wanted: Wanted, start: int, emit: Emit) -> None:
    text = wanted.text[start:]
    rest = text.lstrip()
    start += len(text) - len(rest)
    held, done = bytearray(), 0
    async with aclosing(spoken(voice, rest, wanted.language, slow=wanted.slow)) as parts:
        async for part in parts:
            held += part.audio
            if part.text_end > done:
                done = part.text_end
                emit(Spoken(bytes(held), start + done))
                held.clear()
    if held or not done:
        emit(Spoken(bytes(held), len(wanted.text)))
