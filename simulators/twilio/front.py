"""One public address before several servers, as a load balancer gives: sticky, checked, patient.

A call stays with the server that answered its first webhook: the carrier keeps cookies per call.
A server that refuses a connection, or fails a health check, gets nothing until it is well; its
calls go to another one, and so does a request that it answers with 503: it wants none. A request
that a server took is never sent to a second one.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
from aiohttp import web

COOKIE = "SRV"
CHECK_S = 0.2
CHECK_LIMIT_S = 1.0
ANSWER_LIMIT_S = 5.0
_HOP = frozenset({"content-length", "transfer-encoding", "connection", "host", "set-cookie"})


@asynccontextmanager
async def front(servers: Mapping[str, str]) -> AsyncIterator["Front"]:
    """A front on a free port of this machine."""
    made = Front(servers)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        made.url = f"http://{host}:{port}"
        async with asyncio.TaskGroup() as tasks:
            checking = tasks.create_task(made.check())
            yield made
            checking.cancel()
    finally:
        await runner.cleanup()


class Front:
    """Forwards requests to `servers` (name: origin), which may change while it runs."""

    def __init__(self, servers: Mapping[str, str], health: str = "/health/ready") -> None:
        self.servers = dict(servers)
        self._down: set[str] = set()
        self.url = ""
        self._health = health
        self._turn = count()

    async def handle(self, request: web.Request) -> web.Response:
        """Answer as the chosen server does."""
        body = await request.read()
        refused = web.Response(status=503, text="no server is up")
        for name in self._order(request.cookies.get(COOKIE, "")):
            try:
                answer = await self._forward(name, request, body)
                if answer.status != 503:
                    return answer
                refused = answer
            except aiohttp.ClientConnectorError:  # it took nothing: another one may
                self._down.add(name)
            except (TimeoutError, aiohttp.ClientError):
                self._down.add(name)
                return web.Response(status=504, text="the server gave no answer")
        return refused

    def _order(self, sticky: str) -> list[str]:
        """The servers to try: the call's own, then the others in turn; at last those that are
        down, for a check may be wrong and nothing is worse than no answer.
        """
        names = sorted(self.servers)
        turn = next(self._turn) % len(names)
        return sorted(
            names[turn:] + names[:turn], key=lambda name: (name in self._down, name != sticky)
        )

    async def _forward(self, name: str, request: web.Request, body: bytes) -> web.Response:
        headers = {key: value for key, value in request.headers.items() if key.lower() not in _HOP}
        limit = aiohttp.ClientTimeout(total=ANSWER_LIMIT_S, sock_connect=CHECK_LIMIT_S)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.request(
                request.method, self.servers[name] + request.path_qs, data=body, headers=headers
            ) as answer,
        ):
            kept = {key: value for key, value in answer.headers.items() if key.lower() not in _HOP}
            response = web.Response(status=answer.status, body=await answer.read(), headers=kept)
        response.set_cookie(COOKIE, name)
        return response

    async def down(self) -> set[str]:
        """Servers that get nothing now."""
        return set(self._down)

    async def check(self) -> None:
        """Look after the servers until cancelled."""
        while True:
            async with asyncio.TaskGroup() as group:
                for name, origin in self.servers.items():
                    group.create_task(self._check_one(name, origin))
            await asyncio.sleep(CHECK_S)

    async def _check_one(self, name: str, origin: str) -> None:
        limit = aiohttp.ClientTimeout(total=CHECK_LIMIT_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.get(origin + self._health) as answer,
            ):
                well = answer.status == 200
        except (TimeoutError, aiohttp.ClientError, OSError):
            well = False
        if well:
            self._down.discard(name)
        else:
            self._down.add(name)
