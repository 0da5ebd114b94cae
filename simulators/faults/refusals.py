"""How each provider says no: status, headers and body as its clients know them.

Sources: the error shapes of openai-python 3.54, elevenlabs 2.78, botocore 1.43 and twilio 9.13 and
the providers' error pages. Texts are ours; clients act on codes.
"""

import json
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from simulators.faults.exchange import Answer, Whole

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is asked for, by the plain HTTP status; a provider may say it with another one."""

    status: int
    code: str = ""
    """The provider's own code; empty: the usual one for the status."""
    retry_after_s: float | None = None
    html: bool = False
    """The page of some proxy in front of the service instead of its own answer."""

    def answer(self, service: str) -> Answer:
        """As this service would say it; an unknown one says it in plain text."""
        if self.html:
            phrase = _phrase(self.status)
            page = f"<html><head><title>{self.status} {phrase}</title></head><body>"
            page += f"<center><h1>{self.status} {phrase}</h1></center></body></html>"
            return _answer(self.status, "text/html", page, {})
        return _SERVICES.get(service, _plain)(self)


def _answer(status: int, kind: str, body: str, more: Mapping[str, str]) -> Answer:
    data = body.encode()
    headers = {"Content-Type": kind, "Content-Length": str(len(data)), **more}
    return Answer(
        status=status,
        headers=tuple((name.encode(), value.encode()) for name, value in headers.items()),
        body=Whole(data),
        reason=_phrase(status).encode(),
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _retry(refusal: Refusal) -> dict[str, str]:
    after = refusal.retry_after_s
    return {} if after is None else {"retry-after": f"{after:g}"}


def _plain(refusal: Refusal) -> Answer:
    text = f"{refusal.status} {_phrase(refusal.status)}\n"
    return _answer(refusal.status, "text/plain", text, _retry(refusal))


_OPENAI = {
    400: ("invalid_request_error", "invalid_value", "The request is not valid."),
    401: ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
    402: ("insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
    403: (
        "request_forbidden",
        "unsupported_country_region_territory",
        "Country, region, or territory not supported.",
    ),
    404: ("invalid_request_error", "model_not_found", "The model does not exist."),
    429: ("requests", "rate_limit_exceeded", "Rate limit reached for requests."),
    503: ("service_unavailable_error", None, "The server is overloaded, try again later."),
}
_OPENAI_STATUS = {402: 429}


def _openai(refusal: Refusal) -> Answer:
    other = ("server_error", None, "The server had an error processing your request.")
    kind, code, message = _OPENAI.get(refusal.status, other)
    code = refusal.code or code
    if code == "insufficient_quota":
        kind, message = code, _OPENAI[402][2]
    body = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    more = {"x-request-id": "req_" + secrets.token_hex(16), **_retry(refusal)}
    if refusal.retry_after_s is not None:
        more["retry-after-ms"] = f"{refusal.retry_after_s * 1000:.0f}"
    if code == "insufficient_quota":
        more["x-should-retry"] = "false"
    status = _OPENAI_STATUS.get(refusal.status, refusal.status)
    return _answer(status, JSON, json.dumps(body), more)


_ELEVENLABS = {
    400: ("validation_error", "invalid_parameters", "A parameter is not valid."),
    401: ("authentication_error", "invalid_api_key", "Invalid API key."),
    402: ("payment_required", "quota_exceeded", "This request exceeds your quota."),
    403: ("authorization_error", "missing_permissions", "The key lacks a permission."),
    404: ("not_found", "voice_not_found", "A voice with this id was not found."),
    429: ("rate_limit_error", "concurrent_limit_exceeded", "Too many concurrent requests."),
}
_ELEVENLABS_STATUS = {402: 401}


def _elevenlabs(refusal: Refusal) -> Answer:
    other = ("internal_error", "internal_server_error", "Something went wrong on our side.")
    kind, code, message = _ELEVENLABS.get(refusal.status, other)
    code, number = refusal.code or code, secrets.token_hex(16)
    detail = {
        "type": kind,
        "code": code,
        "message": message,
        "status": code,
        "request_id": number,
    }
    more = {"request-id": number, **_retry(refusal)}
    status = _ELEVENLABS_STATUS.get(refusal.status, refusal.status)
    return _answer(status, JSON, json.dumps({"detail": detail}), more)


_POLLY: Mapping[int, tuple[int, str, str]] = {
    400: (400, "ValidationException", "1 validation error detected"),
    401: (403, "UnrecognizedClientException", "The security token in the request is invalid."),
    402: (402, "ServiceQuotaExceededException", "The quota of the account is used up."),
    403: (403, "AccessDeniedException", "User is not authorized to perform this action."),
    404: (404, "LexiconNotFoundException", "Lexicon not found"),
    429: (400, "ThrottlingException", "Rate exceeded"),
    503: (503, "ServiceUnavailable", "The service is temporarily unavailable."),
}
"""Throttling is 400 there, and an unknown key 403."""


def _polly(refusal: Refusal) -> Answer:
    other = (refusal.status, "ServiceFailureException", "An unknown condition caused a failure.")
    status, code, message = _POLLY.get(refusal.status, other)
    more = {"x-amzn-ErrorType": refusal.code or code, "x-amzn-RequestId": str(uuid.uuid4())}
    return _answer(status, JSON, json.dumps({"message": message}), more)


_TWILIO = {
    400: (21211, "Invalid 'To' Phone Number"),
    401: (20003, "Authenticate"),
    403: (20003, "Permission Denied"),
    404: (20404, "The requested resource was not found"),
    429: (20429, "Too Many Requests"),
    503: (20503, "Service is unavailable. Please try again"),
}


def _twilio(refusal: Refusal) -> Answer:
    usual, message = _TWILIO.get(refusal.status, (20500, "An internal server error has occurred"))
    code = int(refusal.code or usual)
    body: dict[str, Any] = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": refusal.status,
    }
    more = {"Twilio-Request-Id": "RQ" + secrets.token_hex(16), **_retry(refusal)}
    return _answer(refusal.status, JSON, json.dumps(body), more)


_SERVICES: Mapping[str, Callable[[Refusal], Answer]] = {
    "elevenlabs": _elevenlabs,
    "openai": _openai,
    "polly": _polly,
    "twilio": _twilio,
}
SERVICES = tuple(_SERVICES)
