"""A circuit breaker without IO: calls ask, results are told, time is passed in.

    closed ──n counted faults in a row, a bad share, or one that says it all──► open
       ▲                                                                          │ a good probe
       └────────────k good probes──────────── half open ◄─────────────────────────┘
                                                  └──a bad probe──► open

Calls are let through while it is closed, and only then: what finds out whether a provider is well
again is a probe that no caller waits for. One exception, `last_resort`: where every alternative
has failed too, late speech beats none, and a call may try; its success counts as a good probe.

What keeps it honest: every call gets a ticket, and a ticket settles once. Tickets carry the era in
which they were given; results of an earlier era (a call that hung through an outage and its end)
change nothing. Results that say nothing about the provider (`Verdict.counts` "no") neither open a
circuit nor count as success. A clock that runs backwards is taken as standing still.
"""

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.ports import Fault
from agent.resilience.outcomes import Verdict

State = Literal["closed", "open", "half_open"]
Role = Literal["call", "last_resort", "probe"]

LONGEST_WAIT_S = 900.0
"""However long a provider asks us to wait, it is probed after this."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a circuit stands for; `operation` is whatever fails as one: "speech", "chat:MODEL"."""

    provider: str
    operation: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.operation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When a circuit opens and how it is probed; times in seconds."""

    in_a_row: int = 3
    """Counted faults without a success between them that open it."""
    share: float = 0.5
    """Or this share of faults among the calls of `window_s`."""
    window_s: float = 30.0
    least_calls: int = 10
    """Fewer calls in the window say nothing about a share."""
    probe_s: float = 5.0
    """Longest time between two probes."""
    account_probe_s: float = 60.0
    """The same after a refused key or a spent account: nothing changes before somebody acts."""
    jitter: float = 0.2
    """Share of the time by which a probe may come earlier, so that nodes don't probe together."""
    good_probes: int = 2
    """Good probes in a row that close it."""


