"""HTTP for the Twilio SDK on the node's own client session: bounded, and with a movable base URL.

The SDK has no setting for the base URL, so the prefix of each request is replaced here.
"""

import logging
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession, ClientTimeout
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from agent.resilience.deadlines import Deadlines

SDK_BASE = "https://api.twilio.com"


class MovableHttp(AsyncHttpClient):  # type: ignore[misc]
    """Sends the SDK's requests to `base` instead of its own address, within the deadlines."""

    def __init__(self, client: ClientSession, base: str, deadlines: Deadlines) -> None:
        super().__init__(logger=logging.getLogger(__name__), is_async=True, timeout=deadlines.total)
        self._connect = deadlines.connect
        self._client = client
        self._base = base.rstrip("/")

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send one request. Raises aiohttp.ClientError and TimeoutError."""
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
        async with self._client.request(
            method,
            self._base + url.removeprefix(SDK_BASE),
            params=_texts(params),
            data=_texts(data),
            headers=sent,
            timeout=ClientTimeout(total=timeout or self.timeout, sock_connect=self._connect),
            allow_redirects=allow_redirects,
        ) as answer:
            return Response(answer.status, await answer.text(), dict(answer.headers))


def _texts(values: Mapping[str, Any] | None) -> list[tuple[str, str]] | None:
    """Fields as text pairs; a list means the same name several times."""
    if not values:
        return None
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        many = value if isinstance(value, list | tuple) else (value,)
        pairs.extend((name, str(one)) for one in many)
    return pairs
