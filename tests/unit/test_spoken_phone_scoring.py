"""Edit distance, as digit error rates need it."""

import pytest

from voicectl.evaluation.spoken_phones import distance


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", 0),
        ("", "123", 3),
        ("123", "", 3),
        ("5550123", "5550123", 0),
        ("5550123", "555023", 1),
        ("5550123", "5550423", 1),
        ("5550123", "55501123", 1),
        ("12", "21", 2),
    ],
)
def test_distance(one: str, other: str, expected: int) -> None:
    assert distance(one, other) == expected
    assert distance(other, one) == expected
