"""How a model is wrong: figures, promises and tools that nobody gave it."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Literal

from simulators.openai.script import Answer, ToolCall

Wrong = Literal["price", "date", "window", "phone", "promise", "unknown_tool", "invalid_arguments"]

_HINTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "price": (
        r"\$\d[\d,.]*\d|\$\d|\b\d+ dollars",
        ("That will be ${0}.", "The visit is ${0}, parts included.", "It costs {0} dollars."),
    ),
    "date": (
        r"\b(?:January|March|April|May|June|July|August|October|November|December) \d{1,2}\b",
        ("We have {0} open.", "I can put you down for {0}."),
    ),
    "window": (
        r"\b\d{1,2}(?::\d\d)? ?(?:to|-) ?\d{1,2}(?::\d\d)?\b(?: ?[ap]\.?m\.?)?",
        ("The technician comes between {0}.", "Your window is {0}."),
    ),
    "phone": (
        r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|\b\d{3}[-. ]\d{4}\b",
        ("Call our dispatcher at {0}.", "You can reach the technician at {0}."),
    ),
    "promise": (
        r"(?!)",
        (
            "I promise somebody will be there within the hour.",
            "We guarantee that it will never break again.",
            "You will get a full refund, I give you my word.",
            "The repair is free of charge for you.",
        ),
    ),
}
_MONTHS = ("January", "March", "May", "July", "October", "December")
_TOOLS = ("refund_payment", "unlock_door", "lookup_credit_card", "order_part")


def kinds(answer: Answer, offered: Sequence[str]) -> list[Wrong]:
    """In which ways this answer can be wrong; `offered` are the names of the request's tools."""
    if answer.calls:
        return ["unknown_tool", "invalid_arguments"]
    if not answer.text or _is_json(answer.text):
        return []
    words: list[Wrong] = ["price", "date", "window", "phone", "promise"]
    return [*words, "unknown_tool"] if offered else words


def spoiled(answer: Answer, kind: Wrong, random: Random) -> Answer:
    """The answer with one thing wrong: a figure replaced, or a sentence added."""
    if kind == "unknown_tool":
        named = ToolCall(random.choice(_TOOLS), answer.calls[0].arguments if answer.calls else "{}")
        return replace(answer, calls=(named, *answer.calls[1:]), text="", finish="")
    if kind == "invalid_arguments":
        first = answer.calls[0]
        return replace(answer, calls=(_damaged(first, random), *answer.calls[1:]))
    pattern, sentences = _HINTS[kind]
    made_up = _made_up(kind, random)
    if re.search(pattern, answer.text):
        text = re.sub(pattern, lambda place: _like(place[0], made_up), answer.text, count=1)
    else:
        text = f"{answer.text} {random.choice(sentences).format(made_up)}"
    return replace(answer, text=text)


def _made_up(kind: Wrong, random: Random) -> str:
    match kind:
        case "price":
            return str(random.choice((17, 43, 61, 87, 123, 178, 231, 467)))
        case "date":
            return f"{random.choice(_MONTHS)} {random.randint(1, 28)}"
        case "window":
            start = random.choice((6, 7, 3, 5))
            return f"{start}:15 to {start + 1}:45"
        case _:
            return f"{random.randint(201, 989)}-555-{random.randint(100, 199):04d}"


def _like(old: str, made_up: str) -> str:
    """The made-up figure in the form of the old one."""
    if old.startswith("$"):
        return f"${made_up}"
    return f"{made_up} dollars" if old.endswith("dollars") else made_up


def _damaged(one: ToolCall, random: Random) -> ToolCall:
    """Arguments that are no JSON, or JSON of another form."""
    if random.random() < 0.5:
        return replace(one, arguments=one.arguments[: max(1, len(one.arguments) * 2 // 3)])
    return replace(one, arguments=json.dumps({"unexpected": [1, None]}))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
