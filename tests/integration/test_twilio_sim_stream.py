"""A plain streamed call on real sockets in real time: what the carrier sends, plays and reports."""

import asyncio
import base64
import json
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from twilio.request_validator import RequestValidator

from simulators.twilio import Account, Carrier, Faults, Number, Stall, Tape

pytestmark = pytest.mark.integration

PUBLIC = "https://agent.example"
OFFICE, CALLER = "+13035550100", "+13035550142"
TONE = bytes(range(160))

Talk = Callable[["Agent", web.WebSocketResponse], Awaitable[None]]


class Agent:
    """The customer's app: answers with a stream and hands its socket to `talk`."""

    def __init__(self, talk: Talk, after: str = "") -> None:
        self.talk = talk
        self.after = after
        self.messages: list[dict[str, Any]] = []
        self.posts: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.upgrade: dict[str, str] = {}
        self.sid = ""

    async def voice(self, request: web.Request) -> web.Response:
        await self._note(request)
        stream = (
            '<Stream url="wss://agent.example/stream?lost=1" statusCallback="/stream-status">'
            '<Parameter name="token" value="a&amp;b 1"/></Stream>'
        )
        twiml = f"<Response><Connect>{stream}</Connect>{self.after}</Response>"
        return web.Response(text=twiml, content_type="text/xml")

    async def other(self, request: web.Request) -> web.Response:
        await self._note(request)
        return web.Response(text="<Response><Hangup/></Response>", content_type="text/xml")

    async def _note(self, request: web.Request) -> None:
        form = {k: str(v) for k, v in (await request.post()).items()}
        self.posts.append((request.path_qs, form, dict(request.headers)))

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        self.upgrade = {"path": request.path_qs, **request.headers}
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        await self.talk(self, ws)
        return ws

    async def read(self, ws: web.WebSocketResponse) -> dict[str, Any]:
        message = await ws.receive(timeout=3)
        if message.type is not WSMsgType.TEXT:
            return {"event": "closed"}
        data: dict[str, Any] = json.loads(message.data)
        self.messages.append(data)
        if data["event"] == "start":
            self.sid = data["streamSid"]
        return data

    async def read_until(self, ws: web.WebSocketResponse, event: str, count: int = 1) -> None:
        while count:
            data = await self.read(ws)
            count -= data["event"] == event
            assert event == "closed" or data["event"] != "closed"

    async def send(self, ws: web.WebSocketResponse, event: str, **more: Any) -> None:
        await ws.send_json({"event": event, "streamSid": self.sid, **more})

    async def media(self, ws: web.WebSocketResponse, audio: bytes) -> None:
        await self.send(ws, "media", media={"payload": base64.b64encode(audio).decode()})

    async def mark(self, ws: web.WebSocketResponse, name: str) -> None:
        await self.send(ws, "mark", mark={"name": name})

    def of(self, event: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["event"] == event]

    def posts_to(self, path: str) -> list[dict[str, str]]:
        return [form for posted, form, _ in self.posts if posted == path]


@asynccontextmanager
async def world(agent: Agent) -> AsyncIterator[Carrier]:
    app = web.Application()
    app.add_routes(
        [
            web.post("/voice", agent.voice),
            web.get("/stream", agent.stream),
            web.post("/{other}", agent.other),
        ]
    )
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    number = Number(OFFICE, f"{PUBLIC}/voice", status_callback=f"{PUBLIC}/status")
    routes = {PUBLIC: f"http://127.0.0.1:{port}"}
    try:
        async with Carrier([number], routes=routes) as carrier:
            yield carrier
    finally:
        await runner.cleanup()


def test_a_streamed_call_from_dial_to_recording(tmp_path: Path) -> None:
    """dial, webhook, stream, marks, clear, hang-up, callback, WAV: the whole happy path."""

    async def talk(agent: Agent, ws: web.WebSocketResponse) -> None:
        await agent.read_until(ws, "media", 3)
        await agent.media(ws, TONE * 10)
        await agent.mark(ws, "one")
        await agent.read_until(ws, "mark")
        await agent.media(ws, TONE * 500)
        await agent.mark(ws, "two")
        await agent.mark(ws, "three")
        await agent.read_until(ws, "media", 5)
        await agent.send(ws, "clear")
        await agent.read_until(ws, "mark", 2)
        await agent.read_until(ws, "closed")

    async def play() -> None:
        agent, party = Agent(talk), Tape(TONE * 20)
        async with world(agent) as carrier:
            call = await carrier.dial(CALLER, OFFICE, party)
            await call.wait_answer()
            await asyncio.sleep(0.7)
            await call.press("5")
            await call.hang_up()
            assert await call.wait_end() == "completed"
            await carrier.settle()
        check_webhook(agent, carrier)
        check_messages(agent)
        check_audio(call.recording.right)
        assert bytes(call.recording.left[: 160 * 20]) == TONE * 20
        assert [name for _, name in call.stream.marks_out] == ["one", "two", "three"]
        assert carrier.log.alerts() == []
        status = agent.posts_to("/status")
        assert [s["CallStatus"] for s in status] == ["completed"]
        assert status[0]["CallDuration"] == "1"
        events = [p["StreamEvent"] for p in agent.posts_to("/stream-status")]
        assert events == ["stream-started", "stream-stopped"]
        check_wav(call, tmp_path / "call.wav")

    asyncio.run(play())


def check_webhook(agent: Agent, carrier: Carrier) -> None:
    path, form, headers = agent.posts[0]
    assert (path, form["From"], form["CallStatus"]) == ("/voice", CALLER, "ringing")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert len(headers["I-Twilio-Idempotency-Token"]) == 32
    validator = RequestValidator(carrier.account.token)
    assert validator.validate(f"{PUBLIC}/voice", form, headers["X-Twilio-Signature"])
    assert agent.upgrade["path"] == "/stream"
    signature = agent.upgrade["X-Twilio-Signature"]
    assert validator.validate("wss://agent.example/stream", {}, signature)


def check_messages(agent: Agent) -> None:
    connected, start = agent.messages[:2]
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["sequenceNumber"] == "1"
    assert start["start"]["customParameters"] == {"token": "a&b 1"}
    numbers = [int(m["sequenceNumber"]) for m in agent.messages[1:]]
    assert numbers == list(range(1, len(numbers) + 1))
    media = [m["media"] for m in agent.of("media")]
    assert [int(m["chunk"]) for m in media] == list(range(1, len(media) + 1))
    stamps = [int(m["timestamp"]) for m in media]
    assert {b - a for a, b in zip(stamps, stamps[1:], strict=False)} == {20}
    assert {len(base64.b64decode(m["payload"])) for m in media} == {160}
    assert agent.of("dtmf")[0]["dtmf"] == {"track": "inbound_track", "digit": "5"}
    assert agent.messages[-1]["event"] == "stop"


def check_audio(heard: bytearray) -> None:
    """Ten frames, then silence, then at most nine frames (five waited for) of the cut audio."""
    frames = [bytes(heard[i : i + 160]) for i in range(0, len(heard), 160)]
    said = [i for i, frame in enumerate(frames) if frame == TONE]
    assert said[:10] == list(range(said[0], said[0] + 10))
    assert 14 <= len(said) <= 18


def check_wav(call: Any, path: Path) -> None:
    call.recording.save(path)
    with wave.open(str(path)) as wav:
        assert (wav.getnchannels(), wav.getframerate(), wav.getsampwidth()) == (2, 8000, 2)
        assert wav.getnframes() == len(call.recording.right)
