"""What the exceptions of SDKs testify, in one table; what that means is judged in `outcomes`.

The table knows classes by the package they come from and their name, so no SDK is imported for it.
Messages are left out: they may repeat what was sent, or parts of a key.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from agent.resilience.outcomes import Evidence, Failure, evidence_of, retry_after_of

REFUSED = Evidence(kind="refused")
RESET = Evidence(kind="reset")
TRUNCATED = Evidence(kind="truncated")
MALFORMED = Evidence(kind="malformed")
NOT_CONNECTED = Evidence(kind="timeout", which="connect")
LATE = Evidence(kind="timeout", which="between")


def failure_of(error: Exception, *, code: str = "", begun: bool = False) -> Failure:
    """The failure behind any exception of a client.

    `code`: what the service itself said before it; `begun`: part of the result had come.
    """
    if isinstance(error, Failure):
        return error
    seen = _seen(error)
    named = seen.code if seen.kind in ("http", "websocket") else type(error).__name__
    return Failure(replace(seen, code=code or named, begun=begun))


def _seen(error: Exception) -> Evidence:
    for kind in type(error).__mro__:
        row = TABLE.get(f"{kind.__module__.partition('.')[0]}.{kind.__name__}")
        if row is not None:
            return row if isinstance(row, Evidence) else row(error)
    return evidence_of(error)


def _cause_or(usual: Evidence) -> Callable[[Any], Evidence]:
    """Of an exception that hides another one, which tells more."""

    def read(error: Any) -> Evidence:
        cause = error.__cause__
        found = _seen(cause) if isinstance(cause, Exception) else usual
        return usual if found.kind == "unexpected" else found

    return read


def _openai_status(error: Any) -> Evidence:
    return Evidence(
        kind="http",
        status=error.status_code,
        code=error.code or error.type or "",
        retry_after=retry_after_of(error.response.headers),
    )


def _elevenlabs_status(error: Any) -> Evidence:
    """`detail.code` says what is wrong; older answers call it `detail.status`."""
    detail = error.body.get("detail") if isinstance(error.body, dict) else None
    told = detail if isinstance(detail, dict) else {}
    code = str(told.get("code") or told.get("status") or "")
    return Evidence(kind="http", status=error.status_code or 0, code=code)


def _aws_answer(error: Any) -> Evidence:
    told = error.response
    status = told.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return Evidence(kind="http", status=status, code=str(told.get("Error", {}).get("Code", "")))


def _handshake_status(error: Any) -> Evidence:
    answer = error.response
    return Evidence(
        kind="http", status=answer.status_code, retry_after=retry_after_of(answer.headers)
    )


def _closed(error: Any) -> Evidence:
    return Evidence(kind="websocket", status=error.rcvd.code if error.rcvd else 1006)


TABLE: Mapping[str, Evidence | Callable[[Any], Evidence]] = {
    # OpenAI's SDK and its HTTP client
    "openai.APIStatusError": _openai_status,
    "openai.APITimeoutError": _cause_or(LATE),
    "openai.APIConnectionError": _cause_or(REFUSED),
    "openai.OpenAIError": MALFORMED,
    "httpx2.ConnectTimeout": NOT_CONNECTED,
    "httpx2.TimeoutException": LATE,
    "httpx2.ConnectError": REFUSED,
    "httpx2.RemoteProtocolError": TRUNCATED,
    "httpx2.TransportError": RESET,
    # ElevenLabs' SDK and its HTTP client
    "elevenlabs.ApiError": _elevenlabs_status,
    "httpx.ConnectTimeout": NOT_CONNECTED,
    "httpx.TimeoutException": LATE,
    "httpx.ConnectError": REFUSED,
    "httpx.TransportError": RESET,
    # AWS
    "botocore.ClientError": _aws_answer,
    "botocore.ConnectTimeoutError": NOT_CONNECTED,
    "botocore.ReadTimeoutError": LATE,
    "botocore.EndpointConnectionError": REFUSED,
    "botocore.ProxyConnectionError": REFUSED,
    "botocore.SSLError": REFUSED,
    "botocore.ResponseStreamingError": TRUNCATED,
    "botocore.IncompleteReadError": TRUNCATED,
    "botocore.HTTPClientError": RESET,
    "botocore.NoCredentialsError": Evidence(
        kind="http", status=403, code="MissingAuthenticationTokenException"
    ),
    "botocore.PartialCredentialsError": Evidence(
        kind="http", status=403, code="MissingAuthenticationTokenException"
    ),
    "botocore.BotoCoreError": MALFORMED,
    "aiohttp.ClientPayloadError": TRUNCATED,
    "aiohttp.ClientError": RESET,
    # sockets of the SDKs of OpenAI and ElevenLabs
    "websockets.InvalidStatus": _handshake_status,
    "websockets.InvalidHandshake": REFUSED,
    "websockets.ConnectionClosed": _closed,
    # an answer of another form than the SDK or the adapter expects
    "builtins.ValueError": MALFORMED,
    "builtins.TypeError": MALFORMED,
    "builtins.AttributeError": MALFORMED,
    "builtins.LookupError": MALFORMED,
}
"""The nearest class in the order of inheritance counts; others: `outcomes.evidence_of`."""
