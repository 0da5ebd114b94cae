"""The intent model on this machine: a worker process behind the `IntentClassifier` port."""

from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec

from agent import models
from agent.events import Guess
from agent.intent.model import SHIPPED
from agent.intent.worker import Config
from agent.ports import ProviderError
from agent.workers.pool import Limits, Pool

HUNG_S = 5.0
"""A guess takes milliseconds: a worker that owes one for so long hangs. One that is merely late, on
a busy machine, is left to finish, because loading the model anew would make the machine busier."""


class LocalIntents:
    """`agent.ports.IntentClassifier` on one local worker process."""

    def __init__(
        self,
        shelf: models.Shelf,
        artefact: Path = SHIPPED,
        *,
        moods: Path | None = None,
        deadline: float = 0.25,
        queue: int = 64,
    ) -> None:
        """Find the weights. Raises ModelMissing and ModelCorrupt.

        `deadline`: seconds for one utterance, waiting included. A late guess is worth nothing: the
        rules answer alone then. `moods`: artefact of the mood model, which is asked as well.
        """
        config = Config(
            artefact=str(artefact),
            embedder=str(models.file(shelf, models.MINILM)),
            vocabulary=str(models.file(shelf, models.BERT_VOCABULARY)),
            moods=str(moods or ""),
        )
        command = ("-m", "agent.intent.worker", msgspec.json.encode(config).decode())
        self._deadline = deadline
        self._pool = Pool(command, 1, Limits(queue=queue, hung=HUNG_S))

    async def start(self) -> None:
        """Start the worker and wait until the model is loaded. Raises ProviderError."""
        await self._pool.start()

    async def close(self) -> None:
        """End the worker."""
        await self._pool.close()

    async def classify(self, text: str) -> Guess | None:
        """What the caller probably wants. Raises ProviderError."""
        async with aclosing(self._pool.run(text.encode(), self._deadline)) as parts:
            async for part in parts:
                return msgspec.msgpack.decode(part, type=Guess | None)
        raise ProviderError("broken", "the intent model gave no result")

    def health(self) -> dict[str, Any]:
        """Facts about the worker process for health checks."""
        return self._pool.health()
