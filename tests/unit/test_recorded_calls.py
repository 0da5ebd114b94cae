"""Recorded calls, one a scenario, replayed against today's code: a change of behaviour shows."""

from pathlib import Path

from voicectl import replaying

CALLS = Path(__file__).parents[2] / "fixtures" / "calls"


def test_recorded_calls_replay_identically() -> None:
    """Take an intended change over with `voicectl replay fixtures/calls --accept`, then read it."""
    result = replaying.replay([CALLS])
    assert result.calls >= 12
    named = [(one.path, one.turn, one.expected, one.got) for one in result.different]
    assert named == []
