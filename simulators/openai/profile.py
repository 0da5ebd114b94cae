"""How fast the simulated service is."""

import math
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Profile:
    """Times in seconds; the default answers at once."""

    seed: int = 0
    jitter: float = 0.0
    """Spread: every time is multiplied by exp(normal(0, jitter)), so that the median stays."""
    first_token: float = 0.0
    """Request to response headers of a chat completion or response."""
    tokens_per_s: float = 0.0
    """0: all tokens at once."""
    thinking: float = 0.0
    """Added to the first token at reasoning effort "medium" (low: 0.3 of it, high: 3 times)."""
    first_audio: float = 0.0
    """Request to response headers of speech."""
    audio_speed: float = 0.0
    """Speech is made at so many times real time; 0: all at once."""
    audio_chunk: int = 4096
    """Bytes of speech in one write. An odd number tears samples apart."""
    hearing: float = 0.0
    """Commit or upload to the first words of a transcript."""
    embedding: float = 0.0


USUAL = Profile(
    jitter=0.25,
    first_token=0.45,
    tokens_per_s=80.0,
    thinking=3.0,
    first_audio=0.35,
    audio_speed=4.0,
    hearing=0.3,
    embedding=0.15,
)
"""An ordinary afternoon; guesses, not measured at the service."""

_EFFORTS = {"none": 0.0, "minimal": 0.1, "low": 0.3, "medium": 1.0, "high": 3.0, "xhigh": 6.0}


class Pace:
    """Times drawn from a profile, the same ones in every run."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def span(self, profile: Profile, seconds: float) -> float:
        """`seconds` with the profile's jitter."""
        if not seconds or not profile.jitter:
            return seconds
        return seconds * math.exp(self._random.gauss(0.0, profile.jitter))

    def token(self, profile: Profile) -> float:
        """Seconds before the next token."""
        return self.span(profile, 1 / profile.tokens_per_s) if profile.tokens_per_s else 0.0


def thinking(profile: Profile, effort: str) -> float:
    """Seconds a model of this reasoning effort adds before its first token."""
    return profile.thinking * _EFFORTS.get(effort, 1.0)
