"""The second opinion of a remote model: when it is asked, how long, and what it may change."""

import asyncio
from typing import Any

import pytest

from agent.events import Guess, Heard
from agent.intent.escalating import Escalating
from agent.intent.understanding import Understanding
from agent.llm import intent_prompt
from agent.llm.intent_prompt import reading_of
from agent.ports import ProviderError, Transcript
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guard, Guards
from agent.resilience.probing import keep_probing
from simulators.world.loop import run

VAGUE = "the thing in the attic went sideways again"


class Mind:
    """Has one opinion, fails, or never answers (None)."""

    def __init__(self, answer: Guess | ProviderError | None) -> None:
        self.answer = answer
        self.heard: list[str] = []

    async def classify(self, text: str) -> Guess | None:
        self.heard.append(text)
        if isinstance(self.answer, ProviderError):
            raise self.answer
        if self.answer is None:
            await asyncio.Event().wait()
        return self.answer


class Speechless:
    """Finds no words."""

    async def classify(self, text: str) -> Guess | None:
        return None


def guess(label: str, share: float) -> Guess:
    return Guess(ranked=((label, share), ("deny", 0.01)), model="test")


async def unwell() -> None:
    raise ProviderError("broken", "as planned")


def guard_of(deadline: float = 5.0, guards: Guards | None = None, probe: Any = unwell) -> Guard:
    deadlines = Deadlines(
        connect=deadline, first=deadline, between=deadline, total=deadline, spoken=deadline
    )
    return (guards or Guards()).add("service", "intent", deadlines=deadlines, probe=probe)


def both_of(local: Any, remote: Mind, deadline: float = 5.0) -> Escalating:
    return Escalating(local, remote, guard_of(deadline), threshold=0.6)


def ask(local: Any, remote: Mind, text: str = VAGUE, deadline: float = 5.0) -> str:
    found = asyncio.run(both_of(local, remote, deadline).classify(text))
    assert found is not None
    return found.ranked[0][0]


def test_a_sure_local_guess_stands_without_asking() -> None:
    remote = Mind(guess("pricing", 1.0))
    assert ask(Mind(guess("no_heat", 0.6)), remote) == "no_heat"
    assert not remote.heard


def test_an_unsure_local_guess_gives_way_to_a_surer_one() -> None:
    assert ask(Mind(guess("no_heat", 0.59)), Mind(guess("pricing", 0.8))) == "pricing"
    assert ask(Mind(guess("no_heat", 0.5)), Mind(guess("pricing", 0.4))) == "no_heat"


def test_words_without_meaning_are_nobodys_business() -> None:
    remote = Mind(guess("pricing", 1.0))
    assert asyncio.run(both_of(Speechless(), remote).classify(" ")) is None
    assert not remote.heard


@pytest.mark.parametrize("fault", ["slow", "auth", "quota", "broken"])
def test_where_the_remote_model_fails_the_local_guess_stands(fault: Any) -> None:
    failing = Mind(ProviderError(fault, "as planned"))
    assert ask(Mind(guess("no_heat", 0.3)), failing) == "no_heat"
    assert failing.heard


def test_where_the_remote_model_is_late_the_local_guess_stands() -> None:
    assert ask(Mind(guess("no_heat", 0.3)), Mind(None), deadline=0.01) == "no_heat"


def test_the_local_models_failure_is_told() -> None:
    with pytest.raises(ProviderError, match="broken"):
        ask(Mind(ProviderError("broken", "no worker")), Mind(guess("pricing", 1.0)))


@pytest.mark.parametrize(
    "text",
    ["i smell gas in the kitchen", "my carbon monoxide alarm is going off", "there is smoke"],
)
def test_a_danger_the_rules_hear_never_waits(text: str) -> None:
    remote = Mind(None)
    assert ask(Mind(guess("pricing", 0.1)), remote, text) == "pricing"
    assert not remote.heard


def test_a_danger_is_raised_but_never_cleared() -> None:
    def heard(own: Guess, other: Guess) -> dict[str, float]:
        found = asyncio.run(both_of(Mind(own), Mind(other)).classify(VAGUE))
        assert found is not None
        return dict(found.ranked)

    danger = Guess(ranked=(("pricing", 0.5), ("emergency_gas", 0.4)), model="test")
    assert heard(danger, guess("pricing", 0.9))["emergency_gas"] == 0.4
    assert heard(guess("emergency_gas", 0.4), guess("pricing", 0.9))["emergency_gas"] == 0.4
    assert heard(guess("pricing", 0.5), danger)["emergency_gas"] == 0.4
    assert heard(danger, guess("emergency_gas", 0.9))["emergency_gas"] == 0.9
    assert heard(danger, guess("emergency_gas", 0.1))["emergency_gas"] == 0.4


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_a_danger_that_was_suspected_is_asked_about_whatever_the_second_opinion(
    call_in: Any, share: float
) -> None:
    """What the dialogue would ask on the local guess alone it also asks on both."""
    own = Guess(ranked=(("no_heat", 0.5 - share / 2), ("emergency_co", share)), model="test")

    def asked(found: Guess | None) -> list[str]:
        call = call_in()
        call.event(Heard(text=VAGUE, guess=found))
        return call.notes("safety_suspected")  # type: ignore[no-any-return]

    both = asyncio.run(both_of(Mind(own), Mind(guess("pricing", 1.0))).classify(VAGUE))
    assert asked(both) == asked(own) == (["CO"] if share else [])


