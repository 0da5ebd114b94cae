"""Decides what the simulated model answers to a conversation, the same way in every run."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from simulators.openai.conversation import Conversation
from simulators.openai.script import Answer, Script, filled
from simulators.openai.wrong import Wrong, kinds, spoiled


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it went out."""

    said: str
    """The user text it answers."""
    answer: Answer
    wrong: Wrong | None = None
    """What is wrong with it, if it was spoiled by the script."""


class Author:
    """Remembers how often it was asked the same, and how far the hostile texts went.

    The choice depends on the script's seed, the conversation and how often just this conversation
    came before; the order in which other callers ask changes nothing.
    """

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._hostile = 0

    def answer(self, script: Script, asked: Conversation) -> Given | None:
        """What the script has for it; None where it has nothing to say."""
        if script.hostile:
            one = script.hostile[self._hostile % len(script.hostile)]
            self._hostile += 1
            return Given(asked.said, Answer(one) if isinstance(one, str) else one)
        rule = script.rule(asked)
        if rule is None:
            return None
        self._asked[asked.text] += 1
        random = Random(f"{script.seed}|{self._asked[asked.text]}|{asked.text}")
        answer = filled(random.choice(rule.answers), rule, asked)
        ways = kinds(answer, asked.tools)
        if not ways or random.random() >= script.wrong:
            return Given(asked.said, answer)
        way = random.choice(ways)
        return Given(asked.said, spoiled(answer, way, random), way)
