"""`POST /v1/embeddings`: unit vectors that depend on the text alone."""

import base64
import hashlib
import math
import struct
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulators.openai import tokens
from simulators.openai.errors import invalid
from simulators.openai.service import ASKED, SERVICE

SIZES = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
DEFAULT_SIZE = 1536


async def create(request: web.Request) -> web.Response:
    """Answer a request."""
    body = embeddings(request[ASKED].body)
    service = request.app[SERVICE]
    await service.wait(service.plan.profile.embedding)
    return web.json_response(body)


def embeddings(body: Mapping[str, Any]) -> dict[str, Any]:
    """Texts with words in common are near each other. Raises Refused."""
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(texts):
        raise invalid("input must hold texts", "input")
    size = body.get("dimensions") or SIZES.get(str(body.get("model")), DEFAULT_SIZE)
    packed = body.get("encoding_format") == "base64"
    data = []
    for number, text in enumerate(texts):
        numbers = vector(str(text), size)
        whole: Any = base64.b64encode(struct.pack(f"<{size}f", *numbers)).decode()
        data.append(
            {"object": "embedding", "index": number, "embedding": whole if packed else numbers}
        )
    spent = sum(tokens.count(str(text)) for text in texts)
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
