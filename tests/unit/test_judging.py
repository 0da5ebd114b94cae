"""Windows of many calls are judged in one run, and no call suffers from another one's bug."""

import asyncio
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from agent.audio import mulaw
from agent.audio.judging import CallDetector, Judging
from agent.audio.vad import CONTEXT, WINDOW, SpeechProbability


class Model:
    """Stands in for the model: the answer is the mean of the window."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        """Windows of each run."""
        self.broken = False

    def run(self, names: Sequence[str] | None, feed: dict[str, Any], /) -> Sequence[Any]:
        if self.broken:
            raise RuntimeError("no model")
        self.rows.append(len(feed["input"]))
        return [feed["input"][:, CONTEXT:].mean(axis=1, keepdims=True), feed["state"] + 1]


class Ear:
    """What one call is told."""

    def __init__(self, judging: Judging) -> None:
        self.detector: CallDetector = judging.detector()
        self.found: list[float] = []
        self.faults: list[Exception] = []

    def hear(self, ulaw: bytes) -> None:
        self.detector.hear(ulaw, self.found.append, self.faults.append)


def sound(samples: int, loud: int) -> bytes:
    return mulaw.encode(np.linspace(0, loud, samples).astype("<i2").tobytes())


def turn_of_the_loop(*work: Any) -> None:
    async def main() -> None:
        for one in work:
            one()
        await asyncio.sleep(0)

    asyncio.run(main())


def test_calls_are_judged_together_and_as_they_would_be_alone() -> None:
    model = Model()
    judging = Judging(model)
    ears = [Ear(judging) for _ in range(3)]
    sounds = [sound(WINDOW * (n + 1) + 9, 9000 * (n + 1)) for n in range(3)]
    pieces = [
        (ear, ulaw[at : at + 160])
        for ear, ulaw in zip(ears, sounds, strict=True)
        for at in range(0, len(ulaw), 160)
    ]
    turn_of_the_loop(*(lambda ear=ear, ulaw=ulaw: ear.hear(ulaw) for ear, ulaw in pieces))
    assert model.rows == [3, 2, 1]
    for ear, ulaw in zip(ears, sounds, strict=True):
        assert ear.found == pytest.approx(SpeechProbability(Model()).push(ulaw))
        assert not ear.detector.waits


def test_windows_of_later_turns_are_judged_then() -> None:
    model = Model()
    ear = Ear(Judging(model))
    for _ in range(3):
        turn_of_the_loop(lambda: ear.hear(sound(WINDOW, 9000)))
    turn_of_the_loop(lambda: ear.hear(sound(WINDOW - 1, 9000)))
    assert model.rows == [1, 1, 1]
    assert len(ear.found) == 3


def test_the_model_begins_anew_behind_the_windows_that_wait() -> None:
    ear = Ear(Judging(Model()))

    def runs() -> int:
        """Of the model since it began."""
        return int(ear.detector.sound._state[0, 0, 0])

    turn_of_the_loop(lambda: ear.hear(sound(2 * WINDOW, 9)), ear.detector.begin_anew)
    assert runs() == 0
    turn_of_the_loop(
        lambda: ear.hear(sound(2 * WINDOW, 9)),
        ear.detector.begin_anew,
        lambda: ear.hear(sound(WINDOW, 9)),
    )
    assert runs() == 1
    turn_of_the_loop(lambda: ear.hear(sound(WINDOW, 9)))
    assert runs() == 2
    ear.detector.begin_anew()
    assert runs() == 0
    assert len(ear.found) == 6


def test_a_bug_in_one_call_is_told_to_it_alone() -> None:
    judging = Judging(Model())
    good, bad = Ear(judging), Ear(judging)

    def fall(probability: float) -> None:
        raise ValueError("a bug")

    turn_of_the_loop(
        lambda: bad.detector.hear(sound(WINDOW, 9), fall, bad.faults.append),
        lambda: good.hear(sound(2 * WINDOW, 9)),
    )
    assert [str(one) for one in bad.faults] == ["a bug"]
    assert (len(good.found), good.faults) == (2, [])


def test_every_call_is_told_once_that_the_model_is_broken() -> None:
    model = Model()
    judging = Judging(model)
    ears = [Ear(judging), Ear(judging)]
    model.broken = True
    turn_of_the_loop(*(lambda ear=ear: ear.hear(sound(2 * WINDOW, 9)) for ear in ears))
    assert [[str(one) for one in ear.faults] for ear in ears] == [["no model"], ["no model"]]
    assert not any(ear.detector.waits for ear in ears)
