"""Whole calls over a simulated carrier: people, alerts, lost paths and ends of every kind."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from agent.call.journal import read
from agent.events import HungUp, Reconnected, TransferEnded
from simulators.twilio import Faults, Phone, Tape

pytestmark = pytest.mark.integration

OFFICE = "+12145550100"
ONCALL = "+12145550111"
SECOND = "+12145550112"
SUPERVISOR = "+12145550113"
LIMIT_S = 60


class Taker(Tape):
    """A person who presses 1 on the whisper, and hangs up a moment later."""

    def __init__(self, presses: bool = True) -> None:
        super().__init__()
        self._ticks = 0
        self._presses = presses
        self._acts: list[asyncio.Task[None]] = []

    def hear(self, ulaw: bytes) -> None:
        super().hear(ulaw)
        self._ticks += 1
        if self.phone is None or self._ticks not in (25, 100):
            return
        act = self.phone.press("1") if self._ticks == 25 and self._presses else None
        act = self.phone.hang_up() if self._ticks == 100 else act
        if act is not None:
            self._acts.append(asyncio.get_running_loop().create_task(act))


def decliner() -> Taker:
    """A person who hears the whisper and hangs up."""
    return Taker(presses=False)


async def until(true: Callable[[], Any], seconds: float = LIMIT_S) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # a test looks from outside, nothing tells it
            await asyncio.sleep(0.05)


def run(rig: Any, use: Callable[[Any], Awaitable[None]], **more: Any) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig(**more) as made:
            await use(made)

    asyncio.run(main())


async def over(rig: Any) -> dict[str, Any]:
    """The call's row once the node is done with it."""
    await until(lambda: rig.carrier.log.of("webhook.answer"))
    await until(lambda: not len(rig.node.switchboard))
    (row,) = await rig.rows("calls")
    return dict(row)


def events(row: dict[str, Any]) -> list[Any]:
    from pathlib import Path

    return [entry.event for entry in read(Path(row["journal"])).entries]


