"""What takes time for the dialogue, with a deadline.

A slow office is asked again under the same key, which is safe because it answers the same operation
number with the same result.
"""

import asyncio
from contextlib import suppress

from agent.events import ToolDone, ToolFailed, UseTool
from agent.ports import CallRef, Desk, ProviderError, Telephony

ATTEMPTS = 3
"""First try and two more."""


async def use_tool(
    desk: Desk, call: CallRef, command: UseTool, *, deadline: float
) -> ToolDone | ToolFailed:
    """What the office answered within `deadline` seconds per attempt, or that it did not."""
    reason = "slow"
    for _ in range(ATTEMPTS):
        try:
            async with asyncio.timeout(deadline):
                result = await desk.use(call, command.op, command.tool)
        except TimeoutError:
            continue
        except ProviderError as error:
            reason = error.fault
            if reason != "slow":
                break
        else:
            return ToolDone(op=command.op, result=result)
    return ToolFailed(op=command.op, reason=reason)


async def hang_up(telephony: Telephony, call_sid: str, *, deadline: float) -> None:
    """End the call at the carrier, if that can be done within `deadline` seconds."""
    with suppress(TimeoutError, ProviderError):
        async with asyncio.timeout(deadline):
            await telephony.hang_up(call_sid)
