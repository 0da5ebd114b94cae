"""Synthesised speech as the line gets it."""

import numpy as np
import pytest

from agent.audio import mulaw
from agent.tts.polish import TARGET_DB, limited, polish

RATE = 22050


def speech(amplitude: float) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    at = np.arange(RATE) / RATE
    quiet = np.zeros(RATE // 2)
    tone = amplitude * np.sin(2 * np.pi * 300 * at)
    return np.concatenate([quiet, tone, quiet]).astype(np.float32)


@pytest.mark.parametrize("amplitude", [0.03, 0.2, 0.9])
def test_level_is_even(amplitude: float) -> None:
    assert mulaw.level_db(polish(speech(amplitude), RATE)) == pytest.approx(TARGET_DB, abs=0.7)


def test_silence_around_is_trimmed_and_the_pause_is_added() -> None:
    assert len(polish(speech(0.2), RATE)) == pytest.approx(8000, abs=500)
    assert len(polish(speech(0.2), RATE, 0.5)) == pytest.approx(12000, abs=500)


def test_edges_start_and_end_at_zero() -> None:
    samples = np.frombuffer(mulaw.decode(polish(np.full(RATE, 0.5, np.float32), RATE)), "<i2")
    assert abs(int(samples[0])) < 300
    assert abs(int(samples[-1])) < 600


def test_loud_samples_are_bent_not_clipped() -> None:
    bent = limited(np.array([-9.0, -0.6, 0.3, 0.6, 0.9], dtype=np.float32))
    assert bent[2] == pytest.approx(0.3)
    assert 0.5 < bent[3] < 0.6
    assert bent[3] < bent[4] < 1.0
    assert -1.0 <= bent[0] < bent[1]


def test_silence_gives_nothing() -> None:
    assert polish(np.zeros(RATE, dtype=np.float32), RATE) == b""
    assert polish(np.zeros(0, dtype=np.float32), RATE) == b""
