"""Every fault of a WebSocket, seen by a plain client."""

import asyncio
import base64
import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from simulators.faults import (
    Bandwidth,
    Close,
    Cut,
    Delay,
    Duplicate,
    Entry,
    Fault,
    HalfClose,
    Jitter,
    Refuse,
    Silence,
    Stall,
    Truncate,
    WrongRate,
)

pytestmark = pytest.mark.integration

Through = Callable[..., Any]


async def say(line: Any, *texts: str) -> tuple[list[str], int | None]:
    """Send texts; what comes until the socket closes or nothing comes for a while."""
    got: list[str] = []
    async with line.session.ws_connect("/socket") as ws:
        for text in texts:
            await ws.send_str(text)
        while True:
            try:
                message = await ws.receive(timeout=0.3)
            except TimeoutError:
                return got, None
            if message.type is not WSMsgType.TEXT:
                return got, ws.close_code
            got.append(message.data)


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1009, 1011, 1012, 1013, 4999])
@pytest.mark.parametrize("after", [0, 2])
def test_a_socket_is_closed_with_a_code_after_so_many_messages(
    through: Through, code: int, after: int
) -> None:
    async def talk(line: Any) -> Any:
        got = await say(line, "count:5")
        return got, line.proxy.log[0].end, line.proxy.log[0].spoilt

    got, end, spoilt = through(talk, Close(code, after_messages=after, reason="enough"))
    assert got == ([f"n{number}" for number in range(after)], code)
    assert end == f"closed {code} by a fault"
    assert spoilt


def test_a_socket_is_closed_after_so_many_messages_of_the_clients(through: Through) -> None:
    async def talk(line: Any) -> Any:
        return await say(line, "count:0", "count:5", "count:5")

    _, code = through(talk, Close(1011, after_messages=2, way="up"))
    assert code == 1011


def test_a_fault_that_was_not_reached_has_spoilt_nothing(through: Through) -> None:
    async def talk(line: Any) -> tuple[list[str], bool]:
        await say(line, "count:1")
        return line.proxy.log[0].faults, line.proxy.log[0].spoilt

    assert through(talk, Close(1011, after_messages=2)) == (["close"], False)


def test_a_socket_may_close_without_a_code_or_without_a_word(through: Through) -> None:
    async def talk(line: Any) -> tuple[Any, Any]:
        async with line.session.ws_connect("/socket") as ws:
            message = await ws.receive(timeout=2)
            return message.type, message.data

    assert through(talk, Close(1005)) == (WSMsgType.CLOSE, 0)  # aiohttp's "no code"
    assert through(talk, Close(1006)) == (WSMsgType.CLOSED, None)


def test_the_service_sees_the_clients_own_goodbye(through: Through) -> None:
    async def talk(line: Any) -> list[int | None]:
        await say(line, "count:1")
        await asyncio.sleep(0.05)
        return list(line.service.closes)

    assert through(talk, Close(1011, after_messages=1)) == [1000]  # aiohttp's answer to any code


def test_a_reset_socket_ends_without_a_close_frame(through: Through) -> None:
    async def talk(line: Any) -> Any:
        got = await say(line, "count:5")
        await asyncio.sleep(0.05)
        return got, line.proxy.log[0].end, list(line.service.closes)

    got, end, closes = through(talk, Cut(after_bytes=4))
    assert got == (["n0", "n1"], 1006)
    assert end == "reset"
    assert closes == [1006]


def test_a_half_closed_socket_still_takes_messages(through: Through) -> None:
    async def talk(line: Any) -> tuple[bytes, str]:
        host, port = line.proxy.base_url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        got = await reader.read()
        await asyncio.sleep(0.02)
        end = line.proxy.log[0].end
        writer.close()
        return got, end

    got, end = through(talk, HalfClose())
    assert got.startswith(b"HTTP/1.1 101")
    assert got.endswith(b"\r\n\r\n")
    assert end == "half-closed"


def test_delayed_messages_keep_their_distance(through: Through) -> None:
    async def talk(line: Any) -> tuple[list[str], float, float]:
        async with line.session.ws_connect("/socket") as ws:
            began = monotonic()
            await ws.send_str("count:20")
            got = [(await ws.receive()).data]
            first = monotonic() - began
            got += [(await ws.receive()).data for _ in range(19)]
            return got, first, monotonic() - began

    got, first, last = through(talk, Delay(0.06))
    assert got == [f"n{number}" for number in range(20)]
    assert first >= 0.12  # there and back
    assert last < 20 * 0.06  # not one after the other


