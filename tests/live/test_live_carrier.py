"""The real carrier: its account is seen, a wrong token is refused, a real call is ended.

The call and the text go to LIVE_CALL_TO, a telephone of yours; together they cost some cents.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession

from agent.ports import ProviderError
from agent.settings_sources import load
from agent.telephony.twilio_rest import TwilioTelephony

pytestmark = pytest.mark.live

ACCOUNT = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
NUMBERS = ("TWILIO_PHONE_NUMBER", "LIVE_CALL_TO")
GREETING = "<Response><Say>This is a test of voice control.</Say><Pause length='20'/></Response>"
RING_S = 30.0
UNDER_WAY = ("ringing", "in-progress")

Use = Callable[[TwilioTelephony], Awaitable[Any]]


def carrier(sid: str, token: str, use: Use) -> Any:
    async def main() -> Any:
        settings = load().settings
        async with asyncio.timeout(60.0), ClientSession() as client:
            deadlines = settings.timeouts.telephony.deadlines
            base = settings.twilio.api_base
            return await use(TwilioTelephony(client, sid, token, base=base, deadlines=deadlines))

    return asyncio.run(main())


def test_the_account_answers(environment: Callable[..., list[str]]) -> None:
    sid, token = environment(*ACCOUNT)
    carrier(sid, token, lambda one: one.probe())


def test_a_wrong_token_is_auth(environment: Callable[..., list[str]]) -> None:
    sid, _ = environment(*ACCOUNT)
    with pytest.raises(ProviderError) as caught:
        carrier(sid, "0" * 32, lambda one: one.probe())
    assert caught.value.fault == "auth"


def test_a_call_that_never_was_counts_as_ended(environment: Callable[..., list[str]]) -> None:
    sid, token = environment(*ACCOUNT)
    carrier(sid, token, lambda one: one.hang_up("CA" + "0" * 32))


def test_a_text_is_accepted(environment: Callable[..., list[str]]) -> None:
    sid, token, sender, to = environment(*ACCOUNT, *NUMBERS)
    sent = carrier(sid, token, lambda one: one.send_text(to, sender, "A test of voicectl."))
    assert str(sent).startswith("SM")


def test_a_real_call_rings_and_is_ended_by_us(environment: Callable[..., list[str]]) -> None:
    """It rings at LIVE_CALL_TO; as soon as it does we hang up, and once more."""
    from twilio.rest import Client

    sid, token, sender, to = environment(*ACCOUNT, *NUMBERS)
    rest = Client(sid, token)
    rest.api.base_url = load().settings.twilio.api_base
    call = rest.calls.create(to=to, from_=sender, twiml=GREETING)

    def status() -> str:
        return str(rest.calls(call.sid).fetch().status)

    async def ring_and_end(one: TwilioTelephony) -> None:
        try:
            async with asyncio.timeout(RING_S):
                while await asyncio.to_thread(status) not in UNDER_WAY:  # noqa: ASYNC110
                    await asyncio.sleep(0.5)
        finally:
            await one.hang_up(str(call.sid))
        await one.hang_up(str(call.sid))

    carrier(sid, token, ring_and_end)
    assert status() in ("completed", "canceled", "no-answer", "busy")
