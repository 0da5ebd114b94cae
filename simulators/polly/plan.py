"""How the simulated service behaves, as plain data: accounts, limits, latency, faults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from simulators.polly.voices import VOICES, Engine, PollyVoice


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key; with a token those of a session."""

    key_id: str = "AKIASIMULATED0000000"
    secret: str = "simulated-secret-key"  # noqa: S105  # opens nothing but this simulator
    token: str = ""
    """Session token; empty for long-lived keys."""
    expires: datetime | None = None
    """When the session ends (aware); None: never."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What an account may do with one engine in one region."""

    rate: float
    """Requests a second."""
    burst: int
    """Requests at once after a rest."""
    concurrent: int
    """Requests in flight."""


QUOTAS: Mapping[Engine, Quota] = {
    "standard": Quota(80, 100, 80),
    "neural": Quota(8, 10, 18),
    "long-form": Quota(8, 10, 26),
    "generative": Quota(8, 8, 26),
}
"""Quotas page of the developer guide; it names no burst for generative."""


@dataclass(frozen=True, slots=True)
class Latency:
    """How long an answer takes."""

    first: float = 0.0
    """Seconds before the headers."""
    spread: float = 0.0
    """Up to so many seconds more, at random."""
    speed: float = 0.0
    """Audio arrives at this multiple of real time; 0: at once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Spoils the next requests whose path contains `path`; what is not set stays as it is."""

    path: str = ""
    times: int = 1
    """How many requests."""
    code: str = ""
    """Refuse with this code, e.g. "ThrottlingException"."""
    stall: float = 0.0
    """Seconds before the headers."""
    gap: float = 0.0
    """Seconds between pieces of audio."""
    cut: float | None = None
    """The connection is reset after this share (0 to 1) of the audio."""
    short: float | None = None
    """The answer ends cleanly after this share of the audio."""
    rate: int | None = None
    """Audio comes at this sample rate whatever was asked for (pcm only)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The script of a simulated service."""

    credentials: tuple[Credentials, ...] = (Credentials(),)
    verify: bool = True
    """Check signatures; off: any request is served."""
    clock_ahead: float = 0.0
    """Seconds that the service's clock is ahead of this machine's; over 300 refuses everything."""
    voices: tuple[PollyVoice, ...] = VOICES
    quotas: Mapping[Engine, Quota] = field(default_factory=lambda: QUOTAS)
    latency: Latency = Latency()
    page: int = 100
    """Voices in one answer of DescribeVoices."""
    seed: int = 0
