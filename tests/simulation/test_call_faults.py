"""One call among failing parts: it always ends once, tells no lies and leaves nothing behind."""

import asyncio
import errno
import os
import random
from pathlib import Path

import pytest

from agent.call.journal import read
from agent.call.mouth import Mouth
from agent.call.needs import Tuning
from agent.call.transfer import Finish, Reconnect, Ring
from agent.ports import ProviderError
from simulators.world.call import world
from simulators.world.line import Line
from simulators.world.loop import run
from simulators.world.parrot import Parrot


def test_hang_up_at_any_moment_leaves_nothing() -> None:
    moments = random.Random(1)
    words = ["find me", "bye", "a person please", "crash", "red green", "gas here"]

    async def scene(seed: int) -> None:
        async with world(Parrot(), queues={"office": ("+1",)}) as here:
            chance = random.Random(seed)
            for _ in range(chance.randrange(1, 4)):
                here.line.speak(b"\xff" * 160 * chance.randrange(200))
                here.say(chance.choice(words))
            await asyncio.sleep(moments.uniform(0.0, 12.0))
            if chance.random() < 0.3:
                here.line.cut()
            here.call.hung_up("caller")
            outcome = await here.running
            assert outcome == here.call.outcome
            assert here.call.leftovers() == ()
            assert here.recognizer.running == 0
            clock = asyncio.get_running_loop().time()
            sent = len(here.line.heard.frames)
            await asyncio.sleep(5.0)
            assert len(here.line.heard.frames) <= sent + 8, clock
        assert len(asyncio.all_tasks()) == 1

    for seed in range(200):
        run(scene(seed))


def test_recogniser_that_hangs_does_not_stop_the_call() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(6.0)
            here.recognizer.hang = True
            here.say("red green")
            await asyncio.sleep(14.0)
            assert here.state().failures == ("slow",)
            here.recognizer.hang = False
            here.say("red green")
            await asyncio.sleep(4.0)
            assert here.state().heard == ("red green",)

    run(scene())


def test_recogniser_fault_is_told_as_not_understood() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(6.0)
            here.recognizer.fault = ProviderError("broken", "worker died")
            here.say("red green")
            await asyncio.sleep(4.0)
            assert here.state().failures == ("broken",)

    run(scene())


def test_voice_that_dies_hands_the_caller_to_people() -> None:
    async def scene() -> None:
        async with world(Parrot(), queues={"office": ("+12145550100",)}) as here:
            here.voice.fault = ProviderError("broken", "no voice")
            await asyncio.sleep(20.0)
            here.say("red")
            await asyncio.sleep(60.0)
            assert here.line.closed
            assert here.call.next_step() == Ring("+12145550100", "")
            here.call.dial_ended("answered")
            await here.running
        assert here.call.outcome == "system_error"
        assert here.call.leftovers() == ()

    run(scene())


def test_voice_that_fails_once_cuts_that_sentence_only() -> None:
    async def scene() -> None:
        async with world(Parrot("hello there")) as here:
            here.voice.fault = ProviderError("slow", "late")
            await asyncio.sleep(1.0)
            here.voice.fault = None
            said = here.state().said[0]
            assert (said.heard, said.cut) == ("", True)
            here.say("red")
            await asyncio.sleep(4.0)
            assert here.heard() == ["you", "said", "red"]

    run(scene())


def test_bug_in_the_dialogue_ends_this_call_with_an_apology() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(6.0)
            here.say("crash")
            await here.running
        assert here.call.outcome == "system_error"
        assert here.heard()[-3:] == ["on", "our", "end"]
        assert here.call.leftovers() == ()

    run(scene())


@pytest.mark.parametrize("where", ["pump", "mark_returned", "_mark_lost"])
def test_bug_in_the_shell_ends_this_call_only(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*args: object) -> bool:
        raise RuntimeError("the shell has a bug")

    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(1.0)
            here.line.mute_marks = where == "_mark_lost"
            monkeypatch.setattr(Mouth, where, bug)
            await asyncio.sleep(60.0)
            assert here.running.done()
        assert here.call.outcome == "system_error"
        assert here.call.leftovers() == ()

    run(scene())


def test_transfer_rings_one_after_the_other_and_comes_back() -> None:
    async def scene() -> None:
        async with world(Parrot(), queues={"office": ("+1", "+2")}) as here:
            await asyncio.sleep(6.0)
            here.say("person")
            await asyncio.sleep(4.0)
            assert here.heard()[-3:] == ["one", "moment", "please"]
            assert here.line.closed
            assert here.call.next_step() == Ring("+1", "a caller")
            await asyncio.sleep(20.0)
            here.call.dial_ended("no_answer")
            assert here.call.next_step() == Ring("+2", "a caller")
            await asyncio.sleep(20.0)
            here.call.dial_ended("busy")
            assert here.call.next_step() == Reconnect()
            back = Line(asyncio.get_running_loop())
            await asyncio.sleep(0.5)
            attending = asyncio.get_running_loop().create_task(here.call.attend(back))
            await asyncio.sleep(3.0)
            here.line = back
            assert here.heard() == ["nobody", "answers"]
            here.say("bye")
            await here.running
            await attending
        assert here.call.outcome == "booked"
        assert here.call.next_step() == Finish()

    run(scene())


