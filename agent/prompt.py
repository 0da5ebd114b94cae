"""What a language model is given: messages and the tools it may propose. Plain data."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class ModelTool:
    """A tool that the model may propose; `form` is the shape of its arguments."""

    name: str
    purpose: str
    form: type[msgspec.Struct]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the arguments."""
        _, parts = msgspec.json.schema_components((self.form,))
        found: dict[str, Any] = parts[self.form.__name__]
        return {name: part for name, part in found.items() if name != "title"}

    def fault(self, arguments: str) -> str:
        """What is wrong with arguments as the model wrote them; empty: nothing."""
        try:
            msgspec.json.decode(arguments, type=self.form)
        except (msgspec.DecodeError, UnicodeError) as error:
            return str(error)
        return ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything for one answer of a model."""

    messages: tuple[Message, ...]
    tools: tuple[ModelTool, ...]
    digest: str
    """Changes with the instructions and the tools, not with the call."""
    most_tokens: int
