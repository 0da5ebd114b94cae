"""Whatever happens in whatever order, a circuit blames the provider only, and heals."""

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent.resilience.circuit import Circuit, Key, Rules, Ticket
from agent.resilience.outcomes import FAULTS, Evidence, Verdict, judge

HARMLESS = (
    judge(Evidence(kind="cancelled")),
    judge(Evidence(kind="empty")),
    judge(Evidence(kind="http", status=400)),
    judge(Evidence(kind="timeout", which="hurried")),
)
COUNTED = (
    *(one for one in FAULTS.values() if one.counts != "no"),
    judge(Evidence(kind="http", status=429, code="insufficient_quota")),
    judge(Evidence(kind="http", status=503, retry_after=17.0)),
)
verdicts = st.one_of(st.none(), st.sampled_from(HARMLESS), st.sampled_from(COUNTED))


class CircuitLife(RuleBasedStateMachine):
    """Calls, probes, hands and a clock that may run backwards."""

    def __init__(self) -> None:
        super().__init__()
        self.draws = 0.5
        self.circuit = Circuit(Key("acme", "x"), Rules(in_a_row=3), draw=lambda: self.draws)
        self.now = 0.0
        self.calls: list[Ticket] = []
        self.probes: list[Ticket] = []
        self.counted_since_closed = 0
        self.held = False

    # --- what happens -------------------------------------------------------------------------

    @rule(seconds=st.floats(-20.0, 100.0), draws=st.floats(0.0, 1.0))
    def time_passes(self, seconds: float, draws: float) -> None:
        self.now += seconds
        self.draws = draws

    @rule(last_resort=st.booleans())
    def call_begins(self, last_resort: bool) -> None:
        was = self.circuit.state
        ticket = self.circuit.admit(self.now, last_resort=last_resort)
        assert (ticket is not None) == (was == "closed" or (last_resort and not self.held))
        if ticket is not None:
            self.calls.append(ticket)

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), verdict=verdicts, again=st.booleans())
    def call_ends(self, data: st.DataObject, verdict: Verdict | None, again: bool) -> None:
        ticket = data.draw(st.sampled_from(self.calls))
        if not again:
            self.calls.remove(ticket)
        self._settle(ticket, verdict)

    @rule()
    def probe_begins(self) -> None:
        ticket = self.circuit.begin_probe(self.now)
        if ticket is not None:
            assert not self.circuit.closed
            assert not self.held
            self.probes.append(ticket)

    @precondition(lambda self: self.probes)
    @rule(verdict=verdicts)
    def probe_ends(self, verdict: Verdict | None) -> None:
        self._settle(self.probes.pop(), verdict)

    @rule()
    def held_by_hand(self) -> None:
        self.circuit.hold(self.now)
        self.held = True

    @rule()
    def reset_by_hand(self) -> None:
        self.circuit.reset(self.now)
        self.held = False
        self.counted_since_closed = 0

    @rule(calls=st.integers(1, 50), data=st.data())
    def harmless_calls_change_nothing(self, calls: int, data: st.DataObject) -> None:
        before = self.circuit.state
        for _ in range(calls):
            ticket = self.circuit.admit(self.now)
            if ticket is not None:
                self.circuit.settle(ticket, data.draw(st.sampled_from(HARMLESS)), self.now)
        assert self.circuit.state == before

    @precondition(lambda self: not self.held and not self.circuit.closed and not self.probes)
    @rule()
    def the_provider_heals(self) -> None:
        """With good probes from now on it closes, at most two periods after the first is due."""
        first = self.circuit.next_probe
        assert first is not None
        self.now = max(self.now, first)
        start = self.now
        while not self.circuit.closed:
            due = self.circuit.next_probe
            assert due is not None
            self.now = max(self.now, due)
            ticket = self.circuit.begin_probe(self.now)
            assert ticket is not None
            self._settle(ticket, None)
        assert self.now - start <= self.circuit.rules.probe_s

    def _settle(self, ticket: Ticket, verdict: Verdict | None) -> None:
        before = self.circuit.state
        fresh = not ticket.settled
        self.circuit.settle(ticket, verdict, self.now)
        if fresh and verdict is not None and verdict.counts != "no":
            self.counted_since_closed += 1
        if before == "closed" and self.circuit.state == "open":
            assert verdict is not None
            assert verdict.counts != "no"
            assert self.counted_since_closed > 0
        if self.circuit.closed and before != "closed":
            self.counted_since_closed = 0

    # --- what always holds --------------------------------------------------------------------

    @invariant()
    def at_most_one_probe_is_on_its_way(self) -> None:
        assert len(self.probes) <= 1

    @invariant()
    def what_is_open_has_a_way_back(self) -> None:
        if not self.circuit.closed and not self.held and not self.probes:
            assert self.circuit.next_probe is not None
        if self.circuit.closed or self.held:
            assert self.circuit.next_probe is None

    @invariant()
    def its_status_makes_sense(self) -> None:
        status = self.circuit.status(self.now)
        assert status.since_s >= 0
        assert status.next_probe_s is None or status.next_probe_s >= 0
        assert 0 <= status.recent_faults <= status.recent_calls
        assert bool(status.why) == (status.state != "closed")
        assert status.held == self.held


TestCircuitLife = CircuitLife.TestCase
TestCircuitLife.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
