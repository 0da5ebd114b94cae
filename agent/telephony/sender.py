"""Sends queued text messages: emergencies at once, the rest as the carrier lets us.

The queue decides what is due and remembers failures; this worker only sends, one after the other.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

import structlog

from agent.ports import ProviderError, Telephony

log = structlog.get_logger()

POLL_S = 1.0
"""An alert leaves within about this time of its row."""
NOTE_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Between attempts to note a text that is out; together shorter than a claim of the queue lasts."""
TROUBLE_S = 5.0
"""Pause after the queue itself failed."""


class Message(Protocol):
    """One message to send now."""

    @property
    def company(self) -> str:
        """Key of the company that sends it."""
        ...

    @property
    def event(self) -> str:
        """What it tells."""
        ...

    @property
    def to(self) -> str:
        """Recipient, E.164."""
        ...

    @property
    def body(self) -> str:
        """The text."""
        ...


M = TypeVar("M", bound=Message)


class Queue(Protocol[M]):
    """Where messages wait."""

    async def next_due(self, limit: int = 10) -> Sequence[M]:
        """Claim what is due. Raises ProviderError."""
        ...

    async def mark_sent(self, message: M, provider_id: str) -> None:
        """The carrier took it. Raises ProviderError."""
        ...

    async def mark_failed(self, message: M, error: str) -> bool:
        """It was not sent; returns whether it will be tried again. Raises ProviderError."""
        ...


class Sender(Generic[M]):
    """The worker; `run` it as a task of the node."""

    def __init__(
        self,
        queue: Queue[M],
        telephony: Telephony,
        sender_of: Callable[[str], str],
        *,
        poll_s: float = POLL_S,
        note_pauses: Sequence[float] = NOTE_PAUSES_S,
    ) -> None:
        self.sent = 0
        self.failed = 0
        self._queue = queue
        self._telephony = telephony
        self._sender_of = sender_of
        self._poll_s = poll_s
        self._note_pauses = note_pauses
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something urgent was queued: do not wait for the next poll."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            pause = self._poll_s
            try:
                while await self.send_due():
                    pass
            except ProviderError as error:
                log.error("outbox_failed", why=str(error))
                pause = TROUBLE_S
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            self._wake.clear()

    async def send_due(self) -> int:
        """Send what is due now; how many messages that were. Raises ProviderError of the queue."""
        due = await self._queue.next_due()
        for message in due:
            await self._send(message)
        return len(due)

    async def _send(self, message: M) -> None:
        try:
            sid = await self._telephony.send_text(
                message.to, self._sender_of(message.company), message.body
            )
        except ProviderError as error:
            self.failed += 1
            again = await self._queue.mark_failed(message, str(error))
            log.warning(
                "text_not_sent",
                what=message.event,
                to=message.to,
                again=again,
                why=str(error),
            )
        else:
            self.sent += 1
            await self._note_sent(message, sid)
            log.info("text_sent", what=message.event, to=message.to)

    async def _note_sent(self, message: M, sid: str) -> None:
        """Not noted it would be sent again, so a queue that is away is waited for."""
        for pause in self._note_pauses:
            try:
                await self._queue.mark_sent(message, sid)
            except ProviderError as error:
                log.warning("sent_text_not_noted", what=message.event, why=str(error))
                await asyncio.sleep(pause)
            else:
                return
        await self._queue.mark_sent(message, sid)
