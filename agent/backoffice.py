"""What happens in the books outside of a live conversation: alerts, voicemail, texts, upkeep."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from agent.bookings import watch
from agent.bookings.calls import purge
from agent.bookings.desk import SqlDesk
from agent.bookings.owners import Superseded
from agent.chronicle import Chronicle
from agent.events import (
    AlertOnCall,
    KnownCaller,
    SaveTask,
    SetConsent,
    Tier,
    Tool,
    ToolResult,
    TransferResult,
)
from agent.ports import CallRef, ProviderError
from agent.profile.load import Directory, key_of
from agent.profile.schema import CompanyProfile
from agent.switchboard import Line, Ringing

log = structlog.get_logger()

SECOND_ALERT_OP = 1_000_000
"""Operation number of an emergency's second alert: this plus its id; dialogues count from 1."""
WATCH_S = 3.0
UNTOLD_S = 60.0
UPKEEP_S = 6 * 3600.0
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "arret", "alto"})
START_WORDS = frozenset({"start", "unstop"})

Now = Callable[[], datetime]


class PromptDesk:
    """The desk of the calls: an alert on its way to people is sent without waiting for a poll."""

    def __init__(
        self, desk: SqlDesk, alerted: Callable[[], None], moved: Callable[[str], None]
    ) -> None:
        """`moved` is told of a call that turned out to be another node's."""
        self._desk = desk
        self._alerted = alerted
        self._moved = moved

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        """Do what `tool` says. Raises ProviderError."""
        try:
            result = await self._desk.use(call, op, tool)
        except Superseded:
            self._moved(call.call_sid)
            raise
        if isinstance(tool, AlertOnCall):
            self._alerted()
        return result

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        """What the books say about the calling number. Raises ProviderError."""
        return await self._desk.known(company, caller)


