"""The log-mel picture that Whisper sees."""

import numpy as np
import pytest

from agent.stt.features import BANDS, log_mel


def tone(hertz: float, seconds: float = 1.0) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    at = np.arange(int(8000 * seconds)) / 8000
    return (0.5 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


@pytest.mark.parametrize(("hertz", "band"), [(200, 5), (1000, 26), (3000, 53)])
def test_a_tone_lights_its_band(hertz: float, band: int) -> None:
    picture = log_mel(tone(hertz), 200)
    assert picture.shape == (1, BANDS, 200)
    assert int(picture[0, :, 50].argmax()) == pytest.approx(band, abs=1)


def test_silence_after_the_speech_is_the_floor() -> None:
    picture = log_mel(tone(1000), 200)
    assert picture[0, :, 110:].max() == picture.min()
    assert picture.max() - picture.min() == pytest.approx(2.0)


def test_nothing_shows_above_the_telephone_band() -> None:
    random = np.random.default_rng(1)
    picture = log_mel(random.standard_normal(8000).astype(np.float32) * 0.1, 100)
    assert picture[0, 65:].max() == picture.min()


@pytest.mark.parametrize("length", [0, 1, 79, 8000, 99999])
def test_any_length_fits_the_window(length: int) -> None:
    picture = log_mel(np.zeros(length, dtype=np.float32), 300)
    assert picture.shape == (1, BANDS, 300)
    assert np.isfinite(picture).all()


def test_level_hardly_matters() -> None:
    # The picture is relative to its loudest point, but not normalised: 20 dB are 0.5.
    loud, soft = log_mel(tone(1000), 100), log_mel(tone(1000) * 0.1, 100)
    assert (loud - soft)[0, 26, 50] == pytest.approx(0.5, abs=0.01)
