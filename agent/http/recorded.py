"""The recorded line: for callers whom no voice serves, for a limit or because we are closing.

They hear the safety words first. A key, or words that tell of an emergency, alerts the on-call
people at once and rings them; everybody else can ask to be called back by a key, in a few words or
on a recording. The carrier speaks and listens, so it costs the node next to nothing.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol
from urllib.parse import quote

import structlog
from aiohttp import web

from agent.dialogue import phrases, spoken
from agent.dialogue.emergency import TIERS
from agent.events import Tier
from agent.http import twiml
from agent.http.forms import ringing
from agent.http.guard import Form
from agent.nlu import hazards, phones
from agent.profile.schema import CompanyProfile
from agent.switchboard import Ringing, Why

log = structlog.get_logger()

EMERGENCY_KEY, CALL_BACK_KEY, TAKE_KEY = "1", "2", "1"
UNNAMED = "EMERGENCY"
"""The rule of an emergency of which nothing more is known; no rule of the dialogue."""

THANKS_WORDS = "Thanks for calling {company}."
BUSY_WORDS = "All of our lines are busy right now."
OFTEN_WORDS = "You have called several times, so this is our recorded line."
MENU_WORDS = (
    "If you have an emergency, press 1, or say what is happening. "
    "To be called back, press 2, or say in a few words what you need."
)
SPANISH_WORDS = (
    "Si huele a gas, ve humo o suena una alarma de monóxido de carbono, cuelgue, salga con todos y "
    "llame al 911 desde afuera. Para una emergencia, oprima 1. Para que le llamemos, oprima 2."
)
NUMBER_WORDS = "Please enter your telephone number, then press the pound key."
RECORD_WORDS = (
    "Please leave your name, number, and what you need after the tone. We'll call you back. "
    "In an emergency, press 1."
)
CALL_BACK_WORDS = "Thank you. We'll call you back {band}. Goodbye."
NOT_SAVED_WORDS = "I'm sorry, that did not work. Please call again in a few minutes."
DANGER_WORDS = "If anyone is in danger, hang up and call 911."
OUTSIDE_WORDS = "If you are outside and safe, stay on the line."
ALERTED_WORDS = "I'm alerting our on-call technician and putting you through now."
RINGING_WORDS = "I'm putting you through to our on-call technician now."
HAS_NUMBER_WORDS = "Our on-call technician has been told and has your number."
CALL_911_WORDS = "If anyone is in danger, please call 911."

WORSE = ("present", "vague", "asked")
"""How a danger may be meant to count: nobody is here to ask, so all but denied and past ones."""
PLAINLY = re.compile(r"emergenc|danger|peligro|life or death")
"""Of the vague calls for help, those that say an emergency."""


class Office(Protocol):
    """What callers leave here. Nothing raises; False where it could not be written down."""

    async def voicemail(self, company: CompanyProfile, ringing: Ringing, url: str) -> None:
        """A caller left a recording."""
        ...

    async def callback(self, company: CompanyProfile, ringing: Ringing, words: str) -> bool:
        """A caller wants to be called back."""
        ...

    async def emergency(
        self, company: CompanyProfile, ringing: Ringing, rule: str, tier: Tier, words: str
    ) -> bool:
        """A caller has an emergency: the on-call people are alerted."""
        ...


class RecordedLine:
    """Every answer is TwiML; one method per webhook, and the opening."""

    def __init__(
        self,
        office: Office,
        url: str,
        company_of: Callable[[str], CompanyProfile | None],
        ladder: Callable[[CompanyProfile], tuple[str, ...]],
    ) -> None:
        """`url`: of the webhooks. `company_of`: who answers a called number. `ladder`: a company's
        on-call numbers, first to last.
        """
        self._office = office
        self._url = url
        self._company_of = company_of
        self._ladder = ladder

    def opening(self, company: CompanyProfile, why: Why = "") -> str:
        """What a caller hears first; nothing cuts the safety words short. `why`: the limit."""
        thanks = twiml.say(THANKS_WORDS.format(company=company.company.name))
        reason = twiml.say(OFTEN_WORDS if why == "caller" else BUSY_WORDS)
        spanish = "es" in company.company.languages
        menu = (reason, twiml.say(MENU_WORDS), twiml.say(SPANISH_WORDS, "es-US") if spanish else "")
        gather = twiml.keys_or_words(f"{self._url}/wanted", *menu)
        return twiml.document(thanks, twiml.say(twiml.SAFETY_WORDS), gather, *self._message())

    async def wanted(self, form: Form, request: web.Request) -> str:
        """A caller pressed a key or said something."""
        call = ringing(form)
        company = self._company_of(call.called)
        if company is None:
            return twiml.document(twiml.HANGUP)
        keys, words = form.get("Digits", ""), form.get("SpeechResult", "").strip()[:500]
        if "number" in request.query:
            return await self._called_back_at(company, call, keys, request.query["number"])
        rule = danger_in(words)
        if rule or keys == EMERGENCY_KEY:
            return await self._emergency(company, call, rule or UNNAMED, words)
        if not words and keys != CALL_BACK_KEY:
            return twiml.document(*self._message())
        if call.caller:
            return await self._call_back(company, call, words)
        ask = twiml.number_keys(
            f"{self._url}/wanted?number={quote(words)}", twiml.say(NUMBER_WORDS)
        )
        return twiml.document(ask, *self._message())

    async def left(self, form: Form, _: web.Request) -> str:
        """A message was left; a key at its end tells of an emergency."""
        call = ringing(form)
        company = self._company_of(call.called)
        if company is not None and form.get("RecordingUrl"):
            await self._office.voicemail(company, call, form["RecordingUrl"])
        if company is not None and form.get("Digits") == EMERGENCY_KEY:
            return await self._emergency(company, call, UNNAMED, "")
        return twiml.document(twiml.HANGUP)

    async def screen(self, form: Form, request: web.Request) -> str:
        """On the leg of an on-call person: what it is about; only a key takes it."""
        if "taken" in request.query:
            taken = form.get("Digits", "") == TAKE_KEY
            return twiml.EMPTY if taken else twiml.document(twiml.HANGUP)
        rule = request.query.get("rule", UNNAMED)
        words = f"An emergency from the recorded line, {rule.replace('_', ' ').lower()}"
        return twiml.screen(words, f"{self._url}/screen?taken=1")

    async def _emergency(
        self, company: CompanyProfile, call: Ringing, rule: str, words: str
    ) -> str:
        """Alert the on-call people, say what to do, and ring them."""
        tier = TIERS.get(rule, "E2")
        alerted = await self._office.emergency(company, call, rule, tier, words)
        log.warning("emergency_on_recorded_line", rule=rule, alerted=alerted)
        first = (
            DANGER_WORDS if rule == UNNAMED else phrases.render(f"line_{rule.lower()}", "en", 0, {})
        )
        verbs = [twiml.say(first)]
        if people := self._ladder(company):
            whisper = f"{self._url}/screen?rule={quote(rule)}"
            verbs += [twiml.say(OUTSIDE_WORDS)] if tier == "E1" else []
            verbs.append(twiml.say(ALERTED_WORDS if alerted else RINGING_WORDS))
            verbs.append(twiml.dial(*people, ring_s=company.escalation.ring_s, whisper=whisper))
        if alerted and call.caller:
            verbs.append(twiml.say(HAS_NUMBER_WORDS))
        return twiml.document(*verbs, twiml.say(CALL_911_WORDS), twiml.HANGUP)

    async def _called_back_at(
        self, company: CompanyProfile, call: Ringing, keys: str, words: str
    ) -> str:
        number = phones.capture([keys]).e164
        if number is None:
            return twiml.document(*self._message())
        return await self._call_back(company, replace(call, caller=number), words)

    async def _call_back(self, company: CompanyProfile, call: Ringing, words: str) -> str:
        if not await self._office.callback(company, call, words):
            return twiml.document(twiml.say(NOT_SAVED_WORDS), twiml.HANGUP)
        band = spoken.for_language("en").callback(company)
        return twiml.document(twiml.say(CALL_BACK_WORDS.format(band=band)), twiml.HANGUP)

    def _message(self) -> tuple[str, str, str]:
        return twiml.say(RECORD_WORDS), twiml.record(self._url), twiml.HANGUP


def danger_in(words: str) -> str:
    """The rule of the worst danger that is told of, empty when there is none."""
    for found in hazards.find(words):
        if found.stance not in WORSE:
            continue
        if TIERS.get(found.rule) in ("E1", "E2"):
            return found.rule
        if found.rule == "VAGUE" and PLAINLY.search(found.quote):
            return UNNAMED
    return ""
