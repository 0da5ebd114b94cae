"""The failover matrix: what is in it, what it makes of a call, and when it is not satisfied."""

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from agent.call.journal import Entry, Recording, Remark, Segment
from agent.events import Event, Heard, Say
from agent.tts import tones
from simulators.twilio.recording import Recording as Audio
from voicectl.bench import failover, failover_cell
from voicectl.bench.failover_cell import Answer, Cell
from voicectl.bench.failover_faults import COLUMNS, CONTROLS, ROWS
from voicectl.bench.failover_world import PROBE_S, Watch
from voicectl.bench.rig import Finished
from voicectl.bench.scripted import Made, Sound
from voicectl.errors import CommandError

RATE = 8000
SPEECH = COLUMNS[0]
QUESTIONS = ("Do you offer financing?", "What brands do you service?")
FIRST = "Yes, we offer financing."
SECOND = "We service all major brands."


def quiet(seconds: float) -> bytes:
    return b"\xff" * round(seconds * RATE)


def sung(text: str) -> bytes:
    return b"".join(tones.sound(tones.number(word)) for word in text.split())


def call(right: bytes, heard: tuple[str, ...] = QUESTIONS) -> Finished:
    """Two questions of a second each, asked at 1 s and 6 s."""
    right += quiet(11.0 - len(right) / RATE)
    audio = Audio()
    audio.started_at = 100.0
    audio.frame(quiet(11.0), right)
    made = tuple(
        Made(Sound(b"", text), at * RATE, (at + 1) * RATE, over_agent=False)
        for text, at in zip(QUESTIONS, (1, 6), strict=True)
    )
    events: list[tuple[float, Event]] = [
        (at, Heard(text=text)) for at, text in zip((2.1, 7.1), heard, strict=True)
    ]
    says = (Say(say=1, text=FIRST), Say(say=2, text=SECOND))
    entries = [
        Entry(n=n, at=at, event=event, commands=(say,))
        for n, ((at, event), say) in enumerate(zip(events, says, strict=True))
    ]
    segment: Any = Segment(None, entries)  # type: ignore[arg-type]
    ended = (Remark(at=10.0, what="outcome", about="faq_only"),)
    named: Any = SimpleNamespace(recording=audio)
    return Finished(named, made, Recording((segment,), (), ended, torn=False), 100.0)


def judged(finished: Finished, *voices: str) -> Cell:
    """The cell of a call whose second answer was given by `voices`."""
    course = failover_cell._Course()
    course.did += [Counter(), Counter(elevenlabs=1)]
    course.did.append(course.did[-1] + Counter(voices))
    watch = Watch("", "tts")
    return failover_cell._judged(SPEECH, "stall", [finished], watch, course)


def test_an_answers_silence_is_what_its_words_do_not_take() -> None:
    right = quiet(2.5) + sung(FIRST) + quiet(5.04 - len(sung(FIRST)) / RATE)
    words = SECOND.split()
    right += sung(" ".join(words[:2])) + quiet(0.6) + sung(" ".join(words[2:]))
    cell = judged(call(right), "openai")
    first, second = cell.answers
    assert (cell.lost, cell.repeated, cell.outcome) == ((), 0, "faq_only")
    assert first is not None
    assert second is not None
    assert first.silence_ms == pytest.approx(500, abs=20)
    assert second.silence_ms == pytest.approx(1140, abs=40)
    assert (first.by, second.by) == ("same", "cloud")


def test_what_comes_after_a_long_silence_is_no_part_of_the_answer() -> None:
    right = quiet(2.5) + sung("Yes, we") + quiet(2.4) + sung("hello")
    first, second = judged(call(right), "tones").answers
    assert first is not None
    assert first.silence_ms == pytest.approx(500, abs=20)
    assert second is None


def test_words_lost_on_either_side_and_words_too_many_are_found() -> None:
    right = quiet(2.5) + sung(FIRST + " financing.") + quiet(3.0) + sung("We service all major")
    cell = judged(call(right, (QUESTIONS[0], "")), "openai")
    assert cell.lost == ("brands.", f"({QUESTIONS[1]})")
    assert cell.repeated == 1
    twice = judged(call(right, (f"{QUESTIONS[0]} {QUESTIONS[0]}", QUESTIONS[1])), "openai")
    assert twice.repeated == 1 + 2


