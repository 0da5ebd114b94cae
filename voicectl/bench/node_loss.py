"""Nodes die, hang and lose sockets in the middle of calls: do the calls go on elsewhere?

Two real nodes share books and Redis behind one address of the simulated carrier. Callers who speak
in tones book visits one after the other. At random instants the node with most calls is killed
(`kills`), stopped and let go on later (`hang`), or a stream goes silent without a FIN (`cut`).
With `redis` the Redis is frozen, next time killed and started again empty, while one more caller
rings; with `parted` one node alone gets no answer of it for a while: no call may notice. The books
are a SQLite file, or a PostgreSQL server of the bench's own.

Times are taken at the carrier: from the fault to the first sound that the caller hears of a newer
stream, or by turns where the call has lost too many streams.
Books, journals and what callers heard are judged by `node_loss_report`, which shares no code with
the nodes' own bookkeeping.
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from agent.dialogue.wording_en import WORDINGS
from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier
from simulators.twilio.faults import Faults
from simulators.twilio.numbers import Account, Number
from simulators.twilio.party import Tape
from voicectl.bench import tone_caller
from voicectl.bench.fleet import (
    ORIGIN,
    Fleet,
    RedisServer,
    books_file,
    fleet,
    redis_server,
    redis_url,
    tree,
)
from voicectl.bench.node_loss_report import judge
from voicectl.bench.relay import Relay
from voicectl.bench.traces import first_sound
from voicectl.temporary_postgres import temporary_postgres

COMPANY = "+12145550101"
AT_ONCE = 4
NODES = ("a", "b")
QUIET_S = (3.0, 9.0)
"""Between two faults, at random."""
HUNG_S = 6.0
"""So long a hung node stands still."""
GONE_S = 4.0
"""So long Redis is gone, and is given to be found again."""
WAIT_S = 20.0
"""A call without audio for so long after a fault is lost."""
HIT_AFTER_S = 2.0
"""Calls younger than this have not begun to talk."""

FOR_EVER_S = 3600.0

Kind = Literal["kill", "hang", "cut", "redis", "parted", "deploy"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One call that was live at a fault's instant."""

    kind: Kind
    call: Call
    at: float
    """Monotonic."""
    streams: int
    """Streams the call had had by then."""

    @property
    def audio_after(self) -> float | None:
        """Seconds to the first sound from a newer stream, or by turns; None: none came."""
        tape = self.call.recording
        begins = [one.sample for one in tape.stamps if one.kind == "connect" and one.at > self.at]
        if not begins:
            return None
        sound = first_sound(bytes(tape.right[begins[0] :]), 0)
        return None if sound is None else tape.time_of(begins[0] + sound) - self.at

    @property
    def spoke_after(self) -> int:
        """Media messages that still came on older streams, once the call was elsewhere."""
        newer = self.call.streams[self.streams :]
        since = newer[0].opened_at if newer else float("inf")
        old = self.call.streams[: self.streams]
        return sum(one.at > since for stream in old for one in stream.arrivals)


