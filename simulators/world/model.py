"""A language model that says what a test gives it, at the pace the test wants."""

import asyncio
from collections.abc import AsyncGenerator

from agent.ports import Finished, ModelPart, ProviderError
from agent.prompt import Prompt


class ScriptedModel:
    """`agent.ports.Model`: the parts of one answer after the other, each after `pause` seconds.

    A `ProviderError` among the parts is raised. After the parts comes `Finished`, unless the last
    part is an error or `endless`: then nothing comes any more.
    """

    def __init__(
        self,
        *answers: tuple[ModelPart | Exception, ...],
        pause: float = 0.2,
        endless: bool = False,
    ) -> None:
        self.answers = list(answers)
        self.pause = pause
        self.endless = endless
        self.prompts: list[Prompt] = []
        self.running = 0
        """Streams that are open."""
        self.given: list[tuple[float, ModelPart]] = []
        """Every part and the loop time at which it was read."""

    async def stream(self, prompt: Prompt, *, patience: float) -> AsyncGenerator[ModelPart, None]:
        """The next answer; the last one again when there is none left. Raises ProviderError."""
        self.prompts.append(prompt)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.running += 1
        try:
            for part in answer:
                await asyncio.sleep(self.pause)
                if isinstance(part, Exception):
                    raise part
                self.given.append((asyncio.get_running_loop().time(), part))
                yield part
            if self.endless:
                await asyncio.sleep(3600.0)
                raise ProviderError("slow", "never ends")
            yield Finished(f"scripted@{prompt.digest}")
        finally:
            self.running -= 1
