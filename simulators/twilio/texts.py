"""One text message (SMS) as the carrier's log keeps it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Literal

TextStatus = Literal[
    "accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "received"
]


@dataclass
class Text:
    """A text; `at` is `time.monotonic()` when the carrier took it."""

    sid: str
    direction: Literal["inbound", "outbound-api", "outbound-reply"]
    from_: str
    to: str
    body: str
    status: TextStatus
    messaging_service_sid: str = ""
    status_callback: str = ""
    error_code: int = 0
    at: float = field(default_factory=monotonic)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent: datetime | None = None