@pytest.mark.parametrize(
    "fault", [Jitter(0.01), Bandwidth(2000), Delay(0.01, way="up"), Stall(6, seconds=0.05)]
)
def test_slow_faults_lose_nothing(through: Through, fault: Fault) -> None:
    got, _ = through(lambda line: say(line, "count:20"), fault)
    assert got == [f"n{number}" for number in range(20)]


def test_a_stalled_socket_says_nothing_more(through: Through) -> None:
    got, code = through(lambda line: say(line, "count:5"), Stall(after_bytes=4))
    assert (got, code) == (["n0", "n1"], None)


def test_a_silent_socket_takes_everything_and_says_nothing(through: Through) -> None:
    async def talk(line: Any) -> Any:
        return await say(line, "hello", "is anybody there"), line.service.heard

    assert through(talk, Silence()) == (([], None), ["hello", "is anybody there"])


def test_messages_come_twice(through: Through) -> None:
    got, _ = through(lambda line: say(line, "count:2"), Duplicate())
    assert got == ["n0", "n0", "n1", "n1"]


def test_messages_reach_the_service_twice(through: Through) -> None:
    async def talk(line: Any) -> list[str]:
        await say(line, "a")
        return list(line.service.heard)

    assert through(talk, Duplicate(way="up")) == ["a", "a"]


def test_messages_are_cut_short_but_stay_text(through: Through) -> None:
    text = json.dumps({"text": "Señora"}, ensure_ascii=False)
    got, _ = through(lambda line: say(line, text), Truncate(13))
    assert got == ['{"text": "Se']


def test_audio_in_messages_comes_at_another_rate(through: Through) -> None:
    audio = base64.b64encode(b"\x01\x00" * 2400).decode()
    texts = [
        json.dumps({"audio": audio, "isFinal": False}),
        json.dumps({"type": "response.output_audio.delta", "delta": audio}),
        json.dumps({"type": "response.output_audio_transcript.delta", "delta": "Hello"}),
        "no json",
    ]
    got, _ = through(lambda line: say(line, *texts), WrongRate(agreed=24000, sent=8000))
    sizes = [
        len(base64.b64decode(json.loads(text)[name]))
        for text, name in zip(got, ("audio", "delta"), strict=False)
    ]
    assert all(abs(size - 1600) <= 4 for size in sizes)
    assert got[2:] == texts[2:]


def test_a_handshake_is_refused_as_the_provider_would(through: Through) -> None:
    async def talk(line: Any) -> tuple[int, str | None]:
        with pytest.raises(WSServerHandshakeError) as error:
            await line.session.ws_connect("/socket")
        assert error.value.headers is not None
        return error.value.status, error.value.headers.get("request-id")

    status, request_id = through(talk, Refuse(429), name="elevenlabs")
    assert status == 429
    assert request_id


def test_an_open_silent_socket_is_closed_when_its_time_comes(through: Through) -> None:
    async def talk(line: Any) -> tuple[Any, int | None]:
        async with line.session.ws_connect("/socket") as ws:
            await ws.send_str("hello")
            first = await ws.receive()
            last = await ws.receive(timeout=5)
            return (first.data, last.type), ws.close_code

    assert through(talk, Entry(Close(1012), start_s=0.1)) == (("hello", WSMsgType.CLOSE), 1012)


def test_an_open_silent_socket_is_reset_on_demand(through: Through) -> None:
    async def talk(line: Any) -> int | None:
        async with line.session.ws_connect("/socket") as ws:
            await ws.send_str("hello")
            await ws.receive()
            line.proxy.schedule.add(Entry(Cut()))
            await ws.receive(timeout=5)
            return ws.close_code

    assert through(talk) == 1006


def test_a_fault_in_force_for_a_while_spoils_only_what_is_said_then(through: Through) -> None:
    async def talk(line: Any) -> list[str]:
        async with line.session.ws_connect("/socket") as ws:
            got = []
            for number in range(3):
                await ws.send_str(f"m{number}")
                got.append((await ws.receive()).data)
                if number == 0:
                    line.proxy.schedule.add(Entry(Duplicate(), end_s=0.1))
                if number == 1:
                    got.append((await ws.receive()).data)
                    await asyncio.sleep(0.15)
            return got

    assert through(talk) == ["m0", "m1", "m1", "m2"]
