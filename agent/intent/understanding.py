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

    def __init__(
        self,
        recognizer: Recognizer,
        intents: IntentClassifier,
        *,
        wishes: IntentClassifier | None = None,
    ) -> None:
        """`wishes` takes the place of `intents` for answers to open questions.

        Only there an unsure guess is worth a wait; names and addresses never get to it.
        """
        self._recognizer = recognizer
        self._intents = intents
        self._wishes = wishes or intents

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise one utterance and guess its intent, if it is English: the model knows no other.

        Raises ProviderError of the recogniser.
        """
        found = await self._recognizer.transcribe(ulaw, expecting, have=have, tongue=tongue)
        spanish = found.tongue is not None and found.tongue.language == "es"
        return found if spanish else await self.read(found, expecting)

    async def read(self, found: Transcript, expecting: Expecting) -> Transcript:
        """Guess the intent of English words that somebody else has recognised."""
        if expecting in NUMBERS or not found.text.strip():
            return found
        asked = self._wishes if expecting == "free" else self._intents
        return replace(found, guess=await _guess(asked, found.text))


async def _guess(asked: IntentClassifier, text: str) -> Guess | None:
    """A model's opinion; one that fails has none, and the rules answer alone."""
    try:
        return await asked.classify(text)
    except ProviderError:
        return None
