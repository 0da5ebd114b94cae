"""What one call needs from its node, and its own numbers to turn."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, TypeVar

from agent.call.hearing import EarRules
from agent.call.latency import Timing
from agent.call.pacer import Pacer
from agent.call.segments import SpeechDetector
from agent.call.service import Held
from agent.call.speaking import Clips
from agent.call.transfer import Ladder
from agent.events import (
    AskModel,
    CallStarted,
    Command,
    Event,
    Language,
    Level,
    Note,
    Purpose,
)
from agent.ports import Desk, Kept, Model, Recognizer, Telephony, Voice
from agent.prompt import Prompt
from agent.resilience.spending import Bill

S = TypeVar("S")

Reroute = Callable[[str], Coroutine[Any, Any, None]]
"""Has the carrier ask anew what comes next in a call (by its sid). Raises nothing."""


def _always() -> bool:
    return True


class Dialogue(Protocol[S]):
    """The pure conversation, bound to one company's profile."""

    def begin(self) -> S:
        """The state before the first event."""
        ...

    def step(self, state: S, at: float, event: Event) -> tuple[S, tuple[Command, ...]]:
        """Advance by one event that happens `at` seconds after the call began."""
        ...

    def prompt(self, state: S, command: AskModel) -> Prompt:
        """What the language model is told for `command`."""
        ...

    def snapshot(self, state: S) -> bytes:
        """The state as msgpack."""
        ...

    def load(self, snapshot: bytes) -> S:
        """The reverse of `snapshot`."""
        ...


class Observer(Protocol):
    """Telemetry of a call; all plain calls that must not fail."""

    def applied(
        self, call: CallStarted, at: float, event: Event, commands: tuple[Command, ...]
    ) -> None:
        """An event was applied and led to commands."""
        ...

    def noted(self, call: CallStarted, note: Note) -> None:
        """The dialogue left an analytics fact."""
        ...

    def timed(self, call: CallStarted, timing: Timing) -> None:
        """The latency of a turn."""
        ...

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """A durable checkpoint is due."""
        ...


class Keeper(Protocol):
    """Remembers how calls stand; a plain call that neither waits nor fails."""

    def keep(self, kept: Kept) -> None:
        """A call stands so after an event."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """Where a call stood that another node served."""

    state: bytes
    n: int
    """Events applied before."""
    at: float
    """Seconds since the call began."""
    gap: float = 0.0
    """Seconds since then."""
    ladder: Ladder | None = None
    """People that are being rung, or about to be."""
    held: Held | None = None
    """A level set by hand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """Times in seconds."""

    ears: EarRules = field(default_factory=EarRules)
    resume_after_backchannel: bool = True
    """After a stop that turns out to be noise or a mere "uh-huh" go on where we were cut."""
    intent_model: bool = True
    """Tell the dialogue what the intent model makes of the caller's words."""
    mood_model: bool = True
    """And what the mood model makes of them."""
    level: Level = 2
    """Of the node's service; below 2 a language model may be asked."""
    purposes: tuple[Purpose, ...] = ()
    """What for."""
    speak_ahead: bool = False
    """Make the first words of likely answers while the caller is still being heard out."""
    head_start: bool = False
    """Hold the first sound of a voice that streams back until the rest will come in time."""
    tool_deadline: float = 4.0
    """Per attempt."""
    path_silent: float = 1.2
    """Without a frame of the caller for so long the audio path is dead, though nobody closed it."""
    reattach: float = 10.0
    """So long a lost audio path may be away before the call is over; 0: it never comes back."""
    transfer_limit: float = 180.0
    """Without news of a transfer for so long it counts as failed."""
    leave_limit: float = 30.0
    """So long the last words may take before the call ends without them."""
    close_deadline: float = 3.0
    hold_limit: float = 20.0
    """At most so long our answer waits because the caller seems to be speaking."""
    longest_call: float = 3600.0
    apology: str = "I'm sorry, something went wrong on our end."
    """The last words when the call's own code fails."""
    record: Path | None = None
    """Write a two-channel recording (caller left, agent right) to this WAV file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """The ports a call uses; shared by the calls of a node."""

    recognizer: Recognizer
    voice: Voice
    detector: Callable[[], SpeechDetector]
    """A new speech detector for one audio path."""
    desk: Desk
    pacer: Pacer
    clips: Clips | None = None
    models: Mapping[Level, Model] = field(default_factory=dict)
    """Language models by the level of service that asks them."""
    telephony: Telephony | None = None
    observer: Observer | None = None
    journals: Path | None = None
    """Directory of the journals; None keeps none."""
    keeper: Keeper | None = None
    """Takes a snapshot after every event."""
    may_speak: Callable[[], bool] = _always
    """False while this node may have lost its calls; asked for every frame."""
    reroute: Reroute | None = None
    stamp: Callable[[], float] = monotonic
    """The host's own clock for remarks that are compared with other programs' stamps."""
    company: str = ""
    hears: tuple[Language, ...] = ("en", "es")
    """Languages that the recogniser understands."""
    bill: Bill | None = None
    """What this call costs; None: nobody asks."""
    queues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Numbers to ring for each transfer queue, in order."""