@dataclass
class Show:
    """Everything that runs."""

    carrier: Carrier
    fleet: Fleet
    reader: tone_caller.ToneReader
    random: random.Random
    redis: RedisServer
    lines: Mapping[str, Relay] = field(default_factory=dict)
    """The ways of nodes to Redis."""
    answered: list[float] = field(default_factory=list)
    """Seconds to the first sound, of those who called while Redis was gone."""
    untouched: dict[Kind, int] = field(default_factory=dict)
    """Calls that were live while Redis was gone, or while their node was parted from it."""
    noticed: dict[Kind, int] = field(default_factory=dict)
    """Those that lost their stream by it."""
    hits: list[Hit] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    over: bool = False
    faults: Faults | None = None
    """Of every caller's line."""
    numbers: Any = field(default_factory=lambda: count(1000))

    async def callers(self) -> None:
        """One caller after the other, until it is over."""
        while not self.over:
            number = next(self.numbers)
            who = tone_caller.scenario(f"+1972555{number}", "Robert Hill")
            caller = tone_caller.caller(who, self.reader, number)
            call = await self.carrier.dial(who.caller_id, COMPANY, caller, faults=self.faults)
            self.calls.append(call)
            async with asyncio.TaskGroup() as group:
                talking = group.create_task(caller.run())
                with suppress(TimeoutError):
                    async with asyncio.timeout(who.longest_s):
                        await call.wait_end()
                await call.hang_up()
                await call.wait_end()
                caller.left()
                await talking

    def end(self, *, to_the_end: bool) -> None:
        """No more callers; those who still talk finish, or hang up now."""
        self.over = True
        if not to_the_end:
            for call in self.calls:
                call.drop()

    def live(self) -> dict[str, list[Call]]:
        """Calls that are talking, by the node that has their stream."""
        found: dict[str, list[Call]] = {name: [] for name in self.fleet.nodes}
        for call in self.calls:
            stream = call.stream
            if call.over or stream is None or call.line.endpoint is not stream:
                continue
            if monotonic() - stream.opened_at < HIT_AFTER_S or not stream.arrivals:
                continue
            found[self._node(stream.sid)].append(call)
        return found

    def _node(self, stream_sid: str) -> str:
        """The node that asked for a stream, by the address in the carrier's log."""
        (url,) = (
            str(record.data["url"])
            for record in self.carrier.log.of("ws.open")
            if record.data["stream"] == stream_sid
        )
        return next(
            name
            for name, node in self.fleet.nodes.items()
            if f":{node.port}/" in url or f"/node-{name}/" in url
        )

    async def strike(self, kind: Kind) -> None:
        """One fault, and the wait until everything it hit goes on."""
        async with asyncio.timeout(120):
            while not any(self.live().values()):  # noqa: ASYNC110  # seen from outside
                await asyncio.sleep(0.05)
        await asyncio.sleep(self.random.uniform(0.0, 2.0))
        live = self.live()
        every = [call for calls in live.values() for call in calls]
        name = max(live, key=lambda one: len(live[one]))
        if not every:
            return
        if kind == "redis":
            await self._unnoticed(kind, every, self._without_redis)
            return
        if kind == "parted":
            await self._unnoticed(kind, every, partial(self._parted, self.lines[name]))
            return
        node = self.fleet.nodes[name]
        hit = live[name] if kind != "cut" else [min(live[name], key=lambda one: len(one.streams))]
        at = monotonic()
        new = [Hit(kind, call, at, len(call.streams)) for call in hit]
        self.hits += new
        match kind:
            case "kill":
                await node.kill()
            case "hang":
                node.send(signal.SIGSTOP)
            case "cut":
                stream = hit[0].stream
                assert stream is not None
                stream.lose()
        await self._settled(new)
        if kind == "hang":
            await asyncio.sleep(max(0.0, at + HUNG_S - monotonic()))
            node.send(signal.SIGCONT)
            await asyncio.sleep(2.0)
        elif kind == "kill":
            await node.start()

    async def _unnoticed(
        self, kind: Kind, calls: list[Call], fault: Callable[[], Awaitable[None]]
    ) -> None:
        streams = {call.sid: len(call.streams) for call in calls}
        await fault()
        await asyncio.sleep(GONE_S)
        noticed = sum(len(call.streams) > streams[call.sid] for call in calls)
        self.untouched[kind] = self.untouched.get(kind, 0) + len(calls)
        self.noticed[kind] = self.noticed.get(kind, 0) + noticed

    async def _parted(self, line: Relay) -> None:
        line.delay_s = FOR_EVER_S
        await asyncio.sleep(GONE_S)
        line.delay_s = 0.0

    async def _without_redis(self) -> None:
        frozen = len(self.answered) % 2 == 0
        if frozen:
            self.redis.freeze(True)
        else:
            await self.redis.stop()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._ring())
            await asyncio.sleep(GONE_S)
            if frozen:
                self.redis.freeze(False)
            else:
                await self.redis.start()

    async def _ring(self) -> None:
        """Somebody calls now, and leaves at the first sound."""
        call = await self.carrier.dial(f"+1972556{next(self.numbers)}", COMPANY, Tape())
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_S):
                while not (call.stream and call.stream.arrivals):  # noqa: ASYNC110  # seen from outside
                    await asyncio.sleep(0.02)
        self.answered.append(monotonic() - call.dialed_at)
        call.drop()
        await call.wait_end()

    async def _settled(self, hits: list[Hit]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_S):
                while any(one.audio_after is None and not one.call.over for one in hits):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Strike and count. `settings` may hold kills, hang, cut, redis, parted, nodes (2), to_the_end:
    whether callers who still talk after the last fault finish (true), and postgres: whether the
    books are on PostgreSQL (false). Other names are nodes' settings.

    Raises CommandError.
    """
    with ExitStack() as stack:
        books = books_file(folder)
        if settings.pop("postgres", False):
            books = stack.enter_context(temporary_postgres()).create("books")
        show = await _struck(folder, seed, settings | {"database.url": books})
        return report(show, folder, books) | {"load": [round(one, 1) for one in os.getloadavg()]}


async def _struck(folder: Path, seed: int, settings: dict[str, Any]) -> "Show":
    wanted: Mapping[Kind, int] = {
        "kill": settings.pop("kills", 10),
        "hang": settings.pop("hang", 0),
        "cut": settings.pop("cut", 0),
        "redis": settings.pop("redis", 0),
        "parted": settings.pop("parted", 0),
    }
    faults = [kind for kind, number in wanted.items() for _ in range(number)]
    to_the_end = bool(settings.pop("to_the_end", True))
    names = NODES[: settings.pop("nodes", len(NODES))]
    lines = {name: Relay() for name in names}
    async with stage(folder, seed, settings, lines=lines, names=names) as show:
        show.random.shuffle(faults)
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(show.callers())
            for kind in faults:
                await asyncio.sleep(show.random.uniform(*QUIET_S))
                await show.strike(kind)
            show.end(to_the_end=to_the_end)
    return show


@asynccontextmanager
async def stage(
    folder: Path,
    seed: int,
    settings: dict[str, Any],
    *,
    lines: Mapping[str, Relay] | None = None,
    **fleeting: Any,
) -> AsyncIterator["Show"]:
    """Carrier, Redis and two nodes with these settings; the carrier's log stays in `folder`.

    `lines`: those named reach Redis through these, unless the settings name another way.
    `fleeting`: what else `fleet` is told. Raises CommandError.
    """
    account = Account()
    reader = tone_caller.ToneReader(text for texts in WORDINGS.values() for text in texts)
    heard = tone_caller.sentences(tone_caller.scenario("+19725551000", "Robert Hill"))
    routes = {ORIGIN: "http://127.0.0.1:9"}  # until the front listens
    base = f"{ORIGIN}/twilio"
    number = Number(
        COMPANY,
        voice_url=f"{base}/voice",
        voice_fallback_url=f"{base}/fallback",
        status_callback=f"{base}/status",
        sms_url=f"{base}/sms",
    )
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server())
        ways = {} if "sessions.redis_url" in settings else lines or {}
        urls = {
            name: redis_url(await stack.enter_async_context(line.to(redis.port)))
            for name, line in ways.items()
        }
        carrier = await stack.enter_async_context(Carrier([number], account=account, routes=routes))
        chosen = tree(_settings(account, carrier, redis.url), settings)
        nodes = await stack.enter_async_context(
            fleet(folder, chosen, heard, redis_urls=urls, **fleeting)
        )
        routes[ORIGIN] = nodes.front.url
        yield Show(carrier, nodes, reader, random.Random(seed), redis, ways)
        await carrier.settle()
        await asyncio.sleep(1.0)
        carrier.log.save(folder / "carrier.jsonl")


def report(show: Show, folder: Path, books: str) -> dict[str, Any]:
    """The figures; `books`: file or URL of the nodes' database."""
    found: dict[str, Any] = {}
    for kind in ("kill", "hang", "cut"):
        found[kind] = _figures([one for one in show.hits if one.kind == kind])
    judged = judge(books, folder / "journal", show.calls, show.reader.words)
    every = [one.audio_after for one in show.hits]
    # A call that was at its last words when it was hit may end without another one.
    well = [
        one.audio_after is not None or one.call.sid in judged["booked_calls"] for one in show.hits
    ]
    gone_on = sum(well)
    found["all"] = {
        "faults": len({one.at for one in show.hits}),
        "calls_hit": len(every),
        "gone_on_percent": round(100 * gone_on / len(every), 2) if every else 0.0,
        "lost": [
            f"{one.kind} {one.call.sid}"
            for one, good in zip(show.hits, well, strict=True)
            if not good
        ],
        "spoken_by_old_node": sum(one.spoke_after for one in show.hits),
    }
    unnoticed: tuple[Kind, ...] = ("redis", "parted")
    for kind in unnoticed:
        found[kind] = {"calls": show.untouched.get(kind, 0), "noticed": show.noticed.get(kind, 0)}
    found["redis"]["answered_ms"] = _share(sorted(show.answered), 1.0)
    return found | {name: value for name, value in judged.items() if name != "booked_calls"}


def _figures(hits: list[Hit]) -> dict[str, Any]:
    times = sorted(one.audio_after for one in hits if one.audio_after is not None)
    return {
        "faults": len({one.at for one in hits}),
        "calls_hit": len(hits),
        "gone_on": len(times),
        "ms_p50": _share(times, 0.5),
        "ms_p95": _share(times, 0.95),
        "ms_max": _share(times, 1.0),
    }


def _share(times: list[float], share: float) -> int | None:
    return round(1000 * times[min(len(times) - 1, int(share * len(times)))]) if times else None


def _settings(account: Account, carrier: Carrier, sessions: str) -> dict[str, Any]:
    return {
        "twilio.account_sid": account.sid,
        "twilio.auth_token": account.token,
        "twilio.api_base": carrier.api_base,
        "twilio.phone_number": COMPANY,
        "sessions.redis_url": sessions,
        "flags.resume_offer": 0,
    }
