"""Streamed bodies: one part a write, and ways to lose them on the way."""

import asyncio
import json
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from simulators.openai.faults import Fault

EVENTS = "text/event-stream; charset=utf-8"
_FOR_EVER = 86_400.0


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes that leave together, so many seconds after those before."""

    data: bytes
    wait: float = 0.0


def event(data: Any, name: str = "") -> bytes:
    """A server-sent event; with an `event:` line if it has a name."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {text}\n\n".encode()


async def stream(
    request: web.Request,
    kind: str,
    parts: Iterable[Part],
    fault: Fault,
    broken: Iterable[bytes] = (),
) -> web.StreamResponse:
    """Send the parts with what the fault does to them; `broken` is what tells of an error."""
    response = web.StreamResponse(headers={"Content-Type": kind, "Cache-Control": "no-cache"})
    response.enable_chunked_encoding()
    await response.prepare(request)
    try:
        await asyncio.sleep(fault.first)
        for number, part in enumerate(parts):
            if number == fault.after and fault.middle:
                if fault.middle in ("error", "failed"):
                    for data in broken:
                        await response.write(data)
                if fault.middle == "reset":
                    _reset_inside(request, part.data)
                if fault.middle == "stall":
                    await asyncio.sleep(_FOR_EVER)
                if fault.middle != "pause":
                    return response
                await asyncio.sleep(fault.gap)
            if part.wait:
                await asyncio.sleep(part.wait)
            await _write(response, part.data, fault.torn)
        await response.write_eof()
    except ConnectionError:
        pass  # the client left
    return response


def reset(request: web.Request) -> None:
    """Drop the connection so that the peer sees a TCP reset."""
    if request.transport is None:
        return
    plug = request.transport.get_extra_info("socket")
    if plug is not None:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


async def _write(response: web.StreamResponse, data: bytes, torn: bool) -> None:
    middle = len(data) // 2 if torn else 0
    for piece in (data[:middle], data[middle:]):
        if piece:
            await response.write(piece)
        if torn:
            await asyncio.sleep(0.001)  # a packet of its own


def _reset_inside(request: web.Request, data: bytes) -> None:
    """Begin an HTTP chunk of this length and reset the connection in the middle of it."""
    if request.transport is not None:
        request.transport.write(f"{len(data):x}\r\n".encode() + data[: len(data) // 2])
    reset(request)
