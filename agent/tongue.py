"""Which language a caller speaks, judged by ear: the evidence of utterances, added up.

All figures are natural-log odds: above 0 for Spanish, below for English. Answering an English
caller in Spanish is worse than taking a turn longer to notice a Spanish one, so a call begins well
on the English side, no single utterance counts for more than `MOST`, and a change of language needs
a clear lead for the other one.
"""

from dataclasses import dataclass

from agent.events import Language

NEUTRAL = -1.0
"""What the model's odds are when they tell nothing. On a noisy line it spreads its belief over many
languages for Spanish and stays with English for English: of 460 English utterances 1 lay above."""
WEIGHT = 1.5
"""How much evidence there is in a step of the model's odds: the two languages hardly overlap."""
MOST = 5.0
"""An utterance counts for at most so much, in either direction."""
BEGINNING = -2.0
"""What we believe before the first word: most callers speak English."""
SWITCH = 2.0
"""From such a lead on the other language is taken up."""
SETTLED = 6.0
"""With such a lead a clear utterance need not be judged any more."""
LIMIT = 8.0
"""A lead grows no further, so that what the caller says now can still outweigh it."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a call and how sure we are of it."""

    language: Language = "en"
    leaning: float = BEGINNING
    """Log odds for Spanish against English."""

    @property
    def settled(self) -> bool:
        """The caller surely speaks the language of the call."""
        return _lead(self.leaning, self.language) >= SETTLED


def judged(tongue: Tongue, odds: float) -> Tongue:
    """What we believe after an utterance whose sound has these odds in the model's opinion."""
    evidence = min(MOST, max(-MOST, WEIGHT * (odds - NEUTRAL)))
    leaning = min(LIMIT, max(-LIMIT, tongue.leaning + evidence))
    other: Language = "en" if tongue.language == "es" else "es"
    changed = _lead(leaning, other) >= SWITCH
    return Tongue(other if changed else tongue.language, leaning)


def held(tongue: Tongue, language: Language) -> Tongue:
    """The same after the conversation settled on a language, perhaps by the caller's words."""
    if language == tongue.language:
        return tongue
    lead = max(SWITCH, _lead(tongue.leaning, language))
    return Tongue(language, lead if language == "es" else -lead)


def _lead(leaning: float, language: Language) -> float:
    return leaning if language == "es" else -leaning
