"""Signature Version 4, checked as the service does.

The rules: "Create a signed AWS API request" in the IAM user guide. Messages of refusals are those
that AWS services are known to send; clients show them to people and act on the code alone.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

from simulators.polly.errors import PollyError
from simulators.polly.plan import Credentials

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "polly"
SKEW = timedelta(minutes=5)
_STAMP = "%Y%m%dT%H%M%SZ"
_FORM = re.compile(
    ALGORITHM + r"\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it came."""

    method: str
    path: str
    """Percent-encoded, as sent."""
    query: str
    headers: Sequence[tuple[str, str]]
    """Names in lower case."""
    body: bytes

    def header(self, name: str) -> str:
        """All values of a header, joined; empty without one."""
        found = [" ".join(value.split()) for key, value in self.headers if key == name]
        return ",".join(found)


def check(request: Signed, known: Sequence[Credentials], now: datetime) -> Credentials:
    """Whose request it is. Raises PollyError for one that is not properly signed."""
    authorization = request.header("authorization")
    if not authorization:
        raise PollyError("MissingAuthenticationTokenException", "Missing Authentication Token")
    form = _FORM.fullmatch(authorization)
    if form is None or form[1].count("/") != 4:
        raise PollyError(
            "IncompleteSignatureException",
            "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature'.",
        )
    key_id, *scope = form[1].split("/")
    who = _credentials(key_id, request.header("x-amz-security-token"), known, now)
    stamp = request.header("x-amz-date")
    _check_scope(scope, stamp)
    _check_time(stamp, now)
    if not hmac.compare_digest(signature(request, who.secret, scope, form[2].split(";")), form[3]):
        raise PollyError(
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details.",
        )
    return who


def signature(
    request: Signed, secret: str, scope: Sequence[str], signed_headers: Sequence[str]
) -> str:
    """The signature that this request must carry; `scope` is date, region, service, ending."""
    canonical = "\n".join(
        (
            request.method,
            quote(request.path, safe="/~-._"),
            _query(request.query),
            *(f"{name}:{request.header(name)}" for name in signed_headers),
            "",
            ";".join(signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join((ALGORITHM, request.header("x-amz-date"), "/".join(scope), digest))
    key = b"AWS4" + secret.encode()
    for part in (*scope, text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return "&".join(
        f"{name}={value}"
        for name, value in sorted((quote(n, safe="~-._"), quote(v, safe="~-._")) for n, v in pairs)
    )


def _credentials(
    key_id: str, token: str, known: Sequence[Credentials], now: datetime
) -> Credentials:
    who = next((one for one in known if one.key_id == key_id), None)
    if who is None or who.token != token:
        raise PollyError(
            "UnrecognizedClientException", "The security token included in the request is invalid."
        )
    if who.expires is not None and who.expires <= now:
        raise PollyError(
            "ExpiredTokenException", "The security token included in the request is expired"
        )
    return who


def _check_scope(scope: Sequence[str], stamp: str) -> None:
    date, region, service, ending = scope
    if service != SERVICE:
        message = f"Credential should be scoped to correct service: '{SERVICE}'."
    elif ending != "aws4_request" or not region:
        message = "Credential should be scoped with a valid terminator: 'aws4_request'."
    elif date != stamp[:8]:
        message = f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version: {stamp}"
    else:
        return
    raise PollyError("InvalidSignatureException", message)


def _check_time(stamp: str, now: datetime) -> None:
    try:
        at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise PollyError(
            "IncompleteSignatureException",
            f"Date must be in ISO-8601 'basic format'. Got '{stamp}'.",
        ) from None
    if at < now - SKEW:
        edge = now - SKEW
        message = f"Signature expired: {stamp} is now earlier than {edge:{_STAMP}} (- 5 min.)"
    elif at > now + SKEW:
        edge = now + SKEW
        message = f"Signature not yet current: {stamp} is still later than {edge:{_STAMP}}"
    else:
        return
    raise PollyError("InvalidSignatureException", message)
