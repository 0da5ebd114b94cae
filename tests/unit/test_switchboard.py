"""Lines without a carrier: ladder time, dial results, invitations, one call per sid."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agent.call.transfer import Finish, NextStep, Reconnect, Ring
from agent.events import Outcome
from agent.profile.load import load_default
from agent.switchboard import Line, Ringing, Switchboard, dial_result
from simulators.world.loop import run

PROFILE = load_default()
LADDER_S = PROFILE.escalation.ladder_s
RINGING = Ringing("CA1", "+12145550155", "+12145550100")


class FakeCall:
    """A call whose people are given."""

    def __init__(self, *numbers: str) -> None:
        self.numbers = list(numbers)
        self.results: list[str] = []
        self.outcome: Outcome | None = None
        self.moved = self.went_on = False
        self.ringing = ""
        self.start = SimpleNamespace(now=datetime.now(UTC).isoformat())
        self.gone = asyncio.Event()

    def next_step(self) -> NextStep:
        return Ring(self.numbers[0], "E2 no heat") if self.numbers else Reconnect()

    def dial_ended(self, result: str) -> None:
        self.results.append(result)
        self.numbers = [] if result == "answered" else self.numbers[1:]

    def hung_up(self, by: str) -> None:
        self.outcome = "abandoned_mid"
        self.gone.set()

    def leftovers(self) -> tuple[str, ...]:
        return ()

    async def run(self) -> None:
        await self.gone.wait()

    async def attend(self, _: object) -> None:
        """The path ends at once."""


def line(*numbers: str) -> tuple[Line, FakeCall]:
    call: Any = FakeCall(*numbers)
    return Line(RINGING, call, PROFILE), call


@pytest.mark.parametrize(
    ("status", "accepted", "bridged", "result"),
    [
        ("completed", True, "true", "answered"),
        ("answered", True, "", "answered"),
        ("completed", False, "", "declined"),
        ("completed", True, "false", "declined"),
        ("busy", False, "", "busy"),
        ("no-answer", False, "", "no_answer"),
        ("failed", False, "", "failed"),
        ("canceled", False, "", "failed"),
        ("", False, "", "failed"),
    ],
)
def test_dial_results(status: str, accepted: bool, bridged: str, result: str) -> None:
    assert dial_result(status, accepted=accepted, bridged=bridged) == result


def test_one_number_after_the_other() -> None:
    made, call = line("+1", "+2")
    step, ring_s = made.next_step(100.0)
    assert (step, ring_s) == (Ring("+1", "E2 no heat"), PROFILE.escalation.ring_s)
    assert made.dial_ended("CA9", "no-answer", "") == "no_answer"
    assert made.next_step(120.0)[0] == Ring("+2", "E2 no heat")
    made.accepted = True
    assert made.dial_ended("CA10", "completed", "true") == "answered"
    assert call.results == ["no_answer", "answered"]


def test_the_same_dial_result_twice_counts_once() -> None:
    made, call = line("+1", "+2")
    made.next_step(0.0)
    assert made.dial_ended("CA9", "busy", "") == "busy"
    made.next_step(1.0)
    assert made.dial_ended("CA9", "busy", "") is None
    assert call.results == ["busy"]


def test_the_whole_ladder_is_bounded() -> None:
    made, call = line("+1", "+2", "+3", "+4")
    made.next_step(0.0)
    made.dial_ended("a", "no-answer", "")
    step, ring_s = made.next_step(LADDER_S - 8.0)
    assert (step, ring_s) == (Ring("+2", "E2 no heat"), 8)
    made.dial_ended("b", "no-answer", "")
    assert made.next_step(LADDER_S - 1.0) == (Reconnect(), 0)
    assert call.results == ["no_answer"] * 4


def test_invitations_work_once() -> None:
    made, _ = line()
    token = made.invitation(0.0)
    assert made.invitation(0.5) == token
    assert not made.admit("x")
    assert not made.admit("ü\udcff")
    assert made.admit(token)
    assert not made.admit(token)
    assert not made.admit("")
    assert made.invitation(1.0) != token


def test_one_break_that_the_carrier_asks_about_twice_is_no_failing_stream() -> None:
    made, _ = line()
    made.invitation(9.9)
    assert not made.streams_fail(10.0)
    assert made.streams_fail(10.9)
    made.unreached = True
    assert made.streams_fail(10.0)
    assert made.admit(made.invitation(10.9))
    for paths in (1, 2):
        made.connected = paths
        made.path_broke()
        made.path_broke()
        assert made.broken == paths
        assert made.streams_fail(20.0) == (paths == 2)


def test_one_call_per_sid_and_none_when_full_or_draining(tmp_path: Path) -> None:
    async def main() -> None:
        opened: list[FakeCall] = []

        async def opener(ringing: Ringing) -> tuple[Any, Any]:
            await asyncio.sleep(0)
            opened.append(FakeCall())
            return opened[-1], PROFILE

        async with asyncio.TaskGroup() as group:
            board = Switchboard(opener, group, limit=1)
            first, second = await asyncio.gather(board.ring(RINGING), board.ring(RINGING))
            assert first is second
            assert len(opened) == 1
            assert await board.ring(Ringing("CA2", "", "")) == "overloaded"
            assert not await board.drain(0.0)
            assert await board.ring(Ringing("CA2", "", "")) == "draining"
            board.hung_up("CA1", "caller")
            board.hung_up("CA404", "caller")
            assert await board.drain(1.0)
            assert board.outcome("CA1") == "abandoned_mid"
            assert board.find("CA1") is None

    asyncio.run(main())


def test_a_stream_that_never_comes_ends_the_call() -> None:
    async def main() -> None:
        async def opener(ringing: Ringing) -> tuple[Any, Any]:
            return FakeCall(), PROFILE

        async with asyncio.TaskGroup() as group:
            board = Switchboard(opener, group, limit=1, connect_s=0.0)
            await board.ring(RINGING)
            assert await board.drain(1.0)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("asked", "comes", "outcome"),
    [(False, False, "abandoned_mid"), (True, False, None), (True, True, None)],
    ids=["hung up", "asked for another", "another came"],
)
def test_a_stream_that_the_carrier_stopped_to_ask_anew_is_no_hang_up(
    asked: bool, comes: bool, outcome: Outcome | None
) -> None:
    async def scene() -> None:
        call: Any = FakeCall()
        path: Any = None

        async def opener(_: Ringing) -> Any:
            return call, PROFILE

        async with asyncio.TaskGroup() as group:
            board = Switchboard(opener, group, limit=1)
            made = await board.ring(RINGING)
            assert isinstance(made, Line)
            assert made.admit(made.invitation(0.0))
            number = await board.attend(made, path)
            stopped = group.create_task(board.stopped(made, number))
            await asyncio.sleep(0.1)
            token = made.invitation(0.0) if asked else ""
            if comes:
                assert made.admit(token)
                await board.attend(made, path)
            await stopped
            assert call.outcome == outcome
            board.hung_up("CA1", "caller")

    run(scene())


def test_an_opener_that_fails_leaves_no_line() -> None:
    async def main() -> None:
        async def opener(ringing: Ringing) -> tuple[Any, Any]:
            raise LookupError("no company")

        async with asyncio.TaskGroup() as group:
            board = Switchboard(opener, group, limit=1)
            with pytest.raises(LookupError):
                await board.ring(RINGING)
            assert len(board) == 0

    asyncio.run(main())


def test_finish_is_no_ring() -> None:
    made, call = line()
    call.next_step = Finish  # type: ignore[method-assign]
    assert made.next_step(0.0) == (Finish(), 0)


def test_a_call_that_moved_away_may_come_back_while_its_old_line_still_ends() -> None:
    calls: list[FakeCall] = []

    async def opener(_: Ringing) -> Any:
        calls.append(FakeCall())
        return calls[-1], PROFILE

    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            board = Switchboard(opener, group, limit=5)
            first = await board.ring(RINGING)
            calls[0].moved = True
            assert board.find(RINGING.call_sid) is None
            second = await board.ring(RINGING)
            assert second is not first
            calls[0].gone.set()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert board.find(RINGING.call_sid) is second
            assert board.outcome(RINGING.call_sid) is None
            board.hung_up(RINGING.call_sid, "caller")

    asyncio.run(main())
