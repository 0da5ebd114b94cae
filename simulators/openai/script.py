"""What the simulated model says: rules that fit a question and their answers."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulators.openai.conversation import Conversation


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function the model calls; `arguments` is the text it writes, JSON if it is right."""

    name: str
    arguments: str = "{}"


def call(name: str, **arguments: Any) -> ToolCall:
    """A call with these arguments as JSON, everything outside ASCII escaped."""
    return ToolCall(name, json.dumps(arguments))


@dataclass(frozen=True, slots=True)
class Answer:
    """One turn of the model: words, tool calls, or both.

    `{name}` in a text or in arguments becomes the group of that name in the rule's `said`, or a
    field of the tool result; what is neither stays as it is.
    """

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    finish: str = ""
    """stop, length, tool_calls, content_filter; empty: stop, or tool_calls where there are any."""

    @property
    def reason(self) -> str:
        """Why the model stopped."""
        return self.finish or ("tool_calls" if self.calls else "stop")


@dataclass(frozen=True, slots=True)
class Rule:
    """Answers for the questions it fits; which of them, the seed decides."""

    answers: tuple[Answer, ...]
    said: str = ""
    """Regular expression searched in the last user text, whatever the case."""
    result: str | None = None
    """None: fits as long as no tool result came after that text. Otherwise an expression searched
    in the results that came, each as "name: content"; empty for any."""

    def fits(self, asked: Conversation) -> bool:
        """Tell whether this rule has an answer."""
        if (self.result is None) != (not asked.results):
            return False
        if self.result is not None and not re.search(self.result, asked.told, re.IGNORECASE):
            return False
        return re.search(self.said, asked.said, re.IGNORECASE) is not None


SORRY = Answer("I'm sorry, could you say that in other words?")


@dataclass(frozen=True, slots=True)
class Script:
    """The model's part. The first rule that fits answers."""

    rules: tuple[Rule, ...] = ()
    otherwise: Answer = SORRY
    """Where no rule fits and no schema is asked for."""
    wrong: float = 0.05
    """Share of the rules' answers that are spoiled, see simulators.openai.wrong."""
    seed: int = 0
    hostile: tuple[str | Answer, ...] = ()
    """If given, these are all it ever says, one after the other and again, whatever is asked."""

    def rule(self, asked: Conversation) -> Rule | None:
        """The first rule that fits."""
        return next((rule for rule in self.rules if rule.fits(asked)), None)


def filled(answer: Answer, rule: Rule, asked: Conversation) -> Answer:
    """The answer with its `{names}` put in."""
    found = re.search(rule.said, asked.said, re.IGNORECASE)
    known: dict[str, str] = {}
    for result in asked.results:
        known |= {name: _text(value) for name, value in result.fields.items()}
    known |= {name: value for name, value in (found.groupdict() if found else {}).items() if value}
    quoted = {name: json.dumps(value)[1:-1] for name, value in known.items()}
    return replace(
        answer,
        text=_put(answer.text, known),
        calls=tuple(replace(one, arguments=_put(one.arguments, quoted)) for one in answer.calls),
    )


def _put(text: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: known.get(place[1], place[0]), text)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
