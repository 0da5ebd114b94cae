"""One context: text that gathers, is spoken in order, and comes back as messages."""

import asyncio
import base64
import json
from typing import Any, Protocol

from simulators.elevenlabs.alignment import arrays
from simulators.elevenlabs.buffering import Buffer
from simulators.elevenlabs.errors import Closed, Refused
from simulators.elevenlabs.faults import SpeechFault
from simulators.elevenlabs.formats import Format
from simulators.elevenlabs.service import Service
from simulators.elevenlabs.speech import Chunk, first_byte, paced, speak
from simulators.elevenlabs.workspace import Workspace


class Sink(Protocol):
    """Takes what a context has to tell."""

    async def send(self, body: dict[str, Any]) -> None:
        """A message."""
        ...

    async def send_text(self, text: str) -> None:
        """Anything."""
        ...


class Context:
    """Speaks what it is given until it is finished."""

    def __init__(
        self,
        service: Service,
        workspace: Workspace,
        form: Format,
        buffer: Buffer,
        fault: SpeechFault,
        sink: Sink,
    ) -> None:
        self.buffer = buffer
        self._service = service
        self._workspace = workspace
        self._form = form
        self._fault = fault
        self._sink = sink
        self._texts: asyncio.Queue[str | None] = asyncio.Queue()
        self._finished = False
        self._silenced = False
        self._closed_at: float | None = None
        self._delivered = 0.0
        self._struck = False
        self._last: dict[str, Any] | None = None
        self._came_late = False

    def write(self, text: str, *, trigger: bool = False, flush: bool = False) -> None:
        """Take in text."""
        if spoken := self.buffer.add(text, trigger=trigger, flush=flush):
            self._texts.put_nowait(spoken)

    def finish(self, *, rest: bool) -> None:
        """No more text comes; `rest`: what is buffered is still spoken."""
        if self._finished:
            return
        self._finished = True
        if rest and (spoken := self.buffer.take()):
            self._texts.put_nowait(spoken)
        self._closed_at = asyncio.get_running_loop().time()
        self._silenced = not rest and not self._service.plan.speaks_on
        self._texts.put_nowait(None)

    async def run(self) -> None:
        """Speak until finished. Raises Closed when the socket must end."""
        while (text := await self._texts.get()) is not None:
            if not (self._silenced or self._fault.silent):
                await self._speak(text)
        await self._strike()
        await self._come_late()
        if self._fault.final:
            await self._sink.send(
                {"audio": None, "isFinal": True, "alignment": None, "normalizedAlignment": None}
            )

    async def _speak(self, text: str) -> None:
        try:
            async with self._workspace.generation(len(text)) as waited:
                chunks = await speak(self._service, text, self._form, self._fault)
                wait = first_byte(self._service, self._fault, waited=waited)
                async for chunk in paced(self._service, chunks, wait):
                    if self._silenced:
                        return
                    await self._deliver(chunk)
        except Refused as refused:
            raise Closed(refused.code, refused.message) from refused

    async def _deliver(self, chunk: Chunk) -> None:
        fault = self._fault
        torn = False
        if self._delivered >= fault.after:
            torn = fault.torn and not self._struck
            await self._strike()
        await self._hold()
        if fault.empty:
            await self._sink.send({"audio": "", "isFinal": False, "alignment": None})
        body = self._message(chunk)
        self._last = body
        self._delivered += chunk.end - chunk.start
        if torn:
            text = json.dumps(body)
            await self._sink.send_text(text[: len(text) * 2 // 3])
        else:
            await self._sink.send(body)

    async def _strike(self) -> None:
        """Let the fault happen, once: it stalls, or it ends the socket."""
        if self._struck:
            return
        self._struck = True
        fault = self._fault
        await asyncio.sleep(fault.stall)
        if fault.error or fault.close:
            raise Closed(fault.error, code=fault.close or Closed("").code)

    async def _hold(self) -> None:
        """Audio after `close_context` comes as late as the fault says."""
        if self._fault.late and self._closed_at is not None:
            due = self._closed_at + self._fault.late
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            self._came_late = True

    async def _come_late(self) -> None:
        """Audio of a closed context comes once more, if all of it was there too early."""
        if self._fault.late and self._last is not None and not self._came_late:
            await self._hold()
            await self._sink.send(self._last)

    def _message(self, chunk: Chunk) -> dict[str, Any]:
        body: dict[str, Any] = {"audio": base64.b64encode(chunk.audio).decode(), "isFinal": None}
        for key, chars in (("alignment", chunk.chars), ("normalizedAlignment", chunk.normal)):
            if self._fault.alignment:
                body[key] = arrays(chars, chunk.start, self._prefix())
            else:
                body[key] = None
        return body

    def _prefix(self) -> str:
        spelling = self._service.plan.alignment_spelling
        if spelling == "alternating":
            return self._service.random.choice(("char", "chars"))
        return spelling
