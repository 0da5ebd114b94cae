"""Every fault of a request, seen by a plain HTTP client."""

import asyncio
import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ServerDisconnectedError

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
    Repeat,
    Silence,
    SlowLoris,
    Stall,
    Truncate,
    WrongRate,
)

pytestmark = pytest.mark.integration

Through = Callable[..., Any]


async def fetch(line: Any, path: str = "/document") -> tuple[int, bytes]:
    """Status and body."""
    method = "POST" if path.startswith("/v1") else "GET"
    async with line.session.request(method, path) as answer:
        return answer.status, await answer.read()


async def pieces(line: Any, path: str) -> tuple[bytes, str]:
    """What came of the body, and the error it ended with."""
    got = b""
    try:
        async with line.session.request(
            "POST" if path.startswith("/v1") else "GET", path
        ) as answer:
            async for data in answer.content.iter_any():
                got += data
    except (OSError, ClientPayloadError, ServerDisconnectedError) as error:
        return got, type(error).__name__
    return got, ""


def whole(through: Through, path: str) -> bytes:
    """The body as it is without a fault."""
    return through(lambda line: fetch(line, path))[1]


@pytest.mark.parametrize("fault", [Delay(0.06), SlowLoris(0.001), Bandwidth(5000)])
def test_slow_faults_change_the_time_and_nothing_else(through: Through, fault: Fault) -> None:
    async def talk(line: Any) -> tuple[tuple[int, bytes], float, list[str]]:
        began = monotonic()
        got = await fetch(line)
        return got, monotonic() - began, line.proxy.log[0].faults

    got, took, faults = through(talk, fault)
    assert got == (200, whole(through, "/document"))
    assert took >= 0.05
    assert len(faults) == 1


def test_jitter_keeps_the_order_of_a_stream(through: Through) -> None:
    async def talk(line: Any) -> tuple[tuple[int, bytes], float]:
        began = monotonic()
        return await fetch(line, "/v1/chat/completions"), monotonic() - began

    (status, body), took = through(talk, Jitter(0.03))
    assert (status, body) == (200, whole(through, "/v1/chat/completions"))
    assert took > 0.01


def test_a_stalled_body_goes_on_after_a_while(through: Through) -> None:
    async def talk(line: Any) -> tuple[float, bytes]:
        async with line.session.get("/document") as answer:
            first = await answer.content.readexactly(10)
            began = monotonic()
            rest = await answer.content.read()
            return monotonic() - began, first + rest

    waited, body = through(talk, Stall(after_bytes=10, seconds=0.1))
    assert waited >= 0.09
    assert body == whole(through, "/document")


def test_a_stall_without_end_keeps_the_connection_open(through: Through) -> None:
    async def talk(line: Any) -> bytes:
        async with line.session.get("/document") as answer:
            got = await answer.content.readexactly(10)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await answer.content.readany()
            return got

    assert len(through(talk, Stall(after_bytes=10))) == 10


def test_a_cut_breaks_the_body_after_so_many_bytes(through: Through) -> None:
    got, error = through(lambda line: pieces(line, "/document"), Cut(after_bytes=25))
    assert got == whole(through, "/document")[:25]
    assert error in ("ClientPayloadError", "ClientOSError", "ConnectionResetError")


def test_a_cut_at_once_leaves_no_answer(through: Through) -> None:
    async def talk(line: Any) -> tuple[str, list[Any], str]:
        _, error = await pieces(line, "/document")
        return error, line.service.seen, line.proxy.log[0].end

    error, seen, end = through(talk, Cut())
    assert error == "ClientOSError"
    assert seen == []
    assert end == "reset"


def test_a_half_close_ends_the_answer_but_not_the_connection(through: Through) -> None:
    async def talk(line: Any) -> tuple[bytes, bool]:
        host, port = line.proxy.base_url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /document HTTP/1.1\r\nHost: x\r\n\r\n")
        got = await reader.read()
        writer.write(b"still here")
        await writer.drain()
        await asyncio.sleep(0.02)
        open_still = bool(line.proxy._open)
        writer.close()
        return got, open_still

    got, open_still = through(talk, HalfClose(after_bytes=25))
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert body == whole(through, "/document")[:25]
    assert open_still


def test_a_truncated_document_is_valid_http_and_broken_json(through: Through) -> None:
    status, body = through(fetch, Truncate(after_bytes=20))
    assert status == 200
    assert len(body) == 20
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(body)


