"""Piper's process: `python -m agent.tts.piper_worker CONFIG`; framed jobs on standard input.

Piper is GPL-3, so it stays in a program of its own that we only talk to over a pipe.
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

SLOW = 1.3
"""Length scale for a caller who asked us to speak slower."""


class Config(msgspec.Struct, frozen=True):
    """What the worker is started with."""

    model: str
    """Path of the .onnx file; its .onnx.json lies beside it."""
    threads: int = 1
    nice: int = 0


def load(config: Config) -> Engine:
    """Load the voice and speak one word, so that the first job is not slower."""
    import json
    from pathlib import Path

    import numpy as np
    import onnxruntime
    from piper.config import PiperConfig, SynthesisConfig
    from piper.voice import PiperVoice

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = config.threads
    options.inter_op_num_threads = 1
    facts = json.loads(Path(f"{config.model}.json").read_text(encoding="utf-8"))
    voice = PiperVoice(
        session=onnxruntime.InferenceSession(
            config.model, sess_options=options, providers=["CPUExecutionProvider"]
        ),
        config=PiperConfig.from_dict(facts),
    )
    usual = voice.config.length_scale

    def speak(text: str, language: Language, slow: bool) -> "tuple[NDArray[np.float32], int]":
        if language != "en":
            raise ValueError(f"this Piper voice does not speak {language}")
        how = SynthesisConfig(length_scale=usual * SLOW if slow else usual)
        pieces = [piece.audio_float_array for piece in voice.synthesize(text, how)]
        samples = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.float32)
        return samples, voice.config.sample_rate

    speak("Ready.", "en", False)
    return engine(speak)


def main(arguments: list[str]) -> int:
    """Serve jobs until standard input closes."""
    config = msgspec.json.decode(arguments[0], type=Config)
    return serve(lambda: load(config), nice=config.nice)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
