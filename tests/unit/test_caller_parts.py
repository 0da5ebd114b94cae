"""Ears, line, figures, digits and scenario files of the simulated caller."""

import audioop
import math
from pathlib import Path

import pytest

from simulators.caller import audio, digits, measure
from simulators.caller.ears import OVER_MS, PAUSE_MS, Change, Ears
from simulators.caller.line import Line
from simulators.caller.measure import Said
from simulators.caller.noises import MAKERS, noise
from simulators.caller.persona import LineSpec, ScenarioError, load

SCENARIOS = Path(__file__).parents[2] / "fixtures" / "scenarios"


def tone(ms: int, level: int = 6000) -> bytes:
    samples = (int(level * math.sin(at / 3)) for at in range(ms * 8))
    return audioop.lin2ulaw(b"".join(s.to_bytes(2, "little", signed=True) for s in samples), 2)


def quiet(ms: int) -> bytes:
    return b"\xff" * (ms * 8)


def changes(ears: Ears, ulaw: bytes) -> list[tuple[int, Change]]:
    found = []
    for at in range(0, len(ulaw), audio.FRAME):
        change = ears.hear(ulaw[at : at + audio.FRAME])
        if change is not None:
            found.append((ears.now_ms, change))
    return found


def test_ears_notice_begin_pause_and_end() -> None:
    found = changes(Ears(), quiet(200) + tone(1000) + quiet(1000))
    end = 1200
    assert found == [(260, "began"), (end + PAUSE_MS, "paused"), (end + OVER_MS, "over")]


def test_ears_keep_a_turn_together_over_a_pause() -> None:
    ears = Ears()
    found = changes(ears, tone(800) + quiet(400) + tone(800) + quiet(700))
    assert [change for _, change in found] == ["began", "paused", "began", "paused", "over"]
    (piece,) = ears.turn().pieces
    assert len(piece) > 2000 * 8
    assert ears.turn().ended_ms == 2000
    assert ears.turns == 1


def test_ears_ignore_a_click() -> None:
    assert changes(Ears(), quiet(200) + tone(40) + quiet(500)) == []


def test_ears_cut_long_turns_at_pauses() -> None:
    ears = Ears()
    changes(ears, tone(8000) + quiet(400) + tone(3000) + quiet(700))
    assert len(ears.turn().pieces) == 2


def test_forgotten_sound_is_not_heard_again() -> None:
    ears = Ears()
    changes(ears, tone(800) + quiet(700))
    ears.forget()
    assert ears.turn().pieces == ()


def level(ulaw: bytes) -> float:
    return audioop.rms(audioop.ulaw2lin(ulaw, 2), 2)


def carried(spec: LineSpec, ulaw: bytes, seed: int = 0) -> bytes:
    line = Line(spec, seed=seed)
    return b"".join(
        line.carry(ulaw[at : at + audio.FRAME]) for at in range(0, len(ulaw), audio.FRAME)
    )


def test_a_clean_line_changes_nothing() -> None:
    assert carried(LineSpec(), tone(500)) == tone(500)


@pytest.mark.parametrize("noise", ["hvac", "pink"])
def test_noise_has_the_wanted_level(noise: str) -> None:
    heard = carried(LineSpec(noise=noise, snr_db=20), quiet(8000))
    assert level(heard) == pytest.approx(audio.SPEECH_RMS / 10, rel=0.1)


def test_lost_packets_have_the_wanted_share_and_repeat_by_seed() -> None:
    spec = LineSpec(loss=0.05)
    once, again, other = (carried(spec, tone(60_000), seed) for seed in (1, 1, 2))
    lost = once.count(audio.SILENCE)
    assert 0.03 * 3000 < lost < 0.07 * 3000
    assert once == again != other


def test_babble_needs_voices() -> None:
    with pytest.raises(ValueError, match="babble"):
        Line(LineSpec(noise="babble"))


