"""What takes time for the dialogue, with a deadline.

A slow office is asked again under the same key, which is safe because it answers the same operation
number with the same result.
"""

import asyncio
from contextlib import suppress

from agent.call.needs import Node
from agent.events import ToolDone, ToolFailed, UseTool
from agent.ports import CallRef, Desk, ProviderError

ATTEMPTS = 3
"""First try and two more."""
DOUBT_S = 0.1
DOUBTS = 50


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


async def end_at_carrier(node: Node, call_sid: str, *, deadline: float) -> None:
    """Hang up, if that can be done within `deadline` seconds and the call is still this node's."""
    for _ in range(DOUBTS):  # another node may be talking to the caller by now
        if node.may_speak():
            break
        await asyncio.sleep(DOUBT_S)
    if node.telephony is not None:
        with suppress(TimeoutError, ProviderError):
            async with asyncio.timeout(deadline):
                await node.telephony.hang_up(call_sid)
