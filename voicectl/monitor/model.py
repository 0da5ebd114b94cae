"""What the screen shows, as plain values. Times are the node's, so that clocks need not agree."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.telemetry.news import Alert, Answered, LogLine, Pulse

LinkState = Literal["connecting", "live", "lost", "recorded"]


@dataclass(frozen=True, slots=True)
class Link:
    """The connection with the node."""

    state: LinkState = "connecting"
    why: str = ""
    attempt: int = 0
    retry_s: float = 0.0
    """Seconds from then to the next try."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript."""

    at: float
    who: Literal["caller", "agent"]
    text: str
    unheard: str = ""
    """What of our words the caller did not hear."""
    say: int = 0
    pending: bool = False
    """Not known yet what of it was heard."""
    about: str = ""
    """What was made of the caller's words."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call, live or over."""

    sid: str
    since: str
    """UTC, when it began."""
    company: str = ""
    caller: str = ""
    at: float = 0.0
    """Seconds from its begin to its last news."""
    lines: tuple[Line, ...] = ()
    slots: tuple[tuple[str, str], ...] = ()
    """Names and what is known; empty: known, but not told yet."""
    decisions: tuple[tuple[float, str], ...] = ()
    answers: tuple[Answered, ...] = ()
    phase: str = ""
    goal: str = ""
    language: str = "en"
    tier: str = ""
    hazard: str = ""
    outcome: str = ""
    """Empty while it is live here; "moved": another node goes on with it."""

    @property
    def live(self) -> bool:
        """It is not over."""
        return not self.outcome

    @property
    def asked(self) -> str:
        """The last thing said by either side."""
        return self.lines[-1].text if self.lines else ""

    def seconds(self, now: str) -> float:
        """How long it lasts, or lasted."""
        if not self.live or not now:
            return self.at
        passed = datetime.fromisoformat(now) - datetime.fromisoformat(self.since)
        return max(self.at, passed.total_seconds())


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that is known of the node."""

    link: Link = Link()
    when: str = ""
    """The node's time at the last news, UTC."""
    calls: dict[str, Call] = field(default_factory=dict)
    pulse: Pulse | None = None
    responses: tuple[float, ...] = ()
    """Milliseconds callers waited for answers, newest last."""
    lags: tuple[float, ...] = ()
    """Milliseconds the node's loop was late, newest last."""
    alerts: tuple[tuple[str, Alert], ...] = ()
    """With the time, newest last."""
    log: tuple[tuple[str, LogLine], ...] = ()

    @property
    def live(self) -> tuple[Call, ...]:
        """Calls that are not over."""
        return tuple(call for call in self.calls.values() if call.live)

    def found(self, words: str) -> tuple[Call, ...]:
        """Live calls first, then ended ones, newest first; with a filter only those it fits."""
        calls = sorted(self.calls.values(), key=lambda call: call.since, reverse=True)
        calls.sort(key=lambda call: not call.live)
        return tuple(call for call in calls if fits(call, words))


def fits(call: Call, words: str) -> bool:
    """Whether every word of a filter is found in a call."""
    state = "live" if call.live else call.outcome
    about = (call.sid, call.company, call.caller, call.phase, call.goal, call.language, call.tier)
    text = " ".join((*about, call.hazard, state, call.asked)).lower()
    return all(word in text for word in words.lower().split())
