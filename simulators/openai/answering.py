"""The turn of the model, whichever API asks for it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulators.openai import checks, structured, tokens
from simulators.openai.author import Given
from simulators.openai.conversation import Conversation
from simulators.openai.errors import invalid
from simulators.openai.faults import Fault
from simulators.openai.profile import thinking
from simulators.openai.script import Answer
from simulators.openai.service import Service

_EFFORT_TOKENS = {"none": 0, "minimal": 16, "low": 64, "medium": 256, "high": 1024}


def composed(
    service: Service, asked: Conversation, form: Mapping[str, Any] | None, fault: Fault
) -> Answer:
    """What the model says. Raises Refused if the conversation is too long for it."""
    plan = service.plan
    if asked.tokens > plan.context:
        raise invalid(
            f"This model's maximum context length is {plan.context} tokens. However, your messages "
            f"resulted in {asked.tokens} tokens. Please reduce the length of the messages.",
            "messages",
            "context_length_exceeded",
        )
    given = _spoken(fault, asked) or service.author.answer(plan.script, asked)
    if given is None and form is not None:
        given = Given(
            asked.said, Answer(structured.filled(form, plan.opinion(asked.first)), finish="stop")
        )
    given = given or Given(asked.said, plan.script.otherwise)
    if fault.finish:
        given = replace(given, answer=_stopped(given.answer, fault.finish))
    service.answers.append(given)
    return given.answer


def limited(answer: Answer, most: int | None) -> Answer:
    """The answer cut after so many tokens, as the client asked."""
    pieces = tokens.pieces(answer.text)
    if most is None or length(answer) <= most:
        return answer
    calls = () if answer.text else answer.calls[:1]
    cut = tuple(replace(one, arguments=one.arguments[: 4 * most]) for one in calls)
    return replace(answer, text="".join(pieces[:most]), calls=cut, finish="length")


def length(answer: Answer) -> int:
    """Tokens of an answer."""
    return tokens.count(answer.text) + sum(
        tokens.count(one.name) + tokens.count(one.arguments) for one in answer.calls
    )


def thoughts(effort: str) -> int:
    """Tokens a model spends on thinking; guesses."""
    return _EFFORT_TOKENS.get(effort, 4096)


async def think(service: Service, body: Mapping[str, Any]) -> None:
    """Wait as long as the model needs for its first token."""
    profile = service.plan.profile
    await service.wait(profile.first_token + thinking(profile, checks.effort(body)))


def _spoken(fault: Fault, asked: Conversation) -> Given | None:
    """The words of a fault."""
    if fault.content is None and not fault.calls:
        return None
    return Given(asked.said, Answer(fault.content or "", fault.calls))


def _stopped(answer: Answer, finish: str) -> Answer:
    if finish not in ("length", "content_filter"):
        return replace(answer, finish=finish)
    return Answer(
        answer.text[: len(answer.text) * 2 // 3],
        tuple(
            replace(one, arguments=one.arguments[: len(one.arguments) * 2 // 3])
            for one in answer.calls
        ),
        finish,
    )