def test_answered_transfer_ends_the_call() -> None:
    async def scene() -> None:
        async with world(Parrot(), queues={"office": ("+1",)}) as here:
            await asyncio.sleep(6.0)
            here.say("person")
            await asyncio.sleep(4.0)
            here.call.dial_ended("answered")
            await here.running
        assert here.call.outcome == "transferred_planned"

    run(scene())


def test_transfer_without_news_counts_as_failed() -> None:
    async def scene() -> None:
        async with world(Parrot(), queues={"office": ("+1",)}) as here:
            await asyncio.sleep(6.0)
            here.say("person")
            await here.running
        assert here.call.outcome == "abandoned_mid"
        assert "TransferEnded" in here.state().events

    run(scene())


def test_lost_path_that_comes_back_goes_on() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(2.0)
            here.line.cut()
            await asyncio.sleep(1.0)
            assert here.call.next_step() == Reconnect()
            await asyncio.sleep(0.5)
            here.line = Line(asyncio.get_running_loop())
            attending = asyncio.get_running_loop().create_task(here.call.attend(here.line))
            await asyncio.sleep(0.1)
            assert here.state().events[-1] == "Reconnected"
            here.say("bye")
            await here.running
            await attending
        assert here.call.outcome == "booked"

    run(scene())


def test_lost_path_that_stays_away_ends_the_call() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(2.0)
            here.line.cut()
            await here.running
            assert asyncio.get_running_loop().time() == pytest.approx(12.0, abs=0.1)
        assert here.call.outcome == "abandoned_early"

    run(scene())


def test_frames_that_stop_and_burst_still_end_the_turn() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(6.0)
            seconds = here.say("red green")
            await asyncio.sleep(seconds + 0.3)
            here.line.freeze(True)
            await asyncio.sleep(3.0)
            assert here.state().heard == ("red green",)
            here.line.freeze(False)
            await asyncio.sleep(3.0)
            assert here.state().heard == ("red green",)

    run(scene())


def test_lost_marks_do_not_keep_the_call_waiting() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            here.line.mute_marks = True
            await asyncio.sleep(9.0)
            here.say("bye")
            await here.running
        assert here.call.outcome == "booked"
        assert here.heard()[-2:] == ["goodbye", "then"]

    run(scene())


def test_slow_office_is_asked_again_under_the_same_number() -> None:
    async def scene() -> None:
        async with world(Parrot(), tuning=Tuning(tool_deadline=1.0)) as here:
            here.office.seconds = 30.0
            await asyncio.sleep(6.0)
            here.say("find")
            await asyncio.sleep(8.0)
            assert [op for op, _ in here.office.used] == [1, 1, 1]
            assert here.heard()[-2:] == ["failed", "slow"]

    run(scene())


def test_tool_of_a_gone_caller_still_finishes() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(6.0)
            here.say("find")
            here.office.seconds = 2.0
            await asyncio.sleep(2.0)
            assert len(here.office.used) == 1
            here.call.hung_up("caller")
            await here.running
            assert here.state().events[-2:] == ("HungUp", "ToolDone")

    run(scene())


def test_full_disk_marks_the_journal_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write

    async def scene() -> None:
        async with world(Parrot(), journals=tmp_path) as here:
            await asyncio.sleep(3.0)

            def full(file: int, data: bytes) -> int:
                raise OSError(errno.ENOSPC, "no space left on device")

            monkeypatch.setattr(os, "write", full)
            await asyncio.sleep(3.0)
            here.say("bye")
            await here.running
            monkeypatch.setattr(os, "write", real)
        assert here.call.outcome == "booked"
        assert here.call.journal_incomplete
        assert here.call.leftovers() == ()

    run(scene())
    recording = read(tmp_path / "2026-11-23" / "CA1.jsonl")
    assert [type(entry.event).__name__ for entry in recording.entries] == ["CallStarted"]


def test_journal_replays_the_call(tmp_path: Path) -> None:
    async def scene() -> None:
        async with world(Parrot(), journals=tmp_path) as here:
            await asyncio.sleep(2.0)
            here.say("red green blue")
            await asyncio.sleep(5.0)
            here.say("find")
            await asyncio.sleep(5.0)
            here.say("bye")
            await here.running

    run(scene())
    recording = read(tmp_path / "2026-11-23" / "CA1.jsonl")
    parrot = Parrot()
    state = parrot.begin()
    assert recording.segments[0].header.state == parrot.snapshot(state)
    for entry in recording.entries:
        state, commands = parrot.step(state, entry.at, entry.event)
        assert commands == entry.commands
    assert [line.timing.turn for line in recording.timings] == [1, 2, 3]
    for line in recording.timings:
        timing = line.timing
        stages = (
            timing.endpoint_ms
            + timing.transcript_ms
            + timing.step_ms
            + timing.voice_ms
            + timing.send_ms
        )
        assert stages == pytest.approx(timing.total_ms)
        assert 200 < timing.total_ms < 2000
