"""The control API's view of the books: visits and the work left for people.

Who may only look sees no names, numbers and addresses.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web

from agent.bookings import listing, tasks
from agent.bookings.database import Database
from agent.http.access import Access
from agent.http.answers import BadRequest, answer, body_of, problem
from agent.ports import ProviderError
from agent.telemetry.mask import mask

T = TypeVar("T")


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request to tick a task off."""

    by: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"\S")]


class Ledger:
    """Handlers on one database."""

    def __init__(self, database: Database, access: Access, now: Callable[[], datetime]) -> None:
        self._database = database
        self._access = access
        self._now = now

    async def bookings(self, request: web.Request) -> web.StreamResponse:
        """Visits, soonest first."""
        first, last = _day(request, "from", ""), _day(request, "to", "9999-12-31")
        every, company = _flag(request, "all"), request.query.get("company", "")
        rows = await self._database.run(
            lambda db: listing.visits(
                db, date_from=first, date_to=last, company=company, every_status=every
            )
        )
        return self._told(request, {"bookings": rows})

    async def booking(self, request: web.Request) -> web.StreamResponse:
        """One visit with its history."""
        code, company = request.match_info["code"], request.query.get("company", "")
        visit = await self._database.run(lambda db: listing.visit(db, code, company))
        if visit is None:
            return problem(404, f"there is no visit {code}", "GET /v1/bookings?all=true lists them")
        return self._told(request, visit)

    async def tasks(self, request: web.Request) -> web.StreamResponse:
        """Work left for people, soonest due first."""
        every, company = _flag(request, "all"), request.query.get("company", "")
        rows = await self._database.run(
            lambda db: tasks.listed(db, company=company, include_done=every)
        )
        return self._told(request, {"tasks": rows})

    async def done(self, request: web.Request) -> web.StreamResponse:
        """Tick a task off."""
        wish = await body_of(request, Done)
        text = request.match_info["id"]
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
        now = self._now()
        changed = await self._database.run(lambda db: tasks.done(db, number, wish.by, now))
        if not changed:
            return problem(404, f"there is no open task {text}", "GET /v1/tasks lists them")
        return answer({"id": number, "status": "done"})

    def _told(self, request: web.Request, found: dict[str, Any]) -> web.Response:
        return answer(found if self._access.role(request) == "operate" else mask(found))


def _day(request: web.Request, name: str, otherwise: str) -> str:
    text = request.query.get(name, otherwise)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise BadRequest(f"{name}={text!r} is no day; write it like 2026-12-25") from None


def _flag(request: web.Request, name: str) -> bool:
    text = request.query.get(name, "false")
    if text not in ("true", "false"):
        raise BadRequest(f"{name}={text!r} is neither true nor false")
    return text == "true"


def clear(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
    """Bad requests and a database that can't be used become clear answers."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except BadRequest as error:
            return problem(400, str(error), "GET /v1/openapi.json tells what is taken")
        except ProviderError as error:
            return problem(503, str(error), "look at /health, then try again")

    return handle
