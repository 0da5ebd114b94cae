"""What a request to the model says, from the messages of either API."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.openai import tokens

_PER_MESSAGE = 4
"""Tokens around every message; a guess."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool answered."""

    name: str
    content: str

    @property
    def fields(self) -> Mapping[str, Any]:
        """Its fields, if it is a JSON object."""
        try:
            found = json.loads(self.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Conversation:
    """The parts of a conversation that decide the answer."""

    first: str
    """The first user text."""
    said: str
    """The last user text."""
    results: tuple[Result, ...]
    """What tools answered since then."""
    tools: tuple[str, ...]
    """Names of the functions on offer."""
    text: str
    """Everything, one line a message: the conversation's identity."""

    @property
    def told(self) -> str:
        """The results, one line each: "name: content"."""
        return "\n".join(f"{one.name}: {one.content}" for one in self.results)

    @property
    def tokens(self) -> int:
        """How many tokens it takes, plausibly."""
        return tokens.count(self.text) + _PER_MESSAGE * (self.text.count("\n") + 1)


def from_messages(body: Mapping[str, Any]) -> Conversation:
    """Of a chat completion's body, checked by `simulators.openai.checks`."""
    names: dict[str, str] = {}
    turns: list[tuple[str, str, str]] = []
    for message in body["messages"]:
        for one in message.get("tool_calls") or ():
            names[one["id"]] = one["function"]["name"]
        name = names.get(str(message.get("tool_call_id")), "")
        calls = json.dumps(message["tool_calls"]) if message.get("tool_calls") else ""
        turns.append((message["role"], name, _words(message.get("content")) + calls))
    offered = [one.get("function", {}).get("name", "") for one in body.get("tools") or ()]
    return _conversation(turns, offered)


def from_items(body: Mapping[str, Any]) -> Conversation:
    """Of a response's body: `instructions` and `input`, a text or items."""
    given = body.get("input")
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given or []
    turns = [("system", "", str(body.get("instructions") or ""))]
    names: dict[str, str] = {}
    for item in items:
        kind = item.get("type", "message")
        if kind == "function_call":
            names[item["call_id"]] = item["name"]
            turns.append(("assistant", "", json.dumps([item["name"], item["arguments"]])))
        elif kind == "function_call_output":
            turns.append(("tool", names.get(item["call_id"], ""), _words(item.get("output"))))
        elif kind == "message":
            turns.append((item.get("role", "user"), "", _words(item.get("content"))))
    return _conversation(turns, [one.get("name", "") for one in body.get("tools") or ()])


def _conversation(turns: list[tuple[str, str, str]], offered: Iterable[str]) -> Conversation:
    texts = [text for role, _, text in turns if role == "user"]
    last = max((at for at, turn in enumerate(turns) if turn[0] == "user"), default=-1)
    results = [Result(name, text) for role, name, text in turns[last + 1 :] if role == "tool"]
    if turns and turns[-1][0] != "tool":
        results = []
    return Conversation(
        first=texts[0] if texts else "",
        said=texts[-1] if texts else "",
        results=tuple(results),
        tools=tuple(offered),
        text="\n".join(f"{role} {name} {text}" for role, name, text in turns),
    )


def _words(content: Any) -> str:
    """The text of a content: a string, or parts of which the texts count."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return " ".join(str(part["text"]) for part in parts if "text" in part)
