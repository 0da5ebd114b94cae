"""The carrier through guards, so that it is watched, probed and asked again where that is safe."""

from agent.ports import Telephony
from agent.resilience.guarded import Guard


class GuardedTelephony:
    """`agent.ports.Telephony` around another one.

    Nobody stands in for the carrier, so every request is a last resort: an open circuit tells
    people and figures, and is what a hand may set, but it keeps no alert from being tried.
    """

    def __init__(self, carrier: Telephony, *, calls: Guard, texts: Guard) -> None:
        """`calls` guards what a live call waits for, `texts` what nobody waits for."""
        self._carrier = carrier
        self._calls = calls
        self._texts = texts

    async def hang_up(self, call_sid: str) -> None:
        """End a call. Raises ProviderError."""
        await self._calls.call(lambda: self._carrier.hang_up(call_sid), last_resort=True)

    async def redirect(self, call_sid: str, url: str) -> None:
        """Make the carrier fetch new instructions for a call. Raises ProviderError."""
        await self._calls.call(lambda: self._carrier.redirect(call_sid, url), last_resort=True)

    async def send_text(self, to: str, sender: str, body: str) -> str:
        """Send an SMS and return its id; never twice. Raises ProviderError."""
        return await self._texts.call(
            lambda: self._carrier.send_text(to, sender, body), last_resort=True, repeatable=False
        )
