"""The path by turns alone, in virtual time: when it answers, what counts, and once only."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from agent.events import Expect
from agent.ports import (
    Announcement,
    Floor,
    Inbound,
    KeyPress,
    Mark,
    Quiet,
    TurnTransport,
    Words,
)
from agent.transports.twilio_gather import (
    CARRIED_OUT,
    COVER_S,
    LIMIT_S,
    LULL_S,
    REMEMBERED,
    SILENT_S,
    TYPING_S,
    GatherTransport,
    News,
    Turn,
)
from simulators.world.loop import run

CALLERS = Floor(
    expect=Expect(what="free"),
    working=False,
    making=False,
    unsaid=False,
    urgent=False,
    leaving=False,
    patience=5.0,
    pause=0.6,
)
OURS = replace(CALLERS, working=True)


def announcement(mark: str, *, seconds: float = 2.0, interruptible: bool = True) -> Announcement:
    return Announcement(mark, mark, "en", b"\xff" * 160, seconds, interruptible)


class Side:
    """The call as a path sees it: reads what comes, says what it is told to say."""

    def __init__(self, path: GatherTransport) -> None:
        self.path = path
        self.came: list[Inbound] = []
        self.ready: list[Announcement] = []
        self.reacts: Callable[[Inbound], None] = lambda _: None
        path.attach(self.take)

    def take(self) -> tuple[Announcement, ...]:
        taken, self.ready = tuple(self.ready), []
        return taken

    def say(self, *marks: str, floor: Floor = CALLERS, seconds: float = 2.0) -> None:
        self.ready += [announcement(mark, seconds=seconds) for mark in marks]
        self.path.floor(replace(floor, unsaid=True))

    async def read(self) -> None:
        async for item in self.path.inbound():
            self.came.append(item)
            self.reacts(item)


def scene(play: Callable[[GatherTransport, Side], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        path = GatherTransport()
        side = Side(path)
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(side.read())
            await play(path, side)
            await path.close()
            path.finish()
            await reading

    run(main())


async def opened(path: GatherTransport, side: Side, *marks: str) -> Turn:
    side.say(*(marks or ("hello",)))
    return await path.answer(0, CARRIED_OUT)


def now() -> float:
    return asyncio.get_running_loop().time()


def test_it_is_a_path_by_turns() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        assert isinstance(path, TurnTransport)

    scene(play)


def test_words_are_answered_at_once_and_what_was_played_is_told_first() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        first = await opened(path, side, "one", "two")
        assert (first.number, first.kind, len(first.prompts)) == (1, "ask", 2)
        await asyncio.sleep(8.0)
        began = now()
        side.reacts = lambda item: side.say("fine") if isinstance(item, Words) else None
        path.floor(CALLERS)
        second = await path.answer(1, News(words="no heat"))
        assert (second.number, [prompt.mark for prompt in second.prompts]) == (2, ["fine"])
        assert now() == began
        assert side.came == [Mark("one"), Mark("two"), Words("no heat")]

    scene(play)


def test_the_same_news_acts_once_however_often_and_late_it_comes() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side)
        side.reacts = lambda item: side.say("fine") if isinstance(item, Words) else None
        path.floor(CALLERS)
        await asyncio.sleep(3.0)
        news = News(words="no heat")
        answers = await asyncio.gather(*(path.answer(1, news) for _ in range(5)))
        late = await path.answer(1, news)
        assert len({id(answer) for answer in (*answers, late)}) == 1
        assert side.came.count(Words("no heat")) == 1
        unknown = await path.answer(77, News(words="something else"))
        assert unknown.number == 2
        assert Words("something else") not in side.came

    scene(play)


def test_news_of_a_document_long_forgotten_does_not_count() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side)
        for number in range(1, REMEMBERED + 3):
            side.say(f"{number}")
            await path.answer(number, News(silent=True))
        heard = len(side.came)
        again = await path.answer(1, News(words="gas"))
        assert again.number == path.number
        assert len(side.came) == heard

    scene(play)


def test_words_over_a_prompt_prove_only_what_was_played_by_then() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side, "one", "two")
        path.floor(CALLERS)
        await asyncio.sleep(3.0)
        side.reacts = lambda item: path.clear() if isinstance(item, Words) else None
        await path.answer(1, News(words="stop"))
        assert side.came == [Mark("one"), Words("stop"), Mark("two")]  # the last proves nothing

    scene(play)


def test_slow_work_is_covered_by_what_is_ready() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side)
        side.reacts = lambda item: side.say("one moment", floor=OURS)
        began = now()
        cover = await path.answer(1, News(words="book it"))
        assert (cover.kind, cover.prompts[0].mark) == ("cover", "one moment")
        assert now() - began == pytest.approx(COVER_S, abs=0.01)
        assert cover.listens
        side.reacts = lambda _: None
        path.floor(OURS)
        pause = await path.answer(2, CARRIED_OUT)
        assert (pause.kind, pause.prompts) == ("cover", ())
        assert now() - began == pytest.approx(COVER_S + LIMIT_S, abs=0.01)
        assert not pause.listens

    scene(play)


def test_urgent_words_do_not_wait_for_the_office_but_are_said_in_one_piece() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side)
        urgent = replace(OURS, urgent=True)
        loop = asyncio.get_running_loop()

        def react(item: Inbound) -> None:
            if isinstance(item, Words):
                side.say("get out", floor=replace(urgent, making=True))
                loop.call_later(0.5, lambda: side.say("now", floor=urgent))

        side.reacts = react
        began = now()
        turn = await path.answer(1, News(words="gas"))
        assert [prompt.mark for prompt in turn.prompts] == ["get out", "now"]
        assert (turn.kind, now() - began) == ("cover", pytest.approx(0.5))

    scene(play)


def test_with_nothing_to_say_it_listens_again_after_a_lull() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side)
        path.floor(CALLERS)
        began = now()
        turn = await path.answer(1, News(silent=True))
        assert (turn.kind, turn.prompts) == ("ask", ())
        assert now() - began == pytest.approx(LULL_S, abs=0.01)
        assert side.came == [Mark("hello"), Quiet()]

    scene(play)


def test_last_words_are_said_without_listening_and_then_it_is_over() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side)
        leaving = replace(CALLERS, leaving=True)
        side.reacts = lambda item: side.say("goodbye", floor=leaving)
        turn = await path.answer(1, News(words="bye"))
        assert (turn.kind, turn.listens) == ("leave", False)
        side.reacts = lambda _: None
        path.floor(leaving)
        asyncio.get_running_loop().call_later(1.0, lambda: leave.set())
        leave = asyncio.Event()

        async def close() -> None:
            await leave.wait()
            await path.close()

        async with asyncio.TaskGroup() as group:
            group.create_task(close())
            assert (await path.answer(2, CARRIED_OUT)).kind == "over"
        assert (await path.again()).kind == "over"

    scene(play)


def test_urgent_words_call_the_carrier_once_when_the_prompt_is_over() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side, "one")
        began = now()
        urgent = replace(CALLERS, urgent=True)
        side.say("get out", floor=urgent)
        side.say("now", floor=urgent)
        assert await path.called()
        assert now() - began == pytest.approx(2.3)
        turn = await path.answer(1, CARRIED_OUT)
        assert [prompt.mark for prompt in turn.prompts] == ["get out", "now"]
        path.finish()
        assert not await path.called()

    scene(play)


def test_words_so_far_count_in_order_and_for_this_document_alone() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        await opened(path, side)
        path.floor(CALLERS)
        await asyncio.sleep(4.0)
        for number, sequence, text in ((1, 1, "I smell"), (1, 0, "I"), (1, 1, "no"), (0, 5, "x")):
            path.partial(number, sequence, text)
        await path.answer(1, News(silent=True))
        assert side.came == [
            Mark("hello"),
            Words("I smell", final=False),
            Words("", 0.0),
            Quiet(),
        ]
        path.partial(1, 9, "too late")
        await asyncio.sleep(0)
        assert len(side.came) == 4

    scene(play)


def test_keys_and_how_they_end() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        phone = replace(CALLERS, expect=Expect(what="phone", have="214"))
        side.say("number?", floor=phone)
        assert (await path.answer(0, CARRIED_OUT)).keys == 7
        path.floor(phone)
        await asyncio.sleep(8.0)
        turn = await path.answer(1, News(keys="5550155"))
        assert (turn.keys, turn.patience) == (0, TYPING_S)  # more may follow
        assert side.came[1:] == [KeyPress(key) for key in "5550155"]
        side.came.clear()
        await path.answer(2, News(keys="12"))
        assert side.came == [KeyPress("1"), KeyPress("2"), Quiet()]
        side.came.clear()
        await path.answer(3, News(keys="3", ended_by="#"))
        assert side.came == [KeyPress("3"), KeyPress("#")]

    scene(play)


def test_a_carrier_that_never_comes_back_is_a_lost_path() -> None:
    async def main() -> None:
        path = GatherTransport()
        side = Side(path)
        await side.read()
        assert now() == SILENT_S

    run(main())


def test_a_fault_while_answering_does_not_hold_up_the_repeat() -> None:
    async def play(path: GatherTransport, side: Side) -> None:
        def broken() -> tuple[Announcement, ...]:
            raise ValueError("a bug")

        path.attach(broken)
        side.say("hello")
        with pytest.raises(ValueError, match="a bug"):
            await path.answer(0, CARRIED_OUT)
        path.attach(side.take)
        assert (await path.answer(0, CARRIED_OUT)).number == 1

    scene(play)
