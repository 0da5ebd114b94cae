"""Calls that come from another node: what is known of them, who owns them, how they end.

Part of the composition root: joins the session store and the books. A call's owner is settled in
the books; the newest state counts, whether Redis, the books or this process have it.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import structlog

from agent.bookings import owners, watch
from agent.bookings.calls import CallLog
from agent.bookings.database import Database
from agent.dialogue import step as dialogue
from agent.dialogue.state import decode
from agent.events import CallStarted, HangUp, HungUp, Outcome
from agent.ports import ProviderError, Telephony
from agent.profile.schema import CompanyProfile
from agent.sessions.session import Session, Unreadable
from agent.sessions.store import Store
from agent.switchboard import Ringing

log = structlog.get_logger()

LOOK_S = 0.4
"""So long a caller waits in silence for what is known of the call; then we go on without."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A call that is this node's now."""

    epoch: int
    start: CallStarted
    session: Session
    turns: int
    """Rows of its transcript in the books."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Takes calls over, and settles those that nobody can go on with."""

    node: str
    """This node's name."""
    store: Store
    database: Database
    calls: CallLog
    telephony: Telephony
    companies: Callable[[], Mapping[str, CompanyProfile]]
    next_url: str
    """What the carrier is to ask when a call lost its node."""
    now: Callable[[], datetime]
    alive: Callable[[str], bool]
    """Whether another node lives, or may live."""
    others: Callable[[], bool]
    """Whether another node takes calls now."""

    async def find(self, call_sid: str) -> Ringing | None:
        """Who calls whom in a call of another node."""
        session = await self._session(call_sid)
        if session is None:
            return None
        return Ringing(call_sid, session.caller, session.called, orphaned=True)

    async def hung_up(self, call_sid: str) -> None:
        """The carrier says that a call is over which is none of ours: if its node is gone, it
        is for us to write that down.
        """
        session = await self._session(call_sid)
        if session is not None and session.node != self.node and not self.alive(session.node):
            await self.close(call_sid)

    async def recover(self, call_sid: str) -> bool:
        """Take a call from whatever node has it: the carrier asks anew, and any node goes on.

        False when nothing is known of it. Raises ProviderError.
        """
        session = await self._session(call_sid)
        if session is None:
            return False
        await self.claim(call_sid, session.epoch)
        await self.telephony.redirect(call_sid, self.next_url)
        return True

    async def claim(self, call_sid: str, beyond: int = 0) -> int:
        """Own a call from now on; returns its epoch. Without books the next number is taken."""
        try:
            return await self.database.run(lambda db: owners.claim(db, call_sid, self.node, beyond))
        except ProviderError as error:
            log.warning("call_not_claimed", call=call_sid, why=str(error))
            return beyond + 1

    async def take_over(self, call_sid: str) -> Taken | int | None:
        """Own a call that another node answered, with the newest that is known of it.

        None: it is over. A number: its epoch, but nothing is known to go on with.
        """
        session = await self._session(call_sid)
        epoch = await self.claim(call_sid, session.epoch if session else 0)
        books = await self._books(call_sid)
        if books.over:
            return None
        session = _newest(session, _checkpoint(call_sid, self.node, books))
        start = _start(session) if session else None
        if session is None or start is None:
            return epoch
        log.info("call_taken_over", call=call_sid, epoch=epoch, of=session.node, n=session.n)
        return Taken(epoch, start, session, books.turns)

    async def epochs(self, ours: Mapping[str, int]) -> Mapping[str, int]:
        """The newest epochs of calls, from books and store. Raises ProviderError without books
        and store.

        Claims are made in the books, but another node may have gone on with a call while they gave
        no answer (a node that hangs may hold the lock of a SQLite file): then the store knows of
        it, and whoever goes on makes its claim good as soon as the books answer.
        """
        stored = await self._stored(ours)
        try:
            booked = await self.database.run(lambda db: owners.make_good(db, self.node, ours))
        except ProviderError:
            if stored is None:
                raise
            booked = {}
        return {sid: max(booked.get(sid, 0), (stored or {}).get(sid, 0)) for sid in ours}

    async def owner(self, call_sid: str) -> str:
        """The node that has a call; empty when none has, or the books do not say."""
        try:
            return await self.database.run(lambda db: owners.owner(db, call_sid))
        except ProviderError as error:
            log.warning("owner_not_known", call=call_sid, why=str(error))
            return ""

    async def reroute(self, call_sid: str) -> None:
        """Have the carrier ask what comes next in a call; one that is over is settled."""
        try:
            await self.telephony.redirect(call_sid, self.next_url)
        except ProviderError as error:
            log.warning("call_not_rerouted", call=call_sid, why=str(error))
            if "21220" in str(error) or "20404" in str(error):
                await self.close(call_sid)

    async def close(self, call_sid: str) -> None:
        """A call of a node that is gone has ended at the carrier: write what became of it."""
        session = await self._session(call_sid)
        start = _start(session) if session else None
        if session is None or start is None:
            return
        profile = self.companies().get(session.company)
        if profile is None:
            return
        epoch = await self.claim(call_sid, session.epoch)
        outcome = _outcome(profile, session)
        try:
            await self.calls.record_call_end(call_sid, outcome, "caller", epoch=epoch)
            await self.store.drop({call_sid: epoch})
        except ProviderError as error:
            log.error("call_end_not_written", call=call_sid, why=str(error))
        log.info("lost_call_closed", call=call_sid, outcome=outcome)

    async def _session(self, call_sid: str) -> Session | None:
        try:
            return await self.store.get(call_sid)
        except (ProviderError, Unreadable) as error:
            log.warning("session_not_read", call=call_sid, why=str(error))
            return None

    async def _stored(self, ours: Mapping[str, int]) -> Mapping[str, int] | None:
        try:
            async with asyncio.timeout(LOOK_S):
                return await self.store.epochs(ours)
        except (TimeoutError, ProviderError):
            return None  # its circuit tells people

    async def _books(self, call_sid: str) -> watch.Standing:
        try:
            async with asyncio.timeout(LOOK_S):
                return await self.database.run(lambda db: watch.standing(db, call_sid))
        except (TimeoutError, ProviderError) as error:
            log.warning("books_not_read", call=call_sid, why=str(error) or "too slow")
            return watch.Standing(False, 0, None, None)


