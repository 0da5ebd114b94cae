"""The carrier's webhooks: what each one means for the call, and what the carrier shall do next."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol
from urllib.parse import quote

import structlog
from aiohttp import web

from agent.call.transfer import Finish, Reconnect, Ring
from agent.events import TransferResult
from agent.http import twiml
from agent.http.forms import ringing
from agent.http.gather import Gathers
from agent.http.guard import Form
from agent.http.passes import Passes
from agent.profile.schema import CompanyProfile
from agent.switchboard import Admitted, Blocked, Line, Over, Refusal, Ringing, Switchboard, Why

log = structlog.get_logger()

OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
ACKS = re.compile(r"\s*(1|ack|acknowledged?|ok(ay)?|got it|on it|yes|mine|taking it)\b", re.I)
TAKE_IT = "1"
UNREACHED = frozenset({"11200", "11205", "11217"})
"""The carrier's error numbers for no answer, no connection, and an error status: our nodes answer
even their own bugs with instructions, so that one comes from what stands before them.
"""

Admit = Callable[[Ringing, CompanyProfile], Awaitable[Admitted]]
"""Judges a new call. Raises nothing."""
RecordedLine = Callable[[CompanyProfile, Why], str]
"""What callers hear whom no voice serves."""


class Companies(Protocol):
    """Who answers which number."""

    def by_number(self, called: str) -> CompanyProfile | None:
        """The company that answers a called number."""
        ...


class Office(Protocol):
    """What webhooks leave in the books. Nothing here raises: callers can't be told anyway."""

    async def transferred(self, line: Line, number: str, result: TransferResult, s: float) -> None:
        """A person was rung for `s` seconds (talk included)."""
        ...

    async def acknowledged(self, company: CompanyProfile, phone: str) -> str | None:
        """An on-call person answered by text: the sid of the call it was about, if any is open."""
        ...

    async def texted(self, company: CompanyProfile, phone: str, body: str) -> None:
        """Somebody else sent a text message."""
        ...

    async def text_status(self, message_sid: str, status: str, error: str) -> None:
        """The carrier's news about a text message of ours."""
        ...


class Lost(Protocol):
    """Calls of other nodes. Nothing here raises."""

    async def find(self, call_sid: str) -> Ringing | None:
        """Who calls whom in a call of another node, if anything is known of it."""
        ...

    async def hung_up(self, call_sid: str) -> None:
        """A call that is none of ours is over."""
        ...

    @property
    def others(self) -> Callable[[], bool]:
        """Whether another node takes calls now."""
        ...


