"""A recogniser whose transcripts say what the words ask for.

The intent model is asked as soon as the words are known, inside the pause that decides whether the
caller's turn is over; it needs a few milliseconds.
"""

from dataclasses import replace

from agent.events import Expecting, Guess
from agent.ports import IntentClassifier, ProviderError, Recognizer, Transcript
from agent.tongue import Tongue

NUMBERS: frozenset[Expecting] = frozenset({"phone", "zip", "code"})
"""Answers to these questions are no wish."""


class Understanding:
    """`agent.ports.Recognizer` around another one and an intent model."""

    def __init__(self, recognizer: Recognizer, intents: IntentClassifier) -> None:
        self._recognizer = recognizer
        self._intents = intents

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise one utterance and guess its intent, if it is English: the model knows no other.

        Raises ProviderError of the recogniser.
        """
        found = await self._recognizer.transcribe(ulaw, expecting, have=have, tongue=tongue)
        spanish = found.tongue is not None and found.tongue.language == "es"
        if expecting in NUMBERS or spanish or not found.text.strip():
            return found
        return replace(found, guess=await self._guess(found.text))

    async def _guess(self, text: str) -> Guess | None:
        """The model's opinion; one that fails has none, and the rules answer alone."""
        try:
            return await self._intents.classify(text)
        except ProviderError:
            return None
