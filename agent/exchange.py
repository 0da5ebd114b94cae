"""Everything that answers calls, whichever door they come through: engines, books, lines.

A node puts HTTP and the carrier in front of it; `voicectl talk` a microphone.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import msgspec
import structlog

from agent.admission import Admission, HeatWatch
from agent.admission import build as admission_of
from agent.background import end, steady
from agent.backoffice import Backoffice, PromptDesk
from agent.bookings.calls import CallLog
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.clock import utc_now
from agent.bookings.desk import SqlDesk
from agent.bookings.outbox import Outbox
from agent.call import needs
from agent.call.journal import keep_profile
from agent.call.pacer import Pacer
from agent.chronicle import Chronicle, Observers
from agent.dialogue import phrases
from agent.engines import Speech
from agent.events import Level
from agent.http import app as http
from agent.levels import Levels
from agent.llm.guarded import GuardedModel
from agent.ports import ProviderError, Telephony
from agent.profile.load import Directory, hash_of, key_of
from agent.profile.queues import queues
from agent.profile.schema import CompanyProfile
from agent.reception import Reception, code_hash
from agent.remembering import Remembering
from agent.remembering import build as remembering_of
from agent.resilience import schedule
from agent.resilience.guarded import Guard, Guards
from agent.resilience.probing import keep_probing
from agent.resilience.together import Together, wall
from agent.sessions.session import Held
from agent.settings import Settings
from agent.startup import companies_of, open_books, speech_of, start, telephony_of
from agent.switchboard import Line, Switchboard
from agent.telemetry.feed import Feed
from agent.telemetry.tally import Tally
from agent.telephony.sender import Sender

log = structlog.get_logger()

STOP_S = 5.0
"""Live calls get this long to write their end when the node stops."""
FLUSH_S = 5.0
WARM_PAUSE_S = 0.05
WARM_PAUSE_BUSY_S = 3.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is behind the doors of a node."""

    settings: Settings
    companies: Directory
    back: "Back"
    speech: Speech
    board: Switchboard
    feed: Feed
    levels: Levels
    remembering: Remembering
    admission: Admission
    together: Together


@asynccontextmanager
async def exchange(
    settings: Settings,
    public_url: str,
    *,
    speech: Speech | None = None,
    now: Callable[[], datetime] = utc_now,
    observer: needs.Observer | None = None,
) -> AsyncIterator[Exchange]:
    """Be ready for calls inside the block; live ones are ended with it. Raises StartupError.

    `public_url`: where the carrier reaches us. `speech` takes the place of the engines that the
    settings name; `observer` is told of calls as well, with nothing masked.
    """
    companies = companies_of(settings)
    async with AsyncExitStack() as stack:
        desk = open_books(settings, companies, now)
        stack.callback(desk.close)
        spoken = speech or speech_of(settings)
        stack.push_async_callback(spoken.close)
        await start(spoken)
        client = await stack.enter_async_context(aiohttp.ClientSession())
        telephony = telephony_of(settings, client, public_url, spoken.guards)
        remembering = remembering_of(
            settings,
            spoken.guards,
            desk.database,
            telephony,
            companies.by_key,
            http.hooks(public_url).next,
            now,
            lambda: _held(levels, now().timestamp()),
        )
        stack.push_async_callback(remembering.close)
        back = Back(settings, companies, desk, telephony, now, remembering)
        workers = await stack.enter_async_context(asyncio.TaskGroup())
        tasks = [workers.create_task(steady(*one)) for one in back.work(spoken.guards)]
        stack.push_async_callback(end, tasks)
        stack.push_async_callback(remembering.keeper.flush, FLUSH_S)
        stack.push_async_callback(back.chronicle.flush, FLUSH_S)
        calls = await stack.enter_async_context(asyncio.TaskGroup())
        feed = Feed(partial(_name_of, companies))
        heat = HeatWatch(settings.heat_wave, wall, lambda: together.whose)
        together = Together(remembering.redis, (*spoken.spending.counted, *heat.counted))
        tasks.append(workers.create_task(steady("counting", together.run)))
        levels = Levels(
            _guards_of(spoken),
            lambda level, why: _serve_at(board, level, why),
            cost_share=lambda: spoken.spending.share,
            local=lambda: now().astimezone(ZoneInfo(companies.profiles[0].company.tz)),
            windows=tuple(map(schedule.parse, settings.levels.schedule)),
            heat_wave=heat.status,
            budget_of=lambda: together.whose,
        )
        more = () if observer is None else (observer,)
        watchers = Observers(feed, back.chronicle, back.tally, *more)
        shared = replace(back.shared(spoken, watchers), journals=_journals(settings, companies))
        reception = back.reception(shared, spoken, levels, heat)
        board = Switchboard(
            reception.open,
            calls,
            limit=settings.server.max_calls + settings.limits.extra_calls,
            on_end=back.end_of(reception, feed),
        )
        admission = admission_of(
            settings, remembering.redis, spoken.guards, lambda: (len(board), levels.lag_ms), heat
        )
        stack.push_async_callback(board.stop, STOP_S)
        warming = partial(_warm, spoken, companies, lambda: len(board) > 0)
        tasks.append(workers.create_task(steady("clips", warming)))
        tasks.append(workers.create_task(steady("levels", levels.run)))
        parts = (settings, companies, back, spoken, board, feed, levels, remembering)
        yield Exchange(*parts, admission, together)


