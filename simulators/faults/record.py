"""What was done to which request."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Record:
    """One exchange; filled in while it goes on."""

    n: int
    """Counted from 1."""
    at_s: float
    """Seconds from the start of the proxy."""
    method: str
    target: str
    faults: list[str] = field(default_factory=list)
    """Kinds of the faults that struck it."""
    spoilt: bool = False
    """They have really changed, held back or ended something of it."""
    status: int | None = None
    """Of the answer as the client got it; None: there was none."""
    up: int = 0
    """Bytes of bodies and messages that were passed to the service."""
    down: int = 0
    end: str = "going on"
    """ok, client left, no answer, cut by the service, reset, half-closed, proxy stopped; of a
    WebSocket also dropped, closed CODE by the client (the service, a fault)."""

    def spoil(self) -> None:
        """A fault has done something."""
        self.spoilt = True
