"""A circuit opens on a provider's faults only, and always closes again once it is well."""

import pytest

from agent.resilience.circuit import Circuit, Key, Rules, State, Ticket, in_order
from agent.resilience.outcomes import Evidence, Verdict, judge

RULES = Rules(in_a_row=3, least_calls=6, window_s=30.0, probe_s=5.0, account_probe_s=60.0)
BROKEN = judge(Evidence(kind="reset"))
CANCELLED = judge(Evidence(kind="cancelled"))
EMPTY = judge(Evidence(kind="empty"))
OURS = judge(Evidence(kind="http", status=400))
KEY = judge(Evidence(kind="http", status=401))
SPENT = judge(Evidence(kind="http", status=429, code="insufficient_quota"))


def new(rules: Rules = RULES, name: str = "speech") -> Circuit:
    """A circuit without jitter."""
    return Circuit(Key("acme", name), rules, draw=lambda: 0.0)


def call(circuit: Circuit, verdict: Verdict | None, now: float, **how: bool) -> Ticket | None:
    ticket = circuit.admit(now, **how)
    if ticket is not None:
        circuit.settle(ticket, verdict, now)
    return ticket


def calls(circuit: Circuit, *verdicts: Verdict | None, now: float = 0.0) -> Circuit:
    for verdict in verdicts:
        call(circuit, verdict, now)
    return circuit


def opened(now: float = 0.0, verdict: Verdict = BROKEN) -> Circuit:
    circuit = calls(new(), *(verdict,) * 3, now=now)
    assert circuit.state == "open"
    return circuit


def probe(circuit: Circuit, verdict: Verdict | None, now: float) -> None:
    ticket = circuit.begin_probe(now)
    assert ticket is not None
    circuit.settle(ticket, verdict, now)


# --- opening ------------------------------------------------------------------------------------


def test_faults_in_a_row_open_it() -> None:
    circuit = calls(new(), BROKEN, BROKEN)
    assert circuit.closed
    assert calls(circuit, BROKEN).state == "open"
    assert circuit.status(0.0).why.startswith("3 faults in a row: broken")


def test_a_success_ends_a_row_of_faults() -> None:
    assert calls(new(), BROKEN, BROKEN, None, BROKEN, BROKEN).closed


def test_a_bad_share_of_many_calls_opens_it() -> None:
    circuit = calls(new(), None, None, BROKEN, None, BROKEN)
    assert circuit.closed
    assert calls(circuit, BROKEN).state == "open"


def test_old_faults_are_forgotten() -> None:
    circuit = calls(new(), None, BROKEN, None, BROKEN, None, now=0.0)
    assert calls(circuit, None, BROKEN, now=31.0).closed


@pytest.mark.parametrize("nothing", [CANCELLED, EMPTY, OURS])
def test_what_is_not_the_providers_doing_never_opens_it(nothing: Verdict) -> None:
    circuit = calls(new(), *(nothing,) * 100)
    assert circuit.closed
    assert circuit.status(0.0).recent_calls == 0


def test_a_cancelled_call_is_no_proof_of_health() -> None:
    assert calls(new(), BROKEN, BROKEN, CANCELLED, BROKEN).state == "open"


@pytest.mark.parametrize("verdict", [KEY, SPENT])
def test_a_refused_key_or_a_spent_account_opens_it_at_once_and_for_longer(
    verdict: Verdict,
) -> None:
    circuit = calls(new(), verdict)
    assert circuit.state == "open"
    assert circuit.next_probe == 60.0
    assert opened().next_probe == 5.0


def test_a_provider_that_says_when_is_probed_then() -> None:
    wait = judge(Evidence(kind="http", status=503, retry_after=40.0))
    assert calls(new(), wait).next_probe == 40.0
    limited = judge(Evidence(kind="http", status=429, retry_after=20.0))
    assert calls(new(), limited).next_probe == 20.0
    for_ever = judge(Evidence(kind="http", status=503, retry_after=1e9))
    assert calls(new(), for_ever).next_probe == 900.0


def test_an_open_circuit_lets_no_call_through() -> None:
    circuit = opened()
    assert circuit.admit(1e6) is None
    assert circuit.status(1e6).refused == 1


# --- healing ------------------------------------------------------------------------------------


def test_probes_close_it() -> None:
    circuit = opened()
    assert circuit.begin_probe(4.9) is None
    probe(circuit, None, 5.0)
    assert circuit.state == "half_open"
    assert circuit.admit(5.0) is None
    probe(circuit, None, 7.5)
    assert circuit.closed
    assert circuit.status(7.5).why == ""
    assert calls(circuit, BROKEN, BROKEN, now=8.0).closed  # with a clean slate


def test_a_bad_probe_opens_a_half_open_one_again() -> None:
    circuit = opened()
    probe(circuit, None, 5.0)
    probe(circuit, BROKEN, 7.5)
    assert circuit.state == "open"
    assert circuit.next_probe == 12.5
    probe(circuit, None, 12.5)
    assert circuit.state == "half_open"


def test_it_closes_within_two_probe_periods_after_healing() -> None:
    for good_probes in (1, 2, 3, 5):
        circuit = calls(new(Rules(in_a_row=1, probe_s=5.0, good_probes=good_probes)), BROKEN)
        probe(circuit, BROKEN, 5.0)  # it heals right after this
        while not circuit.closed:
            due = circuit.next_probe
            assert due is not None
            assert due <= 15.0
            probe(circuit, None, due)


