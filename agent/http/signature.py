"""Check that a webhook or stream upgrade was signed by the carrier with our auth token.

The signed text is the URL exactly as the carrier requested it, then all form fields sorted. Behind
a proxy only configuration knows that URL, and the carrier is inconsistent about default ports and
trailing slashes, so a few candidates are tried.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

Fields = Sequence[tuple[str, str]]
"""Form fields in any order, blank ones included: they are signed too."""


def sign(token: str, url: str, fields: Fields = ()) -> str:
    """The signature of a request: HMAC-SHA1 over URL and sorted fields, base64.

    A name that occurs several times counts once per distinct value.
    """
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), text.encode("utf-8", "surrogateescape"), hashlib.sha1)
    return b64encode(digest.digest()).decode()


def candidates(origin: str, target: str) -> tuple[str, ...]:
    """URLs the carrier may have signed for `target` (path and query) below our public `origin`."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    user = parts.netloc.rpartition("@")[0]
    login = f"{user}@" if user else ""
    default = "443" if parts.scheme in ("https", "wss") else "80"
    ports = ("", f":{parts.port}") if parts.port else ("", f":{default}")
    hosts = (parts.netloc, *(f"{login}{host}{port}" for port in ports))
    prefix = parts.path.rstrip("/")
    path, mark, query = target.partition("?")
    paths = (path, path.rstrip("/") if path.endswith("/") else f"{path}/")
    urls = [f"{parts.scheme}://{one}{prefix}{each}{mark}{query}" for one in hosts for each in paths]
    return tuple(dict.fromkeys(urls))


def as_websocket(origin: str) -> str:
    """The same origin as the scheme of a stream upgrade."""
    return "ws" + origin.removeprefix("http")


def is_valid(token: str, signature: str, urls: Iterable[str], fields: Fields = ()) -> bool:
    """Whether any of the URLs gives this signature; each comparison takes constant time."""
    given = signature.encode("utf-8", "surrogateescape")
    return any(hmac.compare_digest(sign(token, url, fields).encode(), given) for url in urls)
