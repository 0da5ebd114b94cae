"""An application on a port of its own, as every simulated service has one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

_SHUTDOWN_SECONDS = 0.2


@asynccontextmanager
async def served(
    app: web.Application,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    handler_cancellation: bool = False,
) -> AsyncIterator[str]:
    """Listen, on a free port by default; yields http://HOST:PORT. Raises OSError.

    `handler_cancellation`: a handler ends when its client leaves.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=_SHUTDOWN_SECONDS,
        handler_cancellation=handler_cancellation,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        name, number = runner.addresses[0][:2]
        yield f"http://{name}:{number}"
    finally:
        await runner.cleanup()
