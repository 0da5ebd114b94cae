"""Connection overrides in the fragment of a webhook URL, such as ``#ct=2000&rc=3&rp=all``."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag


@dataclass(frozen=True, slots=True)
class Overrides:
    """How long and how often one URL is tried; times in seconds."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})
    """What is retried: ct (connecting failed), rt (no answer in time), 4xx, 5xx."""


_ALL = frozenset({"ct", "rt", "4xx", "5xx"})


def split_overrides(url: str) -> tuple[str, Overrides]:
    """Return the URL without its fragment and the overrides the fragment holds.

    Values out of range are pulled to the nearest allowed one; unknown names are ignored.
    """
    address, fragment = urldefrag(url)
    given = dict(parse_qsl(fragment))
    plain = Overrides()
    policy = frozenset(given.get("rp", "ct").split(","))
    return address, Overrides(
        connect=_clamped(given, "ct", plain.connect * 1000, 100, 10_000) / 1000,
        read=_clamped(given, "rt", plain.read * 1000, 100, 15_000) / 1000,
        total=_clamped(given, "tt", plain.total * 1000, 100, 15_000) / 1000,
        retries=int(_clamped(given, "rc", plain.retries, 0, 5)),
        policy=_ALL if "all" in policy else policy & _ALL,
    )


def _clamped(given: dict[str, str], name: str, default: float, low: float, high: float) -> float:
    text = given.get(name, "")
    return min(max(float(text), low), high) if text.isdigit() else default
