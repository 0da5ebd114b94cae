"""The language model's part in one call: a stream read sentence by sentence, ended at a word.

The next sentence is read only when little is left to be said, so that a model never runs ahead of
the caller's ear; what it says comes back as events.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import Any

import structlog

from agent.events import (
    AskModel,
    Event,
    Level,
    ModelCall,
    ModelClause,
    ModelDone,
    ModelFailed,
)
from agent.ports import Finished, Model, Proposed, ProviderError, Sentence
from agent.prompt import Prompt

log = structlog.get_logger()

MOST_UNSAID = 1
"""`Say`s that may be unfinished while the next sentence is read."""

Start = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Modelling:
    """At most one stream at a time."""

    def __init__(
        self, models: Mapping[Level, Model], start: Start, apply: Callable[[Event], None]
    ) -> None:
        self._models = models
        self._start = start
        self._apply = apply
        self._op = 0
        self._task: asyncio.Task[None] | None = None
        self._unsaid: set[int] = set()
        self._room = asyncio.Event()
        self._room.set()

    @property
    def busy(self) -> bool:
        """An answer is being read."""
        return self._task is not None and not self._task.done()

    def ask(self, command: AskModel, prompt: Prompt) -> None:
        """Begin with an answer; an unfinished one before it is given up."""
        self.close()
        model = self._models.get(command.level)
        if model is None:
            self._apply(ModelFailed(op=command.op, fault="empty_by_design"))
            return
        self._op = command.op
        self._task = self._start(self._read(model, command, prompt))

    def drop(self, op: int) -> None:
        """Nothing more is wanted of this answer."""
        if op == self._op:
            self.close()

    def close(self) -> None:
        """Nothing more is wanted."""
        self._op = 0
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def saying(self, number: int) -> None:
        """A `Say` is queued."""
        self._unsaid.add(number)
        self._weigh()

    def said(self, number: int) -> None:
        """A `Say` is over."""
        self._unsaid.discard(number)
        self._weigh()

    def _weigh(self) -> None:
        if len(self._unsaid) <= MOST_UNSAID:
            self._room.set()
        else:
            self._room.clear()

    async def _read(self, model: Model, command: AskModel, prompt: Prompt) -> None:
        op = command.op
        try:
            async with aclosing(model.stream(prompt, patience=command.deadline)) as parts:
                async for part in parts:
                    if self._op != op:
                        return
                    if isinstance(part, Finished):
                        self._op = 0
                        self._apply(ModelDone(op=op, model=part.model))
                        return
                    self._apply(_event(op, part))
                    await self._room.wait()
            self._failed(op, "broken")
        except ProviderError as error:
            self._failed(op, error.fault)
        except Exception as error:  # the boundary: no model ends a call
            log.error("model_failed", why=repr(error))
            self._failed(op, "broken")

    def _failed(self, op: int, fault: str) -> None:
        if self._op == op:
            self._apply(ModelFailed(op=op, fault=fault))


def _event(op: int, part: Sentence | Proposed) -> Event:
    if isinstance(part, Sentence):
        return ModelClause(op=op, text=part.text)
    return ModelCall(op=op, name=part.name, arguments=part.arguments)
