"""Health of the node: alive, ready for new calls, and in detail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web

from agent.telemetry.exposition import CONTENT_TYPE

Detail = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Health:
    """Handlers; `ready` tells why no calls should come ("" when they may), `detail` the rest,
    `figures` all figures as text."""

    ready: Callable[[], str]
    detail: Detail
    figures: Callable[[], str]

    async def live(self, _: web.Request) -> web.Response:
        """The process serves requests."""
        return _json({"ok": True})

    async def is_ready(self, _: web.Request) -> web.Response:
        """Whether new calls may come."""
        why = self.ready()
        return _json({"ok": not why, "why": why}, 503 if why else 200)

    async def metrics(self, _: web.Request) -> web.Response:
        """Figures for collectors."""
        return web.Response(body=self.figures().encode(), headers={"Content-Type": CONTENT_TYPE})

    async def all(self, _: web.Request) -> web.Response:
        """Everything about the node's parts."""
        why = self.ready()
        parts = await self.detail()
        ok = not why and all(part.get("ok", True) for part in parts.values())
        return _json({"ok": ok, "why": why, "parts": parts}, 200 if ok else 503)


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/json"
    )
