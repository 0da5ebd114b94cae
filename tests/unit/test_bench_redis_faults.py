"""What the bench of Redis faults makes of calls and stretches put together by hand."""

from types import SimpleNamespace
from typing import Any

import pytest

from simulators.twilio.recording import Recording
from voicectl.bench.redis_faults import (
    Stretch,
    Wait,
    against,
    failures,
    report,
    usually,
    waits,
)

BEGAN = 100.0
RATE = 8000
JUDGED = {
    "booked_calls": {"CA1"},
    "visits": 1,
    "visits_lost": 0,
    "visits_doubled": 0,
    "visits_never_told": 0,
    "outcomes": {"booked": 1},
}


def track(*parts: tuple[str, float]) -> bytes:
    """Sound and silence in turn, by their seconds."""
    return b"".join(
        (b"\x10\x90" if kind == "sound" else b"\xff\xff") * round(seconds * RATE / 2)
        for kind, seconds in parts
    )


def call(left: bytes, right: bytes, sid: str = "CA1", streams: int = 1, texts: Any = ()) -> Any:
    audio = Recording()
    audio.started_at = BEGAN
    audio.frame(left, right)
    return SimpleNamespace(sid=sid, recording=audio, streams=[None] * streams, texts=list(texts))


def answered(*waited: float) -> Any:
    """A call with an answer every two seconds, each so long after the caller's half second."""
    left = [("sound", 0.5), ("silence", 1.5)] * len(waited)
    right = [part for one in waited for part in answer(one)]
    return call(track(*left), track(*right))


def answer(waited: float) -> tuple[tuple[str, float], ...]:
    return ("silence", 0.5 + waited), ("sound", 0.5), ("silence", 1.0 - waited)


def test_a_wait_goes_from_the_callers_last_sound_to_the_agents_first() -> None:
    first, second = waits(answered(0.3, 0.6))
    assert (first.at, first.seconds) == (pytest.approx(100.5), pytest.approx(0.3))
    assert (second.at, second.seconds) == (pytest.approx(102.5), pytest.approx(0.6))


def test_a_pause_is_no_end_and_speech_over_the_agent_is_not_waited_for() -> None:
    paused = call(
        track(("sound", 0.5), ("silence", 0.5), ("sound", 0.5), ("silence", 1.5)),
        track(("silence", 1.9), ("sound", 0.5), ("silence", 0.6)),
    )
    (only,) = waits(paused)
    assert only.seconds == pytest.approx(0.4)
    over = call(
        track(("silence", 0.5), ("sound", 0.5), ("silence", 1.0)),
        track(("sound", 1.2), ("silence", 0.3), ("sound", 0.5)),
    )
    assert waits(over) == []


def test_a_wait_belongs_to_the_while_that_holds_all_of_it() -> None:
    stretch = Stretch("hung", 0, faulty=True, began=100.0, ended=102.0)
    assert stretch.holds(Wait(at=101.5, seconds=0.5))
    assert not stretch.holds(Wait(at=101.6, seconds=0.5))
    assert not stretch.holds(Wait(at=99.9, seconds=0.5))


def compared(*pairs: tuple[float, float]) -> dict[str, Any]:
    """Pairs of waits with and without a fault; the order changes from pair to pair."""
    waited: list[float] = []
    stretches = []
    for number, (faulty, free) in enumerate(pairs):
        first = number % 2 == 0
        waited += [faulty, free] if first else [free, faulty]
        began = BEGAN + 4 * number
        stretches += [
            Stretch("hung", number, faulty=first, began=began, ended=began + 2),
            Stretch("hung", number, faulty=not first, began=began + 2, ended=began + 4),
        ]
    return report(stretches, [answered(*waited)], JUDGED)


def test_a_fault_costs_the_median_of_the_pairs_differences() -> None:
    found = compared((0.4, 0.3), (0.32, 0.3), (0.3, 0.9))
    assert found["hung"]["slower_ms"] == pytest.approx(20.0)
    assert found["hung"]["with_fault_ms"]["max"] == pytest.approx(400.0)
    assert found["hung"]["without_ms"]["max"] == pytest.approx(900.0)
    assert found["ok"]
    assert not compared((0.4, 0.3), (0.36, 0.3), (0.3, 0.9))["ok"]


def test_a_wait_is_held_against_the_usual_one_behind_the_same_words() -> None:
    numbers, names = (1, 2, 3), (4, 5)
    waited = [
        Wait(100.0, 0.3, names),
        Wait(100.5, 1.5, numbers),
        Wait(104.0, 1.52, numbers),
        Wait(104.5, 0.3, (7,)),
    ]
    pair = [
        Stretch("hung", 0, one, 104.0 if one else 100.0, 108.0 if one else 104.0)
        for one in (True, False)
    ]
    usual = usually(pair, waited)
    assert usual == {names: 0.3, numbers: 1.5}
    assert against(pair, waited, usual)["slower_ms"] == pytest.approx(20.0)


def test_a_fault_in_which_nobody_waited_was_not_measured() -> None:
    quiet = [Stretch("slow", 0, faulty=one, began=BEGAN, ended=BEGAN + 2) for one in (True, False)]
    found = report(quiet, [call(b"", b"")], JUDGED)
    assert found["slow"]["slower_ms"] is None
    assert not found["ok"]


def test_failed_calls_are_named_with_what_happened() -> None:
    calls = [
        call(b"", b""),
        call(b"", b"", "CA2"),
        call(b"", b"", "CA3", streams=2),
        call(b"", b"", "CA4", texts=["We have a technical problem."]),
    ]
    found = failures(calls, {"CA1", "CA3", "CA4"})
    assert found == {
        "CA2": "no visit was booked",
        "CA3": "2 media streams",
        "CA4": "the carrier spoke in our place",
    }
    assert not report((), calls, JUDGED)["ok"]
    assert report((), calls[:1], JUDGED)["ok"]
    assert not report((), calls[:1], JUDGED | {"visits_lost": 1})["ok"]
