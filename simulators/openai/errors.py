"""Errors with the bodies and headers of the service.

Texts of 429 as quoted by users in 2024 to 2026; the others by memory of the service.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

_CODES = {
    401: "invalid_api_key",
    403: "unsupported_country_region_territory",
    404: "model_not_found",
    429: "rate_limit_exceeded",
}
_KINDS = {403: "request_forbidden", 429: "requests", 503: "service_unavailable_error"}
_MESSAGES = {
    400: "The request could not be understood.",
    401: "Incorrect API key provided. You can find your API key in your account settings.",
    403: "Country, region, or territory not supported",
    404: "The model does not exist or you do not have access to it.",
    408: "The request took too long.",
    409: "The resource is in use by another request.",
    413: "Maximum content size limit exceeded",
    429: "Rate limit reached in organization org-simulated",
    500: "The server had an error while processing your request. Sorry about that!",
    503: "The engine is currently overloaded, please try again later",
}
_QUOTA = "You exceeded your current quota, please check your plan and billing details."


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error says."""

    status: int
    message: str = ""
    code: str | None = None
    param: str | None = None
    kind: str = ""
    """The error's `type`."""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """The content of `error`."""
        return {
            "message": self.message or _MESSAGES.get(self.status, "Something went wrong."),
            "type": self.kind or _KINDS.get(self.status) or _kind(self.status),
            "param": self.param,
            "code": self.code,
        }

    @property
    def response(self) -> web.Response:
        """The whole answer."""
        return web.json_response({"error": self.body}, status=self.status, headers=self.headers)


class Refused(Exception):
    """A request that the service does not take."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def invalid(message: str, param: str | None = None, code: str | None = "invalid_value") -> Refused:
    """A request refused with 400; `param` is the field at fault."""
    return Refused(Problem(400, message, code, param))


def usual(status: int, code: str | None, limit: str, retry_after: float) -> Problem:
    """The service's error of this status; `retry_after` in seconds counts for 429."""
    if code == "insufficient_quota":
        headers = {"x-should-retry": "false", **_waits(retry_after)}
        return Problem(status, _QUOTA, code, kind=code, headers=headers)
    code = code or _CODES.get(status)
    if status == 429:
        return Problem(status, "", code, kind=limit, headers=_waits(retry_after))
    return Problem(status, "", code)


def over_limit(model: str, limit: str, most: int, used: int, wanted: int, wait: float) -> Problem:
    """429 of a limit a minute; `wait` in seconds."""
    short = "RPM" if limit == "requests" else "TPM"
    message = (
        f"Rate limit reached for {model} in organization org-simulated on {limit} per min "
        f"({short}): Limit {most}, Used {used}, Requested {wanted}. "
        f"Please try again in {wait:.3g}s."
    )
    return Problem(429, message, "rate_limit_exceeded", kind=limit, headers=_waits(wait))


def _waits(seconds: float) -> dict[str, str]:
    return {
        "retry-after": str(max(1, math.ceil(seconds))),
        "retry-after-ms": str(math.ceil(seconds * 1000)),
    }


def _kind(status: int) -> str:
    return "invalid_request_error" if status < 500 else "server_error"