def test_a_circuit_is_seen_to_open_and_to_close() -> None:
    course = failover_cell._Course(healed_at=10.0)
    assert failover_cell._periods(None, course) is None
    assert failover_cell._periods(10.0 + PROBE_S, course) == 1.0
    assert failover_cell._periods(9.0, course) is None


CALM = Cell(SPEECH, "none", tuple(Answer(900.0, "same") for _ in range(5)), 90, outcome="faq_only")
WELL = replace(
    CALM,
    row="stall",
    answers=(Answer(900.0, "same"), *[Answer(1100.0, "cloud")] * 3, Answer(900.0, "same")),
    opened={SPEECH.circuit: "3 faults in a row"},
    periods=1.2,
    struck=4,
)


def missed(cell: Cell) -> list[str]:
    cells = {(SPEECH.name, one.row): one for one in (CALM, cell)}
    found: list[str] = failover.report(cells, {})["missed"]
    return found


def test_a_cell_that_keeps_to_everything_misses_nothing() -> None:
    cells = {(SPEECH.name, one.row): one for one in (CALM, WELL)}
    found = failover.report(cells, {"stt:openai wrong-rate": "no audio comes back"})
    assert found["missed"] == []
    assert found["added_ms"]["to_cloud"]["p95"] == 200.0
    text = failover.shown(found)
    assert "200/200/200" in text
    assert "does not apply: no audio comes back" in text
    assert "not struck: none" in text


def test_a_cell_whose_fault_did_nothing_is_named() -> None:
    cells = {(SPEECH.name, one.row): one for one in (CALM, replace(WELL, struck=0))}
    found = failover.report(cells, {})
    assert found["not_struck"] == [f"{SPEECH.name} stall"]
    assert not found["ok"]
    assert found["wrong"] == 1
    assert f"not struck: {SPEECH.name} stall\n" in failover.shown(found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"broke": "RuntimeError: gone"}, "the call broke"),
        ({"outcome": "system_error"}, "ended with"),
        ({"answers": (None, *WELL.answers[1:])}, "1 questions without an answer"),
        ({"lost": ("brands.",)}, "words lost: brands."),
        ({"repeated": 2}, "2 words too many"),
        ({"stays_open": True}, "a breaker stays open"),
        ({"struck": 0}, "not struck"),
        ({"periods": 2.1}, "2.1 probe periods"),
        ({"opened": {"polly/speech": "why"}}, "opened without a fault: polly/speech"),
        ({"row": "barge-in"}, "opened without a fault: elevenlabs/speech"),
        ({"answers": (Answer(1700.0, "cloud"),) * 5}, "added silence to_cloud: p95 800 ms"),
        ({"answers": (Answer(2200.0, "local"),) * 5}, "added silence to_local: p95 1300 ms"),
    ],
)
def test_whatever_must_not_be_is_told(change: dict[str, Any], told: str) -> None:
    (found,) = missed(replace(WELL, **change))
    assert told in found


def test_every_fault_meets_every_provider_or_says_why_not() -> None:
    assert len({column.name for column in COLUMNS}) == len(COLUMNS) == 6
    for column in COLUMNS:
        for name, row in ROWS.items():
            found = row(column)
            assert found, f"{column.name} {name}"
            if not isinstance(found, str):
                assert name in CONTROLS or all(hasattr(fault, "fits") for fault in found)


def test_columns_and_rows_are_chosen_by_name() -> None:
    assert [one.name for one in failover._chosen_columns(["openai", "tts:polly"])] == [
        "tts:openai",
        "tts:polly",
        "stt:openai",
        "llm:openai",
    ]
    assert failover._chosen_rows(["reset"]) == ["none", "reset"]
    with pytest.raises(CommandError, match="no fault flood"):
        failover._chosen_rows(["flood"])
