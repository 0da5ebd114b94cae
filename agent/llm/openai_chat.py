"""Answers of a chat model as they are written, with the official OpenAI SDK.

A sentence is handed on when it is over, a proposed tool when its arguments are complete and of the
right form; for wrong ones the model is asked once more. A stream that ends without saying why it
ended is a failure: the service may cut it without an error.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.llm.meter import Meter, unmetered
from agent.nlu import sentences
from agent.ports import Finished, ModelPart, Proposed, Sentence
from agent.prompt import Message, ModelTool, Prompt
from agent.resilience.exceptions import failure_of
from agent.resilience.outcomes import Evidence, Failure, Which

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionChunk

LONGEST = 300
"""Letters without the end of a sentence, after which they are handed on all the same."""
LETTERS = 4
"""To a token, where a stream is left before the service has told how many they were; each of its
chunks counts as one token then."""
THOUGHTS = 1000
"""Tokens for a model that reasons first."""
PROBE = Prompt((Message("user", "Say the word yes."),), (), "probe", 50)
PROBE_S = 4.0
FIRST: Which = "first"
BETWEEN: Which = "between"
GOOD_ENDS = frozenset({"stop", "tool_calls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where the model is and how it is asked. Times in seconds."""

    api_key: str
    base_url: str
    model: str
    effort: str
    """How much the model may reason first ("none"); empty: the request does not say."""
    between: float = 1.5
    """From one chunk to the next."""
    total: float = 15.0
    """One request."""


@dataclass(slots=True)
class _Call:
    """A tool call as it is put together from its fragments."""

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class _Reply:
    """What a stream has brought so far."""

    text: str = ""
    """Not handed on yet."""
    calls: dict[int, _Call] = field(default_factory=dict)
    finish: str = ""

    def take(self, chunk: "ChatCompletionChunk") -> tuple[str, ...]:
        """Add a chunk; returns the sentences that are over."""
        for choice in chunk.choices[:1]:
            self.finish = choice.finish_reason or self.finish
            for part in choice.delta.tool_calls or ():
                call = self.calls.setdefault(part.index, _Call())
                call.id = part.id or call.id
                if part.function is not None:
                    call.name += part.function.name or ""
                    call.arguments += part.function.arguments or ""
            self.text += choice.delta.content or ""
        done, self.text = sentences.cut(self.text)
        if len(self.text) > LONGEST:
            done, self.text = (*done, self.text), ""
        return done

    def complete(self) -> tuple[_Call, ...]:
        """The calls in order. Raises Failure when the answer was cut off."""
        if self.finish not in GOOD_ENDS:
            raise Failure(Evidence(kind="truncated", detail=self.finish or "no finish_reason"))
        return tuple(call for _, call in sorted(self.calls.items()))


