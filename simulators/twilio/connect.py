"""Run `<Connect><Stream>`: open the customer's WebSocket, serve it, report how it went."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit, urlunsplit

import aiohttp

from simulators.twilio import callbacks, verbs
from simulators.twilio.call import Call
from simulators.twilio.exchange import Exchange
from simulators.twilio.signature import signature_headers
from simulators.twilio.stream import MediaStream
from simulators.twilio.verbs import Connect, Source
from simulators.twilio.webhooks import USER_AGENT

_CONNECT_SECONDS = 5.0
_CLOSE_SECONDS = 1.0


class StreamError(Exception):
    """The stream never opened; `code` is the debugger's number."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


async def connect(exchange: Exchange, call: Call, verb: Connect, base_url: str) -> Source | None:
    """Hold the call on a media stream until it closes; return the `action` to ask, if any."""
    if call.faults.hang_up_before_stream:
        call.drop()
    stream = MediaStream(call, exchange.log, exchange.account.sid)
    callback = verb.stream.status_callback and urljoin(base_url, verb.stream.status_callback)
    spec = replace(verb.stream, status_callback=callback)
    try:
        await _serve(exchange, call, stream, spec, stream_url(spec.url, base_url))
    except StreamError as error:
        exchange.alert(error.code, str(error), call.sid)
        _report(exchange, call, stream, spec, "stream-error", f"{error.code} {error}")
    await asyncio.sleep(call.faults.reconnect_s)
    if verb.action is None:
        return None
    return Source(urljoin(base_url, verb.action), verb.method)


def stream_url(url: str, base_url: str) -> str:
    """Return the absolute socket URL without query or fragment, which are never sent.

    Raises StreamError: 31923 malformed, 31922 neither wss nor ws on this machine.
    """
    address = urljoin(base_url, url)
    if base_url and not urlsplit(url).scheme:
        address = "ws" + address.removeprefix("http")
    parts = urlsplit(address)
    if not parts.hostname:
        raise StreamError(31923, f"malformed Stream URL {url!r}")
    if parts.scheme != "wss" and not (parts.scheme == "ws" and _is_loopback(parts.hostname)):
        raise StreamError(31922, f"the Stream URL {url!r} is not wss")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", ""))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def _serve(
    exchange: Exchange, call: Call, stream: MediaStream, spec: verbs.Stream, url: str
) -> None:
    target, host = _connection(exchange, url)
    signature = signature_headers(exchange.account.token, url, signing=call.faults.signing)
    async with aiohttp.ClientSession(headers={"User-Agent": USER_AGENT}) as session:
        ws = await _open(session, target, {**host, **signature})
        call.streams.append(stream)
        exchange.log.add("ws.open", call.sid, url=url, stream=stream.sid)
        _report(exchange, call, stream, spec, "stream-started")
        try:
            await stream.serve(ws, spec.parameters)
        finally:
            _report(exchange, call, stream, spec, "stream-stopped")
    if stream.close_code == aiohttp.WSCloseCode.ABNORMAL_CLOSURE:
        exchange.alert(31921, "the server's connection was lost", call.sid)


def _connection(exchange: Exchange, url: str) -> tuple[str, dict[str, str]]:
    """Send wss://public to the same place as https://public."""
    target, host = exchange.routes.connect("http" + url.removeprefix("ws"))
    return "ws" + target.removeprefix("http"), host


async def _open(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str]
) -> aiohttp.ClientWebSocketResponse:
    timeout = aiohttp.ClientWSTimeout(ws_close=_CLOSE_SECONDS)
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            return await session.ws_connect(url, headers=headers, timeout=timeout, max_msg_size=0)
    except aiohttp.WSServerHandshakeError as error:
        raise StreamError(31920, f"the handshake was answered {error.status}, not 101") from error
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError) as error:
        raise StreamError(31910, str(error)) from error
    except TimeoutError as error:
        raise StreamError(31901, f"no connection within {_CONNECT_SECONDS} s") from error
    except aiohttp.ClientError as error:
        raise StreamError(31902, str(error)) from error


def _report(
    exchange: Exchange,
    call: Call,
    stream: MediaStream,
    spec: verbs.Stream,
    event: str,
    error: str = "",
) -> None:
    """Post the stream's status callback, if it has one."""
    exchange.log.add("call", call.sid, event=event, stream=stream.sid, error=error)
    if not spec.status_callback:
        return
    fields = {
        "AccountSid": exchange.account.sid,
        "CallSid": call.sid,
        "StreamSid": stream.sid,
        "StreamName": spec.name or stream.sid,
        "StreamEvent": event,
        "Timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if error:
        fields["StreamError"] = error
    callbacks.post(exchange, call, spec.status_callback, fields, spec.status_method)