def shown(session: Session, now: float) -> dict[str, Any]:
    """A session for operators; of the caller only the last digits."""
    return {
        "call_sid": session.call_sid,
        "company": session.company,
        "caller_last4": session.caller[-4:],
        "node": session.node,
        "epoch": session.epoch,
        "events": session.n,
        "at_s": round(session.at, 1),
        "age_s": round(max(0.0, now - session.saved), 1),
        "ringing": bool(session.transfer),
        "bytes": len(session.state),
    }


def _checkpoint(call_sid: str, node: str, books: watch.Standing) -> Session | None:
    """The books' newest state as a session, if it is one of this call."""
    if books.checkpoint is None or books.at is None:
        return None
    try:
        state = decode(books.checkpoint)
    except msgspec.MsgspecError:
        return None
    if state.started is None or state.started.call_sid != call_sid:
        return None
    return Session(
        call_sid=call_sid,
        company="",
        node=node,
        epoch=0,
        n=1,
        at=state.at,
        saved=books.at.timestamp(),
        state=books.checkpoint,
    )


def _newest(session: Session | None, checkpoint: Session | None) -> Session | None:
    """Redis may have missed the end of a node's life; the later moment of the call counts."""
    if session is None or checkpoint is None:
        return session or checkpoint
    return checkpoint if checkpoint.at > session.at else session


def _start(session: Session) -> CallStarted | None:
    """The call's first event."""
    if session.start is not None:
        return session.start
    try:
        return decode(session.state).started
    except msgspec.MsgspecError as error:
        log.warning("state_not_read", call=session.call_sid, why=str(error))
        return None


def _outcome(profile: CompanyProfile, session: Session) -> Outcome:
    """How the dialogue ends when the caller hangs up now."""
    if not session.state:
        return "abandoned_early"
    state = decode(session.state)
    if state.outcome is not None:
        return state.outcome
    _, commands = dialogue.step(profile, state, HungUp(by="caller"))
    ends = (one.outcome for one in commands if isinstance(one, HangUp))
    return next(ends, "system_error")
