"""What hearing yields and the numbers it goes by: plain data between ears and turn-taking."""

from dataclasses import dataclass
from typing import Protocol

from agent.events import Language
from agent.ports import Transcript


@dataclass(frozen=True, slots=True)
class EarRules:
    """Times in seconds."""

    speculate: float = 0.2
    """A pause this long starts recognition."""
    loud_db: float = 20.0
    """A sound so much above the noise floor ..."""
    likely: float = 0.1
    """... counts as speech from this probability on: a lone digit is easily taken for noise."""
    shortest: float = 0.1
    """Less speech than this is no speech."""
    complaint: float = 0.45
    """So much speech without words is told to the dialogue; less is ignored as noise."""
    longest: float = 25.0
    """An interval is cut here, so that endless noise does not stop the call."""
    decode_deadline: float = 10.0
    """Patience with the recogniser; then the turn goes on without words."""
    stall: float = 0.5
    """When frames stop arriving during a pause, the pause is over this much later."""
    key_tone: float = 0.7
    """Speech shorter than this around a key press is the key's own tone."""
    gap: float = 1.0
    """Lost audio up to this length is filled with silence."""
    languages: bool = False
    """Tell by the sound whether the caller speaks Spanish."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A speech interval that is over. Times are loop times."""

    transcript: Transcript | None
    """None: the recogniser failed."""
    failure: str
    began: float
    ended: float
    speech: float
    """Seconds of speech in it."""
    endpoint: float
    """When the silence after it was long enough."""
    decided: float
    """When the words were known as well."""
    interrupting: bool
    """It began while we spoke."""
    merged: int
    """Pauses inside it after which the caller went on."""


class Listener(Protocol):
    """Who wants to know; all plain calls."""

    def speech_began(self) -> None:
        """The caller began to speak while we are silent."""
        ...

    def interrupted(self) -> None:
        """The caller speaks while we do, and means it."""
        ...

    def failed(self, error: Exception) -> None:
        """A bug showed while a window was judged."""
        ...

    def stirred(self, on: bool) -> None:
        """A sound began that may turn out to be the caller's voice (or did not)."""
        ...

    def suspected(self, on: bool) -> None:
        """The caller may be beginning to speak (or it was nothing): do not talk into it."""
        ...

    def words_so_far(self, text: str, language: Language | None) -> None:
        """Words of an utterance that may go on, in a language if that was judged."""
        ...

    def utterance(self, utterance: Utterance) -> None:
        """A speech interval is over."""
        ...

    def ignored(self, reason: str, seconds: float) -> None:
        """A speech interval that is no turn is over."""
        ...
