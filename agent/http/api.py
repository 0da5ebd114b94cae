"""The control API as one table: every operation, who may use it, what it takes."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from aiohttp import web

from agent.http import openapi
from agent.http.access import Access, Handler
from agent.http.answers import answer
from agent.http.control import Control, LevelWish, Schedule
from agent.http.events import EventStream
from agent.http.ledger import Done, Ledger, clear
from agent.http.lines import Destination, Lines, Operator, Words
from agent.http.openapi import Query, Route

CALL = "/v1/calls/{sid}"
CIRCUIT = "/v1/circuits/{provider}/{operation:.+}"
DAY = {"type": "string", "format": "date"}
COMPANY = Query("company", "Only this company's, by its key.", {"type": "string"})
ALL = Query("all", "Also what is over.", {"type": "string", "enum": ["true", "false"]})
DAYS = (Query("from", "First local day.", DAY), Query("to", "Last local day.", DAY))


@dataclass(frozen=True, slots=True)
class Api:
    """The parts that answer."""

    access: Access
    control: Control
    lines: Lines
    events: EventStream
    ledger: Ledger

    def add_to(self, app: web.Application) -> None:
        """Serve all routes, the document of them and a page."""
        routes = self.routes()
        for route in routes:
            admit = self.access.acting if route.operate else self.access.looking
            app.router.add_route(route.method, route.path, admit(clear(route.handler)))
        document = openapi.document(routes, _version())
        page = openapi.page(document)

        async def told(_: web.Request) -> web.StreamResponse:
            return answer(document)

        async def shown(_: web.Request) -> web.StreamResponse:
            return web.Response(text=page, content_type="text/html")

        app.router.add_get("/v1/openapi.json", self.access.looking(told))
        app.router.add_get("/v1/docs", self.access.looking(shown))

    def routes(self) -> tuple[Route, ...]:
        """Every operation."""
        return (*self._calls(), *self._node(), *self._books())

    def _calls(self) -> tuple[Route, ...]:
        lines, events = self.lines, self.events
        acted: dict[str, Any] = {"operate": True, "status": 202, "problems": (404, 409)}
        return (
            _get("/v1/calls", lines.calls),
            _get(CALL, lines.call, problems=(404,)),
            _get(f"{CALL}/events", events.of_call, stream=True, problems=(404, 503)),
            _post(f"{CALL}/say", lines.say, body=Words, **acted),
            _post(f"{CALL}/transfer", lines.transfer, body=Destination, **acted),
            _post(f"{CALL}/take-over", lines.take_over, body=Operator, **acted),
            _post(f"{CALL}/hang-up", lines.hang_up, **acted),
            _get("/v1/events", events.events, stream=True, problems=(503,)),
        )

    def _node(self) -> tuple[Route, ...]:
        control = self.control
        act: dict[str, Any] = {"operate": True}
        return (
            _get("/v1/checkpoints", control.checkpoints, problems=(503,)),
            _post(
                "/v1/checkpoints/{sid}/recover", control.recover, **act, problems=(404, 502, 503)
            ),
            _get("/v1/circuits", control.circuits),
            _post(f"{CIRCUIT}/open", control.open_circuit, **act, problems=(404,)),
            _post(f"{CIRCUIT}/reset", control.reset_circuit, **act, problems=(404,)),
            _get("/v1/level", control.level),
            _route("PUT", "/v1/level", control.set_level, **act, body=LevelWish),
            _route("PUT", "/v1/level/schedule", control.set_schedule, **act, body=Schedule),
            _route("DELETE", "/v1/level", control.release_level, **act),
            _get("/v1/drain", control.drained),
            _route("PUT", "/v1/drain", control.drain, **act),
            _route("DELETE", "/v1/drain", control.undrain, **act, problems=(409,)),
        )

    def _books(self) -> tuple[Route, ...]:
        ledger = self.ledger
        done: dict[str, Any] = {"operate": True, "body": Done, "problems": (404, 503)}
        return (
            _get("/v1/bookings", ledger.bookings, query=(*DAYS, ALL, COMPANY), problems=(400, 503)),
            _get("/v1/bookings/{code}", ledger.booking, query=(COMPANY,), problems=(404, 503)),
            _get("/v1/tasks", ledger.tasks, query=(ALL, COMPANY), problems=(400, 503)),
            _post("/v1/tasks/{id}/done", ledger.done, **done),
        )


def _version() -> str:
    try:
        return version("voicectl")
    except PackageNotFoundError:
        return "from source"


def _route(method: str, path: str, handler: Handler, **more: Any) -> Route:
    return Route(method=method, path=path, handler=handler, **more)


def _get(path: str, handler: Handler, **more: Any) -> Route:
    return _route("GET", path, handler, **more)


def _post(path: str, handler: Handler, **more: Any) -> Route:
    return _route("POST", path, handler, **more)
