"""The small parts of a call: timers, pacer, noise floor, backchannels, latency, tools."""

import asyncio

import pytest

from agent.call.backchannel import is_backchannel, misheard
from agent.call.effects import use_tool
from agent.call.floor import STIR_WINDOWS, NoiseFloor, Stir
from agent.call.latency import TurnClock
from agent.call.pacer import Pacer
from agent.call.segments import Segments
from agent.call.timers import Timers
from agent.events import (
    Done,
    FindVisits,
    KnownCaller,
    StartTimer,
    TimerFired,
    Tool,
    ToolDone,
    ToolFailed,
    ToolResult,
    UseTool,
)
from agent.ports import CallRef, ProviderError
from simulators.world.loop import Deadlock, run

REF = CallRef("CA1", "C1", "acme", "")


def timers_at(*steps: tuple[float, str]) -> list[tuple[float, TimerFired]]:
    """Do `steps` (time, what) and return what fired when."""

    async def scene() -> list[tuple[float, TimerFired]]:
        loop = asyncio.get_running_loop()
        fired: list[tuple[float, TimerFired]] = []
        timers = Timers(loop, lambda event: fired.append((loop.time(), event)))
        for at, what in steps:
            await asyncio.sleep(at - loop.time())
            if what == "start":
                timers.start(StartTimer(timer="silence", number=len(fired) + 1, seconds=5.0))
            elif what == "wait":
                timers.start(StartTimer(timer="wait", number=9, seconds=5.0))
            elif what == "cancel":
                timers.cancel("silence")
            elif what == "close":
                timers.close()
            else:
                timers.speaking(int(what))
        await asyncio.sleep(20.0)
        assert len(timers) == 0 or steps[-1][1] == "1"
        return fired

    return run(scene())


def test_silence_counts_only_while_nobody_speaks() -> None:
    assert [at for at, _ in timers_at((0.0, "start"), (3.0, "1"), (4.0, "0"))] == [9.0]
    assert [at for at, _ in timers_at((0.0, "1"), (0.0, "start"), (4.0, "0"))] == [9.0]
    assert timers_at((0.0, "start"), (1.0, "1")) == []


def test_one_more_voice_does_not_restart_silence() -> None:
    steps = ((0.0, "2"), (0.0, "start"), (1.0, "1"), (3.0, "0"))
    assert [at for at, _ in timers_at(*steps)] == [8.0]


def test_other_timers_run_through_speech() -> None:
    assert [at for at, _ in timers_at((0.0, "wait"), (1.0, "1"), (2.0, "0"))] == [5.0]


def test_restarted_and_cancelled_timers() -> None:
    assert [at for at, _ in timers_at((0.0, "start"), (2.0, "start"))] == [7.0]
    assert timers_at((0.0, "start"), (2.0, "cancel")) == []
    assert timers_at((0.0, "start"), (1.0, "close"), (2.0, "start")) == []


class Member:
    def __init__(self, ticks: int, bug_at: int = -1) -> None:
        self.left = ticks
        self.bug_at = bug_at
        self.times: list[float] = []
        self.error: Exception | None = None

    def pump(self, now: float) -> bool:
        self.times.append(now)
        self.left -= 1
        if self.left == self.bug_at:
            raise RuntimeError("bug")
        return self.left > 0

    def failed(self, error: Exception) -> None:
        self.error = error


def test_pacer_keeps_its_grid_and_sleeps_when_nothing_is_left() -> None:
    async def scene() -> None:
        loop = asyncio.get_running_loop()
        pacer = Pacer(loop)
        first, second = Member(50), Member(3)
        await asyncio.sleep(0.0131)
        pacer.add(first)
        await asyncio.sleep(0.5)
        pacer.add(second)
        await asyncio.sleep(2.0)
        assert first.times == pytest.approx([0.02 * place for place in range(1, 51)])
        assert len(second.times) == 3
        assert first not in pacer
        assert second not in pacer
        with pytest.raises(Deadlock):
            loop._jumping.select(None)  # type: ignore[attr-defined]

    run(scene())


def test_bug_in_one_member_leaves_the_others_paced() -> None:
    async def scene() -> None:
        pacer = Pacer(asyncio.get_running_loop())
        broken, sound = Member(50, bug_at=40), Member(50)
        pacer.add(broken)
        pacer.add(sound)
        await asyncio.sleep(2.0)
        assert len(broken.times) == 10
        assert isinstance(broken.error, RuntimeError)
        assert len(sound.times) == 50

    run(scene())


