"""What the simulated service thinks of utterances, and what goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Opinion:
    """The label for an utterance, and how sure the model says it is."""

    label: str
    probability: float = 0.9


@dataclass(frozen=True, slots=True)
class Fault:
    """Spoils the next request whose path contains `path`; what is not set stays as it is."""

    path: str = ""
    status: int = 200
    """HTTP status of the answer: 401, 404, 429, 500, 503, ..."""
    code: str | None = None
    """The error's code, e.g. "insufficient_quota"."""
    stall: float = 0.0
    """Seconds before the answer."""
    content: str | None = None
    """The model's words instead of what the table says."""
    finish: str = "stop"
    """Why the model stopped: stop, length, content_filter."""
    body: str | None = None
    """A whole body instead of the documented one, as HTML."""
    cut: bool = False
    """The connection closes without an answer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The script of a simulated service."""

    key: str = "sk-simulated"
    """The one bearer key that is accepted."""
    table: Mapping[str, Opinion] = field(default_factory=dict)
    """Utterance -> opinion. The longest one found in the user's first message counts."""
    unknown: Opinion = Opinion("out_of_scope", 0.3)
    """For utterances of no table."""
    retired: frozenset[str] = frozenset()
    """Models that are no longer served: 404, model_not_found."""

    def opinion(self, said: str) -> Opinion:
        """What the model thinks of a message."""
        known = [text for text in self.table if text.lower() in said.lower()]
        return self.table[max(known, key=len)] if known else self.unknown
