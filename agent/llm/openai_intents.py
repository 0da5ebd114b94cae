"""The intent of one utterance by a chat model, with the official OpenAI SDK.

Nothing is kept between utterances and nothing is retried but an answer that can't be read: a
caller waits meanwhile.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.events import Guess
from agent.llm import intent_prompt
from agent.llm.meter import Meter, unmetered
from agent.nlu.masking import mask_numbers
from agent.resilience.exceptions import failure_of
from agent.resilience.outcomes import Evidence, Failure

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

PROBE = "my furnace is making a noise"
MOST_CHARS = 1000
"""Longer utterances are cut."""
MOST_TOKENS = 1000
"""An answer needs about forty; the rest is for what a model that reasons thinks before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where the model is and how it is asked."""

    api_key: str
    base_url: str
    model: str
    effort: str
    """How much the model may reason first ("none"); empty: the request does not say."""
    timeout: float
    """Seconds for one utterance, the second try included."""


class OpenAiIntents:
    """`agent.ports.IntentClassifier` by a chat model with structured output."""

    def __init__(self, options: Options, meter: Meter = unmetered) -> None:
        from openai import AsyncOpenAI

        self._meter = meter
        self._timeout = options.timeout
        self._client = AsyncOpenAI(
            api_key=options.api_key,
            base_url=options.base_url,
            timeout=options.timeout,
            max_retries=0,
        )
        self._request: dict[str, Any] = {
            "model": options.model,
            "response_format": intent_prompt.RESPONSE_FORMAT,
            "max_completion_tokens": MOST_TOKENS,
            "store": False,
            **({"reasoning_effort": options.effort} if options.effort else {}),
        }
        self._name = f"{options.model}@{intent_prompt.digest()}"
        self._asked = 0
        self._faults: dict[str, int] = {}

    async def start(self) -> None:
        """Nothing to load; whether the service answers shows when it is needed."""

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def health(self) -> dict[str, Any]:
        """How often it was asked, and what failed. The node answers calls without it."""
        return {"model": self._name, "asked": self._asked, "faults": dict(self._faults)}

    async def classify(self, text: str) -> Guess | None:
        """The likeliest labels; None for a text without words. Raises ProviderError."""
        said = mask_numbers(text).strip()[:MOST_CHARS]
        if not said:
            return None
        self._asked += 1
        try:
            async with asyncio.timeout(self._timeout):
                return await self._read(said)
        except Exception as error:  # an SDK may fail in more ways than it tells
            failed = failure_of(error)
            self._faults[failed.fault] = self._faults.get(failed.fault, 0) + 1
            raise failed from error

    async def probe(self) -> None:
        """Ask it something harmless, as a call would. Raises ProviderError."""
        await self.classify(PROBE)

    async def _read(self, said: str) -> Guess:
        messages: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": intent_prompt.INSTRUCTIONS},
            {"role": "user", "content": said},
        ]
        answer = await self._answer(messages)
        reading = intent_prompt.reading_of(answer)
        if reading is None:
            messages.append({"role": "assistant", "content": answer})
            messages.append({"role": "user", "content": intent_prompt.REPAIR})
            reading = intent_prompt.reading_of(await self._answer(messages))
        if reading is None:
            raise Failure(Evidence(kind="malformed", detail="two answers that can't be read"))
        return Guess(ranked=reading.ranked, model=self._name)

    async def _answer(self, messages: "list[ChatCompletionMessageParam]") -> str:
        """The text of a finished answer, else nothing."""
        found = await self._client.chat.completions.create(messages=messages, **self._request)
        if found.usage is not None:
            self._meter(found.usage.prompt_tokens, found.usage.completion_tokens)
        choice = found.choices[0]
        return (choice.message.content or "") if choice.finish_reason == "stop" else ""