class Webhooks:
    """One method per webhook; each takes the form and returns TwiML."""

    def __init__(
        self,
        switchboard: Switchboard,
        companies: Companies,
        office: Office,
        lost: Lost,
        hooks: twiml.Hooks,
        passes: Passes,
        gathers: Gathers,
        admit: Admit,
        recorded: RecordedLine,
    ) -> None:
        self._gathers = gathers
        self._board = switchboard
        self._companies = companies
        self._office = office
        self._lost = lost
        self._hooks = hooks
        self._passes = passes
        self._admit = admit
        self._recorded = recorded

    # --- the call --------------------------------------------------------------------------------

    async def voice(self, form: Form, _: web.Request) -> str:
        """A call comes in: open it and have its audio streamed to us."""
        return await self._answer(ringing(form))

    async def next(self, form: Form, _: web.Request) -> str:
        """Our audio path has ended while the caller is still there: what now?"""
        return await self._go_on(form)

    async def gather_turn(self, form: Form, request: web.Request) -> str:
        """The caller spoke, pressed keys or was silent."""
        line = self._board.find(form.get("CallSid", ""))
        answer = await self._gathers.turn(line, number_of(request), form) if line else ""
        return answer or await self._go_on(form, by_turns=True)

    async def gather_more(self, form: Form, request: web.Request) -> str:
        """What we had to say was said: what more?"""
        line = self._board.find(form.get("CallSid", ""))
        answer = await self._gathers.more(line, number_of(request)) if line else ""
        return answer or await self._go_on(form, by_turns=True)

    async def gather_partial(self, form: Form, request: web.Request) -> str:
        """Words of a caller who is still speaking."""
        line = self._board.find(form.get("CallSid", ""))
        if line is not None:
            self._gathers.partial(line, number_of(request), form)
        return twiml.EMPTY

    async def dial_result(self, form: Form, _: web.Request) -> str:
        """A person was rung: were they reached?"""
        line = self._board.find(form.get("CallSid", ""))
        if line is None:
            line = await self._taken(replace(ringing(form), orphaned=True))
            if line is None:
                return twiml.document(twiml.HANGUP)
            line.accepted = form.get("DialBridged") == "true"
        number, since = line.rung, line.rung_at
        result = line.dial_ended(
            form.get("DialCallSid", ""), form.get("DialCallStatus", ""), form.get("DialBridged", "")
        )
        if result is not None:
            seconds = asyncio.get_running_loop().time() - since
            log.info("dial_ended", number=number, result=result, seconds=round(seconds, 1))
            await self._office.transferred(line, number, result, seconds)
        return await self._next(line)

    async def whisper(self, form: Form, request: web.Request) -> str:
        """On the callee's leg: say what it is about; only a key press takes the call."""
        parent = request.query.get("call", "")
        line = self._board.find(parent)
        if line is None and (known := await self._lost.find(parent)) is not None:
            line = await self._taken(known)
        if line is None or not line.rung:
            return twiml.document(twiml.HANGUP)
        if "taken" not in request.query:
            words = line.whisper or "A caller needs your help"
            return twiml.screen(words, f"{self._whisper_url(parent)}&taken=1")
        line.accepted = form.get("Digits", "") == TAKE_IT
        return twiml.EMPTY if line.accepted else twiml.document(twiml.HANGUP)

    async def status(self, form: Form, _: web.Request) -> str:
        """The carrier's news about a call."""
        sid = form.get("CallSid", "")
        if form.get("CallStatus") not in OVER:
            return twiml.EMPTY
        if self._board.find(sid) is None and self._board.outcome(sid) is None:
            await self._lost.hung_up(sid)
        self._board.hung_up(sid, "caller")
        return twiml.EMPTY

    async def stream_status(self, form: Form, _: web.Request) -> str:
        """The carrier's news about a stream; only errors say something new."""
        if form.get("StreamEvent") == "stream-error":
            log.warning("stream_error", why=form.get("StreamError", ""))
            if line := self._board.find(form.get("CallSid", "")):
                line.unreached = True
        return twiml.EMPTY

    async def fallback(self, form: Form, request: web.Request) -> str:
        """The carrier could not use another answer of ours: safety words and a person.

        If it did not reach the other node at all, this one goes on instead.
        """
        code, url = form.get("ErrorCode", ""), form.get("ErrorUrl", "")
        log.warning("fallback_used", code=code, url=url)
        asked = url.rpartition("/")[2]
        if code in UNREACHED and asked in ("voice", "next"):
            with suppress(web.HTTPServiceUnavailable):  # nobody stands before us who could ask on
                return await (self.voice if asked == "voice" else self.next)(form, request)
        if code in UNREACHED and "/gather/" in url:
            with suppress(web.HTTPServiceUnavailable):
                return await self._go_on(form, by_turns=True)
        return self.trouble(form)

    def trouble(self, form: Form) -> str:
        """Instructions that need nothing but the profile."""
        company = self._companies.by_number(form.get("To", ""))
        if company is None:
            return twiml.fallback("", 20)
        return twiml.fallback(company.numbers.office, company.escalation.ring_s)

    # --- text messages ---------------------------------------------------------------------------

    async def sms(self, form: Form, _: web.Request) -> str:
        """A text message comes in: an on-call person's "1" takes the open emergency."""
        sender, body = form.get("From", ""), form.get("Body", "")
        company = self._companies.by_number(form.get("To", ""))
        if company is None:
            return twiml.EMPTY
        people = {*company.numbers.oncall, company.numbers.supervisor} - {""}
        if sender not in people or not ACKS.match(body):
            await self._office.texted(company, sender, body)
            return twiml.EMPTY
        call_sid = await self._office.acknowledged(company, sender)
        if call_sid is None:
            return twiml.reply("There is no open emergency right now.")
        self._board.acknowledged(call_sid, sender)
        log.info("emergency_acknowledged", call=call_sid, by=sender)
        return twiml.reply("Thanks, it's yours. Nobody else will be alerted.")

    async def sms_status(self, form: Form, _: web.Request) -> str:
        """The carrier's news about a text message of ours."""
        await self._office.text_status(
            form.get("MessageSid", ""), form.get("MessageStatus", ""), form.get("ErrorCode", "")
        )
        return twiml.EMPTY

    # --- inside ----------------------------------------------------------------------------------

    async def _answer(self, call: Ringing, before: str = "", *, by_turns: bool = False) -> str:
        company = self._companies.by_number(call.called)
        if company is None:
            log.warning("number_of_no_company", called=call.called)
            return twiml.document('<Reject reason="rejected"/>')
        if not (call.orphaned or self._board.refusing or self._board.is_known(call.call_sid)):
            admitted = await self._admit(call, company)
            if admitted.way == "recorded":
                return self._recorded(company, admitted.why)
            call = replace(call, best=admitted.best)
        try:
            opened = await self._ring(call)
        except Blocked:
            log.info("blocked_number", caller=call.caller)
            return twiml.document('<Reject reason="rejected"/>')
        except Over:
            return twiml.document(twiml.HANGUP)
        if isinstance(opened, Line):
            wanted = by_turns or self._gathers.wanted(call.call_sid)
            if opened.call.went_on:
                return await self._next(opened, by_turns=wanted)
            return await self._audio(opened, before, by_turns=wanted)
        log.warning("call_refused", why=opened)
        return self._recorded(company, "")

    async def _ring(self, call: Ringing) -> Line | Refusal:
        """Open a call, unless this node leaves: then whoever stands before the nodes asks another
        one. Without another one the caller is told.
        """
        opened = await self._board.ring(call)
        if opened == "draining" and self._lost.others():
            raise web.HTTPServiceUnavailable(text="leaving", headers={"Connection": "close"})
        return opened

    async def _taken(self, call: Ringing) -> Line | None:
        """A call of another node, taken over if we know how far it was."""
        if not call.call_sid or self._board.outcome(call.call_sid):
            return None
        try:
            opened = await self._ring(call)
        except (Blocked, Over, LookupError):
            return None
        return opened if isinstance(opened, Line) and opened.call.went_on else None

    async def _go_on(self, form: Form, *, by_turns: bool = False) -> str:
        """The next step of a call, whether it is ours, was ours, or was another node's."""
        call = ringing(form)
        line = self._board.find(call.call_sid)
        if line is not None:
            return await self._next(line, lost=True)
        if self._board.outcome(call.call_sid) or form.get("CallStatus") in OVER:
            return twiml.document(twiml.HANGUP)
        log.warning("unknown_call_recovered")
        apology = twiml.say(twiml.APOLOGY_WORDS)
        return await self._answer(replace(call, orphaned=True), apology, by_turns=by_turns)

    async def _next(self, line: Line, *, lost: bool = False, by_turns: bool = False) -> str:
        """`lost`: the carrier asks because an audio path has ended."""
        if answer := await self._gathers.again(line):
            return answer
        now = asyncio.get_running_loop().time()
        step, ring_s = line.next_step(now)
        match step:
            case Ring(number=number):
                whisper = self._whisper_url(line.ringing.call_sid)
                action = self._hooks.dial_result
                return twiml.document(
                    twiml.dial(number, ring_s=ring_s, action=action, whisper=whisper)
                )
            case Reconnect():
                if lost:
                    line.path_broke()
                return await self._audio(line, by_turns=by_turns or line.streams_fail(now))
            case Finish():
                return twiml.document(twiml.HANGUP)

    async def _audio(self, line: Line, before: str = "", *, by_turns: bool) -> str:
        """Open the caller's way to us; a call that went by turns once stays so."""
        if by_turns or line.by_turns is not None:
            answer = await self._gathers.again(line) or await self._gathers.begin(line, before)
            return answer or twiml.document(twiml.HANGUP)
        token = line.invitation(asyncio.get_running_loop().time())
        parameters = {"token": token, "pass": self._passes.of(line.ringing.call_sid)}
        return twiml.document(before, twiml.connect(self._hooks, parameters))

    def _whisper_url(self, call_sid: str) -> str:
        return f"{self._hooks.whisper}?call={quote(call_sid)}"


def number_of(request: web.Request) -> int:
    """Of the document that a webhook of a call by turns is about; -1 when it names none."""
    number = request.query.get("n", "")
    return int(number) if number.isdecimal() else -1
