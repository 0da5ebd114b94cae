"""Ask the customer's server: signed form requests with the carrier's timeouts and retries."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import aiohttp
from yarl import URL

from simulators.twilio.log import Log
from simulators.twilio.overrides import Overrides, split_overrides
from simulators.twilio.signature import Signing, signature_headers

USER_AGENT = "TwilioProxy/1.1"
_MAX_REDIRECTS = 10


class WebhookError(Exception):
    """The customer's server gave no usable answer; `code` is the debugger's number for it.

    `reason` is the word of a retry policy: ct, rt, 4xx, 5xx, or empty (never retried).
    """

    def __init__(self, code: int, url: str, message: str, reason: str = "") -> None:
        super().__init__(f"{code} at {url}: {message}")
        self.code = code
        self.url = url
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """A 2xx answer of the customer's server."""

    status: int
    content_type: str
    body: bytes
    url: str
    """The URL that gave it, after redirects; relative URLs inside are resolved against it."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Where public origins really live, e.g. ``https://agent.example`` -> ``http://127.0.0.1:80``.

    Signatures and the Host header use the public origin, the connection goes to the other one.
    """

    origins: Mapping[str, str]

    def connect(self, url: str) -> tuple[str, dict[str, str]]:
        """Return the URL to connect to and the Host header that hides the detour."""
        for public, real in self.origins.items():
            if url == public or url.startswith((public + "/", public + "?")):
                return real + url[len(public) :], {"Host": public.partition("://")[2]}
        return url, {}


class Webhooks:
    """Requests on behalf of one call or one text; cookies are kept between them."""

    def __init__(
        self,
        token: str,
        routes: Routes,
        log: Log,
        call_sid: str = "",
        signing: Signing = "good",
        copies: int = 1,
        copies_share_token: bool = True,
    ) -> None:
        self._token = token
        self._routes = routes
        self._log = log
        self._call_sid = call_sid
        self._signing = signing
        self._copies = copies
        self._copies_share_token = copies_share_token
        self._cookies = aiohttp.CookieJar(unsafe=True)

    async def ask(
        self, url: str, fields: Mapping[str, str], method: str = "POST", idempotency: str = ""
    ) -> Answer:
        """Send one logical webhook and return its 2xx answer.

        Raises WebhookError: 11100 for a URL without scheme or host, 11205 when no connection came
        about, 11200 when no answer came in time, 11217 for a 4xx or 5xx status.
        """
        if self._copies > 1:
            return await self._ask_often(url, fields, method, idempotency)
        return await self._ask(url, fields, method, idempotency)

    async def _ask_often(
        self, url: str, fields: Mapping[str, str], method: str, idempotency: str
    ) -> Answer:
        """Send all copies at the same time; a fault of any of them is the webhook's."""
        token = idempotency or secrets.token_hex(16)
        answers = await asyncio.gather(
            *(
                self._ask(
                    url, fields, method, token if self._copies_share_token or not copy else ""
                )
                for copy in range(self._copies)
            )
        )
        return answers[0]

    async def _ask(
        self, url: str, fields: Mapping[str, str], method: str, idempotency: str
    ) -> Answer:
        address, overrides = split_overrides(url)
        if not address.startswith(("http://", "https://")):
            raise WebhookError(11100, url, "not an absolute http or https URL")
        headers = {"I-Twilio-Idempotency-Token": idempotency or secrets.token_hex(16)}
        for attempt in range(overrides.retries + 1):
            try:
                return await self._try(address, fields, method, headers, overrides)
            except WebhookError as error:
                if attempt == overrides.retries or error.reason not in overrides.policy:
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _try(
        self,
        url: str,
        fields: Mapping[str, str],
        method: str,
        headers: Mapping[str, str],
        overrides: Overrides,
    ) -> Answer:
        timeout = aiohttp.ClientTimeout(
            total=overrides.total, sock_connect=overrides.connect, sock_read=overrides.read
        )
        async with aiohttp.ClientSession(
            timeout=timeout, cookie_jar=self._cookies, headers={"User-Agent": USER_AGENT}
        ) as session:
            for _ in range(_MAX_REDIRECTS):
                answer = await self._send(session, url, fields, method, headers)
                if isinstance(answer, Answer):
                    return answer
                # A redirect is followed as a GET that carries the same fields in its query.
                url, method = urljoin(url, answer), "GET"
        raise WebhookError(11217, url, f"more than {_MAX_REDIRECTS} redirects")

    async def _send(
        self,
        session: aiohttp.ClientSession,
        url: str,
        fields: Mapping[str, str],
        method: str,
        headers: Mapping[str, str],
    ) -> Answer | str:
        """Return the answer, or the location of a redirect."""
        url, form = _placed(url, fields, method)
        target, host = self._routes.connect(url)
        sent = {
            **headers,
            **host,
            **signature_headers(self._token, url, form.items(), self._signing),
        }
        body = None
        if method != "GET":
            body = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        self._log.add("webhook", self._call_sid, url=url, method=method, fields=dict(fields))
        try:
            async with session.request(
                method, URL(target, encoded=True), data=body, headers=sent, allow_redirects=False
            ) as response:
                content = await response.read()
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _broken(url, error) from error
        self._log.add(
            "webhook.answer",
            self._call_sid,
            url=url,
            status=response.status,
            body=content.decode("utf-8", "replace"),
        )
        if response.status in (301, 302, 303, 307, 308) and "Location" in response.headers:
            return response.headers["Location"]
        if response.status >= 400:
            reason = f"{response.status // 100}xx"
            raise WebhookError(11217, url, f"HTTP status {response.status}", reason)
        return Answer(response.status, response.content_type, content, url)

    def alert(self, error: WebhookError) -> None:
        """Put a failure into the log as the carrier's debugger would show it."""
        self._log.add("alert", self._call_sid, code=error.code, text=str(error))


def _broken(url: str, error: Exception) -> WebhookError:
    connecting = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    message = f"{type(error).__name__} {error}"
    if isinstance(error, TimeoutError) and not connecting:
        return WebhookError(11200, url, message, "rt")
    return WebhookError(11205, url, message, "ct")


def _placed(url: str, fields: Mapping[str, str], method: str) -> tuple[str, Mapping[str, str]]:
    """Put the fields into the query of a GET, leave them for the body otherwise."""
    if method != "GET" or not fields:
        return url, {} if method == "GET" else fields
    return url + ("&" if "?" in url else "?") + urlencode(fields), {}


async def ask_later(
    delay: float,
    webhooks: Webhooks,
    url: str,
    fields: Mapping[str, str],
    method: str = "POST",
    idempotency: str = "",
) -> None:
    """Send a callback after `delay` seconds; its answer and its failure only reach the log."""
    await asyncio.sleep(delay)
    try:
        await webhooks.ask(url, fields, method, idempotency)
    except WebhookError as error:
        webhooks.alert(error)
