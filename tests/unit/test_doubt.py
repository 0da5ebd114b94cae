"""What may be a person, beside an echo that the canceller has lost."""

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.audio.doubt import HOLDS, LONGEST, RATE, Doubt
from agent.audio.echo import HUSH, EchoCanceller

Sound = NDArray[np.float64]
BLOCK = RATE // 100
FLOOR = 3.0


def voice(seed: int, seconds: float, level: float = 3000.0) -> Sound:
    """Noise that changes its colour ten times a second, with pauses."""
    random, count = np.random.default_rng(seed), RATE // 10
    colours = random.exponential(1.0, (round(10 * seconds), 16)) ** 2
    colours[::7] = 0.0
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    parts = []
    for colour in colours:
        gains = np.interp(hertz, np.linspace(100, 4000, 16), colour, left=0.0, right=0.0)
        noise = np.fft.irfft(np.fft.rfft(random.standard_normal(count)) * gains, count)
        parts.append(noise / (np.sqrt((noise**2).mean()) + 1e-9) * level * (colour.sum() > 0))
    return np.concatenate(parts)


def room(ours: Sound, way_ms: int = 300, gain: float = 0.4, seed: int = 0) -> Sound:
    """What comes back of it."""
    times = np.arange(RATE // 10) / RATE
    walls = np.random.default_rng(seed).standard_normal(len(times)) * np.exp(-times / 0.03)
    back = np.convolve(ours, walls / np.sqrt((walls**2).sum()) * gain)[: len(ours)]
    return np.concatenate([np.zeros(way_ms * RATE // 1000), back])[: len(ours)]


def pcm(samples: Sound) -> bytes:
    """16 bit."""
    return np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes()


def noise(count: int) -> Sound:
    """What a canceller leaves, and a quiet room."""
    return np.random.default_rng(9).normal(0, FLOOR, count)


def admitted(
    doubt: Doubt, ours: Sound, heard: Sound, left: Sound, rest: Sound | None = None
) -> NDArray[np.bool_]:
    """Block by block; without a `rest` the filter takes nothing out."""
    found = []
    for at in range(0, len(ours) - BLOCK + 1, BLOCK):
        sounds = [ours, heard, left, heard if rest is None else rest]
        found.append(doubt.admits(*(pcm(sound[at : at + BLOCK]) for sound in sounds)))
    return np.array(found)


@pytest.fixture
def wise() -> Doubt:
    """It has heard us in a room for six seconds, and a filter that leaves a hundredth."""
    ours = voice(1, 6)
    doubt = Doubt()
    admitted(doubt, ours, room(ours), noise(len(ours)), room(ours) / 10)
    return doubt


def test_an_echo_that_the_canceller_lost_is_no_person(wise: Doubt) -> None:
    ours = voice(2, 6)
    echo = room(ours, way_ms=310)
    assert not admitted(wise, ours, echo, echo).any()


def test_the_way_is_learnt_anew_when_the_card_slipped(wise: Doubt) -> None:
    """Ours is not admitted meanwhile; without the card's word some of it was."""
    ours = voice(2, 6)
    echo = room(ours, way_ms=500)
    wise.unsettle()
    left = np.concatenate([echo[: 2 * RATE], noise(4 * RATE)])
    assert not admitted(wise, ours, echo, left).any()
    ours, person = voice(5, 2), voice(3, 2, 1200.0)
    heard = admitted(wise, ours, room(ours, way_ms=500) + person, person)
    assert heard[25:].mean() > 0.6


def test_a_canceller_that_finds_no_echo_any_more_is_not_trusted(wise: Doubt) -> None:
    """As where the echo comes later than it looks for: how late it comes is learnt anew."""
    ours = voice(2, 12)
    echo = room(ours, way_ms=600, gain=1.2)
    assert not admitted(wise, ours, echo, echo)[8 * RATE // BLOCK :].any()


def test_a_person_as_loud_as_the_echo_is_heard_over_it(wise: Doubt) -> None:
    ours, person = voice(2, 2), voice(3, 2, 1200.0)
    heard = admitted(wise, ours, room(ours) + person, person + noise(len(ours)))
    assert heard[:25].any()
    assert heard[25:].mean() > 0.6


def test_nobody_is_held_back_while_we_are_silent(wise: Doubt) -> None:
    silent = np.zeros(RATE)
    admitted(wise, silent, noise(RATE), noise(RATE))
    softly = voice(4, 1, 30.0)
    assert admitted(wise, silent, softly, softly).all()


def test_until_the_room_is_known_only_our_silence_lets_a_person_through() -> None:
    ours, person = voice(1, 1), voice(3, 1)
    doubt = Doubt()
    assert not admitted(doubt, ours, room(ours) + person, person)[10:].any()
    rest = admitted(doubt, np.zeros(RATE), person, person)
    assert rest[LONGEST + HOLDS :].all()


def test_with_a_headset_a_person_is_heard_at_any_time() -> None:
    ours = voice(1, 4)
    doubt = Doubt()
    admitted(doubt, ours, noise(len(ours)), noise(len(ours)))
    ours, person = voice(2, 2), voice(3, 2, 300.0)
    assert admitted(doubt, ours, person, person)[20:].mean() > 0.8


def test_nothing_of_us_is_left_when_the_way_changes_its_length() -> None:
    """As after a card that ran dry: WebRTC's canceller alone leaves half a second of us."""
    pytest.importorskip("livekit.rtc.apm")
    ours = voice(1, 12)
    first, then = room(ours), room(ours, way_ms=318)
    heard = np.concatenate([first[: 8 * RATE], then[8 * RATE :]]) + noise(len(ours))
    canceller, clean = EchoCanceller(0.03), bytearray()
    for at in range(0, len(ours), BLOCK):
        canceller.played(pcm(ours[at : at + BLOCK]))
        clean += canceller.clean(pcm(heard[at : at + BLOCK]))
    left = np.abs(np.frombuffer(bytes(clean), "<i2")[RATE // 10 :])
    assert left.max() < 8 * HUSH


def test_a_loud_person_is_heard_as_they_are(wise: Doubt) -> None:
    """The canceller takes a part of what is said over us, which words do not survive."""
    ours, person = voice(2, 2), voice(3, 2, 6000.0)
    clear = []
    for at in range(0, len(ours), BLOCK):
        part = slice(at, at + BLOCK)
        heard, rest = room(ours)[part] + person[part], room(ours)[part] / 10 + person[part]
        wise.admits(pcm(ours[part]), pcm(heard), pcm(person[part] / 2), pcm(rest))
        clear.append(wise.clear)
    assert np.mean(clear[25:]) > 0.6


def test_who_speaks_over_us_is_heard_though_the_canceller_swallows_their_first_sounds(
    wise: Doubt,
) -> None:
    ours, person = voice(2, 1), voice(3, 1, 3000.0)  # begins after 0.1 s
    rest = room(ours) / 10 + person
    heard = admitted(wise, ours, room(ours) + person, noise(len(ours)), rest)
    assert not heard[:10].any()
    assert heard[10:14].any()


def test_a_filter_that_lost_the_echo_is_not_trusted_any_more(wise: Doubt) -> None:
    ours = voice(2, 6)
    echo = room(ours, way_ms=310)
    assert wise.trusts
    assert not admitted(wise, ours, echo, noise(len(ours)), 1.5 * echo).any()
    assert not wise.trusts


def test_until_the_filter_is_trusted_a_canceller_that_swallows_a_person_hides_them() -> None:
    ours, doubt = voice(1, 6), Doubt()
    admitted(doubt, ours, room(ours), noise(len(ours)))
    ours, person = voice(2, 1), voice(3, 1, 3000.0)
    heard = room(ours) + person
    assert not admitted(doubt, ours, heard, noise(len(ours)), heard).any()


def test_a_filter_that_has_followed_the_way_is_trusted_as_before(wise: Doubt) -> None:
    assert wise.trusts
    ours = voice(2, 1)
    admitted(wise, ours, room(ours), noise(len(ours)), 1.5 * room(ours))
    assert not wise.trusts
    wise.resettle()
    assert wise.trusts
