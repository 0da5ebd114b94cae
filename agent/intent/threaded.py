"""The intent model on a thread, for an embedder that waits for the network rather than computes."""

import asyncio
from typing import Any

from agent.events import Guess
from agent.intent.model import IntentModel
from agent.ports import ProviderError


class ThreadedIntents:
    """`agent.ports.IntentClassifier` inside this process."""

    def __init__(self, model: IntentModel, *, deadline: float) -> None:
        """`deadline`: seconds for one utterance; then the rules answer alone."""
        self._model = model
        self._deadline = deadline

    async def start(self) -> None:
        """Nothing to start."""

    async def close(self) -> None:
        """Close the embedder; a thread ends with its request, whose time is bounded."""
        self._model.close()

    def health(self) -> dict[str, Any]:
        """Which embedder it depends on. The node answers calls without it."""
        return {"embedder": self._model.embedder}

    async def classify(self, text: str) -> Guess | None:
        """What the caller probably wants. Raises ProviderError."""
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.to_thread(self._model.classify, text)
        except TimeoutError:
            raise ProviderError("slow", f"no vector within {self._deadline} s") from None