class Back:
    """The side of the node that callers never meet: books, texts, alerts."""

    def __init__(
        self,
        settings: Settings,
        companies: Directory,
        desk: SqlDesk,
        telephony: Telephony,
        now: Callable[[], datetime],
        remembering: Remembering,
    ) -> None:
        self.remembering = remembering
        self.settings = settings
        self.companies = companies
        self.desk = desk
        self.telephony = telephony
        self.now = now
        self.pacer = Pacer(asyncio.get_running_loop())
        self.checkpoints = Checkpoints(desk.database, now)
        self.chronicle = Chronicle(CallLog(desk.database, now), self.checkpoints)
        self.tally = Tally()
        self.sender = Sender(Outbox(desk.database, now), telephony, self._sender_of)
        self.office = Backoffice(desk, self.chronicle, companies, now, self.sender.wake)

    def work(self, guards: Guards) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        """The workers by name; `guards`: of what is probed."""
        deadline = self.settings.resilience.probe_deadline_s
        return (
            ("books", self.chronicle.run),
            ("outbox", self.sender.run),
            ("alerts", self.office.watch_alerts),
            ("untold visits", self.office.watch_untold),
            ("upkeep", self.office.upkeep),
            *self.remembering.work(),
            ("probes", partial(keep_probing, guards, deadline=deadline)),
        )

    def shared(self, speech: Speech, observer: needs.Observer) -> needs.Node:
        """What all calls use."""
        return needs.Node(
            recognizer=speech.recognizer,
            voice=speech.voice,
            detector=speech.detector,
            clips=speech.clips,
            models=speech.models,
            hears=speech.hears,
            desk=PromptDesk(self.desk, self.sender.wake, self.remembering.custody.superseded),
            pacer=self.pacer,
            telephony=self.telephony,
            observer=observer,
            keeper=self.remembering.keeper,
            may_speak=lambda: self.remembering.custody.sure,
            reroute=self.remembering.recovery.reroute,
        )

    def reception(
        self, shared: needs.Node, speech: Speech, levels: Levels, heat: HeatWatch
    ) -> Reception:
        """What opens calls."""

        def ports(profile: CompanyProfile, call_sid: str) -> needs.Node:
            return replace(
                shared,
                recognizer=speech.recognizer_of(self.settings.flags, call_sid),
                company=key_of(profile),
                bill=speech.spending.open(),
                queues=queues(profile),
            )

        return Reception(
            settings=self.settings,
            companies=self.companies,
            ports=ports,
            desk=self.desk,
            database=self.desk.database,
            checkpoints=self.checkpoints,
            chronicle=self.chronicle,
            recovery=self.remembering.recovery,
            custody=self.remembering.custody,
            keeper=self.remembering.keeper,
            now=self.now,
            level=lambda: levels.level,
            heat_wave_days=lambda: heat.days_out,
            code=code_hash(),
        )

    def end_of(self, reception: Reception, feed: Feed) -> Callable[[Line], Awaitable[None]]:
        """Writes a call's end and waits until it is written."""

        async def end(line: Line) -> None:
            sid = line.ringing.call_sid
            if line.call.moved:
                feed.moved(sid)
                return
            outcome = line.call.outcome or "system_error"
            feed.ended(sid, outcome)
            self.tally.ended(outcome)
            self.remembering.keeper.ended(sid, moved=False)
            epoch = self.remembering.custody.epoch(sid)
            self.remembering.custody.leave(sid)
            recording = reception.recording(line.call.start, epoch)
            self.chronicle.ended(sid, outcome, str(recording or ""), line.call.cents)
            if not await self.chronicle.flush(FLUSH_S):
                log.error("books_late", call=sid)

        return end

    def _sender_of(self, company: str) -> str:
        numbers = self.companies.by_key()[company].numbers
        return numbers.sms_from or self.settings.twilio.phone_number or numbers.office


def _name_of(companies: Directory, called: str) -> str:
    profile = companies.by_number(called)
    return profile.company.name if profile else ""


def _guards_of(speech: Speech) -> dict[Level, Guard | None]:
    return {
        level: model.guard if isinstance(model, GuardedModel) else None
        for level, model in speech.models.items()
    }


def _serve_at(board: Switchboard, level: Level, why: str) -> None:
    """Live calls change level with their node, as far as each may."""
    for line in board:
        line.call.set_level(level, why)


def _held(levels: Levels, since_1970: float) -> Held | None:
    """The level set by hand now, as calls take it along."""
    if (hand := levels.by_hand) is None:
        return None
    left = hand.until - asyncio.get_running_loop().time()
    return Held(level=hand.level, until=since_1970 + left, why=f"by hand: {hand.why}")


def _journals(settings: Settings, companies: Directory) -> Path:
    """The journals' directory; the profiles in force are kept beside them if the disk lets us."""
    for profile in companies.profiles:
        text = msgspec.json.encode(profile)
        try:
            keep_profile(settings.journal_path, hash_of(profile), text)
        except OSError as error:
            log.error("profile_not_kept", why=str(error))
    return settings.journal_path


async def _warm(speech: Speech, companies: Directory, busy: Callable[[], bool]) -> None:
    """Make the fixed sentences' clips in the background; live calls have the engine to themselves
    most of the time (what they say is kept as well).
    """
    for profile in companies.profiles:
        for text in phrases.fixed(profile):
            try:
                made = await speech.warm((text,))
            except ProviderError as error:
                log.warning("clips_not_made", why=str(error))
                return
            if made:
                await asyncio.sleep(WARM_PAUSE_BUSY_S if busy() else WARM_PAUSE_S)
