"""What the benches read off a recording, on planted sounds and silences."""

import math
from collections.abc import Iterator

import pytest

from simulators.twilio.ulaw import SILENCE, from_pcm
from voicectl.bench import barge_in, heard_text
from voicectl.bench.scripted import Scripted, Sound, Stage
from voicectl.bench.traces import figures, first_sound, last_sound, longest_silence

RATE = 8000


def sound(seconds: float) -> bytes:
    pcm = b"".join(
        int(6000 * math.sin(at * 0.4)).to_bytes(2, "little", signed=True)
        for at in range(int(seconds * RATE))
    )
    return from_pcm(pcm)


def quiet(seconds: float) -> bytes:
    return b"\xff" * int(seconds * RATE)


def test_planted_sound_is_found_to_5_ms() -> None:
    channel = quiet(0.5) + sound(0.3) + quiet(0.2) + sound(0.1) + quiet(0.4)
    assert first_sound(channel, 0) == 4000
    assert first_sound(channel, 6400) == 8000
    assert last_sound(channel, 0, len(channel)) == 8800
    assert last_sound(channel, 0, 8000) == 6400
    assert last_sound(channel, 6400, 8000) is None
    assert longest_silence(channel, 4000, 8800) == 1600


def test_figures_use_the_nearest_rank_from_above() -> None:
    assert figures([]) == {"n": 0, "p50": 0, "p95": 0, "p99": 0, "max": 0}
    found = figures([float(value) for value in range(1, 101)])
    assert found == {"n": 100, "p50": 50, "p95": 95, "p99": 99, "max": 100}


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (sound(1.2) + quiet(3.0), 200.0),
        (sound(1.1) + quiet(0.3) + sound(0.2) + quiet(3.0), 600.0),
        (quiet(3.0), 0.0),
        (sound(4.0), None),
    ],
    ids=["stops", "begins again", "was silent", "speaks on"],
)
def test_time_from_the_callers_onset_to_lasting_silence(
    agent: bytes, expected: float | None
) -> None:
    caller = quiet(1.0) + sound(1.5) + quiet(1.0)
    assert barge_in.reaction(caller, agent, 8000, 20000) == expected


def test_words_sung_in_a_row_and_again_after_a_false_stop() -> None:
    text = [10, 11, 12, 13, 14, 15, 16]
    assert heard_text.words_sung([], text) == 0
    assert heard_text.words_sung([10, 11], text) == 2
    assert heard_text.words_sung([10, 11, 12, 11, 12, 13], text) == 4
    assert heard_text.words_sung([10, 12, 13], text) == 4
    assert heard_text.words_sung([10, 99, 11], text) == 2


def test_script_hears_and_is_timed_on_the_recordings_clock() -> None:
    def script(stage: Stage) -> Iterator[bytes]:
        yield from stage.over_agent(0.2)
        yield from stage.say(Sound(sound(0.05), "ouch"))
        yield from stage.after_agent(quiet=0.1)

    party = Scripted(script, lambda frame: frame)
    said = b""
    for tick in range(60):
        party.hear(sound(0.02) if 10 <= tick < 30 or 40 <= tick < 45 else SILENCE)
        said += party.speak()
    (made,) = party.stage.made
    assert made.over_agent
    assert made.start == first_sound(said, 0) == 19 * 160
    assert made.end - made.start == 400
    assert party.over.is_set()