@dataclass(eq=False, slots=True)
class Ticket:
    """Leave for one call or probe."""

    era: int
    role: Role
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A circuit at one moment, for people and health checks."""

    state: State
    why: str
    """What opened it; empty while it is closed."""
    fault: Fault | None
    held: bool
    """Opened by hand: no probes, until reset by hand."""
    since_s: float
    """Seconds since it was closed or opened."""
    next_probe_s: float | None
    """Seconds to the next probe; None: none is planned, or one is on its way."""
    faults_in_a_row: int
    recent_calls: int
    recent_faults: int
    opened: int
    """How often it has opened since the start."""
    refused: int
    """Calls that were not let through since the start."""
    probes: int


def _unheard(_: "Circuit", __: State) -> None:
    pass


class Circuit:
    """The breaker of one provider's operation."""

    def __init__(
        self,
        key: Key,
        rules: Rules = Rules(),  # frozen
        *,
        draw: Callable[[], float] = random.random,
        changed: Callable[["Circuit", State], None] = _unheard,
    ) -> None:
        """`draw` gives numbers in 0..1 for the jitter, `changed` is told the state before."""
        self.key = key
        self.rules = rules
        self._draw = draw
        self._changed = changed
        self._state: State = "closed"
        self._era = 0
        self._now = float("-inf")
        self._since: float | None = None
        self._why = ""
        self._fault: Fault | None = None
        self._held = False
        self._row = 0
        self._recent: deque[tuple[float, bool]] = deque(maxlen=1000)
        self._good = 0
        self._next_probe: float | None = None
        self._probe: Ticket | None = None
        self._probed_at = float("-inf")
        """When the last probe began."""
        self._opened = self._refused = self._probes = 0

    # --- calls -------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether calls are let through."""
        return self._state == "closed"

    @property
    def held(self) -> bool:
        """Whether it was opened by hand: then not even a last resort is let through."""
        return self._held

    @property
    def fault(self) -> Fault | None:
        """What opened it; None while it is closed, or by hand."""
        return self._fault

    @property
    def why(self) -> str:
        """What opened it, in words; empty while it is closed."""
        return self._why

    def admit(self, now: float, *, last_resort: bool = False) -> Ticket | None:
        """Leave for a call, or None. A ticket must be settled, however the call ends."""
        self._tick(now)
        if self.closed:
            return Ticket(self._era, "call")
        if last_resort and not self._held:
            return Ticket(self._era, "last_resort")
        self._refused += 1
        return None

    def settle(self, ticket: Ticket, verdict: Verdict | None, now: float) -> None:
        """Tell how a call or probe ended; None: well. A second time changes nothing."""
        if ticket.settled:
            return
        ticket.settled = True
        self._tick(now)
        if ticket is self._probe:
            self._probe = None
        if ticket.era != self._era:
            return
        if ticket.role == "call":
            self._count(verdict)
        elif ticket.role == "probe":
            self._judge_probe(verdict)
        elif verdict is None:
            self._go_well(self._now)

    # --- probes ------------------------------------------------------------------------------

    @property
    def next_probe(self) -> float | None:
        """When the next probe is due; None: none is planned, or one is on its way."""
        return None if self._probe else self._next_probe

    def begin_probe(self, now: float) -> Ticket | None:
        """Leave for a probe that is due; at most one is on its way. It must be settled, too."""
        self._tick(now)
        due = self.next_probe
        if due is None or self._now < due:
            return None
        self._probes += 1
        self._probed_at = self._now
        self._probe = Ticket(self._era, "probe")
        return self._probe

    # --- by hand -----------------------------------------------------------------------------

    def hold(self, now: float, why: str = "by hand") -> None:
        """Open it until `reset`: no call, no last resort, no probe."""
        self._tick(now)
        self._turn("open", why, None)
        self._held = True
        self._next_probe = None

    def reset(self, now: float) -> None:
        """Close it and forget what was counted."""
        self._tick(now)
        self._turn("closed", "", None)

    def status(self, now: float) -> Status:
        """How it stands, for people."""
        self._tick(now)
        self._forget()
        due = self.next_probe
        return Status(
            state=self._state,
            why=self._why,
            fault=self._fault,
            held=self._held,
            since_s=0.0 if self._since is None else self._now - self._since,
            next_probe_s=None if due is None else max(0.0, due - self._now),
            faults_in_a_row=self._row,
            recent_calls=len(self._recent),
            recent_faults=self._recent_faults(),
            opened=self._opened,
            refused=self._refused,
            probes=self._probes,
        )

    # --- inside ------------------------------------------------------------------------------

    def _tick(self, now: float) -> None:
        self._now = max(self._now, now)
        if self._since is None:
            self._since = self._now

    def _count(self, verdict: Verdict | None) -> None:
        if verdict is not None and verdict.counts == "no":
            return
        self._forget()
        self._recent.append((self._now, verdict is not None))
        if verdict is None:
            self._row = 0
            return
        self._row += 1
        why = self._reason_to_open(verdict)
        if why:
            self._turn("open", f"{why}: {verdict.fault}, {verdict.why}", verdict)

    def _reason_to_open(self, verdict: Verdict) -> str:
        if verdict.counts == "at_once":
            return "at once"
        if self._row >= self.rules.in_a_row:
            return f"{self._row} faults in a row"
        calls, faults = len(self._recent), self._recent_faults()
        if calls >= self.rules.least_calls and faults >= self.rules.share * calls:
            return f"{faults} faults in {calls} calls"
        return ""

    def _recent_faults(self) -> int:
        return sum(bad for _, bad in self._recent)

    def _forget(self) -> None:
        while self._recent and self._recent[0][0] <= self._now - self.rules.window_s:
            self._recent.popleft()

    def _judge_probe(self, verdict: Verdict | None) -> None:
        if verdict is None:
            self._go_well(self._probed_at)
        elif verdict.fault == "cancelled_by_us":
            self._next_probe = self._due(None, self._now)
        elif verdict.counts == "no":
            self._go_well(self._probed_at)  # what could not open it can't keep it open
        else:
            before, self._state = self._state, "open"
            self._good = 0
            self._fault = verdict.fault
            self._why = f"probe: {verdict.fault}, {verdict.why}"
            self._next_probe = self._due(verdict, self._probed_at)
            if before != "open":
                self._changed(self, before)

    def _go_well(self, since: float) -> None:
        self._good += 1
        if self._good >= self.rules.good_probes:
            self._turn("closed", "", None)
            return
        before, self._state = self._state, "half_open"
        # Sooner than `probe_s`, so that healing is noticed within two of them.
        self._next_probe = since + self.rules.probe_s / self.rules.good_probes
        if before != "half_open":
            self._changed(self, before)

    def _turn(self, state: Literal["closed", "open"], why: str, verdict: Verdict | None) -> None:
        before, self._state = self._state, state
        self._era += 1
        self._since = self._now
        self._why = why
        self._fault = verdict.fault if verdict else None
        self._held = False
        self._good = self._row = 0
        self._recent.clear()
        self._next_probe = None
        if state == "open":
            self._opened += before == "closed"
            self._next_probe = self._due(verdict, self._now)
        if before != state:
            self._changed(self, before)

    def _due(self, verdict: Verdict | None, since: float) -> float:
        """When the next probe is due: so long after `since` (the beginning of the last one, for a
        probe that hangs must not put off the next) as the rules say, unless the provider says."""
        period = self.rules.probe_s
        asked = 0.0
        if verdict is not None:
            asked = min(verdict.retry_after or 0.0, LONGEST_WAIT_S)
            if verdict.counts == "at_once" and verdict.fault in ACCOUNT and not asked:
                period = self.rules.account_probe_s
        return max(since + period * (1 - self.rules.jitter * self._draw()), self._now + asked)


ACCOUNT: frozenset[Fault] = frozenset({"auth", "quota"})
"""Faults of the account rather than of the service."""


def in_order(circuits: Sequence[Circuit]) -> list[tuple[int, bool]]:
    """Which of several alternatives (best first) to try, one after the other.

    Pairs of place and `last_resort`: those with a closed circuit first; when they fail as well,
    the open ones. Those opened by hand are left out.
    """
    closed = [(place, False) for place, one in enumerate(circuits) if one.closed]
    return closed + [
        (place, True) for place, one in enumerate(circuits) if not one.closed and not one.held
    ]
