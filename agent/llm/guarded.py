"""A language model asked through a guard: with a circuit, deadlines, and one retry if it fits."""

from collections.abc import AsyncGenerator

from agent.ports import Model, ModelPart
from agent.prompt import Prompt
from agent.resilience.guarded import Guard


class GuardedModel:
    """`agent.ports.Model` around another one."""

    def __init__(self, model: Model, guard: Guard) -> None:
        self._model = model
        self.guard = guard

    def stream(self, prompt: Prompt, *, patience: float) -> AsyncGenerator[ModelPart, None]:
        """The inner model's answer; nothing is sent while its circuit is open."""
        return self.guard.stream(
            lambda: self._model.stream(prompt, patience=patience), patience=patience
        )
