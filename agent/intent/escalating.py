"""Two classifiers as one: a quick local one, and a remote one where the local one is unsure.

The caller waits for the remote one, so it is asked rarely and briefly, and never when the rules
hear a danger. A service that fails again and again is left alone for a while.
"""

import asyncio

import structlog

from agent.events import Guess
from agent.nlu import hazards
from agent.nlu.intents import EMERGENCIES
from agent.ports import IntentClassifier, ProviderError

log = structlog.get_logger()

FAULTS = 3
"""Failures in a row after which the remote one is left alone."""
REST_S = 30.0
"""For so long."""


class Escalating:
    """`agent.ports.IntentClassifier` joined from two others."""

    def __init__(
        self,
        local: IntentClassifier,
        remote: IntentClassifier,
        *,
        threshold: float,
        deadline: float,
    ) -> None:
        """Ask `remote` where the likeliest local label is less probable than `threshold`.

        `deadline`: seconds a caller may wait for it. Later, the local guess stands.
        """
        self._local = local
        self._remote = remote
        self._threshold = threshold
        self._deadline = deadline
        self._faults = 0
        self._rest_until = 0.0

    async def classify(self, text: str) -> Guess | None:
        """The guess of both; None for a text without words.

        Raises ProviderError only of the local classifier.
        """
        own = await self._local.classify(text)
        if own is None or _share(own) >= self._threshold or hazards.find(text):
            return own
        other = await self._second_opinion(text)
        return own if other is None else joined(own, other)

    async def _second_opinion(self, text: str) -> Guess | None:
        now = asyncio.get_running_loop().time()
        if now < self._rest_until:
            return None
        try:
            async with asyncio.timeout(self._deadline):
                found = await self._remote.classify(text)
        except TimeoutError:
            self._failed(ProviderError("slow", f"no guess within {self._deadline} s"))
            return None
        except ProviderError as error:
            self._failed(error)
            return None
        self._faults = 0
        return found

    def _failed(self, error: ProviderError) -> None:
        log.warning("intent_fallback_failed", fault=error.fault, detail=error.detail)
        self._faults += 1
        if self._faults >= FAULTS:
            self._faults = 0
            self._rest_until = asyncio.get_running_loop().time() + REST_S


def joined(own: Guess, other: Guess) -> Guess:
    """The surer of two guesses, with every danger that either of them hears.

    So the dialogue's suspicion of a danger can only grow by a second opinion.
    """
    shares = dict(max(own, other, key=_share).ranked)
    for label, share in (*own.ranked, *other.ranked):
        if label in EMERGENCIES:
            shares[label] = max(share, shares.get(label, 0.0))
    ranked = sorted(shares.items(), key=lambda one: -one[1])
    return Guess(ranked=tuple(ranked), model=f"{own.model}+{other.model}")


def _share(guess: Guess) -> float:
    return guess.ranked[0][1]
