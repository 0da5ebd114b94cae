"""The recogniser's process: `python -m agent.stt.worker CONFIG`, with CONFIG as JSON.

Speaks `agent.workers.frames`; a job's body is a `Request`, its one part a `Result`.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from agent.events import Expecting
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
    language: str = "en"


class Request(msgspec.Struct, frozen=True):
    """One utterance: 8 kHz mu-law."""

    ulaw: bytes
    expecting: Expecting
    have: str = ""


class Result(msgspec.Struct, frozen=True):
    """Readings, best first, and how sure the engine is of the first."""

    readings: tuple[str, ...]
    confidence: float
    decode_ms: float


DIGITS: frozenset[Expecting] = frozenset({"phone", "zip", "code"})


def load(config: Config) -> Engine:
    """Load the models and decode a moment of silence, so that the first job is not slower."""
    from agent.stt import head
    from agent.stt.digits import DigitReader
    from agent.stt.whisper import Whisper, pcm

    free = Whisper(Path(config.free), threads=config.threads)
    same = config.free == config.digits
    whisper = free if same else Whisper(Path(config.digits), threads=config.threads)
    digits = DigitReader(whisper, head.load() if config.head else None)
    silence = pcm(b"\xff" * 8000)
    free.decode(silence)
    digits.decode(silence, "phone", "")

    def answer(body: bytes) -> Iterator[bytes]:
        request = msgspec.msgpack.decode(body, type=Request)
        began = time.perf_counter()
        samples = pcm(request.ulaw)
        if request.expecting in DIGITS:
            found = digits.decode(samples, request.expecting, request.have)
        else:
            found = free.decode(samples, language=config.language)
        result = Result(
            readings=tuple(reading.text for reading in found.readings),
            confidence=found.confidence,
            decode_ms=(time.perf_counter() - began) * 1000.0,
        )
        yield msgspec.msgpack.encode(result)

    return answer


def main(arguments: list[str]) -> int:
    """Serve jobs until standard input closes."""
    config = msgspec.json.decode(arguments[0], type=Config)
    return serve(lambda: load(config), nice=config.nice)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
