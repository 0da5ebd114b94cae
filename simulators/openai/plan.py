"""The plan of a simulated service: who may use it, what it says, how fast, and what goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from simulators.openai.faults import Outage
from simulators.openai.limits import Limits
from simulators.openai.models import SHUTDOWNS, TODAY, is_gone
from simulators.openai.profile import Profile
from simulators.openai.script import Script

_LIMITS, _SCRIPT, _PROFILE = Limits(), Script(), Profile()


@dataclass(frozen=True, slots=True)
class Opinion:
    """The label for an utterance, and how sure the model says it is."""

    label: str
    probability: float = 0.9


@dataclass(frozen=True, slots=True)
class Plan:
    """The script of a simulated service. A running server takes another one at any time."""

    key: str = "sk-simulated"
    """The bearer key that is accepted."""
    limits: Limits = _LIMITS
    """What `key` may use."""
    accounts: Mapping[str, Limits] = field(default_factory=dict)
    """Further keys and what each may use. All other keys are refused."""

    script: Script = _SCRIPT
    """What the model says in chat completions and responses."""
    table: Mapping[str, Opinion] = field(default_factory=dict)
    """Utterance -> opinion, for answers by schema that no rule of the script gives. The longest one
    found in the user's first message counts."""
    unknown: Opinion = Opinion("out_of_scope", 0.3)
    """For utterances of no table."""
    context: int = 128_000
    """Tokens a conversation may have: more are refused, context_length_exceeded."""
    obfuscation: bool = True
    """Chunks carry padding unless the client asks for none."""

    retired: frozenset[str] = frozenset()
    """Models that are no longer served: 404, model_not_found."""
    shutdowns: Mapping[str, date] = field(default_factory=lambda: SHUTDOWNS)
    """Last days of models, as `GET /v1/models` tells them."""
    today: date = TODAY
    """From its last day on a model is not served."""

    mishears: float = 0.05
    """Share of transcripts with something wrong."""
    session_s: float = 3600.0
    """How long a realtime session may last."""

    profile: Profile = _PROFILE
    """How fast everything is."""
    outages: tuple[Outage, ...] = ()
    """What goes wrong for a while."""
    seed: int = 0
    """Decides what the script and the profile, which have their own seeds, do not."""

    def opinion(self, said: str) -> Opinion:
        """What the model thinks of a message."""
        known = [text for text in self.table if text.lower() in said.lower()]
        return self.table[max(known, key=len)] if known else self.unknown

    def serves(self, model: str) -> bool:
        """Tell whether a model of this name answers; any name does that is not known as gone."""
        return model not in self.retired and not is_gone(model, self.shutdowns, self.today)
