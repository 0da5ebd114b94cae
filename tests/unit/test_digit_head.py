"""The search over the head's frames, and what its words mean."""

import math
from pathlib import Path

import numpy as np
import pytest

from agent.models import ModelCorrupt
from agent.stt import head
from agent.stt.head import TOKENS, meanings, readings


def frames(*words: str, sure: float = 0.96) -> np.ndarray:
    """One frame a word ("" is silence), each with probability `sure`."""
    rest = (1.0 - sure) / (len(TOKENS) - 1)
    logs = np.full((len(words), len(TOKENS)), math.log(rest), dtype=np.float32)
    for row, word in zip(logs, words, strict=True):
        row[TOKENS.index(word)] = math.log(sure)
    return logs


def best(logs: np.ndarray) -> str:
    found = readings(logs)
    return max(found, key=lambda digits: found[digits])


def test_a_run_of_the_same_digit_keeps_its_length() -> None:
    spoken = ("five", "five", "", "five", "", "", "five", "five", "five", "")
    assert best(frames(*spoken)) == "555"


def test_a_word_held_for_long_is_one_word() -> None:
    assert best(frames(*["seven"] * 30)) == "7"


def test_silence_is_no_digit() -> None:
    assert best(frames("", "", "")) == ""


def test_unsure_frames_give_several_readings() -> None:
    logs = frames("one", "", "nine", "", "two")
    logs[2, TOKENS.index("five")] = math.log(0.4)
    logs[2, TOKENS.index("nine")] = math.log(0.5)
    found = readings(logs)
    assert (
        found["192"] > found["152"] > max(found[other] for other in found if other[1:2] not in "95")
    )


def test_all_alignments_of_a_reading_count_together() -> None:
    """Two frames: the word in the first, in the second, or in both."""
    logs = np.full((2, len(TOKENS)), -20.0, dtype=np.float32)
    logs[:, 0], logs[:, TOKENS.index("three")] = math.log(0.5), math.log(0.5)
    assert readings(logs)["3"] == pytest.approx(math.log(0.75), abs=1e-3)


def four_or_oh(*before: str) -> np.ndarray:
    """Words, and one that is rather "oh" than "four"."""
    logs = frames(*before, "oh", "")
    logs[-2, TOKENS.index("oh")], logs[-2, TOKENS.index("four")] = math.log(0.6), math.log(0.3)
    return logs


@pytest.mark.parametrize(
    ("before", "expected"), [(("zero", "two"), "024"), (("oh", "two"), "020"), (("two",), "20")]
)
def test_who_says_zero_hardly_says_oh(before: tuple[str, ...], expected: str) -> None:
    assert best(four_or_oh(*before)) == expected


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("one two", "12"),
        ("double five two", "552"),
        ("triple zero", "000"),
        ("oh nine oh", "090"),
        ("eighty oh", "800"),
        ("eighty five", "85"),
        ("nineteen zero", "190"),
    ],
)
def test_what_words_usually_mean(words: str, digits: str) -> None:
    assert meanings(tuple(map(TOKENS.index, words.split())))[0] == (digits, 0.0)


def test_what_words_can_mean_besides() -> None:
    found = dict(meanings(tuple(map(TOKENS.index, ("eight", "hundred", "four")))))
    assert found["8004"] > found["804"]


def test_a_double_of_nothing_means_nothing() -> None:
    assert meanings((TOKENS.index("five"), TOKENS.index("double"))) == []


def test_the_head_that_comes_with_the_code_is_whole() -> None:
    loaded = head.load()
    logs = loaded.hear(np.zeros((20, 512), dtype=np.float32))
    assert logs.shape == (10, len(TOKENS))
    assert np.exp(logs).sum(axis=1) == pytest.approx(np.ones(10), abs=1e-4)


def one_way_head(blocks: int) -> head.Head:
    """Passes three channels on; each block shows a frame what the frame before it was."""
    width = len(TOKENS)
    shift = np.zeros((3, width, width), dtype=np.float32)
    shift[0] = np.eye(width)
    weights = {
        "shrink_weight": np.zeros((512, width), dtype=np.float32),
        "out_weight": np.eye(width),
    }
    weights["shrink_weight"][:3, :3] = np.eye(3)
    weights |= {f"block{n}_weight": shift.reshape(-1, width) for n in range(blocks)}
    biases = {name.replace("weight", "bias"): np.zeros(width) for name in weights}
    return head.Head(weights | biases)


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_each_block_of_the_head_sees_one_frame_farther(blocks: int) -> None:
    encoded = np.zeros((20, 512), dtype=np.float32)
    encoded[:2, 1] = 1.0  # the first of ten pooled frames says "zero"
    heard = one_way_head(blocks).hear(encoded)[:, 1]
    told = [frame for frame in range(10) if heard[frame] > heard[9] + 0.1]
    assert told == list(range(blocks + 1))


def test_a_damaged_head_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "SHA256", "0" * 64)
    with pytest.raises(ModelCorrupt, match=r"digits\.npz is damaged.*stt_digit_head = false"):
        head.load()


def test_a_missing_head_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelCorrupt, match=r"can't be read.*install voicectl again"):
        head.check(tmp_path / "digits.npz")
