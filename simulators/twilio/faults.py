"""What can go wrong on purpose: one value per call, one per API request."""

from dataclasses import dataclass
from typing import Literal

from simulators.twilio.signature import Signing


@dataclass(frozen=True, slots=True)
class Stall:
    """The caller's media stops `at` seconds after the stream's start and comes `length` later."""

    at: float
    length: float


@dataclass(frozen=True, slots=True)
class Faults:
    """Faults of one call; the default is a perfect network. Times are seconds."""

    seed: int = 0
    """Decides every random choice below."""

    # webhooks
    signing: Signing = "good"
    """How webhooks and the socket upgrade are signed."""
    webhook_twice: float | None = None
    """Send the first voice webhook a second time after so long, same idempotency token."""
    copies: int = 1
    """Send every webhook so many times at once; the first answer counts."""
    copies_share_token: bool = True
    """With the same idempotency token, as the carrier's own retries have."""
    unknown_fields: bool = False
    """Add form fields nobody has documented yet."""
    early_completed: bool = False
    """Post the `completed` callback while the first webhook is still being served."""

    # media stream
    reconnect_s: float = 0.0
    """Between the end of a stream and what comes after it: requests that cross a network."""
    hang_up_before_stream: bool = False
    """Upgrade race: the caller leaves between the TwiML and the socket."""
    jitter: float = 0.0
    """Hold every media message back by a uniform random time up to this."""
    frame_loss: float = 0.0
    """Share of caller frames that never arrive; chunk and timestamp jump."""
    stalls: tuple[Stall, ...] = ()
    half_open_at: float | None = None
    """From here on nothing is sent or taken, the TCP connection stays open."""
    reset_at: float | None = None
    """The TCP connection is reset (no close frame)."""
    late_marks: float = 0.0
    """Delay of each mark echo."""
    duplicate_marks: bool = False
    """Send each mark echo twice."""
    swallow: float = 0.0
    """Share of the server's messages dropped without a word."""

    # status callbacks
    callback_delay: float = 0.0
    callback_twice: bool = False
    callback_shuffle: bool = False
    """Deliver the callbacks of a call out of order (each after a random part of a second)."""


@dataclass(frozen=True, slots=True)
class ApiFault:
    """Spoils the next REST request whose path contains `path` (and whose method is `method`)."""

    path: str = ""
    status: int = 500
    """HTTP status of the answer: 429, 500, 503, ..."""
    shape: Literal["legacy", "rfc9457", "html"] = "legacy"
    stall: float = 0.0
    """Seconds before the answer."""
    processed: bool = False
    """The request took effect all the same."""
    method: str = "POST"
