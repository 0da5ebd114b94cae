"""SVOX Pico's process: `python -m agent.tts.pico_worker CONFIG`; framed jobs on standard input.

Small and quick, English and Spanish; a native library, so a crash of it must not end a node.
"""

import sys
from typing import TYPE_CHECKING

import msgspec

from agent.events import Language
from agent.tts.jobs import engine
from agent.workers.child import Engine, serve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 16000
SLOW = 0.8
"""Speed factor for a caller who asked us to speak slower."""
VOICES: dict[Language, str] = {"en": "en-US", "es": "es-ES"}


class Config(msgspec.Struct, frozen=True):
    """What the worker is started with."""

    nice: int = 0


def load() -> Engine:
    """Load the engine and speak one word, so that the first job is not slower."""
    import numpy as np
    from py_nanotts import NanoTTS

    pico = NanoTTS()

    def speak(text: str, language: Language, slow: bool) -> "tuple[NDArray[np.float32], int]":
        data = pico.speak(text, voice=VOICES[language], speed=SLOW if slow else 1.0)
        return np.frombuffer(data, dtype="<i2").astype(np.float32) / 32768.0, RATE

    speak("Ready.", "en", False)
    return engine(speak)


def main(arguments: list[str]) -> int:
    """Serve jobs until standard input closes."""
    config = msgspec.json.decode(arguments[0], type=Config)
    return serve(load, nice=config.nice)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
