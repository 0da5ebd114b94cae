"""Audio that is due becomes transcripts, in order, as late and as wrong as the plan says."""

import asyncio
import math
from random import Random
from typing import Any

from simulators.elevenlabs.errors import Closed
from simulators.elevenlabs.faults import SegmentFault
from simulators.elevenlabs.scribe.mishearing import misheard, regressed
from simulators.elevenlabs.scribe.options import Options
from simulators.elevenlabs.scribe.segments import Part
from simulators.elevenlabs.service import Service
from simulators.elevenlabs.socket import Socket
from simulators.listening import Recognised


class Transcriber:
    """The transcripts of one session."""

    def __init__(self, service: Service, socket: Socket, options: Options) -> None:
        self._service = service
        self._socket = socket
        self._options = options
        self._random = Random(f"{service.plan.seed} {socket.number}")
        self._parts: asyncio.Queue[tuple[float, Part]] = asyncio.Queue()
        self._segment = -1
        self._fault = SegmentFault()
        self._heard: Recognised | None = None
        self._told = ""
        self._partials = 0

    def take(self, part: Part) -> None:
        """Something is due."""
        self._parts.put_nowait((asyncio.get_running_loop().time(), part))

    async def run(self) -> None:
        """Transcribe until cancelled. Raises Closed when the session must end."""
        while True:
            came, part = await self._parts.get()
            if part.segment != self._segment:
                self._begin(part)
            if not part.final and not self._parts.empty():
                continue  # more of the segment has come meanwhile
            before = None if part.final else self._heard
            self._heard = await asyncio.to_thread(self._service.listener.hear, part.audio, before)
            late = self._service.draw(self._service.plan.profile.transcript)
            await asyncio.sleep(max(0.0, came + late - asyncio.get_running_loop().time()))
            if part.final:
                await self._commit(part, self._heard if part.spoken else None)
            else:
                await self._partial(self._heard.text)

    def _begin(self, part: Part) -> None:
        self._segment = part.segment
        self._fault = self._service.fault(SegmentFault, self._socket.path)
        self._heard, self._told, self._partials = None, "", 0

    async def _partial(self, text: str) -> None:
        share = self._service.plan.scribe.regresses
        if not text or not self._fault.partials:
            return
        self._partials += 1
        every_second = self._fault.regress and self._partials % 2 == 0
        if self._told and (every_second or self._random.random() < share):
            text = regressed(self._told)
        if text != self._told:
            self._told = text
            await self._tell("partial_transcript", text=text)

    async def _commit(self, part: Part, heard: Recognised | None) -> None:
        fault, scribe = self._fault, self._service.plan.scribe
        if math.isinf(fault.stall):
            return
        await asyncio.sleep(fault.stall)
        text = heard.text if heard else ""
        if fault.wrong or self._random.random() < scribe.mishears:
            text = misheard(text, self._random)
        if fault.text is not None:
            text = fault.text
        copies = 2 if fault.twice or self._random.random() < scribe.twice else 1
        if fault.error:
            await self._tell(fault.error, error=fault.error.replace("_", " ").capitalize() + ".")
            copies = 0
        for _ in range(copies):
            await self._tell("committed_transcript", text=text)
            if self._options.timestamps:
                await self._tell(
                    "committed_transcript_with_timestamps",
                    text=text,
                    language_code=self._options.language or "en",
                    words=_timed(text, part, heard),
                )
        if fault.close:
            raise Closed(code=fault.close)

    async def _tell(self, kind: str, **fields: Any) -> None:
        await self._socket.send({"message_type": kind, **fields})


def _timed(text: str, part: Part, heard: Recognised | None) -> list[dict[str, Any]]:
    """Words and the spaces between them, spread evenly from the first sound to the last."""
    found = heard.found if heard else ()
    start = part.start + (found[0].start if found else 0.0)
    end = part.start + (found[-1].end if found else len(part.audio) / 8000)
    pieces = [piece for word in text.split() for piece in (word, " ")][:-1]
    step = (end - start) / max(len(pieces), 1)
    return [
        {
            "text": piece,
            "start": round(start + n * step, 3),
            "end": round(start + (n + 1) * step, 3),
            "type": "spacing" if piece == " " else "word",
            "speaker_id": None,
            "logprob": -0.1,
            "characters": None,
        }
        for n, piece in enumerate(pieces)
    ]
