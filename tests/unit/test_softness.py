"""Words much softer than the caller's are doubted."""

import numpy as np
import pytest

from agent.stt.softness import ALLOWED, FRAME, MOST, doubt


def talk(*levels: float) -> np.ndarray:
    """Noise that changes its level (dB) every ten frames."""
    rng = np.random.default_rng(1)
    parts = [rng.normal(0.0, 0.1 * 10 ** (level / 20.0), 10 * FRAME) for level in levels]
    return np.concatenate(parts).astype(np.float32)


def test_a_word_as_loud_as_the_others_is_not_doubted() -> None:
    assert doubt(talk(0.0, -4.0, 0.0), 30) == pytest.approx(np.zeros(30))


def test_a_word_is_doubted_the_more_the_softer_it_is() -> None:
    found = doubt(talk(0.0, -ALLOWED - 5.0, 0.0, -60.0), 40)
    assert found[5] == found[25] == 0.0
    assert 2.0 < found[15] < 5.0
    assert found[35] == MOST


def test_the_end_of_a_word_is_not_doubted() -> None:
    found = doubt(talk(0.0, -60.0), 20)
    assert found[10] == found[11] == 0.0
    assert found[12] > 0.0


def test_steady_noise_raises_no_doubt() -> None:
    assert doubt(talk(0.0), 10) == pytest.approx(np.zeros(10))


def test_hum_does_not_hide_how_soft_a_word_is() -> None:
    hum = 0.1 * np.sin(2 * np.pi * 60.0 * np.arange(20 * FRAME) / 8000.0).astype(np.float32)
    assert doubt(talk(0.0, -30.0) + hum, 20)[15] > 4.0


@pytest.mark.parametrize("samples", [0, FRAME - 1])
def test_hardly_any_audio_raises_no_doubt(samples: int) -> None:
    assert doubt(np.zeros(samples, dtype=np.float32), 15) == pytest.approx(np.zeros(15))


def test_frames_after_the_audio_count_as_silence() -> None:
    assert doubt(talk(0.0, -60.0), 30)[25] == MOST
