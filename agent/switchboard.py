"""The phone lines of a node: every call from its first webhook to its end, found by its sid.

Whatever the carrier sends about a call (streams, dial results, status) meets the call here. The
same news twice, late, or about a call that is over does no harm.
"""

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import structlog
from cachetools import TTLCache

from agent.call.session import Call
from agent.call.transfer import NextStep, Ring
from agent.events import Level, Outcome, TransferResult
from agent.ports import AudioPath
from agent.profile.schema import CompanyProfile
from agent.transports.twilio_gather import GatherTransport

log = structlog.get_logger()

CONNECT_S = 30.0
"""A caller whose stream does not come within this time of the webhook has gone."""
STOP_GRACE_S = 1.0
"""After the carrier stopped a stream, our own hang-up may still be on its way."""
SHORTEST_RING_S = 5
"""Less ringing than this is not worth a try."""
BROKEN_STREAMS = 2
"""After so many lost streams a call goes on by turns."""
COMES_S = 1.0
"""A stream that was asked for so long ago and is not there does not come."""
REMEMBER_S = 3600.0
REMEMBER = 10_000

Refusal = Literal["draining", "overloaded"]


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call that asks to be answered. Numbers are E.164; `caller` is empty when withheld."""

    call_sid: str
    caller: str
    called: str
    orphaned: bool = False
    """It was answered before, by a node that is gone."""
    best: Level = 0
    """The best level of service it may get."""


Way = Literal["served", "rules", "recorded"]
"""As well as the node can, by the rules alone, by the recorded line."""
Why = Literal["", "capacity", "lag", "caller", "company"]


@dataclass(frozen=True, slots=True)
class Admitted:
    """How a new call is served, and which limit says so."""

    way: Way
    why: Why = ""

    @property
    def best(self) -> Level:
        """The best level of service it may get."""
        return 0 if self.way == "served" else 2


class Blocked(Exception):
    """Calls of this number are not taken."""


class Over(Exception):
    """The call has ended; nobody goes on with it."""


@dataclass(slots=True)
class Line:
    """One live call and what the carrier was told about it."""

    ringing: Ringing
    call: Call[Any]
    profile: CompanyProfile
    over: asyncio.Event = field(default_factory=asyncio.Event)
    connected: int = 0
    """Audio paths so far."""
    rung: str = ""
    """The number being rung, empty when none."""
    rung_at: float = 0.0
    """Loop time when it began to ring."""
    whisper: str = ""
    """What the person who answers hears first."""
    accepted: bool = False
    """The person rung pressed the key that takes the call."""
    broken: int = 0
    """Audio paths that ended while the caller was still there."""
    broke: int = 0
    """The latest of these, as a number of `connected`."""
    unreached: bool = False
    """The carrier could not open a stream to where we asked for it."""
    by_turns: GatherTransport | None = None
    """The latest path of a call that goes by turns; once it does, it stays so."""
    _invitation: str = ""
    _invited_at: float = 0.0
    _ladder_until: float = 0.0
    _settled: set[str] = field(default_factory=set)

    def invitation(self, now: float) -> str:
        """The one-time token the next stream must bring; `now`: loop time."""
        if not self._invitation:
            self._invitation, self._invited_at = secrets.token_urlsafe(16), now
            self.unreached = False
        return self._invitation

    def has_after(self, number: int) -> bool:
        """Another audio path came after this one, or is asked for."""
        return self.connected > number or bool(self._invitation)

    def path_broke(self) -> None:
        """The carrier asks what comes next after an audio path. It may ask twice about one: when
        the path ended, and because we called it.
        """
        if self.broke < self.connected:
            self.broke = self.connected
            self.broken += 1

    def streams_fail(self, now: float) -> bool:
        """The stream asked for last never came, or too many broke."""
        late = self.unreached or now - self._invited_at >= COMES_S
        return (bool(self._invitation) and late) or self.broken >= BROKEN_STREAMS

    def admit(self, token: str) -> bool:
        """Whether this token is the invitation; it is used up then."""
        good = bool(self._invitation) and hmac.compare_digest(
            self._invitation.encode(), token.encode("utf-8", "surrogateescape")
        )
        if good:
            self._invitation = ""
        return good

    def next_step(self, now: float) -> tuple[NextStep, int]:
        """What the carrier shall do now, and for how many seconds to ring if it is a `Ring`.

        The whole ladder takes at most the profile's `ladder_s`; numbers left then are skipped.
        """
        step = self.call.next_step()
        if not isinstance(step, Ring):
            self.rung, self._ladder_until = "", 0.0
            return step, 0
        limits = self.profile.escalation
        if not self._ladder_until:
            self._ladder_until = now + limits.ladder_s
        left = int(self._ladder_until - now)
        if left < min(SHORTEST_RING_S, limits.ring_s):
            self.call.dial_ended("no_answer")
            return self.next_step(now)
        self.rung, self.rung_at, self.accepted = step.number, now, False
        self.whisper = step.whisper
        return step, min(limits.ring_s, left)

    def dial_ended(self, dial_sid: str, status: str, bridged: str) -> TransferResult | None:
        """The dialled leg is over; None when this is old news."""
        if not self.rung or (dial_sid and dial_sid in self._settled):
            return None
        self._settled.add(dial_sid)
        result = dial_result(status, accepted=self.accepted, bridged=bridged)
        self.rung = ""
        self.call.dial_ended(result)
        return result


def dial_result(status: str, *, accepted: bool, bridged: str) -> TransferResult:
    """What the carrier's `DialCallStatus` means.

    A callee who hangs up on the whisper also counts as "completed" there; so a call was answered
    only if the whisper was accepted and the carrier does not deny the bridge.
    """
    if status in ("completed", "answered"):
        return "answered" if accepted and bridged != "false" else "declined"
    results: dict[str, TransferResult] = {"busy": "busy", "no-answer": "no_answer"}
    return results.get(status, "failed")


Opener = Callable[[Ringing], Awaitable[tuple[Call[Any], CompanyProfile]]]
"""Builds the call for a ringing; the switchboard runs it."""


class Switchboard:
    """All lines of the node. Calls run as tasks of `group`."""

    def __init__(
        self,
        opener: Opener,
        group: asyncio.TaskGroup,
        *,
        limit: int,
        connect_s: float = CONNECT_S,
        on_end: Callable[[Line], Awaitable[None]] | None = None,
    ) -> None:
        self.draining = False
        """The node ends: no more calls."""
        self.closed = False
        """No more calls until somebody at the controls opens it again."""
        self.leaks = 0
        """Calls that left something behind; none should."""
        self._opener = opener
        self._group = group
        self._limit = limit
        self._connect_s = connect_s
        self._on_end = on_end
        self._lines: dict[str, Line] = {}
        self._opening: dict[str, asyncio.Future[Line]] = {}
        self._runs: set[asyncio.Task[None]] = set()
        self._ended: TTLCache[str, Outcome] = TTLCache(REMEMBER, REMEMBER_S)
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._lines) + len(self._opening)

    def __iter__(self) -> Iterator[Line]:
        return iter(tuple(self._lines.values()))

    @property
    def refusing(self) -> bool:
        """No more calls are taken, whatever the load."""
        return self.draining or self.closed

    def find(self, call_sid: str) -> Line | None:
        """The live call with this sid; one that moved to another node is no longer ours."""
        line = self._lines.get(call_sid)
        return None if line is None or line.call.moved else line

    def is_known(self, call_sid: str) -> bool:
        """Whether a call is live, or about to be."""
        return call_sid in self._lines or call_sid in self._opening

    def outcome(self, call_sid: str) -> Outcome | None:
        """How a call ended that was ours within the last hour."""
        return self._ended.get(call_sid)

    async def ring(self, ringing: Ringing) -> Line | Refusal:
        """Open a call, or find the one that is already open under this sid.

        Raises what the opener raises.
        """
        sid = ringing.call_sid
        if line := self.find(sid):
            return line
        opening = self._opening.get(sid)
        if opening is None:
            if self.refusing:
                return "draining"
            if len(self) >= self._limit:
                return "overloaded"
            opening = self._opening[sid] = asyncio.get_running_loop().create_future()
            self._group.create_task(self._open(ringing, opening))
        return await asyncio.shield(opening)

    def serve(self, path: Coroutine[Any, Any, object]) -> None:
        """Run what serves a path of a call that no request of the carrier's carries."""
        self._group.create_task(self._served(path))

    async def attend(self, line: Line, transport: AudioPath) -> int:
        """Let the call use this audio path until it ends; returns the path's number."""
        line.connected += 1
        number = line.connected
        await line.call.attend(transport)
        return number

    async def _served(self, path: Coroutine[Any, Any, object]) -> None:
        try:
            await path
        except Exception as error:  # the boundary: a broken path must not end other calls
            log.error("path_broke", exc_info=error)

    async def stopped(self, line: Line, number: int) -> None:
        """The carrier stopped the stream of this path: the caller hung up, unless we are about to
        end the call or the carrier was told by somebody to ask anew, and did.
        """
        try:
            async with asyncio.timeout(STOP_GRACE_S):
                await line.over.wait()
        except TimeoutError:
            if not line.has_after(number):
                self.hung_up(line.ringing.call_sid, "caller")

    def hung_up(self, call_sid: str, by: Literal["caller", "agent", "carrier"]) -> None:
        """The carrier says that the call is over; it may say so while we still open it."""
        if line := self.find(call_sid):
            line.call.hung_up(by)
        elif opening := self._opening.get(call_sid):
            opening.add_done_callback(lambda _: self.hung_up(call_sid, by))

    def acknowledged(self, call_sid: str, who: str) -> None:
        """An on-call person answered the alert of this call."""
        if line := self._lines.get(call_sid):
            line.call.acknowledged(who)

    async def drain(self, timeout: float) -> bool:
        """Take no more calls and wait for the live ones; False when some are left."""
        self.draining = True
        try:
            async with asyncio.timeout(timeout):
                while self._opening:
                    await asyncio.wait(tuple(self._opening.values()))
                await self._empty.wait()
        except TimeoutError:
            return False
        return True

    async def stop(self, timeout: float) -> None:
        """End all calls now, those being opened too; each still writes its outcome, if it can do
        so in time.
        """
        self.draining = True
        for sid in (*self._lines, *self._opening):
            self.hung_up(sid, "agent")
        if not await self.drain(timeout):
            log.error("calls_cancelled", calls=len(self._runs))
            for run in self._runs:
                run.cancel()

    async def _open(self, ringing: Ringing, opening: asyncio.Future[Line]) -> None:
        """Open a call; whoever waits for it also gets its fault, the other calls do not."""
        try:
            call, profile = await self._opener(ringing)
        except Exception as error:  # handed on to those who wait
            opening.set_exception(error)
        else:
            line = Line(ringing, call, profile, rung=call.ringing)
            self._lines[ringing.call_sid] = line
            self._empty.clear()
            run = self._group.create_task(self._run(line))
            self._runs.add(run)
            run.add_done_callback(self._runs.discard)
            opening.set_result(line)
        finally:
            opening.cancel()
            del self._opening[ringing.call_sid]

    async def _run(self, line: Line) -> None:
        sid = line.ringing.call_sid
        loop = asyncio.get_running_loop()
        waiting = loop.call_later(self._connect_s, self._give_up, line)
        try:
            with structlog.contextvars.bound_contextvars(call=sid):
                await self._run_call(line)
        finally:
            waiting.cancel()
            if not line.call.moved:
                self._ended[sid] = line.call.outcome or "system_error"
            if self._lines.get(sid) is line:  # it may have come back meanwhile
                del self._lines[sid]
            line.over.set()
            if not self._lines:
                self._empty.set()

    async def _run_call(self, line: Line) -> None:
        try:
            await line.call.run()
        except Exception as error:  # the boundary: a broken call must not end the others
            log.error("call_broke", exc_info=error)
        if left := line.call.leftovers():
            self.leaks += 1
            log.error("call_left_something", left=left)
        log.info("call_ended", outcome="moved" if line.call.moved else line.call.outcome)
        if self._on_end is not None:
            try:
                await self._on_end(line)
            except Exception as error:  # as above; the journal still has everything
                log.error("call_end_not_written", exc_info=error)

    def _give_up(self, line: Line) -> None:
        if not (line.connected or line.call.ringing):
            log.info("stream_never_came", call=line.ringing.call_sid)
            line.call.hung_up("caller")
