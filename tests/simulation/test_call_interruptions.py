"""Barge-in in virtual time: we fall silent, know what was heard, and go on after an "uh-huh"."""

import asyncio
import random

import pytest

from agent.call.needs import Tuning
from agent.events import Said, Say
from simulators.world.call import World, world
from simulators.world.loop import run
from simulators.world.parrot import Parrot
from simulators.world.tones import tone

LONG = (
    "one two three four five six seven eight nine ten eleven twelve, thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty. Thirty forty fifty sixty seventy eighty ninety."
)


def plain(text: str) -> list[str]:
    return [word.strip(".,?!").lower() for word in text.split()]


def silent_after(here: World, start: float) -> float:
    """Seconds from `start` until the caller hears nothing for 100 ms."""
    later = [at for at, _ in here.line.heard.frames if at >= start]
    last = start
    for at in later:
        if at - last > 0.1:
            break
        last = at
    return last - start


def test_caller_hears_silence_soon_after_beginning_to_speak() -> None:
    async def scene(wait: float) -> float:
        async with world(Parrot(LONG)) as here:
            await asyncio.sleep(wait)
            here.say("hold on wait please")
            start = asyncio.get_running_loop().time()
            await asyncio.sleep(3.0)
            return silent_after(here, start)

    times = sorted(run(scene(1.0 + place * 0.137)) for place in range(20))
    assert times[-1] <= 0.25


def test_a_path_that_can_stand_still_is_silent_sooner() -> None:
    async def scene(wait: float, pausing: bool) -> float:
        async with world(Parrot(LONG), pausing=pausing) as here:
            await asyncio.sleep(wait)
            here.say("hold on wait please")
            start = asyncio.get_running_loop().time()
            await asyncio.sleep(3.0)
            return silent_after(here, start)

    def slowest(pausing: bool) -> float:
        return max(run(scene(1.0 + place * 0.137, pausing)) for place in range(20))

    assert slowest(pausing=True) <= slowest(pausing=False) - 0.06


def test_what_is_urgent_sounds_on_a_path_that_stands_still() -> None:
    async def scene() -> None:
        async with world(Parrot("one two"), pausing=True) as here:
            mouth = here.call._turns.mouth
            await asyncio.sleep(0.3)
            for _ in range(100):
                await asyncio.sleep(0.01 if mouth._waiting else 0.0)
            mouth.hesitate(True)
            played = len(here.line.heard.frames)
            await asyncio.sleep(0.5)
            assert len(here.line.heard.frames) == played
            assert mouth.audible(asyncio.get_running_loop().time()) is not None
            mouth.say(Say(say=99, text="ninety", interruptible=False))
            await asyncio.sleep(1.0)
            assert here.heard() == ["one", "two", "ninety"]

    run(scene())


def test_carrier_holds_less_while_the_caller_may_begin_to_speak() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG)) as here:
            await asyncio.sleep(1.5)
            assert here.line.heard.most_ahead > 0.1
            here.call._turns.mouth.brace(True)
            await asyncio.sleep(0.2)
            here.line.heard.most_ahead = 0.0
            await asyncio.sleep(1.0)
            assert 0.0 < here.line.heard.most_ahead < 0.07
            here.call._turns.mouth.brace(False)
            await asyncio.sleep(1.0)
            assert here.line.heard.most_ahead > 0.1

    run(scene())


def test_three_interruptions_within_two_seconds() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG)) as here:
            await asyncio.sleep(1.5)
            for _ in range(3):
                here.say("stop now")
                here.line.speak(b"\xff" * 160 * 8)
            await asyncio.sleep(10.0)
            heard = here.state().heard
            assert " ".join(heard) == "stop now stop now stop now"
            assert here.heard()[-2:] == ["stop", "now"]
        assert here.call.leftovers() == ()

    run(scene())


