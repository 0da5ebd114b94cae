"""Bodies of requests and answers, in the shapes that the API's clients expect."""

import base64
import hashlib
import json
import math
import secrets
import struct
import time
from collections.abc import Iterator, Mapping
from typing import Any

from simulators.openai.plan import Opinion

SIZES = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
DEFAULT_SIZE = 1536


class Invalid(Exception):
    """A request that the service refuses with 400; `param` is the field at fault."""

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.param = param


def completion(model: str, content: str, finish: str) -> dict[str, Any]:
    """A whole chat completion."""
    spent = len(content) // 4 + 1
    return {
        "id": "chatcmpl-" + secrets.token_hex(12),
        "object": "chat.completion",
        "created": int(time.time_ns() // 1_000_000_000),
        "model": model,
        "service_tier": "default",
        "system_fingerprint": None,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, "refusal": None},
                "logprobs": None,
                "finish_reason": finish,
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": spent, "total_tokens": 100 + spent},
    }


def error(status: int, code: str | None, message: str, param: str | None = None) -> dict[str, Any]:
    """The body of an error."""
    kind = {401: "invalid_request_error", 404: "invalid_request_error", 429: "requests"}
    known = "invalid_request_error" if status < 500 else "server_error"
    return {
        "error": {
            "message": message,
            "type": code if code == "insufficient_quota" else kind.get(status, known),
            "param": param,
            "code": code,
        }
    }


def said(body: Mapping[str, Any]) -> str:
    """The first user message of a chat request. Raises Invalid."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Invalid("messages must be a non-empty array", "messages")
    texts = [one.get("content") for one in messages if one.get("role") == "user"]
    return str(texts[0]) if texts else ""


def schema(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a strict structured output. Raises Invalid as the service does."""
    form = body.get("response_format") or {}
    named = form.get("json_schema") or {}
    if form.get("type") != "json_schema" or not named.get("name"):
        raise Invalid("this simulator answers with json_schema only", "response_format")
    found: Mapping[str, Any] = named.get("schema") or {}
    if named.get("strict"):
        if set(found.get("required", ())) != set(found.get("properties", ())):
            raise Invalid("strict schemas require every property", "response_format")
        if found.get("additionalProperties") is not False:
            raise Invalid("strict schemas forbid additional properties", "response_format")
    return found


def filled(form: Mapping[str, Any], opinion: Opinion) -> str:
    """JSON of this form: the first choice and number tell the opinion, further ones the rest."""
    return json.dumps(dict(_fields(form, opinion)))


def _fields(form: Mapping[str, Any], opinion: Opinion) -> Iterator[tuple[str, Any]]:
    labels, numbers = [opinion.label], [opinion.probability]
    for name, kind in form.get("properties", {}).items():
        if "enum" in kind:
            others = [one for one in kind["enum"] if one != opinion.label]
            yield name, labels.pop() if labels else others[0]
        elif kind.get("type") == "number":
            yield name, numbers.pop() if numbers else round((1 - opinion.probability) / 2, 3)
        else:
            yield name, None


def embeddings(body: Mapping[str, Any]) -> dict[str, Any]:
    """Unit vectors that depend on the text alone; texts with words in common are near each other.

    Raises Invalid.
    """
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(texts):
        raise Invalid("input must hold texts", "input")
    size = body.get("dimensions") or SIZES.get(str(body.get("model")), DEFAULT_SIZE)
    packed = body.get("encoding_format") == "base64"
    data = []
    for number, text in enumerate(texts):
        numbers = vector(str(text), size)
        whole: Any = base64.b64encode(struct.pack(f"<{size}f", *numbers)).decode()
        data.append(
            {"object": "embedding", "index": number, "embedding": whole if packed else numbers}
        )
    spent = sum(len(str(text)) // 4 + 1 for text in texts)
    usage = {"prompt_tokens": spent, "total_tokens": spent}
    return {"object": "list", "data": data, "model": body.get("model"), "usage": usage}


def vector(text: str, size: int) -> list[float]:
    """Every word adds at a few places of its own."""
    found = [0.0] * size
    for word in text.lower().split() or [text]:
        digest = hashlib.sha256(word.encode()).digest()
        for at in range(0, 16, 4):
            place = int.from_bytes(digest[at : at + 4], "big")
            found[place % size] += 1.0 if place >> 31 else -1.0
    length = math.sqrt(sum(one * one for one in found)) or 1.0
    return [one / length for one in found]
