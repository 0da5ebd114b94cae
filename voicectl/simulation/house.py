"""One node on in-memory ports: the parts that the composition root joins, without sockets."""

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random

from agent.admission import HeatWatch
from agent.background import end, steady
from agent.bookings.calls import CallLog
from agent.bookings.database import Database
from agent.bookings.desk import SqlDesk
from agent.call import needs
from agent.chronicle import Observers
from agent.engines import Speech
from agent.exchange import Back
from agent.levels import Levels
from agent.ports import AudioPath
from agent.profile.load import Directory
from agent.profile.schema import CompanyProfile
from agent.recovery import Recovery
from agent.remembering import Remembering
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.sessions.custody import Custody
from agent.sessions.keeper import Keeper
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.settings import Settings
from agent.stt.failover import Ear, Failover
from agent.switchboard import Line, Switchboard
from agent.telemetry.feed import Feed
from agent.tts.attempt import Engine, Patience
from agent.tts.clips import Cached, Clips
from agent.tts.guarded import GuardedVoice
from agent.tts.hybrid import Hybrid
from agent.tts.pronouncing import Manner
from simulators.world.coded import CodeDetector, Vocabulary
from simulators.world.providers import (
    Carrier,
    CodedEar,
    CodedVoice,
    LossyDesk,
    WeatheredBooks,
    WeatheredStore,
)
from simulators.world.span import SpanPacer
from simulators.world.weather import Weather

PACE = 1.6
"""Voices here speak so much faster than people: the same words in fewer frames."""
STOP_S = 8.0
FLUSH_S = 60.0
NO_CLIPS = Path("/nonexistent")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all nodes of an hour share."""

    profile: CompanyProfile
    database: Database
    sessions: Memory
    weather: Weather
    words: Vocabulary
    carrier: Carrier
    now: Callable[[], datetime]
    chance: Random
    loses: Callable[[str, int], bool]
    """Whether the books' first answer to an operation of a call gets lost."""
    mint: Callable[[], str]


class House:
    """A node; `live` is its life, ended by `leave` or by `die`."""

    def __init__(self, name: str, around: Surroundings, witness: needs.Observer) -> None:
        """Build it inside the running loop."""
        self.name = name
        self.dead = False
        self.dying = (math.inf, math.inf)
        """From when to when it fell silent: what breaks in that order breaks in no real node."""
        loop = asyncio.get_running_loop()
        self._settings = settings = Settings()
        self.books = WeatheredBooks(around.database, around.weather)
        self.store = WeatheredStore(around.sessions, around.weather)
        self.pacer = SpanPacer(loop)
        self.guards = Guards(draw=around.chance.random)
        self.voice = _voice(around, self.guards, settings)
        self.ears = _ears(around, self.guards, settings)
        companies, desk = Directory((around.profile,)), _desk(around, self.books.as_database())
        self.recovery = _recovery(name, around, desk.database, self.store, companies)
        self.back = Back(
            settings, companies, desk, around.carrier, around.now, _remembering(self.recovery)
        )
        self._speech = Speech(self.ears, self.voice, CodeDetector, guards=self.guards)
        self._witness = witness
        self._around = around
        self.board: Switchboard
        self.ready = asyncio.Event()
        self._leaving = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    @property
    def keeper(self) -> Keeper:
        """What keeps its live calls."""
        return self.back.remembering.keeper

    def _board(self, calls: asyncio.TaskGroup) -> Switchboard:
        """Where its calls are, in `calls`."""
        around, back, loop = self._around, self.back, asyncio.get_running_loop()
        shared = back.shared(self._speech, Observers(back.chronicle, self._witness))
        shared = replace(
            shared,
            desk=LossyDesk(shared.desk, around.loses),
            pacer=self.pacer,
            stamp=loop.time,
        )
        heat = HeatWatch(self._settings.heat_wave, loop.time)
        reception = back.reception(shared, self._speech, Levels({}, lambda level, why: None), heat)
        return Switchboard(
            replace(reception, mint=around.mint).open,
            calls,
            limit=100,
            on_end=back.end_of(reception, Feed()),
        )

    async def live(self) -> None:
        """Answer calls until told to leave; then write what is left and end."""
        async with asyncio.TaskGroup() as workers:
            tasks = [workers.create_task(steady(*one)) for one in self.back.work(self.guards)]
            async with asyncio.TaskGroup() as calls:
                self.board = self._board(calls)
                self.ready.set()
                await self._leaving.wait()
                await self.board.stop(STOP_S)
            await self.back.chronicle.flush(FLUSH_S)
            await self.keeper.flush(FLUSH_S)
            await end(tasks)
        await self.voice.close()
        await self.ears.close()

    def start(self) -> None:
        """Begin to live."""
        self.task = asyncio.get_running_loop().create_task(self.live())

    def attend(self, line: Line, path: AudioPath) -> None:
        """Serve an audio path of a call."""
        self.board.serve(self.board.attend(line, path))

    async def leave(self) -> None:
        """End in order."""
        self._leaving.set()
        assert self.task is not None
        await self.task

    async def die(self) -> None:
        """End at once: nothing is written, told or sent any more."""
        self.dead = self.books.cut = self.store.cut = True
        assert self.task is not None
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        self.dying = (began, loop.time())
        await self.voice.close()
        await self.ears.close()


