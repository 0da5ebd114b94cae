"""Free speech in the language it is spoken in: a fast English model and one that knows Spanish.

The sound of an utterance is judged only while it is open which language the caller speaks, or
when the English model makes little of what should be English. An English call whose language is
settled costs nothing more than the English model.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agent.stt.features import RATE
from agent.stt.whisper import FULL_FRAMES, Decoded, View, Whisper
from agent.tongue import Tongue, judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST = 1.0
"""Seconds of sound below which a language can't be told: "no" is said in both."""
GLANCE_FRAMES = 500
"""5 s tell the language as well as the whole utterance, at a third of the work."""
CONTEXT = " Llamo por el aire acondicionado. Necesito una cita con el técnico para la calefacción."
"""What callers say, for the Spanish decoder; no word of danger, so that it invents none."""
BEAM = 3
"""Looks ahead in Spanish: a fifth fewer wrong words than one, for 20 ms more."""
DOUBTFUL = -0.7
"""Mean log-probability per token below which English words may be no English."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was said, and what is believed of the caller's language afterwards."""

    decoded: Decoded
    tongue: Tongue | None


class Bilingual:
    """Decoding on two loaded models; they may be the same one."""

    def __init__(self, english: Whisper, multilingual: Whisper) -> None:
        """Without Spanish in `multilingual` everything is taken for English."""
        self._english = english
        self._multilingual = multilingual

    def decode(self, samples: "NDArray[np.float32]", tongue: Tongue, *, judge: bool) -> Understood:
        """Words of 8 kHz audio; `judge`: the sound may tell the language."""
        if not self._multilingual.multilingual:
            return Understood(self._english.decode(samples), replace(tongue, language="en"))
        judge = judge and len(samples) >= SHORTEST * RATE
        if tongue.language == "es":
            return self._in_spanish(samples, tongue, judge)
        found = self._english.decode(samples) if tongue.settled or not judge else None
        if found is not None and (clear(found) or not judge):
            return Understood(found, tongue)
        glance = self._multilingual.view(samples[: GLANCE_FRAMES * RATE // 100], GLANCE_FRAMES)
        after = judged(tongue, self._multilingual.spanish(glance))
        if after.language == "es":
            return Understood(self._spanish(samples), after)
        return Understood(found or self._english.decode(samples), after)

    def _in_spanish(
        self, samples: "NDArray[np.float32]", tongue: Tongue, judge: bool
    ) -> Understood:
        view: View = self._multilingual.view(samples)
        if judge and view.frames < FULL_FRAMES:
            tongue = judged(tongue, self._multilingual.spanish(view))
        if tongue.language == "es":
            return Understood(self._spanish(samples, view), tongue)
        return Understood(self._multilingual.decode(samples, view=view), tongue)

    def _spanish(self, samples: "NDArray[np.float32]", view: View | None = None) -> Decoded:
        return self._multilingual.decode(
            samples, language="es", view=view, context=CONTEXT, beam=BEAM
        )


def clear(found: Decoded) -> bool:
    """Does this look like well-heard English?"""
    return bool(found.readings) and found.readings[0].score >= DOUBTFUL
