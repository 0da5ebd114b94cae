"""The intent model's process: `python -m agent.intent.worker CONFIG`, with CONFIG as JSON.

Speaks `agent.workers.frames`; a job's body is a text, its one part a `Guess` or None.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from agent.workers.child import Engine, serve


class Config(msgspec.Struct, frozen=True):
    """Files of the engine."""

    artefact: str
    embedder: str
    vocabulary: str
    moods: str = ""
    """Artefact of the mood model; empty: no moods."""
    nice: int = 2
    """As the local recogniser: the loop, which has audio to send, goes first."""


def load(config: Config) -> Engine:
    """Load the model and read one sentence, so that the first job is not slower."""
    from agent.intent.minilm import MiniLm
    from agent.intent.model import IntentModel
    from agent.intent.model import load as load_weights
    from agent.intent.moods import load as load_moods

    embedder = MiniLm(Path(config.embedder), Path(config.vocabulary))
    moods = load_moods(Path(config.moods)) if config.moods else None
    model = IntentModel(load_weights(Path(config.artefact)), embedder, moods)
    model.classify("my furnace is not working")

    def answer(body: bytes) -> Iterator[bytes]:
        yield msgspec.msgpack.encode(model.classify(body.decode()))

    return answer


def main(arguments: list[str]) -> int:
    """Serve jobs until standard input closes."""
    config = msgspec.json.decode(arguments[0], type=Config)
    return serve(lambda: load(config), nice=config.nice)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