def test_one_probe_at_a_time() -> None:
    circuit = opened()
    first = circuit.begin_probe(5.0)
    assert first is not None
    assert circuit.begin_probe(500.0) is None
    assert circuit.next_probe is None
    circuit.settle(first, None, 500.0)
    assert circuit.begin_probe(503.0) is not None


def test_a_probe_we_cancelled_says_nothing_and_is_made_again() -> None:
    circuit = opened()
    probe(circuit, CANCELLED, 5.0)
    assert circuit.state == "open"
    assert circuit.next_probe == 10.0


def test_what_could_not_open_it_can_not_keep_it_open() -> None:
    """A probe whose text the provider refuses has reached it."""
    circuit = opened()
    probe(circuit, OURS, 5.0)
    probe(circuit, OURS, 7.5)
    assert circuit.closed


def test_jitter_makes_probes_earlier_never_later() -> None:
    circuit = Circuit(Key("acme", "x"), Rules(in_a_row=1, jitter=0.2), draw=lambda: 1.0)
    calls(circuit, BROKEN)
    assert circuit.next_probe == pytest.approx(4.0)


# --- late results and odd clocks ----------------------------------------------------------------


def test_calls_that_hung_through_an_outage_do_not_open_it_again() -> None:
    circuit = new()
    hanging = [circuit.admit(0.0) for _ in range(20)]
    calls(circuit, BROKEN, BROKEN, BROKEN)
    probe(circuit, None, 5.0)
    probe(circuit, None, 7.5)
    for ticket in hanging:
        assert ticket is not None
        circuit.settle(ticket, BROKEN, 15.0)
    assert circuit.closed
    assert circuit.status(15.0).faults_in_a_row == 0


def test_a_late_success_of_before_does_not_heal_it() -> None:
    circuit = new()
    late = circuit.admit(0.0)
    assert late is not None
    calls(circuit, BROKEN, BROKEN, BROKEN)
    circuit.settle(late, None, 1.0)
    assert circuit.state == "open"


def test_a_ticket_settles_once() -> None:
    circuit = new()
    ticket = circuit.admit(0.0)
    assert ticket is not None
    for _ in range(9):
        circuit.settle(ticket, BROKEN, 0.0)
    assert circuit.closed
    assert circuit.status(0.0).faults_in_a_row == 1


def test_a_clock_that_runs_backwards_is_taken_as_standing_still() -> None:
    circuit = opened(now=100.0)
    assert circuit.begin_probe(-5.0) is None
    assert circuit.status(3.0).since_s == 0.0
    assert circuit.begin_probe(105.0) is not None


# --- by hand and as a last resort ---------------------------------------------------------------


def test_what_is_opened_by_hand_stays_open_until_reset_by_hand() -> None:
    circuit = new()
    hanging = circuit.admit(0.0)
    assert hanging is not None
    circuit.hold(0.0, "maintenance")
    circuit.settle(hanging, None, 1.0)
    assert circuit.admit(1e6, last_resort=True) is None
    assert circuit.begin_probe(1e6) is None
    status = circuit.status(1e6)
    assert (status.state, status.held, status.why) == ("open", True, "maintenance")
    circuit.reset(1e6)
    assert circuit.admit(1e6) is not None


def test_a_probe_from_before_a_reset_changes_nothing_but_is_still_the_only_one() -> None:
    circuit = opened()
    old = circuit.begin_probe(5.0)
    assert old is not None
    circuit.reset(6.0)
    calls(circuit, BROKEN, BROKEN, BROKEN, now=7.0)
    assert circuit.begin_probe(100.0) is None
    circuit.settle(old, None, 100.0)
    assert circuit.state == "open"
    assert circuit.begin_probe(100.0) is not None


def test_a_last_resort_is_let_through_and_its_success_counts_as_a_good_probe() -> None:
    circuit = opened()
    call(circuit, BROKEN, 1.0, last_resort=True)
    assert circuit.state == "open"
    call(circuit, None, 2.0, last_resort=True)
    assert circuit.state == "half_open"
    call(circuit, None, 2.0, last_resort=True)
    assert circuit.closed


def test_alternatives_that_work_are_tried_first_and_held_ones_never() -> None:
    working, ill, held = new(), opened(), new()
    held.hold(0.0)
    assert in_order([ill, held, working]) == [(2, False), (0, True)]
    assert in_order([ill, opened()]) == [(0, True), (1, True)]
    assert in_order([held]) == []


def test_changes_are_told() -> None:
    heard: list[tuple[State, State]] = []
    circuit = Circuit(
        Key("acme", "x"),
        RULES,
        draw=lambda: 0.0,
        changed=lambda one, before: heard.append((before, one.state)),
    )
    calls(circuit, BROKEN, BROKEN, BROKEN)
    probe(circuit, BROKEN, 5.0)
    probe(circuit, None, 10.0)
    probe(circuit, BROKEN, 12.5)
    probe(circuit, None, 17.5)
    probe(circuit, None, 20.0)
    circuit.reset(21.0)
    assert heard == [
        ("closed", "open"),
        ("open", "half_open"),
        ("half_open", "open"),
        ("open", "half_open"),
        ("half_open", "closed"),
    ]
