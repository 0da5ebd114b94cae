"""A script as sound and as speech marks: what was said when, and where it stands in the source."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulators.polly.script import Mark, Pause, Script, Stop, Token
from simulators.speech.voice import Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_SECONDS = 600
"""What comes later is cut off, as the quotas page says."""
MARKS = ("sentence", "ssml", "viseme", "word")
_SENTENCE_END = re.compile(r"[.?!]+[\"')\]]*$")
_VISEMES = (("pbm", "p"), ("fv", "f"), ("tdnl", "t"), ("szc", "s"), ("kgqhxj", "k"), ("rw", "r"))
_VOWELS = {"a": "a", "e": "E", "i": "i", "y": "i", "o": "o", "u": "u"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A word or a mark, and when it comes."""

    item: Token | Mark | Stop
    at: float
    """Seconds from the start of the audio."""


@dataclass(frozen=True, slots=True)
class Performance:
    """A spoken script."""

    samples: "NDArray[np.int16]"
    rate: int
    placed: tuple[Placed, ...]


async def perform(script: Script, voice: Voice, rate: int) -> Performance:
    """Speak runs of words, and be silent in between where the script says so."""
    import numpy as np

    parts: list[NDArray[np.int16]] = []
    placed: list[Placed] = []
    run: list[Token] = []
    at = 0.0

    async def flush() -> None:
        nonlocal at
        if not run:
            return
        speech = await voice.speak(" ".join(token.text for token in run), rate)
        placed.extend(
            Placed(token, at + word.start) for token, word in zip(run, speech.words, strict=True)
        )
        parts.append(speech.samples)
        at += speech.seconds
        run.clear()

    for item in script.items:
        if isinstance(item, Token):
            run.append(item)
            continue
        await flush()
        if isinstance(item, Pause):
            parts.append(np.zeros(round(item.seconds * rate), np.int16))
            at += item.seconds
        else:
            placed.append(Placed(item, at))
    await flush()
    whole = np.concatenate(parts) if parts else np.zeros(0, np.int16)
    return Performance(whole[: LONGEST_SECONDS * rate], rate, tuple(placed))


def marks(script: Script, performance: Performance, wanted: Collection[str]) -> bytes:
    """The wanted speech marks as lines of JSON, in the order of time."""
    found = [
        mark
        for mark in (*_sentences(script, performance), *_others(script, performance))
        if mark["type"] in wanted
    ]
    found.sort(key=lambda mark: mark["time"])  # stable: a sentence stays before its first word
    return b"".join(
        json.dumps(mark, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for mark in found
    )


def _sentences(script: Script, performance: Performance) -> Iterator[dict[str, Any]]:
    run: list[tuple[Token, float]] = []
    for one in performance.placed:
        if isinstance(one.item, Token):
            run.append((one.item, one.at))
            if not _SENTENCE_END.search(one.item.text):
                continue
        if run and not isinstance(one.item, Mark):
            yield _sentence(script, run)
            run = []
    if run:
        yield _sentence(script, run)


def _sentence(script: Script, run: list[tuple[Token, float]]) -> dict[str, Any]:
    (first, at), (last, _) = run[0], run[-1]
    return _mark(at, "sentence", script, first.start, last.end)


def _others(script: Script, performance: Performance) -> Iterator[dict[str, Any]]:
    for one in performance.placed:
        if isinstance(one.item, Mark):
            mark = _mark(one.at, "ssml", script, one.item.start, one.item.end)
            yield mark | {"value": one.item.name}
        elif isinstance(one.item, Token):
            yield from _word(one.item, one.at, script)


def _word(token: Token, at: float, script: Script) -> Iterator[dict[str, Any]]:
    bare = re.search(r"\w(?:.*\w)?", token.text)
    if bare is None:
        return
    start, end = token.start, token.end
    if script.source[start:end].decode() == token.text:  # else there is markup inside: all of it
        start += len(token.text[: bare.start()].encode())
        end = start + len(bare[0].encode())
    yield _mark(at, "word", script, start, end)
    # One viseme a word, guessed from its first letter: enough for a reader of the format.
    yield {"time": round(at * 1000), "type": "viseme", "value": _viseme(bare[0][0].lower())}


def _viseme(letter: str) -> str:
    if letter in _VOWELS:
        return _VOWELS[letter]
    return next((name for letters, name in _VISEMES if letter in letters), "@")


def _mark(at: float, kind: str, script: Script, start: int, end: int) -> dict[str, Any]:
    value = script.source[start:end].decode()
    return {"time": round(at * 1000), "type": kind, "start": start, "end": end, "value": value}
