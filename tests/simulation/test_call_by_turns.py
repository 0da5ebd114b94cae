"""The real call on a path by turns, in virtual time: a small dialogue answers webhooks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from agent.call.transfer import Ring
from agent.events import Guess, Language
from agent.ports import ProviderError, Transcript
from agent.transports.twilio_gather import CARRIED_OUT, LIMIT_S, GatherTransport, News, Turn
from simulators.world.call import World, world
from simulators.world.loop import run
from simulators.world.parrot import Parrot

TWO = "welcome to the company | how may we help you today"


class Carrier:
    """Asks as a carrier does; `heard` is what it was told to play."""

    def __init__(self, here: World) -> None:
        self.here = here
        self.path = GatherTransport()
        self.heard: list[str] = []
        self.turn = Turn(0, "over")
        self._serving = asyncio.get_running_loop().create_task(here.call.attend(self.path))

    async def ask(self, news: News = CARRIED_OUT, after: float = 0.0) -> list[str]:
        """Report what came of the document, `after` seconds from its answer; what to play now."""
        await asyncio.sleep(after)
        self.turn = await self.path.answer(self.turn.number, news)
        texts = [prompt.text for prompt in self.turn.prompts]
        self.heard += texts
        return texts


def scene(
    play: Callable[[World, Carrier], Coroutine[Any, Any, None]],
    greeting: str = TWO,
    **more: Any,
) -> None:
    async def main() -> None:
        async with world(Parrot(greeting), **more) as here:
            await asyncio.sleep(0.1)
            carrier = Carrier(here)
            await asyncio.sleep(0)
            await play(here, carrier)
        assert here.call.leftovers() == ()

    run(main())


def said(here: World) -> list[tuple[str, bool]]:
    return [(one.heard, one.cut) for one in here.state().said]


async def spoken_to(here: World, carrier: Carrier, words: str = "red") -> None:
    """The caller has said something, and the answer is under way to their ear."""
    await carrier.ask()
    assert await carrier.ask(News(words=words), 6.0) == [f"you said {words}"]


def test_words_are_answered_and_proved_heard_by_the_next_webhook() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await spoken_to(here, carrier)
        assert ("you said red", False) not in said(here)
        assert await carrier.ask(News(words="blue"), 6.0) == ["you said blue"]
        assert ("you said red", False) in said(here)
        assert here.state().heard == ("red", "blue")

    scene(play)


def test_silence_that_the_carrier_counted_is_the_dialogues() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await spoken_to(here, carrier)
        assert carrier.turn.patience == 5.0
        await asyncio.sleep(60.0)
        assert "TimerFired" not in here.state().events  # nobody else counts it
        assert await carrier.ask(News(silent=True)) == ["are you there"]

    scene(play)


@pytest.mark.parametrize(("seconds", "words"), [(1.0, "answered"), (30.0, "failed")])
def test_the_office_may_be_slow_but_the_carrier_is_answered(seconds: float, words: str) -> None:
    async def play(here: World, carrier: Carrier) -> None:
        here.office.seconds = seconds
        await carrier.ask()
        loop, news = asyncio.get_running_loop(), News(words="find it")
        while not any(words in text for text in carrier.heard):
            began = loop.time() + 6.0
            await carrier.ask(news, 6.0)
            assert loop.time() - began <= LIMIT_S + 0.01
            news = CARRIED_OUT
        assert {op for op, _ in here.office.used} == {1}

    scene(play)


def test_a_caller_who_speaks_into_a_sentence_cuts_it_there() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await spoken_to(here, carrier, "one two three four five six seven eight nine ten")
        await asyncio.sleep(2.0)
        carrier.path.partial(carrier.turn.number, 0, "stop")
        await asyncio.sleep(0)
        assert await carrier.ask(News(words="stop it please"), 1.0) == ["you said stop it please"]
        heard, cut = next(one for one in said(here) if one[0].startswith("you said one"))
        assert cut
        assert 3 <= len(heard.split()) < 12

    scene(play)


def test_assent_does_not_take_the_floor() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await spoken_to(here, carrier, "one two three four five six seven eight nine ten")
        rest = await carrier.ask(News(words="uh-huh"), 1.5)
        assert rest == ["you said one two three four five six seven eight nine ten"]
        assert 0 < carrier.turn.prompts[0].seconds < 10.0
        assert here.state().heard == ("one two three four five six seven eight nine ten",)

    scene(play)


def test_words_that_came_to_nothing_give_the_floor_back() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await spoken_to(here, carrier)
        await asyncio.sleep(3.0)
        carrier.path.partial(carrier.turn.number, 0, "hm")
        await carrier.ask(News(silent=True), 5.0)
        assert await carrier.ask(News(words="blue"), 5.0) == ["you said blue"]

    scene(play)


def test_last_words_are_played_before_the_call_ends() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await carrier.ask()
        assert await carrier.ask(News(words="bye"), 6.0) == ["goodbye then"]
        assert carrier.turn.kind == "leave"
        assert here.call.outcome is None
        assert await carrier.ask(CARRIED_OUT, 2.0) == []
        assert carrier.turn.kind == "over"
        assert await here.running == "booked"

    scene(play)


def test_a_call_that_breaks_apologises_and_ends_without_listening() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await carrier.ask()
        (sorry,) = await carrier.ask(News(words="crash"), 6.0)
        assert sorry.startswith("I'm sorry")
        assert carrier.turn.kind == "leave"
        await carrier.ask(CARRIED_OUT, 4.0)
        assert carrier.turn.kind == "over"
        assert await here.running == "system_error"

    scene(play)


def test_a_transfer_ends_the_path_and_the_next_one_goes_on() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await carrier.ask()
        await carrier.ask(News(words="a person"), 6.0)
        await carrier.ask(CARRIED_OUT, 2.0)
        assert carrier.turn.kind == "over"
        assert here.call.next_step() == Ring("+12145550100", "a caller")
        here.call.dial_ended("busy")
        again = Carrier(here)
        assert await again.ask() == ["nobody answers"]

    scene(play, queues={"office": ("+12145550100",)})


def test_a_clause_without_a_voice_is_left_to_the_carrier() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await carrier.ask()

        async def mute(text: str, language: Language, *, slow: bool) -> AsyncIterator[bytes]:
            raise ProviderError("broken", "no voice")
            yield b""

        here.voice.synthesize = mute  # type: ignore[method-assign]
        assert await carrier.ask(News(words="red"), 6.0) == ["you said red"]
        assert carrier.turn.prompts[0].audio == b""
        await carrier.ask(News(words="blue"), 6.0)
        assert ("you said red", False) in said(here)
        assert here.call.outcome != "system_error"

    scene(play)


def test_the_intent_model_reads_the_carriers_words() -> None:
    class Reading:
        async def transcribe(self, *args: Any, **more: Any) -> Transcript:
            raise AssertionError("there is no audio")

        async def read(self, found: Transcript, expecting: str) -> Transcript:
            await asyncio.sleep(1.5)
            return Transcript(f"{found.text} indeed", 1.0, guess=Guess(ranked=(), model="m"))

    async def play(here: World, carrier: Carrier) -> None:
        await carrier.ask()
        assert await carrier.ask(News(words="red"), 6.0) == ["you said red indeed"]

    scene(play, recognizer=Reading())


def test_a_carrier_that_never_asks_again_has_lost_the_path() -> None:
    async def play(here: World, carrier: Carrier) -> None:
        await carrier.ask()
        assert await here.running == "abandoned_early"

    scene(play)
