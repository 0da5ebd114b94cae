"""Two classifiers as one: a quick local one, and a remote one where the local one is unsure.

The caller waits for the remote one, so it is asked rarely and briefly, and never when the rules
hear a danger. A service that fails again and again is left alone until it is well.
"""

import structlog

from agent.events import Guess
from agent.nlu import hazards
from agent.nlu.intents import EMERGENCIES
from agent.ports import IntentClassifier, ProviderError
from agent.resilience.guarded import Guard, Limited, Resting

log = structlog.get_logger()


class Escalating:
    """`agent.ports.IntentClassifier` joined from two others."""

    def __init__(
        self,
        local: IntentClassifier,
        remote: IntentClassifier,
        guard: Guard,
        *,
        threshold: float,
    ) -> None:
        """Ask `remote` where the likeliest local label is less probable than `threshold`.

        `guard` says whether and how long; later, the local guess stands.
        """
        self._local = local
        self._remote = remote
        self._guard = guard
        self._threshold = threshold

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
        try:
            return await self._guard.call(lambda: self._remote.classify(text))
        except (Resting, Limited):
            return None
        except ProviderError as error:
            log.warning("intent_fallback_failed", fault=error.fault, detail=error.detail)
            return None


def joined(own: Guess, other: Guess) -> Guess:
    """The surer of two guesses, with every danger that either of them hears.

    So the dialogue's suspicion of a danger can only grow by a second opinion.
    """
    shares = dict(max(own, other, key=_share).ranked)
    for label, share in (*own.ranked, *other.ranked):
        if label in EMERGENCIES:
            shares[label] = max(share, shares.get(label, 0.0))
    ranked = sorted(shares.items(), key=lambda one: -one[1])
    return Guess(ranked=tuple(ranked), model=f"{own.model}+{other.model}", feeling=own.feeling)


def _share(guess: Guess) -> float:
    return guess.ranked[0][1]
