"""Rate changes keep what a telephone can carry, drop the rest and never click."""

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.audio.resample import Resampler, resample


def tone(hertz: float, rate: int, seconds: float = 0.5) -> NDArray[np.float32]:
    at = np.arange(int(rate * seconds)) / rate
    return np.sin(2 * np.pi * hertz * at).astype(np.float32)


@pytest.mark.parametrize(
    ("source", "target"), [(22050, 8000), (16000, 8000), (8000, 16000), (8000, 48000)]
)
def test_a_tone_in_the_pass_band_is_unchanged(source: int, target: int) -> None:
    heard = resample(tone(1000, source), source, target)
    wanted = tone(1000, target)
    assert len(heard) == len(wanted)
    inner = slice(target // 20, -target // 20)
    assert np.abs(heard - wanted)[inner].max() < 1e-3


@pytest.mark.parametrize("hertz", [4200, 5000, 7900, 10000])
def test_nothing_folds_back_from_above_the_new_band(hertz: float) -> None:
    heard = resample(tone(hertz, 22050), 22050, 8000)
    assert np.abs(heard[400:-400]).max() < 1e-3


def test_no_images_above_the_old_band() -> None:
    spectrum = np.abs(np.fft.rfft(resample(tone(1000, 8000), 8000, 16000)[800:-800]))
    assert spectrum[len(spectrum) * 5 // 8 :].max() < spectrum.max() * 1e-3


def test_a_stream_in_uneven_chunks_equals_the_whole_clip() -> None:
    random = np.random.default_rng(7)
    clip = random.standard_normal(22050).astype(np.float32)
    cuts = np.sort(random.integers(0, len(clip), 60))
    stream = Resampler(22050, 8000)
    parts = [stream.push(chunk) for chunk in np.split(clip, cuts)]
    np.testing.assert_array_equal(
        np.concatenate([*parts, stream.flush()]), resample(clip, 22050, 8000)
    )


@pytest.mark.parametrize("length", [0, 1, 2, 441, 1000])
def test_length_follows_the_rates(length: int) -> None:
    assert len(resample(np.ones(length, dtype=np.float32), 22050, 8000)) == -(-length * 160 // 441)


def test_rates_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        Resampler(0, 8000)
