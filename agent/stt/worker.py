"""The recogniser's process: `python -m agent.stt.worker CONFIG`, with CONFIG as JSON.

Speaks `agent.workers.frames`; a job's body is a `Request`, its one part a `Result`.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from agent.events import Expecting
from agent.tongue import Tongue
from agent.workers.child import Engine, serve


class Config(msgspec.Struct, frozen=True):
    """What a worker is started with."""

    free: str
    """Directory of the model for free speech."""
    digits: str
    """Directory of the model for numbers; may be the same."""
    head: bool = False
    """Whether `digits` is Whisper base, for which there is a head, and the head is wanted."""
    threads: int = 1
    nice: int = 0


class Request(msgspec.Struct, frozen=True):
    """One utterance: 8 kHz mu-law."""

    ulaw: bytes
    expecting: Expecting
    have: str = ""
    tongue: Tongue | None = None
    """What is believed of the caller's language; None: it is English."""


class Result(msgspec.Struct, frozen=True):
    """Readings, best first, and how sure the engine is of the first."""

    readings: tuple[str, ...]
    confidence: float
    decode_ms: float
    tongue: Tongue | None = None


DIGITS: frozenset[Expecting] = frozenset({"phone", "zip", "code"})
NAMES: frozenset[Expecting] = frozenset({"name", "address"})
"""Answers whose sound tells nothing: Hernandez and San Jacinto are said in English, too."""


def load(config: Config) -> Engine:
    """Load the models and decode a moment of silence, so that the first job is not slower."""
    from agent.stt import head
    from agent.stt.bilingual import Bilingual, Understood
    from agent.stt.digits import DigitReader
    from agent.stt.whisper import Whisper, pcm

    free = Whisper(Path(config.free), threads=config.threads)
    same = config.free == config.digits
    large = free if same else Whisper(Path(config.digits), threads=config.threads)
    digits = DigitReader(large, head.load() if config.head else None)
    words = Bilingual(free, large)
    silence = pcm(b"\xff" * 8000)
    free.decode(silence)
    digits.decode(silence, "phone", "")

    def understand(request: Request) -> Understood:
        samples, tongue = pcm(request.ulaw), request.tongue
        if request.expecting in DIGITS:
            if large.multilingual and tongue is not None and tongue.language == "es":
                return Understood(large.decode(samples, language="es"), tongue)
            return Understood(digits.decode(samples, request.expecting, request.have), tongue)
        if tongue is None:
            return Understood(free.decode(samples), None)
        return words.decode(samples, tongue, judge=request.expecting not in NAMES)

    def answer(body: bytes) -> Iterator[bytes]:
        request = msgspec.msgpack.decode(body, type=Request)
        began = time.perf_counter()
        understood = understand(request)
        found = understood.decoded
        result = Result(
            readings=tuple(reading.text for reading in found.readings),
            confidence=found.confidence,
            decode_ms=(time.perf_counter() - began) * 1000.0,
            tongue=understood.tongue,
        )
        yield msgspec.msgpack.encode(result)

    return answer


def main(arguments: list[str]) -> int:
    """Serve jobs until standard input closes."""
    config = msgspec.json.decode(arguments[0], type=Config)
    return serve(lambda: load(config), nice=config.nice)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
