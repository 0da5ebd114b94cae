"""Sign requests the way the carrier does: HMAC-SHA1 over the URL and the sorted form fields."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

Signing = Literal["good", "missing", "wrong", "http"]
"""How to sign: properly, not at all, with another secret, or over the http form of the URL."""

Fields = Sequence[tuple[str, str]]


def sign(token: str, url: str, fields: Iterable[tuple[str, str]] = ()) -> str:
    """Return the base64 signature of a request to `url` with the form `fields`.

    Names are sorted by code point; the distinct values of a repeated name follow in sorted order.
    """
    values: dict[str, set[str]] = {}
    for name, value in fields:
        values.setdefault(name, set()).add(value)
    text = url + "".join(name + value for name in sorted(values) for value in sorted(values[name]))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def signature_headers(
    token: str, url: str, fields: Iterable[tuple[str, str]] = (), signing: Signing = "good"
) -> Mapping[str, str]:
    """Return the signature header for a request, or a forged one as `signing` asks."""
    if signing == "missing":
        return {}
    if signing == "wrong":
        token = token[::-1] + "x"
    if signing == "http":
        url = url.replace("https://", "http://", 1).replace("wss://", "ws://", 1)
    return {"X-Twilio-Signature": sign(token, url, fields)}
