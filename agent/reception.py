"""Opens a call: who is calling, whether they were cut off before, and everything the call needs.

Lookups have a short deadline: a caller never waits in silence for our database.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
import structlog
from msgspec.structs import replace

from agent.bookings import watch
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.database import Database
from agent.call import needs
from agent.call.hearing import EarRules
from agent.call.journal import journal_path, kept_profile
from agent.call.needs import Continued, Tuning
from agent.call.service import Held
from agent.call.session import Call
from agent.call.transfer import Ladder
from agent.chronicle import Chronicle
from agent.dialogue import prompting
from agent.dialogue import step as dialogue
from agent.dialogue.state import State, decode, encode
from agent.events import (
    AskModel,
    CallStarted,
    Command,
    Event,
    KnownCaller,
    Language,
    Level,
    Purpose,
    Resume,
)
from agent.ports import CallRef, Desk, ProviderError
from agent.profile.load import Directory, hash_of, key_of
from agent.profile.schema import CompanyProfile
from agent.prompt import Prompt
from agent.recovery import Recovery, Taken
from agent.sessions import session as sessions
from agent.sessions.custody import Custody
from agent.sessions.keeper import Keeper
from agent.sessions.session import Session
from agent.settings import Settings
from agent.switchboard import Blocked, Over, Ringing

log = structlog.get_logger()

BOTH: tuple[Language, ...] = ("en", "es")
LONGEST_GAP_S = 3600.0
BRIDGED_S = 4 * 3600.0
"""A bridged talk between people may last this long before we stop waiting for its end."""


def new_conversation() -> str:
    """An id that nobody guesses."""
    return uuid4().hex


class Talk:
    """The pure dialogue bound to one company."""

    def __init__(self, profile: CompanyProfile) -> None:
        self._profile = profile

    def begin(self) -> State:
        """The state before the first event."""
        return dialogue.begin()

    def step(self, state: State, at: float, event: Event) -> tuple[State, tuple[Command, ...]]:
        """Advance by one event."""
        return dialogue.step(self._profile, dialogue.at(state, at), event)

    def prompt(self, state: State, command: AskModel) -> Prompt:
        """What the language model is told."""
        return prompting.prompt(self._profile, state, command)

    def snapshot(self, state: State) -> bytes:
        """The state as msgpack."""
        return encode(state)

    def load(self, snapshot: bytes) -> State:
        """The reverse of `snapshot`. Raises msgspec.MsgspecError."""
        return decode(snapshot)


@dataclass(frozen=True, slots=True)
class Reception:
    """Builds calls; `ports` gives what a call (by its sid) of one company uses."""

    settings: Settings
    companies: Directory
    ports: Callable[[CompanyProfile, str], needs.Node]
    desk: Desk
    database: Database
    checkpoints: Checkpoints
    chronicle: Chronicle
    recovery: Recovery
    custody: Custody
    keeper: Keeper
    now: Callable[[], datetime]
    level: Callable[[], Level]
    """The level of service that calls begin with."""
    heat_wave_days: Callable[[], int]
    """As in `CallStarted`."""
    code: str
    """Hash of the dialogue's program and wordings."""
    mint: Callable[[], str] = new_conversation
    """Gives each new conversation its id."""

    async def open(self, ringing: Ringing) -> tuple[Call[State], CompanyProfile]:
        """Build the call of a ringing. Raises Blocked, Over for a call that has ended, and
        LookupError for a number of no company.
        """
        profile = self.companies.by_number(ringing.called)
        if profile is None:
            raise LookupError(f"no company answers {ringing.called}")
        taken = await self.recovery.take_over(ringing.call_sid) if ringing.orphaned else 0
        if taken is None:
            raise Over(ringing.call_sid)
        if isinstance(taken, Taken):
            profile = self._pinned(profile, taken.start)
            if taken.session.n:
                return self._go_on(profile, ringing, taken), profile
            # Nothing was said yet: it begins here as it would have there.
            return self._begin(profile, ringing, taken.start, taken.epoch), profile
        (known, resume), epoch = await asyncio.gather(
            self._look_up(key_of(profile), ringing), self._claim(ringing, taken)
        )
        hears = self.ports(profile, ringing.call_sid).hears
        start = self._start(ringing, profile, known, resume, hears)
        return self._begin(profile, ringing, start, epoch), profile

    def _pinned(self, ours: CompanyProfile, start: CallStarted) -> CompanyProfile:
        """The facts with which a call began, if this node ever had them, else those of today."""
        if start.profile == hash_of(ours):
            return ours
        try:
            text = kept_profile(self.settings.journal_path, start.profile)
            kept = msgspec.json.decode(text, type=CompanyProfile)
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("profile_not_kept", call=start.call_sid, why=str(error))
            return ours
        return kept if key_of(kept) == key_of(ours) else ours

    def _begin(
        self, profile: CompanyProfile, ringing: Ringing, start: CallStarted, epoch: int
    ) -> Call[State]:
        ports = self.ports(profile, ringing.call_sid)
        call = Call(start, Talk(profile), ports, self._tuning(start, epoch), epoch=epoch)
        session = Session(
            call_sid=ringing.call_sid,
            company=ports.company,
            caller=ringing.caller,
            called=ringing.called,
            node=self.recovery.node,
            epoch=epoch,
            saved=self.now().timestamp(),
            start=start,
        )
        self._admit(call, ports, session)
        return call

    def _go_on(self, profile: CompanyProfile, ringing: Ringing, taken: Taken) -> Call[State]:
        """The call as the node before left it."""
        ports, last = self.ports(profile, ringing.call_sid), taken.session
        now = self.now().timestamp()
        call = Call(
            taken.start,
            Talk(profile),
            ports,
            self._tuning(taken.start, taken.epoch),
            epoch=taken.epoch,
            continued=Continued(
                state=last.state,
                n=last.n,
                at=last.at,
                gap=min(LONGEST_GAP_S, max(0.0, now - last.saved)),
                ladder=Ladder(last.transfer, last.numbers) if last.transfer else None,
                held=_left_of(last.held, now),
            ),
        )
        session = replace(
            last,
            company=ports.company,
            caller=ringing.caller,
            called=ringing.called,
            node=self.recovery.node,
            epoch=taken.epoch,
        )
        self._admit(call, ports, session, taken.turns)
        return call

    def _admit(
        self, call: Call[State], ports: needs.Node, session: Session, turns: int = 0
    ) -> None:
        """Let everybody know whose call it is."""
        start = call.start
        journal = ""
        if ports.journals is not None:
            journal = str(journal_path(ports.journals, start.now[:10], start.call_sid))
        ref = CallRef(
            start.call_sid, start.conversation_id, ports.company, start.caller, session.epoch
        )
        self.chronicle.began(ref, start.called, journal, turns)
        self.custody.take(start.call_sid, session.epoch, partial(self._lost, call))
        self.keeper.began(session)

    def _lost(self, call: Call[State]) -> None:
        """Another node goes on with a call, and with what is written about it."""
        self.keeper.ended(call.start.call_sid, moved=True)
        self.chronicle.moved(call.start.call_sid)
        call.superseded()

    async def _claim(self, ringing: Ringing, epoch: int) -> int:
        """The call's epoch: the one given, or a claim; nobody waits long for it."""
        if epoch:
            return epoch
        try:
            async with asyncio.timeout(self.settings.timeouts.lookup_s):
                return await self.recovery.claim(ringing.call_sid)
        except TimeoutError:
            return 1

    def recording(self, start: CallStarted, epoch: int) -> Path | None:
        """Where a call is recorded, if it is; each node that has it writes a file.

        One that began unrecorded stays so: its caller was told nothing else.
        """
        if not (self.settings.recordings.enabled and start.recorded):
            return None
        part = f".{epoch}" if epoch > 1 else ""
        return self.settings.recordings_path / f"{start.call_sid}{part}.wav"

    async def _look_up(
        self, company: str, ringing: Ringing
    ) -> tuple[KnownCaller | None, Resume | None]:
        """The books' answers that came in time. Raises Blocked."""
        try:
            async with asyncio.timeout(self.settings.timeouts.lookup_s):
                if await self.database.run(lambda db: watch.is_blocked(db, ringing.caller)):
                    raise Blocked(ringing.caller)
                known = await self.desk.known(company, ringing.caller)
                return known, await self._unfinished(company, ringing)
        except (TimeoutError, ProviderError) as error:
            log.warning("caller_not_looked_up", why=str(error) or "too slow")
            return None, None

    async def _unfinished(self, company: str, ringing: Ringing) -> Resume | None:
        """Where this very call stood before its node was lost, or an earlier one that was cut."""
        if ringing.orphaned:
            return await self.database.run(lambda db: watch.resume_of_call(db, ringing.call_sid))
        if not self.settings.flags.on("resume_offer", ringing.call_sid):
            return None
        return await self.checkpoints.load_resumable(company, ringing.caller)

    def _start(
        self,
        ringing: Ringing,
        profile: CompanyProfile,
        known: KnownCaller | None,
        resume: Resume | None,
        hears: tuple[Language, ...],
    ) -> CallStarted:
        local = self.now().astimezone(ZoneInfo(profile.company.tz))
        return CallStarted(
            call_sid=ringing.call_sid,
            conversation_id=resume.conversation_id if resume else self.mint(),
            now=local.isoformat(timespec="seconds"),
            caller=ringing.caller,
            called=ringing.called,
            profile=hash_of(profile),
            code=self.code,
            seed=int(hashlib.sha256(ringing.call_sid.encode()).hexdigest()[:6], 16),
            known=known,
            resume=resume,
            hears=hears if self._by_ear(ringing.call_sid) else BOTH,
            heat_wave_days=self.heat_wave_days(),
            best=ringing.best,
            recorded=self.settings.recordings.enabled,
        )

    def _tuning(self, start: CallStarted, epoch: int) -> Tuning:
        purposes = self._purposes(start.call_sid)
        return Tuning(
            level=self.level(),
            purposes=purposes,
            ears=EarRules(languages=self._by_ear(start.call_sid)),
            intent_model=self.settings.flags.on("intent_model", start.call_sid),
            mood_model=self.settings.flags.on("mood_model", start.call_sid),
            speak_ahead=self.settings.flags.on("speak_ahead", start.call_sid),
            head_start=self.settings.flags.on("head_start", start.call_sid),
            path_silent=self.settings.sessions.silent_path_s,
            tool_deadline=self.settings.timeouts.desk_s + 1.0,
            transfer_limit=BRIDGED_S,
            record=self.recording(start, epoch),
        )

    def _purposes(self, call_sid: str) -> tuple[Purpose, ...]:
        """What a language model may be asked for in a call."""
        flags = self.settings.flags
        answers: tuple[Purpose, ...] = ("answer",) if flags.on("llm_answers", call_sid) else ()
        readings: tuple[Purpose, ...] = ("reading",) if flags.on("llm_readings", call_sid) else ()
        return answers + readings

    def _by_ear(self, call_sid: str) -> bool:
        return self.settings.flags.on("spanish_by_ear", call_sid)


def _left_of(held: sessions.Held | None, now: float) -> Held | None:
    """A level set by hand, if that still lasts; `now`: seconds since 1970."""
    if held is None or held.until <= now:
        return None
    return Held(held.level, held.until - now, held.why)


def code_hash() -> str:
    """Sixteen hex digits that change with the dialogue's or the parsers' program."""
    digest = hashlib.sha256()
    for package in ("agent.dialogue", "agent.nlu"):
        for file in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if file.is_file() and file.name.endswith(".py"):
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