class OpenAiChat:
    """`agent.ports.Model` by a chat model."""

    def __init__(self, options: Options, meter: Meter = unmetered) -> None:
        from openai import AsyncOpenAI

        self._options = options
        self._meter = meter
        self._client = AsyncOpenAI(
            api_key=options.api_key,
            base_url=options.base_url,
            timeout=options.total,
            max_retries=0,
        )
        self._asked = 0
        self._faults: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The model's name at the service."""
        return self._options.model

    async def probe(self) -> None:
        """Ask it something harmless, as a call would. Raises ProviderError."""
        async with aclosing(self.stream(PROBE, patience=PROBE_S)) as parts:
            async for _ in parts:
                pass

    async def start(self) -> None:
        """Nothing to load; whether the service answers shows when it is needed."""

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def health(self) -> dict[str, Any]:
        """How often it was asked, and what failed. The node answers calls without it."""
        return {
            "model": self._options.model,
            "asked": self._asked,
            "faults": dict(self._faults),
        }

    async def stream(self, prompt: Prompt, *, patience: float) -> AsyncGenerator[ModelPart, None]:
        """The answer piece by piece. Raises ProviderError."""
        self._asked += 1
        try:
            async with aclosing(self._answer(prompt, patience)) as parts:
                async for part in parts:
                    yield part
        except Exception as error:  # an SDK may fail in more ways than it tells
            failed = failure_of(error)
            self._faults[failed.fault] = self._faults.get(failed.fault, 0) + 1
            raise failed from error

    async def _answer(self, prompt: Prompt, patience: float) -> AsyncGenerator[ModelPart, None]:
        messages: list[Any] = [
            {"role": one.role, "content": one.content} for one in prompt.messages
        ]
        reply = _Reply()
        async with aclosing(self._chunks(messages, prompt, patience)) as chunks:
            async for chunk in chunks:
                for sentence in reply.take(chunk):
                    yield Sentence(sentence)
        calls = reply.complete()
        if reply.text.strip():
            yield Sentence(reply.text.strip())
        if _faults(calls, prompt.tools):
            calls = await self._repaired(messages, calls, prompt)
        for call in calls:
            yield Proposed(call.name, call.arguments)
        yield Finished(f"{self._options.model}@{prompt.digest}")

    async def _repaired(
        self, messages: list[Any], calls: Sequence[_Call], prompt: Prompt
    ) -> tuple[_Call, ...]:
        """Calls of a second try. Raises Failure when they are wrong again."""
        faults = _faults(calls, prompt.tools)
        told = [*messages, _said(calls), *_results(calls, faults)]
        reply = _Reply()
        async with aclosing(self._chunks(told, prompt, self._options.between)) as chunks:
            async for chunk in chunks:
                reply.take(chunk)
        again = reply.complete()
        if _faults(again, prompt.tools):
            raise Failure(Evidence(kind="malformed", detail="two proposals that can't be read"))
        return again

    async def _chunks(
        self, messages: list[Any], prompt: Prompt, patience: float
    ) -> AsyncGenerator["ChatCompletionChunk", None]:
        """The chunks of one request, each in time."""
        async with _within(patience, FIRST):
            stream = await self._client.chat.completions.create(
                messages=messages, **self._request(prompt)
            )
        read, written = sum(len(one["content"] or "") for one in messages) // LETTERS, 0
        try:
            found: AsyncIterator[ChatCompletionChunk] = aiter(stream)
            limit, which = patience, FIRST
            while True:
                try:
                    async with _within(limit, which):
                        chunk = await anext(found)
                except StopAsyncIteration:
                    return
                yield chunk
                if _has_words(chunk):
                    limit, which = self._options.between, BETWEEN
                    written += 1
                if chunk.usage is not None:
                    read, written = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
        finally:
            self._meter(read, written)
            await stream.close()

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        options = self._options
        thoughts = 0 if options.effort == "none" else THOUGHTS
        tools = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.purpose,
                    "parameters": tool.schema,
                },
            }
            for tool in prompt.tools
        ]
        return {
            "model": options.model,
            "stream": True,
            "stream_options": {"include_usage": True},
            "store": False,
            "max_completion_tokens": prompt.most_tokens + thoughts,
            **({"tools": tools} if tools else {}),
            **({"reasoning_effort": options.effort} if options.effort else {}),
        }


@asynccontextmanager
async def _within(seconds: float, which: Which) -> AsyncIterator[None]:
    """A block that may take so long. Raises Failure."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise Failure(Evidence(kind="timeout", which=which)) from error


def _has_words(chunk: "ChatCompletionChunk") -> bool:
    return any(one.delta.content or one.delta.tool_calls for one in chunk.choices)


def _faults(calls: Sequence[_Call], tools: Sequence[ModelTool]) -> dict[str, str]:
    """What is wrong with each call, by its id."""
    known = {tool.name: tool for tool in tools}
    found = {
        call.id: known[call.name].fault(call.arguments or "{}")
        if call.name in known
        else "there is no such tool"
        for call in calls
    }
    return {name: fault for name, fault in found.items() if fault}


def _said(calls: Sequence[_Call]) -> dict[str, Any]:
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in calls
        ],
    }


def _results(calls: Sequence[_Call], faults: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "role": "tool",
            "tool_call_id": call.id,
            "content": f"refused: {faults[call.id]}; call again" if call.id in faults else "noted",
        }
        for call in calls
    ]