@pytest.mark.parametrize("pausing", [False, True])
@pytest.mark.parametrize("delay", [0.0, 0.06])
def test_heard_text_is_right_within_one_word(delay: float, pausing: bool) -> None:
    async def scene(wait: float) -> int:
        async with world(Parrot(LONG), delay=delay, pausing=pausing) as here:
            await asyncio.sleep(wait)
            here.say("hold on wait please no")
            await asyncio.sleep(1.8)
            truth = [word for word in here.heard() if word in plain(LONG)]
            await asyncio.sleep(3.0)
            said: Said = here.state().said[0]
            assert said.cut
            assert plain(said.heard) == plain(LONG)[: len(plain(said.heard))]
            return abs(len(truth) - len(plain(said.heard)))

    moments = random.Random(5)
    errors = [run(scene(moments.uniform(0.8, 7.0))) for _ in range(30)]
    assert max(errors) <= 1


@pytest.mark.parametrize("pausing", [False, True])
def test_short_encouragement_lets_us_finish(pausing: bool) -> None:
    async def scene() -> None:
        async with world(Parrot(LONG), pausing=pausing) as here:
            await asyncio.sleep(1.5)
            here.say("uh-huh")
            await asyncio.sleep(10.0)
            assert here.state().heard == ()
            assert [said.cut for said in here.state().said] == [False]
            assert here.heard() == plain(LONG)
            assert here.line.heard.clears == []

    run(scene())


def test_long_encouragement_stops_us_and_we_go_on_where_we_were_cut() -> None:
    async def scene(resume: bool) -> None:
        tuning = Tuning(resume_after_backchannel=resume)
        async with world(Parrot(LONG), tuning=tuning) as here:
            await asyncio.sleep(1.5)
            here.say("okay yeah sure")
            await asyncio.sleep(12.0)
            assert len(here.line.heard.clears) == 1
            assert here.state().heard == ()
            assert here.state().said[0].cut is not resume
            heard = here.heard()
            if resume:
                assert set(heard) - {"?"} >= set(plain(LONG))
                assert len(heard) <= len(plain(LONG)) + 3
            else:
                assert len(heard) < 12

    run(scene(True))
    run(scene(False))


def test_encouragement_answers_a_yes_no_question() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG, expecting="yes_no")) as here:
            await asyncio.sleep(1.5)
            here.say("okay yeah sure")
            await asyncio.sleep(3.0)
            assert here.state().heard == ("okay yeah sure",)

    run(scene())


def test_encouragement_before_the_question_is_no_answer_to_it() -> None:
    async def scene() -> None:
        async with world(Parrot(f"{LONG} | shall we", expecting="yes_no")) as here:
            await asyncio.sleep(1.5)
            here.say("yeah")
            await asyncio.sleep(10.0)
            assert here.state().heard == ()
            assert [said.cut for said in here.state().said] == [False, False]

    run(scene())


def test_noise_while_we_speak_is_no_turn() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG)) as here:
            await asyncio.sleep(1.5)
            here.line.speak(tone(3700.0, 0.9, -12.0))
            await asyncio.sleep(12.0)
            assert here.state().heard == ()
            assert here.state().failures == ()
            assert here.state().said[0].cut is False

    run(scene())


def test_safety_words_are_spoken_to_their_end() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG, interruptible=False)) as here:
            await asyncio.sleep(1.5)
            here.say("hold on wait please no")
            await asyncio.sleep(12.0)
            assert here.line.heard.clears == []
            assert here.state().said[0] == Said(say=1, heard=LONG)
            assert here.state().heard == ("hold on wait please no",)

    run(scene())


def test_nothing_stale_is_spoken_after_an_interruption() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG)) as here:
            here.voice._rate = 1.2
            await asyncio.sleep(1.5)
            here.say("red green blue now")
            await asyncio.sleep(7.0)
            heard = here.heard()
            answer = ["you", "said", "red", "green", "blue", "now"]
            assert heard[-6:] == answer
            assert len(heard) < 6 + 10
            assert here.line.heard.most_ahead <= 0.16

    run(scene())


def test_key_stops_us_at_once() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG)) as here:
            await asyncio.sleep(2.0)
            here.line.press("0")
            await asyncio.sleep(0.5)
            assert len(here.line.heard.clears) == 1
            assert here.state().events[-2:] == ("Said", "Key")

    run(scene())
