"""What the node does with webhooks and stream messages that are not as they should be."""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from agent.events import Heard
from agent.http.signature import sign
from voicectl.bench.fleet import redis_server

pytestmark = pytest.mark.integration

OFFICE, CALLER = "+12145550100", "+12145550155"
ORIGIN = "https://agent.example"
STREAM = "MZ" + "1" * 32
LIMIT_S = 120
SILENCE = b64encode(b"\xff" * 160).decode()


class Wire:
    """A carrier by hand: signed requests one at a time."""

    def __init__(self, client: ClientSession, rig: Any) -> None:
        self.client = client
        self.rig = rig
        self.token = rig.carrier.account.token
        self.base = f"http://127.0.0.1:{rig.node.port}"

    async def post(
        self, path: str, signature: str | None = None, idempotency: str = "", **fields: str
    ) -> tuple[int, str]:
        form = {"CallSid": "CA1", "From": CALLER, "To": OFFICE, "CallStatus": "ringing", **fields}
        good = sign(self.token, ORIGIN + path, list(form.items()))
        headers = {"X-Twilio-Signature": good if signature is None else signature}
        if idempotency:
            headers["I-Twilio-Idempotency-Token"] = idempotency
        async with self.client.post(self.base + path, data=form, headers=headers) as answer:
            return answer.status, await answer.text()

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.client.get(self.base + path, headers=headers) as answer:
            return answer.status, await answer.json()

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[ClientWebSocketResponse]:
        signature = sign(self.token, "wss://agent.example/twilio/stream")
        async with self.client.ws_connect(
            f"{self.base}/twilio/stream", headers={"X-Twilio-Signature": signature}
        ) as socket:
            yield socket

    async def live(self) -> list[Any]:
        return list((await self.get("/v1/calls"))[1]["calls"])


def start(token: str, call: str = "CA1", **more: str) -> str:
    body = {
        "accountSid": "AC1",
        "streamSid": STREAM,
        "callSid": call,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"token": token, **more},
    }
    message = {"event": "start", "sequenceNumber": "1", "start": body, "streamSid": STREAM}
    return json.dumps(message)


def media(number: int) -> str:
    body = {"track": "inbound", "chunk": str(number), "timestamp": str(20 * number)}
    message = {"event": "media", "sequenceNumber": str(number + 1), "streamSid": STREAM}
    return json.dumps({**message, "media": {**body, "payload": SILENCE}})


def token_in(twiml: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', twiml)
    assert found, twiml
    return found[1]


def pass_in(twiml: str) -> str:
    found = re.search(r'name="pass" value="([^"]+)"', twiml)
    assert found, twiml
    return found[1]


def run_two(rig: Any, use: Any, **more: Any) -> None:
    """Two nodes that share Redis and books, each with a carrier of its own."""

    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), AsyncExitStack() as stack:
            server = await stack.enter_async_context(redis_server())
            client = await stack.enter_async_context(ClientSession())
            shared = {"redis_url": server.url, "ttl_s": 3600}
            made = [
                await stack.enter_async_context(rig(sessions={**shared, "node": name}, **more))
                for name in ("a", "b")
            ]
            await use(*(Wire(client, one) for one in made))

    asyncio.run(main())


async def owned_by(wire: Wire, node: str, call: str = "CA1") -> None:
    """Wait until the store says so."""
    async with asyncio.timeout(30):
        while True:
            _, found = await wire.get("/v1/checkpoints")
            if any((one["call_sid"], one["node"]) == (call, node) for one in found["checkpoints"]):
                return
            await asyncio.sleep(0.05)


async def left(wire: Wire) -> None:
    """Wait until a node has no calls."""
    async with asyncio.timeout(30):
        while await wire.live():  # noqa: ASYNC110  # seen from outside
            await asyncio.sleep(0.05)


def run(rig: Any, use: Any, **more: Any) -> None:
    async def main() -> None:
        async with rig(**more) as made, ClientSession() as client:
            await use(Wire(client, made))

    asyncio.run(main())


