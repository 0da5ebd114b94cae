"""The plan of a simulated service: who may use it, how fast it is, how it behaves, what fails."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulators.elevenlabs.faults import Outage

ContextSpelling = Literal["contextId", "context_id", "alternating"]
AlignmentSpelling = Literal["char", "chars", "alternating"]

VOICES = {"JBFqnCBsd6RMkjVDRZzb": "George", "21m00Tcm4TlvDq8ikWAM": "Rachel"}
SOCKET_MODELS = (
    "eleven_flash_v2_5",
    "eleven_flash_v2",
    "eleven_turbo_v2_5",
    "eleven_turbo_v2",
    "eleven_multilingual_v2",
)
DIALOGUE_MODELS = ("eleven_v3", "eleven_v3_conversational", "eleven_v4", "eleven_v4_turbo")
"""Refused by the text-to-speech sockets."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one workspace may use."""

    concurrent: int = 10
    """Generations in flight. An open socket that generates nothing does not count."""
    queue: int = 10
    """Generations that may wait for a place; one more is refused with 429."""
    characters: float = math.inf
    """Characters that may still be spoken; then quota_exceeded."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How fast everything is. Ranges are drawn from evenly, with the plan's seed; seconds."""

    handshake: tuple[float, float] = (0.05, 0.2)
    """Before a socket is opened."""
    answer: tuple[float, float] = (0.03, 0.1)
    """Before `/v2/voices`, `/v1/models` and refusals are answered."""
    first_byte: tuple[float, float] = (0.09, 0.2)
    """From the trigger of a generation to its first audio."""
    speed: tuple[float, float] = (5.0, 10.0)
    """Seconds of audio that are generated in a second."""
    chunk: tuple[float, float] = (0.1, 1.0)
    """Audio in a message."""
    queued: float = 0.05
    """Added to a generation that had to wait for a place."""
    release: tuple[float, float] = (0.0, 0.8)
    """From a context's last message until it does not count any more."""
    transcript: tuple[float, float] = (0.08, 0.2)
    """From audio to the transcript of it."""
    partial: tuple[float, float] = (0.2, 0.5)
    """Speech between two partial transcripts."""


INSTANT = Profile(
    handshake=(0.0, 0.0),
    answer=(0.0, 0.0),
    first_byte=(0.0, 0.0),
    speed=(1e6, 1e6),
    queued=0.0,
    release=(0.0, 0.0),
    transcript=(0.0, 0.0),
)
"""Everything at once, for tests."""


@dataclass(frozen=True, slots=True)
class Scribe:
    """How transcription behaves."""

    mishears: float = 0.05
    """Share of segments with a wrong word."""
    regresses: float = 0.0
    """Share of partial transcripts that have lost words again."""
    twice: float = 0.0
    """Share of committed transcripts that come twice."""
    session_s: float = 5400.0
    """How long a session may last; then session_time_limit_exceeded and 1008."""
    chunk_s: float = 5.0
    """Audio in one message; more is chunk_size_exceeded."""
    least_s: float = 0.3
    """New audio that a commit needs; less is commit_throttled."""
    models: tuple[str, ...] = ("scribe_v2_realtime", "scribe_v3_live")


_LIMITS, _PROFILE, _SCRIBE = Limits(), Profile(), Scribe()


@dataclass(frozen=True, slots=True)
class Plan:
    """The script of a simulated service. A running server takes another one at any time."""

    key: str = "xi-simulated"
    """The API key that is accepted."""
    limits: Limits = _LIMITS
    """What the workspace of `key` may use."""
    accounts: Mapping[str, Limits] = field(default_factory=dict)
    """Keys of further workspaces. All other keys are refused."""
    tokens: frozenset[str] = frozenset()
    """Single-use tokens; they belong to the workspace of `key`."""
    bad_key: Literal["401", "403", "message"] = "401"
    """How a socket with a bad key is refused: before the upgrade, or by an error and 1008."""

    voices: Mapping[str, str] = field(default_factory=lambda: VOICES)
    """Id -> name."""
    models: tuple[str, ...] = SOCKET_MODELS + DIALOGUE_MODELS

    context_spelling: ContextSpelling = "contextId"
    """As documented, and the only key that Pipecat reads. Others report `context_id`, so a client
    had better take both: by turns, it shows whether it does."""
    alignment_spelling: AlignmentSpelling = "char"
    """`charStartTimesMs` or, as some versions of the service write it, `charsStartTimesMs`."""
    contexts: int = 5
    """Contexts a socket may hold open."""
    idle: float = 20.0
    """Seconds without text after which a socket is closed; `inactivity_timeout` changes it."""
    speaks_on: bool = True
    """Text that was flushed is still spoken after `close_context`. False: the context ends."""

    scribe: Scribe = _SCRIBE
    profile: Profile = _PROFILE
    outages: tuple[Outage, ...] = ()
    """What goes wrong for a while."""
    seed: int = 0
    """Decides every random choice."""

    def account(self, key: str) -> Limits | None:
        """What a key may use; None for an unknown one."""
        return self.limits if key == self.key else self.accounts.get(key)
