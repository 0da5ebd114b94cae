"""Proof that a stream was invited by one of our nodes, whichever of them it reaches."""

import hmac


class Passes:
    """Made of the carrier's auth token, which all nodes share."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def of(self, call_sid: str) -> str:
        """The pass of a call's streams; empty without a secret."""
        if not self._secret:
            return ""
        return hmac.digest(self._secret, b"stream:" + call_sid.encode(), "sha256").hex()

    def fits(self, call_sid: str, given: str) -> bool:
        """Whether this is the call's pass."""
        wanted = self.of(call_sid)
        return bool(wanted) and hmac.compare_digest(
            wanted.encode(), given.encode("utf-8", "surrogateescape")
        )