def test_unsigned_and_wrongly_signed_webhooks_are_refused(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        for signature in ("", "bm8=", "ünïcode".encode().decode("latin-1")):
            status, body = await wire.post("/twilio/voice", signature)
            assert (status, body) == (403, "forbidden")
        async with wire.client.get(f"{wire.base}/twilio/stream") as answer:
            assert answer.status == 403
        assert await wire.live() == []
        status, body = await wire.post("/twilio/voice", FromCity="", ToCity="")
        assert status == 200
        assert "wss://agent.example/twilio/stream" in body
        assert "https://agent.example/twilio/next" in body

    run(rig, use)


def test_the_same_webhook_again_makes_no_second_call(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        answers = await asyncio.gather(
            *(wire.post("/twilio/voice", idempotency="same") for _ in range(3)),
            *(wire.post("/twilio/voice") for _ in range(3)),
        )
        assert len({token_in(body) for _, body in answers}) == 1
        assert len(await wire.live()) == 1

    run(rig, use)


@pytest.mark.parametrize("wrong", ["call", "token", "late"])
def test_streams_of_unknown_calls_are_closed(rig: Any, wrong: str) -> None:
    async def use(wire: Wire) -> None:
        token = token_in((await wire.post("/twilio/voice"))[1])
        if wrong == "late":
            async with wire.stream() as first:
                await first.send_str(start(token))
                await first.send_str(media(1))
                assert (await first.receive(5)).type is WSMsgType.TEXT
        async with wire.stream() as socket:
            await socket.send_str(
                start("x" if wrong == "token" else token, "CA2" if wrong == "call" else "CA1")
            )
            closed = await socket.receive(5)
            assert closed.type is WSMsgType.CLOSE
            assert closed.data == 1008
        assert (await wire.get("/health"))[1]["parts"]["streams"]["refused"]

    run(rig, use)


def test_broken_messages_are_counted_and_the_call_goes_on(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        token = token_in((await wire.post("/twilio/voice"))[1])
        async with wire.stream() as socket:
            await socket.send_str('{"event":"connected","protocol":"Call","version":"1.0.0"}')
            await socket.send_str(start(token))
            await socket.send_str("not json")
            await socket.send_bytes(b"\x00\x01")
            await socket.send_str("[" * 70_000)
            await socket.send_str(media(5))
            await socket.send_str(media(3))
            await socket.send_str(media(6).replace(STREAM, "MZother"))
            greeting = json.loads((await socket.receive(5)).data)
            assert greeting["event"] == "media"
            assert greeting["streamSid"] == STREAM
        await asyncio.sleep(0.2)
        dropped = (await wire.get("/health"))[1]["parts"]["streams"]["messages_dropped"]
        assert dropped == {
            "malformed": 1,
            "binary": 1,
            "oversized": 1,
            "out_of_order": 1,
            "wrong_stream": 1,
        }

    run(rig, use)


def test_a_caller_who_leaves_before_the_stream(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        await wire.post("/twilio/voice")
        await wire.post("/twilio/status", CallStatus="completed")
        await asyncio.sleep(0.2)
        assert await wire.live() == []
        (row,) = await wire.rig.rows("calls")
        assert (row["outcome"], row["ended_by"]) == ("abandoned_early", "caller")
        assert "<Hangup/>" in (await wire.post("/twilio/next"))[1]

    run(rig, use)


def test_status_that_overtakes_the_webhook(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        await asyncio.gather(
            wire.post("/twilio/voice"), wire.post("/twilio/status", CallStatus="completed")
        )
        await wire.post("/twilio/status", CallStatus="completed")
        await asyncio.sleep(0.2)
        assert await wire.live() == []

    run(rig, use)


def test_a_call_this_node_does_not_know_is_picked_up_with_an_apology(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        _, body = await wire.post("/twilio/next", CallStatus="in-progress")
        assert "cut off" in body
        assert token_in(body)
        assert len(await wire.live()) == 1

    run(rig, use)


def test_withheld_caller_is_no_number(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        for sid, sender in (("CA1", "anonymous"), ("CA2", "+266696687"), ("CA3", "client:x")):
            await wire.post("/twilio/voice", CallSid=sid, From=sender)
        assert {call["caller_last4"] for call in await wire.live()} == {""}

    run(rig, use)


def test_fallback_gives_safety_words_and_a_person(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        _, body = await wire.post("/twilio/fallback", ErrorCode="11200", ErrorUrl="x")
        assert "911" in body
        assert f">{OFFICE}</Number>" in body

    run(rig, use)


def test_more_calls_than_the_node_takes(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        await wire.post("/twilio/voice", CallSid="CA1")
        _, body = await wire.post("/twilio/voice", CallSid="CA2")
        assert "911" in body
        assert "<Record" in body
        await wire.post("/twilio/recorded", CallSid="CA2", RecordingUrl="https://x/RE1")
        (task,) = await wire.rig.rows("tasks")
        assert (task["kind"], task["phone"]) == ("callback", CALLER)

    run(rig, use, server={"max_calls": 1}, limits={"extra_calls": 0})


def test_draining_takes_no_more_calls(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        await wire.post("/twilio/voice")
        draining = asyncio.gather(wire.rig.node.drain(10.0))
        await asyncio.sleep(0.05)
        assert (await wire.get("/health/ready"))[0] == 503
        assert (await wire.get("/health/live"))[0] == 200
        assert "<Record" in (await wire.post("/twilio/voice", CallSid="CA2"))[1]
        await wire.post("/twilio/status", CallStatus="completed")
        assert await draining == [True]

    run(rig, use)


def test_control_api_is_for_this_machine_only(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        assert (await wire.get("/v1/calls"))[0] == 200
        assert (await wire.get("/v1/calls", Host="evil.example"))[0] == 401
        assert (await wire.get("/v1/calls", **{"X-Forwarded-For": "1.2.3.4"}))[0] == 401
        assert (await wire.get("/v1/calls/CA404"))[0] == 404

    run(rig, use)


def test_blocked_numbers_are_rejected(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        from agent.bookings.connection import connect

        db = connect(wire.rig.settings.database_url)
        db.execute("INSERT INTO blocklist VALUES (?, 'nuisance', '2026-01-01')", (CALLER,))
        db.close()
        assert "<Reject" in (await wire.post("/twilio/voice"))[1]
        assert "<Stream" in (await wire.post("/twilio/voice", CallSid="CA2", From="+1214555019"))[1]

    run(rig, use)


def test_live_calls_can_be_followed(rig: Any) -> None:
    async def use(wire: Wire) -> None:
        token = token_in((await wire.post("/twilio/voice"))[1])
        async with wire.client.get(f"{wire.base}/v1/calls/CA1/events") as feed:
            assert feed.headers["Content-Type"] == "text/event-stream"
            async with wire.stream() as socket:
                await socket.send_str(start(token))
                await socket.send_str(media(1))
                while b'"type":"CallBegan"' not in await feed.content.readline():
                    pass
            await wire.post("/twilio/status", CallStatus="completed")
            rest = await feed.content.read()
        assert b'"type":"CallEnded"' in rest
        assert rest.endswith(b"event: end\ndata: {}\n\n")

    run(rig, use)


def test_a_stream_that_reaches_another_node_takes_the_call_there(rig: Any) -> None:
    async def use(a: Wire, b: Wire) -> None:
        _, twiml = await a.post("/twilio/voice")
        await owned_by(b, "a")
        async with b.stream() as socket:
            await socket.send_str(start("x", **{"pass": "forged"}))
            assert (await socket.receive(5)).type is WSMsgType.CLOSE
        async with b.stream() as socket:
            await socket.send_str(start(token_in(twiml), **{"pass": pass_in(twiml)}))
            await socket.send_str(media(1))
            assert (await socket.receive(20)).type is WSMsgType.TEXT
            await owned_by(a, "b")
            await left(a)
            assert len(await b.live()) == 1
            assert (await a.post("/twilio/status", CallStatus="in-progress"))[0] == 200

    run_two(rig, use)


@pytest.mark.parametrize("path", ["/twilio/next", "/twilio/fallback"])
def test_another_node_answers_what_comes_next(rig: Any, path: str) -> None:
    async def use(a: Wire, b: Wire) -> None:
        _, twiml = await a.post("/twilio/voice")
        async with a.stream() as socket:
            await socket.send_str(start(token_in(twiml)))
            await socket.send_str(media(1))
            assert (await socket.receive(20)).type is WSMsgType.TEXT
            assert await a.rig.node.remembering.keeper.flush(30.0)
            asked = {"ErrorCode": "11205", "ErrorUrl": f"{ORIGIN}/twilio/next"}
            _, body = await b.post(path, **asked if path.endswith("fallback") else {})
            assert "<Stream" in body
            assert "<Say" not in body
            await owned_by(a, "b")
            await left(a)
        health = (await b.get("/health"))[1]["parts"]["sessions"]
        assert (health["mode"], health["backlog"], health["peers"]) == ("redis", 0, ["a"])

    run_two(rig, use)


def test_a_node_that_leaves_gives_its_call_away_and_sends_others_on(rig: Any) -> None:
    async def use(a: Wire, b: Wire) -> None:
        _, twiml = await a.post("/twilio/voice")
        async with asyncio.TaskGroup() as group, a.stream() as socket:
            await socket.send_str(start(token_in(twiml)))
            await socket.send_str(media(1))
            assert (await socket.receive(20)).type is WSMsgType.TEXT
            peers = a.rig.node.remembering.peers
            async with asyncio.timeout(30):
                while not peers.open:  # noqa: ASYNC110  # a test looks from outside
                    await asyncio.sleep(0.05)
            draining = group.create_task(a.rig.node.drain(60.0))
            await asyncio.sleep(0)
            assert (await a.get("/health/ready"))[0] == 503
            for path in ("/twilio/voice", "/twilio/next", "/twilio/dial-result"):
                assert (await a.post(path, CallSid="CA2"))[0] == 503
            asked = {"ErrorCode": "11217", "ErrorUrl": f"{ORIGIN}/twilio/voice"}
            assert "911" in (await a.post("/twilio/fallback", CallSid="CA2", **asked))[1]
            async with asyncio.timeout(60):  # its greeting is never played: given in mid-speech
                while (await socket.receive()).type is WSMsgType.TEXT:
                    pass
            assert await draining
            assert (await a.post("/twilio/next"))[0] == 503
            assert "<Stream" in (await b.post("/twilio/next"))[1]
            await owned_by(b, "b")

    run_two(rig, use, server={"handover_s": 0.5})


def test_the_end_of_a_transfer_reaches_another_node(rig: Any) -> None:
    async def use(a: Wire, b: Wire) -> None:
        _, twiml = await a.post("/twilio/voice")
        async with a.stream() as socket:
            await socket.send_str(start(token_in(twiml)))
            await socket.send_str(media(1))
            await socket.receive(20)
            line = a.rig.node.switchboard.find("CA1")
            line.call.apply(Heard(text="let me talk to a person please"))
            assert line.call.ringing == OFFICE
            assert await a.rig.node.remembering.keeper.flush(30.0)
            _, body = await b.post("/twilio/whisper?call=CA1")
            assert "Press 1 to take it" in body
            _, body = await b.post(
                "/twilio/dial-result", DialCallSid="CA9", DialCallStatus="no-answer"
            )
            assert "<Stream" in body
            await owned_by(a, "b")
            await left(a)

    run_two(rig, use)
