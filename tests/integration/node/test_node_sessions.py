"""What one node does for calls of another: books and sessions are shared, here by one process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from agent.bookings import owners
from agent.dialogue.state import decode
from simulators.twilio import Call

pytestmark = pytest.mark.integration
LIMIT_S = 90


async def until(true: Callable[[], Any]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(LIMIT_S):
        while not true():  # noqa: ASYNC110  # a test looks from outside, nothing tells it
            await asyncio.sleep(0.05)


def run(rig: Any, use: Callable[[Any], Awaitable[None]], **more: Any) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig(**more) as made:
            await use(made)

    asyncio.run(main())


async def talking(made: Any) -> tuple[Call, Any]:
    """A call whose caller has said what is wrong."""
    call, caller = await made.dial("my furnace is making a rattling noise")
    await until(lambda: caller.gone or (not caller.lines and not caller._left))
    line = made.node.switchboard.find(call.sid)
    await until(lambda: line.call.state.slots.job_type and line.call.state.asked)
    return call, line


def test_a_call_that_another_node_claimed_is_given_up_silently_and_gone_on_with(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, line = await talking(made)
        asked = line.call.state.asked.key
        remembering = made.node.remembering
        known = await remembering.recovery.store.get(call.sid)
        assert decode(known.state).slots.job_type
        await remembering.recovery.claim(call.sid, known.epoch)
        await until(lambda: line.call.moved and made.node.switchboard.find(call.sid) is not line)
        await until(lambda: len(call.streams) > 1 and call.streams[-1].arrivals)
        again = made.node.switchboard.find(call.sid)
        assert again.call.went_on
        assert again.call.state.asked.key == asked
        assert again.call.state.slots.job_type
        await call.hang_up()
        await until(lambda: made.node.switchboard.find(call.sid) is None)
        (row,) = [one for one in await made.rows("calls") if one["call_sid"] == call.sid]
        assert row["outcome"]
        turns = [one["n"] for one in await made.rows("turns")]
        assert turns == sorted(set(turns))

    run(rig, use)


def test_operators_see_and_take_calls(rig: Any, voicectl: Any, capsys: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await talking(made)
        url = f"--url=http://127.0.0.1:{made.node.port}"
        assert await voicectl("checkpoints", "list", url, "--json") == 0
        assert call.sid in capsys.readouterr().out
        assert await voicectl("checkpoints", "show", call.sid[:12], url) == 0
        assert "epoch" in capsys.readouterr().out
        assert await voicectl("checkpoints", "show", "nobody", url) == 1
        streams = len(call.streams)
        assert await voicectl("checkpoints", "recover", call.sid, url) == 0
        await until(lambda: len(call.streams) > streams and call.streams[-1].arrivals)
        assert await voicectl("checkpoints", "recover", "CAunknown", url) == 1
        assert "nothing is remembered" in capsys.readouterr().err

    patient = {"connect_s": 60.0, "total_s": 60.0, "spoken_s": 60.0}
    run(rig, use, timeouts={"telephony": patient})


def test_without_a_session_the_checkpoint_of_the_books_is_gone_on_from(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, line = await talking(made)
        recovery = made.node.remembering.recovery
        async with asyncio.timeout(LIMIT_S):
            while not await made.rows("checkpoints"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        made.node.remembering.keeper.ended(call.sid, moved=False)
        await made.node.remembering.keeper.flush(5.0)
        assert await recovery.store.get(call.sid) is None
        taken = await recovery.take_over(call.sid)
        assert taken.start.call_sid == call.sid
        assert decode(taken.session.state).started is not None
        found = await made.node.remembering.recovery.database.run(
            lambda db: owners.epochs(db, [call.sid])
        )
        assert found[call.sid] == taken.epoch
        await until(lambda: line.call.moved)

    run(rig, use)


def test_a_lost_call_whose_caller_hung_up_gets_its_outcome(rig: Any) -> None:
    async def use(made: Any) -> None:
        from msgspec.structs import replace

        call, line = await talking(made)
        recovery = made.node.remembering.recovery
        known = await recovery.store.get(call.sid)
        lost = replace(known, call_sid="CAlost", node="dead", epoch=1)
        await recovery.store.put([lost])
        await recovery.database.run(
            lambda db: db.execute(
                "INSERT INTO calls (call_sid, conversation_id, company, started) SELECT 'CAlost',"
                " conversation_id, company, started FROM calls WHERE call_sid = ?",
                (call.sid,),
            )
        )
        await recovery.hung_up("CAlost")
        (row,) = [one for one in await made.rows("calls") if one["call_sid"] == "CAlost"]
        assert (row["outcome"], row["ended_by"]) == ("abandoned_early", "caller")
        assert await recovery.store.get("CAlost") is None
        assert await recovery.take_over("CAlost") is None
        assert not line.call.moved

    run(rig, use)
