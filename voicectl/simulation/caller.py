"""A person on the line: listens until it is their turn, answers what is asked, and is no angel."""

import asyncio
from collections.abc import Callable
from random import Random

from agent.dialogue.state import State
from simulators.world import coded
from simulators.world.coded import Vocabulary
from simulators.world.span import SpanLine
from voicectl.evaluation.random_calls import (
    ANSWERS,
    ASIDE,
    DANGERS,
    NOISE,
    TURNABOUT,
    WISHES,
    YES_NO,
)
from voicectl.simulation.plan import PlannedCall
from voicectl.simulation.witness import Record, Utterance

GAP_S = 0.7
"""So much silence after our words is the caller's turn."""
PATIENCE_S = 14.0
MOST_TURNS = 45
SAFE_ANSWERS = {
    "safety": ("no", "no, nothing like that"),
    "offer": ("the first one", "the first one", "the second one"),
    "when": ("tomorrow", "as soon as possible", "Monday", "any day"),
    "anything_else": ("no thanks", "no", "bye"),
}
"""What most callers say where `ANSWERS` has many odd ones."""


class Caller:
    """One person in one call."""

    def __init__(
        self,
        planned: PlannedCall,
        record: Record,
        words: Vocabulary,
        leave_hold: Callable[[], None],
    ) -> None:
        """`leave_hold` is called by a caller in whose plan it is to leave while a seat is held."""
        self.silent = False
        self.keys = False
        """Presses keys instead of speaking."""
        self._leave_hold = leave_hold
        self.interruptions = 0
        self.coughs = 0
        self._chance = Random(planned.seed)
        self._planned = planned
        self._record = record
        self._words = words
        self._turns = 0
        self._answers = ANSWERS | planned.person.answers()
        self._loop = asyncio.get_running_loop()
        self._odd = self._chance.random() < 0.35
        """Says odd things now and then."""
        self._yes = self._chance.random() < 0.75

    async def talk(self, path: SpanLine, state: Callable[[], State]) -> None:
        """Take part in the call until the path ends or there is no more to say."""
        while self._turns < MOST_TURNS:
            await self._turn_comes(path)
            self._turns += 1
            if self._planned.mishap == "leaves a held seat" and state().hold:
                self._leave_hold()
                return
            if self.silent or state().outcome is not None:
                await asyncio.sleep(GAP_S)
                continue
            asked = state().asked
            self._speak(path, asked.key if asked else "")
            await asyncio.sleep(max(0.0, path.spoke_at - self._loop.time()))

    async def _turn_comes(self, path: SpanLine) -> None:
        began, frames = self._loop.time(), path.played.frames
        until = began + PATIENCE_S * (2 if self.silent else 1)
        cuts_in = self._chance.random() < (0.16 if self._odd else 0.04)
        coughs = self._chance.random() < 0.06
        while (now := self._loop.time()) < until:
            new = bool(frames) and frames[-1][0] >= began - 0.02
            if new and now - path.ends >= GAP_S:
                return
            if new and path.audible and (cuts_in or coughs):
                await asyncio.sleep(self._chance.uniform(0.3, 2.0))
                if cuts_in and path.audible:
                    self.interruptions += 1
                    return
                if coughs and path.audible:
                    self.coughs += 1
                    path.speak(coded.cough(0.22))
                cuts_in = coughs = False
                continue
            until = max(until, path.ends + PATIENCE_S) if new else until
            await asyncio.sleep(max(0.2, path.ends + GAP_S - now) if new else 0.25)

    def _speak(self, path: SpanLine, asked: str) -> None:
        if self.keys:
            keys = {"phone": self._planned.person.phone[2:], "phone_keys": "2145550177"}
            for key in keys.get(asked, self._chance.choice("0129#")):
                path.press(key)
            return
        text = self._words_for(asked)
        now = self._loop.time()
        seconds = path.speak(coded.speak(text, self._words))
        self._record.utterances.append(Utterance(now, now + seconds, text))

    def _words_for(self, asked: str) -> str:
        chance, roll = self._chance, self._chance.random()
        goes_on = asked == "resume_offer" and self._yes
        if self._turns == 1 and not goes_on:
            return self._planned.wish
        if self._odd:
            odd = ((0.03, tuple(DANGERS)), (0.07, NOISE), (0.1, ASIDE), (0.13, TURNABOUT))
            for limit, lines in (*odd, (0.14, WISHES)):
                if roll < limit:
                    return chance.choice(lines) or "uh"
            return chance.choice(self._answers.get(asked, YES_NO))
        usual = SAFE_ANSWERS.get(asked) or self._answers.get(asked)
        return chance.choice(usual) if usual else ("yes" if self._yes or roll < 0.6 else "no")
