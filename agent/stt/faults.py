"""What a recognition service tells on its socket when it fails; judged elsewhere."""

from agent.resilience.outcomes import Evidence, Failure


def closed(status: int | None, code: str = "") -> Failure:
    """A socket that was closed with a close code; None: without one."""
    return Failure(Evidence(kind="websocket", status=status or 1006, code=code))


def told(code: str) -> Failure:
    """An error that the service told on an open socket."""
    return Failure(Evidence(kind="websocket", code=code))
