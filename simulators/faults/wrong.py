"""Faults of content: the connection is fine, what comes over it is not."""

import audioop
import base64
import json
from collections.abc import AsyncIterable, AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from simulators.faults.exchange import (
    Answer,
    Ask,
    Fault,
    Flow,
    Go,
    Part,
    Way,
    Whole,
    value,
    whole,
)
from simulators.faults.http import reframed

Encoding = Literal["pcm", "ulaw", "alaw"]


@dataclass(frozen=True, slots=True)
class Truncate(Fault):
    """A body or each longer message ends cleanly after so many bytes, in the midst of its JSON."""

    after_bytes: int
    way: Way = "down"
    """Of messages."""

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """The framing stays valid."""
        answer = await go(ask)
        if answer.status == 101:
            return answer
        return reframed(answer, self._start(answer.body, ask.spoilt))

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Text stays valid UTF-8."""
        data = part.data
        if part.kind != "body" and part.way == self.way and len(data) > self.after_bytes:
            flow.ask.spoilt()
            data = data[: self.after_bytes]
            if part.kind == "text":
                data = data.decode(errors="ignore").encode()
        yield replace(part, data=data)

    async def _start(
        self, body: AsyncIterable[bytes], spoilt: Callable[[], None]
    ) -> AsyncIterator[bytes]:
        left = self.after_bytes
        async for piece in body:
            if left > 0:
                yield piece[:left]
            left -= len(piece)
            if left < 0:
                spoilt()


@dataclass(frozen=True, slots=True)
class Silence(Fault):
    """Success without content: 200 with an empty body, or a WebSocket that never says a word."""

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """The service does its work for nothing."""
        answer = await go(ask)
        if answer.status == 101:
            return answer
        ask.spoilt()
        return reframed(answer, Whole())

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Messages to the client vanish."""
        if part.kind == "body" or part.way == "up":
            yield part
        else:
            flow.ask.spoilt()


@dataclass(frozen=True, slots=True)
class Duplicate(Fault):
    """Every message comes twice, and so does every event of an event stream."""

    way: Way = "down"

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """An event is known by its form, when it comes in one piece."""
        yield part
        event = part.data.startswith((b"data:", b"event:")) and part.data.endswith(b"\n\n")
        if part.way == self.way and (part.kind != "body" or event):
            flow.ask.spoilt()
            yield part


@dataclass(frozen=True, slots=True)
class Repeat(Fault):
    """The service gets the request twice, as after a retry; its second answer counts."""

    def fits(self, ask: Ask) -> bool:
        """Not a WebSocket."""
        return not ask.websocket

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """The body is read first, so that it can be sent twice."""
        ask.spoilt()
        again = replace(ask, body=Whole(await whole(ask.body)))
        first = await go(again)
        await whole(first.body)
        return await go(again)


@dataclass(frozen=True, slots=True)
class WrongRate(Fault):
    """Audio is made at another sample rate than agreed on: played as agreed, it runs wrong.

    Bodies of type audio/* or application/octet-stream; in JSON messages the field `audio`, or
    `delta` of a type that ends with audio.delta.
    """

    agreed: int
    """Samples a second."""
    sent: int
    encoding: Encoding = "pcm"
    """pcm: 16-bit little-endian mono."""

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """Convert a body that is audio."""
        answer = await go(ask)
        kind = value(answer.headers, b"content-type")
        if not kind.startswith((b"audio/", b"application/octet-stream")):
            return answer
        ask.spoilt()
        return reframed(answer, self._converted(answer.body))

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Convert the audio of a message."""
        if part.kind == "text" and part.way == "down":
            converter = flow.memory.setdefault("converter", _Converter(self))
            changed = _with_audio(part.data, converter)
            if changed is not part.data:
                flow.ask.spoilt()
            part = replace(part, data=changed)
        yield part

    async def _converted(self, body: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        converter = _Converter(self)
        async for piece in body:
            if changed := converter(piece):
                yield changed


class _Converter:
    """Resamples a stream of audio in any pieces."""

    def __init__(self, fault: WrongRate) -> None:
        self._fault = fault
        self._state: Any = None
        self._odd = b""

    def __call__(self, data: bytes) -> bytes:
        fault = self._fault
        pcm = self._odd + data
        if fault.encoding == "pcm":
            size = len(pcm) // 2 * 2
            pcm, self._odd = pcm[:size], pcm[size:]
        elif fault.encoding == "ulaw":
            pcm = audioop.ulaw2lin(data, 2)
        else:
            pcm = audioop.alaw2lin(data, 2)
        pcm, self._state = audioop.ratecv(pcm, 2, 1, fault.agreed, fault.sent, self._state)
        if fault.encoding == "pcm":
            return pcm
        return audioop.lin2ulaw(pcm, 2) if fault.encoding == "ulaw" else audioop.lin2alaw(pcm, 2)


def _with_audio(text: bytes, converter: _Converter) -> bytes:
    """A JSON message with its audio converted; anything else as it is."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if not isinstance(found, dict):
        return text
    name = "delta" if str(found.get("type", "")).endswith("audio.delta") else "audio"
    audio = found.get(name)
    if not isinstance(audio, str) or not audio:
        return text
    try:
        changed = base64.b64encode(converter(base64.b64decode(audio))).decode()
    except ValueError:
        return text
    return json.dumps(found | {name: changed}).encode()
