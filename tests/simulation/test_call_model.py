"""A language model in a call: its sentences become speech, and a word of the caller ends it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agent.call.journal import read
from agent.call.needs import Tuning
from agent.events import AskModel, ModelClause, ModelDone, ModelFailed
from agent.ports import Proposed, ProviderError, Sentence
from agent.profile.load import load_default
from agent.reception import Talk
from simulators.world.call import World, world
from simulators.world.loop import run
from simulators.world.model import ScriptedModel

QUESTION = "who owns the company"
FACT = "We offer financing on larger repairs and new systems."
OTHER = "Change the filter every one to three months."
THIRD = "We're closed Sunday."
WITH_MODEL = Tuning(level=0, purposes=("answer", "reading"))
GREETED_S = 8.0


@asynccontextmanager
async def asked(model: ScriptedModel, journals: Path | None = None) -> AsyncIterator[World]:
    """A call in which the caller has just asked what only the model may know."""
    talk = Talk(load_default())
    async with world(talk, tuning=WITH_MODEL, model=model, journals=journals) as here:
        await asyncio.sleep(GREETED_S)
        await asyncio.sleep(here.say(QUESTION))
        yield here
    assert here.call.leftovers() == ()
    assert model.running == 0


def plain(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def contains(heard: list[str], text: str) -> bool:
    return " ".join(plain(text)) in " ".join(heard)


def test_a_sentence_is_heard_and_then_the_question() -> None:
    async def scene() -> None:
        model = ScriptedModel((Sentence(FACT),))
        async with asked(model) as here:
            await asyncio.sleep(10.0)
            assert contains(here.heard(), FACT)
            assert here.state().asking is None
            assert len(model.prompts) == 1
            assert QUESTION in model.prompts[0].messages[-1].content

    run(scene())


def test_the_next_sentence_is_read_when_little_is_left_to_say() -> None:
    async def scene() -> None:
        model = ScriptedModel((Sentence(FACT), Sentence(OTHER), Sentence(THIRD)), pause=0.1)
        async with asked(model) as here:
            await asyncio.sleep(12.0)
            first, second, third = (at for at, _ in model.given)
            assert second - first < 0.5
            assert third - second > 1.5
            assert contains(here.heard(), OTHER)

    run(scene())


def test_who_speaks_into_the_answer_ends_the_stream_at_once() -> None:
    async def scene() -> None:
        model = ScriptedModel((Sentence(FACT), Sentence(OTHER)), pause=0.3, endless=True)
        async with asked(model) as here:
            await asyncio.sleep(3.0)
            assert model.running == 1
            here.say("stop stop stop now")
            for _ in range(50):
                await asyncio.sleep(0.02)
                assert model.running == (here.state().asking is not None)
            assert model.running == 0

    run(scene())


def test_hanging_up_ends_the_stream() -> None:
    async def scene() -> None:
        model = ScriptedModel((), endless=True)
        async with asked(model) as here:
            await asyncio.sleep(1.5)
            assert model.running == 1
            here.call.hung_up("caller")
            await asyncio.sleep(0.0)
            await asyncio.sleep(0.0)
            assert model.running == 0

    run(scene())


def test_a_model_that_says_nothing_is_covered_and_given_up() -> None:
    async def scene() -> None:
        model = ScriptedModel((), endless=True)
        async with asked(model) as here:
            await asyncio.sleep(6.0)
            assert model.running == 0
            heard = here.heard()
            assert contains(heard, "is this about a repair")

    run(scene())


def test_a_model_that_fails_or_breaks_costs_nothing_but_its_answer() -> None:
    async def scene(fault: Exception) -> None:
        model = ScriptedModel((Sentence(FACT), fault))
        async with asked(model) as here:
            await asyncio.sleep(10.0)
            assert contains(here.heard(), FACT)
            assert here.call.outcome is None

    run(scene(ProviderError("slow", "stalled")))
    run(scene(RuntimeError("a bug in the adapter")))


def test_a_lie_is_never_heard() -> None:
    async def scene() -> None:
        model = ScriptedModel((Sentence("The visit is free."), Sentence(FACT)))
        async with asked(model) as here:
            await asyncio.sleep(8.0)
            assert "free" not in here.heard()
            assert not contains(here.heard(), FACT)

    run(scene())


def test_a_proposed_topic_is_told_in_our_words() -> None:
    async def scene() -> None:
        model = ScriptedModel((Proposed("answer_faq", '{"topic": "same_day"}'),))
        async with asked(model) as here:
            await asyncio.sleep(8.0)
            assert contains(here.heard(), "We often have visits on the same")

    run(scene())


def test_a_level_without_its_model_is_as_good_as_none() -> None:
    async def scene() -> None:
        async with world(Talk(load_default()), tuning=WITH_MODEL) as here:
            await asyncio.sleep(GREETED_S)
            await asyncio.sleep(here.say(QUESTION))
            await asyncio.sleep(5.0)
            assert contains(here.heard(), "is this about a repair")

    run(scene())


def test_everything_the_model_said_is_in_the_journal(tmp_path: Path) -> None:
    async def scene() -> None:
        model = ScriptedModel((Sentence(FACT), ProviderError("slow", "stalled")), (Sentence(FACT),))
        async with asked(model, tmp_path) as here:
            await asyncio.sleep(10.0)
            here.say(QUESTION)
            await asyncio.sleep(10.0)

    run(scene())
    (file,) = tmp_path.rglob("*.jsonl")
    entries = tuple(read(file).entries)
    kinds = [type(one.event) for one in entries]
    assert kinds.count(ModelClause) == 2
    assert kinds.count(ModelDone) == kinds.count(ModelFailed) == 1
    commands = [one for entry in entries for one in entry.commands]
    assert sum(isinstance(one, AskModel) for one in commands) == 2
