"""`GET /v1/realtime`: the socket of a realtime session, its transcripts, and how it ends."""

import asyncio
import json
import time
from collections import defaultdict
from contextlib import suppress
from itertools import count
from secrets import token_hex

from aiohttp import WSMsgType, web

from simulators.openai import tokens
from simulators.openai.configuring import Bad
from simulators.openai.errors import usual
from simulators.openai.faults import Fault
from simulators.openai.limits import Meter
from simulators.openai.service import FAULT, METER, SERVICE, Service
from simulators.openai.session import Closing, Commit, Event, Session, error
from simulators.openai.transcriptions import usage
from simulators.openai.wire import reset

_COMMIT = "/v1/realtime/commit"
_CLOSE_SECONDS = 1.0
_LARGEST_MESSAGE = 32 * 1024 * 1024
_ABNORMAL = 1006
_TRANSCRIPT = "conversation.item.input_audio_transcription."


async def serve(request: web.Request) -> web.WebSocketResponse:
    """Serve a session until it ends. A wrong key is told inside the socket (code 3000)."""
    service = request.app[SERVICE]
    socket = web.WebSocketResponse(
        compress=False, timeout=_CLOSE_SECONDS, max_msg_size=_LARGEST_MESSAGE
    )
    await socket.prepare(request)
    line = Line(request, socket, service)
    meter, refusal = request.get(METER), line.refusal()
    if refusal is not None or meter is None:
        bad, closing = refusal or _WRONG_KEY
        await line.send(error(bad))
        await line.close(closing.code, closing.reason)
        return socket
    meter.sessions += 1
    service.lines.add(line)
    try:
        await line.run()
    finally:
        service.lines.discard(line)
        meter.sessions -= 1
    return socket


_WRONG_KEY = (
    Bad("Incorrect API key provided.", "invalid_api_key"),
    Closing(3000, "invalid_request_error.invalid_api_key"),
)


class Line:
    """One open socket."""

    def __init__(
        self, request: web.Request, socket: web.WebSocketResponse, service: Service
    ) -> None:
        self._request = request
        self._socket = socket
        self._service = service
        self._model = request.query.get("model", "")
        expires_at = time.time_ns() / 1e9 + service.plan.session_s
        self._session = Session(self._model, int(expires_at))
        self._numbers = count(1)
        self._completed: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)

    def refusal(self) -> tuple[Bad, Closing] | None:
        """Why this socket is closed at once, if it is."""
        meter = self._request.get(METER)
        if meter is None:
            return _WRONG_KEY
        if _is_full(meter):
            problem = usual(429, None, "requests", 1.0)
            bad = Bad(str(problem.body["message"]), str(problem.code))
            return bad, Closing(3000, "requests.rate_limit_exceeded")
        intent = self._request.query.get("intent")
        transcribes = "transcribe" in self._model or "whisper" in self._model
        if self._model and (intent == "transcription" or transcribes):
            bad = Bad(f'Model "{self._model}" is not supported here.', "invalid_model")
            return bad, Closing(4000, "invalid_request_error.invalid_model")
        if not self._model and intent != "transcription":
            bad = Bad("You must provide a model parameter.", "missing_model", "model")
            return bad, Closing(4000, "invalid_request_error.missing_model")
        return None

    async def run(self) -> None:
        """Answer until one side closes or the session is too old."""
        fault = self._request[FAULT]
        await asyncio.sleep(fault.first)
        await self.send(self._session.created())
        async with asyncio.TaskGroup() as tasks:
            ends = [tasks.create_task(self._expire()), *self._outages(tasks)]
            if fault.close:
                ends.append(tasks.create_task(self._close_in(fault.gap, fault.close)))
            transcripts: set[asyncio.Task[None]] = set()
            async for message in self._socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                for effect in self._session.take(message.data):
                    if isinstance(effect, Commit):
                        task = tasks.create_task(self._transcribe(effect))
                        transcripts.add(task)
                    elif isinstance(effect, Closing):
                        await self.close(effect.code, effect.reason)
                    else:
                        await self.send(effect)
            for task in (*ends, *transcripts):
                task.cancel()

    async def send(self, event: Event) -> None:
        """Send an event with an id of its own; nothing happens once the socket is closed."""
        if self._socket.closed:
            return
        whole = {**event, "event_id": "event_" + token_hex(10)}
        with suppress(ConnectionError):  # the client left; the reader learns of it
            await self._socket.send_str(json.dumps(whole, ensure_ascii=False))

    async def close(self, code: int, reason: str = "") -> None:
        """Hang up."""
        if code == _ABNORMAL:
            reset(self._request)
        else:
            await self._socket.close(code=code, message=reason.encode())

    async def _expire(self) -> None:
        limit = self._service.plan.session_s
        await asyncio.sleep(limit)
        text = f"Your session hit the maximum duration of {limit / 60:g} minutes."
        await self.send(error(Bad(text, "session_expired")))
        await self.close(1001, "session_expired")

    def _outages(self, tasks: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Outages to come that close sockets."""
        now = self._service.now
        return [
            tasks.create_task(self._close_in(one.start - now, one.fault.close))
            for one in self._service.plan.outages
            if one.fault.close and one.fault.path in self._request.path and one.start >= now
        ]

    async def _close_in(self, seconds: float, code: int) -> None:
        await asyncio.sleep(seconds)
        await self.close(code)

    # --- transcripts ------------------------------------------------------------------------------

    async def _transcribe(self, commit: Commit) -> None:
        service, fault = self._service, self._service.fault(_COMMIT)
        number = next(self._numbers)
        place = {"item_id": commit.item, "content_index": 0}
        await service.wait(service.plan.profile.hearing)
        await asyncio.sleep(fault.stall)
        if fault.cut:
            await self.close(_ABNORMAL)
            return
        problem = service.missing(commit.model)
        if fault.status >= 400 or problem is not None:
            problem = problem or usual(fault.status, fault.code, fault.limit, 1.0)
            await self.send({"type": _TRANSCRIPT + "failed", **place, "error": problem.body})
            return
        text = fault.content
        if text is None:
            plan = service.plan
            text = service.hearing.hear(commit.ulaw, plan.mishears, plan.seed)
        if not await self._deltas(text, place, fault):
            return
        if fault.swap:
            await self._overtaken(number, fault.gap)
        done = {"transcript": text, "usage": usage(text, commit.model, commit.seconds)}
        await self.send({"type": _TRANSCRIPT + "completed", **place, **done})
        self._completed[number].set()

    async def _deltas(self, text: str, place: Event, fault: Fault) -> bool:
        """Send the words; False if `completed` never comes."""
        service = self._service
        pieces = tokens.pieces(text)
        for number, piece in enumerate([*pieces, None]):
            if number == min(fault.after, len(pieces)):
                if fault.close:
                    await self.close(fault.close)
                    return False
                if fault.middle == "pause":
                    await asyncio.sleep(fault.gap)
                elif fault.middle:
                    return False
            if piece is not None:
                await asyncio.sleep(service.pace.token(service.plan.profile))
                await self.send({"type": _TRANSCRIPT + "delta", **place, "delta": piece})
        return True

    async def _overtaken(self, number: int, limit: float) -> None:
        """Wait until a later commit is completed."""
        with suppress(TimeoutError):  # none came in time
            async with asyncio.timeout(limit):
                await self._completed[number + 1].wait()


def _is_full(meter: Meter) -> bool:
    most = meter.limits.sessions
    return most is not None and meter.sessions >= most
