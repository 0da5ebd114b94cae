"""What is seen of a recognition service that fails on its socket; judged elsewhere.

Messages of the services are left out: they may repeat what was sent, or parts of the key.
"""

from agent.ports import ProviderError
from agent.resilience.outcomes import Evidence, Failure, evidence_of, retry_after_of


def failure_of(error: Exception, code: str = "") -> Failure:
    """The failure behind any exception of a socket; `code`: what the service said before it."""
    from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

    if isinstance(error, Failure):
        return error
    if isinstance(error, ProviderError):
        return Failure(Evidence(kind="reset", code=code, detail=error.detail))
    if isinstance(error, InvalidStatus):
        answer = error.response
        return Failure(
            Evidence(
                kind="http",
                status=answer.status_code,
                code=code,
                retry_after=retry_after_of(answer.headers),
            )
        )
    if isinstance(error, ConnectionClosed):
        return closed(error.rcvd.code if error.rcvd else None, code)
    if isinstance(error, InvalidHandshake):
        return Failure(Evidence(kind="refused", code=type(error).__name__))
    if isinstance(error, ValueError | TypeError | AttributeError | KeyError):
        # An answer of another form than the SDK expects.
        return Failure(Evidence(kind="malformed", code=type(error).__name__))
    return Failure(evidence_of(error))


def closed(status: int | None, code: str = "") -> Failure:
    """A socket that was closed with a close code; None: without one."""
    return Failure(Evidence(kind="websocket", status=status or 1006, code=code))


def told(code: str) -> Failure:
    """An error that the service told on an open socket."""
    return Failure(Evidence(kind="websocket", code=code))
