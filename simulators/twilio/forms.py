"""What REST handlers share: the path's root, reading a form, checking its phone numbers."""

from collections.abc import Mapping

from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import API_VERSION
from simulators.twilio.rest_shapes import ApiError

ROOT = f"/{API_VERSION}/Accounts/{{account}}"


def texts(form: Mapping[str, object]) -> dict[str, str]:
    """Return a form with one text value per name."""
    return {name: str(value) for name, value in form.items()}


def check_numbers(exchange: Exchange, form: Mapping[str, str]) -> None:
    """Raise ApiError unless To can be dialled and From is a number of the account."""
    if not _dialable(form.get("To", "")):
        raise ApiError(400, 21211, f"Invalid 'To' Phone Number: {form.get('To', '')}")
    if form.get("From", "") not in exchange.numbers:
        raise ApiError(400, 21212, f"Invalid From Number (caller ID): {form.get('From', '')}")


def _dialable(phone: str) -> bool:
    return phone.startswith("+") and phone[1:].isdigit() and 8 <= len(phone) <= 16
