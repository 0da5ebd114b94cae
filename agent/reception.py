"""Opens a call: who is calling, whether they were cut off before, and everything the call needs.

Lookups have a short deadline: a caller never waits in silence for our database.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from agent.bookings import watch
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.database import Database
from agent.call import needs
from agent.call.hearing import EarRules
from agent.call.journal import journal_path
from agent.call.needs import Tuning
from agent.call.session import Call
from agent.chronicle import Chronicle
from agent.dialogue import prompting
from agent.dialogue import step as dialogue
from agent.dialogue.state import State, encode
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
from agent.settings import Settings
from agent.switchboard import Blocked, Ringing

log = structlog.get_logger()

BOTH: tuple[Language, ...] = ("en", "es")
BRIDGED_S = 4 * 3600.0
"""A bridged talk between people may last this long before we stop waiting for its end."""


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
    now: Callable[[], datetime]
    level: Callable[[], Level]
    """The level of service that calls begin with."""
    code: str
    """Hash of the dialogue's program and wordings."""

    async def open(self, ringing: Ringing) -> tuple[Call[State], CompanyProfile]:
        """Build the call of a ringing. Raises Blocked, and LookupError for a number of
        no company.
        """
        profile = self.companies.by_number(ringing.called)
        if profile is None:
            raise LookupError(f"no company answers {ringing.called}")
        known, resume = await self._look_up(key_of(profile), ringing)
        ports = self.ports(profile, ringing.call_sid)
        start = self._start(ringing, profile, known, resume, ports.hears)
        journal = ""
        if ports.journals is not None:
            journal = str(journal_path(ports.journals, start.now[:10], start.call_sid))
        call = Call(start, Talk(profile), ports, self._tuning(start))
        ref = CallRef(start.call_sid, start.conversation_id, ports.company, start.caller)
        self.chronicle.began(ref, start.called, journal)
        return call, profile

    def recording(self, call_sid: str) -> Path | None:
        """Where a call is recorded, if calls are."""
        if not self.settings.recordings.enabled:
            return None
        return self.settings.recordings_path / f"{call_sid}.wav"

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
            conversation_id=resume.conversation_id if resume else uuid4().hex,
            now=local.isoformat(timespec="seconds"),
            caller=ringing.caller,
            called=ringing.called,
            profile=hash_of(profile),
            code=self.code,
            seed=int(hashlib.sha256(ringing.call_sid.encode()).hexdigest()[:6], 16),
            known=known,
            resume=resume,
            hears=hears if self._by_ear(ringing.call_sid) else BOTH,
        )

    def _tuning(self, start: CallStarted) -> Tuning:
        purposes = self._purposes(start.call_sid)
        return Tuning(
            level=self.level(),
            purposes=purposes,
            ears=EarRules(languages=self._by_ear(start.call_sid)),
            intent_model=self.settings.flags.on("intent_model", start.call_sid),
            mood_model=self.settings.flags.on("mood_model", start.call_sid),
            speak_ahead=self.settings.flags.on("speak_ahead", start.call_sid),
            tool_deadline=self.settings.timeouts.desk_s + 1.0,
            transfer_limit=BRIDGED_S,
            record=self.recording(start.call_sid),
        )

    def _purposes(self, call_sid: str) -> tuple[Purpose, ...]:
        """What a language model may be asked for in a call."""
        flags = self.settings.flags
        answers: tuple[Purpose, ...] = ("answer",) if flags.on("llm_answers", call_sid) else ()
        readings: tuple[Purpose, ...] = ("reading",) if flags.on("llm_readings", call_sid) else ()
        return answers + readings

    def _by_ear(self, call_sid: str) -> bool:
        return self.settings.flags.on("spanish_by_ear", call_sid)


def code_hash() -> str:
    """Sixteen hex digits that change with the dialogue's or the parsers' program."""
    digest = hashlib.sha256()
    for package in ("agent.dialogue", "agent.nlu"):
        for file in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if file.is_file() and file.name.endswith(".py"):
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