@pytest.mark.parametrize("kind", MAKERS)
def test_sounds_are_heard_short_and_repeatable(kind: str) -> None:
    sound = noise(kind, 3)
    assert max(audio.loudness(sound)) > 400
    assert len(sound) <= 12000
    assert len(sound) % audio.FRAME == 0
    assert sound == noise(kind, 3) != noise(kind, 4)


def test_an_unknown_sound_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="no sound 'sneeze'; there are: cough"):
        noise("sneeze")


def test_responses_are_measured_from_the_end_of_speech() -> None:
    agent = measure.agent_spans(tone(1000) + quiet(2500) + tone(1000) + quiet(500))
    (found,) = measure.responses([Said(1500, 2700)], agent)
    assert (found.after_ms, found.latency_ms) == (2700, 800)


def test_words_over_the_agents_speech_have_no_response() -> None:
    agent = measure.agent_spans(tone(3000) + quiet(1000) + tone(500))
    assert measure.responses([Said(500, 1000)], agent) == []


def test_interruptions_tell_whether_the_agent_fell_silent() -> None:
    agent = measure.agent_spans(tone(1200) + quiet(2000) + tone(5000))
    said = [Said(1000, 1600), Said(4000, 4200, False)]
    first, second = measure.interruptions(said, agent, [1180])
    assert (first.speech, first.silent_after_ms) == (True, 200)
    assert (second.speech, second.silent_after_ms) == (False, None)


def test_silence_counts_from_the_last_sound_before_a_late_clear() -> None:
    agent = measure.agent_spans(tone(1200) + quiet(2000) + tone(500))
    (found,) = measure.interruptions([Said(1000, 1600)], agent, [1900])
    assert found.silent_after_ms == 200


def test_a_pause_between_sentences_is_no_stop() -> None:
    agent = measure.agent_spans(tone(1200) + quiet(400) + tone(3000))
    (found,) = measure.interruptions([Said(1000, 1300, False)], agent, [])
    assert found.silent_after_ms is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I have 214-555-0143, right?", "2145550143"),
        ("two one four, double five five, oh one four three", "2145550143"),
        ("twelve fourteen Maple Street", "1214"),
        ("four forty two Oak", "442"),
        ("oh, that's seventy", "70"),
    ],
)
def test_digits_are_found_in_words(text: str, found: str) -> None:
    assert digits.digits_in(text) == found


def test_phone_numbers_are_said_in_groups() -> None:
    spoken = "two one four, five five five, zero one four three"
    assert digits.spoken_phone("+1 (214) 555-0143") == spoken
    assert digits.digits_in(spoken) == "2145550143"


def test_every_shipped_scenario_loads() -> None:
    names = {load(path).name for path in SCENARIOS.glob("*.toml")}
    assert {"happy", "one_breath", "corrections", "barge_in", "gas_emergency"} <= names
    assert {"no_heat_infant", "reschedule", "cancel", "out_of_area", "human_request"} <= names
    assert {"silent", "noisy_line", "hangup_midway", "coughs", "spanish"} <= names


def test_no_two_scenarios_share_a_caller() -> None:
    numbers = [load(path).scenario.caller_id for path in SCENARIOS.glob("*.toml")]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('about = "x"', "expect"),
        ('about = "x"\nfoo = 1\n[expect]\noutcome = []', "foo"),
        ('about = "x"\n[answers]\nzipp = ["1"]\n[expect]\noutcome = []', "zipp"),
        ("about = ", r"bad\.toml: Invalid value"),
    ],
)
def test_a_bad_scenario_names_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=complaint):
        load(path)


def test_a_missing_wav_is_named(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text('about = "x"\n[answers]\nphone = ["wav:gone.wav"]\n[expect]\noutcome = []')
    with pytest.raises(ScenarioError, match=r"gone\.wav"):
        load(path).check_files()


def test_a_caller_who_says_nothing_has_no_figures() -> None:
    assert measure.responses([], measure.agent_spans(tone(1000))) == []
    assert measure.summary([]) == {"p50": 0.0, "p95": 0.0, "max": 0.0}
