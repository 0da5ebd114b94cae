"""What may be spent: retries and money."""

import pytest

from agent.resilience.budget import CostBudget, RetryBudget, RetryRules


def taken(budget: RetryBudget, now: float = 0.0) -> int:
    count = 0
    while budget.take(now):
        count += 1
    return count


def test_retries_are_a_share_of_calls() -> None:
    budget = RetryBudget(RetryRules(share=0.1, floor_per_s=0.0, burst=1000.0))
    taken(budget)
    for _ in range(100):
        budget.called(0.0)
    assert taken(budget) == 10


def test_a_quiet_provider_has_a_few_retries_all_the_same() -> None:
    budget = RetryBudget(RetryRules(share=0.0, floor_per_s=0.1, burst=3.0))
    assert taken(budget, 0.0) == 1
    assert taken(budget, 9.0) == 0
    assert taken(budget, 10.0) == 1
    assert taken(budget, 1000.0) == 3


def test_what_is_saved_up_is_bounded() -> None:
    budget = RetryBudget(RetryRules(share=1.0, burst=5.0))
    for _ in range(1000):
        budget.called(0.0)
    assert taken(budget) == 5


def test_a_clock_that_runs_backwards_gives_no_retries() -> None:
    budget = RetryBudget(RetryRules(share=0.0, floor_per_s=1.0, burst=5.0))
    taken(budget, 100.0)
    assert taken(budget, 0.0) == 0
    assert taken(budget, 101.0) == 1


def test_the_tighter_limit_counts() -> None:
    budget = CostBudget(hour_cents=100.0, day_cents=1000.0)
    budget.spend(60.0, 0.0)
    assert budget.share(0.0) == pytest.approx(0.6)
    budget.spend(50.0, 1800.0)
    assert budget.share(1800.0) == pytest.approx(1.1)
    assert budget.spent_cents(1800.0) == pytest.approx((110.0, 110.0))


def test_an_hour_later_the_hours_spending_is_forgotten_the_days_is_not() -> None:
    budget = CostBudget(hour_cents=100.0, day_cents=1000.0)
    for hour in range(12):
        budget.spend(90.0, hour * 3600.0)
    now = 11.5 * 3600
    assert budget.spent_cents(now) == pytest.approx((90.0, 1080.0))
    assert budget.share(now) == pytest.approx(1.08)
    assert budget.spent_cents(now + 3600)[0] == 0.0
    assert budget.spent_cents(now + 86400) == (0.0, 0.0)


def test_without_limits_nothing_is_ever_spent() -> None:
    budget = CostBudget()
    budget.spend(1e9, 0.0)
    assert budget.share(0.0) == 0.0


def test_spending_of_the_past_is_kept_in_order() -> None:
    budget = CostBudget(hour_cents=100.0)
    budget.spend(10.0, 1000.0)
    budget.spend(10.0, 10.0)
    assert budget.spent_cents(1000.0)[0] == 20.0
