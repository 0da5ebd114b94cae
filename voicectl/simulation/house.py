"""One node on in-memory ports: the same parts that the composition root joins, without sockets."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random

from agent.background import end, steady
from agent.backoffice import Backoffice, PromptDesk
from agent.bookings.calls import CallLog
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.database import Database
from agent.bookings.desk import SqlDesk
from agent.bookings.outbox import Outbox
from agent.call import needs
from agent.chronicle import Chronicle, Observers
from agent.ports import AudioPath
from agent.profile.load import Directory, key_of
from agent.profile.queues import queues
from agent.profile.schema import CompanyProfile
from agent.reception import Reception
from agent.recovery import Recovery
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.resilience.probing import keep_probing
from agent.sessions.custody import Custody
from agent.sessions.keeper import Keeper
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.settings import Settings
from agent.stt.failover import Ear, Failover
from agent.switchboard import Line, Switchboard
from agent.telephony.sender import Sender
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
POLL_S = 2.0
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
    code: str


class House:
    """A node; `live` is its life, ended by `leave` or by `die`."""

    def __init__(self, name: str, around: Surroundings, witness: needs.Observer) -> None:
        """Build it inside the running loop."""
        self.name = name
        self.dead = False
        self._around = around
        self._witness = witness
        loop, settings = asyncio.get_running_loop(), Settings()
        self._settings = settings
        self.books = WeatheredBooks(around.database, around.weather)
        self.store = WeatheredStore(around.sessions, around.weather)
        self.pacer = SpanPacer(loop)
        self.guards = Guards(draw=around.chance.random)
        database, companies = self.books.as_database(), Directory((around.profile,))
        self.desk = SqlDesk(profiles=around.profile, now=around.now)
        self.desk.database.close()
        self.desk.database = database
        self.layers = Layered(self.store, Memory(timer=loop.time))
        self.recovery = Recovery(
            node=name,
            store=self.layers,
            database=database,
            calls=CallLog(database, around.now),
            telephony=around.carrier,
            companies=companies.by_key,
            next_url="",
            now=around.now,
            alive=lambda _: False,
            others=lambda: True,
        )
        self.custody = Custody(self.recovery.epochs)
        self.keeper = Keeper(self.layers, lambda: around.now().timestamp())
        checkpoints = Checkpoints(database, around.now)
        self.chronicle = Chronicle(CallLog(database, around.now), checkpoints)
        self.sender = Sender(
            Outbox(database, around.now), around.carrier, lambda _: "+12145550101", poll_s=POLL_S
        )
        self.office = Backoffice(self.desk, self.chronicle, companies, around.now, self.sender.wake)
        self.voice = _voice(around, self.guards, settings)
        self.ears = _ears(around, self.guards, settings)
        self._ports = self._shared()
        self.reception = Reception(
            settings=settings,
            companies=companies,
            ports=lambda profile, _: replace(
                self._ports, company=key_of(profile), queues=queues(profile)
            ),
            desk=self.desk,
            database=database,
            checkpoints=checkpoints,
            chronicle=self.chronicle,
            recovery=self.recovery,
            custody=self.custody,
            keeper=self.keeper,
            now=around.now,
            level=lambda: 2,
            heat_wave_days=lambda: 0,
            code=around.code,
            mint=around.mint,
        )
        self.board: Switchboard
        self.ready = asyncio.Event()
        self._leaving = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def _shared(self) -> needs.Node:
        return needs.Node(
            recognizer=self.ears,
            voice=self.voice,
            detector=CodeDetector,
            desk=LossyDesk(
                PromptDesk(self.desk, self.sender.wake, self.custody.superseded),
                self._around.loses,
            ),
            pacer=self.pacer,
            telephony=self._around.carrier,
            observer=Observers(self.chronicle, self._witness),
            keeper=self.keeper,
            may_speak=lambda: self.custody.sure,
            reroute=self.recovery.reroute,
            stamp=asyncio.get_running_loop().time,
        )

    async def live(self) -> None:
        """Answer calls until told to leave; then write what is left and end."""
        work = {
            "books": self.chronicle.run,
            "outbox": self.sender.run,
            "alerts": self.office.watch_alerts,
            "untold visits": self.office.watch_untold,
            "sessions": self.keeper.run,
            "custody": self.custody.run,
            "reconciling": self.layers.run,
            "probes": lambda: keep_probing(
                self.guards, deadline=self._settings.resilience.probe_deadline_s
            ),
        }
        async with asyncio.TaskGroup() as workers:
            tasks = [workers.create_task(steady(name, one)) for name, one in work.items()]
            async with asyncio.TaskGroup() as calls:
                self.board = Switchboard(self.reception.open, calls, limit=100, on_end=self._ended)
                self.ready.set()
                await self._leaving.wait()
                await self.board.stop(STOP_S)
            await self.chronicle.flush(60.0)
            await self.keeper.flush(60.0)
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
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        await self.voice.close()
        await self.ears.close()

    async def _ended(self, line: Line) -> None:
        if line.call.moved:
            return
        sid = line.ringing.call_sid
        self.keeper.ended(sid, moved=False)
        self.custody.leave(sid)
        self.chronicle.ended(sid, line.call.outcome or "system_error")
        await self.chronicle.flush(5.0)


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
