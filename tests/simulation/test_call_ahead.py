"""The voice begins with likely answers early; a wrong guess costs nothing that is heard."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

import pytest

from agent.call.ahead import Ahead
from agent.call.needs import Tuning
from agent.events import Command, Language, Say
from agent.ports import ProviderError
from simulators.world.call import world
from simulators.world.loop import run
from simulators.world.parrot import Parrot


class Slow:
    """A voice of two chunks, a second each."""

    name = "slow"

    def __init__(self) -> None:
        self.began: list[str] = []
        self.ended: list[str] = []
        self.fault: ProviderError | None = None

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        self.began.append(text)
        for half in (b"1", b"2"):
            await asyncio.sleep(1.0)
            if self.fault is not None:
                raise self.fault
            yield half + text.encode()
        self.ended.append(text)


class NoClips:
    def get(self, text: str, language: Language, *, slow: bool) -> bytes | None:
        return b"clip" if text == "known" else None


def guess(*texts: str) -> list[Command]:
    return [Say(say=number, text=text) for number, text in enumerate(texts)]


def scene(play: Any) -> Any:
    async def inside() -> Any:
        async with asyncio.TaskGroup() as group:

            def start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
                return group.create_task(work)

            voice = Slow()
            return await play(voice, Ahead(voice, NoClips(), start))

    return run(inside())


async def spoken(ahead: Ahead, text: str) -> tuple[float, bytes]:
    """(seconds to the first audio, all of it)."""
    loop = asyncio.get_running_loop()
    began, first, audio = loop.time(), -1.0, b""
    async for chunk in ahead.synthesize(text, "en", slow=False):
        first = loop.time() - began if not audio else first
        audio += chunk
    return round(first, 2), audio


def test_guessed_clause_is_at_hand_and_made_once() -> None:
    async def play(voice: Slow, ahead: Ahead) -> None:
        ahead.prepare([guess("known", "right", "next")])
        await asyncio.sleep(0.8)
        assert await spoken(ahead, "right") == (0.2, b"1right2right")
        assert (await spoken(ahead, "next"))[0] == 1.0
        assert voice.began == ["right", "next"]

    scene(play)


def test_wrong_guess_is_dropped_for_what_is_really_said() -> None:
    async def play(voice: Slow, ahead: Ahead) -> None:
        ahead.prepare([guess("wrong", "worse")])
        await asyncio.sleep(0.5)
        assert await spoken(ahead, "right") == (1.0, b"1right2right")
        assert voice.began == ["wrong", "right"]
        assert voice.ended == ["right"]

    scene(play)


def test_same_guess_again_goes_on_and_another_one_takes_over() -> None:
    async def play(voice: Slow, ahead: Ahead) -> None:
        ahead.prepare([guess("yes"), guess("no")])
        await asyncio.sleep(0.5)
        ahead.prepare([guess("yes")])
        await asyncio.sleep(0.5)
        ahead.prepare([guess("other")])
        await asyncio.sleep(3.0)
        assert voice.began == ["yes", "other"]

    scene(play)


def test_fault_of_the_voice_reaches_whoever_wants_the_clause() -> None:
    async def play(voice: Slow, ahead: Ahead) -> None:
        voice.fault = ProviderError("broken", "no sound")
        ahead.prepare([guess("right")])
        await asyncio.sleep(0.5)
        with pytest.raises(ProviderError):
            await spoken(ahead, "right")
        voice.fault = None
        assert await spoken(ahead, "right") == (1.0, b"1right2right")

    scene(play)


def test_calls_with_and_without_guesses_say_the_same_and_leave_nothing() -> None:
    async def talk(speak_ahead: bool) -> tuple[list[str], tuple[str, ...]]:
        tuning = Tuning(speak_ahead=speak_ahead)
        async with world(Parrot(expecting="yes_no"), tuning=tuning) as here:
            await asyncio.sleep(5.0)
            here.say("my furnace is out")
            await asyncio.sleep(5.0)
            here.say("crash")
            await asyncio.sleep(8.0)
            heard = here.heard()
        return heard, here.call.leftovers()

    before, after = run(talk(False)), run(talk(True))
    assert before == after
    assert before[1] == ()
