"""The filter that takes an echo out and leaves who speaks over it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.audio.linear import BLOCK, LinearFilter, lag_of

Sound = NDArray[np.float64]
RATE = 16_000
SECONDS = 8


def speech(seed: int, seconds: float = SECONDS) -> Sound:
    """Noise that grows and fades three times a second."""
    random, count = np.random.default_rng(seed), int(seconds * RATE)
    swell: Sound = np.sin(np.arange(count) * 3 * np.pi / RATE) ** 2
    return random.normal(0, 3000, count) * swell


def room(ours: Sound, way: int = 1500) -> Sound:
    """What comes back of it, so many samples later and in a quiet room."""
    times = np.arange(RATE // 10) / RATE
    walls = np.random.default_rng(0).standard_normal(len(times)) * np.exp(-times / 0.03)
    back = np.convolve(ours, walls / np.sqrt((walls**2).sum()) * 0.5)
    quiet = np.random.default_rng(1).normal(0, 3, len(ours))
    return np.concatenate([np.zeros(way), back])[: len(ours)] + quiet


def rest(taken: LinearFilter, ours: Sound, heard: Sound) -> Sound:
    """What it leaves of a stretch."""

    def pcm(sound: Sound, at: int) -> bytes:
        return np.clip(np.rint(sound[at : at + BLOCK]), -32768, 32767).astype("<i2").tobytes()

    places = range(0, len(ours) - BLOCK + 1, BLOCK)
    left = b"".join(taken.rest(pcm(ours, at), pcm(heard, at)) for at in places)
    return np.frombuffer(left, "<i2").astype(np.float64)


def db(sound: Sound, other: Sound) -> float:
    """How much louder the one is."""
    return float(10 * np.log10((sound**2).mean() / (other**2).mean()))


@pytest.fixture
def taught() -> LinearFilter:
    """It has heard us in a room."""
    found = LinearFilter()
    rest(found, speech(1), room(speech(1)))
    return found


def test_an_echo_is_taken_out(taught: LinearFilter) -> None:
    ours = speech(2)
    assert db(room(ours), rest(taught, ours, room(ours))) > 20


def test_a_person_comes_through_whole_from_their_first_sound_on(taught: LinearFilter) -> None:
    ours, person = speech(2, 1), speech(3, 1)
    left = rest(taught, ours, room(ours) + person)
    assert db(person, left - person) > 15


def test_a_person_does_not_teach_it_wrong(taught: LinearFilter) -> None:
    ours, person = speech(2, 4), speech(3, 4)
    rest(taught, ours, room(ours) + person)
    ours = speech(4, 1)
    assert db(room(ours), rest(taught, ours, room(ours))) > 10


def test_another_way_is_learnt_when_it_is_told(taught: LinearFilter) -> None:
    ours = speech(2)
    echo = room(ours, way=2100)
    taught.unsettle()
    left = rest(taught, ours, echo)
    assert db(echo[6 * RATE :], left[6 * RATE :]) > 15


@pytest.mark.parametrize("samples", [320, -171])
def test_when_the_echo_takes_another_time_the_answer_moves_along(
    taught: LinearFilter, samples: int
) -> None:
    ours = speech(2, 4.0)
    heard = room(ours, 1500 + samples)
    left = rest(taught, ours, heard)
    assert db(heard[2 * RATE :], left[2 * RATE :]) > 18.0


def test_who_speaks_over_the_echo_does_not_move_it(taught: LinearFilter) -> None:
    ours, person = speech(2), speech(7)
    before = taught._answer.copy()
    rest(taught, ours, room(ours) + 2.0 * person)
    change = np.abs(taught._answer - before).sum() / np.abs(before).sum()
    assert change < 0.5


def test_a_lag_is_told_only_of_sounds_that_are_alike() -> None:
    sound, other = speech(3, 0.4), speech(4, 0.4)
    assert lag_of(sound, np.roll(sound, 123)) == 123
    assert lag_of(sound, np.roll(sound, -90)) == -90
    assert lag_of(sound, sound) == 0
    assert lag_of(sound, other) == 0
    assert lag_of(np.zeros_like(sound), sound) == 0
