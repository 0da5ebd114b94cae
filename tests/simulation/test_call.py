"""One call in virtual time, from ringing to its one outcome."""

import asyncio

import pytest

from agent.call.needs import Tuning
from agent.events import Said
from simulators.world.call import world
from simulators.world.loop import run
from simulators.world.parrot import GREETING, Parrot


def test_caller_hears_the_greeting_and_an_answer() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(6.0)
            assert here.heard() == GREETING.replace(",", "").replace("?", "").split()
            here.say("red green blue")
            await asyncio.sleep(4.0)
            assert here.state().heard == ("red green blue",)
            assert here.heard()[-5:] == ["you", "said", "red", "green", "blue"]
            assert [said.cut for said in here.state().said] == [False, False]
        assert here.call.outcome == "abandoned_mid"
        assert here.call.leftovers() == ()

    run(scene())


def test_goodbye_is_heard_before_the_call_ends() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(6.0)
            here.say("bye")
            await here.running
        assert here.heard()[-2:] == ["goodbye", "then"]
        assert here.call.outcome == "booked"
        assert here.call.leftovers() == ()
        assert here.line.closed

    run(scene())


def test_caller_who_interrupts_is_heard() -> None:
    async def scene() -> None:
        async with world(Parrot()) as here:
            await asyncio.sleep(1.5)
            here.say("stop stop stop now")
            await asyncio.sleep(5.0)
            said: tuple[Said, ...] = here.state().said
            assert said[0].cut
            heard = here.heard()
            assert heard[: len(said[0].heard.split())] == said[0].heard.replace(",", "").split()
            assert here.state().heard == ("stop stop stop now",)

    run(scene())


def test_silence_inside_a_sentence_is_counted_and_a_pause_of_ours_is_not() -> None:
    async def spoken(rate: float) -> tuple[int, float, int]:
        async with world(Parrot()) as here:
            here.voice._rate = rate
            await asyncio.sleep(1.2)
            here.say("stop")
            await asyncio.sleep(12.0)
            smooth = here.pacer.smoothness
            return smooth.underruns, smooth.silent_s, smooth.frames

    underruns, silent_s, frames = run(spoken(8.0))
    assert (underruns, silent_s) == (0, 0.0)
    assert frames > 100
    underruns, silent_s, _ = run(spoken(0.5))
    assert underruns > 5
    assert silent_s > 0.5


@pytest.mark.parametrize("head_start", [True, False])
def test_a_voice_whose_second_chunk_is_late_soon_has_no_holes(head_start: bool) -> None:
    async def scene() -> None:
        async with world(Parrot(), tuning=Tuning(head_start=head_start)) as here:
            here.voice.halt = 0.2
            await asyncio.sleep(6.0)
            holes = here.pacer.smoothness.underruns
            assert holes > 0
            for _ in range(3):
                here.say("red green blue")
                await asyncio.sleep(5.0)
            assert (here.pacer.smoothness.underruns == holes) == head_start
            assert here.heard()[-5:] == ["you", "said", "red", "green", "blue"]

    run(scene())