def test_young_sounds_are_noticed_and_lasting_noise_is_not() -> None:
    stir = Stir()
    quiet, loud = [-64.0] * 8, [-30.0] * 4
    assert [stir.hear(level, -65.0) for level in quiet] == [False] * 8
    assert all(stir.hear(level, -65.0) for level in loud)
    assert [stir.hear(level, -65.0) for level in quiet] == [True] * 4 + [False] * 4
    lasting = [stir.hear(-30.0, -65.0) for _ in range(60)]
    assert lasting == [True] * STIR_WINDOWS + [False] * (60 - STIR_WINDOWS)


def test_noise_floor_follows_the_line() -> None:
    floor = NoiseFloor()
    for _ in range(200):
        floor.hear(-40.0, speech=False)
    assert floor.db == pytest.approx(-40.0)
    for _ in range(60):
        floor.hear(-15.0, speech=True)
    assert floor.db < -38.0
    for _ in range(10):
        floor.hear(-70.0, speech=False)
    assert floor.db < -65.0


@pytest.mark.parametrize(
    ("text", "expecting", "yes"),
    [
        ("uh-huh", "free", True),
        ("Mm hmm.", "free", True),
        ("okay", "phone", True),
        ("I see, okay", "free", True),
        ("all right", "free", True),
        ("okay", "yes_no", False),
        ("okay but wait", "free", False),
        ("no", "free", False),
        ("see you", "free", False),
        ("", "yes_no", True),
    ],
)
def test_backchannels(text: str, expecting: str, yes: bool) -> None:
    assert is_backchannel(text, expecting) is yes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "seconds", "yes"),
    [
        ("That's all right.", 0.38, True),
        ("Have a high up.", 0.42, True),
        ("No.", 0.2, False),
        ("Stop it.", 0.45, False),
        ("Operator.", 0.64, False),
        ("My furnace is leaking gas", 0.61, False),
    ],
)
def test_sounds_too_short_for_their_words(text: str, seconds: float, yes: bool) -> None:
    assert misheard(text, seconds) is yes


def test_stages_of_a_turn_add_up() -> None:
    clock = TurnClock(turn=3, speech_ended=10.0, endpoint=10.6, transcript=10.5)
    clock.answered(7, 10.61)
    clock.first_audio(8, 10.65)
    clock.first_audio(7, 10.7)
    assert clock.sent(8, 10.7) is None
    timing = clock.sent(7, 10.72)
    assert timing is not None
    assert timing.endpoint_ms == pytest.approx(600)
    assert timing.transcript_ms == 0
    assert timing.step_ms == pytest.approx(10)
    assert timing.voice_ms == pytest.approx(90)
    assert timing.total_ms == pytest.approx(720)


class Desk:
    """Answers with what it is given, one after the other."""

    def __init__(self, *answers: ToolResult | str) -> None:
        self.answers = list(answers)
        self.ops: list[int] = []

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        self.ops.append(op)
        answer = self.answers.pop(0)
        if answer == "hang":
            await asyncio.sleep(1e6)
        if isinstance(answer, str):
            raise ProviderError(answer, "as told")  # type: ignore[arg-type]
        return answer

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        return None


@pytest.mark.parametrize(
    ("answers", "event", "asked"),
    [
        ([Done(id=1)], ToolDone(op=4, result=Done(id=1)), 1),
        (["hang", Done(id=1)], ToolDone(op=4, result=Done(id=1)), 2),
        (["slow", "hang", Done(id=1)], ToolDone(op=4, result=Done(id=1)), 3),
        (["slow", "slow", "slow"], ToolFailed(op=4, reason="slow"), 3),
        (["broken"], ToolFailed(op=4, reason="broken"), 1),
    ],
)
def test_slow_tools_are_asked_again(
    answers: list[ToolResult | str], event: ToolDone | ToolFailed, asked: int
) -> None:
    desk = Desk(*answers)
    command = UseTool(op=4, tool=FindVisits(code="1"))
    assert run(use_tool(desk, REF, command, deadline=2.0)) == event
    assert desk.ops == [4] * asked


def test_segments_keep_a_preroll_and_survive_short_dips() -> None:
    segments = Segments()
    probabilities = [0.0] * 20 + [0.9] * 6 + [0.1] + [0.9] * 6 + [0.0] * 10
    for place, probability in enumerate(probabilities):
        segments.push(bytes([place]) * 256)
        segments.judge(probability)
    assert segments.state == "pausing"
    assert segments.began == 20 * 256
    assert segments.ended == 33 * 256
    assert segments.pause == pytest.approx(0.32)
    audio = segments.audio()
    assert audio[0] == 5
    assert audio[-1] == 42
    assert len(audio) == segments.position - segments.began + 0.45 * 8000


def test_one_odd_window_begins_nothing() -> None:
    segments = Segments()
    for probability in [0.0, 0.9, 0.0, 0.0, 0.9, 0.0]:
        segments.push(bytes(256))
        segments.judge(probability)
    assert segments.state == "silent"
