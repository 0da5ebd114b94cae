"""With no fault in force the proxy can't be told from a direct connection."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession, WSMsgType, web
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.faults import FaultProxy
from simulators.serving import served

pytestmark = pytest.mark.integration

Through = Callable[..., Any]
Seen = dict[str, Any]
HOST = "service.example"
ASIDE = frozenset((b"date", b"sec-websocket-accept", b"sec-websocket-key"))
"""Headers that differ from one request to the next anyway."""

names = st.text("abcXYZ-_09", min_size=1, max_size=12).map("X-".__add__)
values = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
headers = st.lists(st.tuples(names, values), max_size=5)
pieces = st.lists(st.binary(min_size=1, max_size=3000), max_size=4)
texts = st.text(st.characters(codec="utf-8"), max_size=300)
messages = st.lists(
    st.one_of(texts, st.binary(max_size=300), st.just(b"m" * 130), st.just("l" * 70_000)),
    max_size=5,
)


class Pair:
    """A scripted service, direct and behind a proxy, in a loop of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.answer: dict[str, Any] = {}
        self.seen: Seen = {}
        self.direct = self.proxied = ""
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self._main(),))
        self.thread.start()
        self._ready.wait(10)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self.thread.join(10)
        self.loop.close()

    async def _main(self) -> None:
        app = web.Application()
        app.router.add_get("/socket", self._socket)
        app.router.add_route("*", "/{rest:.*}", self._plain)
        async with served(app) as self.direct, FaultProxy(self.direct) as proxy:
            self.proxied = proxy.base_url
            self._ready.set()
            await self._stop.wait()

    async def _plain(self, request: web.Request) -> web.StreamResponse:
        self.seen = {
            "method": request.method,
            "target": request.raw_path,
            "headers": kept(request.raw_headers),
            "body": await request.read(),
        }
        script = self.answer
        answer = web.StreamResponse(status=script["status"])
        answer.headers.extend(script["headers"])
        if script["sized"]:
            answer.content_length = sum(map(len, script["pieces"]))
        await answer.prepare(request)
        if request.method != "HEAD" and script["status"] not in (204, 304):
            for piece in script["pieces"]:
                await answer.write(piece)
        return answer

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ws = web.WebSocketResponse(autoping=False, autoclose=False, compress=False)
        await ws.prepare(request)
        self.seen = {"headers": kept(request.raw_headers), "messages": []}
        async for message in ws:
            self.seen["messages"].append((message.type, message.data))
            match message.type:
                case WSMsgType.TEXT:
                    await ws.send_str(message.data)
                case WSMsgType.BINARY:
                    await ws.send_bytes(message.data)
                case WSMsgType.PING:
                    await ws.pong(message.data)
        self.seen["close"] = ws.close_code
        if self.answer["code"]:
            await ws.close(code=self.answer["code"], message=b"reason given")
        return ws


def kept(raw: Any) -> list[tuple[bytes, bytes]]:
    """Headers in order, as they were spelt."""
    return [(name, value) for name, value in raw if name.lower() not in ASIDE]


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]),
    target=st.sampled_from(["/", "/a/b%20c?d=e%2Ff&g", "/v1/x?q=1&q=2"]),
    asked=headers,
    body=pieces,
    chunked=st.booleans(),
    answer=st.fixed_dictionaries(
        {
            "status": st.sampled_from([200, 201, 204, 304, 400, 404, 429, 503]),
            "headers": headers,
            "pieces": pieces,
            "sized": st.booleans(),
        }
    ),
)
@settings(max_examples=60, deadline=None)
def test_requests_and_answers_arrive_as_they_were_sent(
    pair: Pair, method: str, target: str, asked: Any, body: Any, chunked: bool, answer: Any
) -> None:
    async def once(base: str) -> tuple[Seen, Seen]:
        async def parts() -> Any:
            for piece in body:
                yield piece

        given_body = None if not body else parts() if chunked else b"".join(body)
        async with (
            ClientSession(base, headers={"Host": HOST}, auto_decompress=False) as session,
            session.request(method, target, headers=asked, data=given_body) as reply,
        ):
            got = {
                "status": reply.status,
                "reason": reply.reason,
                "headers": kept(reply.raw_headers),
                "body": await reply.read(),
            }
            return pair.seen, got

    pair.answer = answer
    assert pair.run(once(pair.proxied)) == pair.run(once(pair.direct))


