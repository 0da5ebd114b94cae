"""`POST /v1/responses`, whole and in named server-sent events."""

import itertools
import secrets
import time
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web

from simulators.openai import tokens
from simulators.openai.answering import composed, length, limited, think, thoughts
from simulators.openai.checks import effort
from simulators.openai.conversation import from_items
from simulators.openai.errors import invalid, usual
from simulators.openai.script import Answer
from simulators.openai.service import ASKED, FAULT, METER, SERVICE, Service
from simulators.openai.wire import EVENTS, Part, event, stream

_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}


async def create(request: web.Request) -> web.StreamResponse:
    """Answer a request. Raises Refused."""
    service, body, fault = request.app[SERVICE], request[ASKED].body, request[FAULT]
    if not body.get("input"):
        raise invalid("Missing required parameter: 'input'.", "input", "missing_required_parameter")
    asked = from_items(body)
    format_ = (body.get("text") or {}).get("format") or {}
    form = format_.get("schema") if format_.get("type") == "json_schema" else None
    answer = limited(composed(service, asked, form, fault), body.get("max_output_tokens"))
    request[METER].spend(length(answer))
    made = _Response(body, answer, asked.tokens)
    await think(service, body)
    if not body.get("stream"):
        for _ in range(length(answer)):
            await service.wait(service.pace.token(service.plan.profile))
        return web.json_response(made.whole(made.items, made.status))
    if fault.middle == "failed":
        code = fault.code or "server_error"
        failed = {"code": code, "message": "The model failed to generate a response."}
        last = {"type": "response.failed", "response": made.whole([], "failed", failed)}
    else:
        error = usual(500, fault.code, fault.limit, 1.0).body
        last = {"type": "error", **{name: error[name] for name in ("code", "message", "param")}}
    broken = [event({**last, "sequence_number": fault.after}, str(last["type"]))]
    return await stream(request, EVENTS, _parts(service, made), fault, broken)


class _Response:
    """A response with its items, in the forms of the API."""

    def __init__(self, body: Mapping[str, Any], answer: Answer, asked_tokens: int) -> None:
        self._body = body
        self._id = "resp_" + secrets.token_hex(24)
        self._created = time.time_ns() // 1_000_000_000
        self._asked_tokens = asked_tokens
        self.answer = answer
        self.status = "incomplete" if answer.reason in _INCOMPLETE else "completed"
        self.items: list[dict[str, Any]] = []
        if answer.text or not answer.calls:
            self.items.append(
                {
                    "type": "message",
                    "id": "msg_" + secrets.token_hex(24),
                    "status": self.status,
                    "role": "assistant",
                    "content": [_part(answer.text)],
                }
            )
        self.items += [
            {
                "type": "function_call",
                "id": "fc_" + secrets.token_hex(24),
                "call_id": "call_" + secrets.token_hex(12),
                "name": call.name,
                "arguments": call.arguments,
                "status": self.status,
            }
            for call in answer.calls
        ]

    def whole(
        self, output: list[dict[str, Any]], status: str, error: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The response object with this output and status."""
        reason = _INCOMPLETE.get(self.answer.reason)
        ended = status in ("completed", "incomplete")
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "error": error,
            "incomplete_details": {"reason": reason} if status == "incomplete" else None,
            "instructions": self._body.get("instructions"),
            "max_output_tokens": self._body.get("max_output_tokens"),
            "model": self._body["model"],
            "output": output,
            "parallel_tool_calls": True,
            "previous_response_id": self._body.get("previous_response_id"),
            "reasoning": {"effort": effort(self._body), "summary": None},
            "store": self._body.get("store", True),
            "temperature": 1.0,
            "tool_choice": "auto",
            "tools": self._body.get("tools") or [],
            "top_p": 1.0,
            "metadata": {},
            "usage": self._usage() if ended else None,
        }

    def _usage(self) -> dict[str, Any]:
        thought = thoughts(effort(self._body))
        made = length(self.answer) + thought
        return {
            "input_tokens": self._asked_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": made,
            "output_tokens_details": {"reasoning_tokens": thought},
            "total_tokens": self._asked_tokens + made,
        }


def _parts(service: Service, made: _Response) -> Iterator[Part]:
    numbers = itertools.count()

    def part(kind: str, wait: float = 0.0, **data: Any) -> Part:
        return Part(event({"type": kind, "sequence_number": next(numbers), **data}, kind), wait)

    def token() -> float:
        return service.pace.token(service.plan.profile)

    yield part("response.created", response=made.whole([], "in_progress"))
    yield part("response.in_progress", response=made.whole([], "in_progress"))
    for index, item in enumerate(made.items):
        place = {"item_id": item["id"], "output_index": index}
        started = {**item, "status": "in_progress"}
        if item["type"] == "message":
            text = made.answer.text
            inside = {**place, "content_index": 0}
            opened = {**started, "content": []}
            yield part("response.output_item.added", output_index=index, item=opened)
            yield part("response.content_part.added", **inside, part=_part(""))
            for piece in tokens.pieces(text):
                delta = "response.output_text.delta"
                yield part(delta, token(), **inside, delta=piece, logprobs=[])
            yield part("response.output_text.done", **inside, text=text, logprobs=[])
            yield part("response.content_part.done", **inside, part=_part(text))
        else:
            opened = {**started, "arguments": ""}
            yield part("response.output_item.added", output_index=index, item=opened)
            for fragment in tokens.fragments(item["arguments"], service.plan.seed + index):
                delta = "response.function_call_arguments.delta"
                yield part(delta, token(), **place, delta=fragment)
            done = "response.function_call_arguments.done"
            yield part(done, **place, arguments=item["arguments"], name=item["name"])
        yield part("response.output_item.done", output_index=index, item=item)
    yield part(f"response.{made.status}", response=made.whole(made.items, made.status))


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