class Backoffice:
    """Implements what the webhooks leave in the books, and watches over alerts."""

    def __init__(
        self,
        desk: SqlDesk,
        chronicle: Chronicle,
        companies: Directory,
        now: Now,
        alerted: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._chronicle = chronicle
        self._companies = companies
        self._now = now
        self._alerted = alerted

    # --- webhooks --------------------------------------------------------------------------------

    async def transferred(self, line: Line, number: str, result: TransferResult, s: float) -> None:
        """A person was rung for `s` seconds."""
        self._chronicle.transferred(line.ringing.call_sid, number, result, round(s, 1))

    async def acknowledged(self, company: CompanyProfile, phone: str) -> str | None:
        """The sid of the call whose emergency this on-call person takes, if one is open."""
        try:
            taken = await self._desk.acknowledge(phone)
        except ProviderError as error:
            log.error("acknowledgement_lost", by=phone, why=str(error))
            return None
        return taken[0] if taken else None

    async def texted(self, company: CompanyProfile, phone: str, body: str) -> None:
        """A text from outside: a stop is obeyed, anything else waits for a person."""
        word = body.strip().lower()
        if word in STOP_WORDS | START_WORDS:
            await self._leave(
                company, phone, SetConsent(phone=phone, value=word in START_WORDS, wording=word)
            )
        elif word:
            message = f"text message: {body.strip()[:500]}"
            await self._leave(
                company, phone, SaveTask(kind="message", phone=phone, message=message)
            )

    async def voicemail(self, company: CompanyProfile, ringing: Ringing, url: str) -> None:
        """A caller whom we could not take left a recording."""
        task = SaveTask(kind="callback", phone=ringing.caller, message=f"voicemail: {url}")
        await self._leave(company, ringing.call_sid, task)

    async def callback(self, company: CompanyProfile, ringing: Ringing, words: str) -> bool:
        """A caller on the recorded line wants to be called back; the same wish counts once a day.

        False when it could not be written down.
        """
        message = f"recorded line: {words or 'wants to be called back'}"
        task = SaveTask(kind="callback", phone=ringing.caller, message=message)
        return await self._leave(company, ringing.caller, task)

    async def emergency(
        self, company: CompanyProfile, ringing: Ringing, rule: str, tier: Tier, words: str
    ) -> bool:
        """A caller on the recorded line has an emergency: alert people, a moment from now.

        False when it could not be written down.
        """
        alert = AlertOnCall(
            rule=rule,
            tier=tier,
            summary=words or "pressed 1 on the recorded line",
            phone=ringing.caller,
        )
        told = await self._leave(company, ringing.call_sid, alert, ringing.call_sid)
        self._alerted()
        return told

    async def text_status(self, message_sid: str, status: str, error: str) -> None:
        """A text that did not arrive is sent again."""
        try:
            again = await self._desk.database.run(
                lambda db: watch.delivery(db, message_sid, status, error, self._now())
            )
        except ProviderError as fault:
            log.error("text_status_lost", why=str(fault))
            return
        if status in watch.NOT_DELIVERED:
            log.warning("text_not_delivered", status=status, code=error, again=again)

    # --- watching --------------------------------------------------------------------------------

    async def watch_alerts(self) -> None:
        """Give second alerts until cancelled."""
        while True:
            for company, profile in self._companies.by_key().items():
                try:
                    await self.escalate(company, profile)
                except ProviderError as error:
                    log.error("second_alert_failed", why=str(error))
            await asyncio.sleep(WATCH_S)

    async def escalate(self, company: str, profile: CompanyProfile) -> int:
        """Alert the next person and the supervisor where nobody answered within `ack_s`.

        Returns how many emergencies that were. Raises ProviderError.
        """
        ack_s = profile.escalation.ack_s
        waiting = await self._desk.database.run(
            lambda db: watch.unanswered(db, company, ack_s, self._now())
        )
        for one in waiting:
            await self._desk.use(one.call, SECOND_ALERT_OP + one.id, one.alert)
            log.warning("alert_not_acknowledged", call=one.call.call_sid, rule=one.alert.rule)
            self._alerted()
        return len(waiting)

    async def watch_untold(self) -> None:
        """Leave tasks for visits that no caller was told of, until cancelled."""
        while True:
            for company in self._companies.by_key():
                try:
                    await self.follow_up(company)
                except ProviderError as error:
                    log.error("follow_up_failed", why=str(error))
            await asyncio.sleep(UNTOLD_S)

    async def follow_up(self, company: str) -> int:
        """Leave a task for each visit that was booked and not told; how many there were.

        Raises ProviderError.
        """
        found = await self._desk.database.run(lambda db: watch.untold(db, company, self._now()))
        for one in found:
            await self._desk.use(one.call, 1, one.task)
            log.warning("visit_not_told", call=one.call.call_sid)
        return len(found)

    async def upkeep(self) -> None:
        """Forget what may no longer be kept, until cancelled."""
        days = min(profile.retention.transcript_days for profile in self._companies.profiles)
        while True:
            try:
                while gone := await self._desk.database.run(
                    lambda db: purge(db, self._now(), days)
                ):
                    log.info("old_rows_deleted", rows=gone)
            except ProviderError as error:
                log.error("upkeep_failed", why=str(error))
            await asyncio.sleep(UPKEEP_S)

    async def _leave(
        self, company: CompanyProfile, key: str, tool: Tool, call_sid: str = ""
    ) -> bool:
        """Use the desk for somebody who is in no conversation; the same news counts once a day.

        Whether it was written down.
        """
        conversation = f"outside:{key}:{self._now().date()}"
        call = CallRef(call_sid, conversation, key_of(company), "")
        op = 1 + hash_text(str(tool)) % 1_000_000_000
        try:
            await self._desk.use(call, op, tool)
        except ProviderError as error:
            log.error("note_lost", kind=type(tool).__name__, why=str(error))
            return False
        return True


def hash_text(text: str) -> int:
    """A number made from a text, the same in every process."""
    from hashlib import sha256

    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")
