"""Errors as the service tells them: in bodies of HTTP, in messages of sockets.

The form of the HTTP body and its codes are documented; that of the socket's message is known from
reports of users. The words of most messages are guesses.
"""

import secrets
from dataclasses import dataclass
from typing import Any

POLICY = 1008
RESET = 1006

_TYPES = {
    400: "validation_error",
    401: "authentication_error",
    403: "authorization_error",
    404: "not_found",
    422: "validation_error",
    429: "rate_limit_error",
}
_CODES = {
    400: "invalid_parameters",
    401: "invalid_api_key",
    403: "insufficient_permissions",
    404: "voice_not_found",
    422: "invalid_parameters",
    429: "concurrent_limit_exceeded",
    500: "internal_server_error",
    503: "service_unavailable",
}


class Refused(Exception):
    """A request that the service refuses with an HTTP status."""

    def __init__(self, status: int, code: str = "", message: str = "", param: str = "") -> None:
        super().__init__(message or f"{status} {code}")
        self.status = status
        self.code = code or _CODES.get(status, "internal_server_error")
        self.message = message or self.code.replace("_", " ").capitalize() + "."
        self.param = param

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON of the answer."""
        detail = {
            "type": _TYPES.get(self.status, "internal_error"),
            "code": self.code,
            "message": self.message,
            "status": self.code,
            "request_id": request_id,
        }
        if self.param:
            detail["param"] = self.param
        return {"detail": detail}


class Closed(Exception):
    """The service ends a socket: an error, if there is one, and a close code."""

    def __init__(self, error: str = "", message: str = "", code: int = POLICY) -> None:
        super().__init__(message or error)
        self.error = error
        self.message = message or error.replace("_", " ").capitalize() + "."
        self.code = code

    @property
    def reason(self) -> str:
        """The close frame's reason."""
        return self.message[:120] if self.error else ""

    def body(self) -> dict[str, Any]:
        """The JSON of the message before the close."""
        return {"message": self.message, "error": self.error, "code": self.code}


@dataclass(frozen=True, slots=True)
class Missing:
    """A field of a JSON body that is not there, in the form of a FastAPI 422."""

    name: str

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        where = ["body", self.name]
        return {"detail": [{"type": "missing", "loc": where, "msg": "Field required"}]}


def new_id() -> str:
    """An id as requests have it."""
    return secrets.token_urlsafe(15)
