"""Real language models guess an intent, answer by the rules of a call, and turn text into vectors.

A few thousand tokens in all: less than a cent with small models.
"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import numpy as np
import pytest

from agent.dialogue import prompting
from agent.dialogue.step import at, begin, step
from agent.embedders import embedder
from agent.events import AskModel, CallStarted, Guess, Heard, LevelChanged
from agent.llm import openai_chat, openai_intents
from agent.ports import Finished, ModelPart, ProviderError
from agent.profile.load import load_default
from agent.prompt import Prompt
from agent.settings_sources import load

pytestmark = pytest.mark.live

KEY = "OPENAI_API_KEY"
INTENT_MODEL, ANSWER_MODEL = "VOICECTL_LLM__INTENT_MODEL", "VOICECTL_LLM__ANSWER_MODEL"
"""The models that are meant to be used in calls."""
EMBEDDER = "openai:text-embedding-3-small"
LIMIT_S = 30.0

Environment = Callable[..., list[str]]


def guessed(key: str, model: str) -> Guess | None:
    """What a model makes of an utterance."""

    async def main() -> Guess | None:
        llm = load().settings.llm
        options = openai_intents.Options(
            api_key=key,
            base_url=llm.openai_base_url,
            model=model,
            effort=llm.intent_effort,
            timeout=LIMIT_S,
        )
        adapter = openai_intents.OpenAiIntents(options)
        await adapter.start()
        try:
            return await adapter.classify("my furnace is blowing nothing but cold air")
        finally:
            await adapter.close()

    return asyncio.run(main())


def answered(key: str, model: str) -> list[ModelPart]:
    """All parts of a model's answer in a call."""

    async def main() -> list[ModelPart]:
        llm = load().settings.llm
        options = openai_chat.Options(
            api_key=key, base_url=llm.openai_base_url, model=model, effort=llm.answer_effort
        )
        chat = openai_chat.OpenAiChat(options)
        try:
            async with aclosing(chat.stream(question(), patience=LIMIT_S)) as parts:
                return [part async for part in parts]
        finally:
            await chat.close()

    return asyncio.run(main())


def question() -> Prompt:
    """What a call asks when no template answers."""
    profile, state, asked = load_default(), begin(), []
    started = CallStarted(call_sid="CA1", conversation_id="C1", now="2026-11-23T09:10:00-06:00")
    for event in (started, LevelChanged(level=0), Heard(text="who owns the company")):
        state, commands = step(profile, at(state, 1.0), event)
        asked += [one for one in commands if isinstance(one, AskModel)]
    return prompting.prompt(profile, state, asked[0])


def test_an_utterance_gets_a_label(environment: Environment) -> None:
    found = guessed(*environment(KEY, INTENT_MODEL))
    assert found is not None
    assert 0.0 < found.ranked[0][1] <= 1.0


def test_a_question_is_answered_to_the_end(environment: Environment) -> None:
    parts = answered(*environment(KEY, ANSWER_MODEL))
    assert isinstance(parts[-1], Finished)
    assert len(parts) > 1


def test_a_text_becomes_a_vector(environment: Environment) -> None:
    environment(KEY)
    one = embedder(EMBEDDER, load().settings, timeout=LIMIT_S)
    vector = one.embed("my furnace is blowing nothing but cold air")
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_a_wrong_key_is_auth(environment: Environment) -> None:
    _, model = environment(KEY, ANSWER_MODEL)
    with pytest.raises(ProviderError) as caught:
        answered("wrong-key", model)
    assert caught.value.fault == "auth"


def test_a_model_that_is_gone_is_told(environment: Environment) -> None:
    (key,) = environment(KEY)
    with pytest.raises(ProviderError, match="model_not_found"):
        answered(key, "gpt-4-turbo")
