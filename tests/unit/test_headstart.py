"""How long first sounds are held back, by what the last clauses needed."""

import pytest

from agent.call.headstart import MARGIN, MOST, RECENT, Headstart


@pytest.mark.parametrize(
    ("lags", "seconds"),
    [
        ([], 0.0),
        ([-0.5, -0.3], 0.0),
        ([-0.01], MARGIN - 0.01),
        ([-0.3, 0.02, -0.3], 0.02 + MARGIN),
        ([0.095], MOST),
        ([-0.3, 2.0], 0.0),
        ([0.03, *[-0.2] * RECENT], 0.0),
    ],
)
def test_what_the_slowest_of_the_last_clauses_needed(lags: list[float], seconds: float) -> None:
    headstart = Headstart()
    for lag in lags:
        headstart.lagged(lag)
    assert headstart.seconds == pytest.approx(seconds)
