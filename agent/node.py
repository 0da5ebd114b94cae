"""The composition root: from settings to a node that answers the phone, and back to nothing.

    async with running(settings) as node:
        print(node.public_url)
        ...                       # calls are answered
        await node.drain(60.0)    # no new calls, the live ones may end

Everything is built here and handed on; leaving the block stops whatever is left.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from agent import fleet
from agent.background import end, steady
from agent.bookings.clock import utc_now
from agent.engines import Speech
from agent.exchange import STOP_S, Exchange, exchange
from agent.handing import Handing
from agent.http import app as http
from agent.http.access import Access
from agent.http.api import Api
from agent.http.clips import ClipShelf
from agent.http.control import Control
from agent.http.events import EventStream
from agent.http.gather import Gathers
from agent.http.guard import Trust
from agent.http.health import Health
from agent.http.ledger import Ledger
from agent.http.lines import Lines
from agent.http.passes import Passes
from agent.http.recorded import RecordedLine
from agent.http.siblings import Seat, Siblings, own_site
from agent.http.stream import Streams
from agent.http.twiml_gather import Speaking
from agent.http.webhooks import Webhooks
from agent.profile.load import Directory
from agent.profile.queues import queues
from agent.remembering import Remembering
from agent.settings import Settings
from agent.stalls.table import Table
from agent.stalls.watch import StallWatch
from agent.startup import listen, local_url, trust_of
from agent.switchboard import Switchboard
from agent.telemetry.feed import Feed
from agent.vitals import Vitals
from agent.watching import Tail, Watch

if TYPE_CHECKING:
    from agent.telemetry.bus import Bus

LAST_WEBHOOKS_S = 0.5


@dataclass(frozen=True, slots=True)
class Node:
    """A running node."""

    settings: Settings
    host: str
    port: int
    public_url: str
    companies: Directory
    switchboard: Switchboard
    feed: Feed
    remembering: Remembering
    handing: Handing
    leave_port: Callable[[], Awaitable[None]]
    """Accept no more connections; those that are open go on."""

    @property
    def voice_url(self) -> str:
        """The webhook to enter at the carrier."""
        return f"{self.public_url}/twilio/voice"

    async def drain(self, timeout: float) -> bool:
        """Take no more calls; give the live ones to other nodes, or wait until they end. False
        when some are left.
        """
        return await self.handing.drain(timeout)


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    speech: Speech | None = None,
    now: Callable[[], datetime] = utc_now,
    seat: Seat | None = None,
    tail: Tail | None = None,
) -> AsyncIterator[Node]:
    """Run a node inside the block. Raises StartupError before anything was answered.

    `speech` takes the place of the engines that the settings name; `tail` hears log entries. With
    a `seat` the node is one of several workers that share a socket.
    """
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(
            socket.socket(fileno=seat.listener)
            if seat
            else listen(settings.server.host, settings.server.port)
        )
        host, port = listener.getsockname()[:2]
        public_url = settings.server.public_url.rstrip("/") or local_url(host, port)
        trust = trust_of(settings, public_url)
        behind = await stack.enter_async_context(
            exchange(settings, public_url, speech=speech, now=now)
        )
        board, remembering = behind.board, behind.remembering
        watch = Watch(
            board,
            settings.server.max_calls,
            behind.speech.guards,
            behind.levels,
            behind.back.pacer.smoothness,
            behind.feed,
        )
        watching = await stack.enter_async_context(asyncio.TaskGroup())
        task = watching.create_task(steady("watch", watch.run))
        stack.push_async_callback(end, [task])
        stalls = StallWatch(settings.server.stall_ms)
        if settings.server.stall_ms:
            task = watching.create_task(steady("stalls", stalls.run))
            stack.push_async_callback(end, [task])
        if tail is not None:
            tail.to = behind.feed.publish
        bus = fleet.build(settings, remembering.recovery.node, behind.feed, watch.pulse)
        if bus is not None:
            task = watching.create_task(steady("fleet", bus.run))
            stack.push_async_callback(end, [task])
        app = _application(behind, trust, watch, stalls.table, bus)
        if seat is not None:
            Siblings(seat, board, remembering.recovery.owner).join(app)
        site = await _serve(stack, listener, app, seat)
        stack.push_async_callback(_stop, board)
        handing = Handing(board, remembering, behind.back.chronicle, settings.server.handover_s)
        where = (settings, host, port, public_url, behind.companies)
        yield Node(*where, board, behind.feed, remembering, handing, site.stop)


def _application(
    behind: Exchange, trust: Trust, watch: Watch, stalls: Table, bus: "Bus | None"
) -> web.Application:
    settings, back, board = behind.settings, behind.back, behind.board
    hooks = http.hooks(trust.public_url, settings.server.stream_url)
    passes, remembering = Passes(trust.token), behind.remembering
    streams = Streams(board, trust, passes, remembering.recovery.find)
    admin = settings.admin
    access = Access(admin.token.get_secret_value(), admin.view_token.get_secret_value())
    api = Api(
        access,
        Control(board, behind.speech.guards, behind.levels, remembering),
        Lines(board),
        EventStream(board, behind.feed, watch.pulse),
        Ledger(back.desk.database, access, back.now),
    )
    vitals = Vitals(
        board=board,
        limit=settings.server.max_calls,
        desk=back.desk,
        chronicle=back.chronicle,
        sender=back.sender,
        streams=streams,
        levels=behind.levels,
        speech=behind.speech,
        remembering=remembering,
        tally=back.tally,
        smoothness=back.pacer.smoothness,
        admission=behind.admission,
        together=behind.together,
        flags=settings.flags,
        stalls=stalls,
        bus=bus,
    )
    shelf = ClipShelf()
    own, anywhere = (
        Speaking(hooks.gather, partial(shelf.url, base), settings.speech.stt_keywords)
        for base in (hooks.clips, f"{hooks.gather}/clip")
    )
    gathers = Gathers(board, own, anywhere, back.telephony, partial(settings.flags.on, "gather"))
    line = RecordedLine(
        back.office,
        hooks.recorded,
        back.companies.by_number,
        lambda company: queues(company)["oncall"],
    )
    return http.build(
        Webhooks(
            board,
            back.companies,
            back.office,
            remembering.recovery,
            hooks,
            passes,
            gathers,
            behind.admission.decide,
            line.opening,
        ),
        line,
        streams,
        shelf,
        api,
        Health(lambda: "draining" if board.refusing else "", vitals.health, vitals.metrics),
        trust,
    )


async def _serve(
    stack: AsyncExitStack, listener: socket.socket, application: web.Application, seat: Seat | None
) -> web.SockSite:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    if seat is not None:
        await own_site(runner, seat)
    site = web.SockSite(runner, listener)
    await site.start()
    return site


async def _stop(board: Switchboard) -> None:
    """End what is live; then the carrier may still ask once what comes next."""
    live = len(board)
    await board.stop(STOP_S)
    if live:
        await asyncio.sleep(LAST_WEBHOOKS_S)