def test_a_guess_of_two_names_both_models() -> None:
    found = asyncio.run(
        both_of(Mind(guess("pricing", 0.3)), Mind(guess("deny", 0.9))).classify(VAGUE)
    )
    assert found is not None
    assert found.model == "test+test"
    assert [share for _, share in found.ranked] == sorted(
        (share for _, share in found.ranked), reverse=True
    )


FAILS = ProviderError("auth", "as planned")
"""Enough for a circuit to open by itself."""


def test_a_service_that_fails_is_left_alone_until_it_is_well() -> None:
    """Callers don't wait for it meanwhile, and none of them finds out whether it is well again."""
    remote = Mind(FAILS)
    ill = True

    async def probe() -> None:
        if ill:
            raise FAILS

    async def utterances(both: Escalating, count: int) -> int:
        before = len(remote.heard)
        for _ in range(count):
            found = await both.classify(VAGUE)
            assert found is not None
        return len(remote.heard) - before

    async def main() -> list[int]:
        nonlocal ill
        guards = Guards()
        both = Escalating(
            Mind(guess("no_heat", 0.3)), remote, guard_of(5.0, guards, probe), threshold=0.6
        )
        async with asyncio.TaskGroup() as group:
            probing = group.create_task(keep_probing(guards, deadline=1.0))
            asked = [await utterances(both, 5)]
            await asyncio.sleep(600.0)
            asked.append(await utterances(both, 5))
            ill, remote.answer = False, guess("pricing", 0.9)
            await asyncio.sleep(120.0)
            asked.append(await utterances(both, 5))
            probing.cancel()
        return asked

    assert run(main()) == [1, 0, 5]


def test_a_call_that_ends_meanwhile_does_not_speak_against_the_service() -> None:
    async def main() -> bool:
        guard = guard_of()
        both = Escalating(Mind(guess("no_heat", 0.3)), Mind(None), guard, threshold=0.6)
        for _ in range(50):
            async with asyncio.TaskGroup() as group:
                turn = group.create_task(both.classify(VAGUE))
                await asyncio.sleep(0.1)
                turn.cancel()
        return guard.circuit.closed

    assert run(main())


# --- beside the recogniser ------------------------------------------------------------------------


class Ear:
    """Hears one sentence."""

    async def transcribe(self, ulaw: bytes, expecting: Any, **_: Any) -> Transcript:
        return Transcript(ulaw.decode(), 0.9)


@pytest.mark.parametrize("expecting", ["name", "address", "yes_no", "date", "choice", "nothing"])
def test_only_answers_to_open_questions_get_a_second_opinion(expecting: Any) -> None:
    local, wishes = Mind(guess("no_heat", 0.3)), Mind(guess("pricing", 0.9))
    hearing = Understanding(Ear(), local, wishes=wishes)
    found = asyncio.run(hearing.transcribe(b"ellen marsh", expecting))
    assert found.guess == local.answer
    assert not wishes.heard
    found = asyncio.run(hearing.transcribe(b"ellen marsh", "free"))
    assert found.guess == wishes.answer


# --- the prompt and the answer --------------------------------------------------------------------


def test_the_prompt_explains_every_label() -> None:
    for label in intent_prompt.LABELS:
        assert f"- {label}: " in intent_prompt.INSTRUCTIONS


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no_heat",
        "[]",
        '{"label": "no_heat"}',
        '{"label":"new_one","probability":0.9,"second_label":"deny","second_probability":0.1}',
        '{"label":"no_heat","probability":"high","second_label":"deny","second_probability":0.1}',
        '{"label":"no_heat","probability":NaN,"second_label":"deny","second_probability":0.1}',
        '{"label":"no_heat","probability":0.9,"second_label":"deny","second_pro',
        "\ud800",
    ],
)
def test_an_answer_of_another_form_is_none(answer: str) -> None:
    assert reading_of(answer) is None


@pytest.mark.parametrize(
    ("first", "second", "ranked"),
    [
        (0.7, 0.2, (("no_heat", 0.7), ("deny", 0.2))),
        (7, 0.2, (("no_heat", 1.0), ("deny", 0.0))),
        (0.3, 0.6, (("no_heat", 0.3), ("deny", 0.3))),
        (-1, -1, (("no_heat", 0.0), ("deny", 0.0))),
    ],
)
def test_stated_probabilities_are_kept_within_reason(
    first: float, second: float, ranked: tuple[tuple[str, float], ...]
) -> None:
    found = reading_of(
        f'{{"label":"no_heat","probability":{first},'
        f'"second_label":"deny","second_probability":{second}}}'
    )
    assert found is not None
    assert found.ranked == ranked


def test_the_same_label_twice_is_one() -> None:
    found = reading_of(
        '{"label":"deny","probability":1,"second_label":"deny","second_probability":0}'
    )
    assert found is not None
    assert found.ranked == (("deny", 1.0),)
