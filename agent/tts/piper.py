"""Piper, the best voice that a package carries: US English, neural, about 0.2 CPU s a second."""

from pathlib import Path

import msgspec

from agent import models
from agent.tts.local import DEADLINE, LocalVoice
from agent.tts.piper_worker import Config


def piper(
    shelf: models.Shelf,
    *,
    path: Path | None = None,
    pool: int = 1,
    threads: int = 1,
    nice: int = 2,
    deadline: float = DEADLINE,
) -> LocalVoice:
    """The voice, not started yet; `path` is another .onnx voice file.

    `nice` (0..19) lowers the workers' priority so that audio in real time goes first.
    Raises ModelMissing, ModelCorrupt.
    """
    model = models.file(shelf, models.PIPER_JOE, path)
    config = Config(model=str(model), threads=threads, nice=nice)
    command = ("-m", "agent.tts.piper_worker", msgspec.json.encode(config).decode())
    return LocalVoice(
        f"piper/{model.stem}/1",
        command,
        languages=frozenset({"en"}),
        pool=pool,
        deadline=deadline,
    )
