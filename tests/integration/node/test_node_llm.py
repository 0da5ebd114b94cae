"""A whole call in which the simulated language model settles what the local one is unsure of."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from agent.call.journal import read
from agent.events import Guess, Heard
from agent.intent.escalating import Escalating
from agent.intent.understanding import Understanding
from agent.llm.openai_intents import OpenAiIntents, Options
from agent.ports import Recognizer
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from simulators.openai import Fault, OpenAiServer, Opinion, Plan

pytestmark = pytest.mark.integration

LIMIT_S = 60
QUICK = Deadlines(connect=2.0, first=2.0, between=2.0, total=2.0, spoken=2.0)
LINE = "the thing in the attic went sideways again"


class Unsure:
    """A local model that knows nothing."""

    async def classify(self, text: str) -> Guess | None:
        return Guess(ranked=(("pricing", 0.2),), model="local")


def heard_in_a_call(rig: Any, *faults: Fault, share: int = 100) -> tuple[Guess | None, int]:
    """The guess in the journal of a call of one line, and how often the service was asked."""

    async def main() -> tuple[Guess | None, int]:
        plan = Plan(table={"sideways": Opinion("water_leak", 0.9)})
        async with asyncio.timeout(LIMIT_S), OpenAiServer(plan) as server:
            server.faults += faults
            options = Options(
                api_key=plan.key,
                base_url=server.base_url,
                model="some-model",
                effort="none",
                timeout=2.0,
            )
            remote = OpenAiIntents(options)

            def advised(ears: Recognizer) -> Recognizer:
                guard = Guards().add("openai", "intent", deadlines=QUICK, probe=remote.probe)
                both = Escalating(Unsure(), remote, guard, threshold=0.7)
                return Understanding(ears, Unsure(), wishes=both)

            async with rig(advised=advised, flags={"intent_llm": share}) as made:
                call, _ = await made.dial(LINE)
                while not (found := await heard(made)):  # noqa: ASYNC110  # looks from outside
                    await asyncio.sleep(0.05)
                await call.hang_up()
            await remote.close()
            return found[0].guess, len(server.requests)

    return asyncio.run(main())


async def heard(made: Any) -> list[Heard]:
    """What the journal says was heard so far."""
    rows = await made.rows("calls")
    path = Path(rows[0]["journal"]) if rows and rows[0]["journal"] else None
    if path is None or not path.is_file():
        return []
    return [entry.event for entry in read(path).entries if isinstance(entry.event, Heard)]


def test_the_language_models_guess_is_in_the_journal(rig: Any) -> None:
    guess, asked = heard_in_a_call(rig)
    assert guess is not None
    assert guess.ranked[0] == ("water_leak", 0.9)
    assert guess.model.startswith("local+some-model@")
    assert asked >= 1


def test_a_failing_service_leaves_the_local_guess_in_the_journal(rig: Any) -> None:
    guess, asked = heard_in_a_call(rig, *[Fault(status=500)] * 9)
    assert guess is not None
    assert guess.model == "local"
    assert asked >= 1


def test_a_call_outside_the_rollout_asks_nobody(rig: Any) -> None:
    assert heard_in_a_call(rig, share=0) == (None, 0)