@given(
    said=messages,
    pings=st.lists(st.binary(max_size=100), max_size=2),
    code=st.sampled_from([1000, 1001, 1008, 1009, 1011, 1012, 1013, 3000, 4999]),
)
@settings(max_examples=40, deadline=None)
def test_messages_pings_and_close_codes_arrive_as_they_were_sent(
    pair: Pair, said: Any, pings: Any, code: int
) -> None:
    async def once(base: str) -> tuple[Seen, list[Any], int | None]:
        async with (
            ClientSession(base, headers={"Host": HOST}) as session,
            session.ws_connect("/socket", autoping=False, max_msg_size=0) as ws,
        ):
            got = []
            for message in said:
                await (ws.send_str if isinstance(message, str) else ws.send_bytes)(message)
                got.append(await ws.receive())
            for ping in pings:
                await ws.ping(ping)
                got.append(await ws.receive())
            await ws.close(code=code, message=b"goodbye")
            return pair.seen, got, ws.close_code

    pair.answer = {"code": 0}
    assert pair.run(once(pair.proxied)) == pair.run(once(pair.direct))


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1009, 1011, 1012, 1013, 4000])
def test_the_services_close_code_and_reason_reach_the_client(through: Through, code: int) -> None:
    async def talk(line: Any) -> tuple[int | None, Any, str]:
        async with line.session.ws_connect("/socket") as ws:
            await ws.send_str(f"close:{code}")
            last = await ws.receive()
            await ws.close()
        await asyncio.sleep(0)
        return ws.close_code, (last.type, last.extra), line.proxy.log[0].end

    found = through(talk)
    assert found == (code, (WSMsgType.CLOSE, "as told"), f"closed {code} by the service")


def test_compression_is_not_agreed_on_so_that_messages_can_be_changed(through: Through) -> None:
    async def talk(line: Any) -> tuple[int, str]:
        async with line.session.ws_connect("/socket", compress=15) as ws:
            await ws.send_str("hello")
            return ws.compress, (await ws.receive_str())

    assert through(talk) == (0, "hello")


def test_a_connection_the_service_drops_is_dropped(through: Through) -> None:
    async def talk(line: Any) -> int | None:
        async with line.session.ws_connect("/socket") as ws:
            await ws.send_str("drop:")
            await ws.receive()
            return ws.close_code

    assert through(talk) == 1006


def test_a_client_that_leaves_is_seen_leaving_by_the_service(through: Through) -> None:
    async def talk(line: Any) -> str:
        async with line.session.get("/forever") as answer:
            await answer.content.readany()
            answer.close()
        await line.service.left.wait()
        return line.proxy.log[0].end

    assert through(talk) == "client left"


def test_a_stream_is_passed_on_while_it_goes_on(through: Through) -> None:
    async def talk(line: Any) -> bytes:
        async with line.session.get("/forever") as answer:
            return await answer.content.readexactly(5)

    assert through(talk) == b"xxxxx"


def test_connections_are_kept_for_further_requests(through: Through) -> None:
    async def talk(line: Any) -> tuple[int, list[str]]:
        for _ in range(3):
            async with line.session.post("/echo", data=b"x" * 100_000) as answer:
                assert len(await answer.read()) == 100_000
        return len(line.proxy._open), [record.end for record in line.proxy.log]

    assert through(talk) == (1, ["ok"] * 3)


def test_a_request_that_expects_100_is_told_to_go_on(through: Through) -> None:
    async def talk(line: Any) -> bytes:
        async with line.session.post("/echo", data=b"abc", expect100=True) as answer:
            return await answer.read()

    assert through(talk) == b"abc"


def test_without_a_service_the_connection_breaks() -> None:
    async def main() -> str:
        async with (
            FaultProxy("http://127.0.0.1:9") as proxy,
            ClientSession() as session,
        ):
            try:
                await session.get(proxy.base_url)
            except OSError as error:
                return f"{type(error).__name__} {proxy.log[0].end}"
        return ""

    assert asyncio.run(main()).endswith("no answer")


def test_a_body_that_ends_with_the_connection_comes_through_whole() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + b"x" * 50_000)
        writer.close()

    async def main() -> tuple[bytes, str]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        async with (
            server,
            FaultProxy(f"http://{host}:{port}") as proxy,
            ClientSession() as session,
            session.get(proxy.base_url) as answer,
        ):
            return await answer.read(), proxy.log[0].end

    assert asyncio.run(main()) == (b"x" * 50_000, "ok")


def test_a_body_shorter_than_announced_stays_so() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        writer.close()

    async def main() -> tuple[bytes, str]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        async with (
            server,
            FaultProxy(f"http://{host}:{port}") as proxy,
            ClientSession() as session,
            session.get(proxy.base_url) as answer,
        ):
            got = await answer.content.readexactly(5)
            with pytest.raises(ClientPayloadError):
                await answer.content.read()
            return got, proxy.log[0].end

    assert asyncio.run(main()) == (b"short", "cut by the service")


def test_only_plain_http_is_proxied() -> None:
    with pytest.raises(ValueError, match="http://HOST:PORT"):
        FaultProxy("https://api.example")
