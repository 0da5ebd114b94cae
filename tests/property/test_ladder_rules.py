"""Whatever the signals do, the level of service follows them up at once and down in small steps."""

from dataclasses import replace
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from agent.resilience.ladder import Ladder, LadderRules, Signals, by_hand, step, wanted

RULES = LadderRules(calm_s=60.0)
latencies = st.none() | st.floats(0.0, 10_000.0)
signals = st.builds(
    Signals,
    full_model=st.booleans(),
    small_model=st.booleans(),
    voice=st.booleans(),
    hearing=st.booleans(),
    full_p95_ms=latencies,
    small_p95_ms=latencies,
    cost_share=st.floats(0.0, 2.0),
    loop_lag_ms=st.floats(0.0, 2000.0),
)
looks = st.lists(st.tuples(st.floats(0.0, 100.0), signals), max_size=40)


@given(looks)
def test_never_better_than_the_signals_allow_and_never_two_levels_better_at_once(
    seen: list[tuple[float, Signals]],
) -> None:
    ladder, now = Ladder(), 0.0
    for passed, signal in seen:
        now += passed
        before, ladder = ladder, step(ladder, signal, now, RULES)
        asked = wanted(signal, RULES).level
        assert ladder.level >= asked
        assert ladder.level >= before.level - 1
        if asked > before.level:
            assert ladder.level == asked
        if ladder.level > before.level:
            assert asked == ladder.level
        assert bool(ladder.why) == (ladder.level > 0)


@given(looks)
def test_a_level_lasts_at_least_as_long_as_the_calm_it_needs(
    seen: list[tuple[float, Signals]],
) -> None:
    ladder, now = Ladder(), 0.0
    changes = []
    for passed, signal in seen:
        now += passed
        before, ladder = ladder, step(ladder, signal, now, RULES)
        if ladder.level != before.level:
            changes.append((now, ladder.level - before.level))
    for (first, _), (second, way) in pairwise(changes):
        if way < 0:
            assert second - first >= RULES.calm_s


@given(looks, signals)
def test_steady_signals_are_reached(seen: list[tuple[float, Signals]], steady: Signals) -> None:
    ladder, now = Ladder(), 0.0
    for passed, signal in seen:
        now += passed
        ladder = step(ladder, signal, now, RULES)
    for _ in range(5):
        now += RULES.calm_s
        ladder = step(ladder, steady, now, RULES)
    assert ladder.level == wanted(steady, RULES).level


@given(signals, st.sampled_from(["full_model", "small_model", "voice", "hearing"]))
def test_losing_something_never_makes_it_better(before: Signals, lost: str) -> None:
    after = replace(before, **{lost: False})
    assert wanted(after, RULES).level >= wanted(before, RULES).level


@given(signals, st.floats(0.0, 5000.0), st.floats(0.0, 2.0))
def test_more_lag_or_cost_never_makes_it_better(
    before: Signals, lag_ms: float, share: float
) -> None:
    after = replace(
        before,
        loop_lag_ms=before.loop_lag_ms + lag_ms,
        cost_share=before.cost_share + share,
    )
    assert wanted(after, RULES).level >= wanted(before, RULES).level


@given(looks, st.sampled_from([0, 1, 2, 3]), st.floats(0.0, 4000.0))
def test_a_hand_holds_it_exactly_until_it_ends(
    seen: list[tuple[float, Signals]], level: int, until: float
) -> None:
    ladder = by_hand(Ladder(), level, until=until, why="drill")  # type: ignore[arg-type]
    free, now = Ladder(), 0.0
    for passed, signal in seen:
        now += passed
        ladder, free = step(ladder, signal, now, RULES), step(free, signal, now, RULES)
        assert ladder.level == (level if now < until else free.level)
