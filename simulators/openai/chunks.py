"""A chat completion, whole or in the chunks of a stream."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulators.openai import tokens
from simulators.openai.answering import length
from simulators.openai.script import Answer

_PADDED = 16


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer on its way out."""

    answer: Answer
    model: str
    created: int
    """Seconds since 1970."""
    prompt_tokens: int
    reasoning_tokens: int = 0
    id: str = field(default_factory=lambda: "chatcmpl-" + secrets.token_hex(12))

    @property
    def usage(self) -> dict[str, Any]:
        """The tokens of question and answer."""
        spent = length(self.answer) + self.reasoning_tokens
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": spent,
            "total_tokens": self.prompt_tokens + spent,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": self.reasoning_tokens,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "service_tier": "default",
            "system_fingerprint": None,
        }


def whole(one: Completion) -> dict[str, Any]:
    """The body of an answer that is not streamed."""
    answer = one.answer
    message: dict[str, Any] = {
        "role": "assistant",
        "content": None if answer.calls and not answer.text else answer.text,
        "refusal": None,
        "annotations": [],
    }
    if answer.calls:
        message["tool_calls"] = [
            {
                "id": _call_id(),
                "type": "function",
                "function": {"name": made.name, "arguments": made.arguments},
            }
            for made in answer.calls
        ]
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": answer.reason,
    }
    return {**one._head("chat.completion"), "choices": [choice], "usage": one.usage}


def streamed(
    one: Completion, *, usage: bool, obfuscation: bool, seed: int
) -> Iterator[tuple[dict[str, Any], bool]]:
    """All chunks, and of each whether it holds a token."""
    head = one._head("chat.completion.chunk")

    def chunk(delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        found = {**head, "choices": [choice]}
        if usage:
            found["usage"] = None
        if obfuscation:
            found["obfuscation"] = _padding(str(delta.get("content") or ""))
        return found

    answer = one.answer
    start = None if answer.calls and not answer.text else ""
    yield chunk({"role": "assistant", "content": start, "refusal": None}), False
    for piece in tokens.pieces(answer.text):
        yield chunk({"content": piece}), True
    for index, made in enumerate(answer.calls):
        function = {"name": made.name, "arguments": ""}
        opened = {"index": index, "id": _call_id(), "type": "function", "function": function}
        yield chunk({"tool_calls": [opened]}), True
        for fragment in tokens.fragments(made.arguments, seed + index):
            part = {"index": index, "function": {"arguments": fragment}}
            yield chunk({"tool_calls": [part]}), True
    yield chunk({}, answer.reason), False
    if usage:
        last = {**head, "choices": [], "usage": one.usage}
        yield (last | {"obfuscation": _padding("")} if obfuscation else last), False


def _padding(content: str) -> str:
    return secrets.token_urlsafe(_PADDED)[: _PADDED - len(content) % _PADDED]


def _call_id() -> str:
    return "call_" + secrets.token_hex(12)
