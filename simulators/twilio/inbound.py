"""A call from somebody's phone to a number of the account, from dialling to the last callback."""

import secrets

from simulators.twilio import callbacks
from simulators.twilio.call import Call, Status
from simulators.twilio.callbacks import Progress
from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import call_fields, callback_fields, completed_fields
from simulators.twilio.leg import live
from simulators.twilio.numbers import Number
from simulators.twilio.pages import Pages
from simulators.twilio.program import run
from simulators.twilio.verbs import Reject, Source


async def take_call(exchange: Exchange, call: Call, number: Number) -> None:
    """Ask the number's voice URL, run what it says, post the final status."""
    progress = Progress(exchange, call, number.status_callback, ("completed",))
    pages = Pages(exchange, call, number.voice_fallback_url)
    progress.report("initiated")

    async def resume(source: Source) -> Status:
        await run(exchange, call, pages, await pages.load(source))
        return "completed"

    await live(call, _answer(exchange, call, number, pages), resume)
    progress.report("completed")


async def _answer(exchange: Exchange, call: Call, number: Number, pages: Pages) -> Status:
    source = Source(number.voice_url, number.voice_method)
    idempotency = secrets.token_hex(16)
    if call.faults.webhook_twice is not None:
        pages.repeat(source, idempotency, call.faults.webhook_twice)
    if call.faults.early_completed:
        _complete_too_early(exchange, call, number)
    page = await pages.load(source, idempotency)
    match page.verbs[:1]:
        case (Reject(reason=reason),):
            return "busy" if reason == "busy" else "no-answer"
        case ():
            call.pick_up()
    await run(exchange, call, pages, page)
    return "completed"


def _complete_too_early(exchange: Exchange, call: Call, number: Number) -> None:
    if number.status_callback:
        fields = call_fields(call, exchange.account.sid) | completed_fields(call)
        fields |= {"CallStatus": "completed"} | callback_fields(0)
        callbacks.post(exchange, call, number.status_callback, fields)
