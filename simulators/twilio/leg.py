"""The life of a leg: its program, its audio clock and the orders that interrupt them."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from simulators.twilio.call import Call, Status
from simulators.twilio.verbs import Source

Program = Coroutine[Any, Any, Status]
"""Does what a leg does and returns the status it leaves the leg in."""

Resume = Callable[[Source], Program]
"""Makes the program for TwiML that replaces the running one."""


async def live(call: Call, program: Program, resume: Resume) -> None:
    """Run `program` until it ends or an order replaces it or ends the leg.

    Whatever happens, cancellation included, the leg has a final status afterwards.
    """
    current: Program | None = program
    try:
        async with asyncio.TaskGroup() as tasks:
            clock = tasks.create_task(call.run_line())
            while current is not None:
                running = tasks.create_task(current)
                order = await _order(call, tasks, running)
                await asyncio.wait({running})
                current = resume(order) if order else None
            if not running.cancelled() and not running.exception():
                call.finish(running.result())
            clock.cancel()
    finally:
        call.drop()
        call.close()


async def _order(
    call: Call, tasks: asyncio.TaskGroup, running: asyncio.Task[Status]
) -> Source | None:
    """Wait for the program's end or for an order, which cancels it; None: the leg ends."""
    waiting = tasks.create_task(call.orders.get())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        return None
    running.cancel()
    return waiting.result()
