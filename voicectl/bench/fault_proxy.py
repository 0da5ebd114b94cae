"""What the fault proxy costs with no fault in force: a request and a message, there and back.

Client, service and proxy share one process and one loop, so what is measured holds all of the
proxy's work and its waiting for the others: more than it costs in a process of its own. Direct and
proxied turns alternate, so that what else the machine does falls on both.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from aiohttp import ClientSession, web

from simulators.faults import FaultProxy
from simulators.serving import served
from voicectl.bench.traces import figures

TURNS = 3000
WARM = 200
BODY = b"x" * 400
MESSAGE = "m" * 250
"""About a media message of 20 ms."""

Turn = Callable[[], Awaitable[None]]


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Microseconds per turn; `settings` may give the number of `turns`. Nothing is random."""
    turns = int(settings.get("turns", TURNS))
    async with (
        served(_app()) as origin,
        FaultProxy(origin) as proxy,
        ClientSession(origin) as direct,
        ClientSession(proxy.base_url) as proxied,
        direct.ws_connect("/socket") as direct_ws,
        proxied.ws_connect("/socket") as proxied_ws,
    ):
        return {
            "turns": turns,
            "request_us": await _compared(_request(direct), _request(proxied), turns),
            "message_us": await _compared(_message(direct_ws), _message(proxied_ws), turns),
        }


def _app() -> web.Application:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def socket(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(compress=False)
        await ws.prepare(request)
        async for message in ws:
            await ws.send_str(message.data)
        return ws

    app = web.Application()
    app.router.add_post("/echo", echo)
    app.router.add_get("/socket", socket)
    return app


def _request(session: ClientSession) -> Turn:
    async def turn() -> None:
        async with session.post("/echo", data=BODY) as answer:
            await answer.read()

    return turn


def _message(ws: Any) -> Turn:
    async def turn() -> None:
        await ws.send_str(MESSAGE)
        await ws.receive_str()

    return turn


async def _compared(direct: Turn, proxied: Turn, turns: int) -> dict[str, Any]:
    took: dict[str, list[float]] = {"direct": [], "proxied": []}
    for count in range(turns + WARM):
        for name, turn in (("direct", direct), ("proxied", proxied)):
            began = perf_counter()
            await turn()
            if count >= WARM:
                took[name].append((perf_counter() - began) * 1e6)
    found: dict[str, Any] = {name: figures(values) for name, values in took.items()}
    added = [after - before for before, after in zip(took["direct"], took["proxied"], strict=True)]
    return found | {"added": figures(added)}
