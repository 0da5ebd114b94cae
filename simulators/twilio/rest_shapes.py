"""The JSON of the REST API: call and message objects, and errors in both shapes."""

from datetime import datetime
from typing import Any, Literal

from simulators.twilio.call import Call
from simulators.twilio.fields import API_VERSION, rfc2822
from simulators.twilio.messaging import segments
from simulators.twilio.texts import Text


class ApiError(Exception):
    """An error answer: HTTP status and the carrier's code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def error_body(error: ApiError, shape: Literal["legacy", "rfc9457"] = "legacy") -> dict[str, Any]:
    """Return the body of an error, as the API has always written it or as RFC 9457 has it."""
    page = f"https://www.twilio.com/docs/errors/{error.code}"
    if shape == "rfc9457":
        return {
            "type": page,
            "title": str(error),
            "status": error.status,
            "code": error.code,
            "detail": str(error),
        }
    return {
        "code": error.code,
        "message": str(error),
        "more_info": page,
        "status": error.status,
    }


def call_object(call: Call, account_sid: str) -> dict[str, Any]:
    """Return a leg as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "date_created": rfc2822(call.created),
        "date_updated": rfc2822(call.finished or call.answered or call.created),
        "parent_call_sid": call.parent_sid or None,
        "account_sid": account_sid,
        "to": call.to,
        "to_formatted": formatted(call.to),
        "from": call.from_,
        "from_formatted": formatted(call.from_),
        "phone_number_sid": None,
        "status": call.status,
        "start_time": _date(call.answered),
        "end_time": _date(call.finished),
        "duration": str(call.duration) if call.over else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": uri + ".json",
        "subresource_uris": {
            "notifications": uri + "/Notifications.json",
            "recordings": uri + "/Recordings.json",
            "streams": uri + "/Streams.json",
        },
    }


def text_object(text: Text, account_sid: str) -> dict[str, Any]:
    """Return a text as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{text.sid}"
    return {
        "sid": text.sid,
        "account_sid": account_sid,
        "messaging_service_sid": text.messaging_service_sid or None,
        "body": text.body,
        "num_segments": str(segments(text.body)),
        "num_media": "0",
        "direction": text.direction,
        "from": text.from_ or None,
        "to": text.to,
        "status": text.status,
        "price": None,
        "price_unit": "USD",
        "error_code": text.error_code or None,
        "error_message": "Message was not delivered" if text.error_code else None,
        "api_version": API_VERSION,
        "uri": uri + ".json",
        "date_created": rfc2822(text.created),
        "date_sent": _date(text.sent),
        "date_updated": rfc2822(text.sent or text.created),
        "subresource_uris": {"media": uri + "/Media.json"},
    }


def formatted(phone: str) -> str:
    """Return a US number as ``(303) 555-0100``, any other unchanged."""
    if len(phone) == 12 and phone.startswith("+1"):
        return f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}"
    return phone


def _date(moment: datetime | None) -> str | None:
    return rfc2822(moment) if moment else None
