"""Ring somebody else's phone: what a leg to a number of the dial plan does until it is answered."""

import asyncio

from simulators.twilio.call import Call, Status
from simulators.twilio.callbacks import Progress
from simulators.twilio.exchange import Exchange


class NotAnswered(Exception):
    """The phone was not picked up; `status` says why."""

    def __init__(self, status: Status) -> None:
        super().__init__(status)
        self.status = status


async def ring(exchange: Exchange, call: Call, progress: Progress, timeout: float) -> None:
    """Ring until the phone is answered, at most `timeout` seconds; raises NotAnswered."""
    phone = exchange.phone(call.to)
    progress.report("initiated")
    if phone.outcome == "failed":
        raise NotAnswered("failed")
    call.status = "ringing"
    if phone.outcome != "busy":
        progress.report("ringing")
    wait = timeout if phone.outcome == "no-answer" else min(phone.ring, timeout)
    await asyncio.sleep(wait)
    if phone.outcome == "busy":
        raise NotAnswered("busy")
    if phone.outcome == "no-answer" or phone.ring >= timeout:
        raise NotAnswered("no-answer")
    call.pick_up()
    progress.report("answered")