def test_a_caller_hears_the_greeting_and_hangs_up(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial()
        await call.wait_answer()
        await until(lambda: call.stream and call.stream.marks_out)
        await call.hang_up()
        row = await over(made)
        assert row["outcome"] == "abandoned_early"
        assert row["ended_by"] == "caller"
        assert [turn["role"] for turn in await made.rows("turns")] == ["agent"]
        assert isinstance(events(row)[-1], HungUp)
        assert await made.rows("checkpoints")
        assert made.carrier.log.alerts() == []

    run(rig, use)


def test_the_same_call_offered_twice_is_one_call(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial(faults=Faults(webhook_twice=0.05))
        await call.wait_answer()
        await until(lambda: call.stream is not None)
        await asyncio.sleep(0.3)
        await call.hang_up()
        await over(made)
        assert len(call.streams) == 1

    run(rig, use)


def test_a_person_takes_the_call(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial("I want to talk to a real person")
        row = await over(made)
        assert row["outcome"] == "transferred_planned"
        (transfer,) = await made.rows("transfers")
        assert (transfer["target"], transfer["result"]) == (OFFICE, "answered")
        assert await call.wait_end() == "completed"

    run(rig, use, plan={OFFICE: Phone(ring=0.5, party=Taker)})


@pytest.mark.parametrize("answer", ["busy", "declined"])
def test_nobody_takes_the_call_and_the_caller_hears_the_truth(rig: Any, answer: str) -> None:
    phone = Phone(outcome="busy", ring=0.5) if answer == "busy" else Phone(ring=0.2, party=decliner)

    async def use(made: Any) -> None:
        call, _ = await made.dial("I want to talk to a real person")
        await until(lambda: len(call.streams) == 2 and call.streams[1].marks_out)
        await call.hang_up()
        row = await over(made)
        (transfer,) = await made.rows("transfers")
        assert (transfer["target"], transfer["result"]) == (OFFICE, answer)
        ended = [event for event in events(row) if isinstance(event, TransferEnded)]
        assert [event.result for event in ended] == [answer]
        last = (await made.rows("turns"))[-1]
        assert last["role"] == "agent"

    run(rig, use, plan={OFFICE: phone})


def test_a_gas_leak_alerts_within_seconds_and_the_ack_reaches_the_call(rig: Any) -> None:
    plan = {ONCALL: Phone(outcome="no-answer", reply="1", reply_after=0.3)}

    async def use(made: Any) -> None:
        call, _ = await made.dial("I smell gas in the house")
        await until(lambda: made.carrier.texts)
        await until(lambda: any(text.direction == "inbound" for text in made.carrier.texts))
        await asyncio.sleep(0.3)
        (emergency,) = await made.rows("emergencies")
        assert (emergency["rule"], emergency["ack_by"]) == ("GAS", ONCALL)
        await call.hang_up()
        row = await over(made)
        happened = read_times(row)
        heard = happened["Heard"]
        text = made.carrier.texts[0]
        assert text.to == ONCALL
        assert "GAS" in text.body
        assert text.at - (call.answered_at + heard) < 5.0
        assert happened["OnCallAcked"] > heard
        assert row["outcome"] == "emergency_handled"

    run(rig, use, plan=plan)


def read_times(row: dict[str, Any]) -> dict[str, float]:
    from pathlib import Path

    return {type(entry.event).__name__: entry.at for entry in read(Path(row["journal"])).entries}


def test_an_alert_nobody_answers_goes_to_the_next_person_and_the_boss(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial("I smell gas in the house")
        await until(lambda: made.carrier.texts)
        await call.hang_up()
        await until(lambda: {text.to for text in made.carrier.texts} >= {SECOND, SUPERVISOR})
        assert made.carrier.texts[0].to == ONCALL
        (emergency,) = await made.rows("emergencies")
        assert emergency["alerts"] == 2

    run(rig, use)


def test_a_lost_path_comes_back_with_the_question(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial(faults=Faults(reset_at=2.0))
        await until(lambda: len(call.streams) == 2 and call.streams[1].marks_out)
        await call.hang_up()
        row = await over(made)
        assert any(isinstance(event, Reconnected) for event in events(row))

    run(rig, use)


def test_a_half_open_path_is_given_up_and_replaced(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial(faults=Faults(half_open_at=1.0))
        await until(lambda: len(call.streams) == 2)
        await call.hang_up()
        await over(made)

    run(rig, use)


def test_a_caller_who_leaves_between_webhook_and_stream(rig: Any) -> None:
    async def use(made: Any) -> None:
        await made.dial(faults=Faults(hang_up_before_stream=True))
        row = await over(made)
        assert (row["outcome"], row["ended_by"]) == ("abandoned_early", "caller")

    run(rig, use)


def test_callers_who_hang_up_at_any_moment_leave_nothing(rig: Any) -> None:
    async def call_for(made: Any, seconds: float, number: int) -> Any:
        lines = ("I want to talk to a real person", "no", "yes")
        call, _ = await made.dial(*lines, from_=f"+1214555{number:04}")
        await asyncio.sleep(seconds)
        await call.hang_up()
        return call

    async def use(made: Any) -> None:
        moments = [0.01 * 1.28**n for n in range(30)]
        calls = await asyncio.gather(*(call_for(made, s, n + 200) for n, s in enumerate(moments)))
        await until(lambda: not len(made.node.switchboard))
        await asyncio.sleep(0.2)
        rows = await made.rows("calls")
        assert all(row["outcome"] and row["ended"] for row in rows)
        reached = {call.sid for call in calls if call.streams}  # others hung up before that
        assert len(reached) > 10
        assert reached <= {row["call_sid"] for row in rows}
        assert made.node.switchboard.leaks == 0

    run(rig, use)


def test_the_second_on_call_person_takes_an_emergency(rig: Any) -> None:
    plan = {ONCALL: Phone(outcome="no-answer"), SECOND: Phone(ring=0.3, party=Taker)}

    async def use(made: Any) -> None:
        await made.dial("I smell gas in the house", "yes we are outside", "no", "no", "no", "no")
        row = await over(made)
        transfers = await made.rows("transfers")
        assert [(one["target"], one["result"]) for one in transfers] == [
            (ONCALL, "no_answer"),
            (SECOND, "answered"),
        ]
        assert row["outcome"] == "emergency_handled"

    run(rig, use, plan=plan, quick=True)
