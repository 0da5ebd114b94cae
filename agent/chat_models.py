"""Builds the language models that take part in conversations: by level of service, guarded.

Part of the composition root, beside `engines`.
"""

from collections.abc import Mapping
from dataclasses import replace

from agent.costs import tokens_of
from agent.events import Level
from agent.llm.guarded import GuardedModel
from agent.llm.openai_chat import OpenAiChat, Options
from agent.ports import Model
from agent.resilience.guarded import Guards
from agent.resilience.spending import Spending
from agent.settings import Settings


def build(settings: Settings, spending: Spending) -> dict[Level, OpenAiChat]:
    """The models that the settings name, unless no call may ask them."""
    llm, flags = settings.llm, settings.flags
    if not (flags.llm_answers or flags.llm_readings):
        return {}
    if not settings.may_ask(llm.openai_base_url):
        return {}
    fast = llm.fast_model if llm.fast_model != llm.answer_model else ""
    names: dict[Level, str] = {0: llm.answer_model, 1: fast}
    times = settings.timeouts.llm
    return {
        level: OpenAiChat(
            Options(
                api_key=llm.openai_api_key.get_secret_value(),
                base_url=llm.openai_base_url,
                model=name,
                effort=llm.answer_effort,
                between=times.between_s,
                total=times.total_s,
            ),
            tokens_of(spending, name),
        )
        for level, name in names.items()
        if name
    }


def guarded(
    settings: Settings, guards: Guards, chats: Mapping[Level, OpenAiChat]
) -> dict[Level, Model]:
    """The same through guards; the model of level 0 serves level 1 too where that has none."""
    times = settings.timeouts.llm
    # What a guard sees of a stream are whole sentences: the adapter itself times the chunks.
    deadlines = replace(times.deadlines, between=times.total_s)
    found: dict[Level, Model] = {}
    for level, chat in chats.items():
        guard = guards.add("openai", f"answer:{chat.name}", deadlines=deadlines, probe=chat.probe)
        found[level] = GuardedModel(chat, guard)
    return {1: found[0], **found} if 0 in found else found
