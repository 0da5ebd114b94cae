"""The audio path of one call: one transport at a time, the latest."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from agent.call.watchdog import Watchdog
from agent.ports import AudioPath, Inbound, ProviderError, TurnTransport


class Host(Protocol):
    """The call as its audio path sees it."""

    def path_came(self, transport: AudioPath) -> None:
        """Audio goes through this transport from now on."""
        ...

    def path_gone(self) -> None:
        """It ended: on purpose, or lost and perhaps coming back."""
        ...

    def remark(self, what: str, about: str = "") -> None:
        """Write something to the journal."""
        ...

    def failed(self, error: Exception) -> None:
        """A bug in the call's own code."""
        ...


class Path:
    """Reads what the transport brings; a new transport takes the place of an old one."""

    def __init__(
        self,
        host: Host,
        received: Callable[[Inbound], None],
        close_deadline: float,
        watchdog: Watchdog,
    ) -> None:
        """`received` takes what comes in; `close_deadline`: seconds for leaving; `watchdog` is fed
        by what comes.
        """
        self._host = host
        self._received = received
        self._close_deadline = close_deadline
        self._watchdog = watchdog
        self._transport: AudioPath | None = None

    @property
    def there(self) -> bool:
        """Somebody may hear us."""
        return self._transport is not None

    async def attend(self, transport: AudioPath) -> None:
        """Serve it until it ends or another one comes."""
        stale, self._transport = self._transport, transport
        if stale is not None:
            await stale.close()
        try:
            self._host.path_came(transport)
            if not isinstance(transport, TurnTransport):  # by turns no frames are due
                self._watchdog.start()
            async for item in transport.inbound():
                if self._transport is not transport:
                    break
                self._watchdog.fed()
                self._received(item)
        except (OSError, ProviderError) as error:
            self._host.remark("path_fault", str(error))
        except Exception as error:  # the boundary: a bug ends this call only
            self._host.failed(error)
        finally:
            if self._transport is transport:
                self._let_go()

    async def leave(self) -> None:
        """Close it, so that the carrier goes on with its next step."""
        transport = self._transport
        if transport is not None:
            self._let_go()
            with suppress(TimeoutError, OSError, ProviderError):
                async with asyncio.timeout(self._close_deadline):
                    await transport.close()

    def give_up(self) -> AudioPath | None:
        """It is dead: leave it to whoever closes it without waiting."""
        transport = self._transport
        if transport is not None:
            self._let_go()
        return transport

    def forget(self) -> None:
        """The call is over; nobody is told any more."""
        self._watchdog.stop()
        self._transport = None

    def _let_go(self) -> None:
        self._watchdog.stop()
        self._transport = None
        self._host.path_gone()
