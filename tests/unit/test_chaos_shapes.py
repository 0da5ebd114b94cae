"""Traffic rises and falls as its shape says, the same way for the same seed."""

import pytest

from voicectl.chaos.shapes import POINTS, Shape, Traffic, per_hour, seconds
from voicectl.errors import CommandError


@pytest.mark.parametrize("shape", POINTS)
def test_every_shape_reaches_its_peak_and_never_more(shape: Shape) -> None:
    traffic = Traffic(100.0, calls=20, shape=shape)
    wanted = [traffic.at_once(at / 10) for at in range(1000)]
    assert max(wanted) == 20
    assert min(wanted) >= 1
    assert traffic.at_once(100.0) == traffic.at_once(-1.0) == 0


def test_shapes_have_their_form() -> None:
    def wanted(shape: Shape, *shares: float) -> list[int]:
        traffic = Traffic(60.0, calls=100, shape=shape)
        return [traffic.at_once(60.0 * share) for share in shares]

    assert wanted("steady", 0.0, 0.5, 0.99) == [100, 100, 100]
    assert wanted("ramp", 0.0, 0.4, 0.8) == [1, 50, 100]
    assert wanted("spike", 0.39, 0.41, 0.59, 0.61) == [20, 100, 100, 20]
    noon, pause, evening = wanted("heat-wave", 0.45, 0.6, 0.75)
    assert noon == evening == 100
    assert pause == 80


def test_arrivals_come_at_the_rate_and_where_the_shape_has_them() -> None:
    steady = list(Traffic(3600.0, per_hour=1000, seed=7).arrivals())
    assert 900 < len(steady) < 1100
    assert steady == sorted(steady)
    assert steady == list(Traffic(3600.0, per_hour=1000, seed=7).arrivals())
    assert steady != list(Traffic(3600.0, per_hour=1000, seed=8).arrivals())
    spike = list(Traffic(3600.0, per_hour=1000, shape="spike", seed=7).arrivals())
    inside = [at for at in spike if 0.4 <= at / 3600 < 0.6]
    assert len(inside) / 0.2 > 3 * (len(spike) - len(inside)) / 0.8
    assert list(Traffic(60.0, calls=5).arrivals()) == []
    assert Traffic(60.0, per_hour=60).at_once(30.0) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [("30s", 30.0), ("3m", 180.0), ("1h30m", 5400.0), ("500ms", 0.5), ("12", 12.0), ("1.5m", 90.0)],
)
def test_durations_take_units(text: str, expected: float) -> None:
    assert seconds(text) == expected


def test_a_rate_is_calls_in_a_time() -> None:
    assert per_hour("1000/h") == 1000.0
    assert per_hour("2/m") == 120.0
    assert per_hour("0.5/s") == 1800.0


@pytest.mark.parametrize("text", ["", "5 minutes", "m", "3x", "-3s"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(CommandError, match="no duration"):
        seconds(text)


@pytest.mark.parametrize("text", ["", "1000", "0/h", "10/day"])
def test_other_rates_are_refused(text: str) -> None:
    with pytest.raises(CommandError, match="no rate"):
        per_hour(text)
