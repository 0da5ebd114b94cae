"""Hesitate at the first suspicion, stop for what lasts longer than any "uh-huh"."""

from hypothesis import given
from hypothesis import strategies as st

from agent.call.bargein import BargeIn, BargeInRules, Verdict

FLOOR = -60.0


def verdicts(levels: list[tuple[float, float]]) -> list[Verdict]:
    judge = BargeIn()
    return [judge.hear(probability, level, FLOOR) for probability, level in levels]


def voice(windows: int) -> list[tuple[float, float]]:
    """Speech: its level goes up and down."""
    return [(0.9, -20.0 - 4.0 * (place % 3)) for place in range(windows)]


def test_speech_is_suspected_at_once_and_judged_once() -> None:
    heard = verdicts(voice(30))
    assert heard[0] == "suspect"
    assert heard.index("speech") == BargeInRules().windows - 1
    assert heard.count("speech") == 1


def test_uh_huh_makes_us_hesitate_but_not_stop() -> None:
    sound = [(0.9, -20.0)] * 4 + [(0.8, -33.0)] * 2 + [(0.9, -21.0)] * 5
    heard = verdicts(sound + [(0.1, -58.0)] * 12)
    assert "speech" not in heard
    assert heard[len(sound) + 7 :] == ["calm"] * 5


def test_cough_is_not_even_suspected() -> None:
    assert set(verdicts([(0.05, -15.0)] * 12)) == {"calm"}


def test_voices_as_quiet_as_the_line_are_ignored() -> None:
    assert set(verdicts([(0.9, FLOOR + 5)] * 40)) == {"calm"}


def test_pause_inside_a_word_does_not_reset_the_count() -> None:
    heard = verdicts(voice(8) + [(0.1, -55.0)] * 5 + voice(16))
    assert "speech" in heard
    assert "calm" not in heard[: heard.index("speech")]


def test_we_go_on_later_after_a_word_than_after_a_click() -> None:
    def silent_after(windows: int) -> int:
        return verdicts(voice(windows) + [(0.0, -60.0)] * 20)[windows:].index("calm")

    assert silent_after(2) < silent_after(6) < silent_after(14)


def test_machine_that_hums_evenly_is_no_voice() -> None:
    assert "speech" not in verdicts([(0.9, -20.0), (0.9, -20.4)] * 30)


def test_encouragements_far_apart_never_add_up() -> None:
    sound = voice(10) + [(0.1, -58.0)] * 12
    assert "speech" not in verdicts(sound * 5)


def test_vague_noise_cannot_keep_us_silent() -> None:
    heard = verdicts([(0.35, -30.0)] * 200)
    assert heard.count("suspect") <= BargeInRules().longest
    assert heard[-1] == "calm"


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-90, 0)), max_size=80))
def test_an_interruption_needs_its_share_of_speech(levels: list[tuple[float, float]]) -> None:
    rules = BargeInRules()
    heard = verdicts(levels)
    if "speech" in heard:
        before = levels[: heard.index("speech") + 1]
        speech = sum(probability >= rules.certain for probability, _ in before)
        assert speech >= rules.windows
