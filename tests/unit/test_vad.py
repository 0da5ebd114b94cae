"""Windows are cut from chunks of any length and each call keeps its own state."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from agent.audio import mulaw
from agent.audio.vad import CONTEXT, WINDOW, SpeechProbability, infer


class Echo:
    """Stands in for the model: the answer is the mean of the window; the state counts windows."""

    def __init__(self) -> None:
        self.inputs: list[Any] = []

    def run(self, names: Sequence[str] | None, feed: dict[str, Any], /) -> Sequence[Any]:
        self.inputs.append(feed["input"])
        return [feed["input"][:, CONTEXT:].mean(axis=1, keepdims=True), feed["state"] + 1]


def ramp(samples: int) -> bytes:
    values = np.linspace(0, 30000, samples).astype("<i2")
    return mulaw.encode(values.tobytes())


def test_chunks_of_any_length_give_the_same_windows() -> None:
    audio = ramp(WINDOW * 5 + 100)
    whole, pieces = SpeechProbability(Echo()), SpeechProbability(Echo())
    expected = whole.push(audio)
    found = [
        value for at in range(0, len(audio), 160) for value in pieces.push(audio[at : at + 160])
    ]
    assert len(expected) == 5
    assert found == expected


def test_each_window_has_the_end_of_the_last_in_front() -> None:
    echo = Echo()
    SpeechProbability(echo).push(ramp(WINDOW * 2))
    first, second = echo.inputs
    assert not first[0, :CONTEXT].any()
    np.testing.assert_array_equal(second[0, :CONTEXT], first[0, -CONTEXT:])


def test_many_calls_in_one_run_keep_apart() -> None:
    echo = Echo()
    calls = [SpeechProbability(echo) for _ in range(3)]
    for number, call in enumerate(calls):
        assert call.add(mulaw.encode(np.full(WINDOW, 8000 * number, "<i2").tobytes())) == 1
    together = infer(calls)
    assert len(echo.inputs) == 1
    assert together == sorted(together)
    assert [int(call._state[0, 0, 0]) for call in calls] == [1, 1, 1]
    assert [call.add(b"") for call in calls] == [0, 0, 0]


def test_reset_forgets() -> None:
    echo = Echo()
    call = SpeechProbability(echo)
    call.push(ramp(WINDOW + 40))
    call.reset()
    assert call.push(ramp(WINDOW - 1)) == []
    assert not call._state.any()


def test_what_comes_is_judged_without_what_was_before() -> None:
    echo = Echo()
    ear, fresh = SpeechProbability(echo), SpeechProbability(echo)
    ear.push(ramp(WINDOW * 3 + 100))
    ear.begin_anew()
    assert len(ear.push(ramp(WINDOW)[100:]) + fresh.push(ramp(WINDOW))) == 2
    np.testing.assert_array_equal(echo.inputs[-2][0, :CONTEXT], echo.inputs[-1][0, :CONTEXT])
    assert ear._state.sum() == fresh._state.sum()
