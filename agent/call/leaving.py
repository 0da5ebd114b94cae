"""How a call leaves its audio path: after the last words, for people, or because it was lost.

A hang-up or a transfer waits until everything queued was heard (with a limit). During a transfer
the path is closed and the carrier rings one number after the other; a lost path may come back.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from agent.call.clock import Clock
from agent.call.needs import Tuning
from agent.call.transfer import Ladder
from agent.events import Transfer, TransferResult

Party = Literal["caller", "agent", "carrier"]


class Host(Protocol):
    """The call as its leaving sees it."""

    @property
    def all_said(self) -> bool:
        """Nothing is queued, playing or kept."""
        ...

    def leave_path(self) -> None:
        """Close the audio path."""
        ...

    def leave_call(self) -> None:
        """End the call."""
        ...

    def hung_up(self, by: Party) -> None:
        """The call is over."""
        ...

    def transfer_ended(self, result: TransferResult, target: str) -> None:
        """People answered, or nobody did."""
        ...


class Leaving:
    """At most one way to leave at a time; one guard timer bounds whatever we wait for."""

    def __init__(
        self,
        clock: Clock,
        queues: Mapping[str, tuple[str, ...]],
        tuning: Tuning,
        host: Host,
        ladder: Ladder | None = None,
    ) -> None:
        """`ladder`: the transfer under way at another node that had the call before."""
        self.ladder = ladder
        """The transfer under way, wanted or ringing."""
        self.hanging_up = False
        """The call ends as soon as everything was said."""
        self._clock = clock
        self._queues = queues
        self._tuning = tuning
        self._host = host
        self._left = ladder is not None
        self._bridged = self._closed = False
        self._lost_at: float | None = None
        self._guard: asyncio.TimerHandle | None = None
        if ladder is not None:
            self._watch(tuning.transfer_limit, self._no_news)

    @property
    def wanted(self) -> bool:
        """The call or its path is to end."""
        return self.hanging_up or self.ladder is not None

    @property
    def away(self) -> bool:
        """The path is closed and people are being rung, or talk with the caller."""
        return self.ladder is not None and self._left

    def hang_up(self) -> None:
        """End the call once everything was said."""
        self.hanging_up = True
        self.ladder = None
        self._left = False
        self._watch(self._tuning.leave_limit, self._leave)

    def transfer(self, transfer: Transfer) -> None:
        """Hand the caller to people once everything was said."""
        numbers = (transfer.number,) if transfer.number else self._queues.get(transfer.queue, ())
        self.ladder = Ladder(transfer, numbers)
        self.hanging_up = False
        self._left = False
        self._watch(self._tuning.leave_limit, self._leave)

    def give_up(self) -> None:
        """Our own code failed: to the office if it has a number, else hang up."""
        if self._queues.get("office"):
            self.transfer(Transfer(queue="office", reason="system_error", whisper=""))
        else:
            self.hang_up()

    def consider(self) -> None:
        """Leave now if it is wanted and everything was said."""
        if self.wanted and not self._closed and not self._left and self._host.all_said:
            self._leave()

    def dialled(self, result: TransferResult) -> None:
        """The ladder's current number was answered, or not."""
        ladder = self.ladder
        if ladder is None:
            return
        rest = ladder.after_failure()
        if result != "answered" and rest.current:
            self.ladder = rest
            self._watch(self._tuning.transfer_limit, self._no_news)
            return
        self.ladder = None
        self._bridged = result == "answered"
        if not self._bridged:
            self.expect_path()
        self._host.transfer_ended(result, ladder.current)
        if self._bridged:  # people have the caller now: end our part, not the carrier's call
            self._host.hung_up("carrier")

    def path_gone(self) -> None:
        """The audio path ended."""
        if self.ladder is not None:
            self._left = True
            self._watch(self._tuning.transfer_limit, self._no_news)
        elif self.hanging_up:
            self._leave()
        elif self._tuning.reattach <= 0:
            self._host.hung_up("caller")
        else:
            self._lost_at = self._clock.time()
            self.expect_path()

    def expect_path(self) -> None:
        """The carrier opens the path again soon, or the call is over."""
        self._watch(self._tuning.reattach, self._lost)

    def path_came(self) -> float | None:
        """A path is there: seconds it was lost, None when it was not lost."""
        if not self.wanted:
            self._stop_watch()
        lost_at, self._lost_at = self._lost_at, None
        return None if lost_at is None else self._clock.time() - lost_at

    def close(self) -> None:
        """Wait for nothing any more."""
        self._closed = True
        self.ladder = None
        self._stop_watch()

    def _leave(self) -> None:
        if self._left or self._bridged:
            return
        self._left = True
        self._stop_watch()
        ladder = self.ladder
        if self.hanging_up:
            self._host.leave_call()
        elif ladder is not None and not ladder.current:
            self.ladder = None
            self._host.transfer_ended("failed", ladder.transfer.queue)
        elif ladder is not None:
            self._watch(self._tuning.transfer_limit, self._no_news)
            self._host.leave_path()

    def _no_news(self) -> None:
        self._guard = None
        ladder, self.ladder = self.ladder, None
        if ladder is not None:
            self.expect_path()
            self._host.transfer_ended("failed", ladder.current)

    def _lost(self) -> None:
        self._guard = None
        self._host.hung_up("carrier")

    def _watch(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_watch()
        if self._closed:
            return
        self._guard = self._clock.call_later(seconds, then)

    def _stop_watch(self) -> None:
        if self._guard is not None:
            self._guard.cancel()
            self._guard = None