def test_silence_is_success_without_content(through: Through) -> None:
    async def talk(line: Any) -> tuple[tuple[int, bytes], tuple[int, bytes], int]:
        one = await fetch(line)
        two = await fetch(line, "/v1/chat/completions")
        return one, two, len(line.service.seen)

    assert through(talk, Silence()) == ((200, b""), (200, b""), 2)


def test_a_repeated_request_reaches_the_service_twice(through: Through) -> None:
    async def talk(line: Any) -> tuple[bytes, list[Any]]:
        async with line.session.post("/echo", data=b"book me") as answer:
            return await answer.read(), line.service.seen

    body, seen = through(talk, Repeat())
    assert body == b"book me"
    assert seen == [("POST", "/echo", b"book me")] * 2


def test_events_of_a_stream_are_doubled(through: Through) -> None:
    _, body = through(lambda line: fetch(line, "/v1/chat/completions"), Duplicate())
    plain = whole(through, "/v1/chat/completions")
    assert body.count(b'"content"') == 2 * plain.count(b'"content"')
    assert whole(through, "/document") == through(fetch, Duplicate())[1]


@pytest.mark.parametrize(("encoding", "width"), [("pcm", 2), ("ulaw", 1), ("alaw", 1)])
def test_audio_comes_at_another_rate_and_documents_as_they_are(
    through: Through, encoding: Any, width: int
) -> None:
    fault = WrongRate(agreed=24000, sent=16000, encoding=encoding)
    _, body = through(lambda line: fetch(line, "/v1/audio/speech"), fault)
    size = len(whole(through, "/v1/audio/speech"))
    assert abs(len(body) - size * 16000 / 24000) <= 2 * width
    assert through(fetch, fault)[1] == whole(through, "/document")


def test_faults_of_sockets_leave_requests_alone(through: Through) -> None:
    async def talk(line: Any) -> tuple[int, list[str]]:
        return (await fetch(line))[0], line.proxy.log[0].faults

    assert through(talk, Close(1011)) == (200, [])


def test_faults_strike_one_after_the_other(through: Through) -> None:
    async def talk(line: Any) -> tuple[bytes, list[str]]:
        return (await fetch(line))[1], line.proxy.log[0].faults

    body, faults = through(talk, Delay(0.01), Truncate(30), Cut(after_bytes=1000))
    assert len(body) == 30
    assert faults == ["delay", "truncate", "cut"]


def test_a_path_a_share_and_a_number_of_times_choose_the_requests(through: Through) -> None:
    async def talk(line: Any) -> list[int]:
        found = []
        for _ in range(4):
            found.append((await fetch(line, "/document"))[0])
        found.append((await fetch(line, "/v1/chat/completions"))[0])
        return found

    only = Entry(Refuse(503), path="/doc*", times=2)
    assert through(talk, only) == [503, 503, 200, 200, 200]
    assert through(talk, Entry(Refuse(503), share=0.0)) == [200] * 5


def test_the_same_seed_chooses_the_same_requests(through: Through) -> None:
    async def talk(line: Any) -> list[int]:
        return [(await fetch(line))[0] for _ in range(40)]

    half = Entry(Refuse(503), share=0.5)
    first = through(talk, half, seed=7)
    assert first == through(talk, half, seed=7)
    assert first != through(talk, half, seed=8)
    assert 10 < first.count(503) < 30


def test_a_window_opens_and_closes(through: Through) -> None:
    async def talk(line: Any) -> list[int]:
        found = [(await fetch(line))[0]]
        for _ in range(2):
            await asyncio.sleep(0.15)
            found.append((await fetch(line))[0])
        return found

    assert through(talk, Entry(Refuse(503), start_s=0.1, end_s=0.2)) == [200, 503, 200]


def test_faults_come_and_go_while_the_proxy_runs(through: Through) -> None:
    async def talk(line: Any) -> list[int]:
        found = [(await fetch(line))[0]]
        number = line.proxy.schedule.add(Entry(Refuse(500)))
        found.append((await fetch(line))[0])
        line.proxy.schedule.remove(number)
        return [*found, (await fetch(line))[0]]

    assert through(talk) == [200, 500, 200]


def test_the_log_tells_what_was_done(through: Through) -> None:
    async def talk(line: Any) -> list[Any]:
        async with line.session.post("/echo", data=b"12345") as answer:
            await answer.read()
        await fetch(line)
        return list(line.proxy.log)

    one, two = through(talk, Entry(Refuse(429), path="/document"))
    assert (one.n, one.method, one.target, one.status, one.end) == (1, "POST", "/echo", 200, "ok")
    assert (one.up, one.down, one.faults) == (5, 5, [])
    assert (two.n, two.status, two.faults) == (2, 429, ["refuse"])
