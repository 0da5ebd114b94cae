"""Whether audio can be what a text sounds like, before anybody hears it.

It finds what a provider's "200 OK" hides: nothing but silence, a text that breaks off, audio at
another rate. It does not understand speech: other words of the same length pass.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.ports import Spoken
from agent.resilience.outcomes import Evidence, Failure
from agent.tts.usual import EDGE_S, Usual, rough_seconds

BYTES_PER_SECOND = 8000
QUIET = bytes(code for code in range(256) if (~code & 0x7F) < 0x18)
"""Mu-law codes of amplitudes below about 0.4 % of full scale (G.711)."""
SHEER_S = 0.0005
"""Speech that is cut off in the midst of a sound has less silence behind it: no four samples."""
LEAST_SOUND = 0.03
"""Share of the samples that are louder in any speech."""


async def checked(
    source: AsyncGenerator[Spoken, None], text: str, usual: Usual
) -> AsyncGenerator[Spoken, None]:
    """The same speech. Raises Failure (malformed, truncated) as soon as it can't be the text.

    What a voice is known to have spoken is checked when it says so, the whole at the end; parts
    are only safe to play once a later part with a place, or the end, has come through.
    """
    length, sound, told, longest = 0, 0, 0, usual.limits(text)[1] + EDGE_S
    first: int | None = None
    last = 0
    async with aclosing(source):
        async for part in source:
            loud = part.audio.rstrip(QUIET)
            if loud:
                first = length + len(loud) - len(loud.lstrip(QUIET)) if first is None else first
                last = length + len(loud)
            length += len(part.audio)
            sound += len(part.audio.translate(None, QUIET))
            if length > longest * BYTES_PER_SECOND:
                raise _wrong(f"{length / BYTES_PER_SECOND:.1f} s and more are too long")
            if part.text_end:
                told = part.text_end
                _check(text[: part.text_end], length, length, sound, usual)
            yield part
    if 0 < told < len(text.rstrip()):
        raise Failure(Evidence(kind="truncated", begun=True, detail=f"{told} of {len(text)}"))
    if length:  # nothing at all is judged by whoever asked for it
        spoken, tail = last - (first or 0), (length - last) / BYTES_PER_SECOND
        _check(text, length, spoken, sound, usual)
        seconds = spoken / BYTES_PER_SECOND
        if seconds > usual.limits(text)[1]:
            raise _wrong(f"{seconds:.1f} s are too long")
        # Who was told that the last word is over need not have waited for the silence behind it.
        whole = told and tail >= SHEER_S
        if not whole and usual.breaks_off(text, seconds, tail):
            silence = f"{1000 * tail:.0f} ms of silence behind it"
            detail = f"breaks off after {seconds:.1f} s, {silence}"
            raise Failure(Evidence(kind="truncated", begun=True, detail=detail))
        usual.learn(text, seconds, tail)


async def audible(source: AsyncGenerator[Spoken, None], text: str) -> AsyncGenerator[Spoken, None]:
    """The same speech, however odd. Raises Failure (malformed) when it is nothing but silence:
    words in it would count as heard.
    """
    length, sound = 0, 0
    async with aclosing(source):
        async for part in source:
            length += len(part.audio)
            sound += len(part.audio.translate(None, QUIET))
            if part.text_end:
                _check_sound(text[: part.text_end], length, sound)
            yield part
    if length:
        _check_sound(text, length, sound)


def _check(text: str, length: int, spoken: int, sound: int, usual: Usual) -> None:
    if spoken / BYTES_PER_SECOND < usual.limits(text)[0]:
        raise _wrong(f"{spoken / BYTES_PER_SECOND:.1f} s are too short")
    _check_sound(text, length, sound)


def _check_sound(text: str, length: int, sound: int) -> None:
    if rough_seconds(text) and sound < length * LEAST_SOUND:
        raise _wrong("silence")


def _wrong(what: str) -> Failure:
    return Failure(Evidence(kind="malformed", detail=what))
