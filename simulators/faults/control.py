"""Switch faults while proxies run, over HTTP on a port of its own.

GET    /                    services with their upstreams, faults in force
POST   /faults              add one, a table as in a schedule file -> {"ids": {SERVICE: N}}
DELETE /faults              take all out of force; /faults/SERVICE/N one
GET    /log?after=N         what was done to which request, by service
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict
from typing import Any, Self

import msgspec
from aiohttp import web

from simulators.faults.kinds import kind_of
from simulators.faults.load import BadSchedule, entry_of
from simulators.faults.proxy import FaultProxy
from simulators.faults.schedule import Scheduled
from simulators.serving import served


class Control:
    """Listens on its own port; an async context manager. `proxies` by the name of their service."""

    def __init__(
        self, proxies: Mapping[str, FaultProxy], *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self._proxies = proxies
        self._host = host
        self._port = port
        self._stack = AsyncExitStack()
        self.base_url = ""
        """Where it listens: http://HOST:PORT."""

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application()
        app.router.add_get("/", self._show)
        app.router.add_post("/faults", self._add)
        app.router.add_delete("/faults", self._clear)
        app.router.add_delete("/faults/{service}/{number:[0-9]+}", self._remove)
        app.router.add_get("/log", self._log)
        self.base_url = await self._stack.enter_async_context(served(app, self._host, self._port))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        await self._stack.aclose()

    async def _show(self, request: web.Request) -> web.Response:
        return _json(
            {
                name: {
                    "url": proxy.base_url,
                    "elapsed_s": round(proxy.schedule.elapsed_s, 3),
                    "faults": [_shown(one) for one in proxy.schedule],
                }
                for name, proxy in self._proxies.items()
            }
        )

    async def _add(self, request: web.Request) -> web.Response:
        try:
            service, entry = entry_of(msgspec.json.decode(await request.read()))
            if service and service not in self._proxies:
                raise BadSchedule(f"no proxy for {service!r}; there are {', '.join(self._proxies)}")
        except (BadSchedule, msgspec.DecodeError) as error:
            return _json({"error": str(error)}, 400)
        chosen = [service] if service else list(self._proxies)
        return _json({"ids": {name: self._proxies[name].schedule.add(entry) for name in chosen}})

    async def _clear(self, request: web.Request) -> web.Response:
        for proxy in self._proxies.values():
            proxy.schedule.clear()
        return _json({})

    async def _remove(self, request: web.Request) -> web.Response:
        service, number = request.match_info["service"], int(request.match_info["number"])
        try:
            self._proxies[service].schedule.remove(number)
        except KeyError:
            return _json({"error": f"{service} has no fault {number}"}, 404)
        return _json({})

    async def _log(self, request: web.Request) -> web.Response:
        after = request.query.get("after", "0")
        if not after.isdigit():
            return _json({"error": "after is the number of a request"}, 400)
        return _json(
            {
                name: [asdict(one) for one in proxy.log if one.n > int(after)]
                for name, proxy in self._proxies.items()
            }
        )


def _shown(one: Scheduled) -> dict[str, Any]:
    entry = one.entry
    return {
        "id": one.id,
        "kind": kind_of(entry.fault),
        **msgspec.to_builtins(entry.fault),
        "start_s": one.opens_s(),
        "end_s": one.added_s + entry.end_s,
        "share": entry.share,
        "path": entry.path,
        "times": entry.times,
        "struck": one.struck,
    }


def _json(body: object, status: int = 200) -> web.Response:
    data = msgspec.json.encode(body)
    return web.Response(body=data, status=status, content_type="application/json")
