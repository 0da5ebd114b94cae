"""What the benches make of a finished call, on calls put together by hand."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agent.call.journal import Entry, Recording, Remark, Segment, TimingLine
from agent.call.latency import Timing
from agent.events import Event, Said, Say, SpeechStarted
from agent.tts import tones
from simulators.twilio.recording import Recording as Audio
from voicectl.bench import barge_in, census, false_stops, heard_text, latency, noises
from voicectl.bench.rig import Finished
from voicectl.bench.scripted import Made, Sound
from voicectl.bench.traces import last_sound

RATE = 8000
BEGAN = 100.0
LOUD = b"\x10\x90" * 4000
"""A second of a square wave."""


def quiet(seconds: float) -> bytes:
    return b"\xff" * round(seconds * RATE)


def finished(
    left: bytes,
    right: bytes,
    made: tuple[Made, ...] = (),
    *,
    entries: tuple[Entry, ...] = (),
    timings: tuple[TimingLine, ...] = (),
    remarks: tuple[Remark, ...] = (),
    arrivals: tuple[float, ...] = (),
    clears: tuple[float, ...] = (),
) -> Finished:
    """A call whose recording and journal both begin at `BEGAN`."""
    audio = Audio()
    audio.started_at = BEGAN
    audio.frame(left, right)
    stream = SimpleNamespace(
        arrivals=[SimpleNamespace(at=at) for at in arrivals],
        clears=list(clears),
        playout=SimpleNamespace(underruns=[]),
    )
    pacing = SimpleNamespace(lateness=[0.0] * 1000, late_ticks=0)
    call: Any = SimpleNamespace(
        sid="CA1", recording=audio, streams=[stream], line=SimpleNamespace(pacing=pacing)
    )
    segment: Any = Segment(None, list(entries))  # type: ignore[arg-type]
    return Finished(call, made, Recording((segment,), timings, remarks, torn=False), BEGAN)


def entry(at: float, event: Event, *says: Say) -> Entry:
    return Entry(n=1, at=at, event=event, commands=says)


def test_latency_is_measured_and_its_stages_add_up() -> None:
    timing = Timing(
        turn=1, endpoint_ms=500, transcript_ms=50, step_ms=1, voice_ms=100, send_ms=0, total_ms=651
    )
    call = finished(
        quiet(1.0) + LOUD + quiet(3.0),
        quiet(2.75) + LOUD + quiet(1.25),
        (Made(Sound(LOUD, "yes"), RATE, 2 * RATE, over_agent=False),),
        timings=(TimingLine(at=2.72, timing=timing),),
        arrivals=(101.0, 102.723, 102.74),
    )
    (answer,) = latency.answers(call)
    assert answer.measured == 750.0
    assert answer.stages["hearing"] == pytest.approx(69.0)
    assert answer.stages["playing"] == pytest.approx(27.0)
    assert answer.left_over == pytest.approx(3.0)


def test_answer_without_the_daemons_figures_is_not_counted() -> None:
    made = (Made(Sound(LOUD, "yes"), RATE, 2 * RATE, over_agent=False),)
    call = finished(quiet(1.0) + LOUD + quiet(3.0), quiet(2.75) + LOUD + quiet(1.25), made)
    assert latency.answers(call) == []


def test_a_caller_who_hung_up_before_they_spoke_has_no_answer() -> None:
    assert latency.answers(finished(quiet(1.0), quiet(1.0), ())) == []


def sing(text: str) -> bytes:
    return b"".join(tones.sound(tones.number(word)) for word in text.split())


def test_words_of_a_cut_answer_are_counted_in_the_recording() -> None:
    text = "one two three four five, six seven eight nine ten"
    sung = sing("one two three four")
    answer = sing("so be")
    right = quiet(0.5) + sung + quiet(1.0) + answer + quiet(1.0)
    ended = 0.5 + 4 * tones.WORD_SECONDS + 1.0

    def known(heard: str) -> heard_text.Cut:
        events = (
            entry(0.4, SpeechStarted(), Say(say=1, text=text)),
            entry(ended - 0.01, Said(say=1, heard=heard, cut=True), Say(say=2, text="so be it")),
        )
        (cut,) = heard_text.cuts(finished(quiet(4.0), right, entries=events))
        return cut

    assert (known("one two three four").known, known("one two three four").true) == (4, 4)
    assert known("one two three").true == 4
    assert not known("two three four five").text_matches


def test_audio_after_a_clear_is_stale_until_new_words_are_wanted() -> None:
    def stale(arrivals: tuple[float, ...], *, rings: bool = False) -> tuple[int, float]:
        call = finished(
            quiet(5.0),
            quiet(2.5) + LOUD + quiet(1.5) if rings else quiet(5.0),
            entries=(entry(3.0, SpeechStarted(), Say(say=2, text="so be it")),),
            remarks=(Remark(at=2.0, what="barge_in", about="decided at 102.000000"),),
            clears=(101.0, 102.004),
            arrivals=arrivals,
        )
        if rings:
            call.audio.stamp(102.5, "connect", "Ringing")
        (stop,) = barge_in.stops(call)
        assert stop.cleared is not None
        assert stop.stale_samples == 0
        return stop.stale_messages, round((stop.cleared - stop.decided) * 1000, 3)

    assert stale((101.9, 102.0, 103.1)) == (0, 4.0)
    assert stale((102.5, 103.1)) == (1, 4.0)
    assert stale((), rings=True) == (0, 4.0)


def test_clear_counts_for_the_last_sound_before_it() -> None:
    def made(start: float, kind: str) -> Made:
        return Made(Sound(LOUD, kind, kind), round(start * RATE), round(start * RATE) + 800, True)

    sounds = (made(1.0, "cough"), made(2.0, "noise"), made(5.0, "speech"))

    def stoppers(*clears: float) -> list[str]:
        call = finished(quiet(9), quiet(9), sounds, clears=clears)
        return [one.sound.name for one in false_stops.stoppers(call)]

    assert stoppers(102.5) == ["noise"]
    assert stoppers(101.5, 101.8, 102.5) == ["cough", "noise"]
    assert stoppers(100.5, 104.8, 105.5) == []


def test_ringing_of_a_transfer_is_not_the_agent() -> None:
    call = finished(quiet(9), quiet(9))
    call.audio.stamp(BEGAN + 0.5, "connect", "MediaStream")
    call.audio.stamp(BEGAN + 4.0, "connect", "Prompt")
    sound = Sound(LOUD, "hello")
    assert call.interrupting(Made(sound, 3 * RATE, 4 * RATE, over_agent=True))
    assert not call.interrupting(Made(sound, 3 * RATE, 4 * RATE, over_agent=False))
    assert not call.interrupting(Made(sound, 5 * RATE, 6 * RATE, over_agent=True))


def test_noises_are_sounds_of_their_seed(tmp_path: Path) -> None:
    import asyncio

    def made(seed: int) -> list[Sound]:
        return asyncio.run(noises.sounds(seed, tmp_path, 6, 0, 8))

    first = made(4)
    assert first == made(4) != made(5)
    for sound in first:
        assert 0.1 < len(sound.ulaw) / RATE < 2.0
        assert last_sound(sound.ulaw, 0, len(sound.ulaw)) is not None


def test_a_census_finds_what_calls_leave_behind() -> None:
    def counted(kb_per_call: float, sockets_per_call: float) -> bool:
        counts = [
            census.Count(
                calls=calls,
                tasks=14,
                threads=3,
                sockets=5 + round(sockets_per_call * calls),
                files=7,
                rss_kb=128_000 + round(kb_per_call * calls),
            )
            for calls in range(0, 1001, 100)
        ]
        return bool(census.report(counts, 1000)["ok"])

    assert counted(0.0, 0.0)
    assert counted(0.35, 0.0)
    assert not counted(1.5, 0.0)
    assert not counted(0.0, 0.01)
