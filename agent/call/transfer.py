"""The transfer ladder, and what the carrier shall do next when our audio path has ended."""

from dataclasses import dataclass, replace

from agent.events import Transfer


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring this number and bridge the caller; whisper to whoever answers first."""

    number: str
    whisper: str


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Open the audio path to us again."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Hang up."""


NextStep = Ring | Reconnect | Finish


@dataclass(frozen=True, slots=True)
class Ladder:
    """The numbers of one transfer that are still to be tried, in order."""

    transfer: Transfer
    numbers: tuple[str, ...]

    @property
    def current(self) -> str:
        """The number to ring now; empty when all were tried."""
        return self.numbers[0] if self.numbers else ""

    def after_failure(self) -> "Ladder":
        """The ladder without the number just tried."""
        return replace(self, numbers=self.numbers[1:])