def _desk(around: Surroundings, database: Database) -> SqlDesk:
    desk = SqlDesk(profiles=around.profile, now=around.now)
    desk.database.close()
    desk.database = database
    return desk


def _recovery(
    name: str,
    around: Surroundings,
    database: Database,
    store: WeatheredStore,
    companies: Directory,
) -> Recovery:
    timer = asyncio.get_running_loop().time
    return Recovery(
        node=name,
        store=Layered(store, Memory(timer=timer)),
        database=database,
        calls=CallLog(database, around.now),
        telephony=around.carrier,
        companies=companies.by_key,
        next_url="",
        now=around.now,
        alive=lambda _: False,
        others=lambda: True,
    )


def _remembering(recovery: Recovery) -> Remembering:
    layers, now = recovery.store, recovery.now
    assert isinstance(layers, Layered)
    return Remembering(
        recovery=recovery,
        keeper=Keeper(layers, lambda: now().timestamp()),
        custody=Custody(recovery.epochs),
        layers=layers,
        redis=None,
        peers=None,
    )


def _voice(around: Surroundings, guards: Guards, settings: Settings) -> Hybrid:
    service = settings.timeouts.tts.deadlines
    local = Deadlines(connect=10.0, first=10.0, between=10.0, total=120.0, spoken=10.0)
    clips = Clips(NO_CLIPS, memory_bytes=0)

    def engine(
        name: str, first: float, deadlines: Deadlines, manner: Manner, *, here: bool = False
    ) -> Engine:
        voice = CodedVoice(name, around.words, around.weather, first=first, pace=PACE)
        guard = guards.add(name, "speech", deadlines=deadlines, probe=voice.probe)
        guarded = GuardedVoice(voice, guard, checks=not here)
        return Engine(
            name,
            Cached(guarded, clips),
            Cached(guarded.last_resort(), clips),
            guard,
            manner=manner,
            languages=frozenset({"en", "es"}),
            local=here,
            patience=Patience(least=1.0, most=3.0) if here else Patience(),
        )

    return Hybrid(
        [
            engine("anna", 0.2, service, Manner()),
            engine("berta", 0.3, replace(service, total=service.spoken), Manner(words=6, ahead=2)),
            engine("here", 0.1, local, Manner(), here=True),
        ]
    )


def _ears(around: Surroundings, guards: Guards, settings: Settings) -> Failover:
    scribe = CodedEar("scribe", around.words, around.weather, seconds=0.25)
    whisper = CodedEar("whisper", around.words, around.weather, seconds=0.4)
    deadlines = settings.timeouts.stt.deadlines
    guard = guards.add("scribe", "hearing", deadlines=deadlines, probe=scribe.probe)
    ears = (Ear("scribe", scribe, guard), Ear("whisper", whisper))
    return Failover(ears, hedge=settings.timeouts.stt_hedge_s)
