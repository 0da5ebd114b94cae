"""The office on a database: routes each tool to its rules and makes acts repeatable by their op.

An act, its side effects and its stored answer are one transaction. So an answer exists if and only
if the act was committed, and asking again with the same (conversation, op) gives that answer.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import msgspec

from agent.bookings import book, change, holds, notices, oncall, owners, tasks, visits, windows
from agent.bookings.clock import Clock, utc_now
from agent.bookings.connection import Connection, transaction
from agent.bookings.database import POOL, Database
from agent.bookings.keys import digest
from agent.bookings.request import Request
from agent.bookings.seed import seed
from agent.bookings.sqlite_file import MEMORY
from agent.events import (
    AlertOnCall,
    Book,
    Booked,
    CancelVisit,
    FindVisits,
    FindWindows,
    HoldSeat,
    KnownCaller,
    ReleaseSeat,
    Reschedule,
    SaveTask,
    SetConsent,
    Tool,
    ToolResult,
)
from agent.ports import CallRef, ProviderError
from agent.profile.load import key_of
from agent.profile.schema import CompanyProfile

_RESULT: msgspec.json.Decoder[ToolResult] = msgspec.json.Decoder(ToolResult)


class SqlDesk:
    """`agent.ports.Desk` on one database for one or more companies.

    `url` is a path of a SQLite file, ``:memory:`` or a PostgreSQL URL. Opening migrates and adds
    the profiles' existing visits; it blocks and raises ProviderError when the database can't be
    used.
    """

    def __init__(
        self,
        url: str | Path = MEMORY,
        profiles: Iterable[CompanyProfile] | CompanyProfile = (),
        *,
        now: Clock = utc_now,
        busy_s: float = 2.0,
        deadline_s: float = 3.0,
        pool: int = POOL,
    ) -> None:
        self._now = now
        self._profiles: dict[str, CompanyProfile] = {}
        self.database = Database(str(url), busy_s=busy_s, deadline_s=deadline_s, pool=pool)
        self.set_profiles(profiles)

    def set_profiles(self, profiles: Iterable[CompanyProfile] | CompanyProfile) -> None:
        """Replace the companies' rules (hot reload); open days follow when next asked for."""
        several = (profiles,) if isinstance(profiles, CompanyProfile) else tuple(profiles)
        self._profiles = {key_of(profile): profile for profile in several}
        for company, profile in self._profiles.items():
            if profile.existing:
                self.database.run_now(partial(self._seed, company))

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        """Do what `tool` says; the same (conversation, op, tool) again gives the same result.

        Raises ProviderError: "slow" (locked, overloaded: repeat with the same op) or "broken".
        """
        return await self.database.run(lambda db: perform(self._request(db, call, op), tool))

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        """What the books say about the calling number. Raises ProviderError."""
        profile = self._profile(company)
        if not caller:
            return None
        return await self.database.run(
            lambda db: visits.known(db, company, profile, caller, self._now())
        )

    async def acknowledge(self, number: str, who: str = "") -> tuple[str, str] | None:
        """An on-call person takes the newest emergency texted to `number`: (call_sid, rule)."""

        def work(db: Connection) -> tuple[str, str] | None:
            with transaction(db):
                waiting = oncall.waiting_for(db, number)
                if waiting is None:
                    return None
                oncall.acknowledge(db, waiting[0], who or number, self._now())
                return waiting[1], waiting[2]

        return await self.database.run(work)

    def close(self) -> None:
        """Finish what is queued and close the database; blocks shortly."""
        self.database.close()

    def _request(self, db: Connection, call: CallRef, op: int) -> Request:
        profile = self._profile(call.company)
        return Request(
            db=db, company=call.company, profile=profile, now=self._now(), call=call, op=op
        )

    def _profile(self, company: str) -> CompanyProfile:
        profile = self._profiles.get(company)
        if profile is None:
            known = ", ".join(self._profiles) or "none"
            raise ProviderError(
                "broken", f"no profile for the company {company!r} (known: {known}); add one"
            )
        return profile

    def _seed(self, company: str, db: Connection) -> None:
        call = CallRef(call_sid="", conversation_id="", company=company, caller="")
        with transaction(db):
            seed(self._request(db, call, 0))


def perform(request: Request, tool: Tool) -> ToolResult:
    """Do one request on this thread. Raises what the connection raises, and Superseded for an
    act of a node that has lost the call.
    """
    match tool:
        case FindWindows():
            return windows.find(request, tool)
        case FindVisits():
            return visits.find(request, tool)
        case HoldSeat():  # repeats itself by the token, which is made from the op
            with transaction(request.db):
                _fence(request)
                return holds.hold(request, tool)
        case ReleaseSeat():
            with transaction(request.db):
                _fence(request)
                return holds.release(request, tool)
        case _:
            with transaction(request.db):
                _fence(request)
                return _once(request, tool)


def _fence(request: Request) -> None:
    owners.fence(request.db, request.call.call_sid, request.call.epoch)


def _once(request: Request, tool: Tool) -> ToolResult:
    """An act with its answer stored beside it."""
    asked = digest(msgspec.json.encode(tool))
    key = (request.call.conversation_id, request.op)
    row = request.db.execute(
        "SELECT request, result FROM desk_ops WHERE conversation_id = ? AND op = ?", key
    ).fetchone()
    # A call resumed from an older checkpoint counts its ops from there: another request under a
    # used number is a new act.
    if row is not None and row["request"] == asked:
        stored = _RESULT.decode(row["result"])
        return (
            msgspec.structs.replace(stored, replayed=True) if isinstance(stored, Booked) else stored
        )
    result = _act(request, tool)
    request.db.execute(
        "INSERT INTO desk_ops VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (conversation_id, op) DO UPDATE SET request = excluded.request,"
        " result = excluded.result, at = excluded.at",
        (*key, asked, msgspec.json.encode(result), request.at),
    )
    return result


def _act(request: Request, tool: Tool) -> ToolResult:
    match tool:
        case Book():
            return book.book(request, tool)
        case Reschedule():
            return change.reschedule(request, tool)
        case CancelVisit():
            return change.cancel(request, tool)
        case SaveTask():
            return tasks.save(request, tool)
        case AlertOnCall():
            return oncall.alert(request, tool)
        case SetConsent():
            return notices.set_consent(request, tool)
        case _:
            raise AssertionError(f"{type(tool).__name__} is no act")
