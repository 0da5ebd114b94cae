"""`POST /v1/chat/completions`, whole and streamed."""

import time
from collections.abc import Iterator

from aiohttp import web

from simulators.openai import chunks
from simulators.openai.answering import composed, length, limited, think, thoughts
from simulators.openai.checks import chat, effort, schema
from simulators.openai.chunks import Completion
from simulators.openai.conversation import from_messages
from simulators.openai.errors import usual
from simulators.openai.service import ASKED, FAULT, METER, SERVICE, Service
from simulators.openai.wire import EVENTS, Part, event, stream


async def create(request: web.Request) -> web.StreamResponse:
    """Answer a request. Raises Refused."""
    service, body, fault = request.app[SERVICE], request[ASKED].body, request[FAULT]
    chat(body)
    asked = from_messages(body)
    answer = composed(service, asked, schema(body.get("response_format")), fault)
    one = Completion(
        answer=limited(answer, body.get("max_completion_tokens") or body.get("max_tokens")),
        model=str(body["model"]),
        created=time.time_ns() // 1_000_000_000,
        prompt_tokens=asked.tokens,
        reasoning_tokens=thoughts(effort(body)),
    )
    request[METER].spend(length(one.answer))
    await think(service, body)
    if not body.get("stream"):
        for _ in range(length(one.answer)):
            await service.wait(service.pace.token(service.plan.profile))
        return web.json_response(chunks.whole(one))
    options = body.get("stream_options") or {}
    padded = service.plan.obfuscation and options.get("include_obfuscation") is not False
    parts = _parts(service, one, usage=bool(options.get("include_usage")), padded=padded)
    problem = usual(fault.status if fault.status >= 400 else 500, fault.code, fault.limit, 1.0)
    return await stream(request, EVENTS, parts, fault, [event({"error": problem.body})])


def _parts(service: Service, one: Completion, *, usage: bool, padded: bool) -> Iterator[Part]:
    made = chunks.streamed(one, usage=usage, obfuscation=padded, seed=service.plan.seed)
    for chunk, is_token in made:
        wait = service.pace.token(service.plan.profile) if is_token else 0.0
        yield Part(event(chunk), wait)
    yield Part(event("[DONE]"))
