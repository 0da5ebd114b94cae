"""Run `<Dial>`: ring numbers, whisper to whoever answers, bridge the first one who accepts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from simulators.twilio.bridge import Bridge
from simulators.twilio.call import Call, Status
from simulators.twilio.callbacks import Progress
from simulators.twilio.exchange import Exchange
from simulators.twilio.leg import live
from simulators.twilio.outbound import NotAnswered, ring
from simulators.twilio.pages import Page, Pages
from simulators.twilio.tones import Ringing
from simulators.twilio.verbs import Dial, Number, Source

Run = Callable[[Exchange, Call, Pages, Page], Awaitable[bool]]
"""Runs documents on a leg; False if they ended with a hang-up."""


@dataclass
class _Attempt:
    """One Dial under way: its legs, and the first leg whose person is ready to talk."""

    legs: list[Call] = field(default_factory=list)
    ready: asyncio.Queue[Call] = field(default_factory=asyncio.Queue)
    bridged: Call | None = None


async def dial(
    exchange: Exchange, call: Call, pages: Pages, verb: Dial, base_url: str, run: Run
) -> Source | None:
    """Hold the call while others are rung and talk; return the `action` to ask, if any.

    A caller who hangs up meanwhile ends the legs; `action` is then told, its answer ignored.
    """
    attempt = _Attempt()
    groups = [[n] for n in verb.numbers] if verb.sequential else [list(verb.numbers)]
    action = None if verb.action is None else Source(urljoin(base_url, verb.action), verb.method)
    try:
        for numbers in groups:
            await _try(exchange, call, verb, base_url, run, numbers, attempt)
            if attempt.bridged:
                break
    except asyncio.CancelledError:
        if action and call.over:
            told = Source(action.url, action.method, _result(attempt))
            exchange.deliver(pages.notify(told))
        raise
    if action is None:
        return None
    return Source(action.url, action.method, _result(attempt))


async def _try(
    exchange: Exchange,
    call: Call,
    verb: Dial,
    base_url: str,
    run: Run,
    numbers: list[Number],
    attempt: _Attempt,
) -> None:
    """Ring `numbers` at the same moment; return when the talk is over or nobody accepted."""
    ringing = Ringing()
    call.line.connect(ringing)
    async with asyncio.TaskGroup() as tasks:
        legs = {}
        for number in numbers:
            leg = _leg(exchange, call, verb, number)
            attempt.legs.append(leg)
            legs[leg] = tasks.create_task(
                _ring_and_hold(exchange, leg, verb, number, base_url, run, attempt)
            )
        winner = tasks.create_task(attempt.ready.get())
        everybody = tasks.create_task(_all_over(list(legs)))
        try:
            await asyncio.wait({winner, everybody}, return_when=asyncio.FIRST_COMPLETED)
            if winner.done():
                leg = winner.result()
                for other in legs:
                    if other is not leg:
                        other.drop()
                await _talk(call, leg, verb, attempt)
        finally:
            call.line.disconnect(ringing)
            winner.cancel()
            for leg in legs:
                leg.drop()


def _leg(exchange: Exchange, call: Call, verb: Dial, number: Number) -> Call:
    leg = Call(
        from_=verb.caller_id or call.from_,
        to=number.phone,
        party=exchange.phone(number.phone).party(),
        direction="outbound-dial",
        parent_sid=call.sid,
        faults=call.faults,
    )
    exchange.calls[leg.sid] = leg
    return leg


async def _all_over(legs: list[Call]) -> None:
    for leg in legs:
        await leg.wait_end()


async def _talk(call: Call, leg: Call, verb: Dial, attempt: _Attempt) -> None:
    attempt.bridged = leg
    if not call.answered_at:
        call.pick_up()
    bridge = Bridge(call.line, leg.line)
    try:
        async with asyncio.timeout(verb.time_limit), asyncio.TaskGroup() as tasks:
            star = tasks.create_task(bridge.wait_key("*"))
            end = tasks.create_task(leg.wait_end())
            waits = {end, star} if verb.hangup_on_star else {end}
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            star.cancel()
            end.cancel()
    except TimeoutError:
        pass  # the time limit is over: both go on as after a hang-up
    finally:
        bridge.close()


async def _ring_and_hold(
    exchange: Exchange,
    leg: Call,
    verb: Dial,
    number: Number,
    base_url: str,
    run: Run,
    attempt: _Attempt,
) -> None:
    """The whole life of the callee's leg."""
    url = number.status_callback and urljoin(base_url, number.status_callback)
    progress = Progress(exchange, leg, url, number.status_events, number.status_method)
    pages = Pages(exchange, leg)

    async def program() -> Status:
        try:
            await ring(exchange, leg, progress, verb.timeout)
        except NotAnswered as reason:
            return reason.status
        if number.url:
            whisper = Source(urljoin(base_url, number.url), number.method)
            if not await run(exchange, leg, pages, await pages.load(whisper)):
                return "completed"
        attempt.ready.put_nowait(leg)
        await asyncio.Event().wait()  # the bridge now owns the line, until an order ends the leg
        raise AssertionError("nobody sets this event")

    async def resume(source: Source) -> Status:
        await run(exchange, leg, pages, await pages.load(source))
        return "completed"

    await live(leg, program(), resume)
    progress.report("completed")


def _result(attempt: _Attempt) -> dict[str, str]:
    """Return the fields that `action` gets; the last leg speaks for all if none was bridged."""
    leg = attempt.bridged or attempt.legs[-1]
    fields = {"DialCallSid": leg.sid, "DialCallStatus": leg.status}
    fields["DialBridged"] = "true" if attempt.bridged else "false"
    if leg.answered_at:
        fields["DialCallDuration"] = str(leg.duration)
    return fields
